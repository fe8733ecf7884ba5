//! `ecslab quiz`

use std::collections::HashSet;
use std::io::Write;

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use super::course_name::{Place, find_place};
use super::interaction::{ask, is_interactive};
use super::output::{Format, print_json};
use super::{Exit, Failure, Session};
use crate::course::{Course, Question, QuestionType};
use crate::practice::{Asked, Quiz, Score, parse_answer};
use crate::progress::{Event, EventKind, Record, Store};
use crate::terminal::{StyledLine, bar, render_inline, render_markdown, width};

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
    options: Vec<OptionAnswer<'c>>,
    /// The letters that were chosen; absent while it is not answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    chosen: Option<Vec<char>>,
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

fn remember(store: &Store, asked: Asked<'_>, chosen: &[usize], correct: bool) -> Result<(), Failure> {
    let kind = EventKind::Answered { chosen: chosen.to_vec(), correct, repetition: asked.repetition };
    Ok(store.add(&Event { subject: asked.question.id.clone(), kind })?)
}

fn answer_in_json(place: &str, questions: &[&Question], mut quiz: Quiz<'_>, store: &Store) -> Result<Exit, Failure> {
    let mut given: Vec<Option<Vec<usize>>> = Vec::new();
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
    let questions = questions.iter().zip(&given).map(|(question, chosen)| json_question(question, chosen.as_deref())).collect();
    print_json(&QuizAnswer { version: 1, place, questions, score: quiz.score() })?;
    Ok(Exit::Fine)
}

fn json_question<'c>(question: &'c Question, chosen: Option<&[usize]>) -> QuestionAnswer<'c> {
    let options = question
        .options
        .iter()
        .enumerate()
        .map(|(index, option)| OptionAnswer {
            letter: Question::letter(index),
            text: &option.text,
            correct: chosen.map(|_| option.correct),
            why: chosen.map(|_| option.why.as_str()),
        })
        .collect();
    QuestionAnswer {
        id: &question.id,
        lesson: &question.lesson,
        objectives: &question.objectives,
        difficulty: question.difficulty,
        kind: question.kind,
        stem: &question.stem,
        options,
        chosen: chosen.map(|chosen| chosen.iter().map(|index| Question::letter(*index)).collect()),
        correct: chosen.map(|chosen| question.correct() == chosen),
        source: chosen.map(|_| question.source.as_str()),
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
            Typed::Answer(chosen) => {
                let correct = quiz.answer(&chosen);
                remember(store, asked, &chosen, correct)?;
                print_feedback(asked.question, &chosen, correct)?;
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
    Answer(Vec<usize>),
    Skip,
    Quit,
}

fn read_answer(question: &Question) -> Result<Typed, Failure> {
    let prompt = match question.kind {
        QuestionType::Single => "your answer > ",
        QuestionType::Multiple => "your answers (such as a c) > ",
    };
    loop {
        let Some(line) = ask(prompt)? else { return Ok(Typed::Quit) };
        match line.as_str() {
            "q" | "quit" => return Ok(Typed::Quit),
            "s" | "skip" => return Ok(Typed::Skip),
            line => match parse_answer(question, line) {
                Ok(chosen) => return Ok(Typed::Answer(chosen)),
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
    for (index, option) in asked.question.options.iter().enumerate() {
        print_indented(&mut stdout, &format!("  {}) ", Question::letter(index)), &option.text)?;
    }
    writeln!(stdout)?;
    Ok(())
}

fn print_indented(stdout: &mut impl Write, first: &str, markdown: &str) -> Result<(), Failure> {
    let indent = first.chars().count();
    for (index, line) in render_markdown(markdown, width().saturating_sub(indent)).iter().enumerate() {
        let start = if index == 0 { first.to_string() } else { " ".repeat(indent) };
        writeln!(stdout, "{start}{line}")?;
    }
    Ok(())
}

/// Every option is explained, not only the chosen one: an unexplained wrong option is remembered as true.
fn print_feedback(question: &Question, chosen: &[usize], correct: bool) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    let (colour, word) = if correct { (AnsiColor::Green, "Right.") } else { (AnsiColor::Red, "Not right.") };
    let style = colour.on_default().bold();
    let right: Vec<String> = question.correct().iter().map(|index| Question::letter(*index).to_string()).collect();
    let right = match right.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => right.join(""),
    };
    writeln!(stdout, "{style}{word}{style:#} The answer is {right}.\n")?;
    for (index, option) in question.options.iter().enumerate() {
        let mark = match (option.correct, chosen.contains(&index)) {
            (true, true) => "right, yours",
            (true, false) => "right",
            (false, true) => "wrong, yours",
            (false, false) => "wrong",
        };
        print_indented(&mut stdout, &format!("  {}) ", Question::letter(index)), &format!("({mark}) {}", option.why))?;
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
