//! ECS602

use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;

declare_rule! {
    /// Tags say whose a resource is and what it is for: in the bill, in policies that grant by tag, and in searches. Tags
    /// of a task definition can be passed on to its tasks (`propagateTags`).
    UNTAGGED_TASK_DEFINITION {
        code: "ECS602",
        name: "untagged-task-definition",
        severity: Info,
        summary: "The task definition has no tags.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html",
        verified: "2026-11-24",
        lesson: "task-definitions/anatomy",
        controls: ["ECS.15", "tagged-ecs-taskdefinition"],
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        passes: r#"{"family": "web", "tags": [{"key": "team", "value": "shop"}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    // What AWS prints has its tags beside it.
    if let Some(family) = task.family.filter(|_| task.tags.is_certainly_empty() && !task.is_described) {
        findings
            .report(family.span(), "the task definition has no tags")
            .help("add for example \"tags\": [{\"key\": \"team\", \"value\": \"shop\"}]");
    }
}
