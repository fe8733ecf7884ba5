//! ECS218

use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;

declare_rule! {
    /// With `"iam": "ENABLED"` the file system is mounted as the task role, whose policies EFS asks. Without a
    /// `taskRoleArn` there is nobody to be, and a file system policy that wants an identity refuses the mount.
    EFS_IAM_WITHOUT_TASK_ROLE {
        code: "ECS218",
        name: "efs-iam-without-task-role",
        severity: Warning,
        summary: "EFS asks for IAM authorization, and the task has no task role.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSAuthorizationConfig.html",
        verified: "2026-11-24",
        lesson: "storage/shared-file-systems",
        fails: r#"{"family": "web", "volumes": [{"name": "data", "efsVolumeConfiguration": {"fileSystemId": "fs-0123456789abcdef0",
  "transitEncryption": "ENABLED", "authorizationConfig": {"iam": "ENABLED"}}}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}]}"#,
        passes: r#"{"family": "web", "taskRoleArn": "arn:aws:iam::111122223333:role/web-task",
 "volumes": [{"name": "data", "efsVolumeConfiguration": {"fileSystemId": "fs-0123456789abcdef0",
  "transitEncryption": "ENABLED", "authorizationConfig": {"iam": "ENABLED"}}}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    if task.task_role_arn.is_some() {
        return;
    }
    for efs in task.volumes.iter().filter_map(|volume| volume.efs.as_ref()) {
        if let Some(iam) = efs.iam.filter(|iam| iam.literal() == Some("ENABLED")) {
            findings
                .report(iam.span(), "the file system is mounted as the task role, and the task names none")
                .help("set `taskRoleArn` to a role with elasticfilesystem:ClientMount");
        }
    }
}
