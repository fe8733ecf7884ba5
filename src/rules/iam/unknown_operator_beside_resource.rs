//! IAM214

use super::unknown_condition_operator::report_unknown;
use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyUse};

declare_rule! {
    /// The policies of repositories, registries, keys, buckets and secrets are of the same language as those of IAM, and each service reads
    /// its own. An operator that the language does not have holds for nothing: the service refuses the policy, or the condition that was to
    /// narrow it is not the one that is written.
    UNKNOWN_OPERATOR_BESIDE_RESOURCE {
        code: "IAM214",
        name: "unknown-operator-beside-resource",
        severity: Warning,
        summary: "The policy of a resource has a condition operator that does not exist.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
        verified: "2026-11-29",
        lesson: "registry/repository-policies",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "kms:Decrypt", "Resource": "*", "Condition": {"StringEqual": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "kms:Decrypt", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}]}"#,
        check: Policy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, policy_use: PolicyUse, findings: &mut Findings<'_>) {
    // What IAM reads it refuses (IAM108).
    if !policy_use.is_of_iam() {
        report_unknown(policy, findings);
    }
}
