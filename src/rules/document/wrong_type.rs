//! DOC011

use crate::lint::declare_rule;
use crate::model::Kind;

declare_rule! {
    /// A value has another type than the API takes: one text where a list is needed, a list where an object is needed.
    /// `command` is the classic: it is a list of words, not a command line.
    ///
    /// Numbers written as text and text written as numbers are let pass, because tools convert them.
    WRONG_TYPE {
        code: "DOC011",
        name: "wrong-type",
        severity: Error,
        summary: "A value has another type than the API takes.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        verified: "2026-11-21",
        lesson: "task-definitions/anatomy",
        fails: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128, "command": "nginx -v"}]}"#,
        passes: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128, "command": ["nginx", "-v"]}]}"#,
        check: Document(Kind::TaskDefinition),
    }
}
