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
    anchor: String,
    number: usize,
    /// `radio`, `checkbox`, `order`, `match` or `text`.
    input: &'static str,
    /// How many options to choose.
    choose: usize,
    stem: String,
    /// The lines of a document to read.
    configuration: Vec<String>,
    /// As they are shown.
    options: Vec<OptionView>,
    /// What belongs to the options that are matched, as it is shown.
    partners: Vec<OptionView>,
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
    /// As they are shown.
    options: Vec<SealedOption>,
    /// Right spellings of what is typed. What is left out leaves the keys of other answers as they were.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    accepts: Vec<String>,
    source: String,
    verified: String,
    rules: Vec<RuleLink>,
}

#[derive(Serialize)]
struct SealedOption {
    correct: bool,
    /// The value to choose for it, where each option has its place or its partner: from 0, as they are shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    expects: Option<usize>,
    /// What it says, where it is not on the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
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

/// What a question is called on the page of its lesson, as in `book/theme/answers.js`.
pub(super) fn question_anchor(question: &Question) -> String {
    format!("question-{}", question.id)
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
    let partners = question.shown_order().into_iter().enumerate().map(|(place, index)| OptionView {
        letter: Question::letter(place),
        text: to_inline_html(question.options[index].matches.as_deref().unwrap_or_default(), links),
    });
    QuestionView {
        id: question.id.clone(),
        anchor: question_anchor(question),
        number,
        input: match question.kind {
            QuestionType::Single => "radio",
            QuestionType::Multiple => "checkbox",
            QuestionType::Order => "order",
            QuestionType::Match => "match",
            QuestionType::Text => "text",
        },
        choose: question.correct().len(),
        stem: to_html(&question.stem, links),
        configuration: question.configuration.iter().flat_map(|document| document.text.trim_end().lines().map(str::to_string)).collect(),
        options: shown_options(question).into_iter().map(|index| &question.options[index]).enumerate().map(option).collect(),
        partners: if question.kind == QuestionType::Match { partners.collect() } else { Vec::new() },
        sealed: seal(question),
    }
}

/// The options on the page, by their indices; what may be typed is not shown.
fn shown_options(question: &Question) -> Vec<usize> {
    match question.kind {
        QuestionType::Text => Vec::new(),
        QuestionType::Order => question.shown_order(),
        QuestionType::Single | QuestionType::Multiple | QuestionType::Match => (0..question.options.len()).collect(),
    }
}

fn sealed_options(question: &Question) -> Vec<SealedOption> {
    let shown = if question.kind == QuestionType::Text { (0..question.options.len()).collect() } else { shown_options(question) };
    let partner_at = |index: usize| question.shown_order().iter().position(|shown| *shown == index);
    let sealed = |index: usize| {
        let option = &question.options[index];
        SealedOption {
            correct: option.correct,
            expects: match question.kind {
                QuestionType::Order => Some(index),
                QuestionType::Match => partner_at(index),
                QuestionType::Single | QuestionType::Multiple | QuestionType::Text => None,
            },
            text: (question.kind == QuestionType::Text).then(|| to_sealed_html(&option.text)),
            why: to_sealed_html(&option.why),
        }
    };
    shown.into_iter().map(sealed).collect()
}

fn typed_answers(question: &Question) -> Vec<String> {
    if question.kind != QuestionType::Text {
        return Vec::new();
    }
    let right = question.options.iter().filter(|option| option.correct).map(|option| &option.text);
    right.chain(&question.accepts).cloned().collect()
}

fn seal(question: &Question) -> Sealed {
    let mut codes: Vec<&str> = question.rules.iter().flat_map(|proof| &proof.reports).map(String::as_str).collect();
    codes.sort_unstable();
    codes.dedup();
    let answer = Answer {
        options: sealed_options(question),
        accepts: typed_answers(question),
        source: question.source.clone(),
        verified: question.verified.clone(),
        rules: codes
            .into_iter()
            .filter_map(find_rule)
            .map(|rule| RuleLink { code: rule.code, page: rule_path(rule).replace(".md", ".html") })
            .collect(),
    };
    let texts: Vec<&str> =
        question.options.iter().flat_map(|option| [Some(option.text.as_str()), option.matches.as_deref()]).flatten().collect();
    let context = format!("{}\n{}\n{}", question.id, question.stem, texts.join("\n"));
    // Strings, booleans and lists of them: nothing in it can fail to be JSON.
    Sealed::new(&context, &serde_json::to_string(&answer).unwrap_or_default())
}
