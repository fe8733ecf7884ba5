//! What all screens share, and the way out to the world.

use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};

use super::{LabNews, Theme};
use crate::course::{Course, Lab, Question};
use crate::progress::{Event, EventKind, Record, StoredEvent};

/// What screens cannot do themselves. Errors are sentences for people.
pub trait World {
    /// All events.
    ///
    /// # Errors
    /// When they cannot be read.
    fn events(&mut self) -> Result<Vec<StoredEvent>, String>;

    /// Keeps events, all of them or none. When this returns, they are on disk.
    ///
    /// # Errors
    /// When they cannot be kept.
    fn remember(&mut self, events: &[Event]) -> Result<(), String>;

    /// Now.
    fn now(&self) -> Timestamp;

    /// How long the program has run, by a clock that cannot be set.
    fn running(&self) -> SignedDuration;

    /// A number by chance.
    fn chance(&self) -> u64;

    /// Where a lab's workspace would be made.
    fn place_of(&self, lab: &Lab) -> PathBuf;

    /// Makes a workspace there and gives its folder.
    ///
    /// # Errors
    /// When it cannot be made.
    fn start_lab(&mut self, lab: &Lab) -> Result<PathBuf, String>;

    /// Puts the starter back and gives the folder that keeps what was there.
    ///
    /// # Errors
    /// When that is not possible.
    fn reset_lab(&mut self, lab: &Lab, folder: &Path) -> Result<PathBuf, String>;

    /// Writes the solution beside the learner's files and gives its folder.
    ///
    /// # Errors
    /// When it cannot be written.
    fn write_solution(&mut self, lab: &Lab, folder: &Path) -> Result<PathBuf, String>;

    /// Checks a folder now and whenever a file in it changes, until it is told to stop; [`World::news`] tells of it.
    ///
    /// # Errors
    /// When the folder is not there.
    fn watch_lab(&mut self, lab: &Lab, folder: &Path) -> Result<(), String>;

    /// Ends watching; what runs is removed.
    fn stop_watching(&mut self);

    /// What happened in the lab that is watched, one after the other.
    fn news(&mut self) -> Option<LabNews>;
}

/// A command of the program, for the search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgramCommand {
    /// As one types it, such as `ecslab lint`.
    pub name: String,
    /// What it does, in a line.
    pub about: String,
    /// Its whole help.
    pub help: String,
}

/// What all screens share.
pub struct Study<'c> {
    /// The course.
    pub course: &'c Course,
    /// What the learner has done.
    pub record: Record,
    /// How things look.
    pub theme: Theme,
    commands: Box<dyn Fn() -> Vec<ProgramCommand> + 'c>,
    message: Option<String>,
    pub(super) world: Box<dyn World + 'c>,
}

impl<'c> Study<'c> {
    /// What all screens share; `commands` is asked for only when somebody searches.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub fn new(
        course: &'c Course,
        theme: Theme,
        mut world: Box<dyn World + 'c>,
        commands: impl Fn() -> Vec<ProgramCommand> + 'c,
    ) -> Result<Self, String> {
        let record = Record::of(&world.events()?);
        Ok(Self { course, record, theme, commands: Box::new(commands), message: None, world })
    }

    /// Keeps an event; where that fails, it is said, and the screen goes on.
    pub fn remember(&mut self, subject: &str, kind: EventKind) {
        self.remember_all(&[Event { subject: subject.to_string(), kind }]);
    }

    /// Keeps events that belong together; whether that succeeded.
    pub fn remember_all(&mut self, events: &[Event]) -> bool {
        let kept = self.world.remember(events).and_then(|()| self.world.events());
        match kept {
            Ok(events) => {
                self.record = Record::of(&events);
                true
            }
            Err(error) => {
                self.say(error);
                false
            }
        }
    }

    /// All events; none, and a message, where they cannot be read.
    pub fn events(&mut self) -> Vec<StoredEvent> {
        self.world.events().unwrap_or_else(|error| {
            self.say(error);
            Vec::new()
        })
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        self.world.now()
    }

    /// How long the program has run.
    pub fn running(&self) -> SignedDuration {
        self.world.running()
    }

    /// A number by chance.
    pub fn chance(&self) -> u64 {
        self.world.chance()
    }

    /// The program's commands.
    pub fn commands(&self) -> Vec<ProgramCommand> {
        (self.commands)()
    }

    /// Shows a message until the next key.
    pub fn say(&mut self, message: impl Into<String>) {
        self.message = Some(message.into());
    }

    /// What was said last.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// Ends the message.
    pub fn unsay(&mut self) {
        self.message = None;
    }

    /// Whether the latest first answer to a question was right.
    pub fn is_right(&self, question: &str) -> bool {
        self.record.answers.get(question).is_some_and(|answer| answer.latest_correct)
    }

    /// The questions of a module or lesson; what is not right yet comes first.
    pub fn questions(&self, place: &'c str) -> Vec<&'c Question> {
        let mut questions: Vec<&Question> = self.course.questions_of(place).collect();
        questions.sort_by_key(|question| self.is_right(&question.id));
        questions
    }

    /// How many of the questions of a module or lesson are right, of all.
    pub fn right_of(&self, place: &'c str) -> (usize, usize) {
        let questions: Vec<_> = self.course.questions_of(place).collect();
        (questions.iter().filter(|question| self.is_right(&question.id)).count(), questions.len())
    }
}

impl std::fmt::Debug for Study<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Study").field("record", &self.record).field("message", &self.message).finish_non_exhaustive()
    }
}
