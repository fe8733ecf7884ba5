//! ECS261

use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;
use crate::syntax::Change;

declare_rule! {
    /// Without `networkMode` ECS takes `bridge`, which Amazon ECS Managed Instances do not have. A definition for them alone is
    /// registered all the same, and no task of it can run there: it has to say `awsvpc` or `host`.
    MANAGED_INSTANCES_NETWORK_MODE_MISSING {
        code: "ECS261",
        name: "managed-instances-network-mode-missing",
        severity: Error,
        summary: "A definition for Managed Instances alone names no network mode.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-instance-networking.html",
        verified: "2026-11-29",
        lesson: "networking/network-modes",
        fails: r#"{"family": "web", "requiresCompatibilities": ["MANAGED_INSTANCES"], "cpu": "256", "memory": "512",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        passes: r#"{"family": "web", "requiresCompatibilities": ["MANAGED_INSTANCES"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let Some(managed) = task.requires("MANAGED_INSTANCES") else { return };
    // What is for EC2 too runs there without a mode.
    let for_managed_alone = task.requires_compatibilities.complete && task.requires_compatibilities.len() == 1;
    if task.network_mode.is_none() && for_managed_alone {
        findings
            .report(managed.span(), "Managed Instances have no bridge network, and without `networkMode` it is bridge")
            .help("add \"networkMode\": \"awsvpc\", or \"host\"")
            .unsafe_fix(Change::insert(task.place.value, "networkMode", "awsvpc"));
    }
}
