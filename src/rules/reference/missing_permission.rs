//! REF206

use super::permissions::report_missing;
use crate::lint::{Findings, declare_rule};
use crate::roles::{Consequence, RoleInUse};

declare_rule! {
    /// What a task definition names tells what its roles must be allowed to do: the execution role logs in to ECR, pulls the images, reads
    /// the secrets and on Fargate writes the logs; with ECS Exec the task role opens the channels of a session. A role whose policies are
    /// all known, and that lacks such a permission, makes the task stop before its containers start, or the session fail.
    ///
    /// Here stand the permissions that nothing but a policy of the role can grant, and those on resources of another account, where
    /// both sides must allow. For the others see [REF207](rule:REF207). What is unknown grants everything, so that a finding is
    /// certain. `ecslab roles` prints all that both roles need.
    MISSING_PERMISSION {
        code: "REF206",
        name: "missing-permission",
        severity: Error,
        summary: "A role of a task lacks a permission without which the task does not start.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
 "Role": {"Type": "AWS::IAM::Role", "Properties": {
  "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]},
  "Policies": [{"PolicyName": "pull", "PolicyDocument": {"Version": "2012-10-17", "Statement": [
   {"Effect": "Allow", "Action": ["ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"], "Resource": "arn:aws:ecr:eu-central-1:111122223333:repository/web"}]}}]}},
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ExecutionRoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
  "ContainerDefinitions": [{"Name": "web", "Image": "111122223333.dkr.ecr.eu-central-1.amazonaws.com/web:1.4", "Memory": 128}]}}}}"#,
        passes: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
 "Role": {"Type": "AWS::IAM::Role", "Properties": {
  "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]},
  "Policies": [{"PolicyName": "pull", "PolicyDocument": {"Version": "2012-10-17", "Statement": [
   {"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"},
   {"Effect": "Allow", "Action": ["ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"], "Resource": "arn:aws:ecr:eu-central-1:111122223333:repository/web"}]}}]}},
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ExecutionRoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
  "ContainerDefinitions": [{"Name": "web", "Image": "111122223333.dkr.ecr.eu-central-1.amazonaws.com/web:1.4", "Memory": 128}]}}}}"#,
        check: RoleInUse(check),
    }
}

fn check(in_use: &RoleInUse<'_>, findings: &mut Findings<'_>) {
    report_missing(in_use, findings, |consequence| consequence == Consequence::Fails);
}
