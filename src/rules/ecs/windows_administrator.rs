//! ECS317

use crate::facts::WINDOWS_ADMINISTRATORS;
use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;

declare_rule! {
    /// Images of Windows Server Core run as `ContainerAdministrator` where nothing else is said, which has all rights in
    /// the container. Set `user` to `ContainerUser`, or to an account of the image.
    WINDOWS_ADMINISTRATOR {
        code: "ECS317",
        name: "windows-administrator",
        severity: Info,
        summary: "A Windows container runs as administrator, or does not say as whom.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        verified: "2026-11-24",
        lesson: "task-definitions/anatomy",
        controls: ["ECS.21", "ecs-task-definition-windows-user-non-admin"],
        fails: r#"{"family": "web", "requiresCompatibilities": ["EC2"], "runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"},
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        passes: r#"{"family": "web", "requiresCompatibilities": ["EC2"], "runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"},
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "user": "ContainerUser"}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    if !task.is_windows() {
        return;
    }
    for container in &task.container_definitions {
        let label = container.label();
        let (span, message) = match container.user {
            None => (container.name_span(), format!("container \"{label}\" does not say as which user it runs")),
            Some(user) => {
                let account = user.literal().unwrap_or_default().rsplit('\\').next().unwrap_or_default();
                if !WINDOWS_ADMINISTRATORS.iter().any(|name| name.eq_ignore_ascii_case(account)) {
                    continue;
                }
                (user.span(), format!("container \"{label}\" runs as administrator"))
            }
        };
        findings.report(span, message).help("set `user` to \"ContainerUser\" or to an account of the image");
    }
}
