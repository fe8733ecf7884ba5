//! ECS421

use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;
use crate::syntax::Change;

declare_rule! {
    /// `swappiness` says how readily memory of a container goes to swap, and it takes effect only where `maxSwap` gives the
    /// container some. On Amazon Linux 2023 it is not supported at all.
    SWAPPINESS_WITHOUT_SWAP {
        code: "ECS421",
        name: "swappiness-without-swap",
        severity: Info,
        summary: "`swappiness` is set, and without `maxSwap` it is ignored.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinuxParameters.html",
        verified: "2026-11-24",
        lesson: "task-definitions/anatomy",
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "linuxParameters": {"swappiness": 10}}]}"#,
        passes: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "linuxParameters": {"swappiness": 10, "maxSwap": 256}}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    // Fargate and Windows have neither.
    if task.requires_fargate().is_some() || task.is_windows() {
        return;
    }
    for linux in task.container_definitions.iter().filter_map(|container| container.linux_parameters.as_ref()) {
        if let Some(swappiness) = linux.swappiness.filter(|_| linux.max_swap.is_none()) {
            findings
                .report(swappiness.place.key, "without `maxSwap` this is ignored")
                .help("set `maxSwap` too, or leave it out")
                .unsafe_fix(Change::remove(swappiness.place.key));
        }
    }
}
