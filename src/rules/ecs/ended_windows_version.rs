//! ECS905

use crate::facts::ENDED_WINDOWS;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// Microsoft mends Windows Server version 2004 and version 20H2 no longer, not even where they are open to attack. Use
    /// Windows Server 2019, 2022 or 2025, with images of the same version.
    ENDED_WINDOWS_VERSION {
        code: "ECS905",
        name: "ended-windows-version",
        severity: Warning,
        summary: "A version of Windows that is no longer mended.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RuntimePlatform.html",
        verified: "2026-11-24",
        lesson: "fargate/what-is-fargate",
        fails: r#"{"family": "web", "runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_20H2_CORE"},
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        passes: r#"{"family": "web", "runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"},
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let (Some(value), Some(name)) = (task.operating_system_family, task.operating_system_family.literal()) else { return };
    if let Some((_, day)) = ENDED_WINDOWS.iter().find(|(version, _)| *version == name) {
        findings
            .report(value.span(), format!("Microsoft mends {name} no longer, since {day}"))
            .help("use a later version, with images of the same version");
    }
}
