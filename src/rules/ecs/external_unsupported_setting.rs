//! ECS185

use super::settings::{OfContainer, OfTask, OfVolume, each_made, one_of};
use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;

declare_rule! {
    /// An external instance (ECS Anywhere) stands outside AWS: no network interface of a VPC can be attached to it, no EFS
    /// file system mounted, no App Mesh proxy configured and no GPU shared between containers. The network mode is
    /// `bridge`, `host` or `none`.
    EXTERNAL_UNSUPPORTED_SETTING {
        code: "ECS185",
        name: "external-unsupported-setting",
        severity: Error,
        summary: "A setting that external instances do not have.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-anywhere.html",
        verified: "2026-11-24",
        lesson: "clusters/clusters-and-instances",
        fails: r#"{"family": "web", "requiresCompatibilities": ["EXTERNAL"], "networkMode": "awsvpc",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        passes: r#"{"family": "web", "requiresCompatibilities": ["EXTERNAL"], "networkMode": "bridge",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        check: TaskDefinition(check),
    }
}

const OF_TASK: [(&str, OfTask); 2] = [
    ("networkMode awsvpc", |task| one_of(task.network_mode, &["awsvpc"])),
    ("proxyConfiguration", |task| task.proxy_configuration.as_ref().map(|proxy| proxy.place.key)),
];
const OF_CONTAINERS: [(&str, OfContainer); 1] = [("GPU sharing", |container| {
    container.resource_requirements.iter().find_map(|requirement| requirement.sharing_strategy).map(|place| place.key)
})];
const OF_VOLUMES: [(&str, OfVolume); 1] = [("efsVolumeConfiguration", |volume| volume.efs.as_ref().map(|efs| efs.place.key))];

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let Some(external) = task.requires("EXTERNAL") else { return };
    each_made(task, &OF_TASK, &OF_CONTAINERS, &OF_VOLUMES, |name, span| {
        findings
            .report(span, format!("external instances do not support {name}"))
            .help(match name {
                "networkMode awsvpc" => "use \"bridge\", \"host\" or \"none\"",
                _ => "leave it out, or run the task on EC2",
            })
            .related(external.span(), "external instances are required here");
    });
}
