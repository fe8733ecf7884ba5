//! ECS195

use crate::facts::SWAPPINESS;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// `swappiness` is 0 to 100. `maxSwap` is 0 (no swap) or more, and sizes of `tmpfs` and `sharedMemorySize` are MiB, not
    /// bytes and not `-1` for "unlimited".
    LINUX_PARAMETER_OUT_OF_BOUNDS {
        code: "ECS195",
        name: "linux-parameter-out-of-bounds",
        severity: Error,
        summary: "A number of `linuxParameters` is out of bounds.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinuxParameters.html",
        verified: "2026-11-24",
        lesson: "task-definitions/anatomy",
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "linuxParameters": {"maxSwap": -1}}]}"#,
        passes: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "linuxParameters": {"maxSwap": 0}}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for linux in task.container_definitions.iter().filter_map(|container| container.linux_parameters.as_ref()) {
        if let (Some(value), Some(number)) = (linux.swappiness, linux.swappiness.literal())
            && !SWAPPINESS.contains(&number)
        {
            findings.report(value.span(), format!("swappiness cannot be {number}")).help(format!(
                "it is {} to {}",
                SWAPPINESS.start(),
                SWAPPINESS.end()
            ));
        }
        let sizes = linux.tmpfs.iter().map(|tmpfs| ("the size of a tmpfs", tmpfs.size));
        for (name, size) in sizes.chain([("maxSwap", linux.max_swap), ("sharedMemorySize", linux.shared_memory_size)]) {
            let (Some(value), Some(number)) = (size, size.literal()) else { continue };
            if number < 0 {
                findings.report(value.span(), format!("{name} cannot be {number}")).help("write MiB, or leave it out");
            }
        }
    }
}
