//! ECS191

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};
use crate::syntax::Change;

declare_rule! {
    /// In network mode `none` a task has no network, so there are no `portMappings`. `links` belong to `bridge` alone: in
    /// `host` mode containers reach each other at `localhost`.
    ///
    /// What `awsvpc` does not have is told by [ECS111](rule:ECS111).
    UNSUPPORTED_IN_NETWORK_MODE {
        code: "ECS191",
        name: "unsupported-in-network-mode",
        severity: Error,
        summary: "A container publishes ports or links containers in a network mode that cannot.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html",
        verified: "2026-11-24",
        lesson: "networking/network-modes",
        fails: r#"{"family": "web", "networkMode": "none",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "portMappings": [{"containerPort": 80}]}]}"#,
        passes: r#"{"family": "web", "networkMode": "bridge",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "portMappings": [{"containerPort": 80}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let (Some(mode), Some(name @ ("none" | "host"))) = (task.network_mode, task.network_mode.literal()) else { return };
    for container in &task.container_definitions {
        if let Some(span) = container.port_mappings.set_at().filter(|_| name == "none") {
            findings
                .report(span, "a task in networkMode none has no network to map ports to")
                .help("leave portMappings out, or choose another network mode")
                .related(mode.span(), "the network mode is set here")
                .unsafe_fix(Change::remove(span));
        }
        if let Some(span) = container.links.set_at() {
            findings
                .report(span, format!("`links` need networkMode bridge, and it is {name}"))
                .help("leave it out")
                .related(mode.span(), "the network mode is set here")
                .unsafe_fix(Change::remove(span));
        }
    }
}
