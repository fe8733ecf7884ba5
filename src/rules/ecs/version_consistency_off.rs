//! ECS419

use crate::lint::{Findings, declare_rule};
use crate::model::{ImageReference, Literal, TaskDefinition};
use crate::syntax::Change;

declare_rule! {
    /// With `versionConsistency` `disabled` each task resolves the tag of its image by itself. If the tag is moved during
    /// the life of a deployment, tasks that start later run another program than the first. By default ECS resolves the tag
    /// once for a deployment.
    VERSION_CONSISTENCY_OFF {
        code: "ECS419",
        name: "version-consistency-off",
        severity: Info,
        summary: "Tasks of one deployment may run different images.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html",
        verified: "2026-11-24",
        lesson: "repositories/tags-and-digests",
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "versionConsistency": "disabled"}]}"#,
        passes: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "versionConsistency": "enabled"}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for container in &task.container_definitions {
        let pinned = container.image.literal().is_none_or(|image| ImageReference::parse(image).digest.is_some());
        if let Some(value) = container.version_consistency.filter(|value| value.literal() == Some("disabled") && !pinned) {
            findings
                .report(value.span(), format!("container \"{}\" may differ from task to task", container.label()))
                .help("leave it out, or name the image by its digest")
                .unsafe_fix(Change::remove(value.span()));
        }
    }
}
