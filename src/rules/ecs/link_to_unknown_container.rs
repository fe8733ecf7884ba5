//! ECS221

use super::references::Names;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// A link is `name` or `name:alias`, where the name is that of another container of the task. This one names nobody, so
    /// the container cannot be started.
    LINK_TO_UNKNOWN_CONTAINER {
        code: "ECS221",
        name: "link-to-unknown-container",
        severity: Error,
        summary: "`links` names a container that is not in the task.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        verified: "2026-11-24",
        lesson: "networking/network-modes",
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "links": ["data:db"]},
  {"name": "db", "image": "postgres:17", "memory": 256}]}"#,
        passes: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "links": ["db:data"]},
  {"name": "db", "image": "postgres:17", "memory": 256}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    // Other network modes have no links at all.
    if task.network_mode.is_some() && task.network_mode.literal() != Some("bridge") {
        return;
    }
    let names = Names::of_containers(task);
    for value in task.container_definitions.iter().flat_map(|container| &container.links) {
        let Some(name) = value.literal().map(|link| link.split(':').next().unwrap_or(link)) else { continue };
        if names.lacks(name) {
            findings.report(value.span(), format!("the task has no container \"{name}\" to link to")).help(names.help(name, "containers"));
        }
    }
}
