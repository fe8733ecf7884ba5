//! ECS241

use crate::facts::REPLACED_PLATFORM_VERSIONS;
use crate::lint::{Findings, declare_rule};
use crate::model::{Flag, Literal, Service};

declare_rule! {
    /// Volumes that are configured at launch, Service Connect and ECS Exec came with the Linux platform version 1.4.0. On an
    /// older one no task of the service gets what the service asks for.
    PLATFORM_VERSION_TOO_OLD {
        code: "ECS241",
        name: "platform-version-too-old",
        severity: Error,
        summary: "A service uses what its platform version of Fargate cannot do.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-fargate.html",
        verified: "2026-11-24",
        lesson: "fargate/what-is-fargate",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "FARGATE", "platformVersion": "1.3.0", "enableExecuteCommand": true}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "FARGATE", "platformVersion": "1.4.0", "enableExecuteCommand": true}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let (Some(value), Some(version)) = (service.platform_version, service.platform_version.literal()) else { return };
    if !REPLACED_PLATFORM_VERSIONS.contains(&version) {
        return;
    }
    let is_on = |flag: Flag| flag.filter(|flag| flag.literal() == Some(true)).map(|flag| flag.span());
    let uses = [
        ("a volume that is configured at launch", service.volume_configurations.set_at()),
        ("Service Connect", is_on(service.service_connect.and_then(|connect| connect.enabled))),
        ("ECS Exec", is_on(service.enable_execute_command)),
    ];
    for (what, at) in uses {
        if let Some(span) = at {
            findings
                .report(span, format!("{what} needs the platform version 1.4.0, and the service names {version}"))
                .help("leave `platformVersion` out, or set it to LATEST")
                .related(value.span(), "the platform version is set here");
        }
    }
}
