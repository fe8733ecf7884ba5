//! ECS104

use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;
use crate::syntax::Change;

declare_rule! {
    /// The task lives as long as its essential containers, so at least one container must be essential. `essential`
    /// defaults to true: leave it out of the container that does the work, and say `false` only for helpers that may end.
    ESSENTIAL_CONTAINER_MISSING {
        code: "ECS104",
        name: "essential-container-missing",
        severity: Error,
        summary: "No container of the task is essential.",
        aws_message: "Task definition doesn't have any essential container",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        verified: "2026-11-21",
        lesson: "fargate/containers",
        controls: ["E3042"],
        fails: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128, "essential": false}]}"#,
        passes: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128, "essential": true}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let containers = &task.container_definitions;
    if !containers.complete {
        return;
    }
    if containers.is_empty() {
        if let Some(place) = containers.place {
            findings
                .report(place.value, "the task has no container at all")
                .help("describe at least one container")
                .aws_message("Container list cannot be empty");
        }
        return;
    }
    let refused: Vec<_> = containers.iter().filter_map(|c| c.essential.filter(|value| value.literal() == Some(false))).collect();
    if refused.len() < containers.len() {
        return;
    }
    if let [first, others @ ..] = refused.as_slice() {
        let finding = findings.report(first.span(), "no container of the task is essential");
        finding.help("leave `essential` out of the container whose end is the end of the task, or set it to true");
        if others.is_empty() {
            finding.safe_fix(Change::set(first.span(), true));
        }
        for other in others {
            finding.related(other.span(), "not essential either");
        }
    }
}
