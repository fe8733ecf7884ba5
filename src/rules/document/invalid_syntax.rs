//! DOC001

use crate::lint::declare_rule;
use crate::model::Kind;

declare_rule! {
    /// The text is not JSON, or not YAML. AWS reads strict JSON: a comment, a trailing comma or a single quote ends in a
    /// parser's error at registration, often without a useful place.
    ///
    /// Where it can, ecslab passes over the mistake and checks the rest of the document too, so that one bad character
    /// does not hide what else is wrong.
    INVALID_SYNTAX {
        code: "DOC001",
        name: "invalid-syntax",
        severity: Error,
        summary: "The text does not parse as JSON or YAML.",
        source: "https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-file.html",
        verified: "2026-11-21",
        lesson: "task-definitions/anatomy",
        fails: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 5}, "action": {"type": "expire"}},]}"#,
        passes: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 5}, "action": {"type": "expire"}}]}"#,
        check: Document(Kind::EcrLifecyclePolicy),
    }
}
