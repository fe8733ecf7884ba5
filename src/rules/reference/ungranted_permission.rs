//! REF207

use super::permissions::report_missing;
use crate::lint::{Findings, declare_rule};
use crate::roles::{Consequence, RoleInUse};

declare_rule! {
    /// A task needs a permission that no policy of its role grants, and that the resource's own policy could grant instead: in the same
    /// account an `Allow` in the policy of the repository, the secret, the bucket, the key or the file system is enough. Where that
    /// policy does not do it, the task does not start: with a CannotPullContainerError or a ResourceInitializationError.
    ///
    /// Where a role's policy grants it, the role says in one place what the task may do. What nothing else could grant is
    /// [REF206](rule:REF206).
    UNGRANTED_PERMISSION {
        code: "REF207",
        name: "ungranted-permission",
        severity: Warning,
        summary: "A role of a task lacks a permission, which only the resource's own policy could make up for.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
 "Role": {"Type": "AWS::IAM::Role", "Properties": {
  "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]},
  "Policies": [{"PolicyName": "files", "PolicyDocument": {"Version": "2012-10-17", "Statement": [
   {"Effect": "Allow", "Action": ["s3:GetObject", "s3:GetBucketLocation"], "Resource": "arn:aws:s3:::shop/*"}]}}]}},
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ExecutionRoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
  "ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28", "Memory": 128, "EnvironmentFiles": [{"Type": "s3", "Value": "arn:aws:s3:::shop/web.env"}]}]}}}}"#,
        passes: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
 "Role": {"Type": "AWS::IAM::Role", "Properties": {
  "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]},
  "Policies": [{"PolicyName": "files", "PolicyDocument": {"Version": "2012-10-17", "Statement": [
   {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::shop/*"},
   {"Effect": "Allow", "Action": "s3:GetBucketLocation", "Resource": "arn:aws:s3:::shop"}]}}]}},
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ExecutionRoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
  "ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28", "Memory": 128, "EnvironmentFiles": [{"Type": "s3", "Value": "arn:aws:s3:::shop/web.env"}]}]}}}}"#,
        check: RoleInUse(check),
    }
}

fn check(in_use: &RoleInUse<'_>, findings: &mut Findings<'_>) {
    report_missing(in_use, findings, |consequence| matches!(consequence, Consequence::FailsUnless(_)));
}
