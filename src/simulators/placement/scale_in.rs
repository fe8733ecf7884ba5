//! Which tasks a scale-in stops.

use super::candidates::{Key, Level};
use super::choices::Met;
use super::eligibility::{State, states};
use super::outcome::{Outcome, StoppedTask, loads};
use super::place::place;
use super::request::default_spread;
use super::{Amounts, BinpackBy, Cluster, Request, RequestKind, RunningTask, Strategy, choices};
use crate::simulators::choices::placement;

/// More tasks are to stop than the group has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot stop {wanted} tasks: {group} has {existing}")]
pub struct TooFewTasks {
    /// To be stopped.
    pub wanted: usize,
    /// Running tasks of the group on instances of the cluster.
    pub existing: usize,
    /// The group.
    pub group: String,
}

/// Does what the request asks for: stops `stop` tasks where that is given; else stops what a service has too much, or places what it
/// lacks.
///
/// # Errors
/// When more tasks are to stop than the group has.
pub fn answer(cluster: &Cluster, tasks: &[RunningTask], request: &Request, stop: Option<usize>, seed: u64) -> Result<Outcome, TooFewTasks> {
    let existing = tasks.iter().filter(|task| task.is_wanted && task.group == request.group).count();
    let surplus = if request.kind == RequestKind::Replica { existing.saturating_sub(request.count) } else { 0 };
    match stop {
        None if surplus == 0 => Ok(place(cluster, tasks, request, seed)),
        stop => scale_in(cluster, tasks, request, stop.unwrap_or(surplus), seed),
    }
}

/// Stops `count` tasks of the request's group, each by the strategies in order: spread takes it from the value with the most tasks,
/// binpack from the instance that then has the most left. Without a strategy it is the zone and then the instance with the most.
///
/// # Errors
/// When the group has fewer tasks.
pub fn scale_in(cluster: &Cluster, tasks: &[RunningTask], request: &Request, count: usize, seed: u64) -> Result<Outcome, TooFewTasks> {
    let mut states = states(cluster, tasks, request);
    let before = loads(&states);
    let strategies = if request.strategies.is_empty() { default_spread() } else { request.strategies.clone() };
    let mut levels = Level::all(&strategies, &states);
    let mut running: Vec<&RunningTask> = tasks.iter().filter(|task| task.is_wanted && task.group == request.group).collect();
    if running.len() < count {
        return Err(TooFewTasks { wanted: count, existing: running.len(), group: request.group.clone() });
    }
    let mut random = fastrand::Rng::with_seed(seed);
    let (mut had_equals, mut disagrees) = (false, false);
    let mut stopped = Vec::with_capacity(count);
    for _ in 0..count {
        let keys: Vec<Key> = running.iter().map(|task| key(&levels, &states, task, request)).collect();
        let Some(best) = keys.iter().max().copied() else { break };
        let equal: Vec<usize> = keys.iter().enumerate().filter(|(_, key)| **key == best).map(|(at, _)| at).collect();
        had_equals |= equal.len() > 1;
        let at = if strategies.contains(&Strategy::Random) { equal[random.usize(..equal.len())] } else { equal[0] };
        let task = running.remove(at);
        disagrees |= states[task.instance].release(task, request);
        for level in &mut levels {
            level.count(task.instance, -1);
        }
        stopped.push(StoppedTask {
            task: task.arn.clone(),
            instance: task.instance,
            explanation: why(&strategies, &best[..levels.len()], equal.len()),
        });
    }
    let mut explanation = choices::explain(request, &strategies, request.count, &states);
    // How tasks are placed is not what is asked here.
    explanation.truncate(1);
    let chain: Vec<String> = strategies.iter().map(Strategy::to_string).collect();
    explanation.push(format!(
        "Tasks are stopped by {}: spread takes from where most of them run, binpack from where most is left then.",
        chain.join(", ")
    ));
    let mut said = choices::made(cluster, request, &strategies, Met::default());
    said.when(had_equals && !strategies.contains(&Strategy::Random), placement::EQUAL_TASKS);
    said.when(request.strategies.len() > 1, placement::SCALE_IN_CHAIN);
    said.when(disagrees, placement::MORE_THAN_REGISTERED);
    Ok(Outcome {
        instances: cluster.instances.iter().map(|instance| (instance.id.clone(), instance.arn.clone())).collect(),
        placements: Vec::new(),
        rejections: vec![None; states.len()],
        unplaced: None,
        stopped,
        before,
        after: loads(&states),
        explanation,
        choices: said.into_sentences(),
        strategies,
    })
}

/// One number a strategy; the greatest stops.
fn key(levels: &[Level], states: &[State<'_>], task: &RunningTask, request: &Request) -> Key {
    let size = size(task, request);
    let mut key = Key::default();
    for (part, level) in key.iter_mut().zip(levels) {
        let own = level.own(&states[task.instance]);
        *part = match level {
            Level::Binpack(BinpackBy::Cpu) => own + size.cpu,
            Level::Binpack(BinpackBy::Memory) => own + size.memory,
            Level::Shared { .. } | Level::Instance => level.shared(task.instance).unwrap_or(own),
        };
    }
    key
}

/// What a task gives back: its own size, else what the request's task definition takes.
fn size(task: &RunningTask, request: &Request) -> Amounts {
    task.size.unwrap_or(request.needs.amounts)
}

fn why(strategies: &[Strategy], key: &[i64], equal: usize) -> String {
    let mut parts: Vec<String> = strategies
        .iter()
        .zip(key)
        .map(|(strategy, value)| match strategy {
            Strategy::Binpack(_) => format!("{strategy}: leaves {value}, the most"),
            _ => format!("{strategy}: {value} of its tasks there, the most"),
        })
        .collect();
    if equal > 1 {
        let chosen = if strategies.contains(&Strategy::Random) { "one" } else { "first" };
        parts.push(format!("{chosen} of {equal} equal tasks"));
    }
    parts.join("; ")
}

impl State<'_> {
    /// Takes a task away; whether it should give back more than is taken.
    fn release(&mut self, task: &RunningTask, request: &Request) -> bool {
        let (size, most) = (size(task, request), self.instance.registered);
        let free = |remaining: i64, size: i64, most: i64| (remaining + size).min(most.max(remaining));
        let remaining = Amounts {
            cpu: free(self.remaining.cpu, size.cpu, most.cpu),
            memory: free(self.remaining.memory, size.memory, most.memory),
            gpus: free(self.remaining.gpus, size.gpus, most.gpus),
        };
        let disagrees = remaining.cpu - self.remaining.cpu < size.cpu
            || remaining.memory - self.remaining.memory < size.memory
            || self.running_tasks < 1;
        self.remaining = remaining;
        self.running_tasks = (self.running_tasks - 1).max(0);
        self.group_tasks -= 1;
        disagrees
    }
}
