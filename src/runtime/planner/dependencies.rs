//! What containers wait for, and an order in which they can start.

use super::{Planner, health_check};
use crate::model::{ContainerDefinition, Literal, Value};
use crate::runtime::plan::{Condition, ContainerPlan, Dependency};

impl Planner<'_, '_> {
    pub(super) fn depends_on(&mut self, container: &ContainerDefinition<'_>, name: &str) -> Vec<Dependency> {
        let mut found = Vec::new();
        for dependency in &container.depends_on {
            let Some(target) = dependency.container_name.literal() else { continue };
            let Some(condition) = dependency.condition.literal().and_then(Condition::from_name) else {
                let message = format!("container {name} waits for an unknown condition of {target}");
                self.problems.add(dependency.place.value, message, "the conditions are START, COMPLETE, SUCCESS and HEALTHY");
                continue;
            };
            match self.definition.container(target) {
                None => {
                    let message = format!("container {name} depends on {target}, which is not in the task");
                    self.problems.add(dependency.place.value, message, "name a container of the same task definition");
                }
                Some(other) if condition == Condition::Healthy && other.health_check.as_ref().and_then(health_check).is_none() => {
                    let message = format!("container {name} waits for {target} to become HEALTHY, and {target} has no health check");
                    self.problems.add(dependency.place.value, message, format!("give {target} a healthCheck"));
                }
                Some(_) => found.push(Dependency { container: target.to_string(), condition }),
            }
        }
        // What volumesFrom and links name must exist first, and links must run.
        let sources = container.volumes_from.iter().filter_map(|from| from.source_container.literal());
        let links = container.links.iter().filter_map(Value::literal).map(|link| link.split(':').next().unwrap_or(link));
        for target in sources.chain(links) {
            if self.definition.container(target).is_none() {
                let message = format!("container {name} names {target}, which is not in the task");
                self.problems.add(container.place.value, message, "name a container of the same task definition");
            } else if !found.iter().any(|dependency| dependency.container == target) {
                found.push(Dependency { container: target.to_string(), condition: Condition::Start });
            }
        }
        found
    }

    /// Puts each container after those that it depends on, else in the order of the definition.
    pub(super) fn in_start_order(&mut self, mut waiting: Vec<ContainerPlan>) -> Vec<ContainerPlan> {
        let mut ordered: Vec<ContainerPlan> = Vec::with_capacity(waiting.len());
        while !waiting.is_empty() {
            let placed = |name: &str| ordered.iter().any(|container| container.name == name);
            let Some(next) = waiting.iter().position(|container| container.depends_on.iter().all(|on| placed(&on.container))) else {
                let names: Vec<&str> = waiting.iter().map(|container| container.name.as_str()).collect();
                let message = format!("the dependencies of these containers run in a circle: {}", names.join(", "));
                self.problems.add(self.definition.place.value, message, "take one of the dependsOn away");
                break;
            };
            ordered.push(waiting.remove(next));
        }
        ordered
    }
}
