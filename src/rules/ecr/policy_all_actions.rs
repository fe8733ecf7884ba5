//! ECR304

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, PolicyDocument};

declare_rule! {
    /// `ecr:*` lets the principal pull and push, and also delete the images, the repository and this policy. Pulling needs
    /// three actions: `ecr:BatchGetImage`, `ecr:GetDownloadUrlForLayer`, `ecr:BatchCheckLayerAvailability`.
    POLICY_ALL_ACTIONS {
        code: "ECR304",
        name: "policy-all-actions",
        severity: Warning,
        summary: "A repository policy allows every action.",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policy-examples.html",
        verified: "2026-11-24",
        lesson: "registry/repository-policies",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Pull", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/deploy"}, "Action": "ecr:*"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Pull", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/deploy"}, "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability"]}]}"#,
        check: RepositoryPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, findings: &mut Findings<'_>) {
    for statement in policy.statements.iter().filter(|statement| statement.effect.literal() == Some("Allow")) {
        for action in &statement.action {
            if action.literal().is_some_and(|action| action == "*" || action.eq_ignore_ascii_case("ecr:*")) {
                findings
                    .report(action.span(), "the principal may do everything with the repository, also delete it")
                    .help("name the actions that are needed");
            }
        }
        if let Some(place) = statement.not_action.place {
            findings
                .report(place.key, "the principal may do everything but these, also what ECR will bring")
                .help("name in `Action` what is needed");
        }
    }
}
