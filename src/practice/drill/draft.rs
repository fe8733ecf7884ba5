//! A question before it has an address: what a kind hands over, and how options are chosen.

use super::stream::Stream;
use crate::course::{AnswerOption, Proof, QuestionType, SimulatorProof};

/// A question as a kind makes it.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    /// Markdown.
    pub stem: String,
    /// A JSON document, shown with the numbers of its lines.
    pub configuration: Option<String>,
    /// How it is answered.
    pub kind: QuestionType,
    /// What one can choose, or what may be typed.
    pub options: Vec<AnswerOption>,
    /// The way to the answer, a step each, in Markdown.
    pub explanation: Vec<String>,
    /// What the simulators answered.
    pub simulate: Vec<SimulatorProof>,
    /// What the linter answered.
    pub rules: Vec<Proof>,
}

/// An answer and why it is right, or from which misconception it comes.
pub(super) type Reasoned = (String, String);

/// A choice of four in any order; `None` where the misconceptions lead to fewer than three other answers. Those first in the list are
/// preferred, so the list begins with what people believe most.
pub(super) fn single(stream: &mut Stream, right: Reasoned, wrong: impl IntoIterator<Item = Reasoned>) -> Option<Vec<AnswerOption>> {
    let mut options = with_distinct(right, wrong);
    options.truncate(4);
    stream.shuffle(&mut options);
    (options.len() == 4).then_some(options)
}

/// What may be typed: the right answer first, then two or more that misconceptions lead to.
pub(super) fn typed(right: Reasoned, wrong: impl IntoIterator<Item = Reasoned>) -> Option<Vec<AnswerOption>> {
    let options = with_distinct(right, wrong);
    (options.len() >= 3).then_some(options)
}

/// Two misconceptions may lead to one answer, or to the right one: the first to come keeps it.
fn with_distinct((text, why): Reasoned, wrong: impl IntoIterator<Item = Reasoned>) -> Vec<AnswerOption> {
    let mut options = vec![AnswerOption { text, correct: true, matches: None, why }];
    for (text, why) in wrong {
        if options.iter().all(|option| option.text != text) {
            options.push(AnswerOption { text, correct: false, matches: None, why });
        }
    }
    options
}

/// An option that is judged by itself.
pub(super) fn option(text: impl Into<String>, correct: bool, why: impl Into<String>) -> AnswerOption {
    AnswerOption { text: text.into(), correct, matches: None, why: why.into() }
}
