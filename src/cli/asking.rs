//! Asking one question after the other: quiz, practice and review.

use std::collections::HashSet;
use std::io::Write;
use std::time::{Duration, Instant};

use super::interaction::{ask, is_interactive};
use super::question_text::{print_feedback, print_objectives, print_question, prompt_of};
use super::{Exit, Failure, Session};
use crate::course::{Course, Given, Question};
use crate::practice::{AnswerError, Asked, CalibrationLine, Quiz, Score, calibration, parse_answer, parse_confident_answer};
use crate::progress::{Confidence, Event, EventKind, Store};
use crate::terminal::bar;

/// How questions are asked.
#[derive(Debug, Default)]
pub struct Asking {
    /// The session in the events; none for a quiz.
    pub session: Option<String>,
    /// Whether it is asked how sure one is, before the answer is judged.
    pub confidence: bool,
    /// No further question is begun when they are over.
    pub minutes: Option<u32>,
}

/// What came of it.
#[derive(Debug)]
pub struct Outcome {
    /// The score.
    pub score: Score,
    /// Questions passed over.
    pub skipped: usize,
    /// First answers with how sure the learner was, and whether they were right.
    pub confident: Vec<(Confidence, bool)>,
    /// Whether the minutes ended it.
    pub out_of_time: bool,
}

/// Keeps an answer.
///
/// # Errors
/// When it cannot be kept.
pub fn remember(
    store: &Store,
    asked: Asked<'_>,
    given: &Given,
    correct: bool,
    session: Option<&str>,
    confidence: Option<Confidence>,
) -> Result<(), Failure> {
    let text = match given {
        Given::Text(text) => Some(text.clone()),
        Given::Options(_) => None,
    };
    let kind = EventKind::Answered {
        chosen: given.options().to_vec(),
        text,
        correct,
        repetition: asked.repetition,
        session: session.map(str::to_string),
        confidence,
    };
    Ok(store.add(&Event { subject: asked.question.id.clone(), kind })?)
}

/// Asks until every question was answered rightly, the person stops, or the minutes are over.
///
/// # Errors
/// When an answer cannot be read, kept or explained.
pub fn ask_all(mut quiz: Quiz<'_>, store: &Store, asking: &Asking) -> Result<Outcome, Failure> {
    let mut outcome = Outcome { score: quiz.score(), skipped: 0, confident: Vec::new(), out_of_time: false };
    let mut repeated = HashSet::new();
    let interactive = is_interactive();
    let end = asking.minutes.and_then(|minutes| Instant::now().checked_add(Duration::from_secs(u64::from(minutes) * 60)));
    while let Some(asked) = quiz.current() {
        if end.is_some_and(|end| Instant::now() >= end) {
            outcome.out_of_time = true;
            break;
        }
        // A person repeats until it is right; a pipe that answers wrongly for ever must come to an end.
        if asked.repetition && !interactive && !repeated.insert(&asked.question.id) {
            quiz.skip();
            continue;
        }
        let again = if asked.repetition { ", once more" } else { "" };
        print_question(&format!("Question {} of {}{again} · {}", asked.number, quiz.total(), asked.question.lesson), asked.question)?;
        let typed = read_answer(asked.question, asking, asked.repetition)?;
        let (given, confidence, stops) = match typed {
            Typed::Answer(given, confidence) => (given, confidence, false),
            Typed::LastAnswer(given) => (given, None, true),
            Typed::Skip => {
                quiz.skip();
                outcome.skipped += 1;
                continue;
            }
            Typed::Quit => break,
        };
        let correct = quiz.answer(&given);
        remember(store, asked, &given, correct, asking.session.as_deref(), confidence)?;
        outcome.confident.extend(confidence.filter(|_| !asked.repetition).map(|confidence| (confidence, correct)));
        print_feedback(asked.question, Some(&given))?;
        if stops {
            break;
        }
    }
    outcome.score = quiz.score();
    Ok(outcome)
}

/// Reads a line a question; an empty line or `s` passes one over, as do lines that are not there.
///
/// All lines are read before one is kept: a slip in the last must not leave half an attempt.
///
/// # Errors
/// When a line is no answer, or answers nothing.
pub fn read_lines<'q, A>(
    questions: impl IntoIterator<Item = &'q Question>,
    what: &str,
    parse: impl Fn(&Question, &str) -> Result<A, AnswerError>,
) -> Result<Vec<Option<A>>, Failure> {
    let questions: Vec<&Question> = questions.into_iter().collect();
    let mut given = Vec::new();
    for (number, line) in (1..).zip(std::io::stdin().lines()) {
        let line = line.map_err(|error| Failure::usage(format!("cannot read standard input: {error}")))?;
        let Some(question) = questions.get(number - 1) else {
            return Err(Failure::usage(format!("line {number} answers no {what}: there are {}", questions.len())));
        };
        given.push(match line.trim() {
            "" | "s" | "skip" => None,
            line => {
                let wrong = |error| Failure::usage(format!("line {number} ({what} {}): {error}", question.id));
                Some(parse(question, line).map_err(wrong)?)
            }
        });
    }
    given.resize_with(questions.len(), || None);
    Ok(given)
}

/// What somebody typed where an answer was asked for.
pub enum Typed {
    /// An answer, and how sure they are where that is asked.
    Answer(Given, Option<Confidence>),
    /// An answer, and they stop where it is asked how sure they are.
    LastAnswer(Given),
    /// The next question.
    Skip,
    /// Stop here.
    Quit,
}

/// Asks until the answer can be read, or what is typed is no answer.
///
/// # Errors
/// When the terminal cannot be read or written.
pub fn read_answer(question: &Question, asking: &Asking, repetition: bool) -> Result<Typed, Failure> {
    loop {
        let Some(line) = ask(prompt_of(question))? else { return Ok(Typed::Quit) };
        match line.as_str() {
            "q" | "quit" => return Ok(Typed::Quit),
            "s" | "skip" => return Ok(Typed::Skip),
            line => match read_line(question, line, asking) {
                Ok((given, None)) if asking.confidence && !repetition && is_interactive() => {
                    return Ok(match ask_confidence()? {
                        Some(confidence) => Typed::Answer(given, Some(confidence)),
                        None => Typed::LastAnswer(given),
                    });
                }
                Ok((given, confidence)) => return Ok(Typed::Answer(given, confidence)),
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

fn read_line(question: &Question, line: &str, asking: &Asking) -> Result<(Given, Option<Confidence>), AnswerError> {
    if asking.confidence { parse_confident_answer(question, line) } else { Ok((parse_answer(question, line)?, None)) }
}

/// Asks how sure one is, by a line: the full screen reads keys. `None` when the person stops.
fn ask_confidence() -> Result<Option<Confidence>, Failure> {
    loop {
        let Some(line) = ask("how sure?  1 guess   2 think so   3 sure   (Enter: 2) > ")? else { return Ok(None) };
        match line.as_str() {
            "" => return Ok(Some(Confidence::ThinkSo)),
            "q" | "quit" => return Ok(None),
            line => match Confidence::from_number(line) {
                Some(confidence) => return Ok(Some(confidence)),
                None => writeln!(anstream::stdout(), "1, 2 or 3")?,
            },
        }
    }
}

/// Prints the score, by objective, and how sure the learner was.
///
/// # Errors
/// When it cannot be written.
pub fn print_outcome(outcome: &Outcome, course: &Course, session: Session) -> Result<Exit, Failure> {
    let mut stdout = anstream::stdout().lock();
    if outcome.out_of_time {
        writeln!(stdout, "\nThe minutes are over.")?;
    }
    let score = &outcome.score;
    if score.answered == 0 {
        writeln!(stdout, "No question answered.")?;
        return Ok(Exit::Fine);
    }
    let passed_over = if outcome.skipped > 0 { format!(", {} skipped", outcome.skipped) } else { String::new() };
    writeln!(stdout, "\n{} of {} right at the first attempt{passed_over}.\n", score.correct, score.answered)?;
    print_objectives(&mut stdout, &score.objectives, course, session.plain)?;
    print_calibration(&mut stdout, &calibration(&outcome.confident), session)?;
    Ok(Exit::Fine)
}

fn print_calibration(stdout: &mut impl Write, lines: &[CalibrationLine], session: Session) -> Result<(), Failure> {
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(stdout, "\nHow sure you were, and how often right:\n")?;
    for CalibrationLine { confidence, correct, answered } in lines {
        let drawn = bar(*correct, *answered, 20, session.plain);
        writeln!(stdout, "  {:<8}  {drawn}  {correct} of {answered} right", confidence.words())?;
    }
    let sure_but_wrong: usize =
        lines.iter().filter(|line| line.confidence == Confidence::Sure).map(|line| line.answered - line.correct).sum();
    if sure_but_wrong > 0 {
        let what = if sure_but_wrong == 1 { "The one you were sure of and wrong comes" } else { "Those you were sure of and wrong come" };
        writeln!(stdout, "\n{what} first next time.")?;
    }
    Ok(())
}
