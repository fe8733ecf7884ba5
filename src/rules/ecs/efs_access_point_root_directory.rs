//! ECS134

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};
use crate::syntax::Change;

declare_rule! {
    /// An access point already says which directory of the file system is mounted. `rootDirectory` beside it must be `/`
    /// or absent: `/` then means the directory of the access point.
    EFS_ACCESS_POINT_ROOT_DIRECTORY {
        code: "ECS134",
        name: "efs-access-point-root-directory",
        severity: Error,
        summary: "An EFS volume has both an access point and a root directory.",
        aws_message: "When using an EFS access point, the root directory must either be set to \"/\" or be omitted",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSAuthorizationConfig.html",
        verified: "2026-11-21",
        lesson: "storage/shared-file-systems",
        fails: r#"{"family": "web", "volumes": [{"name": "data", "efsVolumeConfiguration": {"fileSystemId": "fs-0123456789abcdef0",
  "rootDirectory": "/wiki", "transitEncryption": "ENABLED", "authorizationConfig": {"accessPointId": "fsap-0123456789abcdef0"}}}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128, "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}]}"#,
        passes: r#"{"family": "web", "volumes": [{"name": "data", "efsVolumeConfiguration": {"fileSystemId": "fs-0123456789abcdef0",
  "transitEncryption": "ENABLED", "authorizationConfig": {"accessPointId": "fsap-0123456789abcdef0"}}}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128, "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for efs in task.volumes.iter().filter_map(|volume| volume.efs.as_ref()) {
        let Some(access_point) = efs.access_point_id.filter(|id| id.literal().is_some()) else { continue };
        let (Some(value), Some(directory)) = (efs.root_directory, efs.root_directory.literal()) else { continue };
        if directory != "/" {
            findings
                .report(value.span(), format!("rootDirectory \"{directory}\" beside an access point, which decides the directory"))
                .help("leave rootDirectory out, or set it to \"/\"; a directory below belongs into the access point")
                .related(access_point.span(), "the access point is named here")
                .unsafe_fix(Change::set(value.span(), "/"));
        }
    }
}
