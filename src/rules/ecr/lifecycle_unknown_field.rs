//! ECR112

use crate::lint::declare_rule;
use crate::model::Kind;

declare_rule! {
    /// A lifecycle policy has a member that ECR does not know. Where other services drop such a member or the CLI stops it,
    /// ECR reads the policy as text and refuses it as a whole.
    ///
    /// Found while the policy is held against its form.
    LIFECYCLE_UNKNOWN_FIELD {
        code: "ECR112",
        name: "lifecycle-unknown-field",
        severity: Error,
        summary: "A member that a lifecycle policy must not have.",
        aws_message: "object instance has properties which are not allowed by the schema",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html",
        verified: "2026-11-21",
        lesson: "registry/lifecycle-policies",
        fails: r#"{"rules": [{"rulePriority": 1, "name": "old", "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 5}, "action": {"type": "expire"}}]}"#,
        passes: r#"{"rules": [{"rulePriority": 1, "description": "old", "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 5}, "action": {"type": "expire"}}]}"#,
        check: Document(Kind::EcrLifecyclePolicy),
    }
}
