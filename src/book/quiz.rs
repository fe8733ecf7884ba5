//! The questions of a lesson as forms, with their answers sealed.

use serde::Serialize;

use super::links::{Links, rule_path};
use super::markdown::{to_html, to_inline_html, to_sealed_html};
use super::sealed::Sealed;
use crate::course::{Course, Lesson, Question, QuestionType};
use crate::lint::find_rule;

/// The quiz at the end of a lesson.
#[derive(Debug, Serialize)]
pub(super) struct QuizView {
    module: String,
    questions: Vec<QuestionView>,
}

#[derive(Debug, Serialize)]
struct QuestionView {
    id: String,
    number: usize,
    /// `radio` or `checkbox`.
    input: &'static str,
    /// How many options to choose.
    choose: usize,
    stem: String,
    options: Vec<OptionView>,
    sealed: Sealed,
}

#[derive(Debug, Serialize)]
struct OptionView {
    letter: char,
    text: String,
}

/// What is sealed: all that would give the answer away. Links in it start at the root of the book.
#[derive(Serialize)]
struct Answer {
    options: Vec<SealedOption>,
    source: String,
    verified: String,
    rules: Vec<RuleLink>,
}

#[derive(Serialize)]
struct SealedOption {
    correct: bool,
    why: String,
}

#[derive(Serialize)]
struct RuleLink {
    code: &'static str,
    page: String,
}

/// The quiz of a lesson.
pub(super) fn quiz(course: &Course, lesson: &Lesson, links: &Links) -> QuizView {
    let questions = course.questions_of(&lesson.id).enumerate().map(|(index, question)| view(question, index + 1, links)).collect();
    QuizView { module: lesson.module().to_string(), questions }
}

/// The questions of a lesson as `id:key`, by which a page finds the answers that the reader has given.
pub(super) fn answer_keys(course: &Course, lesson: &Lesson) -> Vec<String> {
    course.questions_of(&lesson.id).map(|question| format!("{}:{}", question.id, seal(question).key)).collect()
}

fn view(question: &Question, number: usize, links: &Links) -> QuestionView {
    let option = |(index, option): (usize, &crate::course::AnswerOption)| OptionView {
        letter: Question::letter(index),
        text: to_inline_html(&option.text, links),
    };
    QuestionView {
        id: question.id.clone(),
        number,
        input: match question.kind {
            QuestionType::Single => "radio",
            QuestionType::Multiple => "checkbox",
        },
        choose: question.correct().len(),
        stem: to_html(&question.stem, links),
        options: question.options.iter().enumerate().map(option).collect(),
        sealed: seal(question),
    }
}

fn seal(question: &Question) -> Sealed {
    let mut codes: Vec<&str> = question.rules.iter().flat_map(|proof| &proof.reports).map(String::as_str).collect();
    codes.sort_unstable();
    codes.dedup();
    let answer = Answer {
        options: question.options.iter().map(|option| SealedOption { correct: option.correct, why: to_sealed_html(&option.why) }).collect(),
        source: question.source.clone(),
        verified: question.verified.clone(),
        rules: codes
            .into_iter()
            .filter_map(find_rule)
            .map(|rule| RuleLink { code: rule.code, page: rule_path(rule).replace(".md", ".html") })
            .collect(),
    };
    let texts: Vec<&str> = question.options.iter().map(|option| option.text.as_str()).collect();
    let context = format!("{}\n{}\n{}", question.id, question.stem, texts.join("\n"));
    // Strings, booleans and lists of them: nothing in it can fail to be JSON.
    Sealed::new(&context, &serde_json::to_string(&answer).unwrap_or_default())
}
