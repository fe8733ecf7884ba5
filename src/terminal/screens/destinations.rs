//! From the program's own suggestions to screens.

use super::{Destination, Study};

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
        ["lab", "start" | "check" | "watch", id] => Destination::Lab((*id).to_string()),
        ["explain", code] => Destination::Rule((*code).to_string()),
        [name, ..] => Destination::Command((*name).to_string()),
    }
}

/// The quiz of a module or lesson.
pub fn quiz<'c>(place: &str, study: &Study<'c>) -> Destination<'c> {
    let course = study.course;
    let found = course.modules.iter().map(|module| (module.id.as_str(), module.title.as_str()));
    let found = found.chain(course.lessons.iter().map(|lesson| (lesson.id.as_str(), lesson.title.as_str()))).find(|(id, _)| *id == place);
    match found {
        Some((id, title)) => Destination::Quiz { title: title.to_string(), questions: study.questions(id) },
        None => Destination::Quiz { title: place.to_string(), questions: Vec::new() },
    }
}
