//! The instances that can take a task, in the order of the strategies.
//!
//! A chain narrows: the first strategy keeps its best instances, the next chooses among those, and so on. That is the least key where
//! each strategy gives one number. Placing a task changes the number of *all* instances of a zone, so instances are kept in cells of
//! equal attribute values, and within a cell ordered by what is their own. A step costs one look at each cell, not at each instance.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::eligibility::State;
use super::{BinpackBy, SpreadBy, Strategy};
use crate::facts::MAX_PLACEMENT_STRATEGIES;

/// One number a strategy; the least wins.
pub(super) type Key = [i64; MAX_PLACEMENT_STRATEGIES];

pub(super) struct Candidates {
    levels: Vec<Level>,
    cells: Vec<Cell>,
    cell_of: Vec<usize>,
    count: usize,
    is_random: bool,
}

/// A strategy with what it counts.
pub(super) enum Level {
    /// Spread over an attribute: tasks for each value, shared by its instances.
    Shared {
        value_of: Vec<usize>,
        tasks: Vec<i64>,
    },
    Instance,
    Binpack(BinpackBy),
}

struct Cell {
    /// One of its instances, to look up shared values.
    example: usize,
    /// The least key of its buckets.
    least: Option<Key>,
    buckets: BTreeMap<Key, BTreeSet<usize>>,
}

/// The instance that the strategies choose.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pick {
    pub instance: usize,
    pub key: Key,
    /// Instances that the strategies hold equal to it, itself included.
    pub equal: usize,
    /// Instances that could take the task.
    pub candidates: usize,
}

impl Candidates {
    /// No candidates yet; [`Candidates::insert`] adds them.
    pub(super) fn new(strategies: &[Strategy], states: &[State<'_>]) -> Self {
        let is_random = strategies.contains(&Strategy::Random);
        let levels = Level::all(strategies, states);
        let mut cells: Vec<Cell> = Vec::new();
        let mut known: HashMap<Vec<usize>, usize> = HashMap::new();
        let cell_of = (0..states.len())
            .map(|instance| {
                let values = levels.iter().filter_map(|level| level.value_of(instance)).collect();
                *known.entry(values).or_insert_with(|| {
                    cells.push(Cell { example: instance, least: None, buckets: BTreeMap::new() });
                    cells.len() - 1
                })
            })
            .collect();
        Self { levels, cells, cell_of, count: 0, is_random }
    }

    /// Adds an instance, or adds it again after it changed.
    pub(super) fn insert(&mut self, instance: usize, state: &State<'_>) {
        let own = self.own_key(state);
        let cell = &mut self.cells[self.cell_of[instance]];
        cell.buckets.entry(own).or_default().insert(instance);
        cell.least = cell.buckets.keys().next().copied();
        self.count += 1;
    }

    /// The best instance.
    pub(super) fn pick(&self, random: &mut fastrand::Rng) -> Option<Pick> {
        let (key, equals) = self.best()?;
        let equal: usize = equals.iter().map(|bucket| bucket.len()).sum();
        let instance = if self.is_random {
            equals.iter().copied().flatten().nth(random.usize(..equal)).copied()?
        } else {
            equals.iter().filter_map(|bucket| bucket.first()).min().copied()?
        };
        Some(Pick { instance, key, equal, candidates: self.count })
    }

    /// Takes out an instance that gets a task, before its state changes, and counts the task where it is shared.
    pub(super) fn take(&mut self, instance: usize, state: &State<'_>) {
        let own = self.own_key(state);
        let cell = &mut self.cells[self.cell_of[instance]];
        if let Some(bucket) = cell.buckets.get_mut(&own) {
            bucket.remove(&instance);
            if bucket.is_empty() {
                cell.buckets.remove(&own);
            }
        }
        cell.least = cell.buckets.keys().next().copied();
        self.count -= 1;
        for level in &mut self.levels {
            level.count(instance, 1);
        }
    }

    fn own_key(&self, state: &State<'_>) -> Key {
        let mut key = Key::default();
        for (part, level) in key.iter_mut().zip(&self.levels) {
            *part = level.own(state);
        }
        key
    }

    /// The least key, and the instances that have it.
    fn best(&self) -> Option<(Key, Vec<&BTreeSet<usize>>)> {
        let mut best: Option<Key> = None;
        let mut cells = Vec::new();
        for cell in &self.cells {
            let Some(own) = cell.least else { continue };
            let key = self.full_key(cell, own);
            match best.map_or(Ordering::Less, |best| key.cmp(&best)) {
                Ordering::Greater => continue,
                Ordering::Equal => {}
                Ordering::Less => {
                    best = Some(key);
                    cells.clear();
                }
            }
            cells.push(cell);
        }
        let buckets = cells.into_iter().filter_map(|cell| cell.buckets.first_key_value()).map(|(_, bucket)| bucket);
        Some((best?, buckets.collect()))
    }

    fn full_key(&self, cell: &Cell, mut key: Key) -> Key {
        for (part, level) in key.iter_mut().zip(&self.levels) {
            if let Some(tasks) = level.shared(cell.example) {
                *part = tasks;
            }
        }
        key
    }
}

impl Level {
    /// The levels of a chain; after `random` nothing is left to choose.
    pub(super) fn all(strategies: &[Strategy], states: &[State<'_>]) -> Vec<Self> {
        strategies.iter().map_while(|strategy| Self::of(strategy, states)).collect()
    }

    fn of(strategy: &Strategy, states: &[State<'_>]) -> Option<Self> {
        match strategy {
            Strategy::Random => None,
            Strategy::Binpack(by) => Some(Self::Binpack(*by)),
            Strategy::Spread(SpreadBy::Instance) => Some(Self::Instance),
            Strategy::Spread(SpreadBy::Attribute(name)) => {
                let mut values: HashMap<Option<&str>, usize> = HashMap::new();
                let mut tasks = Vec::new();
                let value_of = states
                    .iter()
                    .map(|state| {
                        let value = *values.entry(state.instance.attributes.get(name).map(String::as_str)).or_insert_with(|| {
                            tasks.push(0);
                            tasks.len() - 1
                        });
                        tasks[value] += state.group_tasks;
                        value
                    })
                    .collect();
                Some(Self::Shared { value_of, tasks })
            }
        }
    }

    /// Adds tasks of the group on an instance where they are counted together.
    pub(super) fn count(&mut self, instance: usize, more: i64) {
        if let Self::Shared { value_of, tasks } = self {
            tasks[value_of[instance]] += more;
        }
    }

    /// The number that an instance shares with all of its value.
    pub(super) fn shared(&self, instance: usize) -> Option<i64> {
        match self {
            Self::Shared { value_of, tasks } => Some(tasks[value_of[instance]]),
            Self::Instance | Self::Binpack(_) => None,
        }
    }

    /// The number that is an instance's own, 0 for a shared one.
    pub(super) fn own(&self, state: &State<'_>) -> i64 {
        match self {
            Self::Shared { .. } => 0,
            Self::Instance => state.group_tasks,
            Self::Binpack(BinpackBy::Cpu) => state.remaining.cpu,
            Self::Binpack(BinpackBy::Memory) => state.remaining.memory,
        }
    }

    fn value_of(&self, instance: usize) -> Option<usize> {
        match self {
            Self::Shared { value_of, .. } => Some(value_of[instance]),
            Self::Instance | Self::Binpack(_) => None,
        }
    }
}
