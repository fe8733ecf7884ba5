//! What comes out.

use super::candidates::Key;
use super::eligibility::State;
use super::{Amounts, Reason, Strategy};

/// Where tasks go, or which ones stop, and why.
///
/// Serialises as `placements`, `failures`, `stopped`, `explanation` and `choices`. The rejections of each placement are written while
/// serialising, so that an outcome of 10,000 tasks on 5,000 instances stays small in memory.
#[derive(Debug)]
pub struct Outcome {
    /// EC2 id and ARN of each instance, in the order of the input; indices below mean these.
    pub instances: Vec<(String, String)>,
    /// In the order in which they were placed.
    pub placements: Vec<Placement>,
    /// For each instance, from which task on it cannot take any; such an instance never can again.
    pub rejections: Vec<Option<Rejection>>,
    /// The tasks for which no instance was left.
    pub unplaced: Option<Unplaced>,
    /// The tasks that a scale-in stops, in order.
    pub stopped: Vec<StoppedTask>,
    /// Each instance before.
    pub before: Vec<Load>,
    /// Each instance after.
    pub after: Vec<Load>,
    /// What decided: sentences.
    pub explanation: Vec<String>,
    /// Where AWS documents nothing, what was chosen: sentences.
    pub choices: Vec<String>,
    pub(super) strategies: Vec<Strategy>,
}

/// One placed task.
#[derive(Debug, Clone, Copy)]
pub struct Placement {
    /// Counts from 1.
    pub task: usize,
    /// Index of the instance.
    pub instance: usize,
    pub(super) key: Key,
    /// Instances that the strategies held equal to this one, itself included.
    pub equal: usize,
    /// Instances that could have taken the task.
    pub candidates: usize,
}

/// Why an instance takes no more tasks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// The first task that it cannot take.
    pub since: usize,
    /// Why.
    pub reason: Reason,
}

/// The tasks that no instance could take; nothing changes after the first of them.
#[derive(Debug, Clone, Copy)]
pub struct Unplaced {
    /// The first.
    pub first: usize,
    /// The last.
    pub last: usize,
    /// The instance that passed the most checks; `None` in a cluster without instances.
    pub closest: Option<usize>,
}

/// A task that a scale-in stops.
#[derive(Debug, Clone)]
pub struct StoppedTask {
    /// `taskArn`
    pub task: String,
    /// Index of the instance.
    pub instance: usize,
    /// Why this one.
    pub explanation: String,
}

/// What is on an instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// What is left.
    pub remaining: Amounts,
    /// All tasks.
    pub running_tasks: i64,
    /// Tasks of the request's group.
    pub group_tasks: i64,
}

pub(super) fn loads(states: &[State<'_>]) -> Vec<Load> {
    let load = |state: &State<'_>| Load { remaining: state.remaining, running_tasks: state.running_tasks, group_tasks: state.group_tasks };
    states.iter().map(load).collect()
}

impl Outcome {
    /// The instances that could not take a task, in the order of the input, each with its reason.
    pub fn rejected(&self, task: usize) -> impl Iterator<Item = (&str, &Reason)> {
        self.instances.iter().zip(&self.rejections).filter_map(move |((id, _), rejection)| {
            let rejection = rejection.as_ref()?;
            (rejection.since <= task).then_some((id.as_str(), &rejection.reason))
        })
    }

    /// The reason of the tasks that were not placed: that of the closest instance.
    pub fn failure_reason(&self) -> Option<&str> {
        let unplaced = self.unplaced?;
        let closest = unplaced.closest.and_then(|closest| self.rejections[closest].as_ref());
        Some(closest.map_or("No Container Instances were found in your cluster.", |rejection| rejection.reason.as_str()))
    }

    /// Why a task went where it is.
    pub fn why(&self, placement: &Placement) -> String {
        // After `random` nothing is left to choose.
        let decisive = self.strategies.split(|strategy| *strategy == Strategy::Random).next().unwrap_or_default();
        let part = |(strategy, value): (&Strategy, i64)| match strategy {
            Strategy::Binpack(_) => format!("{strategy}: {value} left there"),
            _ => format!("{strategy}: {value} of its tasks there"),
        };
        let parts: Vec<String> = decisive.iter().zip(placement.key).map(part).collect();
        let chosen = match placement.equal {
            1 => String::new(),
            equal if self.strategies.contains(&Strategy::Random) => format!("random: one of {equal}"),
            equal => format!("first of {equal} equal instances"),
        };
        let only = if placement.candidates == 1 { "the only instance that can take it" } else { "" };
        let all: Vec<&str> = parts.iter().map(String::as_str).chain([chosen.as_str(), only]).filter(|part| !part.is_empty()).collect();
        all.join("; ")
    }
}
