//! DOC014

use crate::lint::declare_rule;
use crate::model::Kind;

declare_rule! {
    /// A number is outside the range that the API takes, a text is too long, too short or of another form, or a list has
    /// too many items. The AWS CLI and the SDKs check some of these before they send anything, the service checks the rest.
    VALUE_OUT_OF_BOUNDS {
        code: "DOC014",
        name: "value-out-of-bounds",
        severity: Error,
        summary: "A number, text or list outside the bounds of the API.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Tag.html",
        verified: "2026-11-21",
        lesson: "task-definitions/anatomy",
        fails: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}], "tags": [{"key": "cost?", "value": "1"}]}"#,
        passes: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}], "tags": [{"key": "cost", "value": "1"}]}"#,
        check: Document(Kind::TaskDefinition),
    }
}
