//! ECS320

use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;
use crate::syntax::Change;

declare_rule! {
    /// `dockerSecurityOptions` can take the profile of AppArmor, the label of SELinux or the filter of system calls away
    /// from a container. Each of them stops known ways out. Write a profile that allows what the program needs, in place of
    /// none.
    UNCONFINED_CONTAINER {
        code: "ECS320",
        name: "unconfined-container",
        severity: Warning,
        summary: "A container switches off what confines it.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        verified: "2026-11-24",
        lesson: "task-definitions/anatomy",
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "dockerSecurityOptions": ["apparmor:unconfined"]}]}"#,
        passes: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "dockerSecurityOptions": ["no-new-privileges"]}]}"#,
        check: TaskDefinition(check),
    }
}

/// Options without their separator, which is `:` at ECS and `=` at Docker.
const UNCONFINED: [(&str, &str); 3] = [("apparmor", "unconfined"), ("seccomp", "unconfined"), ("label", "disable")];

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    // Fargate refuses all of them.
    if task.requires_fargate().is_some() {
        return;
    }
    for value in task.container_definitions.iter().flat_map(|container| &container.docker_security_options) {
        let Some(text) = value.literal() else { continue };
        if text.split_once([':', '=']).is_some_and(|option| UNCONFINED.contains(&option)) {
            findings
                .report(value.span(), format!("\"{text}\" takes a protection away"))
                .help("leave it out, or name a profile")
                .unsafe_fix(Change::remove(value.span()));
        }
    }
}
