//! REF205

use crate::facts::{LINUX_PLATFORM_FEATURES, PlatformFeature};
use crate::lint::{Findings, declare_rule};
use crate::model::{Service, TaskDefinition};
use crate::source::Span;

declare_rule! {
    /// What a Fargate task may use depends on the platform version that the service pins: EFS, larger ephemeral storage, environment files and
    /// others came with 1.4.0. Without `platformVersion`, or with `LATEST`, the newest is used, and that is what nearly everybody wants.
    TASK_TOO_NEW_FOR_PLATFORM {
        code: "REF205",
        name: "task-too-new-for-platform",
        severity: Error,
        summary: "The service pins a platform version that lacks what its task definition uses.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-linux-fargate.html",
        verified: "2026-11-24",
        lesson: "fargate/what-is-fargate",
        fails: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"RequiresCompatibilities": ["FARGATE"], "NetworkMode": "awsvpc", "Cpu": "256",
  "Memory": "512", "EphemeralStorage": {"SizeInGiB": 50}, "ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28"}]}},
 "Service": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": {"Ref": "Task"}, "LaunchType": "FARGATE", "PlatformVersion": "1.3.0",
  "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["subnet-0123456789abcdef0"]}}}}}}"#,
        passes: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"RequiresCompatibilities": ["FARGATE"], "NetworkMode": "awsvpc", "Cpu": "256",
  "Memory": "512", "EphemeralStorage": {"SizeInGiB": 50}, "ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28"}]}},
 "Service": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": {"Ref": "Task"}, "LaunchType": "FARGATE", "PlatformVersion": "1.4.0",
  "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["subnet-0123456789abcdef0"]}}}}}}"#,
        check: ServiceAndTask(check),
    }
}

fn check(service: &Service<'_>, task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let Some(pinned) = service.platform_version.filter(|_| task.is_linux()) else { return };
    let Some(version) = pinned.literal().and_then(parsed) else { return };
    for PlatformFeature { feature, since } in LINUX_PLATFORM_FEATURES {
        let Some(used) = used_at(feature, task).filter(|_| parsed(since).is_some_and(|since| version < since)) else { continue };
        findings
            .report(
                pinned.span(),
                format!("platform version {} has no {feature}, which came with {since}", pinned.literal().unwrap_or_default()),
            )
            .help("leave platformVersion out: LATEST is the default")
            .related_beside(used, "used here");
    }
}

/// Where the task definition uses a feature of the table.
fn used_at(feature: &str, task: &TaskDefinition<'_>) -> Option<Span> {
    let containers = &task.container_definitions;
    match feature {
        "EFS volumes" => task.volumes.iter().find_map(|volume| volume.efs.as_ref()).map(|efs| efs.place.key),
        "ephemeral storage of another size" => task.ephemeral_storage.map(|place| place.key),
        "environment files" => containers.iter().find_map(|container| container.environment_files.set_at()),
        "process namespace for the whole task" => task.pid_mode.filter(|mode| mode.literal() == Some("task")).map(|mode| mode.span()),
        "added capabilities" => containers.iter().find_map(|container| container.linux_parameters.as_ref()?.capabilities_add.set_at()),
        _ => None,
    }
}

fn parsed(version: &str) -> Option<(u32, u32, u32)> {
    let mut parts = version.split('.').map(|part| part.parse().ok());
    let version = (parts.next()??, parts.next()??, parts.next()??);
    parts.next().is_none().then_some(version)
}
