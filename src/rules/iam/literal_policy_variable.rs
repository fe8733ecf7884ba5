//! IAM208

use crate::facts::{POLICY_VERSION_WITH_VARIABLES, POLICY_VERSION_WITHOUT_VARIABLES, condition_key};
use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyUse, Value};

declare_rule! {
    /// Variables such as `${aws:PrincipalTag/team}` are filled in only in policies of the version 2012-10-17. In one of 2008-10-17, or
    /// without a version, they are plain text, which no resource and no value matches.
    LITERAL_POLICY_VARIABLE {
        code: "IAM208",
        name: "literal-policy-variable",
        severity: Warning,
        summary: "A policy of the old version has variables, which it takes literally.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"Statement": [{"Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": "arn:aws:ecr:eu-central-1:111122223333:repository/${aws:PrincipalTag/team}/*"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": "arn:aws:ecr:eu-central-1:111122223333:repository/${aws:PrincipalTag/team}/*"}]}"#,
        check: Policy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, _: PolicyUse, findings: &mut Findings<'_>) {
    if policy.version.is_some_and(|version| version.literal() != Some(POLICY_VERSION_WITHOUT_VARIABLES)) {
        return;
    }
    for statement in &policy.statements {
        let values = [&statement.resource, &statement.not_resource].into_iter().flatten();
        for value in values.chain(statement.conditions.iter().flat_map(|condition| &condition.values)) {
            if let Some(variable) = variable(value) {
                findings
                    .report(value.span(), format!("\"${{{variable}}}\" is plain text in a policy of 2008"))
                    .help(format!("set `Version` to {POLICY_VERSION_WITH_VARIABLES}"));
            }
        }
    }
}

/// The first variable of IAM in a text; others are filled in by a tool.
fn variable<'a>(value: &Value<&'a str>) -> Option<&'a str> {
    let inside = value.literal()?.split("${").skip(1).filter_map(|rest| rest.split_once('}').map(|(inside, _)| inside));
    inside.into_iter().find(|inside| condition_key(inside.split(',').next().unwrap_or_default().trim()).is_some())
}
