//! `ecslab drill`

use std::io::Write;

use anstyle::Style;
use clap::Subcommand;
use serde::Serialize;

use super::asking::{Asking, Typed, read_answer, read_lines};
use super::course_name::did_you_mean;
use super::interaction::is_interactive;
use super::output::{Format, print_json};
use super::question_text::{QuestionAnswer, json_question, print_asked, print_feedback};
use super::{Exit, Failure, Session, full_screen};
use crate::course::{Course, Given};
use crate::practice::drill::{
    Address, AddressError, Drill, DrillError, DrillKind, DrillSession, Level, SessionScore, find_kind, kinds, next_level,
};
use crate::practice::parse_answer;
use crate::progress::{Event, EventKind, Record, Store};
use crate::terminal::screens::{Destination, Drilling};
use crate::terminal::{bar, render_markdown, width};

/// Questions asked where --count says nothing.
const USUAL_COUNT: u16 = 5;

/// Drill: questions without end, made and answered by the simulators and the linter, each worked out step by step.
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Keys: the letters of the options, or the words, and Enter; s skips, q stops and shows the score.\n\n\
    Without a level it follows your answers: three right in a row lead up, two wrong down. Every drill has an address, such as \
    lifecycle-2-8431, under which it is always the same.\n\n\
    Examples:\n  ecslab drill                        all kinds, mixed\n  ecslab drill list\n  ecslab drill lifecycle --level 2\n  ecslab drill lifecycle-2-8431\n  \
    ecslab drill --seed 7 --format json < /dev/null     the questions, without their answers\n  \
    ecslab drill --seed 7 --format json < answers.txt   one line a question; judged"
)]
pub struct Arguments {
    #[command(subcommand)]
    action: Option<Action>,
    /// A kind, or the address of one drill; without it, all kinds are mixed.
    #[arg(value_name = "KIND|ADDRESS")]
    what: Option<String>,
    /// How hard: 1 to 3. Without it, as your answers so far say.
    #[arg(long, value_name = "LEVEL")]
    level: Option<Level>,
    /// So many drills; 5 without it.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1000))]
    count: Option<u16>,
    /// The same number gives the same drills at the same levels.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the kinds of drills with what each level asks.
    List(ListArguments),
}

#[derive(Debug, clap::Args)]
struct ListArguments {
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct DrillAnswer<'d> {
    version: u32,
    /// Of the session; absent where one drill was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u64>,
    drills: Vec<OneDrill<'d>>,
    score: SessionScore,
}

#[derive(Serialize)]
struct OneDrill<'d> {
    address: String,
    kind: &'static str,
    level: u8,
    question: QuestionAnswer<'d>,
    /// The steps to the answer; absent while it is not answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<&'d [String]>,
}

#[derive(Serialize)]
struct KindList {
    version: u32,
    kinds: Vec<ListedKind>,
}

#[derive(Serialize)]
struct ListedKind {
    id: &'static str,
    title: &'static str,
    trains: &'static str,
    levels: [&'static str; 3],
    lesson: &'static str,
    objectives: &'static [&'static str],
    source: &'static str,
    /// At which level the next one is.
    level: u8,
    answered: usize,
    correct: usize,
}

/// What is asked: one drill, or drills of a session.
enum Source {
    One(Option<Address>),
    Session { left: u16, level: Option<Level>, seed: u64 },
}

/// Where the drills come from, with the session that keeps the score.
struct Drills {
    source: Source,
    session: DrillSession,
}

/// Runs the command.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    if let Some(Action::List(list)) = &arguments.action {
        return print_list(list);
    }
    let drills = drills(arguments)?;
    if arguments.format == Format::Text && full_screen::is_wanted(session) {
        return full_screen::open(&Course::open(), Destination::Drill(drills.drilling()));
    }
    let store = Store::open()?;
    match arguments.format {
        Format::Json => answer_in_json(drills, &store),
        Format::Text => ask_all(drills, &store, session),
    }
}

fn drills(arguments: &Arguments) -> Result<Drills, Failure> {
    let what = arguments.what.as_deref();
    if let Some(text) = what.filter(|text| Address::is_meant(text)) {
        let address = Address::parse(text).map_err(wrong_address)?;
        if arguments.level.is_some() || arguments.count.is_some() || arguments.seed.is_some() {
            return Err(
                Failure::usage(format!("{address} is one drill, with its level and number")).help("Leave --level, --count and --seed out.")
            );
        }
        return Ok(Drills { source: Source::One(Some(address)), session: DrillSession::new(Some(address.kind), address.seed) });
    }
    let kind = what.map(|id| find_kind(id).ok_or_else(|| unknown_kind(id))).transpose()?;
    // A program that reads the questions first must get the same ones when it answers them.
    let seed = arguments.seed.unwrap_or_else(|| if arguments.format == Format::Json { 0 } else { fastrand::u64(..1_000_000) });
    let source = Source::Session { left: arguments.count.unwrap_or(USUAL_COUNT), level: arguments.level, seed };
    Ok(Drills { source, session: DrillSession::new(kind, seed) })
}

fn unknown_kind(id: &str) -> Failure {
    let near = did_you_mean(&id.to_lowercase(), kinds().iter().map(|kind| kind.id));
    Failure::usage(format!("no drill is called {id}")).help(format!("{near}`ecslab drill list` lists all."))
}

fn wrong_address(error: AddressError) -> Failure {
    match error {
        AddressError::Kind(id) => unknown_kind(&id),
        error => Failure::usage(error.to_string()),
    }
}

impl From<DrillError> for Failure {
    fn from(error: DrillError) -> Self {
        Self::usage(error.to_string())
    }
}

impl Drills {
    fn next(&mut self, record: &Record) -> Result<Option<Drill>, Failure> {
        match &mut self.source {
            Source::One(address) => Ok(address.take().map(|Address { kind, level, seed }| Drill::make(kind, level, seed)).transpose()?),
            Source::Session { left: 0, .. } => Ok(None),
            Source::Session { left, level, .. } => {
                *left -= 1;
                Ok(Some(self.session.next_drill(|kind| level.unwrap_or_else(|| level_of(kind, record)))?))
            }
        }
    }

    /// The same on the full screen.
    fn drilling(self) -> Drilling {
        let Drills { source, session } = self;
        match source {
            Source::One(only) => Drilling { count: 1, only, ..Drilling::of(None, 0) },
            Source::Session { left, level, seed } => Drilling { level, count: left.into(), ..Drilling::of(session.kind(), seed) },
        }
    }

    fn seed(&self) -> Option<u64> {
        match self.source {
            Source::One(_) => None,
            Source::Session { seed, .. } => Some(seed),
        }
    }

    fn total(&self) -> usize {
        match self.source {
            Source::One(_) => 1,
            Source::Session { left, .. } => left.into(),
        }
    }

    fn remember(&mut self, store: &Store, drill: &Drill, given: &Given) -> Result<bool, Failure> {
        let correct = drill.is_right(given);
        let Address { kind, level, seed } = drill.address;
        let event = EventKind::DrillAnswered { level: level.number(), seed, correct };
        store.add(&Event { subject: kind.subject(), kind: event })?;
        self.session.answered(drill, correct);
        Ok(correct)
    }
}

fn level_of(kind: &DrillKind, record: &Record) -> Level {
    next_level(record.drills.get(kind.id).into_iter().flatten().copied())
}

fn answer_in_json(mut drills: Drills, store: &Store) -> Result<Exit, Failure> {
    let record = store.record()?;
    let mut asked = Vec::new();
    while let Some(drill) = drills.next(&record)? {
        asked.push(drill);
    }
    let given = read_lines(asked.iter().map(|drill| &drill.question), "drill", parse_answer)?;
    for (drill, answer) in asked.iter().zip(&given) {
        if let Some(answer) = answer {
            drills.remember(store, drill, answer)?;
        }
    }
    let answer = DrillAnswer {
        version: 1,
        seed: drills.seed(),
        drills: asked.iter().zip(&given).map(|(drill, given)| one_drill(drill, given)).collect(),
        score: drills.session.score(),
    };
    print_json(&answer)?;
    Ok(Exit::Fine)
}

fn one_drill<'d>(drill: &'d Drill, given: &'d Option<Given>) -> OneDrill<'d> {
    OneDrill {
        address: drill.address.to_string(),
        kind: drill.address.kind.id,
        level: drill.address.level.number(),
        question: json_question(&drill.question, given.as_ref()),
        explanation: given.as_ref().map(|_| drill.explanation.as_slice()),
    }
}

fn ask_all(mut drills: Drills, store: &Store, session: Session) -> Result<Exit, Failure> {
    let total = drills.total();
    let (mut number, mut skipped) = (0, 0);
    // The level follows what was just answered, so the record is folded anew for each.
    while let Some(drill) = drills.next(&store.record()?)? {
        number += 1;
        print_head(&drill, number, total)?;
        print_asked(&drill.question)?;
        match read_answer(&drill.question, &Asking::default(), false)? {
            Typed::Answer(given, _) | Typed::LastAnswer(given) => {
                drills.remember(store, &drill, &given)?;
                print_feedback(&drill.question, Some(&given))?;
                print_steps(&drill)?;
            }
            Typed::Skip => skipped += 1,
            Typed::Quit => break,
        }
    }
    print_score(&drills, skipped, session)
}

fn print_head(drill: &Drill, number: usize, total: usize) -> Result<(), Failure> {
    let dim = Style::new().dimmed();
    let Address { kind, level, .. } = drill.address;
    writeln!(anstream::stdout(), "\n{dim}Drill {number} of {total} · {} · level {level} · {}{dim:#}\n", kind.title, drill.address)?;
    Ok(())
}

fn print_steps(drill: &Drill) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    writeln!(stdout, "\nStep by step:")?;
    for (number, step) in (1..).zip(&drill.explanation) {
        let start = format!("  {number}. ");
        let indent = start.chars().count();
        for (index, line) in render_markdown(step, width().saturating_sub(indent)).iter().enumerate() {
            let start = if index == 0 { start.clone() } else { " ".repeat(indent) };
            writeln!(stdout, "{start}{line}")?;
        }
    }
    Ok(())
}

fn print_score(drills: &Drills, skipped: usize, session: Session) -> Result<Exit, Failure> {
    let mut stdout = anstream::stdout().lock();
    let score = drills.session.score();
    if score.answered == 0 {
        writeln!(stdout, "\nNo drill answered.")?;
        return Ok(Exit::Fine);
    }
    let passed_over = if skipped > 0 { format!(", {skipped} skipped") } else { String::new() };
    writeln!(stdout, "\n{} of {} right{passed_over}.", score.correct, score.answered)?;
    if score.answered > 1 {
        writeln!(stdout)?;
    }
    let widest = score.kinds.iter().map(|kind| kind.kind.len()).max().unwrap_or(0);
    for kind in score.kinds.iter().filter(|_| score.answered > 1) {
        let drawn = bar(kind.correct, kind.answered, 20, session.plain);
        writeln!(stdout, "  {:<widest$}  {drawn}  {} of {}", kind.kind, kind.correct, kind.answered)?;
    }
    let weak = score.kinds.iter().filter(|kind| kind.correct < kind.answered).max_by_key(|kind| kind.answered - kind.correct);
    if let Some(kind) = weak.and_then(|weak| find_kind(weak.kind)) {
        writeln!(stdout, "\nThe lesson behind what went wrong most: ecslab learn {}", kind.lesson)?;
    }
    if let Some(seed) = drills.seed().filter(|_| is_interactive()) {
        writeln!(stdout, "The same again: --seed {seed}")?;
    }
    Ok(Exit::Fine)
}

fn print_list(arguments: &ListArguments) -> Result<Exit, Failure> {
    let record = Store::peek()?;
    let listed = |kind: &&'static DrillKind| {
        let answers = record.drills.get(kind.id).map(Vec::as_slice).unwrap_or_default();
        ListedKind {
            id: kind.id,
            title: kind.title,
            trains: kind.trains,
            levels: kind.levels,
            lesson: kind.lesson,
            objectives: kind.objectives,
            source: kind.source,
            level: level_of(kind, &record).number(),
            answered: answers.len(),
            correct: answers.iter().filter(|(_, correct)| *correct).count(),
        }
    };
    let list = KindList { version: 1, kinds: kinds().iter().map(listed).collect() };
    if arguments.format == Format::Json {
        print_json(&list)?;
        return Ok(Exit::Fine);
    }
    let mut stdout = anstream::stdout().lock();
    let bold = Style::new().bold();
    for kind in &list.kinds {
        writeln!(stdout, "{bold}{}{bold:#}  {}", kind.id, kind.trains)?;
        for (number, asks) in (1..).zip(kind.levels) {
            let here = if number == kind.level { "  <- your level" } else { "" };
            writeln!(stdout, "  {number}  {asks}{here}")?;
        }
        if kind.answered > 0 {
            writeln!(stdout, "  {} of {} right", kind.correct, kind.answered)?;
        }
    }
    writeln!(stdout, "\nStart with `ecslab drill`, or `ecslab drill KIND --level N`.")?;
    Ok(Exit::Fine)
}
