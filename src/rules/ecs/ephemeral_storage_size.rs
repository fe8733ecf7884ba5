//! ECS124

use crate::facts::{DEFAULT_EPHEMERAL_STORAGE_GIB, EPHEMERAL_STORAGE_GIB};
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};
use crate::syntax::Change;

declare_rule! {
    /// `ephemeralStorage` makes the disk of a Fargate task larger than the 20 GiB that every task has: 21 to 200 GiB. To
    /// have 20, leave it out. On EC2 a task uses the disk of its instance, and the field is refused.
    EPHEMERAL_STORAGE_SIZE {
        code: "ECS124",
        name: "ephemeral-storage-size",
        severity: Error,
        summary: "A size of ephemeral storage that does not exist, or on EC2.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EphemeralStorage.html",
        verified: "2026-11-21",
        lesson: "fargate/storage",
        fails: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
 "ephemeralStorage": {"sizeInGiB": 20},
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28"}]}"#,
        passes: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
 "ephemeralStorage": {"sizeInGiB": 21},
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28"}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let Some(storage) = task.ephemeral_storage else { return };
    if let Some(fargate) = task.requires_fargate() {
        let (Some(value), Some(size)) = (task.ephemeral_storage_gib, task.ephemeral_storage_gib.literal()) else { return };
        if EPHEMERAL_STORAGE_GIB.contains(&size) {
            return;
        }
        let (least, most) = (EPHEMERAL_STORAGE_GIB.start(), EPHEMERAL_STORAGE_GIB.end());
        let finding = findings.report(value.span(), format!("ephemeral storage cannot be {size} GiB"));
        finding.related(fargate.span(), "Fargate is required here").aws_message(if size < *least {
            "EphemeralStorage size should be at least 21"
        } else {
            "EphemeralStorage size should be at most 200"
        });
        if size == DEFAULT_EPHEMERAL_STORAGE_GIB {
            finding.help(format!("leave `ephemeralStorage` out: {size} GiB is what every task has. Larger is {least} to {most}"));
            finding.safe_fix(Change::remove(storage.key));
        } else {
            finding.help(format!("set {least} to {most}; without `ephemeralStorage` a task has {DEFAULT_EPHEMERAL_STORAGE_GIB} GiB"));
            finding.unsafe_fix(Change::set(value.span(), size.clamp(*least, *most)));
        }
        return;
    }
    let launch_types = &task.requires_compatibilities;
    if !launch_types.is_empty() && launch_types.complete && launch_types.iter().all(|value| value.literal() == Some("EC2")) {
        findings
            .report(storage.key, "tasks on EC2 have no `ephemeralStorage`")
            .help("leave it out: the task uses the disk of its instance")
            .related(launch_types[0].span(), "EC2 is required here")
            .aws_message("Tasks using the EC2 launch type do not support EphemeralStorage")
            .unsafe_fix(Change::remove(storage.key));
    }
}
