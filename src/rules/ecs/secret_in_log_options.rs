//! ECS318

use super::secret_likeness::{secret_by_name, secret_by_value};
use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;

declare_rule! {
    /// Options of a log driver are plain text, as open as `environment`: they are in the repository, in every revision and
    /// in the console. Name tokens, keys and passwords of a log destination under `secretOptions`, with the ARN of a
    /// secret.
    SECRET_IN_LOG_OPTIONS {
        code: "ECS318",
        name: "secret-in-log-options",
        severity: Warning,
        summary: "A secret stands in plain text in the options of a log driver.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-logconfig.html",
        verified: "2026-11-24",
        lesson: "task-definitions/environment-and-secrets",
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "logConfiguration": {"logDriver": "splunk", "options": {"splunk-url": "https://splunk.example.com:8088", "splunk-token": "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"}}}]}"#,
        passes: r#"{"family": "web", "executionRoleArn": "arn:aws:iam::111122223333:role/web-execution",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "logConfiguration": {"logDriver": "splunk", "options": {"splunk-url": "https://splunk.example.com:8088"},
  "secretOptions": [{"name": "splunk-token", "valueFrom": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:splunk-a1b2c3"}]}}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let logs = task.container_definitions.iter().filter_map(|container| container.log_configuration.as_ref());
    for (name, value) in logs.flat_map(|log| &log.options) {
        let Some(text) = value.literal() else { continue };
        // The message must not carry the secret further, into logs and reports.
        if secret_by_name(name, text) || secret_by_value(text).is_some() {
            findings
                .report(value.span(), format!("the log option \"{name}\" is a secret in plain text"))
                .help("name it under `secretOptions`, with the ARN of a secret; change it if it was ever shared");
        }
    }
}
