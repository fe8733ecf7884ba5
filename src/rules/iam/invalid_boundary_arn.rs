//! IAM121

use crate::facts::SHORTEST_ARN;
use crate::lint::{Findings, declare_rule};
use crate::model::{Role, is_stand_in};

declare_rule! {
    /// The boundary of a role is a managed policy, of the account or of AWS, and is named by its ARN:
    /// `arn:aws:iam::111122223333:policy/name`.
    INVALID_BOUNDARY_ARN {
        code: "IAM121",
        name: "invalid-boundary-arn",
        severity: Error,
        summary: "A permissions boundary is no ARN of a managed policy.",
        aws_message: "ARN ... is not valid.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"RoleName": "run", "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}, "PermissionsBoundary": "arn:aws:iam::111122223333:role/boundary"}"#,
        passes: r#"{"RoleName": "run", "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}, "PermissionsBoundary": "arn:aws:iam::111122223333:policy/boundary"}"#,
        check: Role(check),
    }
}

fn check(role: &Role<'_>, findings: &mut Findings<'_>) {
    let Some(boundary) = role.boundary else { return };
    // One that is too short for any ARN, the form says.
    let Some(arn) = boundary.literal().filter(|arn| arn.len() >= SHORTEST_ARN && !is_stand_in(arn)) else { return };
    if !is_policy_arn(arn) {
        findings
            .report(boundary.span(), format!("\"{arn}\" is no ARN of a managed policy"))
            .help("write arn:aws:iam::ACCOUNT:policy/NAME, or arn:aws:iam::aws:policy/NAME for one of AWS");
    }
}

fn is_policy_arn(arn: &str) -> bool {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", partition, "iam", "", account, resource] = parts[..] else { return false };
    let is_account = account == "aws" || (account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit()));
    partition.starts_with("aws") && is_account && resource.strip_prefix("policy/").is_some_and(|name| !name.is_empty())
}
