//! REF104

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, Service, TaskDefinition};

declare_rule! {
    /// A service configures an EBS volume for each of its tasks; the task definition names the volume, with `configuredAtLaunch`, and the
    /// containers mount it by that name. A volume that the service configures under another name belongs to nobody.
    UNKNOWN_MANAGED_VOLUME {
        code: "REF104",
        name: "unknown-managed-volume",
        severity: Error,
        summary: "A service configures a volume that its task definition does not have.",
        aws_message: "The volume name '...' in your request does not have a matching volume in your Task Definition.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceVolumeConfiguration.html",
        verified: "2026-11-24",
        lesson: "storage/shared-file-systems",
        fails: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Parameters": {"Role": {"Type": "String"}}, "Resources": {
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"Volumes": [{"Name": "data", "ConfiguredAtLaunch": true}],
  "ContainerDefinitions": [{"Name": "db", "Image": "postgres:17", "Memory": 512, "MountPoints": [{"SourceVolume": "data", "ContainerPath": "/data"}]}]}},
 "Service": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": {"Ref": "Task"},
  "VolumeConfigurations": [{"Name": "date", "ManagedEBSVolume": {"RoleArn": {"Ref": "Role"}, "SizeInGiB": 20}}]}}}}"#,
        passes: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Parameters": {"Role": {"Type": "String"}}, "Resources": {
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"Volumes": [{"Name": "data", "ConfiguredAtLaunch": true}],
  "ContainerDefinitions": [{"Name": "db", "Image": "postgres:17", "Memory": 512, "MountPoints": [{"SourceVolume": "data", "ContainerPath": "/data"}]}]}},
 "Service": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": {"Ref": "Task"},
  "VolumeConfigurations": [{"Name": "data", "ManagedEBSVolume": {"RoleArn": {"Ref": "Role"}, "SizeInGiB": 20}}]}}}}"#,
        check: ServiceAndTask(check),
    }
}

fn check(service: &Service<'_>, task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let volumes = &task.volumes;
    if !volumes.complete || volumes.iter().any(|volume| volume.name.literal().is_none()) {
        return;
    }
    for configuration in &service.volume_configurations {
        let (Some(value), Some(name)) = (configuration.name, configuration.name.literal()) else { continue };
        if volumes.iter().any(|volume| volume.name.literal() == Some(name)) {
            continue;
        }
        let finding = findings.report(value.span(), format!("the task definition has no volume \"{name}\""));
        let names: Vec<_> = volumes.iter().filter_map(|volume| volume.name.literal()).map(|name| format!("\"{name}\"")).collect();
        finding.help(if names.is_empty() {
            "add it to the task definition's volumes, with configuredAtLaunch".to_string()
        } else {
            format!("volumes of the task: {}", names.join(", "))
        });
        if let Some(place) = volumes.place {
            finding.related_beside(place.key, "the task's volumes");
        }
    }
}
