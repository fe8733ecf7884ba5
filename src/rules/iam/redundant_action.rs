//! IAM601

use super::reach::{MOST_COMPARED, takes_in};
use crate::lint::{Findings, declare_rule};
use crate::model::{List, PolicyDocument, PolicyUse, Value};

declare_rule! {
    /// An action that another one of the same statement takes in changes nothing, and makes the policy longer: managed policies have room
    /// for 6,144 characters. It also makes a reader believe that somebody thought about it.
    REDUNDANT_ACTION {
        code: "IAM601",
        name: "redundant-action",
        severity: Info,
        summary: "A statement names an action that another of its actions takes in.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["ecs:Describe*", "ecs:DescribeTasks"], "Resource": "*"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["ecs:Describe*", "ecs:ListTasks"], "Resource": "*"}]}"#,
        check: Policy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, _: PolicyUse, findings: &mut Findings<'_>) {
    for list in
        policy.statements.iter().flat_map(|statement| [&statement.action, &statement.not_action]).filter(|list| list.len() <= MOST_COMPARED)
    {
        check_list(list, findings);
    }
}

fn check_list(list: &List<Value<&str>>, findings: &mut Findings<'_>) {
    let written: Vec<(Value<&str>, String)> =
        list.iter().filter_map(|value| Some((*value, value.literal().filter(|text| !text.contains("${"))?.to_ascii_lowercase()))).collect();
    for (index, (value, text)) in written.iter().enumerate() {
        // Of two that are alike, the first stays.
        let other = written.iter().enumerate().find(|(at, (_, other))| if other == text { *at < index } else { takes_in(other, text) });
        if let (Some((_, (other, _))), Some(text)) = (other, value.literal()) {
            findings
                .report(value.span(), format!("\"{text}\" is taken in by \"{}\"", other.literal().unwrap_or_default()))
                .help("remove it")
                .related(other.span(), "by this one");
        }
    }
}
