//! REF208

use crate::facts::TASKS_PRINCIPAL;
use crate::lint::{Findings, declare_rule};
use crate::roles::{RoleInUse, may_be_assumed_by_tasks};
use crate::syntax::Change;

declare_rule! {
    /// ECS gives a task its roles by assuming them as the service `ecs-tasks.amazonaws.com`: both the execution role and the task role. A
    /// role that trusts `ecs.amazonaws.com` or `ec2.amazonaws.com` only, or that lets the service do anything but `sts:AssumeRole`, cannot
    /// be assumed, and no task starts with it.
    ROLE_CLOSED_TO_TASKS {
        code: "REF208",
        name: "role-closed-to-tasks",
        severity: Error,
        summary: "A task names a role that ecs-tasks.amazonaws.com may not assume.",
        aws_message: "ECS was unable to assume the role that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
 "Role": {"Type": "AWS::IAM::Role", "Properties": {
  "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs.amazonaws.com"}, "Action": "sts:AssumeRole"}]}}},
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"TaskRoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
  "ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28", "Memory": 128}]}}}}"#,
        passes: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
 "Role": {"Type": "AWS::IAM::Role", "Properties": {
  "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}}},
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"TaskRoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
  "ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28", "Memory": 128}]}}}}"#,
        check: RoleInUse(check),
    }
}

fn check(in_use: &RoleInUse<'_>, findings: &mut Findings<'_>) {
    let (Some(trust), Some(place)) = (&in_use.role.trust, in_use.role.trust_place) else { return };
    if may_be_assumed_by_tasks(trust) {
        return;
    }
    let task = in_use.task;
    let (execution, own) = (task.execution_role_arn, task.task_role_arn);
    let named = match in_use.kind {
        crate::roles::RoleKind::ExecutionRole => execution,
        crate::roles::RoleKind::TaskRole => own,
    };
    let finding = findings.report(place.key, format!("a task uses this role, and {TASKS_PRINCIPAL} may not assume it"));
    finding.help(format!("let {TASKS_PRINCIPAL} do sts:AssumeRole"));
    if let Some(named) = named {
        finding.related_beside(named.span(), format!("named as the {} here", in_use.kind.name()));
    }
    if let Some(list) = trust.statements.place {
        let statement = serde_json::json!({"Effect": "Allow", "Principal": {"Service": TASKS_PRINCIPAL}, "Action": "sts:AssumeRole"});
        finding.unsafe_fix(Change::append(list.value, statement));
    }
}
