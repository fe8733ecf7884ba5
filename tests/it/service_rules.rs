//! Services, task sets, clusters and capacity providers: one defect, one code, and what only looks like the defect.

use ecslab::diagnostics::Severity;
use ecslab::lint::lint_source;
use ecslab::source::SourceFile;

/// The codes of a document, of all severities.
fn codes(text: &str) -> Vec<&'static str> {
    let linted = lint_source(&SourceFile::new("document.json", text), None).unwrap_or_else(|error| panic!("{error}: {text}"));
    linted.diagnostics.iter().map(|found| found.code).collect()
}

/// One rule: documents that it finds fault with, each by itself, and documents that tempt it.
struct Case {
    code: &'static str,
    wrong: &'static [&'static str],
    right: &'static [&'static str],
}

/// Checks all cases; `whole` makes a document of a case's members.
fn check(cases: &[Case], whole: impl Fn(&str) -> String) {
    for case in cases {
        for members in case.wrong {
            let text = whole(members);
            let found = codes(&text).into_iter().filter(|code| *code == case.code).count();
            assert_eq!(found, 1, "{} should be found once: {text}", case.code);
        }
        for members in case.right {
            let text = whole(members);
            assert!(!codes(&text).contains(&case.code), "{} is made up: {text}", case.code);
        }
    }
}

/// A service that is created, with these members besides.
fn service(members: &str) -> String {
    format!(r#"{{"serviceName": "web", "taskDefinition": "web:7", {members}}}"#)
}

#[test]
fn what_ecs_refuses_of_a_service_is_an_error_and_its_neighbours_are_not() {
    let cases = [
        Case {
            code: "ECS137",
            wrong: &[
                r#""schedulingStrategy": "DAEMON", "launchType": "FARGATE""#,
                r#""schedulingStrategy": "DAEMON", "capacityProviderStrategy": [{"capacityProvider": "FARGATE", "weight": 1}]"#,
                r#""schedulingStrategy": "DAEMON", "deploymentController": {"type": "EXTERNAL"}"#,
                r#""schedulingStrategy": "DAEMON", "volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "r", "sizeInGiB": 1}}]"#,
            ],
            right: &[
                r#""schedulingStrategy": "DAEMON", "launchType": "EC2""#,
                r#""schedulingStrategy": "REPLICA", "launchType": "FARGATE""#,
                r#""schedulingStrategy": "${STRATEGY}", "launchType": "FARGATE""#,
                r#""schedulingStrategy": "DAEMON", "volumeConfigurations": []"#,
            ],
        },
        Case {
            code: "ECS139",
            wrong: &[
                r#""deploymentConfiguration": {"linearConfiguration": {"stepPercent": 10}}"#,
                r#""deploymentConfiguration": {"strategy": "LINEAR", "canaryConfiguration": {"canaryPercent": 10}}"#,
                r#""deploymentController": {"type": "EXTERNAL"}, "deploymentConfiguration": {"strategy": "CANARY"}"#,
                r#""deploymentController": {"type": "CODE_DEPLOY"}, "deploymentConfiguration": {"alarms": {"enable": true, "rollback": true, "alarmNames": ["a"]}}"#,
                r#""deploymentConfiguration": {"earlySuccessCriteria": {"enable": true, "healthyPercent": 80}}"#,
                r#""deploymentConfiguration": {"minimumHealthyPercent": 90, "earlySuccessCriteria": {"enable": true, "healthyPercent": 80, "sourceServiceRevisionCleanup": "BLOCKING"}}"#,
                r#""deploymentConfiguration": {"strategy": "CANARY", "earlySuccessCriteria": {"enable": true, "healthyPercent": 80, "sourceServiceRevisionCleanup": "BLOCKING"}}"#,
            ],
            right: &[
                r#""deploymentConfiguration": {"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 10}}"#,
                r#""deploymentConfiguration": {"strategy": "${STRATEGY}", "linearConfiguration": {"stepPercent": 10}}"#,
                r#""deploymentController": {"type": "ECS"}, "deploymentConfiguration": {"strategy": "CANARY"}"#,
                r#""deploymentController": {"type": "EXTERNAL"}, "deploymentConfiguration": {"strategy": "ROLLING"}"#,
                r#""deploymentController": {"type": "CODE_DEPLOY"}, "deploymentConfiguration": {"alarms": {"enable": false, "rollback": false, "alarmNames": []}}"#,
                r#""deploymentConfiguration": {"earlySuccessCriteria": {"enable": false}}"#,
                r#""deploymentConfiguration": {"minimumHealthyPercent": 80, "earlySuccessCriteria": {"enable": true, "healthyPercent": 80, "sourceServiceRevisionCleanup": "BLOCKING"}}"#,
            ],
        },
        Case {
            code: "ECS143",
            wrong: &[
                r#""deploymentConfiguration": {"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 2.9}}"#,
                r#""deploymentConfiguration": {"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 33.33}}"#,
                r#""deploymentConfiguration": {"strategy": "CANARY", "canaryConfiguration": {"canaryPercent": 0}}"#,
                r#""deploymentConfiguration": {"strategy": "CANARY", "canaryConfiguration": {"canaryPercent": 100.1}}"#,
            ],
            right: &[
                r#""deploymentConfiguration": {"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 3.0}}"#,
                r#""deploymentConfiguration": {"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 33.3}}"#,
                r#""deploymentConfiguration": {"strategy": "CANARY", "canaryConfiguration": {"canaryPercent": 0.1}}"#,
                r#""deploymentConfiguration": {"strategy": "CANARY", "canaryConfiguration": {"canaryPercent": "${PERCENT}"}}"#,
            ],
        },
        Case {
            code: "ECS240",
            wrong: &[
                r#""availabilityZoneRebalancing": "ENABLED", "deploymentConfiguration": {"maximumPercent": 100}"#,
                r#""availabilityZoneRebalancing": "ENABLED", "placementStrategy": [{"type": "binpack", "field": "memory"}]"#,
                r#""availabilityZoneRebalancing": "ENABLED", "placementStrategy": [{"type": "spread", "field": "instanceId"}, {"type": "spread", "field": "attribute:ecs.availability-zone"}]"#,
                r#""availabilityZoneRebalancing": "ENABLED", "launchType": "EXTERNAL""#,
                r#""availabilityZoneRebalancing": "ENABLED", "loadBalancers": [{"loadBalancerName": "old", "containerName": "web", "containerPort": 80}]"#,
                r#""availabilityZoneRebalancing": "ENABLED", "placementConstraints": [{"type": "memberOf", "expression": "attribute:ecs.availability-zone == eu-central-1a"}]"#,
            ],
            right: &[
                r#""availabilityZoneRebalancing": "ENABLED", "deploymentConfiguration": {"maximumPercent": 101}"#,
                r#""availabilityZoneRebalancing": "DISABLED", "deploymentConfiguration": {"maximumPercent": 100}"#,
                r#""deploymentConfiguration": {"maximumPercent": 100}"#,
                r#""availabilityZoneRebalancing": "ENABLED", "placementStrategy": [{"type": "spread", "field": "attribute:ecs.availability-zone"}, {"type": "binpack", "field": "memory"}]"#,
                r#""availabilityZoneRebalancing": "ENABLED", "placementStrategy": [{"type": "${TYPE}", "field": "memory"}]"#,
                r#""availabilityZoneRebalancing": "ENABLED", "placementConstraints": [{"type": "memberOf", "expression": "attribute:ecs.instance-type =~ m7.*"}]"#,
                r#""availabilityZoneRebalancing": "ENABLED", "schedulingStrategy": "REPLICA", "placementStrategy": []"#,
            ],
        },
        Case {
            code: "ECS241",
            wrong: &[
                r#""platformVersion": "1.3.0", "enableExecuteCommand": true"#,
                r#""platformVersion": "1.2.0", "serviceConnectConfiguration": {"enabled": true, "namespace": "shop"}"#,
                r#""platformVersion": "1.3.0", "volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "r", "sizeInGiB": 1}}]"#,
            ],
            right: &[
                r#""platformVersion": "1.4.0", "enableExecuteCommand": true"#,
                r#""platformVersion": "1.0.0", "enableExecuteCommand": true"#,
                r#""platformVersion": "1.3.0", "enableExecuteCommand": false"#,
                r#""platformVersion": "1.3.0", "serviceConnectConfiguration": {"enabled": false}"#,
            ],
        },
        Case {
            code: "ECS242",
            wrong: &[
                r#""deploymentConfiguration": {"bakeTimeInMinutes": 1441}"#,
                r#""deploymentConfiguration": {"strategy": "CANARY", "canaryConfiguration": {"canaryBakeTimeInMinutes": -1}}"#,
            ],
            right: &[r#""deploymentConfiguration": {"bakeTimeInMinutes": 1440}"#, r#""deploymentConfiguration": {"bakeTimeInMinutes": 0}"#],
        },
        Case {
            code: "ECS243",
            wrong: &[
                r#""deploymentConfiguration": {"lifecycleHooks": [{"lifecycleStages": ["POST_SCALE_UP"]}]}"#,
                r#""deploymentConfiguration": {"lifecycleHooks": [{"targetType": "PAUSE"}]}"#,
                r#""deploymentConfiguration": {"lifecycleHooks": [{"hookTargetArn": "arn:aws:lambda:eu-central-1:111122223333:function:f", "lifecycleStages": []}]}"#,
                r#""deploymentConfiguration": {"lifecycleHooks": [{"targetType": "PAUSE", "lifecycleStages": ["TEST_TRAFFIC_SHIFT"]}]}"#,
            ],
            right: &[
                r#""deploymentConfiguration": {"lifecycleHooks": []}"#,
                r#""deploymentConfiguration": {"lifecycleHooks": [{"targetType": "PAUSE", "lifecycleStages": ["POST_TEST_TRAFFIC_SHIFT"]}]}"#,
                r#""deploymentConfiguration": {"lifecycleHooks": [{"targetType": "${TYPE}", "lifecycleStages": ["TEST_TRAFFIC_SHIFT"]}]}"#,
                r#""deploymentConfiguration": {"lifecycleHooks": [{"hookTargetArn": "${HOOK}", "lifecycleStages": "${STAGES}"}]}"#,
                r#""deploymentConfiguration": {"lifecycleHooks": [{"hookTargetArn": "arn:aws:lambda:eu-central-1:111122223333:function:f", "lifecycleStages": ["TEST_TRAFFIC_SHIFT"]}]}"#,
            ],
        },
        Case {
            code: "ECS259",
            wrong: &[r#""serviceRegistries": [{"registryArn": "a", "port": 80, "containerName": "web", "containerPort": 80}]"#],
            right: &[
                r#""serviceRegistries": [{"registryArn": "a", "port": 80}]"#,
                r#""serviceRegistries": [{"registryArn": "a", "containerName": "web", "containerPort": 80}]"#,
                r#""serviceRegistries": [{"registryArn": "a", "port": "${PORT}", "containerName": "web", "containerPort": 80}]"#,
            ],
        },
        Case {
            code: "ECS252",
            wrong: &[
                r#""networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"], "securityGroups": ["sg-1", "sg-2", "sg-3", "sg-4", "sg-5", "sg-6"]}}"#,
            ],
            right: &[
                r#""networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"], "securityGroups": ["sg-1", "sg-2", "sg-3", "sg-4", "sg-5"]}}"#,
            ],
        },
    ];
    check(&cases, service);
}

#[test]
fn load_balancers_are_held_against_the_strategy_and_each_other() {
    // The members after the target group of a single load balancer, and of the deployment.
    let balanced = |members: &str| service(&format!(r#""loadBalancers": [{members}]"#));
    let shifted = |members: &str| {
        service(&format!(
            r#""deploymentConfiguration": {{"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5}}, "loadBalancers": [{members}]"#
        ))
    };
    let both = |code, wrong, right| [Case { code, wrong, right }];
    check(
        &both(
            "ECS138",
            &[
                r#"{"targetGroupArn": "a", "advancedConfiguration": {"alternateTargetGroupArn": "b"}}, {"targetGroupArn": "c"}"#,
                r#"{"loadBalancerName": "old", "containerName": "web", "containerPort": 80}, {"targetGroupArn": "a"}"#,
                r#"{"loadBalancerName": "old", "advancedConfiguration": {"alternateTargetGroupArn": "b"}}"#,
                r#"{"targetGroupArn": "a", "advancedConfiguration": {"productionListenerRule": "arn:aws:elasticloadbalancing:eu-central-1:1:listener/app/a/b/c"}}"#,
                r#"{"targetGroupArn": "a", "advancedConfiguration": {"productionListenerRule": "arn:aws:elasticloadbalancing:eu-central-1:1:listener-rule/app/a/b/c/d",
                    "testListenerRule": "arn:aws:elasticloadbalancing:eu-central-1:1:listener-rule/app/a/b/c/d"}}"#,
            ],
            &[
                r#"{"targetGroupArn": "a"}, {"targetGroupArn": "b"}"#,
                r#"{"targetGroupArn": "a"}, {"targetGroupArn": "a"}"#,
                r#"{"targetGroupArn": "a", "loadBalancerName": "old"}"#,
                r#"{"targetGroupArn": "a", "advancedConfiguration": {"productionListenerRule": "arn:aws:elasticloadbalancing:eu-central-1:1:listener/net/a/b/c"}}"#,
                r#"{"targetGroupArn": "a", "advancedConfiguration": {"productionListenerRule": "${RULE}", "testListenerRule": "${RULE}"}}"#,
                r#"{"targetGroupArn": "a", "advancedConfiguration": "${ADVANCED}"}, {"targetGroupArn": "b", "advancedConfiguration": {"alternateTargetGroupArn": "c"}}"#,
            ],
        ),
        balanced,
    );
    check(
        &both(
            "ECS138",
            &[
                r#"{"targetGroupArn": "a"}"#,
                r#"{"targetGroupArn": "a", "advancedConfiguration": {"alternateTargetGroupArn": "a"}}"#,
                r#"{"targetGroupArn": "a", "advancedConfiguration": {"alternateTargetGroupArn": "b"}}, {"targetGroupArn": "b", "advancedConfiguration": {"alternateTargetGroupArn": "c"}}"#,
            ],
            &["", r#"{"targetGroupArn": "a", "advancedConfiguration": "${ADVANCED}"}"#, r#""${LOAD_BALANCER}""#],
        ),
        shifted,
    );
    check(
        &both(
            "ECS244",
            &[
                r#"{"targetGroupArn": "a", "advancedConfiguration": {"alternateTargetGroupArn": "b"}}"#,
                r#"{"targetGroupArn": "a", "advancedConfiguration": {}}"#,
            ],
            &[
                r#"{"targetGroupArn": "a", "advancedConfiguration": "${ADVANCED}"}"#,
                r#"{"targetGroupArn": "a", "advancedConfiguration": {"alternateTargetGroupArn": "${GREEN}", "productionListenerRule": "r", "roleArn": "x"}}"#,
            ],
        ),
        shifted,
    );
}

#[test]
fn what_a_service_does_badly_is_told_and_what_is_meant_is_not() {
    let cases = [
        Case {
            code: "ECS245",
            wrong: &[r#""deploymentConfiguration": {"strategy": "BLUE_GREEN"}"#],
            right: &[
                r#""deploymentConfiguration": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": "${BAKE}"}"#,
                r#""deploymentConfiguration": {"strategy": "ROLLING"}"#,
            ],
        },
        Case {
            code: "ECS254",
            wrong: &[r#""deploymentConfiguration": {"strategy": "LINEAR"}"#],
            right: &[
                r#""deploymentConfiguration": {"strategy": "BLUE_GREEN"}"#,
                r#""deploymentConfiguration": {"strategy": "LINEAR"}, "loadBalancers": "${LOAD_BALANCERS}""#,
                r#""deploymentConfiguration": {"strategy": "CANARY"}, "vpcLatticeConfigurations": [{"roleArn": "r", "targetGroupArn": "t", "portName": "p"}]"#,
            ],
        },
        Case {
            code: "ECS246",
            wrong: &[
                r#""serviceConnectConfiguration": {"enabled": false, "services": [{"portName": "http"}]}"#,
                r#""serviceConnectConfiguration": {"enabled": true, "namespace": "a", "accessLogConfiguration": {"format": "TEXT"}}"#,
            ],
            right: &[
                r#""serviceConnectConfiguration": {"enabled": "${CONNECT}", "services": [{"portName": "http"}]}"#,
                r#""serviceConnectConfiguration": {"enabled": false, "services": []}"#,
                r#""serviceConnectConfiguration": {"enabled": true, "namespace": "a", "logConfiguration": "${LOGS}", "accessLogConfiguration": {"format": "TEXT"}}"#,
            ],
        },
        Case {
            code: "ECS247",
            wrong: &[r#""deploymentConfiguration": {"alarms": {"enable": true, "rollback": true, "alarmNames": []}}"#],
            right: &[
                r#""deploymentConfiguration": {"alarms": {"enable": false, "rollback": true, "alarmNames": []}}"#,
                r#""deploymentConfiguration": {"alarms": {"enable": true, "rollback": true, "alarmNames": "${ALARMS}"}}"#,
            ],
        },
        Case {
            code: "ECS248",
            wrong: &[r#""capacityProviderStrategy": [{"capacityProvider": "a", "weight": 1}, {"capacityProvider": "a", "weight": 1}]"#],
            right: &[
                r#""capacityProviderStrategy": [{"capacityProvider": "${A}", "weight": 1}, {"capacityProvider": "${A}", "weight": 1}]"#,
                r#""capacityProviderStrategy": [{"capacityProvider": "a", "weight": 1}, {"capacityProvider": "A", "weight": 1}]"#,
            ],
        },
        Case {
            code: "ECS253",
            wrong: &[r#""serviceConnectConfiguration": {"enabled": true}"#],
            right: &[
                r#""serviceConnectConfiguration": {"enabled": true, "namespace": "${NAMESPACE}"}"#,
                r#""serviceConnectConfiguration": {"enabled": false}"#,
            ],
        },
        Case {
            code: "ECS257",
            wrong: &[r#""schedulingStrategy": "DAEMON", "deploymentConfiguration": {"minimumHealthyPercent": 100}"#],
            right: &[
                r#""schedulingStrategy": "DAEMON", "deploymentConfiguration": {"minimumHealthyPercent": 99}"#,
                r#""schedulingStrategy": "REPLICA", "deploymentConfiguration": {"minimumHealthyPercent": 100}"#,
            ],
        },
        Case { code: "ECS340", wrong: &[r#""enableExecuteCommand": true"#], right: &[r#""enableExecuteCommand": "${EXEC}""#] },
        Case {
            code: "ECS441",
            wrong: &[r#""capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]"#],
            right: &[
                r#""capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1}, {"capacityProvider": "${OTHER}"}]"#,
                r#""capacityProviderStrategy": []"#,
            ],
        },
        Case {
            code: "ECS443",
            wrong: &[r#""availabilityZoneRebalancing": "DISABLED", "desiredCount": 2"#],
            right: &[
                r#""availabilityZoneRebalancing": "DISABLED", "desiredCount": 1"#,
                r#""availabilityZoneRebalancing": "DISABLED", "desiredCount": 2, "deploymentConfiguration": {"maximumPercent": 100}"#,
                r#""availabilityZoneRebalancing": "DISABLED", "desiredCount": 2, "placementStrategy": [{"type": "binpack", "field": "cpu"}]"#,
            ],
        },
        Case {
            code: "ECS444",
            wrong: &[r#""desiredCount": 2, "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"]}}"#],
            right: &[
                r#""desiredCount": 1, "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"]}}"#,
                r#""desiredCount": 2, "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["${SUBNETS}"]}}"#,
                r#""desiredCount": 2, "networkConfiguration": {"awsvpcConfiguration": {"subnets": "${SUBNETS}"}}"#,
            ],
        },
        Case {
            code: "ECS446",
            wrong: &[r#""deploymentConfiguration": {"alarms": {"enable": true, "rollback": false, "alarmNames": ["a"]}}"#],
            right: &[r#""deploymentConfiguration": {"alarms": {"enable": false, "rollback": false, "alarmNames": ["a"]}}"#],
        },
        Case {
            code: "ECS631",
            wrong: &[r#""tags": []"#, r#""desiredCount": 1"#],
            right: &[
                r#""tags": "${TAGS}""#,
                r#""tags": [{"key": "a"}]"#,
                r#""serviceArn": "arn:aws:ecs:eu-central-1:111122223333:service/shop/web""#,
            ],
        },
        Case {
            code: "ECS633",
            wrong: &[r#""tags": [{"key": "a"}]"#, r#""tags": [{"key": "a"}], "propagateTags": "NONE""#],
            right: &[r#""tags": [{"key": "a"}], "propagateTags": "TASK_DEFINITION""#, r#""tags": []"#],
        },
    ];
    check(&cases, service);
}

#[test]
fn managed_volumes_are_held_against_ebs_and_fargate() {
    let volume = |members: &str| {
        service(&format!(
            r#""launchType": "FARGATE", "volumeConfigurations": [{{"name": "data", "managedEBSVolume": {{"roleArn": "r", {members}}}}}]"#
        ))
    };
    let cases = [
        Case {
            code: "ECS255",
            wrong: &[r#""volumeType": "standard", "sizeInGiB": 10"#, r#""sizeInGiB": 10, "volumeInitializationRate": 100"#],
            right: &[r#""volumeType": "sc1", "sizeInGiB": 125"#, r#""snapshotId": "${SNAPSHOT}", "volumeInitializationRate": 100"#],
        },
        Case {
            code: "ECS256",
            wrong: &[
                r#""sizeInGiB": 10, "iops": 2999"#,
                r#""volumeType": "io2", "sizeInGiB": 10, "iops": 300000"#,
                r#""sizeInGiB": 10, "throughput": 100"#,
                r#""snapshotId": "snap-1", "volumeInitializationRate": 400"#,
            ],
            right: &[
                r#""sizeInGiB": 10, "iops": 3000"#,
                r#""volumeType": "${TYPE}", "sizeInGiB": 10, "iops": 100"#,
                r#""volumeType": "gp2", "sizeInGiB": 10, "iops": 1"#,
                r#""volumeType": "gp2", "sizeInGiB": 10, "throughput": 1"#,
            ],
        },
        Case {
            code: "ECS344",
            wrong: &[r#""sizeInGiB": 10, "encrypted": false"#],
            right: &[r#""sizeInGiB": 10"#, r#""sizeInGiB": 10, "encrypted": "${ENCRYPTED}""#],
        },
    ];
    check(&cases, volume);
}

#[test]
fn clusters_are_judged_by_what_they_say() {
    let cases = [
        Case {
            code: "ECS258",
            wrong: &[
                r#""capacityProviders": ["a", "b"], "defaultCapacityProviderStrategy": [{"capacityProvider": "a"}, {"capacityProvider": "b", "weight": 0}]"#,
                r#""capacityProviders": ["FARGATE", "b"], "defaultCapacityProviderStrategy": [{"capacityProvider": "FARGATE", "weight": 1}, {"capacityProvider": "b", "weight": 1}]"#,
            ],
            right: &[
                r#""capacityProviders": ["a"], "defaultCapacityProviderStrategy": [{"capacityProvider": "a"}]"#,
                r#""capacityProviders": ["FARGATE", "b"], "defaultCapacityProviderStrategy": [{"capacityProvider": "FARGATE", "weight": 1}]"#,
                r#""capacityProviders": ["a", "b"], "defaultCapacityProviderStrategy": [{"capacityProvider": "a"}, {"capacityProvider": "b", "weight": "${WEIGHT}"}]"#,
            ],
        },
        Case {
            code: "ECS341",
            wrong: &[
                r#""configuration": {"executeCommandConfiguration": {"logging": "OVERRIDE", "logConfiguration": {"s3BucketName": "logs"}}}"#,
                r#""configuration": {"executeCommandConfiguration": {"logging": "OVERRIDE", "logConfiguration": {"cloudWatchLogGroupName": "logs", "cloudWatchEncryptionEnabled": false}}}"#,
            ],
            right: &[
                r#""configuration": {"executeCommandConfiguration": {"logging": "OVERRIDE", "logConfiguration": {"cloudWatchLogGroupName": "logs", "cloudWatchEncryptionEnabled": true}}}"#,
                r#""configuration": {"executeCommandConfiguration": {"logging": "DEFAULT"}}"#,
            ],
        },
        Case {
            code: "ECS530",
            wrong: &[r#""configuration": {"executeCommandConfiguration": {"logging": "NONE"}}"#],
            right: &[r#""configuration": {"executeCommandConfiguration": {"logging": "DEFAULT"}}"#, r#""configuration": {}"#],
        },
        Case {
            code: "ECS630",
            wrong: &[r#""capacityProviders": ["FARGATE"]"#],
            right: &[
                r#""capacityProviders": ["FARGATE", "${SPOT}"]"#,
                r#""capacityProviders": ["on-demand"]"#,
                r#""capacityProviders": []"#,
            ],
        },
        Case {
            code: "ECS510",
            wrong: &[r#""settings": [{"name": "containerInsights", "value": "disabled"}]"#],
            right: &[
                r#""settings": [{"name": "containerInsights", "value": "enhanced"}]"#,
                r#""settings": [{"name": "containerInsights", "value": "enabled"}]"#,
            ],
        },
    ];
    check(&cases, |members| format!(r#"{{"clusterName": "shop", {members}}}"#));
}

#[test]
fn capacity_providers_are_judged_by_their_kind() {
    let template = |members: &str| {
        format!(
            r#"{{"name": "a", "managedInstancesProvider": {{"infrastructureRoleArn": "r",
                "instanceLaunchTemplate": {{"ec2InstanceProfileArn": "p", "networkConfiguration": {{"subnets": ["subnet-1"]}}, {members}}}}}}}"#
        )
    };
    let cases = [
        Case {
            code: "ECS250",
            wrong: &[
                r#""instanceRequirements": {"vCpuCount": {"min": 4, "max": 2}, "memoryMiB": {"min": 1}}"#,
                r#""instanceRequirements": {"vCpuCount": {"min": 1}, "memoryMiB": {"min": 8, "max": 4}}"#,
            ],
            right: &[
                r#""instanceRequirements": {"vCpuCount": {"min": 2, "max": 2}, "memoryMiB": {"min": 8}}"#,
                r#""instanceRequirements": {"vCpuCount": {"min": "${MIN}", "max": 2}, "memoryMiB": {"min": 8}}"#,
            ],
        },
        Case {
            code: "ECS251",
            wrong: &[r#""nitroEnclavesEnabled": true, "localStorageConfiguration": {"useLocalStorage": true}"#],
            right: &[r#""nitroEnclavesEnabled": true"#, r#""localStorageConfiguration": {"useLocalStorage": true}"#],
        },
    ];
    check(&cases, template);
    assert!(!codes(&template(r#""capacityOptionType": "SPOT""#)).contains(&"ECS413"), "managed instances have no Auto Scaling group");
}

#[test]
fn an_update_is_not_blamed_for_what_it_leaves_as_it_is() {
    for (code, members) in [
        ("ECS139", r#""deploymentConfiguration": {"linearConfiguration": {"stepPercent": 10}}"#),
        ("ECS144", r#""deploymentConfiguration": {"minimumHealthyPercent": 100, "maximumPercent": 100}"#),
        ("ECS210", r#""desiredCount": 1, "deploymentConfiguration": {"minimumHealthyPercent": 100, "maximumPercent": 150}"#),
        ("ECS245", r#""deploymentConfiguration": {"strategy": "BLUE_GREEN"}"#),
        ("ECS253", r#""serviceConnectConfiguration": {"enabled": true}"#),
        ("ECS631", r#""desiredCount": 2"#),
    ] {
        let text = format!(r#"{{"service": "web", "cluster": "shop", "forceNewDeployment": true, {members}}}"#);
        assert!(!codes(&text).contains(&code), "{code}: {text}");
    }
}

#[test]
fn what_aws_printed_has_no_errors() {
    for members in [
        r#""deploymentConfiguration": {"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 20, "stepBakeTimeInMinutes": 2880}}"#,
        r#""launchType": "FARGATE", "platformVersion": "1.3.0", "enableExecuteCommand": true"#,
        r#""serviceRegistries": [{"registryArn": "arn:x", "port": 80, "containerName": "web", "containerPort": 80}]"#,
        r#""networkConfiguration": {"awsvpcConfiguration": {"subnets": ["s"], "securityGroups": ["1", "2", "3", "4", "5", "6"]}}"#,
    ] {
        let errors = |text: &str| {
            let linted = lint_source(&SourceFile::new("document.json", text), None).unwrap_or_else(|error| panic!("{error}: {text}"));
            linted.diagnostics.iter().filter(|found| found.severity == Severity::Error).map(|found| found.code).collect::<Vec<_>>()
        };
        let asked = service(members);
        assert!(!errors(&asked).is_empty(), "an error where it is asked for: {asked}");
        let printed = service(&format!(r#""serviceArn": "arn:aws:ecs:eu-west-1:111122223333:service/shop/web", {members}"#));
        assert_eq!(errors(&printed), Vec::<&str>::new(), "{printed}");
    }
}

#[test]
fn a_placeholder_in_a_name_is_no_wrong_letter() {
    for (code, wrong, right) in [("ECS168", "web.shop", "@stage@-web"), ("ECS168", "web shop", "web-#{stage}#")] {
        let named = |name: &str| format!(r#"{{"serviceName": "{name}", "taskDefinition": "web:7"}}"#);
        assert!(codes(&named(wrong)).contains(&code) && !codes(&named(right)).contains(&code), "{wrong} {right}");
    }
    let alias = |name: &str| {
        service(&format!(
            r#""serviceConnectConfiguration": {{"enabled": true, "services": [{{"portName": "http", "clientAliases": [{{"port": 80, "dnsName": "{name}"}}]}}]}}"#
        ))
    };
    assert!(codes(&alias("web/api")).contains(&"ECS167") && !codes(&alias("web.@stage@")).contains(&"ECS167"));
}
