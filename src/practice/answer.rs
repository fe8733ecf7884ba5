//! Reading what a learner types.

use crate::course::{Given, Question, QuestionType};
use crate::progress::Confidence;

/// Why what was typed is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// Nothing was typed.
    #[error("type the letter of an option, such as a")]
    Empty,
    /// Nothing was typed where words are asked for.
    #[error("type the answer")]
    NoText,
    /// Not one of the options.
    #[error("`{0}` is not an option here; the options are {1}")]
    NotAnOption(String, String),
    /// Several options where one is asked for.
    #[error("this question has one right option; type one letter")]
    TooMany,
    /// Not each letter once, where each has its place.
    #[error("type each of the {0} letters once, in your order, such as {1}")]
    NotAnOrder(usize, String),
}

/// The answer to a question as it is typed: letters (`a`, `a c`, `a,c`, `ac`) of what is shown, in order where the order is asked for, or
/// words where words are.
///
/// # Errors
/// When the text names no option or an unknown one, several where one is right, or not each where each has its place.
pub fn parse_answer(question: &Question, text: &str) -> Result<Given, AnswerError> {
    if question.kind == QuestionType::Text {
        return if text.trim().is_empty() { Err(AnswerError::NoText) } else { Ok(Given::Text(text.trim().to_string())) };
    }
    let shown = question.shown_order();
    let mut chosen = Vec::new();
    for c in text.chars().filter(|c| is_letter_of_an_answer(question.kind, *c)) {
        let place = c.to_ascii_lowercase().is_ascii_lowercase().then(|| c.to_ascii_lowercase() as usize - 'a' as usize);
        match place.and_then(|place| shown.get(place)) {
            Some(index) if question.kind.has_places() || !chosen.contains(index) => chosen.push(*index),
            Some(_) => {}
            None => {
                let last = Question::letter(question.options.len().saturating_sub(1));
                return Err(AnswerError::NotAnOption(c.to_string(), format!("a to {last}")));
            }
        }
    }
    if chosen.is_empty() {
        return Err(AnswerError::Empty);
    }
    if question.kind == QuestionType::Single && chosen.len() > 1 {
        return Err(AnswerError::TooMany);
    }
    if question.kind.has_places() {
        let mut each = chosen.clone();
        each.sort_unstable();
        if each.len() != shown.len() || each.windows(2).any(|pair| pair[0] == pair[1]) {
            let example: Vec<String> = (0..shown.len()).rev().map(|place| Question::letter(place).to_string()).collect();
            return Err(AnswerError::NotAnOrder(shown.len(), example.join(" ")));
        }
        return Ok(Given::Options(chosen));
    }
    chosen.sort_unstable();
    Ok(Given::Options(chosen))
}

/// An answer with how sure one is behind it: `b =3` is sure, `a c =1` a guess.
///
/// # Errors
/// As [`parse_answer`].
pub fn parse_confident_answer(question: &Question, text: &str) -> Result<(Given, Option<Confidence>), AnswerError> {
    let marked = text.trim().rsplit_once('=').and_then(|(answer, number)| Some((answer, Confidence::from_number(number.trim())?)));
    let (answer, confidence) = marked.map_or((text, None), |(answer, confidence)| (answer, Some(confidence)));
    Ok((parse_answer(question, answer)?, confidence))
}

/// Spaces and commas part letters; the numbers of what is matched (`1b 2a`) may be typed too.
fn is_letter_of_an_answer(kind: QuestionType, c: char) -> bool {
    !c.is_whitespace() && c != ',' && !(kind.has_places() && (c.is_ascii_digit() || "-:.".contains(c)))
}
