//! ECR205

use crate::lint::{Findings, declare_rule};
use crate::model::PolicyDocument;
use crate::rules::iam::unknown_action::report_unknown_actions;

declare_rule! {
    /// An action that does not exist allows nothing, and a Deny of it prevents nothing. Capitals do not matter, every letter
    /// does.
    POLICY_UNKNOWN_ACTION {
        code: "ECR205",
        name: "policy-unknown-action",
        severity: Warning,
        summary: "A repository policy names an action that ECR does not have.",
        source: "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html",
        verified: "2026-11-24",
        lesson: "registry/repository-policies",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Pull", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/deploy"}, "Action": "ecr:BatchGetImages"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Pull", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/deploy"}, "Action": "ecr:BatchGetImage"}]}"#,
        check: RepositoryPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, findings: &mut Findings<'_>) {
    // What other services have is no action of a repository policy at all, which another rule says.
    report_unknown_actions(policy, findings, |service| service == "ecr");
}
