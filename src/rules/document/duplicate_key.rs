//! DOC002

use crate::lint::declare_rule;
use crate::model::Kind;

declare_rule! {
    /// One object holds the same key twice. JSON parsers keep the last value without a word, so half of what is written
    /// has no effect, and the next reader may believe the other half.
    DUPLICATE_KEY {
        code: "DOC002",
        name: "duplicate-key",
        severity: Warning,
        summary: "A key stands twice in one object.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",
        verified: "2026-11-21",
        lesson: "task-definitions/anatomy",
        fails: r#"{"rules": [{"rulePriority": 1, "rulePriority": 2, "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 5}, "action": {"type": "expire"}}]}"#,
        passes: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 5}, "action": {"type": "expire"}}]}"#,
        check: Document(Kind::EcrLifecyclePolicy),
    }
}
