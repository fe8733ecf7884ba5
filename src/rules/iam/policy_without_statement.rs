//! IAM122

use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyUse};

declare_rule! {
    /// A policy has at least one statement. An identity without permissions has no policy, and a policy that shall forbid
    /// everything says so with a Deny.
    POLICY_WITHOUT_STATEMENT {
        code: "IAM122",
        name: "policy-without-statement",
        severity: Error,
        summary: "A policy has no statement.",
        aws_message: "Syntax errors in policy.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"Version": "2012-10-17", "Statement": []}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": "*"}]}"#,
        check: Policy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, policy_use: PolicyUse, findings: &mut Findings<'_>) {
    if let Some(place) = policy.statements.place.filter(|_| policy_use.is_of_iam() && policy.statements.is_certainly_empty()) {
        findings.report(place.value, "the policy has no statement").help("add a statement, or leave the policy out");
    }
}
