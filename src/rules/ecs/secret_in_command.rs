//! ECS319

use super::secret_likeness::{secret_by_name, secret_by_value};
use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;

declare_rule! {
    /// An argument of `command`, `entryPoint` or a health check holds a secret, by its shape or as the value of an option
    /// such as `--password=`. Commands are plain text in every revision of the task definition, and on the instance
    /// everybody sees them in the list of processes. Let the program read a variable, and fill that from `secrets`.
    SECRET_IN_COMMAND {
        code: "ECS319",
        name: "secret-in-command",
        severity: Warning,
        summary: "A secret stands in plain text in a command.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
        verified: "2026-11-24",
        lesson: "task-definitions/environment-and-secrets",
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "command": ["server", "--db-password=correct-horse-battery"]}]}"#,
        passes: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "command": ["server", "--db-password-file=/run/secrets/db"]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for container in &task.container_definitions {
        let health = container.health_check.iter().flat_map(|health| &health.command);
        for value in container.command.iter().chain(&container.entry_point).chain(health) {
            let Some(text) = value.literal() else { continue };
            // The message must not carry the secret further, into logs and reports.
            let what = match secret_by_value(text) {
                Some(what) => format!("a word of the command holds {what}"),
                None if text.split_whitespace().any(sets_secret) => "a word of the command sets a secret in plain text".to_string(),
                None => continue,
            };
            findings.report(value.span(), what).help("read it from a variable that `secrets` fills; change it if it was ever shared");
        }
    }
}

/// `--password=value` or `DB_PASSWORD=value`, where the value is not a variable of the shell.
fn sets_secret(word: &str) -> bool {
    let is_name = |name: &str| name.starts_with('-') || name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    let Some((name, value)) = word.split_once('=').filter(|(name, _)| is_name(name)) else { return false };
    let value = value.trim_matches(['"', '\'', ';']);
    !value.starts_with(['$', '%', '@', '`']) && secret_by_name(name, value)
}
