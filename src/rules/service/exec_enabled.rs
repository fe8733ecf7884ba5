//! ECS340

use crate::lint::{Findings, declare_rule};
use crate::model::Service;
use crate::syntax::Change;

declare_rule! {
    /// ECS Exec opens a shell in a running container, with the permissions of the task role. It is made to find faults.
    /// Leave it off where nobody needs it, limit `ecs:ExecuteCommand` to few, and log the sessions in the configuration of
    /// the cluster.
    EXEC_ENABLED {
        code: "ECS340",
        name: "exec-enabled",
        severity: Info,
        summary: "Whoever may call ExecuteCommand gets a shell in the tasks of a service.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html",
        verified: "2026-11-24",
        lesson: "roles/exec-and-access",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "enableExecuteCommand": true}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "enableExecuteCommand": false}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    if let Some(exec) = service.enable_execute_command.filter(|exec| exec.literal() == Some(true)) {
        findings
            .report(exec.span(), "the containers can be entered with ECS Exec")
            .help("turn it off where nobody needs it, and let the cluster log the sessions")
            .unsafe_fix(Change::set(exec.span(), false));
    }
}
