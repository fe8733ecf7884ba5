//! ECS118

use super::references::containers_by_name;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};
use crate::syntax::Change;

declare_rule! {
    /// `SUCCESS` and `COMPLETE` wait for another container to end. The end of an essential container is the end of the
    /// whole task, so nothing could come after it. `essential` is true where it is not written: a container that prepares
    /// something and ends, a migration say, needs `"essential": false`.
    DEPENDS_ON_ESSENTIAL_COMPLETION {
        code: "ECS118",
        name: "depends-on-essential-completion",
        severity: Error,
        summary: "`dependsOn` waits for the end of an essential container.",
        aws_message: "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html",
        verified: "2026-11-21",
        lesson: "fargate/containers",
        fails: r#"{"family": "web", "containerDefinitions": [
  {"name": "migrate", "image": "busybox:1.37", "memory": 64},
  {"name": "web", "image": "nginx:1.28", "memory": 128, "dependsOn": [{"containerName": "migrate", "condition": "SUCCESS"}]}]}"#,
        passes: r#"{"family": "web", "containerDefinitions": [
  {"name": "migrate", "image": "busybox:1.37", "memory": 64, "essential": false},
  {"name": "web", "image": "nginx:1.28", "memory": 128, "dependsOn": [{"containerName": "migrate", "condition": "SUCCESS"}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let containers = containers_by_name(task);
    for container in &task.container_definitions {
        for dependency in &container.depends_on {
            let (Some(value), Some(name)) = (dependency.condition, dependency.container_name.literal()) else { continue };
            let Some(condition @ ("SUCCESS" | "COMPLETE")) = value.literal() else { continue };
            // A container that waits for itself is a cycle, whatever else it is.
            let Some(target) = containers.get(name).filter(|_| container.name.literal() != Some(name)) else { continue };
            if target.is_certainly_essential() {
                let place = target.essential.map_or(target.name_span(), |essential| essential.span());
                let change = match target.essential {
                    Some(essential) => Change::set(essential.span(), false),
                    None => Change::insert(target.place.value, "essential", false),
                };
                findings
                    .report(value.span(), format!("\"{name}\" is essential, so nothing can wait for its {}", noun(condition)))
                    .help(format!("set \"essential\": false on \"{name}\", or wait for START or HEALTHY"))
                    .related(
                        place,
                        if target.essential.is_some() { "essential here" } else { "essential, because it does not say otherwise" },
                    )
                    .unsafe_fix(change);
            }
        }
    }
}

fn noun(condition: &str) -> &'static str {
    if condition == "SUCCESS" { "successful end" } else { "end" }
}
