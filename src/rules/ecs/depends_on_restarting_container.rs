//! ECS223

use super::references::containers_by_name;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// The container that is waited for has a restart policy. If it ran for `restartAttemptPeriod` (300 seconds where it is
    /// not written), it is started again in place of being done, and what waits for its end goes on waiting. A container
    /// that prepares something and ends needs no restart policy, or one that ignores exit code 0.
    DEPENDS_ON_RESTARTING_CONTAINER {
        code: "ECS223",
        name: "depends-on-restarting-container",
        severity: Warning,
        summary: "`dependsOn` waits for the end of a container that is restarted when it ends.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-restart-policy.html",
        verified: "2026-11-24",
        lesson: "fargate/containers",
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "dependsOn": [{"containerName": "migrate", "condition": "SUCCESS"}]},
  {"name": "migrate", "image": "busybox:1.37", "memory": 64, "essential": false, "restartPolicy": {"enabled": true}}]}"#,
        passes: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "dependsOn": [{"containerName": "migrate", "condition": "SUCCESS"}]},
  {"name": "migrate", "image": "busybox:1.37", "memory": 64, "essential": false, "restartPolicy": {"enabled": true, "ignoredExitCodes": [0]}}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let containers = containers_by_name(task);
    for dependency in task.container_definitions.iter().flat_map(|container| &container.depends_on) {
        let (Some(value), Some(name)) = (dependency.condition, dependency.container_name.literal()) else { continue };
        let Some("COMPLETE" | "SUCCESS") = value.literal() else { continue };
        let Some(policy) = containers.get(name).and_then(|target| target.restart_policy.as_ref()) else { continue };
        let ignored = &policy.ignored_exit_codes;
        let ignores_success = !ignored.complete || ignored.iter().any(|code| code.literal().is_none_or(|code| code == "0"));
        if policy.enabled.literal() == Some(true) && !ignores_success {
            findings
                .report(value.span(), format!("\"{name}\" is restarted when it ends, so its end may never come"))
                .help(format!("take the restart policy from \"{name}\", or add 0 to its ignoredExitCodes"))
                .related(policy.place.key, "the restart policy is set here");
        }
    }
}
