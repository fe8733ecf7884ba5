//! DOC012

use crate::lint::declare_rule;
use crate::model::Kind;

declare_rule! {
    /// A member that the API requires is absent. The AWS CLI and the SDKs stop before they send anything; ECS and ECR
    /// answer with a client error.
    MISSING_FIELD {
        code: "DOC012",
        name: "missing-field",
        severity: Error,
        summary: "A member that the API requires is absent.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        verified: "2026-11-21",
        lesson: "task-definitions/anatomy",
        fails: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128, "dependsOn": [{"containerName": "db"}]}, {"name": "db", "image": "postgres:17", "memory": 128}]}"#,
        passes: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128, "dependsOn": [{"containerName": "db", "condition": "START"}]}, {"name": "db", "image": "postgres:17", "memory": 128}]}"#,
        check: Document(Kind::TaskDefinition),
    }
}
