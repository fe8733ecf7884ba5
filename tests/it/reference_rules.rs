//! Documents that name each other: for each rule what it finds, and what only looks like it.
//!
//! A case is the members of a task definition and of a service of one template, and what else the template holds.

use ecslab::diagnostics::Severity;
use ecslab::lint::lint_source;
use ecslab::source::SourceFile;

/// The task definition's properties, the service's, and further sections and resources.
type Pair = (&'static str, &'static str, &'static str);

struct Case {
    code: &'static str,
    severity: Severity,
    wrong: &'static [Pair],
    right: &'static [Pair],
}

const WEB: &str = r#""ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28", "Memory": 128, "PortMappings": [{"ContainerPort": 80, "Name": "http"}]}]"#;
const AWSVPC: &str = r#""NetworkMode": "awsvpc", "ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28", "Memory": 128, "PortMappings": [{"ContainerPort": 80, "Name": "http"}]}]"#;
const FARGATE: &str = r#""NetworkMode": "awsvpc", "Cpu": "256", "Memory": "512", "ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28", "PortMappings": [{"ContainerPort": 80}]}]"#;
const BALANCED: &str = r#""LoadBalancers": [{"TargetGroupArn": "arn:x", "ContainerName": "web", "ContainerPort": 80}]"#;
const SUBNETS: &str = r#""NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["subnet-12345678"]}}"#;
const VOLUME: &str = r#""Volumes": [{"Name": "data", "ConfiguredAtLaunch": true}], "ContainerDefinitions": [{"Name": "db", "Image": "postgres:17", "Memory": 512, "MountPoints": [{"SourceVolume": "data", "ContainerPath": "/data"}]}]"#;
/// Ends the resources and adds the section that follows.
const PRODUCTION: &str =
    r#"}, "Parameters": {"Stage": {"Type": "String"}}, "Conditions": {"Production": {"Fn::Equals": [{"Ref": "Stage"}, "production"]}"#;

fn template((task, service, more): &Pair) -> String {
    format!(
        r#"{{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {{
 "Task": {{"Type": "AWS::ECS::TaskDefinition", "Properties": {{"Family": "web", {task}}}}},
 "Service": {{"Type": "AWS::ECS::Service", "Properties": {{"TaskDefinition": {{"Ref": "Task"}}, {service}}}}}{more}}}}}"#
    )
}

fn found(text: &str) -> Vec<(&'static str, Severity)> {
    let linted = lint_source(&SourceFile::new("template.json", text), None).unwrap_or_else(|error| panic!("{error}: {text}"));
    linted.diagnostics.iter().map(|found| (found.code, found.severity)).collect()
}

fn check(cases: &[Case]) {
    for Case { code, severity, wrong, right } in cases {
        for pair in *wrong {
            let text = template(pair);
            let count = found(&text).into_iter().filter(|found| *found == (*code, *severity)).count();
            assert_eq!(count, 1, "{code} should be found once: {text}");
        }
        for pair in *right {
            let text = template(pair);
            assert!(!found(&text).iter().any(|(found, _)| found == code), "{code} is made up: {text}");
        }
    }
}

#[test]
fn names_and_ports_of_a_service_are_those_of_its_task_definition() {
    check(&[
        Case {
            code: "REF101",
            severity: Severity::Error,
            wrong: &[
                (WEB, r#""LoadBalancers": [{"TargetGroupArn": "arn:x", "ContainerName": "Web", "ContainerPort": 80}]"#, ""),
                (WEB, r#""ServiceRegistries": [{"RegistryArn": "arn:x", "ContainerName": "app", "ContainerPort": 80}]"#, ""),
                // One of several load balancers.
                (
                    WEB,
                    r#""LoadBalancers": [{"TargetGroupArn": "arn:x", "ContainerName": "web", "ContainerPort": 80}, {"TargetGroupArn": "arn:y", "ContainerName": "admin", "ContainerPort": 80}]"#,
                    "",
                ),
                // In one branch only.
                (
                    WEB,
                    r#""LoadBalancers": {"Fn::If": ["Production", [{"TargetGroupArn": "arn:x", "ContainerName": "wbe", "ContainerPort": 80}], {"Ref": "AWS::NoValue"}]}"#,
                    PRODUCTION,
                ),
            ],
            right: &[
                (WEB, BALANCED, ""),
                (
                    WEB,
                    r#""LoadBalancers": [{"TargetGroupArn": "arn:x", "ContainerName": {"Ref": "Name"}, "ContainerPort": 80}]"#,
                    r#"}, "Parameters": {"Name": {"Type": "String"}"#,
                ),
                (WEB, r#""LoadBalancers": []"#, ""),
                // Names that are not all known.
                (
                    r#""ContainerDefinitions": [{"Name": {"Ref": "Name"}, "Image": "nginx:1.28", "Memory": 128}]"#,
                    BALANCED,
                    r#"}, "Parameters": {"Name": {"Type": "String"}"#,
                ),
                (r#""ContainerDefinitions": {"Fn::FindInMap": ["A", "b", {"Ref": "AWS::Region"}]}"#, BALANCED, ""),
                // The same condition chooses container and name.
                (
                    r#""ContainerDefinitions": [{"Fn::If": ["Production", {"Name": "web", "Image": "nginx:1.28", "Memory": 128, "PortMappings": [{"ContainerPort": 80}]}, {"Name": "dev", "Image": "nginx:1.28", "Memory": 128, "PortMappings": [{"ContainerPort": 80}]}]}]"#,
                    r#""LoadBalancers": [{"TargetGroupArn": "arn:x", "ContainerName": {"Fn::If": ["Production", "web", "dev"]}, "ContainerPort": 80}]"#,
                    PRODUCTION,
                ),
                // The name that the parameter has by default.
                (
                    r#""ContainerDefinitions": [{"Name": {"Ref": "Name"}, "Image": "nginx:1.28", "Memory": 128, "PortMappings": [{"ContainerPort": 80}]}]"#,
                    r#""LoadBalancers": [{"TargetGroupArn": "arn:x", "ContainerName": {"Ref": "Name"}, "ContainerPort": 80}]"#,
                    r#"}, "Parameters": {"Name": {"Type": "String", "Default": "app"}"#,
                ),
            ],
        },
        Case {
            code: "REF102",
            severity: Severity::Error,
            wrong: &[
                (WEB, r#""LoadBalancers": [{"TargetGroupArn": "arn:x", "ContainerName": "web", "ContainerPort": 8080}]"#, ""),
                // The host port is not the container's.
                (
                    r#""ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28", "Memory": 128, "PortMappings": [{"ContainerPort": 80, "HostPort": 8080}]}]"#,
                    r#""LoadBalancers": [{"TargetGroupArn": "arn:x", "ContainerName": "web", "ContainerPort": 8080}]"#,
                    "",
                ),
                // Another container maps it.
                (
                    r#""ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28", "Memory": 128}, {"Name": "proxy", "Image": "envoy:1", "Memory": 128, "PortMappings": [{"ContainerPort": 80}]}]"#,
                    BALANCED,
                    "",
                ),
            ],
            right: &[
                (WEB, r#""LoadBalancers": [{"TargetGroupArn": "arn:x", "ContainerName": "web", "ContainerPort": "80"}]"#, ""),
                (
                    r#""ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28", "Memory": 128, "PortMappings": [{"ContainerPort": 80, "HostPort": 0}]}]"#,
                    BALANCED,
                    "",
                ),
                (
                    r#""ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28", "Memory": 128, "PortMappings": [{"ContainerPortRange": "70-90"}]}]"#,
                    BALANCED,
                    "",
                ),
                (
                    r#""ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28", "Memory": 128, "PortMappings": [{"ContainerPort": {"Ref": "Port"}}]}]"#,
                    BALANCED,
                    r#"}, "Parameters": {"Port": {"Type": "Number"}"#,
                ),
                (
                    r#""ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28", "Memory": 128, "PortMappings": {"Fn::If": ["Production", [{"ContainerPort": 80}], [{"ContainerPort": 81}]]}}]"#,
                    r#""LoadBalancers": [{"TargetGroupArn": "arn:x", "ContainerName": "web", "ContainerPort": {"Fn::If": ["Production", 80, 81]}}]"#,
                    PRODUCTION,
                ),
                // Nothing but addresses is registered.
                (AWSVPC, r#""ServiceRegistries": [{"RegistryArn": "arn:x"}]"#, ""),
            ],
        },
        Case {
            code: "REF103",
            severity: Severity::Error,
            wrong: &[
                (WEB, r#""ServiceConnectConfiguration": {"Enabled": true, "Services": [{"PortName": "web"}]}"#, ""),
                (FARGATE, r#""ServiceConnectConfiguration": {"Enabled": true, "Services": [{"PortName": "http"}]}"#, ""),
            ],
            right: &[
                (WEB, r#""ServiceConnectConfiguration": {"Enabled": true, "Services": [{"PortName": "http"}]}"#, ""),
                (WEB, r#""ServiceConnectConfiguration": {"Enabled": true}"#, ""),
                (WEB, r#""ServiceConnectConfiguration": {"Enabled": false, "Services": [{"PortName": "grpc"}]}"#, ""),
                // The name is that of a port of any container.
                (
                    r#""ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28", "Memory": 128}, {"Name": "api", "Image": "api:1", "Memory": 128, "PortMappings": [{"ContainerPort": 81, "Name": "api"}]}]"#,
                    r#""ServiceConnectConfiguration": {"Enabled": true, "Services": [{"PortName": "api"}]}"#,
                    "",
                ),
                (
                    r#""ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28", "Memory": 128, "PortMappings": [{"ContainerPort": 81, "Name": {"Ref": "Name"}}]}]"#,
                    r#""ServiceConnectConfiguration": {"Enabled": true, "Services": [{"PortName": "api"}]}"#,
                    r#"}, "Parameters": {"Name": {"Type": "String"}"#,
                ),
            ],
        },
        Case {
            code: "REF109",
            severity: Severity::Error,
            wrong: &[(
                AWSVPC,
                r#""ServiceRegistries": [{"RegistryArn": {"Fn::GetAtt": ["Discovery", "Arn"]}, "ContainerName": "web", "ContainerPort": 80}]"#,
                r#", "Discovery": {"Type": "AWS::ServiceDiscovery::Service", "Properties": {"DnsConfig": {"DnsRecords": [{"Type": "A", "TTL": 10}]}}}"#,
            )],
            right: &[
                (
                    AWSVPC,
                    r#""ServiceRegistries": [{"RegistryArn": {"Fn::GetAtt": ["Discovery", "Arn"]}, "ContainerName": "web", "ContainerPort": 80}]"#,
                    r#", "Discovery": {"Type": "AWS::ServiceDiscovery::Service", "Properties": {"DnsConfig": {"DnsRecords": [{"Type": "A", "TTL": 10}, {"Type": "SRV", "TTL": 10}]}}}"#,
                ),
                // In the instance's network the port is part of the address.
                (
                    WEB,
                    r#""ServiceRegistries": [{"RegistryArn": {"Fn::GetAtt": ["Discovery", "Arn"]}, "ContainerName": "web", "ContainerPort": 80}]"#,
                    r#", "Discovery": {"Type": "AWS::ServiceDiscovery::Service", "Properties": {"DnsConfig": {"DnsRecords": [{"Type": "A", "TTL": 10}]}}}"#,
                ),
                // A namespace of HTTP has no records.
                (
                    AWSVPC,
                    r#""ServiceRegistries": [{"RegistryArn": {"Fn::GetAtt": ["Discovery", "Arn"]}, "ContainerName": "web", "ContainerPort": 80}]"#,
                    r#", "Discovery": {"Type": "AWS::ServiceDiscovery::Service", "Properties": {"Type": "HTTP"}}"#,
                ),
                (
                    AWSVPC,
                    r#""ServiceRegistries": [{"RegistryArn": {"Fn::GetAtt": ["Discovery", "Arn"]}}]"#,
                    r#", "Discovery": {"Type": "AWS::ServiceDiscovery::Service", "Properties": {"DnsConfig": {"DnsRecords": [{"Type": "A", "TTL": 10}]}}}"#,
                ),
            ],
        },
    ]);
}

#[test]
fn volumes_of_a_service_are_those_that_its_task_definition_leaves_open() {
    check(&[
        Case {
            code: "REF104",
            severity: Severity::Error,
            wrong: &[
                (VOLUME, r#""VolumeConfigurations": [{"Name": "date", "ManagedEBSVolume": {"RoleArn": "arn:x", "SizeInGiB": 20}}]"#, ""),
                (WEB, r#""VolumeConfigurations": [{"Name": "data", "ManagedEBSVolume": {"RoleArn": "arn:x", "SizeInGiB": 20}}]"#, ""),
            ],
            right: &[
                (VOLUME, r#""VolumeConfigurations": [{"Name": "data", "ManagedEBSVolume": {"RoleArn": "arn:x", "SizeInGiB": 20}}]"#, ""),
                (
                    VOLUME,
                    r#""VolumeConfigurations": [{"Name": {"Ref": "AWS::StackName"}, "ManagedEBSVolume": {"RoleArn": "arn:x", "SizeInGiB": 20}}]"#,
                    "",
                ),
                (
                    r#""Volumes": [{"Name": {"Ref": "AWS::StackName"}, "ConfiguredAtLaunch": true}], "ContainerDefinitions": []"#,
                    r#""VolumeConfigurations": [{"Name": "data", "ManagedEBSVolume": {"RoleArn": "arn:x", "SizeInGiB": 20}}]"#,
                    "",
                ),
            ],
        },
        Case {
            code: "REF201",
            severity: Severity::Warning,
            wrong: &[(VOLUME, r#""DesiredCount": 1"#, "")],
            right: &[
                (VOLUME, r#""VolumeConfigurations": [{"Name": "data", "ManagedEBSVolume": {"RoleArn": "arn:x", "SizeInGiB": 20}}]"#, ""),
                (VOLUME, r#""VolumeConfigurations": {"Fn::FindInMap": ["A", "b", {"Ref": "AWS::Region"}]}"#, ""),
                (WEB, r#""DesiredCount": 1"#, ""),
            ],
        },
    ]);
}

#[test]
fn the_network_of_a_service_is_that_of_its_tasks() {
    check(&[
        Case {
            code: "REF105",
            severity: Severity::Error,
            wrong: &[
                (AWSVPC, r#""DesiredCount": 1"#, ""),
                (r#""NetworkMode": "bridge", "ContainerDefinitions": []"#, SUBNETS, ""),
                (r#""NetworkMode": "host", "ContainerDefinitions": []"#, SUBNETS, ""),
                (
                    AWSVPC,
                    r#""DesiredCount": 1, "NetworkConfiguration": {"Fn::If": ["Production", {"AwsvpcConfiguration": {"Subnets": ["subnet-12345678"]}}, {"Ref": "AWS::NoValue"}]}"#,
                    PRODUCTION,
                ),
            ],
            right: &[
                (AWSVPC, SUBNETS, ""),
                (r#""NetworkMode": "bridge", "ContainerDefinitions": []"#, r#""DesiredCount": 1"#, ""),
                (r#""NetworkMode": "bridge", "ContainerDefinitions": []"#, r#""NetworkConfiguration": {}"#, ""),
                // On Windows the mode without a name is another one.
                (r#""RuntimePlatform": {"OperatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}, "ContainerDefinitions": []"#, SUBNETS, ""),
                // Task sets have the network.
                (AWSVPC, r#""DeploymentController": {"Type": "EXTERNAL"}"#, ""),
                // Both follow one condition.
                (
                    r#""NetworkMode": {"Fn::If": ["Production", "awsvpc", "bridge"]}, "ContainerDefinitions": []"#,
                    r#""NetworkConfiguration": {"Fn::If": ["Production", {"AwsvpcConfiguration": {"Subnets": ["subnet-12345678"]}}, {"Ref": "AWS::NoValue"}]}"#,
                    PRODUCTION,
                ),
                (
                    r#""NetworkMode": {"Ref": "Mode"}, "ContainerDefinitions": []"#,
                    r#""DesiredCount": 1"#,
                    r#"}, "Parameters": {"Mode": {"Type": "String"}"#,
                ),
                // What a transform may add.
                (AWSVPC, r#""Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "s3://b/k"}}"#, ""),
            ],
        },
        Case {
            code: "REF106",
            severity: Severity::Error,
            wrong: &[(
                AWSVPC,
                r#""NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["subnet-12345678"]}}, "Role": "ecsServiceRole", "LoadBalancers": [{"TargetGroupArn": "arn:x", "ContainerName": "web", "ContainerPort": 80}]"#,
                "",
            )],
            right: &[
                (
                    WEB,
                    r#""Role": "ecsServiceRole", "LoadBalancers": [{"TargetGroupArn": "arn:x", "ContainerName": "web", "ContainerPort": 80}]"#,
                    "",
                ),
                (
                    r#""NetworkMode": {"Fn::If": ["Production", "awsvpc", "bridge"]}, "ContainerDefinitions": []"#,
                    r#""Role": {"Fn::If": ["Production", {"Ref": "AWS::NoValue"}, "ecsServiceRole"]}, "LoadBalancers": [{"TargetGroupArn": "arn:x", "ContainerName": "web", "ContainerPort": 80}]"#,
                    PRODUCTION,
                ),
            ],
        },
        Case {
            code: "REF110",
            severity: Severity::Error,
            wrong: &[
                (
                    AWSVPC,
                    r#""LoadBalancers": [{"TargetGroupArn": {"Ref": "Targets"}, "ContainerName": "web", "ContainerPort": 80}]"#,
                    r#", "Targets": {"Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": {"Port": 80, "Protocol": "HTTP"}}"#,
                ),
                (
                    WEB,
                    r#""LoadBalancers": [{"TargetGroupArn": {"Ref": "Targets"}, "ContainerName": "web", "ContainerPort": 80}]"#,
                    r#", "Targets": {"Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": {"Port": 80, "Protocol": "HTTP", "TargetType": "ip"}}"#,
                ),
            ],
            right: &[
                (
                    WEB,
                    r#""LoadBalancers": [{"TargetGroupArn": {"Ref": "Targets"}, "ContainerName": "web", "ContainerPort": 80}]"#,
                    r#", "Targets": {"Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": {"Port": 80, "Protocol": "HTTP"}}"#,
                ),
                (
                    AWSVPC,
                    r#""LoadBalancers": [{"TargetGroupArn": {"Ref": "Targets"}, "ContainerName": "web", "ContainerPort": 80}]"#,
                    r#", "Targets": {"Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": {"Port": 80, "Protocol": "HTTP", "TargetType": "ip"}}"#,
                ),
                (
                    r#""NetworkMode": {"Fn::If": ["Production", "awsvpc", "bridge"]}, "ContainerDefinitions": []"#,
                    r#""LoadBalancers": [{"TargetGroupArn": {"Ref": "Targets"}, "ContainerName": "web", "ContainerPort": 80}]"#,
                    r#", "Targets": {"Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": {"TargetType": {"Fn::If": ["Production", "ip", "instance"]}}}}, "Parameters": {"Stage": {"Type": "String"}}, "Conditions": {"Production": {"Fn::Equals": [{"Ref": "Stage"}, "production"]}"#,
                ),
                // A stack of its own makes the target group.
                (
                    AWSVPC,
                    r#""LoadBalancers": [{"TargetGroupArn": {"Fn::GetAtt": ["Network", "Outputs.Targets"]}, "ContainerName": "web", "ContainerPort": 80}]"#,
                    r#", "Network": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "https://b/k"}}"#,
                ),
                (
                    AWSVPC,
                    r#""LoadBalancers": [{"TargetGroupArn": {"Ref": "Targets"}, "ContainerName": "web", "ContainerPort": 80}]"#,
                    r#", "Targets": {"Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": {"Fn::Transform": {"Name": "AWS::Include"}}}"#,
                ),
            ],
        },
    ]);
}

#[test]
fn a_task_definition_can_do_what_its_service_asks() {
    check(&[
        Case {
            code: "REF107",
            severity: Severity::Error,
            wrong: &[
                (WEB, r#""LaunchType": "FARGATE""#, ""),
                (AWSVPC, r#""LaunchType": "FARGATE""#, ""),
                (WEB, r#""CapacityProviderStrategy": [{"CapacityProvider": "FARGATE_SPOT", "Weight": 1}]"#, ""),
                (r#""NetworkMode": "awsvpc", "Cpu": "256", "ContainerDefinitions": []"#, r#""LaunchType": "FARGATE""#, ""),
            ],
            right: &[
                (FARGATE, r#""LaunchType": "FARGATE""#, ""),
                (WEB, r#""LaunchType": "EC2""#, ""),
                (WEB, r#""DesiredCount": 1"#, ""),
                (
                    r#""NetworkMode": {"Ref": "Mode"}, "Cpu": {"Ref": "Mode"}, "Memory": {"Ref": "Mode"}, "ContainerDefinitions": []"#,
                    r#""LaunchType": "FARGATE""#,
                    r#"}, "Parameters": {"Mode": {"Type": "String"}"#,
                ),
                (
                    r#""NetworkMode": {"Fn::If": ["Production", "awsvpc", "bridge"]}, "Cpu": "256", "Memory": "512", "ContainerDefinitions": []"#,
                    r#""LaunchType": {"Fn::If": ["Production", "FARGATE", "EC2"]}"#,
                    PRODUCTION,
                ),
                (r#""ContainerDefinitions": [], "Fn::Transform": {"Name": "AWS::Include"}"#, r#""LaunchType": "FARGATE""#, ""),
            ],
        },
        Case {
            code: "REF108",
            severity: Severity::Error,
            wrong: &[(WEB, r#""EnableExecuteCommand": true"#, ""), (WEB, r#""EnableExecuteCommand": "true""#, "")],
            right: &[
                (
                    r#""TaskRoleArn": "arn:aws:iam::111122223333:role/web", "ContainerDefinitions": []"#,
                    r#""EnableExecuteCommand": true"#,
                    "",
                ),
                (r#""TaskRoleArn": {"Fn::ImportValue": "role"}, "ContainerDefinitions": []"#, r#""EnableExecuteCommand": true"#, ""),
                (WEB, r#""EnableExecuteCommand": false"#, ""),
                (WEB, r#""EnableExecuteCommand": {"Ref": "Exec"}"#, r#"}, "Parameters": {"Exec": {"Type": "String"}"#),
            ],
        },
        Case {
            code: "REF205",
            severity: Severity::Error,
            wrong: &[
                (
                    r#""Volumes": [{"Name": "data", "EFSVolumeConfiguration": {"FilesystemId": "fs-12345678"}}], "ContainerDefinitions": []"#,
                    r#""LaunchType": "FARGATE", "PlatformVersion": "1.3.0""#,
                    "",
                ),
                (
                    r#""EphemeralStorage": {"SizeInGiB": 50}, "ContainerDefinitions": []"#,
                    r#""LaunchType": "FARGATE", "PlatformVersion": "1.3.0""#,
                    "",
                ),
            ],
            right: &[
                (
                    r#""EphemeralStorage": {"SizeInGiB": 50}, "ContainerDefinitions": []"#,
                    r#""LaunchType": "FARGATE", "PlatformVersion": "LATEST""#,
                    "",
                ),
                (
                    r#""EphemeralStorage": {"SizeInGiB": 50}, "ContainerDefinitions": []"#,
                    r#""LaunchType": "FARGATE", "PlatformVersion": "1.4.0""#,
                    "",
                ),
                (
                    r#""EphemeralStorage": {"SizeInGiB": 50}, "RuntimePlatform": {"OperatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}, "ContainerDefinitions": []"#,
                    r#""LaunchType": "FARGATE", "PlatformVersion": "1.0.0""#,
                    "",
                ),
                (
                    r#""EphemeralStorage": {"SizeInGiB": 50}, "RuntimePlatform": {"OperatingSystemFamily": {"Ref": "Os"}}, "ContainerDefinitions": []"#,
                    r#""LaunchType": "FARGATE", "PlatformVersion": "1.0.0""#,
                    r#"}, "Parameters": {"Os": {"Type": "String"}"#,
                ),
            ],
        },
    ]);
}

#[test]
fn what_a_template_creates_around_a_service_goes_with_it() {
    const TARGETS: &str = r#""LoadBalancers": [{"TargetGroupArn": {"Ref": "Targets"}, "ContainerName": "web", "ContainerPort": 80}]"#;
    const LOGS: &str = r#""ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28", "Memory": 128, "LogConfiguration": {"LogDriver": "awslogs", "Options": {"awslogs-group": "/ecs/web", "awslogs-region": "eu-west-1"}}}]"#;
    const REFERRED: &str = r#""ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28", "Memory": 128, "LogConfiguration": {"LogDriver": "awslogs", "Options": {"awslogs-group": {"Ref": "Logs"}, "awslogs-region": "eu-west-1"}}}]"#;
    check(&[
        Case {
            code: "REF202",
            severity: Severity::Warning,
            wrong: &[(
                WEB,
                TARGETS,
                r#", "Targets": {"Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": {"HealthCheckPort": "80"}}"#,
            )],
            right: &[
                (
                    WEB,
                    TARGETS,
                    r#", "Targets": {"Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": {"HealthCheckPort": "traffic-port"}}"#,
                ),
                (
                    AWSVPC,
                    TARGETS,
                    r#", "Targets": {"Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": {"TargetType": "ip", "HealthCheckPort": "80"}}"#,
                ),
                (
                    r#""ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28", "Memory": 128, "PortMappings": [{"ContainerPort": 80}, {"ContainerPort": 9000, "HostPort": 9000}]}]"#,
                    TARGETS,
                    r#", "Targets": {"Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": {"HealthCheckPort": 9000}}"#,
                ),
            ],
        },
        Case {
            code: "REF203",
            severity: Severity::Warning,
            wrong: &[(
                WEB,
                TARGETS,
                r#", "Targets": {"Type": "AWS::ElasticLoadBalancingV2::TargetGroup"}, "Listener": {"Type": "AWS::ElasticLoadBalancingV2::Listener", "Properties": {"DefaultActions": [{"Type": "forward", "TargetGroupArn": {"Ref": "Targets"}}]}}"#,
            )],
            right: &[
                // Nobody here knows the listener.
                (WEB, TARGETS, r#", "Targets": {"Type": "AWS::ElasticLoadBalancingV2::TargetGroup"}"#),
                // The service waits for another resource, and that one for the listener.
                (
                    WEB,
                    r#""Role": {"Ref": "Wait"}, "LoadBalancers": [{"TargetGroupArn": {"Ref": "Targets"}, "ContainerName": "web", "ContainerPort": 80}]"#,
                    r#", "Wait": {"Type": "AWS::IAM::Role", "DependsOn": ["Listener"]}, "Targets": {"Type": "AWS::ElasticLoadBalancingV2::TargetGroup"}, "Listener": {"Type": "AWS::ElasticLoadBalancingV2::Listener", "Properties": {"DefaultActions": [{"Type": "forward", "TargetGroupArn": {"Ref": "Targets"}}]}}"#,
                ),
            ],
        },
        Case {
            code: "REF204",
            severity: Severity::Warning,
            wrong: &[(
                LOGS,
                r#""DesiredCount": 1"#,
                r#", "Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "/ecs/wbe"}}"#,
            )],
            right: &[
                (LOGS, r#""DesiredCount": 1"#, r#", "Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "/ecs/web"}}"#),
                (LOGS, r#""DesiredCount": 1"#, ""),
                (
                    LOGS,
                    r#""DesiredCount": 1"#,
                    r#", "Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": {"Fn::ImportValue": "logs"}}}"#,
                ),
                (REFERRED, r#""DesiredCount": 1"#, r#", "Logs": {"Type": "AWS::Logs::LogGroup"}"#),
            ],
        },
        Case {
            code: "REF501",
            severity: Severity::Info,
            wrong: &[(REFERRED, r#""DesiredCount": 1"#, r#", "Logs": {"Type": "AWS::Logs::LogGroup"}"#)],
            right: &[
                (REFERRED, r#""DesiredCount": 1"#, r#", "Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": 30}}"#),
                (LOGS, r#""DesiredCount": 1"#, r#", "Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "/other"}}"#),
            ],
        },
    ]);
}

#[test]
fn a_task_definition_that_another_stack_or_a_branch_chooses_is_held_to_the_service_only_where_it_is_known() {
    let resources = |service: &str, more: &str| {
        format!(
            r#"{{"AWSTemplateFormatVersion": "2010-09-09", "Parameters": {{"Stage": {{"Type": "String"}}}},
 "Conditions": {{"Production": {{"Fn::Equals": [{{"Ref": "Stage"}}, "production"]}}}}, "Resources": {{
 "Web": {{"Type": "AWS::ECS::TaskDefinition", "Properties": {{"ContainerDefinitions": [{{"Name": "web", "Image": "nginx:1.28", "Memory": 128, "PortMappings": [{{"ContainerPort": 80}}]}}]}}}},
 "App": {{"Type": "AWS::ECS::TaskDefinition", "Properties": {{"ContainerDefinitions": [{{"Name": "app", "Image": "app:1", "Memory": 128, "PortMappings": [{{"ContainerPort": 80}}]}}]}}}},
 "Service": {{"Type": "AWS::ECS::Service", "Properties": {{{service}}}}}{more}}}}}"#
        )
    };
    let balanced =
        |name: &str| format!(r#""LoadBalancers": [{{"TargetGroupArn": "arn:x", "ContainerName": {name}, "ContainerPort": 80}}]"#);
    let both = r#"{"Fn::If": ["Production", "web", "app"]}"#;
    let chosen = r#""TaskDefinition": {"Fn::If": ["Production", {"Ref": "Web"}, {"Ref": "App"}]}"#;
    for (service, more, expected) in [
        (format!("{chosen}, {}", balanced(both)), "", 0),
        (format!("{chosen}, {}", balanced(r#""web""#)), "", 1),
        (
            format!(r#""TaskDefinition": {{"Fn::GetAtt": ["Tasks", "Outputs.Web"]}}, {}"#, balanced(r#""api""#)),
            r#", "Tasks": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "https://b/k"}}"#,
            0,
        ),
        // Two services of one task definition, of which one is wrong.
        (
            format!(r#""TaskDefinition": {{"Ref": "Web"}}, {}"#, balanced(r#""web""#)),
            r#", "Other": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": {"Ref": "Web"}, "LoadBalancers": [{"TargetGroupArn": "arn:y", "ContainerName": "wbe", "ContainerPort": 80}]}}"#,
            1,
        ),
    ] {
        let text = resources(&service, more);
        let count = found(&text).iter().filter(|(code, _)| *code == "REF101").count();
        assert_eq!(count, expected, "{text}");
    }
}
