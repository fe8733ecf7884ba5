//! What all screens share, and the way out to the world.

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::{LabNews, Theme};
use crate::course::{Course, Lab, Question};
use crate::progress::{Event, EventKind, Record, StoredEvent};
use crate::terminal::search::ProgramCommand;

/// How long until storing what could not be stored is tried again.
const AGAIN_AFTER: SignedDuration = SignedDuration::from_secs(2);

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

    /// Whether events were last refused only because another program was writing: then they can soon be kept.
    fn is_locked(&self) -> bool {
        false
    }

    /// Now.
    fn now(&self) -> Timestamp;

    /// Where the learner's clock stands.
    fn zone(&self) -> TimeZone;

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

    /// The folder of the solution, where it was written.
    fn written_solution(&self, folder: &Path) -> Option<PathBuf>;

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

/// Events that happened and could not be stored yet: what was answered is answered, and waits.
#[derive(Debug, Default)]
struct Waiting {
    events: Vec<Event>,
    /// Why.
    told: Option<String>,
    /// When storing them is tried again, by [`World::running`].
    next: SignedDuration,
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
    /// What is stored.
    stored: Vec<StoredEvent>,
    waiting: Waiting,
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
        let mut waiting = Waiting::default();
        let stored = match world.events() {
            // Lessons can be read without a record, and it comes as soon as the other program lets go.
            Err(error) if world.is_locked() => {
                waiting.told = Some(told(0, &error));
                Vec::new()
            }
            events => events?,
        };
        let record = Record::of(&stored);
        Ok(Self { course, record, theme, commands: Box::new(commands), message: None, stored, waiting, world })
    }

    /// Keeps an event; see [`Self::remember_all`].
    pub fn remember(&mut self, subject: &str, kind: EventKind) {
        self.remember_all(&[Event { subject: subject.to_string(), kind }]);
    }

    /// Keeps events that belong together. Where that is not possible now, they count all the same and wait, which is said until they are kept.
    pub fn remember_all(&mut self, events: &[Event]) {
        self.waiting.events.extend_from_slice(events);
        self.keep();
    }

    /// Keeps events that belong together now or not at all; whether that succeeded.
    pub fn remember_now(&mut self, events: &[Event]) -> bool {
        // What waits came first.
        if !self.keep() {
            return false;
        }
        let kept = self.world.remember(events).map_err(|error| self.say(error)).is_ok();
        if kept {
            self.read_again(events);
        }
        kept
    }

    /// Whether something is not stored yet.
    pub fn has_unstored(&self) -> bool {
        !self.waiting.events.is_empty()
    }

    /// Tries to keep what waits, or to read what is stored where that was not possible; whether nothing waits any more.
    pub fn keep(&mut self) -> bool {
        if self.waiting.told.is_none() && self.waiting.events.is_empty() {
            return true;
        }
        let waiting = std::mem::take(&mut self.waiting.events);
        let kept = self.world.remember(&waiting);
        self.waiting.next = self.world.running().saturating_add(AGAIN_AFTER);
        match kept {
            Ok(()) => {
                self.waiting.told = None;
                self.read_again(&waiting);
                true
            }
            Err(error) => {
                self.waiting.told = Some(told(waiting.len(), &error));
                let all: Vec<StoredEvent> = self.stored.iter().cloned().chain(self.as_stored(&waiting)).collect();
                self.record = Record::of(&all);
                self.waiting.events = waiting;
                false
            }
        }
    }

    /// Tries to keep what waits, from time to time.
    pub fn keep_from_time_to_time(&mut self) {
        if self.waiting.next <= self.world.running() {
            self.keep();
        }
    }

    /// What is said of what waits.
    pub fn waiting(&self) -> Option<&str> {
        self.waiting.told.as_deref()
    }

    /// Reads what is stored after `events` were.
    fn read_again(&mut self, events: &[Event]) {
        match self.world.events() {
            Ok(stored) => self.stored = stored,
            Err(error) => {
                let added: Vec<StoredEvent> = self.as_stored(events).collect();
                self.stored.extend(added);
                self.say(error);
            }
        }
        self.record = Record::of(&self.stored);
    }

    fn as_stored<'e>(&self, events: &'e [Event]) -> impl Iterator<Item = StoredEvent> + use<'e> {
        let at = self.now().to_string();
        events.iter().map(move |event| StoredEvent {
            id: String::new(),
            at: at.clone(),
            subject: event.subject.clone(),
            kind: event.kind.clone(),
        })
    }

    /// Folds the record anew: another program may have added to it. What cannot be read leaves it as it is.
    pub fn look_again(&mut self) {
        if let Ok(stored) = self.world.events() {
            self.stored = stored;
            let all: Vec<StoredEvent> = self.stored.iter().cloned().chain(self.as_stored(&self.waiting.events)).collect();
            self.record = Record::of(&all);
        }
    }

    /// All events, with those that wait.
    pub fn events(&mut self) -> Vec<StoredEvent> {
        match self.world.events() {
            Ok(stored) => self.stored = stored,
            Err(error) => self.say(error),
        }
        self.stored.iter().cloned().chain(self.as_stored(&self.waiting.events)).collect()
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        self.world.now()
    }

    /// The time of day, as the learner's clock shows it.
    pub fn time_of_day(&self) -> String {
        self.now().to_zoned(self.world.zone()).strftime("%H:%M:%S").to_string()
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

    /// What was said last; else what waits, for as long as it does.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref().or(self.waiting())
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

/// What is said while `waiting` events cannot be stored; while what is stored cannot be read, where it is none.
fn told(waiting: usize, error: &str) -> String {
    let wait = match waiting {
        0 => "Your progress cannot be shown yet".to_string(),
        1 => "1 event waits to be stored".to_string(),
        _ => format!("{waiting} events wait to be stored"),
    };
    format!("{wait}; it is tried again and again. {error}")
}

impl std::fmt::Debug for Study<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Study").field("record", &self.record).field("message", &self.message).finish_non_exhaustive()
    }
}
