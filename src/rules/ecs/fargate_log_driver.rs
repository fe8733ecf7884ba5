//! ECS113

use crate::facts::{FARGATE_LOG_DRIVERS, HOST_LOG_DRIVERS};
use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;

declare_rule! {
    /// Fargate has three log drivers: `awslogs` (CloudWatch Logs), `splunk` and `awsfirelens` (a router container that
    /// sends logs anywhere). The others write to the host or to a daemon on it, and on Fargate there is no host to read
    /// them from.
    FARGATE_LOG_DRIVER {
        code: "ECS113",
        name: "fargate-log-driver",
        severity: Error,
        summary: "A log driver that Fargate does not have.",
        aws_message: "'...' is not a valid log driver. Must be one of [awslogs, splunk, awsfirelens]",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html",
        verified: "2026-11-21",
        lesson: "fargate/roles",
        controls: ["E3713"],
        fails: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "logConfiguration": {"logDriver": "json-file"}}]}"#,
        passes: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
 "executionRoleArn": "arn:aws:iam::111122223333:role/web-execution",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "logConfiguration": {"logDriver": "awslogs", "options": {
  "awslogs-group": "/ecs/web", "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "web"}}}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let Some(fargate) = task.requires_fargate() else { return };
    for container in &task.container_definitions {
        let Some(value) = container.log_configuration.as_ref().and_then(|log| log.log_driver) else { continue };
        // A driver that exists nowhere is an unknown value and is reported as that.
        let Some(driver) = value.literal().filter(|driver| HOST_LOG_DRIVERS.contains(driver)) else { continue };
        findings
            .report(value.span(), format!("Fargate has no log driver \"{driver}\""))
            .help(format!("on Fargate: {}", FARGATE_LOG_DRIVERS.map(|name| format!("\"{name}\"")).join(", ")))
            .related(fargate.span(), "Fargate is required here");
    }
}
