//! The tables of names and bounds that rules read say what the API models say.

use std::collections::BTreeSet;

use ecslab::facts;
use ecslab::model::Kind;
use serde_json::Value;

fn models() -> Value {
    let ecs: Value = serde_json::from_str(include_str!("../../src/facts/api/ecs.json")).expect("the model is JSON");
    let ecr: Value = serde_json::from_str(include_str!("../../src/facts/api/ecr.json")).expect("the model is JSON");
    serde_json::json!({"ecs": ecs["shapes"], "ecr": ecr["shapes"]})
}

fn values(models: &Value, shape: &str) -> BTreeSet<String> {
    let values = models.pointer(&format!("/{shape}/enum")).unwrap_or_else(|| panic!("{shape} has no values"));
    values.as_array().expect("a list").iter().map(|value| value.as_str().expect("text").to_string()).collect()
}

#[test]
fn names_are_those_of_the_model() {
    let models = models();
    let all = |names: &[&str]| names.iter().map(|name| (*name).to_string()).collect::<BTreeSet<_>>();
    // Tables that hold all values of the model.
    let registries: Vec<&str> = facts::UPSTREAM_REGISTRIES.iter().map(|registry| registry.name).collect();
    let equal: [(&str, &[&str]); 3] = [
        ("ecr/UpstreamRegistry", &registries),
        ("ecs/DeploymentLifecycleHookStage", &facts::HOOK_STAGES),
        ("ecs/TransportProtocol", &facts::TRANSPORT_PROTOCOLS),
    ];
    for (shape, names) in equal {
        assert_eq!(all(names), values(&models, shape), "{shape}");
    }
    // Tables that hold some of them.
    let stages = facts::NO_PAUSE_STAGES;
    let some: [(&str, &[&str]); 4] = [
        ("ecs/LogDriver", &facts::FARGATE_LOG_DRIVERS),
        ("ecs/LogDriver", &facts::HOST_LOG_DRIVERS),
        ("ecs/LogDriver", &facts::MANAGED_INSTANCES_LOG_DRIVERS),
        ("ecs/DeploymentLifecycleHookStage", &stages),
    ];
    for (shape, names) in some {
        let known = values(&models, shape);
        assert!(names.iter().all(|name| known.contains(*name)), "{shape} has not all of {names:?}");
    }
    // Every driver runs somewhere.
    let drivers = [&facts::FARGATE_LOG_DRIVERS[..], &facts::HOST_LOG_DRIVERS[..]].concat();
    assert_eq!(all(&drivers), values(&models, "ecs/LogDriver"));
    let windows = values(&models, "ecs/OSFamily");
    assert!(facts::ENDED_WINDOWS.iter().all(|(family, _)| windows.contains(*family)));
}

#[test]
fn bounds_are_those_of_the_model() {
    let models = models();
    let cases: [(&str, i64, i64); 7] = [
        ("ecs/CapacityProviderStrategyItemWeight", *facts::CAPACITY_PROVIDER_WEIGHT.start(), *facts::CAPACITY_PROVIDER_WEIGHT.end()),
        ("ecs/CapacityProviderStrategyItemBase", *facts::CAPACITY_PROVIDER_BASE.start(), *facts::CAPACITY_PROVIDER_BASE.end()),
        ("ecs/ManagedScalingStepSize", facts::DEFAULT_SCALING_STEPS.0, facts::DEFAULT_SCALING_STEPS.1),
        (
            "ecs/ManagedScalingTargetCapacity",
            i64::from(*facts::TARGET_CAPACITY_PERCENT.start()),
            i64::from(*facts::TARGET_CAPACITY_PERCENT.end()),
        ),
        ("ecs/DeploymentLifecycleHookDuration", *facts::HOOK_TIMEOUT_MINUTES.0.start(), *facts::HOOK_TIMEOUT_MINUTES.0.end()),
        // The model counts 0, which is a dynamic host port, as a port.
        ("ecs/PortNumber", facts::PORTS.start() - 1, *facts::PORTS.end()),
        ("ecs/HealthyPercentInteger", *facts::MINIMUM_HEALTHY_PERCENT.start(), *facts::MINIMUM_HEALTHY_PERCENT.end()),
    ];
    for (shape, least, most) in cases {
        let bound = |name: &str| models.pointer(&format!("/{shape}/{name}")).and_then(Value::as_i64);
        assert_eq!((bound("min"), bound("max")), (Some(least), Some(most)), "{shape}");
    }
}

#[test]
fn every_kind_has_a_form_from_a_model() {
    for kind in Kind::ALL {
        let has_form = matches!(kind.shape(), facts::Shape::Structure(_));
        assert_eq!(has_form, kind != Kind::CloudFormation, "{}", kind.name());
    }
}
