//! IAM101

use crate::lint::declare_rule;
use crate::model::{Kind, PolicyUse};

declare_rule! {
    /// IAM reads a policy as text and refuses it as a whole when it has an element that is not in its grammar, also where a
    /// comment was meant. What a statement is about can be said in its `Sid`.
    ///
    /// Found while the policy is held against its form.
    UNKNOWN_POLICY_ELEMENT {
        code: "IAM101",
        name: "unknown-policy-element",
        severity: Error,
        summary: "A policy has an element that the language of policies does not have.",
        aws_message: "Syntax errors in policy.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Comment": "pull", "Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": "*"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Pull", "Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": "*"}]}"#,
        check: Document(Kind::Policy(PolicyUse::Identity)),
    }
}
