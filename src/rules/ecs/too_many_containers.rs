//! ECS123

use crate::facts::MAX_CONTAINERS;
use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;

declare_rule! {
    /// A task definition holds at most ten containers, and the quota cannot be raised. Containers that do not have to
    /// live, scale and be deployed together belong into task definitions of their own.
    TOO_MANY_CONTAINERS {
        code: "ECS123",
        name: "too-many-containers",
        severity: Error,
        summary: "The task has more containers than a task definition may hold.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html",
        verified: "2026-11-21",
        lesson: "task-definitions/anatomy",
        fails: r#"{"family": "web", "memory": "1024", "containerDefinitions": [
  {"name": "c1", "image": "busybox:1.37"}, {"name": "c2", "image": "busybox:1.37"}, {"name": "c3", "image": "busybox:1.37"},
  {"name": "c4", "image": "busybox:1.37"}, {"name": "c5", "image": "busybox:1.37"}, {"name": "c6", "image": "busybox:1.37"},
  {"name": "c7", "image": "busybox:1.37"}, {"name": "c8", "image": "busybox:1.37"}, {"name": "c9", "image": "busybox:1.37"},
  {"name": "c10", "image": "busybox:1.37"}, {"name": "c11", "image": "busybox:1.37"}]}"#,
        passes: r#"{"family": "web", "memory": "1024", "containerDefinitions": [
  {"name": "c1", "image": "busybox:1.37"}, {"name": "c2", "image": "busybox:1.37"}, {"name": "c3", "image": "busybox:1.37"},
  {"name": "c4", "image": "busybox:1.37"}, {"name": "c5", "image": "busybox:1.37"}, {"name": "c6", "image": "busybox:1.37"},
  {"name": "c7", "image": "busybox:1.37"}, {"name": "c8", "image": "busybox:1.37"}, {"name": "c9", "image": "busybox:1.37"},
  {"name": "c10", "image": "busybox:1.37"}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let containers = &task.container_definitions;
    if let Some(first_too_many) = containers.get(MAX_CONTAINERS) {
        findings
            .report(first_too_many.name_span(), format!("{} containers, and a task definition holds {MAX_CONTAINERS}", containers.len()))
            .help("move what can live alone into a task definition of its own; this is the first that is too many");
    }
}
