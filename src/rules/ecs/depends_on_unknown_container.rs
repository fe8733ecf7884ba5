//! ECS117

use super::references::Names;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// `dependsOn` names a container that the task definition does not have. Containers wait for others of the same task
    /// only: for another service, retry in the application.
    DEPENDS_ON_UNKNOWN_CONTAINER {
        code: "ECS117",
        name: "depends-on-unknown-container",
        severity: Error,
        summary: "`dependsOn` names a container that is not in the task.",
        aws_message: "Cannot depend on container '...' because it does not exist",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html",
        verified: "2026-11-21",
        lesson: "fargate/containers",
        fails: r#"{"family": "web", "containerDefinitions": [
  {"name": "web", "image": "nginx:1.28", "memory": 128, "dependsOn": [{"containerName": "database", "condition": "START"}]},
  {"name": "db", "image": "postgres:17", "memory": 256}]}"#,
        passes: r#"{"family": "web", "containerDefinitions": [
  {"name": "web", "image": "nginx:1.28", "memory": 128, "dependsOn": [{"containerName": "db", "condition": "START"}]},
  {"name": "db", "image": "postgres:17", "memory": 256}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let names = Names::of_containers(task);
    for dependency in task.container_definitions.iter().flat_map(|container| &container.depends_on) {
        let (Some(value), Some(name)) = (dependency.container_name, dependency.container_name.literal()) else { continue };
        if names.lacks(name) {
            findings
                .report(value.span(), format!("the task has no container \"{name}\" to depend on"))
                .help(names.help(name, "containers"));
        }
    }
}
