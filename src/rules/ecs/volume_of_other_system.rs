//! ECS213

use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;

declare_rule! {
    /// EFS is mounted by Linux, FSx for Windows File Server by Windows, and FSx only on EC2 instances: Fargate has no FSx
    /// volumes.
    VOLUME_OF_OTHER_SYSTEM {
        code: "ECS213",
        name: "volume-of-other-system",
        severity: Error,
        summary: "A file system that the operating system of the task cannot mount.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_data_volumes.html",
        verified: "2026-11-24",
        lesson: "storage/shared-file-systems",
        fails: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512", "volumes": [{"name": "share", "fsxWindowsFileServerVolumeConfiguration": {"fileSystemId": "fs-0123456789abcdef0", "rootDirectory": "share",
  "authorizationConfig": {"credentialsParameter": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:fsx", "domain": "example.com"}}}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28",
 "mountPoints": [{"sourceVolume": "share", "containerPath": "/share"}]}]}"#,
        passes: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512", "volumes": [{"name": "share", "efsVolumeConfiguration": {"fileSystemId": "fs-0123456789abcdef0", "transitEncryption": "ENABLED"}}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28",
 "mountPoints": [{"sourceVolume": "share", "containerPath": "/share"}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for volume in &task.volumes {
        if let (Some(efs), Some(system)) = (&volume.efs, task.operating_system_family.filter(|_| task.is_windows())) {
            findings
                .report(efs.place.key, "Windows containers cannot mount EFS")
                .help("on Windows use FSx for Windows File Server, on EC2 instances")
                .related(system.span(), "Windows is asked for here");
        }
        let Some(fsx) = volume.fsx_windows else { continue };
        if let Some(fargate) = task.requires_fargate() {
            findings
                .report(fsx.key, "Fargate cannot mount FSx for Windows File Server")
                .help("use EFS with Linux, or run the task on Windows instances of EC2")
                .related(fargate.span(), "Fargate is required here");
        } else if let Some(system) = task.operating_system_family.filter(|system| system.literal() == Some("LINUX")) {
            findings
                .report(fsx.key, "Linux containers cannot mount FSx for Windows File Server")
                .help("use EFS, or a Windows operatingSystemFamily")
                .related(system.span(), "Linux is asked for here");
        }
    }
}
