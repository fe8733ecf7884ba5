//! IAM115

use crate::facts::{MANAGED_POLICY_CHARACTERS, ROLE_INLINE_CHARACTERS, TRUST_POLICY_CHARACTERS_AT_MOST};
use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyUse};

declare_rule! {
    /// A managed policy has at most 6,144 characters, and the inline policies of a role have 10,240 together; no identity has
    /// more, and users and groups have less (IAM116). A trust policy has 2,048 unless the account's quota was raised, which goes up to 8,192. White space is not counted.
    /// Only what certainly is too large is reported: text that is filled in later counts as nothing, and a policy that may be
    /// managed or inline has the larger size.
    OVERSIZED_POLICY {
        code: "IAM115",
        name: "oversized-policy",
        severity: Error,
        summary: "A policy is larger than IAM takes.",
        aws_message: "Cannot exceed quota for PolicySize: 6144",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: concat!(
            r#"{"PolicyName": "pull", "PolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": ["#,
            ten_times!(ten_times!("\"arn:aws:ecr:eu-west-1:111122223333:repository/shop/web/one-of-many\",\n ")),
            r#""*"]}]}}"#
        ),
        passes: r#"{"PolicyName": "pull", "PolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": "arn:aws:ecr:eu-west-1:111122223333:repository/shop/web/*"}]}}"#,
        check: Policy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, policy_use: PolicyUse, findings: &mut Findings<'_>) {
    let (most, what, answer) = match policy_use {
        PolicyUse::Managed | PolicyUse::Boundary => (MANAGED_POLICY_CHARACTERS, "a managed policy", None),
        PolicyUse::Identity => (ROLE_INLINE_CHARACTERS, "an inline policy", Some("Maximum policy size of 10240 bytes exceeded for role")),
        PolicyUse::Trust => (TRUST_POLICY_CHARACTERS_AT_MOST, "a trust policy", Some("Cannot exceed quota for ACLSizePerRole")),
        _ => return,
    };
    if policy.characters > most {
        let characters = policy.characters;
        let finding = findings
            .report(policy.head(), format!("the policy has {characters} characters without white space, and {what} has at most {most}"));
        finding.help("join statements, use wildcards or tags in place of lists, or make several policies of it");
        if let Some(answer) = answer {
            finding.aws_message(answer);
        }
    }
}
