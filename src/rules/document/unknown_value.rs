//! DOC013

use crate::lint::declare_rule;
use crate::model::Kind;

declare_rule! {
    /// The member takes one of a few values, and this is none of them. Case counts: `ENABLED` and `enabled` are different
    /// values to AWS.
    UNKNOWN_VALUE {
        code: "DOC013",
        name: "unknown-value",
        severity: Error,
        summary: "A value that is not among those the API knows.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html",
        verified: "2026-11-21",
        lesson: "task-definitions/anatomy",
        fails: r#"{"family": "web", "networkMode": "awsVpc", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        passes: r#"{"family": "web", "networkMode": "awsvpc", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        check: Document(Kind::TaskDefinition),
    }
}
