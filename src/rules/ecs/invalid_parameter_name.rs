//! ECS193

use super::secret_references::secret_references;
use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;

declare_rule! {
    /// `valueFrom` is the ARN of a secret or a parameter. Whatever is no ARN is taken for the name of a parameter of
    /// Parameter Store in the same Region: letters, digits, `.`, `-`, `_` and `/`. The name of a Secrets Manager secret is
    /// not enough, and a field of it (`db:password::`) can only be named behind the full ARN.
    INVALID_PARAMETER_NAME {
        code: "ECS193",
        name: "invalid-parameter-name",
        severity: Error,
        summary: "A secret is named in a way that ECS takes for an impossible parameter.",
        aws_message: "The Systems Manager parameter name specified for secret '...' is invalid.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html",
        verified: "2026-11-24",
        lesson: "task-definitions/environment-and-secrets",
        fails: r#"{"family": "web", "executionRoleArn": "arn:aws:iam::111122223333:role/web-execution",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "secrets": [{"name": "DB_PASSWORD", "valueFrom": "prod/db:password::"}]}]}"#,
        passes: r#"{"family": "web", "executionRoleArn": "arn:aws:iam::111122223333:role/web-execution",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "secrets": [{"name": "DB_PASSWORD", "valueFrom": "/prod/db/password"}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for (value, text) in secret_references(task).filter(|(_, text)| !text.starts_with("arn:")) {
        let bad = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '/'));
        // `name:3` and `name:label` choose a version; whether ECS passes them on is not documented.
        let name = text.split_once(':').filter(|(_, version)| !version.is_empty() && !version.contains(':')).map_or(text, |(name, _)| name);
        if let Some(character) = name.chars().find(|c| bad(*c)) {
            findings
                .report(value.span(), format!("\"{text}\" is taken for the name of a parameter, and none holds {character:?}"))
                .help("name a secret by its full ARN, and a field of it behind that: arn:...:secret:name:field::");
        }
    }
}
