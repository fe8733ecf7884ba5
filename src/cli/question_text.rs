//! Questions as text and as JSON, for every command that asks some.

use std::io::Write;

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use super::Failure;
use crate::course::{AnswerOption, Configuration, Course, Given, Question, QuestionType};
use crate::practice::ObjectiveScore;
use crate::terminal::{StyledLine, answer_in_words, explanations, objective_lines, render_markdown, typed_in_words, width};

/// A question as JSON; what would give the answer away is there only once it is answered.
#[derive(Serialize)]
pub struct QuestionAnswer<'c> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'c str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lesson: Option<&'c str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    objectives: Option<&'c [String]>,
    difficulty: u8,
    #[serde(rename = "type")]
    kind: QuestionType,
    stem: &'c str,
    #[serde(skip_serializing_if = "Option::is_none")]
    configuration: Option<&'c str>,
    /// As they are shown; for a short answer none before it is answered.
    options: Vec<OptionAnswer<'c>>,
    /// What belongs to the options, one each, with the letters that are typed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    matches: Vec<OptionAnswer<'c>>,
    /// The letters that were chosen; absent while it is not answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    chosen: Option<Vec<char>>,
    /// What was typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'c str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    correct: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'c str>,
}

#[derive(Serialize)]
struct OptionAnswer<'c> {
    letter: char,
    text: &'c str,
    #[serde(skip_serializing_if = "Option::is_none")]
    correct: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'c str>,
}

/// A question and, where there is one, the answer that was given.
pub fn json_question<'c>(question: &'c Question, given: Option<&'c Given>) -> QuestionAnswer<'c> {
    let shown = question.shown_order();
    let option = |letter: usize, text: &'c str, option: &'c AnswerOption| OptionAnswer {
        letter: Question::letter(letter),
        text,
        correct: given.filter(|_| !question.kind.has_places()).map(|_| option.correct),
        why: given.map(|_| option.why.as_str()),
    };
    let written = question.options.iter().enumerate();
    let options = match question.kind {
        QuestionType::Text if given.is_none() => Vec::new(),
        QuestionType::Order => shown.iter().enumerate().map(|(place, index)| (place, &question.options[*index])).collect(),
        _ => written.collect::<Vec<_>>(),
    };
    let partners = shown.iter().enumerate().filter_map(|(place, index)| {
        let option = &question.options[*index];
        Some((place, option.matches.as_deref()?, option))
    });
    let letter = |index: &usize| Question::letter(shown.iter().position(|shown| shown == index).unwrap_or(*index));
    QuestionAnswer {
        id: Some(&question.id),
        lesson: Some(&question.lesson),
        objectives: Some(&question.objectives),
        difficulty: question.difficulty,
        kind: question.kind,
        stem: &question.stem,
        configuration: question.configuration.as_ref().map(|configuration| configuration.text.as_str()),
        options: options.into_iter().map(|(place, answer)| option(place, &answer.text, answer)).collect(),
        matches: partners.map(|(place, text, answer)| OptionAnswer { why: None, correct: None, ..option(place, text, answer) }).collect(),
        chosen: given.filter(|_| question.kind != QuestionType::Text).map(|given| given.options().iter().map(letter).collect()),
        text: given.and_then(|given| match given {
            Given::Text(text) => Some(text.as_str()),
            Given::Options(_) => None,
        }),
        correct: given.map(|given| question.is_right(given)),
        source: given.map(|_| question.source.as_str()),
    }
}

/// An item of an exam that goes on: id, lesson and objectives would give away what it is about.
pub fn json_item(question: &Question) -> QuestionAnswer<'_> {
    QuestionAnswer { id: None, lesson: None, objectives: None, ..json_question(question, None) }
}

/// What stands before the cursor.
pub fn prompt_of(question: &Question) -> &'static str {
    match question.kind {
        QuestionType::Single => "your answer > ",
        QuestionType::Multiple => "your answers (such as a c) > ",
        QuestionType::Order => "the letters in order (such as b a c) > ",
        QuestionType::Match => "a letter for each number (such as b a c) > ",
        QuestionType::Text => "type the answer > ",
    }
}

/// Prints a question below a line that says where one is.
///
/// # Errors
/// When standard output cannot be written.
pub fn print_question(heading: &str, question: &Question) -> Result<(), Failure> {
    let dim = Style::new().dimmed();
    writeln!(anstream::stdout(), "\n{dim}{heading}{dim:#}\n")?;
    print_asked(question)
}

/// Prints what is asked, the document that it is about, and what one can choose.
///
/// # Errors
/// When standard output cannot be written.
pub fn print_asked(question: &Question) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    for line in render_markdown(&question.stem, width()) {
        writeln!(stdout, "{line}")?;
    }
    writeln!(stdout)?;
    if let Some(configuration) = &question.configuration {
        print_configuration(&mut stdout, configuration)?;
    }
    print_options(&mut stdout, question)?;
    writeln!(stdout)?;
    Ok(())
}

/// The document with the numbers of its lines.
fn print_configuration(stdout: &mut impl Write, configuration: &Configuration) -> Result<(), Failure> {
    let dim = Style::new().dimmed();
    let width = configuration.text.trim_end().lines().count().to_string().len();
    for (number, line) in (1..).zip(configuration.text.trim_end().lines()) {
        writeln!(stdout, "  {dim}{number:>width$} |{dim:#} {line}")?;
    }
    writeln!(stdout)?;
    Ok(())
}

fn print_options(stdout: &mut impl Write, question: &Question) -> Result<(), Failure> {
    let shown = question.shown_order();
    let lettered = |stdout: &mut _, text: fn(&AnswerOption) -> &str| {
        shown.iter().enumerate().try_for_each(|(place, index)| {
            print_indented(stdout, &format!("  {}) ", Question::letter(place)), text(&question.options[*index]))
        })
    };
    match question.kind {
        QuestionType::Text => Ok(()),
        QuestionType::Single | QuestionType::Multiple | QuestionType::Order => lettered(stdout, |option| &option.text),
        QuestionType::Match => {
            for (number, option) in (1..).zip(&question.options) {
                print_indented(stdout, &format!("  {number}. "), &option.text)?;
            }
            writeln!(stdout)?;
            lettered(stdout, |option| option.matches.as_deref().unwrap_or_default())
        }
    }
}

/// Prints Markdown behind its first words, and below them.
///
/// # Errors
/// When it cannot be written.
pub fn print_indented(stdout: &mut impl Write, first: &str, markdown: &str) -> Result<(), Failure> {
    let indent = first.chars().count();
    for (index, line) in render_markdown(markdown, width().saturating_sub(indent)).iter().enumerate() {
        let start = if index == 0 { first.to_string() } else { " ".repeat(indent) };
        writeln!(stdout, "{start}{line}")?;
    }
    Ok(())
}

/// Prints whether an answer is right, and every option explained; of none only what is right.
///
/// # Errors
/// When standard output cannot be written.
pub fn print_feedback(question: &Question, given: Option<&Given>) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    let (colour, word) = match given {
        Some(given) if question.is_right(given) => (AnsiColor::Green, "Right."),
        Some(_) => (AnsiColor::Red, "Not right."),
        None => (AnsiColor::Yellow, "Not answered."),
    };
    let style = colour.on_default().bold();
    writeln!(stdout, "{style}{word}{style:#} The answer is {}.", answer_in_words(question))?;
    if let Some(typed) = given.and_then(typed_in_words) {
        writeln!(stdout, "{typed}")?;
    }
    writeln!(stdout)?;
    for explanation in explanations(question, given) {
        print_indented(&mut stdout, &explanation.first, &explanation.text)?;
        print_indented(&mut stdout, &" ".repeat(explanation.first.len()), &explanation.why)?;
    }
    writeln!(stdout, "\n  {}", StyledLine { spans: vec![(Style::new().dimmed(), format!("Source: {}", question.source))] })?;
    Ok(())
}

/// Prints a bar for each objective.
///
/// # Errors
/// When it cannot be written.
pub fn print_objectives(stdout: &mut impl Write, objectives: &[ObjectiveScore], course: &Course, plain: bool) -> Result<(), Failure> {
    for line in objective_lines(objectives, course, width().saturating_sub(2), plain) {
        writeln!(stdout, "  {line}")?;
    }
    Ok(())
}
