//! IAM901

use crate::facts::{POLICY_VERSION_WITH_VARIABLES, POLICY_VERSION_WITHOUT_VARIABLES};
use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyUse};
use crate::syntax::Change;

declare_rule! {
    /// Without `Version`, or with 2008-10-17, variables such as `${aws:PrincipalTag/team}` are plain text. The version is a date of the
    /// language, not of the policy.
    ///
    /// Of a repository policy, [ECR901](rule:ECR901) says the same, and a managed policy IAM refuses: [IAM123](rule:IAM123).
    OLD_POLICY_VERSION {
        code: "IAM901",
        name: "old-policy-version",
        severity: Info,
        summary: "A policy is of the old version of the language.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        controls: ["W2511"],
        fails: r#"{"Version": "2008-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:DescribeImages", "Resource": "*"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:DescribeImages", "Resource": "*"}]}"#,
        check: Policy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, policy_use: PolicyUse, findings: &mut Findings<'_>) {
    // Of managed policies and boundaries, IAM asks for the new one.
    if !matches!(policy_use, PolicyUse::Repository | PolicyUse::Managed | PolicyUse::Boundary) {
        report_old_version(policy, findings);
    }
}

/// Reports a version without variables, written or by default.
pub(in crate::rules) fn report_old_version(policy: &PolicyDocument<'_>, findings: &mut Findings<'_>) {
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
