//! ECS220

use std::collections::HashMap;

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// One path shows one volume. With two, Docker creates no container ("Duplicate mount point"), and where it is not
    /// Docker, one volume hides the other. A `tmpfs` counts as well.
    REPEATED_MOUNT_PATH {
        code: "ECS220",
        name: "repeated-mount-path",
        severity: Error,
        summary: "Two volumes are mounted at one path of a container.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_MountPoint.html",
        verified: "2026-11-24",
        lesson: "storage/volumes",
        fails: r#"{"family": "web", "volumes": [{"name": "pages"}, {"name": "images"}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "mountPoints": [{"sourceVolume": "pages", "containerPath": "/data"}, {"sourceVolume": "images", "containerPath": "/data/"}]}]}"#,
        passes: r#"{"family": "web", "volumes": [{"name": "pages"}, {"name": "images"}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "mountPoints": [{"sourceVolume": "pages", "containerPath": "/data/pages"}, {"sourceVolume": "images", "containerPath": "/data/images"}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for container in &task.container_definitions {
        let tmpfs = container.linux_parameters.iter().flat_map(|linux| &linux.tmpfs).map(|tmpfs| (tmpfs.container_path, None));
        let mounts = container.mount_points.iter().map(|mount| (mount.container_path, mount.source_volume.literal()));
        let mut seen = HashMap::new();
        for (path, volume) in mounts.chain(tmpfs) {
            let (Some(value), Some(text)) = (path, path.literal()) else { continue };
            let place = text.trim_end_matches(['/', '\\']);
            match seen.get(place) {
                // The same volume twice hides nothing; it is Docker that takes no path twice.
                Some((_, other)) if volume.is_some() && *other == volume && !task.certainly_runs_in_docker() => {}
                Some((first, _)) => {
                    findings
                        .report(value.span(), format!("something else is already mounted at \"{text}\""))
                        .help("mount each volume at a path of its own")
                        .related(*first, "mounted here first");
                }
                None => {
                    seen.insert(place, (value.span(), volume));
                }
            }
        }
    }
}
