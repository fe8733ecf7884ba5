//! Scalable targets, policies, scheduled actions and alarms as the AWS CLI takes and prints them.

use super::{
    AdjustmentType, Alarm, Comparison, Metrics, Policy, PolicyKind, ScalableTarget, Schedule, ScheduledAction, StepAdjustment, StepScaling,
    TargetTracking, parse_time,
};
use crate::facts::{DEFAULT_COOLDOWN_SECONDS, ECS_DIMENSION, ECS_PREDEFINED_METRICS};
use crate::simulators::members::Members;
use crate::source::{Fault, SourceFile};
use crate::syntax::{Data, Node};

/// More tasks than any service may have.
const MOST_TASKS: u64 = 10_000;
/// A year: no cooldown is longer.
const MOST_SECONDS: u64 = 31_536_000;

/// Everything that scales.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Inputs {
    /// Scaling policies in the order of the files.
    pub policies: Vec<Policy>,
    /// Scheduled actions in the order of the files.
    pub actions: Vec<ScheduledAction>,
}

/// Reads `RegisterScalableTarget`, or one target as `describe-scalable-targets` prints it.
///
/// # Errors
/// The first value that cannot be used, with its place.
pub fn read_target(source: &SourceFile, node: &Node<'_>) -> Result<ScalableTarget, Fault> {
    let items = items(source, node, "ScalableTargets")?;
    let [node] = items[..] else {
        return Err(Fault::at(source, node.span, format!("there are {} scalable targets; one is expected", items.len())));
    };
    let members = Members::of(source, node, "the scalable target")?;
    check_service(members)?;
    let capacity = |name| members.count(name, MOST_TASKS)?.ok_or_else(|| members.missing(name));
    let (min, max) = (capacity("MinCapacity")?, capacity("MaxCapacity")?);
    if min > max {
        return Err(members.fault_at("MinCapacity", format!("MinCapacity is {min}, more than MaxCapacity {max}")));
    }
    let suspended = members.object("SuspendedState")?;
    let suspended = |name| suspended.map(|members| members.boolean(name)).transpose().map(|value| value.flatten().unwrap_or(false));
    Ok(ScalableTarget {
        resource_id: members.text("ResourceId")?.map(str::to_string),
        min,
        max,
        in_suspended: suspended("DynamicScalingInSuspended")?,
        out_suspended: suspended("DynamicScalingOutSuspended")?,
        schedule_suspended: suspended("ScheduledScalingSuspended")?,
    })
}

/// Reads `PutMetricAlarm`, or alarms as `describe-alarms` prints them.
///
/// # Errors
/// The first value that cannot be used, with its place.
pub fn read_alarms(source: &SourceFile, node: &Node<'_>) -> Result<Vec<Alarm>, Fault> {
    items(source, node, "MetricAlarms")?.into_iter().map(|node| read_alarm(Members::of(source, node, "the alarm")?)).collect()
}

/// Reads `PutScalingPolicy` and `PutScheduledAction`, or what `describe-scaling-policies` and `describe-scheduled-actions` print.
///
/// # Errors
/// The first value that cannot be used, with its place.
pub fn read_policies(
    source: &SourceFile,
    node: &Node<'_>,
    target: &ScalableTarget,
    metrics: &Metrics,
    alarms: &[Alarm],
    inputs: &mut Inputs,
) -> Result<(), Fault> {
    let mut nodes = items(source, node, "ScalingPolicies")?;
    if nodes.len() == 1 && std::ptr::eq(nodes[0], node) {
        nodes = items(source, node, "ScheduledActions")?;
    }
    for node in nodes {
        let members = Members::of(source, node, "the policy")?;
        check_service(members)?;
        if let (Some(mine), Some(theirs)) = (members.text("ResourceId")?, target.resource_id.as_deref())
            && mine != theirs
        {
            return Err(members.fault_at("ResourceId", format!("ResourceId is {mine:?}, but the scalable target is {theirs:?}")));
        }
        if members.node("ScheduledActionName").is_some() {
            let action = read_action(members)?;
            if inputs.actions.iter().any(|other| other.name == action.name) {
                return Err(members.fault_at("ScheduledActionName", format!("the scheduled action {:?} is there twice", action.name)));
            }
            inputs.actions.push(action);
        } else {
            let policy = read_policy(members, metrics, alarms)?;
            if inputs.policies.iter().any(|other| other.name == policy.name) {
                return Err(members.fault_at("PolicyName", format!("the policy {:?} is there twice", policy.name)));
            }
            inputs.policies.push(policy);
        }
    }
    Ok(())
}

/// The items of `{"NAME": [...]}`, or the node itself.
fn items<'a>(source: &SourceFile, node: &'a Node<'a>, name: &str) -> Result<Vec<&'a Node<'a>>, Fault> {
    match node.get(name).map(|member| &member.value) {
        Some(Node { data: Data::Array(items), .. }) => Ok(items.iter().collect()),
        Some(other) => Err(Fault::at(source, other.span, format!("{name} is {}, not a list", other.type_name()))),
        None => Ok(vec![node]),
    }
}

fn check_service(members: Members<'_>) -> Result<(), Fault> {
    members.word("ServiceNamespace", &[("ecs", ())])?;
    members.word("ScalableDimension", &[(ECS_DIMENSION, ())])?;
    Ok(())
}

fn read_policy(members: Members<'_>, metrics: &Metrics, alarms: &[Alarm]) -> Result<Policy, Fault> {
    let name = members.text("PolicyName")?.ok_or_else(|| members.missing("PolicyName"))?;
    let types = [("TargetTrackingScaling", Some(true)), ("StepScaling", Some(false)), ("PredictiveScaling", None)];
    let tracking = match members.word("PolicyType", &types)? {
        Some(None) => return Err(members.fault_at("PolicyType", "predictive scaling is not simulated: its forecasts are AWS's own")),
        Some(Some(tracking)) => tracking,
        // The service's own default.
        None => false,
    };
    let configuration = if tracking { "TargetTrackingScalingPolicyConfiguration" } else { "StepScalingPolicyConfiguration" };
    let Some(configuration) = members.object(configuration)? else {
        let fault = members.missing(configuration);
        return Err(if members.node("PolicyType").is_none() {
            fault.help("Without PolicyType, a policy is a StepScaling policy.")
        } else {
            fault
        });
    };
    let (metric, kind) = if tracking {
        let metric = read_metric(configuration)?;
        (metric, PolicyKind::TargetTracking(read_tracking(configuration)?))
    } else {
        let alarm = alarm_of(members, name, alarms)?;
        (Some(alarm.metric.clone()), PolicyKind::Step(read_step(configuration)?, alarm.clone()))
    };
    let column = find_column(metrics, name, metric.as_deref()).ok_or_else(|| {
        members.fault(format!("the metrics have no column for the policy {name:?}")).help(format!(
            "Name a column {}; there are: {}.",
            metric.as_deref().unwrap_or(name),
            metrics.names.join(", ")
        ))
    })?;
    Ok(Policy { name: name.to_string(), column, kind })
}

/// A column with the policy's name, its metric's, CloudWatch's or a short one; else the only one.
fn find_column(metrics: &Metrics, policy: &str, metric: Option<&str>) -> Option<usize> {
    let position = |name: &str| metrics.names.iter().position(|column| column.eq_ignore_ascii_case(name));
    let predefined = || {
        let (_, cloudwatch, short) = ECS_PREDEFINED_METRICS.iter().find(|(name, ..)| Some(*name) == metric)?;
        position(cloudwatch).or_else(|| position(short))
    };
    position(policy).or_else(|| position(metric?)).or_else(predefined).or_else(|| (metrics.names.len() == 1).then_some(0))
}

fn read_metric(configuration: Members<'_>) -> Result<Option<String>, Fault> {
    let predefined = configuration.object("PredefinedMetricSpecification")?;
    let customized = configuration.object("CustomizedMetricSpecification")?;
    match (predefined, customized) {
        (Some(predefined), None) => {
            let names = ECS_PREDEFINED_METRICS.map(|(name, ..)| (name, name));
            let metric = predefined.word("PredefinedMetricType", &names)?.ok_or_else(|| predefined.missing("PredefinedMetricType"))?;
            Ok(Some(metric.to_string()))
        }
        // Metric math has no name: its column has the policy's.
        (None, Some(customized)) => Ok(customized.text("MetricName")?.map(str::to_string)),
        (Some(_), Some(_)) => Err(configuration.fault("both a predefined and a customized metric; one is allowed")),
        (None, None) => Err(configuration.fault("neither PredefinedMetricSpecification nor CustomizedMetricSpecification")),
    }
}

fn read_tracking(configuration: Members<'_>) -> Result<TargetTracking, Fault> {
    let target = configuration.decimal("TargetValue")?.ok_or_else(|| configuration.missing("TargetValue"))?;
    if target <= 0.0 {
        return Err(configuration.fault_at("TargetValue", format!("TargetValue is {target}; the model needs one above 0")));
    }
    let cooldown = |name| configuration.count(name, MOST_SECONDS).map(|seconds| seconds.unwrap_or(DEFAULT_COOLDOWN_SECONDS));
    Ok(TargetTracking {
        target,
        out_cooldown: cooldown("ScaleOutCooldown")?,
        in_cooldown: cooldown("ScaleInCooldown")?,
        scale_in_disabled: configuration.boolean("DisableScaleIn")?.unwrap_or(false),
    })
}

fn read_step(configuration: Members<'_>) -> Result<StepScaling, Fault> {
    let types = [
        ("ChangeInCapacity", AdjustmentType::ChangeInCapacity),
        ("PercentChangeInCapacity", AdjustmentType::PercentChangeInCapacity),
        ("ExactCapacity", AdjustmentType::ExactCapacity),
    ];
    let adjustment = configuration.word("AdjustmentType", &types)?.ok_or_else(|| configuration.missing("AdjustmentType"))?;
    let mut steps = Vec::new();
    for step in configuration.objects("StepAdjustments")? {
        let least = if adjustment == AdjustmentType::ExactCapacity { 0 } else { i32::MIN.into() };
        let (lower, upper) = (step.decimal("MetricIntervalLowerBound")?, step.decimal("MetricIntervalUpperBound")?);
        match (lower, upper) {
            (None, None) => return Err(step.fault("a step without bounds: it needs a lower or an upper one")),
            (Some(lower), Some(upper)) if lower >= upper => {
                return Err(
                    step.fault_at("MetricIntervalUpperBound", format!("the upper bound {upper} is not above the lower bound {lower}"))
                );
            }
            _ => {}
        }
        let change = step.integer("ScalingAdjustment", least..=i32::MAX.into())?.ok_or_else(|| step.missing("ScalingAdjustment"))?;
        steps.push(StepAdjustment { lower, upper, adjustment: change });
    }
    if steps.is_empty() {
        return Err(configuration.missing("StepAdjustments"));
    }
    steps.sort_by(|one, two| one.lower.unwrap_or(f64::NEG_INFINITY).total_cmp(&two.lower.unwrap_or(f64::NEG_INFINITY)));
    check_steps(configuration, &steps)?;
    Ok(StepScaling {
        adjustment,
        steps,
        magnitude: configuration.count("MinAdjustmentMagnitude", MOST_TASKS)?.unwrap_or(0),
        cooldown: configuration.count("Cooldown", MOST_SECONDS)?.unwrap_or(DEFAULT_COOLDOWN_SECONDS),
    })
}

/// No overlaps, no gaps, and no end before infinity on a side that the steps reach into.
fn check_steps(configuration: Members<'_>, steps: &[StepAdjustment]) -> Result<(), Fault> {
    let fault = |message: String| Err(configuration.fault_at("StepAdjustments", message));
    for two in steps.windows(2) {
        match (two[0].upper, two[1].lower) {
            (Some(upper), Some(lower)) if upper == lower => {}
            (Some(upper), Some(lower)) if upper < lower => return fault(format!("the steps leave a gap between {upper} and {lower}")),
            _ => return fault("two steps overlap".to_string()),
        }
    }
    if steps.first().and_then(|step| step.lower).is_some_and(|lower| lower < 0.0) {
        return fault("the lowest step has a negative lower bound: one without a lower bound must come before it".to_string());
    }
    if steps.last().and_then(|step| step.upper).is_some_and(|upper| upper > 0.0) {
        return fault("the highest step has a positive upper bound: one without an upper bound must follow".to_string());
    }
    Ok(())
}

/// The alarm whose actions name the policy, or the only alarm where none names any.
fn alarm_of<'l>(members: Members<'_>, name: &str, alarms: &'l [Alarm]) -> Result<&'l Alarm, Fault> {
    let named = alarms.iter().find(|alarm| alarm.policies.iter().any(|policy| policy == name));
    named.or_else(|| alarms.iter().find(|alarm| alarm.policies.is_empty() && alarms.len() == 1)).ok_or_else(|| {
        members
            .fault(format!("the step policy {name:?} has no alarm"))
            .help("A step policy runs when a CloudWatch alarm does: give it with --alarm FILE, as put-metric-alarm takes it; its AlarmActions name the policy.")
    })
}

fn read_alarm(members: Members<'_>) -> Result<Alarm, Fault> {
    let text = |name| members.text(name)?.map(str::to_string).ok_or_else(|| members.missing(name));
    let comparisons = [
        ("GreaterThanThreshold", Comparison::Greater),
        ("GreaterThanOrEqualToThreshold", Comparison::GreaterOrEqual),
        ("LessThanThreshold", Comparison::Less),
        ("LessThanOrEqualToThreshold", Comparison::LessOrEqual),
    ];
    let periods = members.integer("EvaluationPeriods", 1..=1440)?.unwrap_or(1);
    let datapoints = members.integer("DatapointsToAlarm", 1..=periods)?.unwrap_or(periods);
    let actions = members.texts("AlarmActions")?;
    let policies = actions.into_iter().filter_map(|action| match action.split_once("policyName/") {
        Some((_, name)) => Some(name.split(':').next().unwrap_or(name).to_string()),
        // Other actions, such as topics, are ARNs too; a bare name is a policy's.
        None => (!action.starts_with("arn:")).then(|| action.to_string()),
    });
    Ok(Alarm {
        name: text("AlarmName")?,
        metric: text("MetricName")?,
        threshold: members.decimal("Threshold")?.ok_or_else(|| members.missing("Threshold"))?,
        comparison: members.word("ComparisonOperator", &comparisons)?.ok_or_else(|| members.missing("ComparisonOperator"))?,
        periods: usize::try_from(periods).unwrap_or(1),
        datapoints: usize::try_from(datapoints).unwrap_or(1),
        policies: policies.collect(),
    })
}

fn read_action(members: Members<'_>) -> Result<ScheduledAction, Fault> {
    let name = members.text("ScheduledActionName")?.ok_or_else(|| members.missing("ScheduledActionName"))?;
    let schedule = members.text("Schedule")?.ok_or_else(|| members.missing("Schedule"))?;
    let schedule = Schedule::parse(schedule).map_err(|message| members.fault_at("Schedule", message))?;
    if let Some(zone) = members.text("Timezone")?
        && !["UTC", "Etc/UTC", "GMT", "Etc/GMT"].contains(&zone)
    {
        return Err(members.fault_at("Timezone", format!("the time zone {zone:?} is not simulated")).help("Write the schedule in UTC."));
    }
    let time = |name| match members.node(name) {
        None => Ok(None),
        Some(Node { data: Data::Number(text), .. }) => match text.parse::<f64>() {
            // Seconds with a fraction, as the CLI prints them; `as` ends at the bounds of i64.
            Ok(seconds) => Ok(Some(seconds as i64)),
            Err(_) => Err(members.fault_at(name, format!("{name} is {text}"))),
        },
        Some(_) => {
            let text = members.text(name)?.unwrap_or_default();
            parse_time(text)
                .map(Some)
                .ok_or_else(|| members.fault_at(name, format!("{name} is {text:?}, not a date such as 2026-11-21T08:00:00Z")))
        }
    };
    let action = members.object("ScalableTargetAction")?.ok_or_else(|| members.missing("ScalableTargetAction"))?;
    let (min, max) = (action.count("MinCapacity", MOST_TASKS)?, action.count("MaxCapacity", MOST_TASKS)?);
    match (min, max) {
        (None, None) => Err(action.fault("neither MinCapacity nor MaxCapacity")),
        (Some(min), Some(max)) if min > max => {
            Err(action.fault_at("MinCapacity", format!("MinCapacity is {min}, more than MaxCapacity {max}")))
        }
        _ => Ok(ScheduledAction { name: name.to_string(), schedule, start: time("StartTime")?, end: time("EndTime")?, min, max }),
    }
}
