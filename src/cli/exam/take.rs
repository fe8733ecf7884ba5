//! Taking an exam, line by line.

use std::io::Write;
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::{Arguments, clock, find_profile, is_yes, no_exam, report, resumed};
use crate::cli::interaction::{ask, is_interactive};
use crate::cli::output::{Format, print_json};
use crate::cli::question_text::{QuestionAnswer, json_item, json_question, print_question, prompt_of};
use crate::cli::{Exit, Failure, Session, full_screen};
use crate::course::{Course, Given, Question, QuestionType};
use crate::practice::{DomainShare, Exam, ExamDraw, ExamResult, ItemState, draw_exam, exam_result, parse_answer, unfinished_exam};
use crate::progress::{Event, ExamEnd, Store, date_of};
use crate::terminal::screens::Destination;
use crate::terminal::width;

const COMMANDS: &str =
    "the letters of an answer, or: n next, p previous, g 12 go to 12, f flag, clear takes the answer back, l list, submit, q leave";

#[derive(Serialize)]
struct ExamAnswer<'c> {
    version: u32,
    id: String,
    profile: &'c str,
    seed: u64,
    started_at: Timestamp,
    limit_seconds: u32,
    seconds_left: u32,
    /// Absent for an exam that is resumed.
    #[serde(skip_serializing_if = "Option::is_none")]
    domains: Option<Vec<DomainShare>>,
    items: Vec<Item<'c>>,
    /// Once it is handed in, or its time is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<ExamResult>,
}

#[derive(Serialize)]
struct Item<'c> {
    state: ItemState,
    question: QuestionAnswer<'c>,
    /// The letters or the words; not whether they are right.
    #[serde(skip_serializing_if = "Option::is_none")]
    given: Option<String>,
}

/// An exam, where it is kept, and since when this program watches its clock.
struct Watched<'c, 's> {
    exam: Exam<'c>,
    store: &'s Store,
    opened: Instant,
}

/// Why an exam does not go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    TimeOver,
    /// In another terminal.
    Elsewhere,
}

/// Draws an exam and begins it.
pub fn begin(course: &Course, arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    let profile = match &arguments.profile {
        Some(name) => find_profile(course, name)?,
        None => course.exams.first().ok_or_else(|| Failure::usage("the course has no exams"))?,
    };
    let store = Store::open()?;
    let record = store.record()?;
    if let Some((exam, seconds_left)) = unfinished_exam(&record, Timestamp::now()) {
        let state = if seconds_left == 0 { "and its time is over".to_string() } else { format!("with {} left", clock(seconds_left)) };
        let help = if seconds_left == 0 {
            "`ecslab exam resume` scores it."
        } else {
            "`ecslab exam resume` goes on, `ecslab exam abandon` gives it up."
        };
        return Err(Failure::usage(format!("the exam {} is under way, {state}", exam.id)).help(help));
    }
    let seed = arguments.seed.unwrap_or_else(|| fastrand::u64(1..1_000_000));
    let items = arguments.items.map(usize::from);
    if let Some(items) = items.filter(|items| *items > profile.items()) {
        return Err(Failure::usage(format!("{} has {} items, not {items}", profile.code, profile.items()))
            .help("--items makes a shorter form; `ecslab practice` asks as many as you like."));
    }
    if arguments.format == Format::Text && full_screen::is_wanted(session) {
        return full_screen::open(course, Destination::ExamStart { profile: profile.id.clone(), items, seed: Some(seed) });
    }
    let draw = draw_exam(course, profile, &record, items, seed).map_err(|error| Failure::usage(error.to_string()))?;
    if arguments.format == Format::Text {
        print_start(&draw)?;
        if is_interactive() && !ask("\n[Enter] begin, the time runs from then   [q] leave > ")?.is_some_and(|line| line.is_empty()) {
            return Ok(Exit::Fine);
        }
    }
    let (exam, event) = Exam::start(&draw, Timestamp::now());
    let watched = Watched { exam, store: &store, opened: Instant::now() };
    match arguments.format {
        Format::Text => {
            store.add(&event)?;
            watched.take(course, session)
        }
        Format::Json => {
            let answers = read_lines(&watched.exam)?;
            store.add(&event)?;
            watched.answer_in_json(course, answers, Some(draw.shares))
        }
    }
}

/// Goes on with the exam that is under way, or scores it when its time is over.
pub fn resume(course: &Course, format: Format, session: Session) -> Result<Exit, Failure> {
    let store = Store::open()?;
    let record = store.record()?;
    let now = Timestamp::now();
    let Some((exam, _)) = unfinished_exam(&record, now) else { return Err(no_exam()) };
    let mut watched = Watched { exam: resumed(course, exam, now)?, store: &store, opened: Instant::now() };
    if format == Format::Text && full_screen::is_wanted(session) {
        return full_screen::open(course, Destination::ExamResume);
    }
    watched.keep(&[watched.exam.seen(now)])?;
    if let Some(note) = watched.exam.clock_note() {
        writeln!(anstream::stderr(), "note: {note}")?;
    }
    match format {
        Format::Text => watched.take(course, session),
        Format::Json => {
            let answers = if watched.exam.is_over() { Vec::new() } else { read_lines(&watched.exam)? };
            watched.answer_in_json(course, answers, None)
        }
    }
}

fn print_start(draw: &ExamDraw<'_>) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    let profile = draw.profile;
    writeln!(stdout, "{} ({})", profile.title, profile.code)?;
    if let Some(note) = profile.delivery_note(date_of(Timestamp::now())) {
        writeln!(stdout, "note: {note}")?;
    }
    writeln!(
        stdout,
        "{} items in {}; {} of 1000 to pass; unscored items are among them, unmarked. Seed {}.\n",
        draw.items.len(),
        clock(draw.limit_seconds),
        profile.pass,
        draw.seed,
    )?;
    for share in &draw.shares {
        let pool =
            if share.pool == 0 { "not covered by this course".to_string() } else { format!("{} of {} items", share.items, share.pool) };
        writeln!(stdout, "  {} {:<36} {:>3} %  {pool}", share.number, share.title, share.weight)?;
    }
    if draw.shares.iter().any(|share| share.differs_from_weight(draw.items.len())) {
        writeln!(stdout, "\nThis course is about containers: where a domain has too few items, its share went to the others.")?;
    }
    if let Some(why) = draw.no_estimate() {
        crate::cli::question_text::print_indented(&mut stdout, "", &format!("There will be {why}."))?;
    }
    if draw.items.len() < draw.asked_for {
        writeln!(stdout, "There are {} items instead of {}: none is asked twice.", draw.items.len(), draw.asked_for)?;
    }
    Ok(())
}

/// What a line at the prompt asks for.
enum Line {
    Next,
    Previous,
    GoTo(usize),
    Flag,
    Clear,
    List,
    Submit,
    Leave,
    Help,
    Answer(Given),
    Wrong(String),
}

fn read_line(line: &str, question: &Question) -> Line {
    // An answer in words goes before commands of one letter.
    if question.kind == QuestionType::Text && line.split_whitespace().count() > 1 && !line.starts_with("g ") {
        return answer_of(line, question);
    }
    let mut words = line.split_whitespace();
    match (words.next(), words.next()) {
        (None, _) | (Some("n" | "next"), None) => Line::Next,
        (Some("p" | "previous"), None) => Line::Previous,
        // A sixth option has this letter; there, the word flags.
        (Some("f"), None) if question.options.len() < 6 => Line::Flag,
        (Some("flag"), None) => Line::Flag,
        (Some("clear"), None) => Line::Clear,
        (Some("l" | "list"), None) => Line::List,
        (Some("submit"), None) => Line::Submit,
        (Some("q" | "quit"), None) => Line::Leave,
        (Some("?" | "h" | "help"), None) => Line::Help,
        (Some("g" | "go"), Some(number)) => match number.parse() {
            Ok(number) => Line::GoTo(number),
            Err(_) => Line::Wrong(format!("`{number}` is no number of an item; write g 12")),
        },
        _ => answer_of(line, question),
    }
}

fn answer_of(line: &str, question: &Question) -> Line {
    match parse_answer(question, line) {
        Ok(given) => Line::Answer(given),
        Err(error) => Line::Wrong(format!("{error}; ? shows what one can type")),
    }
}

impl Watched<'_, '_> {
    /// Takes over what is stored of it.
    fn catch_up(&mut self) -> Result<(), Failure> {
        if self.exam.catch_up(&self.store.record()?) {
            Ok(())
        } else {
            Err(Failure::usage(format!("{} is no longer in your progress: it was reset meanwhile", self.exam.id())))
        }
    }

    /// Stores what was done and lets it take effect.
    fn keep(&mut self, events: &[Event]) -> Result<(), Failure> {
        self.store.add_all(events)?;
        self.catch_up()
    }

    /// Looks how it stands, which comes before everything that is done to it, and ends it when its time is over; why it is at its end, if
    /// it is.
    fn ended(&mut self) -> Result<Option<Ended>, Failure> {
        self.catch_up()?;
        if self.exam.record().end.is_some() {
            return Ok(Some(Ended::Elsewhere));
        }
        let running = SignedDuration::try_from(self.opened.elapsed()).unwrap_or(SignedDuration::MAX);
        self.exam.tick(Timestamp::now(), running);
        if self.exam.is_over() {
            self.keep(&self.exam.finish(ExamEnd::TimeOver))?;
            return Ok(Some(Ended::TimeOver));
        }
        if let Some(seen) = self.exam.seen_again(Timestamp::now()) {
            self.keep(&[seen])?;
        }
        Ok(None)
    }

    fn take(mut self, course: &Course, session: Session) -> Result<Exit, Failure> {
        let mut shown = None;
        loop {
            if let Some(ended) = self.ended()? {
                return self.print_end(ended, "The time is over; the exam is scored as it stands.", course, session);
            }
            if shown != Some(self.exam.number()) {
                self.print_item()?;
                shown = Some(self.exam.number());
            }
            let flagged = if self.exam.is_flagged(self.exam.current()) { ", flagged" } else { "" };
            let (number, all) = (self.exam.number(), self.exam.items().len());
            let left = clock(self.exam.seconds_left());
            let Some(line) = ask(&format!("[{number} of {all}, {left} left{flagged}] {}", prompt_of(self.exam.current())))? else {
                return self.leave();
            };
            if let Some(ended) = self.ended()? {
                return self.print_end(ended, "The time was over before that answer; the exam is scored as it stands.", course, session);
            }
            match read_line(&line, self.exam.current()) {
                Line::Answer(given) => {
                    self.answer(Some(given))?;
                    if !self.exam.go_on() {
                        self.print_end_of_items()?;
                    }
                }
                Line::Next => {
                    if !self.exam.go_on() {
                        self.print_end_of_items()?;
                    }
                }
                Line::Previous => {
                    if !self.exam.go_back() {
                        say("This is the first item.")?;
                    }
                }
                Line::GoTo(number) => {
                    if !self.exam.go_to(number) {
                        say(&format!("There are items 1 to {}.", self.exam.items().len()))?;
                    } else if shown == Some(number) {
                        shown = None;
                    }
                }
                Line::Flag => {
                    self.keep(&[self.exam.toggle_flag()])?;
                }
                Line::Clear => self.answer(None)?,
                Line::List => self.print_list()?,
                Line::Help => say(COMMANDS)?,
                Line::Wrong(message) => say(&message)?,
                Line::Leave => return self.leave(),
                Line::Submit => {
                    if self.confirm()? {
                        // Over the question it may have become late, or be ended elsewhere.
                        if let Some(ended) = self.ended()? {
                            return self.print_end(ended, "The time is over; the exam is scored as it stands.", course, session);
                        }
                        self.keep(&self.exam.finish(ExamEnd::Submitted))?;
                        return self.print_result(course, session);
                    }
                }
            }
        }
    }

    fn answer(&mut self, given: Option<Given>) -> Result<(), Failure> {
        let event = self.exam.answer(given).map_err(|error| Failure::usage(error.to_string()))?;
        self.keep(&[event])
    }

    fn print_item(&self) -> Result<(), Failure> {
        let question = self.exam.current();
        // The lesson would give away what an item is about.
        print_question(&format!("Item {} of {}", self.exam.number(), self.exam.items().len()), question)?;
        match self.exam.given(question) {
            Some(given) => say(&format!("Your answer so far: {}", in_words(question, &given))),
            None => Ok(()),
        }
    }

    fn print_end_of_items(&self) -> Result<(), Failure> {
        say("\nThat was the last item.")?;
        self.print_list()?;
        say("g 12 goes to item 12, submit ends the exam.")
    }

    fn print_list(&self) -> Result<(), Failure> {
        let states = self.exam.states();
        let numbers = |of: fn(&ItemState) -> bool| {
            let found: Vec<String> = states.iter().filter(|state| of(state)).map(|state| state.number.to_string()).collect();
            if found.is_empty() { "none".to_string() } else { found.join(", ") }
        };
        let mut stdout = anstream::stdout().lock();
        for (title, list) in [("Without an answer: ", numbers(|state| !state.answered)), ("Flagged: ", numbers(|state| state.flagged))] {
            crate::cli::question_text::print_indented(&mut stdout, title, &list)?;
        }
        Ok(())
    }

    fn confirm(&self) -> Result<bool, Failure> {
        let Some(open) = self.exam.open_ends() else { return Ok(true) };
        let line = ask(&format!("{open} Submit all the same? [y/N] > "))?;
        Ok(line.as_deref().is_some_and(is_yes))
    }

    fn leave(&mut self) -> Result<Exit, Failure> {
        self.keep(&[self.exam.seen(Timestamp::now())])?;
        say(&format!("Left with {} to go; the time runs on. Go on with: ecslab exam resume", clock(self.exam.seconds_left())))?;
        Ok(Exit::Fine)
    }

    fn print_end(&self, ended: Ended, time_over: &str, course: &Course, session: Session) -> Result<Exit, Failure> {
        if self.exam.record().end == Some(ExamEnd::Abandoned) {
            writeln!(anstream::stdout(), "\nThe exam was given up in another terminal; it is not scored.")?;
            return Ok(Exit::Fine);
        }
        let told = match ended {
            Ended::TimeOver => time_over,
            Ended::Elsewhere => "The exam was ended in another terminal; this is its result.",
        };
        writeln!(anstream::stdout(), "\n{told}")?;
        self.print_result(course, session)
    }

    fn print_result(&self, course: &Course, session: Session) -> Result<Exit, Failure> {
        let record = self.store.record()?;
        report::print(&exam_result(course, &record, self.exam.record()).map_err(super::gone)?, course, session)?;
        Ok(Exit::Fine)
    }

    fn answer_in_json(mut self, course: &Course, lines: Vec<Typed>, domains: Option<Vec<DomainShare>>) -> Result<Exit, Failure> {
        for (number, line) in (1..).zip(lines) {
            if self.ended()?.is_some() {
                break;
            }
            match line {
                Typed::Answer(given) => {
                    self.exam.go_to(number);
                    self.answer(Some(given))?;
                }
                Typed::Nothing => {}
                Typed::Submit => {
                    self.keep(&self.exam.finish(ExamEnd::Submitted))?;
                    break;
                }
            }
        }
        self.ended()?;
        let result = match self.exam.record().end {
            Some(ExamEnd::Abandoned) => return Err(Failure::usage("the exam was given up in another terminal; it is not scored")),
            Some(_) => Some(exam_result(course, &self.store.record()?, self.exam.record()).map_err(super::gone)?),
            None => None,
        };
        let given: Vec<Option<Given>> = self.exam.items().iter().map(|question| self.exam.given(question)).collect();
        let items = self.exam.states().into_iter().zip(self.exam.items()).zip(&given).map(|((state, question), given)| {
            // The explanations come with the end.
            let question_answer = if result.is_some() { json_question(question, given.as_ref()) } else { json_item(question) };
            Item { state, question: question_answer, given: given.as_ref().map(|given| in_words(question, given)) }
        });
        print_json(&ExamAnswer {
            version: 1,
            id: self.exam.id().to_string(),
            profile: &self.exam.profile().id,
            seed: self.exam.record().seed,
            started_at: self.exam.record().started_at,
            limit_seconds: self.exam.record().limit_seconds,
            seconds_left: if result.is_some() { 0 } else { self.exam.seconds_left() },
            domains,
            items: items.collect(),
            result,
        })?;
        Ok(Exit::Fine)
    }
}

/// A line of answers for a program.
enum Typed {
    Answer(Given),
    Nothing,
    Submit,
}

/// All lines are read before one is kept: a slip in the last must not leave half an exam.
fn read_lines(exam: &Exam<'_>) -> Result<Vec<Typed>, Failure> {
    let mut typed = Vec::new();
    for (number, line) in (1..).zip(std::io::stdin().lines()) {
        let line = line.map_err(|error| Failure::usage(format!("cannot read standard input: {error}")))?;
        if line.trim() == "submit" {
            typed.push(Typed::Submit);
            break;
        }
        let Some(question) = exam.items().get(number - 1) else {
            return Err(Failure::usage(format!("line {number} answers no item: there are {}", exam.items().len())));
        };
        typed.push(match line.trim() {
            "" => Typed::Nothing,
            line => Typed::Answer(parse_answer(question, line).map_err(|error| Failure::usage(format!("line {number}: {error}")))?),
        });
    }
    Ok(typed)
}

/// An answer as it was typed.
fn in_words(question: &Question, given: &Given) -> String {
    match given {
        Given::Text(text) => text.clone(),
        Given::Options(options) => {
            let shown = question.shown_order();
            let letter = |index: &usize| Question::letter(shown.iter().position(|shown| shown == index).unwrap_or(*index)).to_string();
            options.iter().map(letter).collect::<Vec<_>>().join(" ")
        }
    }
}

fn say(text: &str) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    for line in crate::terminal::render_markdown(text, width()) {
        writeln!(stdout, "{line}")?;
    }
    Ok(())
}
