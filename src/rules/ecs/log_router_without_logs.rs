//! ECS512

use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;

declare_rule! {
    /// The FireLens router carries the logs of the other containers and has no `logConfiguration` of its own. When it
    /// cannot deliver, its own messages say why, and they are lost. Give the router the driver `awslogs`.
    LOG_ROUTER_WITHOUT_LOGS {
        code: "ECS512",
        name: "log-router-without-logs",
        severity: Info,
        summary: "Nobody sees why a log router fails.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html",
        verified: "2026-11-24",
        lesson: "task-definitions/logs",
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "logConfiguration": {"logDriver": "awsfirelens", "options": {"Name": "stdout"}}},
  {"name": "router", "image": "public.ecr.aws/aws-observability/aws-for-fluent-bit:2.32.5", "memory": 64, "firelensConfiguration": {"type": "fluentbit"}}]}"#,
        passes: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "logConfiguration": {"logDriver": "awsfirelens", "options": {"Name": "stdout"}}},
  {"name": "router", "image": "public.ecr.aws/aws-observability/aws-for-fluent-bit:2.32.5", "memory": 64, "firelensConfiguration": {"type": "fluentbit"},
   "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/web", "awslogs-region": "eu-central-1"}}}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for container in &task.container_definitions {
        if let Some(router) = container.firelens_configuration.as_ref().filter(|_| container.log_configuration.is_none()) {
            findings
                .report(router.place.key, format!("the messages of the log router \"{}\" are not kept", container.label()))
                .help("give it a logConfiguration with the driver \"awslogs\"");
        }
    }
}
