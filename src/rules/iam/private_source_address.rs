//! IAM212

use crate::facts::PRIVATE_NETWORKS;
use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyUse};
use crate::simulators::policy::{Network, Operator, Test};

declare_rule! {
    /// `aws:SourceIp` is the address from which AWS sees the request, which is a public one. Requests through a VPC endpoint do not have
    /// the key: theirs is `aws:VpcSourceIp`. A condition on private addresses is never met, and one that spares them denies everyone.
    PRIVATE_SOURCE_ADDRESS {
        code: "IAM212",
        name: "private-source-address",
        severity: Warning,
        summary: "A condition expects requests from private addresses.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/16"}}}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*",
 "Condition": {"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/16"}, "StringEquals": {"aws:SourceVpc": "vpc-0a1b2c3d"}}}]}"#,
        check: Policy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, _: PolicyUse, findings: &mut Findings<'_>) {
    for condition in policy.statements.iter().flat_map(|statement| &statement.conditions) {
        let Ok(operator) = Operator::parse(condition.operator) else { continue };
        // With `IfExists`, requests through an endpoint pass.
        let is_address = operator.test == Test::Ip && !operator.if_exists && condition.key.eq_ignore_ascii_case("aws:SourceIp");
        let values = &condition.values;
        let all_private = values.complete && !values.is_empty() && values.iter().all(|value| value.literal().is_some_and(is_private));
        if is_address && all_private {
            let message = match operator.negated {
                true => "no request comes from a private address, so that this holds for all",
                false => "no request comes from a private address, so that this never holds",
            };
            findings
                .report(values[0].span(), message)
                .help("test aws:VpcSourceIp with aws:SourceVpc for requests through VPC endpoints, or name public addresses");
        }
    }
}

fn is_private(text: &str) -> bool {
    let Some(network) = Network::parse(text) else { return false };
    PRIVATE_NETWORKS.iter().filter_map(|private| Network::parse(private)).any(|private| private.contains(&network))
}
