//! ECS190

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// An S3 Files file system is mounted with the rights of the task role, so the task definition names one. Where an
    /// access point is given it decides the directory, and `rootDirectory` is `/` or absent.
    INVALID_S3_FILES_VOLUME {
        code: "ECS190",
        name: "invalid-s3-files-volume",
        severity: Error,
        summary: "An S3 Files volume without a task role, or with two root directories.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_S3FilesVolumeConfiguration.html",
        verified: "2026-11-24",
        lesson: "storage/shared-file-systems",
        fails: r#"{"family": "web", "volumes": [{"name": "data", "s3filesVolumeConfiguration":
  {"fileSystemArn": "arn:aws:s3files:eu-central-1:111122223333:file-system/fs-0123456789abcdef0"}}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}]}"#,
        passes: r#"{"family": "web", "taskRoleArn": "arn:aws:iam::111122223333:role/web-task",
 "volumes": [{"name": "data", "s3filesVolumeConfiguration":
  {"fileSystemArn": "arn:aws:s3files:eu-central-1:111122223333:file-system/fs-0123456789abcdef0"}}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for files in task.volumes.iter().filter_map(|volume| volume.s3_files.as_ref()) {
        if task.task_role_arn.is_none() {
            findings
                .report(files.place.key, "an S3 Files volume is mounted with the task role, and the task names none")
                .help("set `taskRoleArn` to a role that may mount the file system");
        }
        let (Some(directory), Some(path)) = (files.root_directory, files.root_directory.literal()) else { continue };
        if let Some(access_point) = files.access_point_arn.filter(|arn| arn.literal().is_some() && path != "/") {
            findings
                .report(directory.span(), format!("rootDirectory \"{path}\" beside an access point, which decides the directory"))
                .help("leave rootDirectory out, or set it to \"/\"")
                .related(access_point.span(), "the access point is named here");
        }
    }
}
