//! Feedback in words: the right answer, and every option explained.

use super::render_inline;
use crate::course::{AnswerOption, Given, Question, QuestionType};

/// An option as it is explained after the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// What stands in front of it: its letter or its place.
    pub first: String,
    /// The option and what was made of it, as Markdown.
    pub text: String,
    /// Why it is right or wrong, as Markdown.
    pub why: String,
    /// Whether it is to be looked at.
    pub tone: Tone,
}

/// What an explained option is to the learner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Right.
    Right,
    /// Theirs, and wrong.
    Mistaken,
    /// Neither.
    Aside,
}

/// The right letters, or the right words.
pub fn answer_in_words(question: &Question) -> String {
    if question.kind == QuestionType::Text {
        let right = question.options.iter().find(|option| option.correct);
        return right.map(|option| render_inline(&option.text)).unwrap_or_default();
    }
    let shown = question.shown_order();
    let letter = |index: &usize| Question::letter(shown.iter().position(|shown| shown == index).unwrap_or(*index)).to_string();
    let right: Vec<String> = question.correct().iter().map(letter).collect();
    match right.split_last() {
        _ if question.kind.has_places() => right.join(" "),
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => right.join(""),
    }
}

/// What was typed, in a line: it may come from another machine, so nothing in it steers the terminal.
pub fn typed_in_words(given: &Given) -> Option<String> {
    match given {
        Given::Text(text) => Some(format!("You typed: {}", text.replace(char::is_control, " "))),
        Given::Options(_) => None,
    }
}

/// Every option explained, not only the chosen one: an unexplained wrong option is remembered as true. Without an answer it is only told what
/// is right.
pub fn explanations(question: &Question, given: Option<&Given>) -> Vec<Explanation> {
    question.options.iter().enumerate().map(|(index, option)| explained(question, given, index, option)).collect()
}

fn explained(question: &Question, given: Option<&Given>, index: usize, option: &AnswerOption) -> Explanation {
    let (first, (text, tone)) = match question.kind {
        QuestionType::Order => {
            (format!("  {}. ", index + 1), in_place(question, given, index, &option.text, |other| Some(other.text.as_str())))
        }
        QuestionType::Match => {
            let pair = format!("{} -> {}", option.text, option.matches.as_deref().unwrap_or_default());
            (format!("  {}. ", index + 1), in_place(question, given, index, &pair, |other| other.matches.as_deref()))
        }
        QuestionType::Text => ("  - ".to_string(), marked(question, given, index, option)),
        QuestionType::Single | QuestionType::Multiple => {
            (format!("  {}) ", Question::letter(index)), marked(question, given, index, option))
        }
    };
    Explanation { first, text, why: option.why.clone(), tone }
}

/// What is right in a place, and what the learner had there.
fn in_place<'q>(
    question: &'q Question,
    given: Option<&Given>,
    index: usize,
    right: &str,
    named: impl Fn(&'q AnswerOption) -> Option<&'q str>,
) -> (String, Tone) {
    let Some(had) = given.and_then(|given| given.options().get(index).copied()) else { return (right.to_string(), Tone::Aside) };
    if had == index {
        return (format!("(right) {right}"), Tone::Right);
    }
    let had = question.options.get(had).and_then(named).unwrap_or_default();
    (format!("{right} (you: {had})"), Tone::Mistaken)
}

/// An option that is right or wrong by itself, and whether it was the learner's.
fn marked(question: &Question, given: Option<&Given>, index: usize, option: &AnswerOption) -> (String, Tone) {
    let is_yours = match given {
        Some(Given::Options(options)) => options.contains(&index),
        Some(Given::Text(_)) if option.correct => given.is_some_and(|given| question.is_right(given)),
        Some(Given::Text(text)) => question.misconceptions(&[], Some(text)).contains(&index),
        None => false,
    };
    let (mark, tone) = match (option.correct, is_yours) {
        (true, true) => ("right, yours", Tone::Right),
        (true, false) if question.kind == QuestionType::Multiple && given.is_some() => ("right, missed", Tone::Right),
        (true, false) => ("right", Tone::Right),
        (false, true) => ("wrong, yours", Tone::Mistaken),
        (false, false) => ("wrong", Tone::Aside),
    };
    (format!("({mark}) {}", option.text), tone)
}
