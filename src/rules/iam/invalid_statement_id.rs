//! IAM107

use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyUse, is_placeholder};

declare_rule! {
    /// In the policy of an identity a `Sid` has letters of ASCII and digits, nothing else. Services allow more in the policies of
    /// their resources, where spaces and dashes are common, and one that is copied from there is refused.
    INVALID_STATEMENT_ID {
        code: "IAM107",
        name: "invalid-statement-id",
        severity: Error,
        summary: "A Sid has characters that IAM does not take.",
        aws_message: "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Pull images", "Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": "*"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "PullImages", "Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": "*"}]}"#,
        check: IdentityPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, _: PolicyUse, findings: &mut Findings<'_>) {
    for sid in policy.statements.iter().filter_map(|statement| statement.sid) {
        let Some(name) = sid.literal().filter(|name| !is_placeholder(name)) else { continue };
        if !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            findings.report(sid.span(), format!("the Sid \"{name}\" is not alphanumeric")).help("write letters and digits only");
        }
    }
}
