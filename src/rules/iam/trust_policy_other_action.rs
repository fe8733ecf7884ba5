//! IAM111

use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, is_placeholder};

declare_rule! {
    /// A trust policy says who may assume the role, and nothing else: `sts:AssumeRole`, its variants for SAML and web identities,
    /// and the actions that go with them. What the role may do afterwards stands in its permissions.
    TRUST_POLICY_OTHER_ACTION {
        code: "IAM111",
        name: "trust-policy-other-action",
        severity: Error,
        summary: "A trust policy has an action that is not about assuming the role.",
        aws_message: "AssumeRole policy may only specify STS AssumeRole actions.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": ["sts:AssumeRole", "ecr:BatchGetImage"]}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}"#,
        check: TrustPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, findings: &mut Findings<'_>) {
    let actions = policy.statements.iter().flat_map(|statement| [&statement.action, &statement.not_action]).flatten();
    for value in actions {
        let Some((service, name)) = value.literal().and_then(|action| action.split_once(':')) else { continue };
        if !service.eq_ignore_ascii_case("sts") && !is_placeholder(service) {
            findings
                .report(value.span(), format!("{service}:{name} is not about assuming the role"))
                .help("put it into a policy of the role; a trust policy allows sts:AssumeRole and its like");
        }
    }
}
