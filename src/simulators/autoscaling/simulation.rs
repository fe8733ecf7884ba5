//! From data point to data point.

use super::{
    DesiredCount, Inputs, Metrics, Policy, PolicyKind, ScalableTarget, ScheduledAction, Simulation, format_time, step_capacity,
    target_tracking_capacity,
};
use crate::counted::counted;
use crate::simulators::choices::{Said, autoscaling};

/// A year and a day: the longest course with scheduled actions, which may run every minute.
const MOST_SCHEDULED_SECONDS: i64 = 366 * 86_400;

/// All that happens.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// Between which counts.
    pub target: ScalableTarget,
    /// Policies and scheduled actions.
    pub inputs: Inputs,
    /// The data points.
    pub metrics: Metrics,
    /// The desired count before the first data point; the minimum where it is not known.
    pub running: Option<u64>,
    /// Deployments in progress, from the first second to before the second.
    pub deployments: Vec<(i64, i64)>,
}

/// Simulates scaling.
///
/// # Errors
/// When the course is too long for scheduled actions.
pub fn simulate(course: &Course) -> Result<Simulation, String> {
    let metrics = &course.metrics;
    let (Some(&from), Some(&to)) = (metrics.times.first(), metrics.times.last()) else {
        return Err("there are no data points".to_string());
    };
    if !course.inputs.actions.is_empty() && to - from > MOST_SCHEDULED_SECONDS {
        return Err("the metrics cover more than 366 days; with scheduled actions that is the most".to_string());
    }
    let mut runs: Vec<(i64, &ScheduledAction)> = Vec::new();
    for action in &course.inputs.actions {
        let first = action.start.map_or(from, |start| start.max(from));
        let last = action.end.map_or(to, |end| end.min(to));
        runs.extend(action.schedule.times(first, last, action.start).into_iter().map(|time| (time, action)));
    }
    runs.sort_by_key(|(time, _)| *time);
    let mut runs = runs.into_iter().peekable();
    let mut scaling = Scaling::new(course, from);
    for (index, &time) in metrics.times.iter().enumerate() {
        while let Some((at, action)) = runs.next_if(|(at, _)| *at <= time) {
            scaling.run_action(at, action);
        }
        scaling.evaluate(index, time);
    }
    Ok(Simulation { desired: scaling.desired_counts, choices: choices(course) })
}

/// What a policy asks for.
#[derive(Debug, Clone, PartialEq)]
enum Wish {
    Out(u64),
    In(u64),
    Stay,
    /// Its metric has no data.
    Missing,
}

struct Scaling<'c> {
    course: &'c Course,
    desired: u64,
    min: u64,
    max: u64,
    /// When the last scale-out was, and the capacity before it.
    last_out: Option<(i64, u64)>,
    last_in: Option<i64>,
    desired_counts: Vec<DesiredCount>,
}

impl<'c> Scaling<'c> {
    fn new(course: &'c Course, from: i64) -> Self {
        let ScalableTarget { min, max, .. } = course.target;
        let desired = course.running.unwrap_or(min);
        let mut scaling = Self { course, desired, min, max, last_out: None, last_in: None, desired_counts: Vec::new() };
        scaling.record(from, format!("starts with {}, between {min} and {max}", counted(desired, "task")));
        if desired < min || desired > max {
            scaling.desired = desired.clamp(min, max);
            scaling.record(from, format!("{} are not between {min} and {max}", counted(desired, "task")));
        }
        scaling
    }

    fn record(&mut self, time: i64, reason: String) {
        let t = self.course.metrics.relative(time);
        let date = self.course.metrics.dated.then(|| format_time(time));
        self.desired_counts.push(DesiredCount { t, time: date, desired: self.desired, reason, limits: (self.min, self.max) });
    }

    fn run_action(&mut self, time: i64, action: &ScheduledAction) {
        let name = &action.name;
        if self.course.target.schedule_suspended {
            return self.record(time, format!("scheduled action {name}: scheduled scaling is suspended"));
        }
        let (min, max) = (action.min.unwrap_or(self.min), action.max.unwrap_or(self.max));
        if min > max {
            return self.record(time, format!("scheduled action {name} fails: its minimum {min} would be above the maximum {max}"));
        }
        (self.min, self.max) = (min, max);
        let before = self.desired;
        self.desired = before.clamp(min, max);
        let what = match self.desired.cmp(&before) {
            std::cmp::Ordering::Greater => format!(": scales out from {before} to the minimum"),
            std::cmp::Ordering::Less => format!(": scales in from {before} to the maximum"),
            std::cmp::Ordering::Equal => String::new(),
        };
        self.record(time, format!("scheduled action {name} sets the minimum to {min} and the maximum to {max}{what}"));
    }

    fn evaluate(&mut self, index: usize, time: i64) {
        let wishes: Vec<(&Policy, Wish)> =
            self.course.inputs.policies.iter().map(|policy| (policy, self.wish(policy, index, time))).collect();
        let out = wishes.iter().filter_map(|(policy, wish)| if let Wish::Out(to) = wish { Some((*policy, *to)) } else { None });
        // Of equals the first policy counts.
        let out = out.reduce(|best, next| if next.1 > best.1 { next } else { best });
        let reason = match out {
            Some((policy, wanted)) => self.scale_out(policy, wanted, index, time),
            None => self.scale_in(&wishes, index, time),
        };
        self.record(time, reason);
    }

    fn value(&self, policy: &Policy, index: usize) -> Option<f64> {
        self.course.metrics.rows.get(index)?.get(policy.column).copied().flatten()
    }

    /// The capacity before the scale-out whose cooldown still runs for this policy.
    fn before_cooldown(&self, policy: &Policy, time: i64) -> Option<u64> {
        let (at, before) = self.last_out?;
        (time < at.saturating_add_unsigned(policy.out_cooldown())).then_some(before)
    }

    fn wish(&self, policy: &Policy, index: usize, time: i64) -> Wish {
        let Some(value) = self.value(policy, index) else { return Wish::Missing };
        // In the cooldown, what was added counts as part of what is asked for now: only the difference is added.
        let before = self.before_cooldown(policy, time);
        let (out, inwards) = match &policy.kind {
            PolicyKind::TargetTracking(tracking) => {
                let measured = self.course.metrics.running.as_ref().and_then(|running| running.get(index).copied().flatten());
                let running = measured.unwrap_or(self.desired);
                let wanted = |running| target_tracking_capacity(running, value, tracking.target);
                (wanted(before.map_or(running, |before| before.min(running))), wanted(running))
            }
            PolicyKind::Step(step, alarm) => {
                let from = (index + 1).saturating_sub(alarm.periods);
                let breaching =
                    (from..=index).filter(|index| self.value(policy, *index).is_some_and(|value| alarm.breaches(value))).count();
                if breaching < alarm.datapoints || !alarm.breaches(value) {
                    return Wish::Stay;
                }
                let wanted = |capacity| step_capacity(step, capacity, value - alarm.threshold, alarm.is_above()).unwrap_or(self.desired);
                (wanted(before.unwrap_or(self.desired)), wanted(self.desired))
            }
        };
        if out > self.desired {
            Wish::Out(out)
        } else if inwards < self.desired {
            Wish::In(inwards)
        } else {
            Wish::Stay
        }
    }

    fn scale_out(&mut self, policy: &Policy, wanted: u64, index: usize, time: i64) -> String {
        let asks = format!("{} asks for {}", self.told(policy, index), wanted);
        if self.course.target.out_suspended {
            return format!("{asks}: scaling out is suspended");
        }
        let to = wanted.min(self.max);
        if to <= self.desired {
            return format!("{asks}: the maximum is {}", self.max);
        }
        let capped = if to < wanted { format!(", the maximum is {to}") } else { String::new() };
        let cooldown = self.before_cooldown(policy, time);
        let larger = if cooldown.is_some() { ", more than before: its cooldown lets it through" } else { "" };
        let reason = format!("scales out from {} to {to}: {asks}{capped}{larger}", self.desired);
        self.last_out = Some((time, cooldown.unwrap_or(self.desired)));
        self.last_in = None;
        self.desired = to;
        reason
    }

    fn scale_in(&mut self, wishes: &[(&Policy, Wish)], index: usize, time: i64) -> String {
        let inwards = wishes.iter().filter_map(|(policy, wish)| match (wish, &policy.kind) {
            (Wish::In(_), PolicyKind::TargetTracking(tracking)) if tracking.scale_in_disabled => None,
            (Wish::In(to), _) => Some((*policy, *to)),
            _ => None,
        });
        let Some((policy, wanted)) = inwards.reduce(|best, next| if next.1 > best.1 { next } else { best }) else {
            return self.told_all(wishes, index, time);
        };
        let asks = format!("{} asks for {wanted}", self.told(policy, index));
        let objection = wishes.iter().find(|(policy, wish)| match &policy.kind {
            PolicyKind::TargetTracking(tracking) => !tracking.scale_in_disabled && !matches!(wish, Wish::In(_)),
            PolicyKind::Step(..) => false,
        });
        if let Some((other, wish)) = objection {
            let why = if *wish == Wish::Missing { "has no data" } else { "does not agree" };
            return format!("{asks}: {} {why}", other.name);
        }
        if self.course.target.in_suspended {
            return format!("{asks}: scaling in is suspended");
        }
        let t = self.course.metrics.relative(time);
        if self.course.deployments.iter().any(|(from, to)| (*from..*to).contains(&t)) {
            return format!("{asks}: no scaling in during a deployment");
        }
        if let Some(over) = self.last_in.map(|last| last.saturating_add_unsigned(policy.in_cooldown())).filter(|over| time < *over) {
            return format!("{asks}: the scale-in cooldown has {} s left", over - time);
        }
        let to = wanted.max(self.min);
        if to >= self.desired {
            return format!("{asks}: the minimum is {}", self.min);
        }
        let capped = if to > wanted { format!(", the minimum is {to}") } else { String::new() };
        let reason = format!("scales in from {} to {to}: {asks}{capped}", self.desired);
        self.last_in = Some(time);
        self.desired = to;
        reason
    }

    /// A policy and its metric as reasons tell them.
    fn told(&self, policy: &Policy, index: usize) -> String {
        let Some(value) = self.value(policy, index) else { return format!("{} has no data", policy.name) };
        let word = if matches!(policy.kind, PolicyKind::TargetTracking(_)) { "target" } else { "threshold" };
        format!("{} at {value} ({word} {})", policy.name, policy.reference())
    }

    /// Why nothing is asked.
    fn told_all(&self, wishes: &[(&Policy, Wish)], index: usize, time: i64) -> String {
        if wishes.is_empty() {
            return "no policy".to_string();
        }
        let told = wishes.iter().map(|(policy, wish)| match wish {
            Wish::In(_) => format!("{} may not scale in", self.told(policy, index)),
            Wish::Stay if self.before_cooldown(policy, time).is_some() => {
                format!("{}, in the cooldown of the scale-out", self.told(policy, index))
            }
            _ => self.told(policy, index),
        });
        format!("stays: {}", told.collect::<Vec<_>>().join("; "))
    }
}

fn choices(course: &Course) -> Vec<String> {
    let tracking = course.inputs.policies.iter().any(|policy| matches!(policy.kind, PolicyKind::TargetTracking(_)));
    let step = course.inputs.policies.iter().any(|policy| matches!(policy.kind, PolicyKind::Step(..)));
    let is_missing = |policy: &Policy| course.metrics.rows.iter().any(|row| row.get(policy.column).copied().flatten().is_none());
    let step_missing = course.inputs.policies.iter().any(|policy| matches!(policy.kind, PolicyKind::Step(..)) && is_missing(policy));
    let mut said = Said::default();
    said.when(tracking, autoscaling::MODEL);
    said.when(course.metrics.running.is_none(), autoscaling::AT_ONCE);
    said.when(tracking && step, autoscaling::STEP_WAITS);
    said.when(course.inputs.policies.len() > 1, autoscaling::SHARED_COOLDOWN);
    said.when(!course.inputs.policies.is_empty(), autoscaling::OUT_BEFORE_IN);
    said.when(!course.deployments.is_empty() && !course.inputs.actions.is_empty(), autoscaling::SCHEDULED_IN_DEPLOYMENT);
    said.when(!course.inputs.actions.is_empty(), autoscaling::RATE_START);
    said.when(step_missing, autoscaling::MISSING_STEP_DATA);
    said.into_sentences()
}
