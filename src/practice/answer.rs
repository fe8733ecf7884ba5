//! Reading what a learner types.

use crate::course::{Question, QuestionType};

/// Why what was typed is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// Nothing was typed.
    #[error("type the letter of an option, such as a")]
    Empty,
    /// Not one of the options.
    #[error("`{0}` is not an option here; the options are {1}")]
    NotAnOption(String, String),
    /// Several options where one is asked for.
    #[error("this question has one right option; type one letter")]
    TooMany,
}

/// The options chosen by letters (`a`, `a c`, `a,c`, `ac`), sorted, without repetition.
///
/// # Errors
/// When the text names no option, an unknown one, or several where one is right.
pub fn parse_answer(question: &Question, text: &str) -> Result<Vec<usize>, AnswerError> {
    let mut chosen = Vec::new();
    for c in text.chars().filter(|c| !c.is_whitespace() && *c != ',') {
        let index = c.to_ascii_lowercase().is_ascii_lowercase().then(|| c.to_ascii_lowercase() as usize - 'a' as usize);
        match index.filter(|index| *index < question.options.len()) {
            Some(index) if !chosen.contains(&index) => chosen.push(index),
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
    chosen.sort_unstable();
    Ok(chosen)
}
