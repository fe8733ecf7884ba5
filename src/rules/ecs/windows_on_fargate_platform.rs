//! ECS128

use crate::facts::{FARGATE_SIZES, parse_cpu_units};
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};
use crate::syntax::Change;

declare_rule! {
    /// Windows containers run on `X86_64` only, and on Fargate with 1, 2 or 4 vCPU only: the small sizes would not carry
    /// Windows, and the large ones are for Linux.
    WINDOWS_ON_FARGATE_PLATFORM {
        code: "ECS128",
        name: "windows-on-fargate-platform",
        severity: Error,
        summary: "An architecture or a CPU size that Windows tasks do not have.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html",
        verified: "2026-11-21",
        lesson: "fargate/sizes",
        fails: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "512", "memory": "2048",
 "runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE", "cpuArchitecture": "X86_64"},
 "containerDefinitions": [{"name": "web", "image": "mcr.microsoft.com/windows/servercore/iis:windowsservercore-ltsc2022"}]}"#,
        passes: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "1024", "memory": "2048",
 "runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE", "cpuArchitecture": "X86_64"},
 "containerDefinitions": [{"name": "web", "image": "mcr.microsoft.com/windows/servercore/iis:windowsservercore-ltsc2022"}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let Some(system) = task.operating_system_family.filter(|_| task.is_windows()) else { return };
    if let Some(architecture) = task.cpu_architecture.filter(|value| value.literal() == Some("ARM64")) {
        findings
            .report(architecture.span(), "Windows containers do not run on ARM64")
            .help("set cpuArchitecture to \"X86_64\", or leave it out")
            .related(system.span(), "Windows is asked for here")
            .unsafe_fix(Change::set(architecture.span(), "X86_64"));
    }
    let (Some(_), Some(cpu), Some(text)) = (task.requires_fargate(), task.cpu, task.cpu.literal()) else { return };
    // A size that does not exist at all is ECS101's.
    let size = parse_cpu_units(text).and_then(|units| FARGATE_SIZES.iter().find(|size| size.cpu == units));
    if size.is_some_and(|size| !size.windows) {
        let valid: Vec<String> = FARGATE_SIZES.iter().filter(|size| size.windows).map(|size| format!("\"{}\"", size.cpu)).collect();
        findings
            .report(cpu.span(), format!("Fargate has no Windows task with cpu {text}"))
            .help(format!("for Windows cpu is one of {}", valid.join(", ")))
            .related(system.span(), "Windows is asked for here")
            .aws_message("No Fargate configuration exists for given values.");
    }
}
