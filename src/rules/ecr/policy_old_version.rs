//! ECR901

use crate::lint::{Findings, declare_rule};
use crate::model::PolicyDocument;
use crate::rules::iam::old_policy_version::report_old_version;

declare_rule! {
    /// Without `Version`, or with 2008-10-17, variables such as `${aws:PrincipalTag/team}` are plain text. The version is a
    /// date of the language, not of the policy.
    POLICY_OLD_VERSION {
        code: "ECR901",
        name: "policy-old-version",
        severity: Info,
        summary: "A repository policy is of the old version of the language.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html",
        verified: "2026-11-24",
        lesson: "registry/repository-policies",
        controls: ["W2511"],
        fails: r#"{"Version": "2008-10-17", "Statement": [{"Sid": "Pull", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/deploy"}, "Action": "ecr:BatchGetImage"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Pull", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/deploy"}, "Action": "ecr:BatchGetImage"}]}"#,
        check: RepositoryPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, findings: &mut Findings<'_>) {
    report_old_version(policy, findings);
}
