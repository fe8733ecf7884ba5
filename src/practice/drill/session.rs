//! Which drills come after each other, and how it went.

use std::collections::BTreeMap;

use serde::Serialize;

use super::stream::Stream;
use super::{Drill, DrillError, DrillKind, Level, kinds};

/// Seeds of four digits make addresses that can be told to somebody.
const SEEDS: u64 = 10_000;

/// Drills one after the other. Of several kinds each comes once before one comes again: mixed practice is remembered longer than
/// practice in blocks (Rohrer 2019).
#[derive(Debug)]
pub struct DrillSession {
    kinds: Vec<&'static DrillKind>,
    coming: Vec<&'static DrillKind>,
    stream: Stream,
    results: BTreeMap<&'static str, (usize, usize)>,
}

/// How a session went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SessionScore {
    /// Drills answered.
    pub answered: usize,
    /// Answered rightly.
    pub correct: usize,
    /// By kind, in the order of the course.
    pub kinds: Vec<KindScore>,
}

/// The score of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KindScore {
    /// The kind.
    pub kind: &'static str,
    /// Drills answered.
    pub answered: usize,
    /// Answered rightly.
    pub correct: usize,
}

impl DrillSession {
    /// A session of one kind or of all; the same seed and levels give the same drills.
    pub fn new(kind: Option<&'static DrillKind>, seed: u64) -> Self {
        let kinds = kind.map_or_else(|| kinds().to_vec(), |kind| vec![kind]);
        Self { kinds, coming: Vec::new(), stream: Stream::new(seed), results: BTreeMap::new() }
    }

    /// The one kind that it is of; none where all are mixed.
    pub fn kind(&self) -> Option<&'static DrillKind> {
        if let [kind] = self.kinds.as_slice() { Some(kind) } else { None }
    }

    /// The next drill; `level_of` says how hard one of its kind is to be.
    ///
    /// # Errors
    /// When none can be made.
    pub fn next_drill(&mut self, level_of: impl Fn(&DrillKind) -> Level) -> Result<Drill, DrillError> {
        if self.coming.is_empty() {
            self.coming.clone_from(&self.kinds);
            self.stream.shuffle(&mut self.coming);
        }
        // Filled just now, and never from an empty list.
        let kind = self.coming.pop().unwrap_or(kinds()[0]);
        Drill::make(kind, level_of(kind), self.stream.below(SEEDS))
    }

    /// Remembers how a drill went.
    pub fn answered(&mut self, drill: &Drill, correct: bool) {
        let (answered, right) = self.results.entry(drill.address.kind.id).or_default();
        *answered += 1;
        *right += usize::from(correct);
    }

    /// The score so far.
    pub fn score(&self) -> SessionScore {
        let of = |kind: &&DrillKind| {
            let (answered, correct) = *self.results.get(kind.id)?;
            Some(KindScore { kind: kind.id, answered, correct })
        };
        let kinds: Vec<KindScore> = kinds().iter().filter_map(of).collect();
        let sum = |count: fn(&KindScore) -> usize| kinds.iter().map(count).sum();
        SessionScore { answered: sum(|kind| kind.answered), correct: sum(|kind| kind.correct), kinds }
    }
}
