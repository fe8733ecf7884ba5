//! IAM316

use std::collections::BTreeSet;

use super::escalation::{Escalation, HELP, Placed, escalation, may_be_within};
use crate::lint::{Findings, declare_rule};
use crate::model::PolicyDocument;
use crate::roles::{HeldPolicies, HeldPolicy};

declare_rule! {
    /// The policies of a role hold together. One that passes every role and another that starts tasks, each harmless by itself, let
    /// whoever has the role run a command with the rights of any role that trusts ECS, as IAM306 tells of one policy alone.
    ///
    /// Read are the policies in the role, those that the same template or the same output attaches to it, and those of AWS whose content is
    /// known. What one of them denies, or the permissions boundary does not allow, is not open; a boundary whose content is not known may close
    /// it, so nothing is said.
    JOINT_ESCALATION {
        code: "IAM316",
        name: "joint-escalation",
        severity: Warning,
        summary: "The policies of a role together let somebody run tasks with any role that trusts ECS.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskOverride.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        controls: ["CKV_AWS_110"],
        fails: r#"{"RoleName": "deploy", "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/ci"}, "Action": "sts:AssumeRole"}]},
 "RolePolicyList": [
  {"PolicyName": "run", "PolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "arn:aws:ecs:eu-central-1:111122223333:task-definition/web:*"}]}},
  {"PolicyName": "pass", "PolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*", "Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}}]}}]}"#,
        passes: r#"{"RoleName": "deploy", "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/ci"}, "Action": "sts:AssumeRole"}]},
 "RolePolicyList": [
  {"PolicyName": "run", "PolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "arn:aws:ecs:eu-central-1:111122223333:task-definition/web:*"}]}},
  {"PolicyName": "pass", "PolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/web-task", "Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}}]}}]}"#,
        check: HeldPolicies(check),
    }
}

fn check(held: &HeldPolicies<'_>, findings: &mut Findings<'_>) {
    let documents: Vec<&PolicyDocument<'_>> = held.policies.iter().map(|policy| policy.document).collect();
    let Some(Escalation { what, roles, way, register, actions }) = escalation(&documents) else { return };
    let parts: BTreeSet<usize> = [Some(roles), Some(way), register].into_iter().flatten().map(|(policy, _)| policy).collect();
    // What one policy opens by itself is told in it.
    if parts.len() < 2 || held.boundary_is_unknown {
        return;
    }
    if held.boundary.is_some_and(|boundary| !actions.iter().all(|action| may_be_within(boundary, action))) {
        return;
    }
    let place =
        |(policy, value): Placed<'_>| held.policies.get(policy).and_then(|policy: &HeldPolicy<'_>| policy.attached).unwrap_or(value.span());
    let finding = findings.report(place(roles), format!("the policies of the role together let it use {what}"));
    finding.help(HELP).related(place(way), "tasks are started here");
    if let Some(register) = register {
        finding.related(place(register), "task definitions are registered here");
    }
}
