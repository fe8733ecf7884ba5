//! ECS305

use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;

declare_rule! {
    /// The container runs as root, or as whatever user its image names, which is root for most. A process that is not root
    /// can do less harm when it is broken into, and meets fewer surprises with mounted files.
    ///
    /// Set `user` to a name or number of the image, for example `"1000:1000"`. Linux only: Windows takes no `user`.
    ROOT_USER {
        code: "ECS305",
        name: "root-user",
        severity: Info,
        summary: "A container runs as root, or does not say as whom.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html",
        verified: "2026-11-21",
        lesson: "task-definitions/anatomy",
        controls: ["ECS.20", "ecs-task-definition-nonroot-user"],
        fails: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128, "user": "root"}]}"#,
        passes: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128, "user": "101:101"}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    if !task.is_linux() {
        return;
    }
    for container in &task.container_definitions {
        let help = "set `user` to a user of the image that is not root, for example \"1000:1000\"";
        match container.user {
            None => {
                let message = format!("container \"{}\" does not say as which user it runs, and images default to root", container.label());
                findings.report(container.name_span(), message).help(help);
            }
            Some(user) => {
                let name = user.literal().map(|text| text.split(':').next().unwrap_or_default());
                if let Some("root" | "0") = name {
                    findings.report(user.span(), format!("container \"{}\" runs as root", container.label())).help(help);
                }
            }
        }
    }
}
