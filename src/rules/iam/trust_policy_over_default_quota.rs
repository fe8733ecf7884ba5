//! IAM117

use crate::facts::{TRUST_POLICY_CHARACTERS, TRUST_POLICY_CHARACTERS_AT_MOST};
use crate::lint::{Findings, declare_rule};
use crate::model::PolicyDocument;

declare_rule! {
    /// A trust policy has 2,048 characters, white space not counted, unless the quota of the account was raised. In an account
    /// where it was not, the role cannot be created.
    TRUST_POLICY_OVER_DEFAULT_QUOTA {
        code: "IAM117",
        name: "trust-policy-over-default-quota",
        severity: Warning,
        summary: "A trust policy is larger than accounts take by default.",
        aws_message: "Cannot exceed quota for ACLSizePerRole: 2048",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: concat!(
            r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": ["#,
            ten_times!("\"arn:aws:iam::111122223333:role/deploy-of-the-first-stage\",\n \"arn:aws:iam::444455556666:role/deploy-of-the-second-stage\",\n \"arn:aws:iam::777788889999:role/deploy-of-the-third-stage\",\n \"arn:aws:iam::123456789012:role/deploy-of-the-last-stage\",\n "),
            r#""arn:aws:iam::111122223333:role/developer"]}, "Action": "sts:AssumeRole"}]}"#
        ),
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}"#,
        check: TrustPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, findings: &mut Findings<'_>) {
    let characters = policy.characters;
    if characters > TRUST_POLICY_CHARACTERS && characters <= TRUST_POLICY_CHARACTERS_AT_MOST {
        let message = format!(
            "the trust policy has {characters} characters without white space, and accounts take {TRUST_POLICY_CHARACTERS} by default"
        );
        findings.report(policy.head(), message).help(format!(
            "name the account and narrow it by a condition on aws:PrincipalArn, or have the quota raised (up to {TRUST_POLICY_CHARACTERS_AT_MOST})"
        ));
    }
}
