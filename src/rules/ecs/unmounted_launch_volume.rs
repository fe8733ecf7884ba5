//! ECS135

use super::volume_mounts::unmounted;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};
use crate::syntax::Change;

declare_rule! {
    /// A volume with `configuredAtLaunch` stands for an Amazon EBS volume that the service or the task brings along. AWS takes
    /// such a volume only where a container mounts it.
    ///
    /// Another volume may stay unmounted: that is accepted, and `ECS601` only mentions it.
    UNMOUNTED_LAUNCH_VOLUME {
        code: "ECS135",
        name: "unmounted-launch-volume",
        severity: Error,
        summary: "No container mounts a volume that is configured at launch.",
        aws_message: "Volumes [...] are not referenced by any of the containers",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-ebs-config.html",
        verified: "2026-11-21",
        lesson: "storage/shared-file-systems",
        fails: r#"{"family": "web", "volumes": [{"name": "data", "configuredAtLaunch": true}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        passes: r#"{"family": "web", "volumes": [{"name": "data", "configuredAtLaunch": true}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128, "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for (volume, value, name) in unmounted(task) {
        if volume.configured_at_launch.literal() == Some(true) {
            findings
                .report(value.span(), format!("the volume \"{name}\" is configured at launch, and no container mounts it"))
                .help("mount it with `mountPoints` of a container, or remove it")
                .unsafe_fix(Change::remove(volume.place.value));
        }
    }
}
