//! IAM109

use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyUse, is_placeholder};
use crate::simulators::policy::{Network, Number, Operator, Test, parse_binary, parse_date};

declare_rule! {
    /// `Numeric...` reads numbers, `Date...` dates of ISO 8601 or seconds since 1970, `IpAddress` addresses and networks such as
    /// `203.0.113.0/24`, `Arn...` ARNs, `BinaryEquals` base64. IAM refuses a policy whose value has another form.
    MALFORMED_CONDITION_VALUE {
        code: "IAM109",
        name: "malformed-condition-value",
        severity: Error,
        summary: "A condition compares with a value that its operator cannot read.",
        aws_message: "The policy failed legacy parsing",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/240"}}}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}]}"#,
        check: Policy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, policy_use: PolicyUse, findings: &mut Findings<'_>) {
    if !policy_use.is_of_iam() {
        return;
    }
    for entry in policy.statements.iter().flat_map(|statement| &statement.conditions) {
        let Ok(operator) = Operator::parse(entry.operator) else { continue };
        for value in &entry.values {
            let Some(text) = value.literal().filter(|text| !is_placeholder(text)) else { continue };
            let Some((expected, answer)) = misfit(operator.test, text) else { continue };
            findings
                .report(value.span(), format!("{} compares with {expected}, and \"{text}\" is none", operator.name))
                .aws_message(answer)
                .help(format!("write {expected}, or take another operator"));
        }
    }
}

/// What a test compares with and IAM's answer, where the text certainly is no such thing: of numbers and dates only what has no likeness
/// to one, because IAM reads more forms than it documents.
fn misfit(test: Test, text: &str) -> Option<(&'static str, &'static str)> {
    let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
    let is_word = text.bytes().any(|byte| byte.is_ascii_alphabetic() && !matches!(byte, b'e' | b'E'));
    let legacy = "The policy failed legacy parsing";
    match test {
        Test::Number(_) if Number::parse(text).is_none() && (is_word || !has_digit) => Some(("a number", legacy)),
        Test::Date(_) if parse_date(text).is_none() && !resembles_date(text) => Some(("a date", legacy)),
        Test::Ip if Network::parse(text).is_none() => Some(("an IP address or a network", legacy)),
        Test::Arn if !text.starts_with("arn:") && !text.contains(['*', '?']) => Some(("an ARN", legacy)),
        Test::Binary if parse_binary(text).is_none() => Some(("base64", "Syntax errors in policy.")),
        _ => None,
    }
}

/// Whether a text begins like a date, or is as long as a count of seconds may be.
fn resembles_date(text: &str) -> bool {
    let (day, has_time) = text.split_once(['t', 'T']).map_or((text, false), |(day, _)| (day, true));
    if !has_time && !day.contains('-') {
        return day.parse::<i64>().is_ok_and(|seconds| seconds >= 0);
    }
    let parts: Vec<&str> = day.strip_prefix('-').unwrap_or(day).split('-').collect();
    let is_within = |index: usize, most: u32| parts.get(index).is_none_or(|part| part.parse().is_ok_and(|n: u32| (1..=most).contains(&n)));
    parts.len() <= 3 && parts[0].parse::<u32>().is_ok() && is_within(1, 12) && is_within(2, 31)
}
