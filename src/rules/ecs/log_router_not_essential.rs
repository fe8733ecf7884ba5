//! ECS420

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};
use crate::syntax::Change;

declare_rule! {
    /// The FireLens router is not essential: when it ends, the task goes on, and the lines of all containers that log
    /// through it are lost. As an essential container its end is the end of the task, and a service starts a new one.
    LOG_ROUTER_NOT_ESSENTIAL {
        code: "ECS420",
        name: "log-router-not-essential",
        severity: Info,
        summary: "Logs are lost unnoticed when the log router ends.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html",
        verified: "2026-11-24",
        lesson: "task-definitions/logs",
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "logConfiguration": {"logDriver": "awsfirelens", "options": {"Name": "stdout"}}},
  {"name": "router", "image": "public.ecr.aws/aws-observability/aws-for-fluent-bit:2.32.5", "memory": 64, "essential": false,
   "firelensConfiguration": {"type": "fluentbit"}}]}"#,
        passes: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "logConfiguration": {"logDriver": "awsfirelens", "options": {"Name": "stdout"}}},
  {"name": "router", "image": "public.ecr.aws/aws-observability/aws-for-fluent-bit:2.32.5", "memory": 64, "essential": true,
   "firelensConfiguration": {"type": "fluentbit"}}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for container in task.container_definitions.iter().filter(|container| container.firelens_configuration.is_some()) {
        if let (Some(value), Some(false)) = (container.essential, container.essential.literal()) {
            findings
                .report(value.span(), format!("logs are lost unnoticed when the router \"{}\" ends", container.label()))
                .help("make the router essential")
                .unsafe_fix(Change::set(value.span(), true));
        }
    }
}
