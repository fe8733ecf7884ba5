//! ECR901

use crate::facts::{POLICY_VERSION_WITH_VARIABLES, POLICY_VERSION_WITHOUT_VARIABLES};
use crate::lint::{Findings, declare_rule};
use crate::model::PolicyDocument;
use crate::syntax::Change;

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
    let (span, change) = match policy.version {
        Some(version) if version.literal() == Some(POLICY_VERSION_WITHOUT_VARIABLES) => {
            (version.span(), Change::set(version.span(), POLICY_VERSION_WITH_VARIABLES))
        }
        None if policy.statements.place.is_some() => (
            policy.statements.place.map_or(policy.place.value, |place| place.key),
            Change::insert(policy.place.value, "Version", POLICY_VERSION_WITH_VARIABLES),
        ),
        _ => return,
    };
    findings
        .report(span, "the policy is of the version of 2008, in which variables are plain text")
        .help(format!("set `Version` to {POLICY_VERSION_WITH_VARIABLES}"))
        .unsafe_fix(change);
}
