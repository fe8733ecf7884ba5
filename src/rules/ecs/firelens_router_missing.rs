//! ECS131

use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;

declare_rule! {
    /// The log driver `awsfirelens` hands the logs of a container to a router, which is another container of the same
    /// task: one with a `firelensConfiguration`, running Fluent Bit or Fluentd. This task has no router.
    FIRELENS_ROUTER_MISSING {
        code: "ECS131",
        name: "firelens-router-missing",
        severity: Error,
        summary: "`awsfirelens` is used, and no container is the log router.",
        aws_message: "When awsfirelens log driver is specified in log configuration, a firelens configuration object must be specified",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html",
        verified: "2026-11-21",
        lesson: "task-definitions/logs",
        fails: r#"{"family": "web", "containerDefinitions": [
  {"name": "web", "image": "nginx:1.28", "memory": 128, "logConfiguration": {"logDriver": "awsfirelens", "options": {"Name": "stdout"}}}]}"#,
        passes: r#"{"family": "web", "containerDefinitions": [
  {"name": "web", "image": "nginx:1.28", "memory": 128, "logConfiguration": {"logDriver": "awsfirelens", "options": {"Name": "stdout"}}},
  {"name": "router", "image": "public.ecr.aws/aws-observability/aws-for-fluent-bit:2.32.5", "memory": 64, "firelensConfiguration": {"type": "fluentbit"}}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let containers = &task.container_definitions;
    if !containers.complete || containers.iter().any(|container| container.firelens_configuration.is_some()) {
        return;
    }
    let users: Vec<_> = containers
        .iter()
        .filter_map(|container| container.log_configuration.as_ref()?.log_driver)
        .filter(|driver| driver.literal() == Some("awsfirelens"))
        .collect();
    if let [first, others @ ..] = users.as_slice() {
        let finding = findings.report(first.span(), "awsfirelens needs a log router, and no container has a firelensConfiguration");
        finding.help("add a container with \"firelensConfiguration\": {\"type\": \"fluentbit\"}");
        for other in others {
            finding.related(other.span(), "this needs the router too");
        }
    }
}
