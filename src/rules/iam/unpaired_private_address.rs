//! IAM313

use super::reach::{allowing, condition_on};
use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyUse};

declare_rule! {
    /// `aws:VpcSourceIp` is the private address from which a request came through a VPC endpoint. Every VPC may have the same addresses,
    /// so that the key tells callers apart only together with `aws:SourceVpc` or `aws:SourceVpce`.
    UNPAIRED_PRIVATE_ADDRESS {
        code: "IAM313",
        name: "unpaired-private-address",
        severity: Warning,
        summary: "A condition trusts private addresses without saying of which VPC.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/16"}}}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*",
 "Condition": {"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/16"}, "StringEquals": {"aws:SourceVpc": "vpc-0a1b2c3d"}}}]}"#,
        check: Policy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, _: PolicyUse, findings: &mut Findings<'_>) {
    for statement in allowing(policy).filter(|statement| statement.conditions.complete) {
        let Some(address) = condition_on(statement, "aws:VpcSourceIp") else { continue };
        let is_paired = ["aws:SourceVpc", "aws:SourceVpcArn", "aws:SourceVpce"].iter().any(|key| condition_on(statement, key).is_some());
        if !is_paired {
            findings
                .report(address.values.place.unwrap_or(address.operator_place).key, "every VPC may have these addresses")
                .help("add a condition on aws:SourceVpc or aws:SourceVpce");
        }
    }
}
