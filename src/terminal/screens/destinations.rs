//! From the program's own suggestions to screens.

use super::{Destination, Drilling, Sitting, Study};
use crate::practice::drill::find_kind;
use crate::practice::{choose_questions, practice_pool};
use crate::terminal::search::{Place, PlaceKind};

/// Minutes for a review where nobody says otherwise.
pub const REVIEW_MINUTES: u32 = 20;
/// Questions of a practice where nobody says otherwise.
const PRACTICE_QUESTIONS: usize = 10;

/// The screen that does what a command of ecslab does, without `ecslab`: `learn fargate/sizes`. Where there is none, its help.
pub fn of_command<'c>(words: &[&str], study: &Study<'c>) -> Destination<'c> {
    match words {
        [] => Destination::Home,
        ["progress"] => Destination::Progress,
        ["learn", id] => match study.course.lesson(id) {
            Some(lesson) => Destination::Lesson { id: lesson.id.clone(), restart: false },
            None => Destination::Module((*id).to_string()),
        },
        ["quiz", id] => quiz(id, study),
        ["practice", places @ ..] => practice(places, study),
        ["drill"] | ["drill", "list"] => Destination::Drills,
        ["drill", kind, ..] if find_kind(kind).is_some() => Destination::Drill(Drilling::of(find_kind(kind), study.chance())),
        ["review", ..] => Destination::Review { minutes: REVIEW_MINUTES, confidence: true },
        ["exam"] | ["exam", "list"] => Destination::Exams,
        ["exam", "resume"] => Destination::ExamResume,
        ["exam", "report", id] => Destination::ExamReport((*id).to_string()),
        ["exam", profile] if study.course.exam(profile).is_some() => {
            Destination::ExamStart { profile: (*profile).to_string(), items: None, seed: None }
        }
        ["lab", "start" | "check" | "watch" | "reset", id] => Destination::Lab((*id).to_string()),
        ["explain", code] => Destination::Rule((*code).to_string()),
        [name, ..] => Destination::Command((*name).to_string()),
    }
}

/// The same of words that are kept.
pub fn of_words<'c>(words: &[String], study: &Study<'c>) -> Destination<'c> {
    of_command(&words.iter().map(String::as_str).collect::<Vec<_>>(), study)
}

/// What a search found.
pub fn of_place<'c>(place: &Place, study: &Study<'c>) -> Destination<'c> {
    match (place.kind, place.part, place.command.as_slice()) {
        (PlaceKind::Part, Some(part), [_, lesson]) => Destination::LessonPart { id: lesson.clone(), part },
        (PlaceKind::Term, _, [_, term]) => Destination::Term(term.clone()),
        (PlaceKind::AwsCommand, _, [_, command]) => Destination::AwsCommand(command.clone()),
        (PlaceKind::Command, _, [_, command]) => Destination::Command(command.clone()),
        (PlaceKind::Screen, _, [command]) if command == "practice" => Destination::Practice,
        (_, _, words) => of_words(words, study),
    }
}

/// The quiz of a module or lesson.
pub fn quiz<'c>(place: &str, study: &Study<'c>) -> Destination<'c> {
    let course = study.course;
    let found = course.modules.iter().map(|module| (module.id.as_str(), module.title.as_str()));
    let found = found.chain(course.lessons.iter().map(|lesson| (lesson.id.as_str(), lesson.title.as_str()))).find(|(id, _)| *id == place);
    Destination::Quiz(match found {
        Some((id, title)) => Sitting::quiz(title, study.questions(id)),
        None => Sitting::quiz(place, Vec::new()),
    })
}

/// Questions mixed over lessons.
pub fn practice<'c>(places: &[&str], study: &Study<'c>) -> Destination<'c> {
    let places: Vec<String> = places.iter().map(ToString::to_string).collect();
    let pool = practice_pool(study.course, &study.record, &places);
    let questions = choose_questions(study.course, &pool.questions, &study.record, study.now(), PRACTICE_QUESTIONS, study.chance());
    let id = format!("practice-{}", study.now().strftime("%Y%m%d-%H%M%S"));
    Destination::Quiz(Sitting::session("Practice", id, questions))
}
