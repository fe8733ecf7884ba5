//! ECS401

use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;

declare_rule! {
    /// `latest`, or no tag, which means `latest`, is whatever was pushed last. The next task may run another program than
    /// the one beside it, nobody can say what ran yesterday, and a rollback rolls back to the same tag. A version as tag,
    /// in a repository with immutable tags, or a digest says what runs.
    MUTABLE_IMAGE_TAG {
        code: "ECS401",
        name: "mutable-image-tag",
        severity: Warning,
        summary: "An image has the tag `latest` or no tag.",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html",
        verified: "2026-11-21",
        lesson: "repositories/tags-and-digests",
        fails: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:latest", "memory": 128}]}"#,
        passes: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28.0", "memory": 128}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for container in &task.container_definitions {
        let Some(image) = container.image else { continue };
        let (Some(text), Some(reference)) = (container.image_written, container.image_reference()) else { continue };
        if reference.is_latest() {
            let message = match reference.tag {
                Some(_) => format!("\"{text}\" is whatever was pushed last"),
                None => format!("\"{text}\" has no tag, which means latest: whatever was pushed last"),
            };
            findings.report(image.span(), message).help("name a version, or a digest with @sha256:");
        }
    }
}
