//! ECS226

use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;

declare_rule! {
    /// `CMD-SHELL` takes one string, the whole line for the shell; what stands in further items is not part of it. `CMD`
    /// starts a program without any shell, so `||`, `&&`, `|` and `$NAME` are handed to it as plain words. And `NONE` is
    /// Docker's word for "no check": ECS documents only the two others.
    HEALTH_CHECK_WORDS_LOST {
        code: "ECS226",
        name: "health-check-words-lost",
        severity: Warning,
        summary: "A health check is not run as it is written.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html",
        verified: "2026-11-24",
        lesson: "fargate/containers",
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "healthCheck": {"command": ["CMD-SHELL", "curl", "-f", "http://localhost/"]}}]}"#,
        passes: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "healthCheck": {"command": ["CMD-SHELL", "curl -f http://localhost/ || exit 1"]}}]}"#,
        check: TaskDefinition(check),
    }
}

const OPERATORS: [&str; 5] = ["||", "&&", "|", ";", ">"];

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for health in task.container_definitions.iter().filter_map(|container| container.health_check.as_ref()) {
        let [first, words @ ..] = health.command.as_ref() else { continue };
        match first.literal() {
            Some("CMD-SHELL") => {
                if let [_, lost, ..] = words {
                    findings
                        .report(lost.span(), "after CMD-SHELL one item is run, and this is the second")
                        .help("write the whole line as one string, or use \"CMD\"");
                }
            }
            // `sh -c` brings its own shell, and its line is one word.
            Some("CMD") => {
                let operator = words.iter().find(|word| word.literal().is_some_and(|text| OPERATORS.contains(&text)));
                if let Some(operator) = operator {
                    findings
                        .report(operator.span(), "after CMD there is no shell, and this is a plain word for the program")
                        .help("write [\"CMD-SHELL\", \"...\"] with the whole line as one string");
                }
            }
            Some("NONE") => {
                findings.report(first.span(), "ECS does not document NONE for a health check").help("leave healthCheck out");
            }
            _ => {}
        }
    }
}
