//! ECR205

use crate::facts::ECR_ACTIONS;
use crate::lint::{Findings, closest, declare_rule};
use crate::model::{PolicyDocument, is_placeholder};
use crate::simulators::lifecycle::TagPattern;
use crate::syntax::Change;

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
    for value in policy.statements.iter().flat_map(|statement| [&statement.action, &statement.not_action]).flatten() {
        let Some((service, name)) = value.literal().and_then(|action| action.split_once(':')) else { continue };
        if !service.eq_ignore_ascii_case("ecr") || name.contains('?') || is_placeholder(name) {
            continue;
        }
        // Actions are compared without regard to case, and `*` stands for any letters.
        let pattern = TagPattern::pattern(&name.to_ascii_lowercase());
        if ECR_ACTIONS.iter().any(|known| pattern.matches(&known.to_ascii_lowercase())) {
            continue;
        }
        let finding = findings.report(value.span(), format!("ecr:{name} is no action of ECR"));
        match closest(name, ECR_ACTIONS.into_iter()) {
            Some(known) => {
                finding.help(format!("did you mean \"ecr:{known}\"?")).unsafe_fix(Change::set(value.span(), format!("{service}:{known}")))
            }
            None => finding.help("pulling needs ecr:BatchGetImage, ecr:GetDownloadUrlForLayer and ecr:BatchCheckLayerAvailability"),
        };
    }
}
