//! ECS301

use super::secret_likeness::{secret_by_name, secret_by_value};
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// A value in `environment` that looks like a secret, by its name (`DB_PASSWORD`) or by its shape (an access key, a
    /// private key, a connection string with a password). `environment` is plain text: it is in the repository, in every
    /// revision of the task definition, in the console, and open to all who may call `DescribeTaskDefinition`.
    ///
    /// Put the value into Secrets Manager or Parameter Store, and name its ARN in `secrets`: the container sees the same
    /// variable. An application on ECS needs no access keys at all, it has the task role.
    SECRET_IN_ENVIRONMENT {
        code: "ECS301",
        name: "secret-in-environment",
        severity: Warning,
        summary: "A secret stands in plain text in `environment`.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
        verified: "2026-11-21",
        lesson: "task-definitions/environment-and-secrets",
        controls: ["ECS.8", "ecs-no-environment-secrets", "AWS-0036"],
        fails: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "environment": [{"name": "DB_PASSWORD", "value": "correct-horse-battery"}]}]}"#,
        passes: r#"{"family": "web", "executionRoleArn": "arn:aws:iam::111122223333:role/web-execution",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
  "secrets": [{"name": "DB_PASSWORD", "valueFrom": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:db-a1b2c3"}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for variable in task.container_definitions.iter().flat_map(|container| &container.environment) {
        let (Some(value), Some(text)) = (variable.value, variable.value.literal()) else { continue };
        let name = variable.name.literal().unwrap_or_default();
        // The message must not carry the secret further, into logs and reports.
        if let Some(what) = secret_by_value(text) {
            findings.report(value.span(), format!("the value of \"{name}\" holds {what} in plain text"))
        } else if secret_by_name(name, text) {
            findings.report(value.span(), format!("\"{name}\" stands in plain text, and its name says that it is a secret"))
        } else {
            continue;
        }
        .help("keep it in Secrets Manager or Parameter Store and name its ARN under `secrets`; change it if it was ever shared");
    }
}
