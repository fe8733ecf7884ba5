//! REF209

use super::permissions::{anchor, in_words};
use crate::lint::{Findings, declare_rule};
use crate::roles::RoleInUse;

declare_rule! {
    /// The permissions that one role of a task lacks stand in its other role. ECS pulls the image, reads the values of `secrets` and
    /// writes the logs with the *execution role*; the application, and with it ECS Exec, runs with the *task role*. Each uses its own
    /// role and never the other, so that a permission in the wrong one helps nobody, and in the task role it also lets the
    /// application do what only ECS should.
    ROLES_MIXED_UP {
        code: "REF209",
        name: "roles-mixed-up",
        severity: Warning,
        summary: "What one role of a task lacks stands in its other role.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-ecs-iam-role-overview.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
 "Execution": {"Type": "AWS::IAM::Role", "Properties": {
  "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}}},
 "Own": {"Type": "AWS::IAM::Role", "Properties": {
  "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]},
  "Policies": [{"PolicyName": "level", "PolicyDocument": {"Version": "2012-10-17", "Statement": [
   {"Effect": "Allow", "Action": "ssm:GetParameters", "Resource": "arn:aws:ssm:eu-central-1:111122223333:parameter/level"}]}}]}},
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ExecutionRoleArn": {"Fn::GetAtt": ["Execution", "Arn"]}, "TaskRoleArn": {"Fn::GetAtt": ["Own", "Arn"]},
  "ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28", "Memory": 128,
   "Secrets": [{"Name": "LEVEL", "ValueFrom": "arn:aws:ssm:eu-central-1:111122223333:parameter/level"}]}]}}}}"#,
        passes: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
 "Execution": {"Type": "AWS::IAM::Role", "Properties": {
  "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]},
  "Policies": [{"PolicyName": "level", "PolicyDocument": {"Version": "2012-10-17", "Statement": [
   {"Effect": "Allow", "Action": "ssm:GetParameters", "Resource": "arn:aws:ssm:eu-central-1:111122223333:parameter/level"}]}}]}},
 "Own": {"Type": "AWS::IAM::Role", "Properties": {
  "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}}},
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ExecutionRoleArn": {"Fn::GetAtt": ["Execution", "Arn"]}, "TaskRoleArn": {"Fn::GetAtt": ["Own", "Arn"]},
  "ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28", "Memory": 128,
   "Secrets": [{"Name": "LEVEL", "ValueFrom": "arn:aws:ssm:eu-central-1:111122223333:parameter/level"}]}]}}}}"#,
        check: RoleInUse(check),
    }
}

fn check(in_use: &RoleInUse<'_>, findings: &mut Findings<'_>) {
    // A role of which not everything is known may hold all sorts of things.
    let Some(other) = in_use.other.filter(|other| other.is_complete()) else { return };
    let in_the_other = in_use.missing().filter(|(need, _)| !need.is_conditional() && other.missing(need).is_empty());
    let mut actions: Vec<&'static str> = Vec::new();
    let mut places = Vec::new();
    for (need, missing) in in_the_other {
        places.push(need.span);
        missing
            .into_iter()
            .filter(|action| !actions.contains(action))
            .collect::<Vec<_>>()
            .into_iter()
            .for_each(|action| actions.push(action));
    }
    let Some(first) = places.first() else { return };
    let (own, wrong) = (in_use.kind.name(), in_use.kind.other().name());
    findings
        .report(
            anchor(in_use.role),
            format!("the {own} lacks {}, and the {wrong} of the same task holds what it needs", in_words(&actions)),
        )
        .help(format!("move the statement from the {wrong} to the {own}"))
        .related_beside(*first, "needed for this");
}
