//! What a screen is.

use std::collections::BTreeSet;

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use super::drill::Drilling;
use super::{Ask, LabNews, Study};
use crate::course::Question;

/// A key and what it does here.
pub type KeyHint = (&'static str, &'static str);

/// What reaches a screen.
#[derive(Debug)]
pub enum Input {
    /// A key that means nothing everywhere.
    Key(KeyEvent),
    /// The wheel; whether it goes down.
    Wheel(bool),
    /// A click with the first button.
    Click(Position),
    /// News of the lab that is watched.
    Lab(LabNews),
    /// Time has passed.
    Tick,
}

/// What follows.
#[derive(Debug)]
pub enum Action<'c> {
    /// Nothing.
    Stay,
    /// The screen below comes back.
    Back,
    /// Another screen above this one.
    Open(Destination<'c>),
    /// Another screen in place of this one.
    Replace(Destination<'c>),
    /// Something of the terminal.
    Ask(Ask),
}

/// A screen to open.
#[derive(Debug, Clone)]
pub enum Destination<'c> {
    /// Modules and what to do next.
    Home,
    /// One module, by its id.
    Module(String),
    /// One lesson, by its id.
    Lesson {
        /// Its id.
        id: String,
        /// From its first part, wherever reading stopped.
        restart: bool,
    },
    /// A part of a lesson, whatever was read of it.
    LessonPart {
        /// The lesson's id.
        id: String,
        /// The part, from 0.
        part: usize,
    },
    /// Questions.
    Quiz(Sitting<'c>),
    /// Questions mixed over lessons.
    Practice,
    /// The kinds of drills.
    Drills,
    /// Drills.
    Drill(Drilling),
    /// What is due for review.
    Review {
        /// How many minutes there are.
        minutes: u32,
        /// Whether it is asked how sure one is.
        confidence: bool,
    },
    /// The exams that can be taken, and those that were.
    Exams,
    /// An exam that may begin.
    ExamStart {
        /// Its profile.
        profile: String,
        /// Of a shorter form how many items it has.
        items: Option<usize>,
        /// What it is drawn with; by chance without it.
        seed: Option<u64>,
    },
    /// The exam that is under way.
    ExamResume,
    /// The result of an exam, by its id.
    ExamReport(String),
    /// One lab, by its id.
    Lab(String),
    /// What was done when, and what is weak.
    Progress,
    /// Search.
    Jump,
    /// A rule, by its code.
    Rule(String),
    /// A command of the program, by its name.
    Command(String),
    /// A word of the glossary.
    Term(String),
    /// A command of the AWS CLI.
    AwsCommand(String),
}

/// Questions that are asked one after the other, with feedback at once.
#[derive(Debug, Clone)]
pub struct Sitting<'c> {
    /// What stands in the title line.
    pub title: String,
    /// In the order in which they are asked.
    pub questions: Vec<&'c Question>,
    /// Those among them that were answered in the same sitting or on the same day: answering them again is a repetition.
    pub answered: BTreeSet<&'c str>,
    /// The session in the events; none for a quiz.
    pub session: Option<String>,
    /// Whether it is asked how sure one is, before the answer is judged.
    pub confidence: bool,
    /// No further question is begun when they are over.
    pub minutes: Option<u32>,
}

impl<'c> Sitting<'c> {
    /// A quiz about something.
    pub fn quiz(about: &str, questions: Vec<&'c Question>) -> Self {
        let title = format!("Questions: {about}");
        Self { title, questions, answered: BTreeSet::new(), session: None, confidence: false, minutes: None }
    }

    /// A practice or a review, which asks how sure one is.
    pub fn session(title: &str, id: String, questions: Vec<&'c Question>) -> Self {
        Self { title: title.to_string(), questions, answered: BTreeSet::new(), session: Some(id), confidence: true, minutes: None }
    }
}

/// How the program ends after a screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Farewell {
    /// What is said when the terminal is as before.
    pub text: String,
    /// Whether what was begun here is not done: a lab that does not pass.
    pub open: bool,
}

/// A screen: state, drawn and told of input. All effects go through [`Study`].
pub trait Screen<'c> {
    /// What stands in the title line.
    fn title(&self, study: &Study<'c>) -> String;

    /// What stands at the right of the title line.
    fn status(&self, _study: &Study<'c>) -> String {
        String::new()
    }

    /// The keys of this screen, the most important first.
    fn keys(&self, study: &Study<'c>) -> Vec<KeyHint>;

    /// Draws all but title and keys.
    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, study: &Study<'c>);

    /// Takes input.
    fn handle(&mut self, input: Input, study: &mut Study<'c>) -> Action<'c>;

    /// Whether letters are text now.
    fn is_typing(&self) -> bool {
        false
    }

    /// Called when the screen comes to the top: for the first time, and when those above it have gone.
    fn entered(&mut self, _study: &mut Study<'c>) {}

    /// Called when another screen comes above it, or it goes.
    fn left(&mut self, _study: &mut Study<'c>) {}

    /// What is said after the program has left from here.
    fn farewell(&self, _study: &Study<'c>) -> Option<Farewell> {
        None
    }
}
