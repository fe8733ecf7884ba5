//! ECS315

use crate::facts::DANGEROUS_CAPABILITIES;
use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;

declare_rule! {
    /// Docker gives a container 14 capabilities of root. Some of the others open the way out: with `SYS_ADMIN` file systems
    /// of the host can be mounted, with `SYS_MODULE` or `BPF` code goes into its kernel, with `DAC_READ_SEARCH` its files
    /// are read, with `NET_ADMIN` traffic is redirected, in `host` mode that of everybody. `ALL` is all of them.
    ///
    /// On Fargate they are refused, and [ECS114](rule:ECS114) speaks instead.
    DANGEROUS_CAPABILITY {
        code: "ECS315",
        name: "dangerous-capability",
        severity: Warning,
        summary: "A container is given a capability that reaches beyond it.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html",
        verified: "2026-11-24",
        lesson: "task-definitions/anatomy",
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "linuxParameters": {"capabilities": {"add": ["SYS_ADMIN"]}}}]}"#,
        passes: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "linuxParameters": {"capabilities": {"add": ["IPC_LOCK"], "drop": ["NET_RAW"]}}}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    if task.requires_fargate().is_some() || task.is_windows() {
        return;
    }
    for container in &task.container_definitions {
        for value in container.linux_parameters.iter().flat_map(|linux| &linux.capabilities_add) {
            let name = value.literal().map(str::to_ascii_uppercase).unwrap_or_default();
            let name = name.strip_prefix("CAP_").unwrap_or(&name);
            if let Some((_, allows)) = DANGEROUS_CAPABILITIES.iter().find(|(capability, _)| *capability == name) {
                findings
                    .report(value.span(), format!("{name} allows container \"{}\" {allows}", container.label()))
                    .help("give it a narrower capability, or keep it to a container that does nothing else");
            }
        }
    }
}
