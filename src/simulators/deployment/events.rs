//! The queue of what happens later, and the tasks it happens to.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use super::{Behaviour, Counts, Revision};

/// Something that happens at its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Event {
    /// A deployment alarm goes off: its index in the scenario.
    Alarm(usize),
    /// Tasks die: the index in the scenario.
    Death(usize),
    /// A task stops before it reaches RUNNING.
    Crash(usize),
    /// A task reaches RUNNING.
    Running(usize),
    /// A task becomes healthy.
    Healthy(usize),
    /// A task's failed health checks stop it.
    Unhealthy(usize),
    /// A task is STOPPED.
    Stopped(usize),
    /// Launches are no longer throttled.
    Launch,
    /// The current step has waited long enough; of which wait.
    Timer(u64),
}

/// Events by time, and in the order in which they were planned.
#[derive(Debug, Default)]
pub(super) struct Queue {
    heap: BinaryHeap<Reverse<(u64, u64, Event)>>,
    planned: u64,
}

impl Queue {
    pub(super) fn plan(&mut self, at: u64, event: Event) {
        self.planned += 1;
        self.heap.push(Reverse((at, self.planned, event)));
    }

    pub(super) fn next_time(&self) -> Option<u64> {
        self.heap.peek().map(|Reverse((at, ..))| *at)
    }

    pub(super) fn pop_at(&mut self, now: u64) -> Option<Event> {
        if self.next_time()? > now {
            return None;
        }
        self.heap.pop().map(|Reverse((.., event))| event)
    }
}

/// The state of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Pending,
    Running,
    Healthy,
    Stopping,
    Stopped,
}

/// All tasks, by revision and state.
#[derive(Debug, Default)]
pub(super) struct Fleet {
    tasks: Vec<(Revision, State, Behaviour)>,
    sets: [[BTreeSet<usize>; 4]; 2],
}

impl Fleet {
    pub(super) fn add(&mut self, revision: Revision, state: State, behaviour: Behaviour) -> usize {
        let task = self.tasks.len();
        self.tasks.push((revision, state, behaviour));
        self.sets[revision as usize][state as usize].insert(task);
        task
    }

    pub(super) fn revision(&self, task: usize) -> Revision {
        self.tasks[task].0
    }

    pub(super) fn behaviour(&self, task: usize) -> Behaviour {
        self.tasks[task].2
    }

    pub(super) fn is(&self, task: usize, state: State) -> bool {
        self.tasks[task].1 == state
    }

    pub(super) fn set(&mut self, task: usize, state: State) {
        let (revision, before, _) = self.tasks[task];
        if let Some(set) = self.sets[revision as usize].get_mut(before as usize) {
            set.remove(&task);
        }
        if let Some(set) = self.sets[revision as usize].get_mut(state as usize) {
            set.insert(task);
        }
        self.tasks[task].1 = state;
    }

    /// The oldest tasks of a revision in a state.
    pub(super) fn oldest(&self, revision: Revision, state: State, most: u64) -> Vec<usize> {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        self.sets[revision as usize].get(state as usize).into_iter().flatten().copied().take(most).collect()
    }

    pub(super) fn counts(&self, revision: Revision) -> Counts {
        let [pending, running, healthy, stopping] = self.sets[revision as usize].each_ref().map(|set| set.len() as u64);
        Counts { pending, running, healthy, stopping }
    }
}
