//! `ecslab learn`

use std::io::Write;

use anstyle::Style;
use serde::Serialize;

use super::course_name::{Place, find_place, find_track};
use super::interaction::{ask, is_interactive};
use super::output::{Format, print_json};
use super::{Exit, Failure, Session, full_screen};
use crate::course::{Course, Lesson, Track};
use crate::progress::{Event, EventKind, ProgressError, Record, Store, tell};
use crate::terminal::screens::Destination;
use crate::terminal::{StyledLine, render_markdown, render_plain_markdown, width};

/// Nobody waits long for a record that a lesson does not need.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(1);

/// Read the lessons, part by part; goes on where you stopped.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  ecslab learn fargate            the lesson to go on with\n  ecslab learn fargate/sizes      one lesson\n  \
    ecslab learn fargate/sizes | less\n  ecslab learn --list\n  \
    ecslab learn --track fargate    the lesson to go on with on the way to Fargate alone"
)]
pub struct Arguments {
    /// A module (its next lesson) or a lesson; without it, the lesson to go on with.
    #[arg(value_name = "MODULE|LESSON")]
    place: Option<String>,
    /// List all lessons.
    #[arg(long, conflicts_with = "place")]
    list: bool,
    /// Of this track only: ecr, ecs-on-ec2 or fargate; the lesson to go on with in it, or its list.
    #[arg(long, conflicts_with = "place")]
    track: Option<String>,
    /// Begin at the first part, wherever you stopped.
    #[arg(long)]
    restart: bool,
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct LessonAnswer<'c> {
    version: u32,
    lesson: ListedLesson<'c>,
    sections: usize,
    markdown: &'c str,
}

#[derive(Serialize)]
struct ListedLesson<'c> {
    id: &'c str,
    title: &'c str,
    minutes: u32,
    objectives: &'c [String],
    labs: &'c [String],
    sources: &'c [String],
    verified: &'c str,
    read: bool,
    resume: Option<usize>,
}

#[derive(Serialize)]
struct Listing<'c> {
    version: u32,
    tracks: &'c [Track],
    lessons: Vec<ListedLesson<'c>>,
}

/// Shows a lesson.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    let course = Course::open();
    let record = record_for_reading()?;
    let track = arguments.track.as_deref().map(|name| find_track(&course, name)).transpose()?;
    if arguments.list {
        return list(&course, &record, track, arguments.format);
    }
    let lesson = choose(&course, &record, arguments.place.as_deref(), track)?;
    if arguments.format == Format::Json {
        let answer = LessonAnswer { version: 1, lesson: listed(lesson, &record), sections: lesson.sections().len(), markdown: lesson.body };
        print_json(&answer)?;
        return Ok(Exit::Fine);
    }
    if full_screen::is_wanted(session) {
        return full_screen::open(&course, Destination::Lesson { id: lesson.id.clone(), restart: arguments.restart });
    }
    if !is_interactive() {
        return print_whole(&course, lesson, session);
    }
    let begun = record.resume(&lesson.id);
    read(&course, lesson, begun.filter(|_| !arguments.restart).unwrap_or(0), begun.is_some(), session)
}

/// The record; an empty one, which is told, where another program holds it: a lesson can be read without.
fn record_for_reading() -> Result<Record, Failure> {
    match Store::peek_events_within(PATIENCE) {
        Ok(events) => Ok(Record::of(&events)),
        Err(error @ ProgressError::Locked { .. }) => {
            tell(format!("what you have read is not known here: {error}"));
            Ok(Record::default())
        }
        Err(error) => Err(error.into()),
    }
}

fn listed<'c>(lesson: &'c Lesson, record: &Record) -> ListedLesson<'c> {
    ListedLesson {
        id: &lesson.id,
        title: &lesson.title,
        minutes: lesson.minutes,
        objectives: &lesson.objectives,
        labs: &lesson.labs,
        sources: &lesson.sources,
        verified: &lesson.verified,
        read: record.lessons_read.contains(&lesson.id),
        resume: record.resume(&lesson.id),
    }
}

fn list(course: &Course, record: &Record, track: Option<&Track>, format: Format) -> Result<Exit, Failure> {
    let lessons: Vec<_> =
        course.lessons.iter().filter(|lesson| is_in(track, lesson.module())).map(|lesson| listed(lesson, record)).collect();
    if format == Format::Json {
        print_json(&Listing { version: 1, tracks: &course.tracks, lessons })?;
        return Ok(Exit::Fine);
    }
    let mut stdout = anstream::stdout().lock();
    for told in course.tracks.iter().filter(|told| track.is_none_or(|track| track == *told)) {
        writeln!(stdout, "--track {:<11} {}: {}", told.id, told.title, told.summary)?;
    }
    if !course.tracks.is_empty() {
        writeln!(stdout)?;
    }
    for module in course.modules.iter().filter(|module| is_in(track, &module.id)) {
        writeln!(stdout, "{}", module.title)?;
        for lesson in lessons.iter().filter(|lesson| lesson.id.starts_with(&format!("{}/", module.id))) {
            let state = match lesson.resume {
                Some(_) => "begun",
                None if lesson.read => "read",
                None => "",
            };
            writeln!(stdout, "  {:<26} {:>3} min  {:<6} {}", lesson.id, lesson.minutes, state, lesson.title)?;
        }
    }
    Ok(Exit::Fine)
}

/// Without a track every module is meant.
fn is_in(track: Option<&Track>, module: &str) -> bool {
    track.is_none_or(|track| track.modules.iter().any(|of_it| of_it == module))
}

fn choose<'c>(course: &'c Course, record: &Record, name: Option<&str>, track: Option<&Track>) -> Result<&'c Lesson, Failure> {
    let module = match name.map(|name| find_place(course, name)).transpose()? {
        Some(Place::Lesson(id)) => return course.lesson(&id).ok_or_else(|| Failure::usage(format!("no lesson is called {id}"))),
        Some(Place::Module(id)) => Some(id),
        None => None,
    };
    let is_meant = |lesson: &&Lesson| module.as_deref().is_none_or(|id| lesson.module() == id) && is_in(track, lesson.module());
    let lessons: Vec<&Lesson> = course.lessons.iter().filter(is_meant).collect();
    let begun = record.bookmarks.iter().rev().find_map(|bookmark| lessons.iter().find(|lesson| lesson.id == bookmark.lesson));
    let unread = lessons.iter().find(|lesson| !record.lessons_read.contains(&lesson.id));
    // All read: begin again.
    begun.or(unread).or(lessons.first()).copied().ok_or_else(|| Failure::usage("this module has no lessons"))
}

fn rendered(markdown: &str, session: Session) -> Vec<StyledLine> {
    if session.plain { render_plain_markdown(markdown, width()) } else { render_markdown(markdown, width()) }
}

fn print_whole(course: &Course, lesson: &Lesson, session: Session) -> Result<Exit, Failure> {
    let mut stdout = anstream::stdout().lock();
    for line in rendered(lesson.body, session) {
        writeln!(stdout, "{line}")?;
    }
    writeln!(stdout, "\nNext:")?;
    for command in following(course, lesson) {
        writeln!(stdout, "  {command}")?;
    }
    Ok(Exit::Fine)
}

/// The commands that practise a lesson, and the next lesson.
fn following(course: &Course, lesson: &Lesson) -> Vec<String> {
    let mut commands = Vec::new();
    if course.questions_of(&lesson.id).next().is_some() {
        commands.push(format!("ecslab quiz {}", lesson.id));
    }
    commands.extend(lesson.labs.iter().map(|lab| format!("ecslab lab start {lab}")));
    let next = course.lessons.iter().skip_while(|other| other.id != lesson.id).nth(1);
    commands.extend(next.map(|next| format!("ecslab learn {}", next.id)));
    commands
}

/// Shows part after part; each is remembered before it is shown, but for the first: a look into a lesson does not make it a begun one.
fn read(course: &Course, lesson: &Lesson, first: usize, mut is_begun: bool, session: Session) -> Result<Exit, Failure> {
    let store = Store::open()?;
    let sections = lesson.sections();
    let mut current = first.min(sections.len().saturating_sub(1));
    let dim = Style::new().dimmed();
    loop {
        is_begun |= current > 0;
        if is_begun {
            store.add(&Event { subject: lesson.id.clone(), kind: EventKind::LessonOpened { section: current } })?;
        }
        let mut stdout = anstream::stdout().lock();
        if session.plain {
            writeln!(stdout, "Part {} of {}.\n", current + 1, sections.len())?;
        } else {
            writeln!(stdout, "\n{dim}{} · part {} of {}{dim:#}\n", lesson.title, current + 1, sections.len())?;
        }
        for line in rendered(sections[current].text, session) {
            writeln!(stdout, "{line}")?;
        }
        writeln!(stdout)?;
        drop(stdout);
        let last = current + 1 == sections.len();
        let prompt = format!("[Enter] {}   [b] back   [q] stop here > ", if last { "done" } else { "next part" });
        match ask(&prompt)?.as_deref() {
            None | Some("q" | "quit") => {
                writeln!(anstream::stdout(), "Go on later with: ecslab learn {}", lesson.id)?;
                return Ok(Exit::Fine);
            }
            Some("b" | "back") => current = current.saturating_sub(1),
            Some("") if last => break,
            Some("") => current += 1,
            Some(other) => writeln!(anstream::stdout(), "`{other}` is not one of the keys: Enter, b or q")?,
        }
    }
    store.add(&Event { subject: lesson.id.clone(), kind: EventKind::LessonRead })?;
    practise(course, lesson, session)
}

/// After a lesson: its questions, its labs, or the next lesson.
fn practise(course: &Course, lesson: &Lesson, session: Session) -> Result<Exit, Failure> {
    let commands = following(course, lesson);
    let mut stdout = anstream::stdout();
    writeln!(stdout, "\nRead. Now try it:")?;
    for (index, command) in commands.iter().enumerate() {
        writeln!(stdout, "  [{}] {command}", index + 1)?;
    }
    let Some(answer) = ask("[number] do it   [Enter] leave > ")? else { return Ok(Exit::Fine) };
    let chosen = answer.parse::<usize>().ok().and_then(|number| commands.get(number.wrapping_sub(1)));
    match chosen {
        Some(command) => super::run_line(command, session),
        None => Ok(Exit::Fine),
    }
}
