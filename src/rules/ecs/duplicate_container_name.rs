//! ECS105

use std::collections::HashMap;

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// Two containers of the task have one name. `dependsOn`, `volumesFrom`, load balancers, overrides and ECS Exec all
    /// find a container by its name, so it must be unique in the task.
    DUPLICATE_CONTAINER_NAME {
        code: "ECS105",
        name: "duplicate-container-name",
        severity: Error,
        summary: "Two containers of the task have the same name.",
        aws_message: "Container names must be unique within a task definition",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        verified: "2026-11-21",
        lesson: "task-definitions/anatomy",
        fails: r#"{"family": "web", "containerDefinitions": [
  {"name": "web", "image": "nginx:1.28", "memory": 128},
  {"name": "web", "image": "busybox:1.37", "memory": 64, "essential": false}]}"#,
        passes: r#"{"family": "web", "containerDefinitions": [
  {"name": "web", "image": "nginx:1.28", "memory": 128},
  {"name": "helper", "image": "busybox:1.37", "memory": 64, "essential": false}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashMap::new();
    for container in &task.container_definitions {
        let (Some(value), Some(name)) = (container.name, container.name.literal()) else { continue };
        if let Some(first) = seen.get(name) {
            findings
                .report(value.span(), format!("another container is already called \"{name}\""))
                .help("give each container of the task a name of its own")
                .related(*first, "first used here");
        } else {
            seen.insert(name, value.span());
        }
    }
}
