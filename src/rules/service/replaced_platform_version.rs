//! ECS311

use crate::facts::REPLACED_PLATFORM_VERSIONS;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, Service};
use crate::syntax::Change;

declare_rule! {
    /// A platform version of Fargate is a kernel and a container runtime. A service that names one stays on it when AWS
    /// replaces it. AWS has retired all before 1.4.0, the last of them, 1.3.0, in 2026: it starts no new tasks on them and has ended
    /// those that ran. Security Hub: ECS.10.
    REPLACED_PLATFORM_VERSION {
        code: "ECS311",
        name: "replaced-platform-version",
        severity: Warning,
        summary: "A service names a platform version that a later one has replaced.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-versions-retired.html",
        verified: "2026-11-21",
        lesson: "fargate/what-is-fargate",
        controls: ["ECS.10", "ecs-fargate-latest-platform-version", "CKV_AWS_332"],
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "FARGATE", "platformVersion": "1.3.0"}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "FARGATE", "platformVersion": "LATEST"}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let (Some(value), Some(version)) = (service.platform_version, service.platform_version.literal()) else { return };
    if REPLACED_PLATFORM_VERSIONS.contains(&version) {
        findings
            .report(value.span(), format!("the platform version {version} has been replaced and retired"))
            .help("set it to LATEST, or leave it out, which is the same")
            .unsafe_fix(Change::set(value.span(), "LATEST"));
    }
}
