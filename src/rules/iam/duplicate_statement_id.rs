//! IAM106

use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyUse};
use crate::rules::statements::repeated_sids;

declare_rule! {
    /// A `Sid` names a statement, and IAM refuses a policy in which two have the same. A statement needs none.
    ///
    /// Of a repository policy, which ECR reads, [ECR207](rule:ECR207) says the same.
    DUPLICATE_STATEMENT_ID {
        code: "IAM106",
        name: "duplicate-statement-id",
        severity: Error,
        summary: "Two statements of a policy have the same Sid.",
        aws_message: "Statement IDs (SID) in a single policy must be unique.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"Version": "2012-10-17", "Statement": [
 {"Sid": "Pull", "Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": "*"},
 {"Sid": "Pull", "Effect": "Allow", "Action": "ecr:GetDownloadUrlForLayer", "Resource": "*"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [
 {"Sid": "Pull", "Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": "*"},
 {"Sid": "Layers", "Effect": "Allow", "Action": "ecr:GetDownloadUrlForLayer", "Resource": "*"}]}"#,
        check: Policy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, policy_use: PolicyUse, findings: &mut Findings<'_>) {
    if policy_use.is_of_iam() {
        repeated_sids(policy, findings);
    }
}
