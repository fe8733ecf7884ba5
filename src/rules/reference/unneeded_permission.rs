//! REF301

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, Value};
use crate::roles::{ExecutionRole, action_matches};

declare_rule! {
    /// Nothing in the task definitions that name this execution role needs a permission that it holds. The execution role serves ECS
    /// alone, so that all it must hold follows from them: images, secrets, logs, files. What it holds beyond is of use to whoever
    /// gets hold of it, and often a permission of the application that belongs to the task role.
    ///
    /// Another task definition, which is not read here, may need it.
    UNNEEDED_PERMISSION {
        code: "REF301",
        name: "unneeded-permission",
        severity: Info,
        summary: "An execution role allows what none of its tasks needs.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
 "Role": {"Type": "AWS::IAM::Role", "Properties": {
  "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]},
  "Policies": [{"PolicyName": "run", "PolicyDocument": {"Version": "2012-10-17", "Statement": [
   {"Effect": "Allow", "Action": ["ssm:GetParameters", "dynamodb:PutItem"], "Resource": "*"}]}}]}},
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ExecutionRoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
  "ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28", "Memory": 128, "Secrets": [{"Name": "LEVEL", "ValueFrom": "level"}]}]}}}}"#,
        passes: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
 "Role": {"Type": "AWS::IAM::Role", "Properties": {
  "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]},
  "Policies": [{"PolicyName": "run", "PolicyDocument": {"Version": "2012-10-17", "Statement": [
   {"Effect": "Allow", "Action": "ssm:GetParameters", "Resource": "arn:aws:ssm:*:*:parameter/level"}]}}]}},
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ExecutionRoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
  "ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28", "Memory": 128, "Secrets": [{"Name": "LEVEL", "ValueFrom": "level"}]}]}}}}"#,
        check: ExecutionRole(check),
    }
}

fn check(role: &ExecutionRole<'_>, findings: &mut Findings<'_>) {
    let statements = role.role.documents().flat_map(|document| &document.statements);
    for statement in statements.filter(|statement| statement.effect.literal() == Some("Allow")) {
        let is_needed = |pattern: &str| role.needed.iter().any(|action| action_matches(pattern, action));
        let written = statement.action.iter().filter_map(|value: &Value<&str>| Some((value, value.literal()?)));
        for (value, pattern) in written.filter(|(_, pattern)| !is_needed(pattern)) {
            findings
                .report(value.span(), format!("no task definition here needs {pattern} of its execution role"))
                .help("remove it, or give it to the task role where the application needs it");
        }
    }
}
