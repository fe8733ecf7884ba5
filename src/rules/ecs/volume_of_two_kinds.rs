//! ECS189

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition, Volume};
use crate::source::Span;

declare_rule! {
    /// A volume is one thing: a folder of the host, a Docker volume, an EFS, S3 Files or FSx file system, or what the
    /// launch brings along. And only one volume of a task definition may be `configuredAtLaunch`.
    VOLUME_OF_TWO_KINDS {
        code: "ECS189",
        name: "volume-of-two-kinds",
        severity: Error,
        summary: "A volume is configured in two ways, or two volumes are configured at launch.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Volume.html",
        verified: "2026-11-24",
        lesson: "storage/volumes",
        fails: r#"{"family": "web", "volumes": [{"name": "data", "host": {"sourcePath": "/srv/data"}, "efsVolumeConfiguration":
  {"fileSystemId": "fs-0123456789abcdef0", "transitEncryption": "ENABLED"}}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}]}"#,
        passes: r#"{"family": "web", "volumes": [{"name": "data", "efsVolumeConfiguration":
  {"fileSystemId": "fs-0123456789abcdef0", "transitEncryption": "ENABLED"}}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for volume in &task.volumes {
        if let [(first, name), (second, other), ..] = kinds(volume).as_slice() {
            findings
                .report(*second, format!("`{other}` stands beside `{name}`, and a volume is one of them"))
                .help("keep one of the two")
                .aws_message("When the volume parameter is specified, only one volume configuration type should be used.")
                .related(*first, "the other is set here");
        }
    }
    let launched: Vec<Span> = task
        .volumes
        .iter()
        .filter_map(|volume| volume.configured_at_launch.filter(|value| value.literal() == Some(true)))
        .map(|value| value.span())
        .collect();
    if let [first, second, ..] = launched.as_slice() {
        findings
            .report(*second, "only one volume of a task definition can be configured at launch")
            .help("take `configuredAtLaunch` from all but one; a task brings one EBS volume along")
            .related(*first, "another one is configured at launch");
    }
}

/// The ways in which a volume is configured. An empty `host` is what AWS prints for a plain volume.
fn kinds(volume: &Volume<'_>) -> Vec<(Span, &'static str)> {
    let kinds = [
        (volume.host_source_path.filter(|path| path.literal().is_some()).map(|path| path.place.key), "host.sourcePath"),
        (volume.docker_volume_configuration.map(|place| place.key), "dockerVolumeConfiguration"),
        (volume.efs.as_ref().map(|efs| efs.place.key), "efsVolumeConfiguration"),
        (volume.s3_files.as_ref().map(|files| files.place.key), "s3filesVolumeConfiguration"),
        (volume.fsx_windows.map(|place| place.key), "fsxWindowsFileServerVolumeConfiguration"),
        (
            volume.configured_at_launch.filter(|_| volume.configured_at_launch.literal() == Some(true)).map(|value| value.place.key),
            "configuredAtLaunch",
        ),
    ];
    kinds.into_iter().filter_map(|(span, name)| Some((span?, name))).collect()
}
