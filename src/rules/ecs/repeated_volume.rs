//! ECS222

use std::collections::HashMap;

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// Mount points find a volume by its name. With two of one name, one of them is never mounted, and which one is not
    /// promised.
    REPEATED_VOLUME {
        code: "ECS222",
        name: "repeated-volume",
        severity: Warning,
        summary: "Two volumes of the task have one name.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Volume.html",
        verified: "2026-11-24",
        lesson: "storage/volumes",
        fails: r#"{"family": "web", "volumes": [{"name": "data"}, {"name": "data", "efsVolumeConfiguration":
  {"fileSystemId": "fs-0123456789abcdef0", "transitEncryption": "ENABLED"}}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}]}"#,
        passes: r#"{"family": "web", "volumes": [{"name": "data"}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashMap::new();
    for volume in &task.volumes {
        let (Some(value), Some(name)) = (volume.name, volume.name.literal()) else { continue };
        if let Some(first) = seen.get(name) {
            findings
                .report(value.span(), format!("another volume is already called \"{name}\""))
                .help("give each volume of the task a name of its own")
                .related(*first, "first used here");
        } else {
            seen.insert(name, value.span());
        }
    }
}
