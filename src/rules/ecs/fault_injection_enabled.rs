//! ECS321

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};
use crate::syntax::Change;

declare_rule! {
    /// `enableFaultInjection` lets AWS Fault Injection Service cut, slow or lose the network of the task, through an
    /// endpoint that any of its containers can call. It is for experiments: leave it off in what serves customers, or allow
    /// it on purpose.
    FAULT_INJECTION_ENABLED {
        code: "ECS321",
        name: "fault-injection-enabled",
        severity: Info,
        summary: "Faults can be injected into the task.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fault-injection.html",
        verified: "2026-11-24",
        lesson: "task-definitions/anatomy",
        fails: r#"{"family": "web", "enableFaultInjection": true,
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        passes: r#"{"family": "web", "enableFaultInjection": false,
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    if let (Some(value), Some(true)) = (task.enable_fault_injection, task.enable_fault_injection.literal()) {
        findings
            .report(value.span(), "faults can be injected into this task")
            .help("leave it out where no experiments are run")
            .unsafe_fix(Change::set(value.span(), false));
    }
}
