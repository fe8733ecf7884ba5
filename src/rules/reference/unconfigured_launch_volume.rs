//! REF201

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, Service, TaskDefinition};

declare_rule! {
    /// A volume with `configuredAtLaunch` has no content of its own: whoever starts the task says what it is. A service does so under
    /// `volumeConfigurations`; without it, its tasks have nothing to mount.
    UNCONFIGURED_LAUNCH_VOLUME {
        code: "REF201",
        name: "unconfigured-launch-volume",
        severity: Warning,
        summary: "The task definition leaves a volume to the service, and the service does not configure it.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Volume.html",
        verified: "2026-11-24",
        lesson: "storage/shared-file-systems",
        fails: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"Volumes": [{"Name": "data", "ConfiguredAtLaunch": true}],
  "ContainerDefinitions": [{"Name": "db", "Image": "postgres:17", "Memory": 512, "MountPoints": [{"SourceVolume": "data", "ContainerPath": "/data"}]}]}},
 "Service": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": {"Ref": "Task"}}}}}"#,
        passes: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Parameters": {"Role": {"Type": "String"}}, "Resources": {
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"Volumes": [{"Name": "data", "ConfiguredAtLaunch": true}],
  "ContainerDefinitions": [{"Name": "db", "Image": "postgres:17", "Memory": 512, "MountPoints": [{"SourceVolume": "data", "ContainerPath": "/data"}]}]}},
 "Service": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": {"Ref": "Task"},
  "VolumeConfigurations": [{"Name": "data", "ManagedEBSVolume": {"RoleArn": {"Ref": "Role"}, "SizeInGiB": 20}}]}}}}"#,
        check: ServiceAndTask(check),
    }
}

fn check(service: &Service<'_>, task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    if service.is_update || service.controller_at("EXTERNAL").is_some() || !service.volume_configurations.is_certainly_empty() {
        return;
    }
    let Some(reference) = service.task_definition else { return };
    for volume in task.volumes.iter().filter(|volume| volume.configured_at_launch.literal() == Some(true)) {
        let (Some(value), Some(name)) = (volume.name, volume.name.literal()) else { continue };
        findings
            .report(reference.span(), format!("its volume \"{name}\" is configured at launch, and the service has no volumeConfigurations"))
            .help("add volumeConfigurations with a managedEBSVolume of that name")
            .related_beside(value.span(), "the volume is left to the service here");
    }
}
