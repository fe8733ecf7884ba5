//! A service as `CreateService` takes it.

use super::{Alarms, Breaker, DeploymentStrategy, Hook, Limits, Service, Threshold};
use crate::facts;
use crate::simulators::choices::deployment;
use crate::simulators::members::Members;
use crate::source::{Fault, SourceFile};
use crate::syntax::{Data, Node};

/// More tasks than any service may have; it bounds the work.
const MOST_TASKS: u64 = 10_000;

/// Reads a `CreateService` request, or a service as `describe-services` prints it. `instances` counts the container instances of a
/// DAEMON service.
///
/// # Errors
/// The first value that cannot be used, with its place.
pub fn read_service(source: &SourceFile, node: &Node<'_>, instances: Option<u64>) -> Result<Service, Fault> {
    let members = Members::of(source, unwrapped(source, node)?, "the service")?;
    let daemon = members.word("schedulingStrategy", &[("REPLICA", false), ("DAEMON", true)])?.unwrap_or(false);
    if let Some(controller) = members.object("deploymentController")? {
        let types = [("ECS", None), ("CODE_DEPLOY", Some("CodeDeploy")), ("EXTERNAL", Some("an external controller"))];
        if let Some(Some(other)) = controller.word("type", &types)? {
            return Err(controller.fault_at("type", format!("{other} decides over this service's deployments, not ECS")));
        }
    }
    let desired = members.count("desiredCount", MOST_TASKS)?;
    let desired = match (daemon, desired, instances) {
        (true, Some(_), None) if members.node("desiredCount").is_some() && !is_described(members) => {
            return Err(members
                .fault_at("desiredCount", "desiredCount is set on a DAEMON service")
                .help("A DAEMON service has one task on each container instance: remove it and give \"instances\" in the scenario."));
        }
        (true, desired, instances) => instances.or(desired).ok_or_else(|| {
            members
                .fault("the number of container instances of this DAEMON service is not known")
                .help("Add \"instances\" to the scenario.")
        })?,
        (false, Some(desired), _) => desired,
        (false, None, _) => return Err(members.missing("desiredCount").help("A REPLICA service needs it.")),
    };
    let empty = Node { span: node.span, data: Data::Object(Vec::new()) };
    let configuration = match members.object("deploymentConfiguration")? {
        Some(configuration) => configuration,
        None => Members::of(source, &empty, "")?,
    };
    let strategy = read_strategy(configuration)?;
    let mut choices = Vec::new();
    let limits = match strategy {
        DeploymentStrategy::Rolling => {
            let (minimum, maximum) = if daemon { facts::DAEMON_PERCENTS } else { facts::REPLICA_PERCENTS };
            let minimum =
                configuration.integer("minimumHealthyPercent", facts::MINIMUM_HEALTHY_PERCENT)?.map_or(minimum, i64::unsigned_abs);
            let maximum =
                configuration.integer("maximumPercent", facts::LEAST_MAXIMUM_PERCENT..=10_000)?.map_or(maximum, i64::unsigned_abs);
            Limits::rolling(desired, minimum, maximum)
        }
        _ => {
            choices.push(deployment::SIDE_BY_SIDE.said());
            Limits::side_by_side(desired)
        }
    };
    if let Some(early) = configuration.object("earlySuccessCriteria")?
        && early.boolean("enable")? == Some(true)
    {
        return Err(early.fault("earlySuccessCriteria is not simulated").help("Set enable to false to see the deployment to its end."));
    }
    let bake_minutes = configuration.integer("bakeTimeInMinutes", facts::BAKE_MINUTES)?.map(i64::unsigned_abs);
    if bake_minutes.is_none() && strategy == DeploymentStrategy::BlueGreen {
        choices.push(deployment::NO_BAKE_TIME.said());
    }
    let hooks = read_hooks(configuration)?;
    if strategy == DeploymentStrategy::Rolling && !hooks.is_empty() {
        choices.push(deployment::HOOKS_OF_ROLLING.said());
    }
    Ok(Service {
        limits,
        strategy,
        breaker: read_breaker(configuration)?,
        alarms: read_alarms(configuration)?,
        bake_minutes: bake_minutes.unwrap_or(0),
        hooks,
        grace_seconds: members.count("healthCheckGracePeriodSeconds", i32::MAX.unsigned_abs().into())?.unwrap_or(0),
        choices,
    })
}

/// The service inside `{"service": {...}}` or `{"services": [{...}]}`.
fn unwrapped<'a>(source: &SourceFile, node: &'a Node<'a>) -> Result<&'a Node<'a>, Fault> {
    if let Some(member) = node.get("service")
        && matches!(member.value.data, Data::Object(_))
    {
        return Ok(&member.value);
    }
    match node.get("services").map(|member| &member.value) {
        Some(Node { data: Data::Array(services), span }) => match services.as_slice() {
            [service] => Ok(service),
            _ => Err(Fault::at(source, *span, format!("there are {} services; one is expected", services.len()))),
        },
        _ => Ok(node),
    }
}

/// `describe-services` prints a desired count for DAEMON services too.
fn is_described(members: Members<'_>) -> bool {
    members.node("serviceArn").is_some()
}

fn read_strategy(configuration: Members<'_>) -> Result<DeploymentStrategy, Fault> {
    #[derive(Clone, Copy)]
    enum Word {
        Rolling,
        BlueGreen,
        Linear,
        Canary,
    }
    let words = [("ROLLING", Word::Rolling), ("BLUE_GREEN", Word::BlueGreen), ("LINEAR", Word::Linear), ("CANARY", Word::Canary)];
    let word = configuration.word("strategy", &words)?.unwrap_or(Word::Rolling);
    let linear = configuration.object("linearConfiguration")?;
    let canary = configuration.object("canaryConfiguration")?;
    if linear.is_some() && !matches!(word, Word::Linear) {
        return Err(configuration.fault_at("linearConfiguration", "linearConfiguration without the strategy LINEAR"));
    }
    if canary.is_some() && !matches!(word, Word::Canary) {
        return Err(configuration.fault_at("canaryConfiguration", "canaryConfiguration without the strategy CANARY"));
    }
    let minutes = |members: Option<Members<'_>>, name, default| match members {
        Some(members) => Ok(members.integer(name, facts::BAKE_MINUTES)?.map_or(default, i64::unsigned_abs)),
        None => Ok(default),
    };
    Ok(match word {
        Word::Rolling => DeploymentStrategy::Rolling,
        Word::BlueGreen => DeploymentStrategy::BlueGreen,
        Word::Linear => DeploymentStrategy::Linear {
            step_tenths: tenths(linear, "stepPercent", &facts::LINEAR_STEP_TENTHS)?,
            bake_minutes: minutes(linear, "stepBakeTimeInMinutes", facts::LINEAR_BAKE_MINUTES)?,
        },
        Word::Canary => DeploymentStrategy::Canary {
            tenths: tenths(canary, "canaryPercent", &facts::CANARY_TENTHS)?,
            bake_minutes: minutes(canary, "canaryBakeTimeInMinutes", facts::CANARY_BAKE_MINUTES)?,
        },
    })
}

/// A percentage that AWS takes in steps of 0.1, as tenths.
fn tenths(members: Option<Members<'_>>, name: &str, fact: &(std::ops::RangeInclusive<u64>, u64)) -> Result<u64, Fault> {
    let (range, default) = fact;
    let Some(members) = members else { return Ok(*default) };
    let Some(percent) = members.decimal(name)? else { return Ok(*default) };
    let scaled = (percent * 10.0).round();
    let (least, most) = (*range.start() as f64, *range.end() as f64);
    if (percent * 10.0 - scaled).abs() > 1e-6 || scaled < least || scaled > most {
        let message = format!("{name} is {percent}, not a multiple of 0.1 within {} to {}", least / 10.0, most / 10.0);
        return Err(members.fault_at(name, message));
    }
    // Within 1 to 1000 after the check.
    Ok(scaled as u64)
}

fn read_breaker(configuration: Members<'_>) -> Result<Option<Breaker>, Fault> {
    let Some(members) = configuration.object("deploymentCircuitBreaker")? else { return Ok(None) };
    let enabled = members.boolean("enable")?.ok_or_else(|| members.missing("enable"))?;
    let rollback = members.boolean("rollback")?.ok_or_else(|| members.missing("rollback"))?;
    let reset_on_healthy_task = members.boolean("resetOnHealthyTask")?.unwrap_or(true);
    let threshold = match members.object("thresholdConfiguration")? {
        None => Threshold::default(),
        Some(members) => {
            let make: fn(u64) -> Threshold = members
                .word(
                    "type",
                    &[
                        ("COUNT", Threshold::Count as fn(u64) -> Threshold),
                        ("BOUNDED_PERCENT", Threshold::BoundedPercent),
                        ("UNBOUNDED_PERCENT", Threshold::UnboundedPercent),
                    ],
                )?
                .ok_or_else(|| members.missing("type"))?;
            let value = members.integer("value", 1..=i32::MAX.into())?.ok_or_else(|| members.missing("value"))?;
            make(value.unsigned_abs())
        }
    };
    Ok(enabled.then_some(Breaker { threshold, rollback, reset_on_healthy_task }))
}

fn read_alarms(configuration: Members<'_>) -> Result<Option<Alarms>, Fault> {
    let Some(members) = configuration.object("alarms")? else { return Ok(None) };
    let enabled = members.boolean("enable")?.ok_or_else(|| members.missing("enable"))?;
    let rollback = members.boolean("rollback")?.ok_or_else(|| members.missing("rollback"))?;
    let names = members.texts("alarmNames")?.into_iter().map(str::to_string).collect();
    Ok(enabled.then_some(Alarms { names, rollback }))
}

fn read_hooks(configuration: Members<'_>) -> Result<Vec<Hook>, Fault> {
    let read = |hook: Members<'_>| {
        let pause = hook.word("targetType", &[("AWS_LAMBDA", false), ("PAUSE", true)])?.unwrap_or(false);
        let stages = hook.texts("lifecycleStages")?;
        if stages.is_empty() {
            return Err(hook.missing("lifecycleStages"));
        }
        if let Some(stage) = stages.iter().find(|stage| !facts::HOOK_STAGES.contains(stage)) {
            return Err(hook
                .fault_at("lifecycleStages", format!("{stage:?} is no stage for hooks"))
                .help(format!("Hooks run at: {}.", facts::HOOK_STAGES.join(", "))));
        }
        if let Some(stage) = stages.iter().find(|stage| pause && facts::NO_PAUSE_STAGES.contains(stage)) {
            return Err(hook.fault_at("lifecycleStages", format!("a PAUSE hook cannot stand at {stage}")));
        }
        let (range, default) = facts::HOOK_TIMEOUT_MINUTES;
        let timeout = hook.object("timeoutConfiguration")?;
        let minutes = timeout.map(|timeout| timeout.integer("timeoutInMinutes", range)).transpose()?.flatten();
        let action = timeout.map(|timeout| timeout.word("action", &[("ROLLBACK", false), ("CONTINUE", true)])).transpose()?.flatten();
        Ok(Hook {
            stages: stages.into_iter().map(str::to_string).collect(),
            pause,
            timeout_seconds: minutes.map_or(default, i64::unsigned_abs) * 60,
            continue_on_timeout: action.unwrap_or(false),
        })
    };
    configuration.objects("lifecycleHooks")?.into_iter().map(read).collect()
}
