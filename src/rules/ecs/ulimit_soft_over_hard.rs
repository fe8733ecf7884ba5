//! ECS125

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};
use crate::syntax::Change;

declare_rule! {
    /// A soft limit is what a process starts with, the hard limit how far it may raise it. The soft limit cannot be above
    /// the hard one.
    ULIMIT_SOFT_OVER_HARD {
        code: "ECS125",
        name: "ulimit-soft-over-hard",
        severity: Error,
        summary: "The soft limit of a ulimit is above its hard limit.",
        aws_message: "Soft limit exceeds hard limit for ulimit '...'",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Ulimit.html",
        verified: "2026-11-21",
        lesson: "task-definitions/anatomy",
        fails: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "ulimits": [{"name": "nofile", "softLimit": 65536, "hardLimit": 4096}]}]}"#,
        passes: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "ulimits": [{"name": "nofile", "softLimit": 4096, "hardLimit": 65536}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for ulimit in task.container_definitions.iter().flat_map(|container| &container.ulimits) {
        let (Some(soft), Some(hard)) = (ulimit.soft_limit, ulimit.hard_limit) else { continue };
        let (Some(soft_limit), Some(hard_limit)) = (soft.literal(), hard.literal()) else { continue };
        // -1 stands for "unlimited".
        if hard_limit >= 0 && soft_limit > hard_limit {
            let name = ulimit.name.literal().unwrap_or("(unnamed)");
            findings
                .report(soft.span(), format!("the soft limit of {name}, {soft_limit}, is above its hard limit, {hard_limit}"))
                .help(format!("set softLimit to {hard_limit} or less, or raise hardLimit"))
                .related(hard.span(), "the hard limit is set here")
                .unsafe_fix(Change::set(soft.span(), hard_limit));
        }
    }
}
