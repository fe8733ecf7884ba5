//! ECS126

use std::collections::HashMap;

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};
use crate::syntax::Change;

declare_rule! {
    /// `environment` and `secrets` both become environment variables of the container, so one name cannot stand in both.
    /// It happens when a plain value moves to Secrets Manager and its old line stays behind.
    ENVIRONMENT_AND_SECRET_SHARE_NAME {
        code: "ECS126",
        name: "environment-and-secret-share-name",
        severity: Error,
        summary: "One name stands in both `environment` and `secrets` of a container.",
        aws_message: "The secret name must be unique and not shared with any new or existing environment variables set on the container, such as '...'.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        verified: "2026-11-21",
        lesson: "task-definitions/environment-and-secrets",
        fails: r#"{"family": "web", "executionRoleArn": "arn:aws:iam::111122223333:role/web-execution",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
  "environment": [{"name": "DB_HOST", "value": "db.internal"}],
  "secrets": [{"name": "DB_HOST", "valueFrom": "arn:aws:ssm:eu-central-1:111122223333:parameter/db/host"}]}]}"#,
        passes: r#"{"family": "web", "executionRoleArn": "arn:aws:iam::111122223333:role/web-execution",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
  "environment": [{"name": "DB_HOST", "value": "db.internal"}],
  "secrets": [{"name": "DB_PASSWORD", "valueFrom": "arn:aws:ssm:eu-central-1:111122223333:parameter/db/password"}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for container in &task.container_definitions {
        let plain: HashMap<&str, _> = container
            .environment
            .iter()
            .filter_map(|variable| Some((variable.name.literal()?, (variable.name?.span(), variable.place.value))))
            .collect();
        for secret in &container.secrets {
            let (Some(value), Some(name)) = (secret.name, secret.name.literal()) else { continue };
            if let Some((span, variable)) = plain.get(name) {
                findings
                    .report(value.span(), format!("\"{name}\" stands in both `environment` and `secrets`"))
                    .help("remove it from one of the two")
                    .related(*span, "the plain value")
                    .unsafe_fix(Change::remove(*variable));
            }
        }
    }
}
