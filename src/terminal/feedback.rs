//! Feedback in words: the right answer, and every option explained.

use super::render_inline;
use crate::course::{AnswerOption, Given, Question, QuestionType};

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

/// What stands in front of each option that is explained, and its explanation as Markdown. Every option is explained, not only the chosen
/// one: an unexplained wrong option is remembered as true.
pub fn explanations(question: &Question, given: &Given) -> Vec<(String, String)> {
    question.options.iter().enumerate().map(|(index, option)| explained(question, given, index, option)).collect()
}

fn explained(question: &Question, given: &Given, index: usize, option: &AnswerOption) -> (String, String) {
    let in_place = given.options().get(index) == Some(&index);
    let mark = if in_place { "right" } else { "wrong" };
    match question.kind {
        QuestionType::Order => (format!("  {}. ", index + 1), format!("{} ({mark}) {}", option.text, option.why)),
        QuestionType::Match => {
            let partner = option.matches.as_deref().unwrap_or_default();
            (format!("  {}. ", index + 1), format!("{}: {partner} ({mark}) {}", option.text, option.why))
        }
        QuestionType::Text => {
            let mark = if option.correct { "right" } else { "wrong" };
            ("  - ".to_string(), format!("{} ({mark}) {}", option.text, option.why))
        }
        QuestionType::Single | QuestionType::Multiple => {
            let mark = match (option.correct, given.options().contains(&index)) {
                (true, true) => "right, yours",
                (true, false) => "right",
                (false, true) => "wrong, yours",
                (false, false) => "wrong",
            };
            (format!("  {}) ", Question::letter(index)), format!("({mark}) {}", option.why))
        }
    }
}
