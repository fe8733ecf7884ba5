//! `ecslab quiz`

use std::collections::HashSet;
use std::io::Write;

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use super::course_name::{Place, find_place};
use super::interaction::{ask, is_interactive};
use super::output::{Format, print_json};
use super::{Exit, Failure, Session, full_screen};
use crate::course::{AnswerOption, Configuration, Course, Given, Question, QuestionType};
use crate::practice::{Asked, Quiz, Score, parse_answer};
use crate::progress::{Event, EventKind, Record, Store};
use crate::terminal::screens::Destination;
use crate::terminal::{StyledLine, answer_in_words, bar, explanations, render_inline, render_markdown, width};

/// Answer questions; every option is explained at once, and wrong ones come again.
#[derive(Debug, clap::Args)]
#[command(after_help = "Keys: the letters of the options and Enter; s skips, q stops and shows the score.\n\n\
    Examples:\n  ecslab quiz fargate\n  ecslab quiz fargate/sizes --count 5\n  printf 'd\\nb\\n' | ecslab quiz fargate/sizes      one line a question\n  \
    ecslab quiz fargate --format json < /dev/null     the questions, without their answers\n  ecslab quiz fargate --format json < answers.txt   \
    one line of letters a question; judged without repetition")]
pub struct Arguments {
    /// A module or a lesson.
    #[arg(value_name = "MODULE|LESSON")]
    place: String,
    /// At most this many questions.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    count: Option<u16>,
    /// Shuffle the questions; the same number gives the same order.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct QuizAnswer<'c> {
    version: u32,
    place: &'c str,
    questions: Vec<QuestionAnswer<'c>>,
    score: Score,
}

#[derive(Serialize)]
struct QuestionAnswer<'c> {
    id: &'c str,
    lesson: &'c str,
    objectives: &'c [String],
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

/// Asks the questions.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    let course = Course::embedded();
    let place = match find_place(&course, &arguments.place)? {
        Place::Module(id) | Place::Lesson(id) => id,
    };
    let store = Store::open()?;
    let questions = select(&course, &place, arguments, &store.record()?);
    if arguments.format == Format::Text && full_screen::is_wanted(session) {
        let title = course.module(&place).map(|module| &module.title).or_else(|| course.lesson(&place).map(|lesson| &lesson.title));
        return full_screen::open(&course, Destination::Quiz { title: title.unwrap_or(&place).clone(), questions });
    }
    let quiz = Quiz::new(questions.iter().copied());
    match arguments.format {
        Format::Json => answer_in_json(&place, &questions, quiz, &store),
        Format::Text => ask_all(quiz, &store, session),
    }
}

/// In a terminal, what is not right yet comes first; a pipe gets the order of the course, which never changes by itself.
fn select<'c>(course: &'c Course, place: &'c str, arguments: &Arguments, record: &Record) -> Vec<&'c Question> {
    let mut questions: Vec<&Question> = course.questions_of(place).collect();
    if let Some(seed) = arguments.seed {
        fastrand::Rng::with_seed(seed).shuffle(&mut questions);
    } else if is_interactive() {
        questions.sort_by_key(|question| record.answers.get(&question.id).is_some_and(|answer| answer.latest_correct));
    }
    questions.truncate(arguments.count.map_or(usize::MAX, usize::from));
    questions
}

fn remember(store: &Store, asked: Asked<'_>, given: &Given, correct: bool) -> Result<(), Failure> {
    let text = match given {
        Given::Text(text) => Some(text.clone()),
        Given::Options(_) => None,
    };
    let kind = EventKind::Answered { chosen: given.options().to_vec(), text, correct, repetition: asked.repetition };
    Ok(store.add(&Event { subject: asked.question.id.clone(), kind })?)
}

fn answer_in_json(place: &str, questions: &[&Question], mut quiz: Quiz<'_>, store: &Store) -> Result<Exit, Failure> {
    let mut given: Vec<Option<Given>> = Vec::new();
    // All lines are read before one is recorded: a slip in the last must not leave half an attempt.
    for (number, line) in std::io::stdin().lines().enumerate() {
        let line = line.map_err(|error| Failure::usage(format!("cannot read standard input: {error}")))?;
        let Some(question) = questions.get(number) else {
            return Err(Failure::usage(format!("line {} answers no question: there are {}", number + 1, questions.len())));
        };
        let chosen = parse_answer(question, &line)
            .map_err(|error| Failure::usage(format!("line {} (question {}): {error}", number + 1, question.id)))?;
        given.push(Some(chosen));
    }
    for chosen in given.iter().flatten() {
        if let Some(asked) = quiz.current() {
            let correct = quiz.answer(chosen);
            remember(store, asked, chosen, correct)?;
        }
    }
    given.resize(questions.len(), None);
    let questions = questions.iter().zip(&given).map(|(question, given)| json_question(question, given.as_ref())).collect();
    print_json(&QuizAnswer { version: 1, place, questions, score: quiz.score() })?;
    Ok(Exit::Fine)
}

fn json_question<'c>(question: &'c Question, given: Option<&'c Given>) -> QuestionAnswer<'c> {
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
        id: &question.id,
        lesson: &question.lesson,
        objectives: &question.objectives,
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

fn ask_all(mut quiz: Quiz<'_>, store: &Store, session: Session) -> Result<Exit, Failure> {
    let mut skipped = 0;
    let mut repeated = HashSet::new();
    let interactive = is_interactive();
    while let Some(asked) = quiz.current() {
        // A person repeats until it is right; a pipe that answers wrongly for ever must come to an end.
        if asked.repetition && !interactive && !repeated.insert(&asked.question.id) {
            quiz.skip();
            continue;
        }
        print_question(asked, quiz.total())?;
        match read_answer(asked.question)? {
            Typed::Answer(given) => {
                let correct = quiz.answer(&given);
                remember(store, asked, &given, correct)?;
                print_feedback(asked.question, &given, correct)?;
            }
            Typed::Skip => {
                quiz.skip();
                skipped += 1;
            }
            Typed::Quit => break,
        }
    }
    print_score(&quiz.score(), skipped, session)
}

enum Typed {
    Answer(Given),
    Skip,
    Quit,
}

fn read_answer(question: &Question) -> Result<Typed, Failure> {
    let prompt = match question.kind {
        QuestionType::Single => "your answer > ",
        QuestionType::Multiple => "your answers (such as a c) > ",
        QuestionType::Order => "the letters in order (such as b a c) > ",
        QuestionType::Match => "a letter for each number (such as b a c) > ",
        QuestionType::Text => "type the answer > ",
    };
    loop {
        let Some(line) = ask(prompt)? else { return Ok(Typed::Quit) };
        match line.as_str() {
            "q" | "quit" => return Ok(Typed::Quit),
            "s" | "skip" => return Ok(Typed::Skip),
            line => match parse_answer(question, line) {
                Ok(given) => return Ok(Typed::Answer(given)),
                // In a pipe one line belongs to one question: asking again would shift all that follow.
                Err(error) if !is_interactive() => {
                    writeln!(anstream::stdout(), "{error}; the question is skipped")?;
                    return Ok(Typed::Skip);
                }
                Err(error) => writeln!(anstream::stdout(), "{error}; s skips the question, q stops")?,
            },
        }
    }
}

fn print_question(asked: Asked<'_>, total: usize) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    let dim = Style::new().dimmed();
    let again = if asked.repetition { ", once more" } else { "" };
    writeln!(stdout, "\n{dim}Question {} of {total}{again} · {}{dim:#}\n", asked.number, asked.question.lesson)?;
    for line in render_markdown(&asked.question.stem, width()) {
        writeln!(stdout, "{line}")?;
    }
    writeln!(stdout)?;
    if let Some(configuration) = &asked.question.configuration {
        print_configuration(&mut stdout, configuration)?;
    }
    print_options(&mut stdout, asked.question)?;
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

fn print_indented(stdout: &mut impl Write, first: &str, markdown: &str) -> Result<(), Failure> {
    let indent = first.chars().count();
    for (index, line) in render_markdown(markdown, width().saturating_sub(indent)).iter().enumerate() {
        let start = if index == 0 { first.to_string() } else { " ".repeat(indent) };
        writeln!(stdout, "{start}{line}")?;
    }
    Ok(())
}

fn print_feedback(question: &Question, given: &Given, correct: bool) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    let (colour, word) = if correct { (AnsiColor::Green, "Right.") } else { (AnsiColor::Red, "Not right.") };
    let style = colour.on_default().bold();
    writeln!(stdout, "{style}{word}{style:#} The answer is {}.\n", answer_in_words(question))?;
    for (first, text) in explanations(question, given) {
        print_indented(&mut stdout, &first, &text)?;
    }
    writeln!(stdout, "\n  {}", StyledLine { spans: vec![(Style::new().dimmed(), format!("Source: {}", question.source))] })?;
    Ok(())
}

fn print_score(score: &Score, skipped: usize, session: Session) -> Result<Exit, Failure> {
    let mut stdout = anstream::stdout().lock();
    if score.answered == 0 {
        writeln!(stdout, "No question answered.")?;
        return Ok(Exit::Fine);
    }
    let passed_over = if skipped > 0 { format!(", {skipped} skipped") } else { String::new() };
    writeln!(stdout, "\n{} of {} right at the first attempt{passed_over}.\n", score.correct, score.answered)?;
    let widest = score.objectives.iter().map(|objective| objective.objective.len()).max().unwrap_or(0);
    for objective in &score.objectives {
        let drawn = bar(objective.correct, objective.answered, 20, session.plain);
        writeln!(stdout, "  {:<widest$}  {drawn}  {} of {}", render_inline(&objective.objective), objective.correct, objective.answered)?;
    }
    Ok(Exit::Fine)
}
