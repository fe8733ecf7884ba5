//! ECS116

use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;

declare_rule! {
    /// The execution role is what ECS itself uses to get a task ready: to read the values of `secrets`, to pull from a
    /// private ECR repository, to open log streams. On EC2 the instance's role can do the last two; on Fargate there is
    /// no instance, so the task definition names an `executionRoleArn`. With `secrets` it is needed everywhere, and so it is
    /// with `environmentFiles`, with `secretOptions` of a log driver and with `repositoryCredentials`.
    ///
    /// It is not the task role, which is what the application uses while it runs.
    EXECUTION_ROLE_MISSING {
        code: "ECS116",
        name: "execution-role-missing",
        severity: Error,
        summary: "The task needs an execution role and names none.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
        verified: "2026-11-21",
        lesson: "fargate/roles",
        fails: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
 "containerDefinitions": [{"name": "web", "image": "111122223333.dkr.ecr.eu-central-1.amazonaws.com/web:1.4.2"}]}"#,
        passes: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
 "executionRoleArn": "arn:aws:iam::111122223333:role/web-execution",
 "containerDefinitions": [{"name": "web", "image": "111122223333.dkr.ecr.eu-central-1.amazonaws.com/web:1.4.2"}]}"#,
        check: TaskDefinition(check),
    }
}

const HELP: &str = "set `executionRoleArn` to a role that ecs-tasks.amazonaws.com may assume";

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    if task.execution_role_arn.is_some() {
        return;
    }
    let containers = &task.container_definitions;
    // Each reason once: the same mending serves all containers.
    if let Some(span) = containers.iter().find_map(|container| container.secrets.set_at()) {
        findings
            .report(span, "secrets are read with the execution role, and the task names none")
            .help(HELP)
            .aws_message("When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.");
    }
    let others = [
        (containers.iter().find_map(|container| container.log_configuration.as_ref()?.secret_options.set_at()), "secrets of a log driver"),
        (containers.iter().find_map(|container| container.environment_files.set_at()), "environment files"),
        (containers.iter().find_map(|container| container.repository_credentials).map(|place| place.key), "registry credentials"),
    ];
    for (span, what) in others {
        if let Some(span) = span {
            findings.report(span, format!("{what} are read with the execution role, and the task names none")).help(HELP);
        }
    }
    let Some(fargate) = task.requires_fargate() else { return };
    let awslogs = containers
        .iter()
        .filter_map(|container| container.log_configuration.as_ref()?.log_driver)
        .find(|driver| driver.literal() == Some("awslogs"));
    if let Some(driver) = awslogs {
        findings
            .report(driver.span(), "on Fargate the log driver awslogs writes with the execution role, and the task names none")
            .help(HELP)
            .related(fargate.span(), "Fargate is required here")
            .aws_message("Fargate requires task definition to have execution role ARN to support log driver awslogs.");
    }
    let private = containers.iter().find(|container| container.image_reference().is_some_and(|image| image.is_private_ecr()));
    if let Some(image) = private.and_then(|container| container.image) {
        findings
            .report(image.span(), "on Fargate a private ECR image is pulled with the execution role, and the task names none")
            .help(HELP)
            .related(fargate.span(), "Fargate is required here")
            .aws_message("Fargate requires task definition to have execution role ARN to support ECR images.");
    }
}
