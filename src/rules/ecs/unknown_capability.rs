//! ECS216

use crate::facts::CAPABILITIES;
use crate::lint::{Findings, closest, declare_rule};
use crate::model::TaskDefinition;
use crate::syntax::Change;

declare_rule! {
    /// The name of a capability is not one that Linux has, and no container starts with it. They are written without their
    /// prefix: `NET_ADMIN`, `SYS_PTRACE`, or `ALL`.
    UNKNOWN_CAPABILITY {
        code: "ECS216",
        name: "unknown-capability",
        severity: Error,
        summary: "A Linux capability that does not exist.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html",
        verified: "2026-11-24",
        lesson: "task-definitions/anatomy",
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "linuxParameters": {"capabilities": {"drop": ["NET_RAWS"]}}}]}"#,
        passes: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "linuxParameters": {"capabilities": {"drop": ["NET_RAW"]}}}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for linux in task.container_definitions.iter().filter_map(|container| container.linux_parameters.as_ref()) {
        for value in linux.capabilities_add.iter().chain(&linux.capabilities_drop) {
            let Some(text) = value.literal() else { continue };
            let upper = text.to_ascii_uppercase();
            // Docker takes the prefix and small letters too.
            let name = upper.strip_prefix("CAP_").unwrap_or(&upper);
            if !CAPABILITIES.contains(&name) {
                let finding = findings.report(value.span(), format!("Linux has no capability {text}"));
                match closest(name, CAPABILITIES.into_iter()) {
                    Some(near) => finding.help(format!("did you mean \"{near}\"?")).unsafe_fix(Change::set(value.span(), near)),
                    None => finding.help("write the name without its prefix, such as \"NET_ADMIN\""),
                };
            }
        }
    }
}
