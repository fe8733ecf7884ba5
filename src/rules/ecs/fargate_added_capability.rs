//! ECS114

use crate::facts::FARGATE_ADDED_CAPABILITIES;
use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;
use crate::syntax::Change;

declare_rule! {
    /// Fargate lets a container add one Linux capability, `SYS_PTRACE`, which debuggers and tracers need. Whatever else
    /// the container was given beyond Docker's default set, `NET_ADMIN` or `SYS_ADMIN` say, is refused. Dropping
    /// capabilities is always allowed, and good practice.
    FARGATE_ADDED_CAPABILITY {
        code: "ECS114",
        name: "fargate-added-capability",
        severity: Error,
        summary: "A Linux capability that Fargate does not let a container add.",
        aws_message: "'...' is not allowed on Fargate.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html",
        verified: "2026-11-21",
        lesson: "fargate/what-is-fargate",
        fails: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "linuxParameters": {"capabilities": {"add": ["NET_ADMIN"]}}}]}"#,
        passes: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "linuxParameters": {"capabilities": {"add": ["SYS_PTRACE"], "drop": ["NET_RAW"]}}}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let Some(fargate) = task.requires_fargate() else { return };
    for container in &task.container_definitions {
        let Some(linux) = &container.linux_parameters else { continue };
        for value in &linux.capabilities_add {
            let Some(capability) = value.literal() else { continue };
            // Docker takes the prefix and small letters too, and what ECS makes of them is not documented.
            let upper = capability.to_ascii_uppercase();
            if FARGATE_ADDED_CAPABILITIES.contains(&upper.strip_prefix("CAP_").unwrap_or(&upper)) {
                continue;
            }
            findings
                .report(value.span(), format!("Fargate does not let a container add the capability {capability}"))
                .help(format!("leave it out, or run the task on EC2; on Fargate: {}", FARGATE_ADDED_CAPABILITIES.join(", ")))
                .related(fargate.span(), "Fargate is required here")
                .unsafe_fix(Change::remove(value.span()));
        }
    }
}
