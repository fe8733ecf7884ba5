//! ECS212

use super::secret_references::secret_references;
use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;

declare_rule! {
    /// A secret of Secrets Manager is `arn:aws:secretsmanager:region:account:secret:name`. A field, a stage and a version
    /// may follow, and then all three colons do: `...:secret:name:field:stage:version`, with the unused ones empty, so one
    /// field is `...:secret:name:password::`. A parameter is `arn:aws:ssm:region:account:parameter/name`.
    ///
    /// The task definition registers, and every task stops with ResourceInitializationError.
    MALFORMED_SECRET_ARN {
        code: "ECS212",
        name: "malformed-secret-arn",
        severity: Error,
        summary: "The ARN of a secret or parameter is not of a form that ECS can read.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html",
        verified: "2026-11-24",
        lesson: "task-definitions/environment-and-secrets",
        fails: r#"{"family": "web", "executionRoleArn": "arn:aws:iam::111122223333:role/web-execution",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "secrets": [{"name": "DB_PASSWORD", "valueFrom": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:db-a1b2c3:password"}]}]}"#,
        passes: r#"{"family": "web", "executionRoleArn": "arn:aws:iam::111122223333:role/web-execution",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "secrets": [{"name": "DB_PASSWORD", "valueFrom": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:db-a1b2c3:password::"}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for (value, text) in secret_references(task).filter(|(_, text)| text.starts_with("arn:")) {
        let parts: Vec<&str> = text.split(':').collect();
        match parts.as_slice() {
            [_, _, "secretsmanager", _, _, "secret", _] | [_, _, "secretsmanager", _, _, "secret", _, _, _, _] => {}
            [_, _, "secretsmanager", _, _, "secret", name, rest @ ..] => {
                let field = rest.first().copied().unwrap_or_default();
                findings
                    .report(
                        value.span(),
                        format!("the ARN has {} parts behind the secret, and either none or three may follow", rest.len()),
                    )
                    .help(format!("for a field write ...:secret:{name}:{field}:: with both colons at the end"))
                    .aws_message("unexpected ARN format with parameters when trying to retrieve ASM secret");
            }
            [_, _, "ssm", _, _, parameter, ..] if parameter.starts_with("parameter/") => {}
            [_, _, service @ ("secretsmanager" | "ssm"), ..] => {
                let form = if *service == "ssm" { "parameter/name" } else { "secret:name" };
                findings
                    .report(value.span(), format!("the ARN names nothing that {service} keeps"))
                    .help(format!("it is arn:aws:{service}:region:account:{form}"));
            }
            [_, _, service, ..] => {
                findings
                    .report(value.span(), format!("ECS reads no secrets from {service}"))
                    .help("name a secret of Secrets Manager or a parameter of Parameter Store");
            }
            _ => {
                findings.report(value.span(), format!("\"{text}\" is not a whole ARN")).help("copy the ARN of the secret or parameter");
            }
        }
    }
}
