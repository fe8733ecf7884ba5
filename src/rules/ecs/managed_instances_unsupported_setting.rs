//! ECS186

use super::settings::{OfTask, OfVolume, each_made, one_of};
use crate::facts::{HOST_LOG_DRIVERS, MANAGED_INSTANCES_LOG_DRIVERS};
use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;

declare_rule! {
    /// AWS runs the instances of Amazon ECS Managed Instances. There is no `bridge` network on them, there are no Docker
    /// volumes, and the log drivers are `awslogs`, `splunk`, `awsfirelens` and `json-file`.
    MANAGED_INSTANCES_UNSUPPORTED_SETTING {
        code: "ECS186",
        name: "managed-instances-unsupported-setting",
        severity: Error,
        summary: "A network mode, log driver or volume that Managed Instances do not have.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html",
        verified: "2026-11-24",
        lesson: "scaling/capacity-providers",
        fails: r#"{"family": "web", "requiresCompatibilities": ["MANAGED_INSTANCES"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "logConfiguration": {"logDriver": "syslog"}}]}"#,
        passes: r#"{"family": "web", "requiresCompatibilities": ["MANAGED_INSTANCES"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "logConfiguration": {"logDriver": "json-file", "options": {"max-size": "10m", "max-file": "3"}}}]}"#,
        check: TaskDefinition(check),
    }
}

const OF_TASK: [(&str, OfTask); 1] = [("networkMode bridge", |task| one_of(task.network_mode, &["bridge"]))];
const OF_VOLUMES: [(&str, OfVolume); 1] =
    [("dockerVolumeConfiguration", |volume| volume.docker_volume_configuration.map(|place| place.key))];

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let Some(managed) = task.requires("MANAGED_INSTANCES") else { return };
    let mut report = |span, name: &str, help: &str| {
        findings
            .report(span, format!("Managed Instances do not support {name}"))
            .help(help)
            .related(managed.span(), "Managed Instances are required here");
    };
    each_made(task, &OF_TASK, &[], &OF_VOLUMES, |name, span| {
        let help = match name {
            "networkMode bridge" => "use \"awsvpc\" or \"host\"",
            _ => "leave it out for a volume that lives as long as the task, or use EFS",
        };
        report(span, name, help);
    });
    for driver in task.container_definitions.iter().filter_map(|container| container.log_configuration.as_ref()?.log_driver) {
        // A driver that exists nowhere is an unknown value and is reported as that.
        let Some(name) = driver.literal().filter(|name| HOST_LOG_DRIVERS.contains(name)) else { continue };
        if !MANAGED_INSTANCES_LOG_DRIVERS.contains(&name) {
            report(
                driver.span(),
                &format!("the log driver \"{name}\""),
                &format!("there are {}", MANAGED_INSTANCES_LOG_DRIVERS.join(", ")),
            );
        }
    }
}
