//! A drill with its address.

use super::draft::Draft;
use super::stream::Stream;
use super::{Address, DrillKind, Level, kinds};
use crate::course::{Configuration, Given, Question, QuestionPlace};

/// So many draws without a question mean that a kind is broken; the worst need a few dozen.
const PATIENCE: usize = 5_000;

/// A question that an engine made and answered.
#[derive(Debug, Clone)]
pub struct Drill {
    /// Kind, level and seed.
    pub address: Address,
    /// Asked and judged like any other; its id is the address. What the engines answered stands in `simulate` and `rules`.
    pub question: Question,
    /// The way to the answer with its numbers, a step each, in Markdown.
    pub explanation: Vec<String>,
}

/// Why there is no drill.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no question came of {0}; take another number")]
pub struct DrillError(String);

impl Drill {
    /// The drill of an address.
    ///
    /// # Errors
    /// When nothing that is drawn makes a question; tests try many numbers of each kind and level.
    pub fn make(kind: &'static DrillKind, level: Level, seed: u64) -> Result<Self, DrillError> {
        let address = Address { kind, level, seed };
        let mut stream = Stream::of(kind.id, level.number(), seed);
        let draft = (0..PATIENCE).find_map(|_| (kind.draw)(level, &mut stream)).ok_or_else(|| DrillError(address.to_string()))?;
        Ok(Self::of(address, draft))
    }

    fn of(address: Address, draft: Draft) -> Self {
        let Address { kind, level, .. } = address;
        let question = Question {
            id: address.to_string(),
            lesson: kind.lesson.to_string(),
            objectives: kind.objectives.iter().map(ToString::to_string).collect(),
            difficulty: level.number(),
            kind: draft.kind,
            stem: draft.stem,
            configuration: draft.configuration.map(|text| Configuration { language: "json".to_string(), text, reports: None }),
            options: draft.options,
            accepts: Vec::new(),
            source: kind.source.to_string(),
            verified: kind.verified.to_string(),
            rules: draft.rules,
            simulate: draft.simulate,
            place: QuestionPlace::default(),
        };
        Self { address, question, explanation: draft.explanation }
    }

    /// Whether an answer is right.
    pub fn is_right(&self, given: &Given) -> bool {
        self.question.is_right(given)
    }
}

/// One drill of each kind and level, for the book and whoever wants to see what there is.
pub fn examples() -> impl Iterator<Item = Drill> {
    kinds().iter().flat_map(|kind| Level::ALL.into_iter().filter_map(|level| Drill::make(kind, level, 1).ok()))
}
