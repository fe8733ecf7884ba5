//! ECS202

use crate::lint::{Findings, declare_rule};
use crate::model::{TaskDefinition, is_placeholder};
use crate::syntax::Change;

declare_rule! {
    /// The first item of a health check's `command` says how to run the rest: `CMD` runs a program with its arguments,
    /// `CMD-SHELL` hands one string to the shell of the container. Without either, the command is not run as meant, and the
    /// check never succeeds.
    HEALTH_CHECK_COMMAND_FORM {
        code: "ECS202",
        name: "health-check-command-form",
        severity: Error,
        summary: "The command of a health check does not start with `CMD` or `CMD-SHELL`.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html",
        verified: "2026-11-21",
        lesson: "fargate/containers",
        fails: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "healthCheck": {"command": ["curl -f http://localhost/ || exit 1"]}}]}"#,
        passes: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "healthCheck": {"command": ["CMD-SHELL", "curl -f http://localhost/ || exit 1"]}}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for health in task.container_definitions.iter().filter_map(|container| container.health_check.as_ref()) {
        let Some(place) = health.command.place.filter(|_| health.command.complete) else { continue };
        let Some(first) = health.command.first() else {
            findings
                .report(place.value, "the command of the health check is empty")
                .help("write for example [\"CMD-SHELL\", \"curl -f http://localhost/ || exit 1\"]");
            continue;
        };
        if let ([_], Some(word @ ("CMD" | "CMD-SHELL"))) = (health.command.as_ref(), first.literal()) {
            findings
                .report(first.span(), format!("after {word} the health check runs nothing"))
                .help("write for example [\"CMD-SHELL\", \"curl -f http://localhost/ || exit 1\"]");
            continue;
        }
        // After CMD the program stands alone: a whole command line in one item is a program that no image has.
        if first.literal() == Some("CMD")
            && let [_, program] = health.command.as_ref()
            && let Some(line) = program.literal().filter(|line| is_command_line(line))
        {
            findings
                .report(program.span(), format!("\"{line}\" is taken as the name of a program"))
                .help("after \"CMD\" each word is an item of its own; for a line with `||` write \"CMD-SHELL\"")
                .unsafe_fix(Change::set(first.span(), "CMD-SHELL"));
            continue;
        }
        // NONE, Docker's word for "no check", is not known to be refused: ECS226 speaks of it.
        let Some(word) = first.literal().filter(|word| !matches!(*word, "CMD" | "CMD-SHELL" | "NONE")) else { continue };
        if word.is_empty() || !is_placeholder(word) {
            let help = if word.starts_with("CMD") {
                "make \"CMD\" or \"CMD-SHELL\" an item of its own: [\"CMD-SHELL\", \"curl -f http://localhost/ || exit 1\"]"
            } else {
                "put \"CMD-SHELL\" before a line for the shell, \"CMD\" before a program and its arguments"
            };
            let finding = findings.report(first.span(), format!("the command of a health check cannot start with \"{word}\""));
            finding.help(help);
            if health.command.len() == 1 && !word.starts_with("CMD") {
                finding.unsafe_fix(Change::set(place.value, vec!["CMD-SHELL", word]));
            }
        }
    }
}

/// Whether a text is a line for a shell and cannot be the name of a program: one with options or operators. A path may hold
/// blanks.
fn is_command_line(text: &str) -> bool {
    text.contains("||") || text.contains("&&") || text.contains(" | ") || text.contains(" -")
}
