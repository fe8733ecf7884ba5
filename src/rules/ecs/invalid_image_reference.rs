//! ECS205

use crate::lint::{Findings, declare_rule};
use crate::model::{ImageReference, Literal, TaskDefinition, is_stand_in};

declare_rule! {
    /// The image reference is not one that a registry can answer: the name of a repository is lower case, and a reference has
    /// no blanks. The task definition registers, and every task fails to pull.
    INVALID_IMAGE_REFERENCE {
        code: "ECS205",
        name: "invalid-image-reference",
        severity: Error,
        summary: "The image reference cannot be pulled from any registry.",
        aws_message: "CannotPullContainerError: invalid reference format",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html",
        verified: "2026-11-21",
        lesson: "repositories/what-is-ecr",
        fails: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "Nginx:1.28", "memory": 128}]}"#,
        passes: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for container in &task.container_definitions {
        let (Some(value), Some(text)) = (container.image, container.image.literal()) else { continue };
        let what = if text.contains(char::is_whitespace) {
            "it holds a blank"
        } else if has_capitals(ImageReference::parse(text).repository) {
            "the name of a repository is lower case"
        } else {
            continue;
        };
        findings
            .report(value.span(), format!("\"{text}\" is no image reference: {what}"))
            .help("write registry/repository:tag, such as \"nginx:1.28\"");
    }
}

/// Whether a part of the name has capitals and is not a word like `IMAGE_NAME` that a pipeline replaces.
fn has_capitals(repository: &str) -> bool {
    repository.split('/').any(|part| part.contains(|c: char| c.is_ascii_uppercase()) && !is_stand_in(part))
}
