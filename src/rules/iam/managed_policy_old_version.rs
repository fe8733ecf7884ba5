//! IAM123

use crate::facts::{POLICY_VERSION_WITH_VARIABLES, POLICY_VERSION_WITHOUT_VARIABLES};
use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyUse};

declare_rule! {
    /// A managed policy is of the version of 2012-10-17 of the language. Where `Version` is absent it is that of 2008, which IAM
    /// still takes inline and in trust policies, but not in a policy of its own.
    MANAGED_POLICY_OLD_VERSION {
        code: "IAM123",
        name: "managed-policy-old-version",
        severity: Error,
        summary: "A managed policy is of the old version of the language.",
        aws_message: "Policy document must be version 2012-10-17 or greater.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"PolicyName": "pull", "PolicyDocument": {"Statement": [{"Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": "*"}]}}"#,
        passes: r#"{"PolicyName": "pull", "PolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": "*"}]}}"#,
        check: IdentityPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, policy_use: PolicyUse, findings: &mut Findings<'_>) {
    if policy_use == PolicyUse::Identity {
        return;
    }
    let old = match policy.version {
        None => policy.head(),
        Some(version) if version.literal().is_some_and(|version| version == POLICY_VERSION_WITHOUT_VARIABLES) => version.span(),
        Some(_) => return,
    };
    findings
        .report(old, "a managed policy must be of the version of 2012")
        .help(format!("set `Version` to \"{POLICY_VERSION_WITH_VARIABLES}\""));
}
