//! Events in SQLite.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, OpenFlags, params};
use serde::{Deserialize, Serialize};

use super::Record;

const FILE: &str = "progress.sqlite3";
/// Raised when the tables change; a file of a higher number is left alone.
const SCHEMA_VERSION: i64 = 1;
/// How long one program waits for another that is writing.
const PATIENCE: Duration = Duration::from_secs(10);

/// What happened. The names are those of the export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase", tag = "kind")]
pub enum EventKind {
    /// A section of a lesson was shown; reading goes on there.
    LessonOpened {
        /// Sections before it, from 0.
        section: usize,
    },
    /// A lesson was read to its end.
    LessonRead,
    /// A question was answered.
    Answered {
        /// The options chosen, from 0; in the order given where that was asked for.
        chosen: Vec<usize>,
        /// What was typed, where words were asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        /// Whether that was right.
        correct: bool,
        /// Whether it was a repetition within the same session.
        repetition: bool,
        /// The exam, practice or review in which it was; none for a quiz.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        session: Option<String>,
        /// How sure the learner was, where that was asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        confidence: Option<Confidence>,
    },
    /// An exam was begun; the subject of its events is its id.
    ExamStarted {
        /// The profile from which it was drawn.
        profile: String,
        /// What it was drawn with.
        seed: u64,
        /// Its questions, in order.
        questions: Vec<String>,
        /// Those among them that do not count.
        unscored: Vec<String>,
        /// When the time began to run, in UTC.
        started_at: Timestamp,
        /// How many seconds there are.
        limit_seconds: u32,
    },
    /// A question of an exam was answered, or its answer was taken back.
    ExamAnswered {
        /// The question.
        question: String,
        /// The options chosen; none where the answer was taken back.
        chosen: Vec<usize>,
        /// What was typed, where words were asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        /// Seconds since the exam began, by its own clock.
        elapsed_seconds: u32,
    },
    /// A question of an exam was flagged to come back to, or no longer.
    ExamFlagged {
        /// The question.
        question: String,
        /// Whether it is flagged now.
        flagged: bool,
        /// Seconds since the exam began, by its own clock.
        elapsed_seconds: u32,
    },
    /// An exam was ended.
    ExamFinished {
        /// Why.
        end: ExamEnd,
        /// Seconds since the exam began, by its own clock.
        elapsed_seconds: u32,
    },
    /// The day of the real exam was set, or forgotten. The subject is the profile.
    ExamDateSet {
        /// The day.
        date: Option<Date>,
    },
    /// A drill was answered; the subject is `drill/` and its kind.
    DrillAnswered {
        /// The level, from 1.
        level: u8,
        /// The seed; with kind and level it is the drill's address.
        seed: u64,
        /// Whether that was right.
        correct: bool,
    },
    /// A lab's workspace was made.
    LabStarted {
        /// Its folder.
        folder: PathBuf,
    },
    /// A lab was checked.
    LabChecked {
        /// Checks that passed.
        passed: Vec<String>,
        /// Checks that did not.
        failed: Vec<String>,
    },
    /// A hint was shown.
    HintShown {
        /// Its level, from 0.
        level: usize,
    },
    /// The solution was shown.
    SolutionShown,
}

/// How sure a learner was of an answer before it was judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// A guess.
    Guess,
    /// Probably right.
    ThinkSo,
    /// Sure.
    Sure,
}

impl Confidence {
    /// As it is typed: 1 is a guess, 2 probably, 3 sure.
    pub fn from_number(number: &str) -> Option<Self> {
        match number {
            "1" => Some(Self::Guess),
            "2" => Some(Self::ThinkSo),
            "3" => Some(Self::Sure),
            _ => None,
        }
    }

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Guess => "guess",
            Self::ThinkSo => "think so",
            Self::Sure => "sure",
        }
    }
}

/// Why an exam ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExamEnd {
    /// It was handed in.
    Submitted,
    /// The time was over.
    TimeOver,
    /// It was given up, and is not scored.
    Abandoned,
}

/// An event about one lesson, question or lab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The id of the lesson, question or lab.
    pub subject: String,
    /// What happened.
    pub kind: EventKind,
}

/// An event as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredEvent {
    /// Unique among all machines.
    pub id: String,
    /// When, in UTC, as RFC 3339.
    pub at: String,
    /// The lesson, question or lab.
    pub subject: String,
    /// What happened.
    #[serde(rename = "event")]
    pub kind: EventKind,
}

impl EventKind {
    /// A first answer, for tests of what is made of it.
    #[cfg(test)]
    pub fn answered(correct: bool, confidence: Option<Confidence>) -> Self {
        Self::Answered { chosen: vec![0], text: None, correct, repetition: false, session: None, confidence }
    }
}

impl StoredEvent {
    /// Events as a store would give them, for tests of what is made of them.
    #[cfg(test)]
    pub fn sequence(events: &[(&str, EventKind)]) -> Vec<Self> {
        let stored = |(subject, kind): &(&str, EventKind)| Self {
            id: String::new(),
            at: String::new(),
            subject: (*subject).to_string(),
            kind: kind.clone(),
        };
        events.iter().map(stored).collect()
    }

    /// An event at a time, for tests of what is made of it.
    #[cfg(test)]
    pub fn at(at: &str, subject: &str, kind: EventKind) -> Self {
        Self { id: String::new(), at: at.to_string(), subject: subject.to_string(), kind }
    }
}

/// Why progress cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum ProgressError {
    /// No folder for data is known.
    #[error("no folder for your progress is known; set ECSLAB_HOME to one")]
    NoHome,
    /// The folder cannot be made or written.
    #[error("your progress cannot be kept in {folder}: {reason}; make the folder writable, or set ECSLAB_HOME to one that is")]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// A newer program made the file.
    #[error(
        "{file} was made by a newer ecslab (its version is {version}, this program knows {SCHEMA_VERSION}); update ecslab. Nothing was changed"
    )]
    Newer {
        /// The file.
        file: PathBuf,
        /// Its version.
        version: i64,
    },
    /// The file cannot be used.
    #[error("the progress in {file} cannot be used: {reason}. If it is damaged, move it away to begin anew; nothing was changed")]
    Database {
        /// The file.
        file: PathBuf,
        /// What SQLite said.
        reason: String,
    },
}

/// The learner's events.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    file: PathBuf,
}

impl Store {
    /// Opens the store below [`super::home`], and makes it where there is none.
    ///
    /// # Errors
    /// When it cannot be made, read or written.
    pub fn open() -> Result<Self, ProgressError> {
        Self::open_in(&super::home().ok_or(ProgressError::NoHome)?)
    }

    /// Opens the store in a folder, and makes both where there are none.
    ///
    /// # Errors
    /// When it cannot be made, read or written.
    pub fn open_in(folder: &Path) -> Result<Self, ProgressError> {
        let refused = |reason: String| ProgressError::Folder { folder: folder.to_path_buf(), reason };
        std::fs::create_dir_all(folder).map_err(|error| refused(error.to_string()))?;
        let file = folder.join(FILE);
        let connection = Connection::open(&file).map_err(|error| refused(error.to_string()))?;
        let store = Self { connection, file };
        store.prepare()?;
        Ok(store)
    }

    /// The events without making or changing anything; none where there is no store yet.
    ///
    /// # Errors
    /// When there is a store that cannot be read.
    pub fn peek_events() -> Result<Vec<StoredEvent>, ProgressError> {
        let file = super::home().ok_or(ProgressError::NoHome)?.join(FILE);
        match file.try_exists() {
            Ok(true) => {}
            Ok(false) => return Ok(Vec::new()),
            // A folder that may not be entered is not an empty one.
            Err(error) => {
                let folder = file.parent().unwrap_or(&file).to_path_buf();
                return Err(ProgressError::Folder { folder, reason: error.to_string() });
            }
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&file, flags)
            .map_err(|error| ProgressError::Database { file: file.clone(), reason: error.to_string() })?;
        let store = Self { connection, file };
        // A store whose making was cut off has no table yet.
        if store.check_version()? == 0 { Ok(Vec::new()) } else { store.events() }
    }

    /// The record without making or changing anything; an empty one where there is no store yet.
    ///
    /// # Errors
    /// When there is a store that cannot be read.
    pub fn peek() -> Result<Record, ProgressError> {
        Ok(Record::of(&Self::peek_events()?))
    }

    fn prepare(&self) -> Result<(), ProgressError> {
        self.connection.busy_timeout(PATIENCE).map_err(|error| self.failed(&error))?;
        // Full synchronisation: what was acknowledged survives a power cut too.
        self.connection.pragma_update(None, "synchronous", "FULL").map_err(|error| self.failed(&error))?;
        if self.check_version()? == SCHEMA_VERSION {
            return Ok(());
        }
        // Another program may be preparing at the same time: whoever comes second finds the table there.
        self.connection
            .execute_batch(
                "BEGIN IMMEDIATE;
                 CREATE TABLE IF NOT EXISTS events (
                     number INTEGER PRIMARY KEY,
                     id TEXT NOT NULL UNIQUE DEFAULT (lower(hex(randomblob(16)))),
                     at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
                     subject TEXT NOT NULL,
                     detail TEXT NOT NULL
                 ) STRICT;
                 PRAGMA user_version = 1;
                 COMMIT;",
            )
            .map_err(|error| self.failed(&error))
    }

    fn check_version(&self) -> Result<i64, ProgressError> {
        self.connection.busy_timeout(PATIENCE).map_err(|error| self.failed(&error))?;
        let version: i64 =
            self.connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(|error| self.failed(&error))?;
        if version > SCHEMA_VERSION {
            return Err(ProgressError::Newer { file: self.file.clone(), version });
        }
        Ok(version)
    }

    /// Adds an event. When this returns, it is on disk.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(&self, event: &Event) -> Result<(), ProgressError> {
        let detail = serde_json::to_string(&event.kind).map_err(|error| self.broken(&error.to_string()))?;
        self.connection
            .execute("INSERT INTO events (subject, detail) VALUES (?1, ?2)", params![event.subject, detail])
            .map_err(|error| self.failed(&error))?;
        Ok(())
    }

    /// Adds events that belong together: all of them, or none. When this returns, they are on disk.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn add_all(&self, events: &[Event]) -> Result<(), ProgressError> {
        let transaction = self.connection.unchecked_transaction().map_err(|error| self.failed(&error))?;
        for event in events {
            // Dropped on an error, the transaction takes back what was added.
            self.add(event)?;
        }
        transaction.commit().map_err(|error| self.failed(&error))
    }

    /// All events in the order in which they were added.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn events(&self) -> Result<Vec<StoredEvent>, ProgressError> {
        let mut statement =
            self.connection.prepare("SELECT id, at, subject, detail FROM events ORDER BY number").map_err(|error| self.failed(&error))?;
        let rows = statement
            .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get::<_, String>(3)?)))
            .map_err(|error| self.failed(&error))?;
        rows.map(|row| {
            let (id, at, subject, detail) = row.map_err(|error| self.failed(&error))?;
            let kind = serde_json::from_str(&detail).map_err(|error| self.broken(&format!("event {id}: {error}")))?;
            Ok(StoredEvent { id, at, subject, kind })
        })
        .collect()
    }

    /// Everything folded together.
    ///
    /// # Errors
    /// When the events cannot be read.
    pub fn record(&self) -> Result<Record, ProgressError> {
        Ok(Record::of(&self.events()?))
    }

    fn failed(&self, error: &rusqlite::Error) -> ProgressError {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::DiskFull) => {
                let folder = self.file.parent().unwrap_or(&self.file).to_path_buf();
                ProgressError::Folder { folder, reason: error.to_string() }
            }
            _ => self.broken(&error.to_string()),
        }
    }

    fn broken(&self, reason: &str) -> ProgressError {
        ProgressError::Database { file: self.file.clone(), reason: reason.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(subject: &str, correct: bool) -> Event {
        Event { subject: subject.to_string(), kind: EventKind::answered(correct, None) }
    }

    #[test]
    fn what_was_added_is_there_after_reopening() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Store::open_in(folder.path()).expect("opens").add(&answered("q", true)).expect("adds");
        let events = Store::open_in(folder.path()).expect("opens again").events().expect("reads");
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].subject, "q");
        assert_eq!(events[0].kind, EventKind::answered(true, None));
    }

    #[test]
    fn what_an_older_program_wrote_is_read_as_before() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = Store::open_in(folder.path()).expect("opens");
        for detail in [
            r#"{"kind":"answered","chosen":[0],"correct":true,"repetition":false}"#,
            r#"{"kind":"answered","chosen":[],"text":"awsvpc","correct":false,"repetition":true}"#,
        ] {
            store.connection.execute("INSERT INTO events (subject, detail) VALUES ('q', ?1)", params![detail]).expect("writes");
        }
        let events = store.events().expect("reads");
        assert_eq!(events[0].kind, EventKind::answered(true, None));
        assert!(
            matches!(&events[1].kind, EventKind::Answered { text: Some(text), session: None, confidence: None, .. } if text == "awsvpc")
        );
        let written = serde_json::to_string(&events[0].kind).expect("is JSON");
        assert_eq!(written, r#"{"kind":"answered","chosen":[0],"correct":true,"repetition":false}"#, "and written as before");
    }

    #[test]
    fn events_that_belong_together_are_all_there_or_none() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = Store::open_in(folder.path()).expect("opens");
        store.add_all(&[answered("a", true), answered("b", false)]).expect("adds");
        assert_eq!(store.events().expect("reads").len(), 2);
        store
            .connection
            .execute_batch("CREATE TRIGGER no BEFORE INSERT ON events WHEN NEW.subject = 'd' BEGIN SELECT RAISE(FAIL, 'no'); END")
            .expect("a trigger");
        assert!(store.add_all(&[answered("c", true), answered("d", true)]).is_err());
        assert_eq!(store.events().expect("reads").len(), 2);
        store.add(&answered("e", true)).expect("goes on");
    }

    #[test]
    fn many_writers_at_once_lose_nothing() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let folder = folder.path();
                scope.spawn(move || {
                    let store = Store::open_in(folder).expect("opens");
                    for number in 0..25 {
                        store.add(&answered(&format!("q{writer}-{number}"), true)).expect("adds");
                    }
                });
            }
        });
        assert_eq!(Store::open_in(folder.path()).expect("opens").events().expect("reads").len(), 100);
    }

    #[test]
    fn a_newer_file_and_a_damaged_one_are_left_alone() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join(FILE);
        Connection::open(&file).expect("opens").pragma_update(None, "user_version", 99).expect("writes");
        assert!(matches!(Store::open_in(folder.path()), Err(ProgressError::Newer { version: 99, .. })));
        std::fs::write(&file, b"this is not a database, whatever its name says; it is only text").expect("writes");
        let before = std::fs::read(&file).expect("reads");
        assert!(matches!(Store::open_in(folder.path()), Err(ProgressError::Database { .. })));
        assert_eq!(std::fs::read(&file).expect("reads"), before);
    }
}
