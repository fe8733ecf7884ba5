//! ECS902

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// `links` are a feature that Docker calls legacy. They work in `bridge` mode alone, end with the container that they
    /// name, and move neither to `awsvpc` nor to Fargate. In `awsvpc` the containers of a task reach each other at
    /// `localhost`; between services there is Service Connect.
    CONTAINER_LINKS {
        code: "ECS902",
        name: "container-links",
        severity: Info,
        summary: "Containers reach each other by links.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        verified: "2026-11-24",
        lesson: "networking/network-modes",
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "links": ["db"]},
  {"name": "db", "image": "postgres:17", "memory": 256}]}"#,
        passes: r#"{"family": "web", "networkMode": "awsvpc",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128},
  {"name": "db", "image": "postgres:17", "memory": 256}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    // Where links are refused, that is all there is to say.
    if task.requires_fargate().is_some() || matches!(task.network_mode.literal(), Some("awsvpc" | "host" | "none")) {
        return;
    }
    for span in task.container_definitions.iter().filter_map(|container| container.links.set_at()) {
        findings.report(span, "links are a legacy feature of Docker").help("use networkMode awsvpc and localhost");
    }
}
