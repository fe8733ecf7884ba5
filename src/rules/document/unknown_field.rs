//! DOC010

use crate::lint::declare_rule;
use crate::model::Kind;

declare_rule! {
    /// The API has no member of this name in this place. The AWS CLI refuses the document, other tools drop the member
    /// silently, and the setting that was meant is not made. Most are slips of the pen or members put one level too high
    /// or too low.
    UNKNOWN_FIELD {
        code: "DOC010",
        name: "unknown-field",
        severity: Warning,
        summary: "A member that the API does not know.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html",
        verified: "2026-11-21",
        lesson: "task-definitions/anatomy",
        fails: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128, "portMapping": []}]}"#,
        passes: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128, "portMappings": []}]}"#,
        check: Document(Kind::TaskDefinition),
    }
}
