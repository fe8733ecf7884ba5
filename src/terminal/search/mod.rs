//! The search: all that has a name in the course and in the program, by words or some letters of it.
//!
//! In: the course, the program's commands, what somebody typed. Out: [`Place`]s, the best first, each with what opens it.

mod fuzzy;

use std::cmp::Reverse;

use serde::Serialize;

use self::fuzzy::{Fit, Pattern, Searched};
use super::render_inline;
use crate::course::Course;
use crate::lint::rules;
use crate::practice::drill::kinds;

/// Nobody reads further; another letter is faster.
pub const MOST_FOUND: usize = 60;

/// All places of a course and of the program.
#[derive(Debug, Default)]
pub struct Index {
    places: Vec<Place>,
}

/// Somewhere to go.
#[derive(Debug)]
pub struct Place {
    /// What it is.
    pub kind: PlaceKind,
    /// Its title, on one line.
    pub title: String,
    /// The words after `ecslab` that open it, such as `learn` and `fargate/sizes`.
    pub command: Vec<String>,
    /// The part of the lesson that the command opens, from 0; none for the whole.
    pub part: Option<usize>,
    searched: Searched,
}

/// A command of the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgramCommand {
    /// As one types it, such as `ecslab lint`.
    pub name: String,
    /// What it does, in a line.
    pub about: String,
    /// Its whole help.
    pub help: String,
}

/// What something is; of what fits alike, the first of these comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceKind {
    /// A module.
    Module,
    /// A lesson.
    Lesson,
    /// A lab.
    Lab,
    /// A screen that is about the learner.
    Screen,
    /// An exam.
    Exam,
    /// A kind of drill.
    Drill,
    /// A term of the glossary.
    Term,
    /// A command of the AWS CLI.
    AwsCommand,
    /// A command of this program.
    Command,
    /// A part of a lesson, by its heading.
    Part,
    /// A rule of the linter.
    Rule,
}

impl PlaceKind {
    /// What it is called in lists.
    pub fn name(self) -> &'static str {
        match self {
            Self::Module => "module",
            Self::Lesson => "lesson",
            Self::Lab => "lab",
            Self::Screen => "screen",
            Self::Exam => "exam",
            Self::Drill => "drill",
            Self::Term => "term",
            Self::AwsCommand => "AWS CLI",
            Self::Command => "command",
            Self::Part => "part",
            Self::Rule => "rule",
        }
    }
}

impl Index {
    /// Of a course, and of the program's commands.
    pub fn new(course: &Course, commands: &[ProgramCommand]) -> Self {
        let mut index = Self::default();
        index.add_course(course);
        index.add_program(commands);
        index.add_reference(course);
        index.add_parts(course);
        index
    }

    /// What fits, the best first and at most [`MOST_FOUND`]; by their order in the course where nothing is typed.
    pub fn find(&self, typed: &str) -> Vec<&Place> {
        let pattern = Pattern::new(typed);
        let mut fitting: Vec<(Rank, usize)> =
            self.places.iter().enumerate().filter_map(|(index, place)| Some((rank(&pattern, place)?, index))).collect();
        if !pattern.is_empty() {
            fitting.sort();
        }
        fitting.into_iter().take(MOST_FOUND).map(|(_, index)| &self.places[index]).collect()
    }

    /// A place by its title, by other names, and by words that say more of it.
    fn add(&mut self, kind: PlaceKind, title: &str, names: &[&str], more: &str, command: &[&str]) {
        let searched = Searched::new(title, names, &format!("{more} {}", kind.name()));
        let command = command.iter().map(ToString::to_string).collect();
        self.places.push(Place { kind, title: title.to_string(), command, part: None, searched });
    }

    fn add_course(&mut self, course: &Course) {
        for module in &course.modules {
            self.add(PlaceKind::Module, &module.title, &[&module.id], "", &["learn", &module.id]);
        }
        for lesson in &course.lessons {
            self.add(PlaceKind::Lesson, &lesson.title, &[], &lesson.id, &["learn", &lesson.id]);
        }
        for lab in &course.labs {
            self.add(PlaceKind::Lab, &lab.title, &[], &lab.id, &["lab", "start", &lab.id]);
        }
        for exam in &course.exams {
            self.add(PlaceKind::Exam, &format!("{} {}", exam.code, exam.title), &[&exam.code], "", &["exam", &exam.id]);
        }
    }

    /// The parts of lessons by their headings; the first is the lesson itself.
    fn add_parts(&mut self, course: &Course) {
        for lesson in &course.lessons {
            for (part, section) in lesson.sections().iter().enumerate().skip(1) {
                let title = format!("{} · {}", render_inline(section.heading), lesson.title);
                self.add(PlaceKind::Part, &title, &[section.heading], "", &["learn", &lesson.id]);
                if let Some(added) = self.places.last_mut() {
                    added.part = Some(part);
                }
            }
        }
    }

    fn add_reference(&mut self, course: &Course) {
        for term in &course.terms {
            let also: Vec<&str> = term.also.iter().map(String::as_str).collect();
            self.add(PlaceKind::Term, &term.term, &also, "glossary", &["glossary", &term.term]);
        }
        for command in &course.commands {
            let short = command.command.strip_prefix("aws ").unwrap_or(&command.command);
            let shortest = short.rsplit(' ').next().unwrap_or(short);
            self.add(PlaceKind::AwsCommand, &command.command, &[short, shortest], "", &["commands", &command.command]);
        }
        for rule in rules() {
            let title = format!("{} {}", rule.code, rule.name);
            self.add(PlaceKind::Rule, &title, &[rule.code, rule.name], "", &["explain", rule.code]);
        }
    }

    fn add_program(&mut self, commands: &[ProgramCommand]) {
        for command in commands {
            let title = format!("ecslab {}: {}", command.name, command.about);
            self.add(PlaceKind::Command, &title, &[&command.name], "", &["help", &command.name]);
        }
        for kind in kinds() {
            self.add(PlaceKind::Drill, kind.title, &[], &format!("{} {}", kind.id, kind.trains), &["drill", kind.id]);
        }
        for (title, name, more, command) in [
            ("Your progress", "progress", "heat map weak areas streak", &["progress"][..]),
            ("Practice", "practise", "mixed questions", &["practice"]),
            ("Exams", "exam", "", &["exam", "list"]),
            ("Drills", "drill", "simulators", &["drill", "list"]),
            ("Review", "reviews", "due", &["review"]),
        ] {
            self.add(PlaceKind::Screen, title, &[name], more, command);
        }
    }
}

/// The place in the list, the least first: where only letters fit, how near they stand counts before what it is.
type Rank = (Reverse<Fit>, Reverse<i64>, PlaceKind, Reverse<i64>);

fn rank(pattern: &Pattern, place: &Place) -> Option<Rank> {
    let (fit, score) = pattern.fit(&place.searched)?;
    let nearness = if fit == Fit::Letters { score } else { 0 };
    Some((Reverse(fit), Reverse(nearness), place.kind, Reverse(score)))
}
