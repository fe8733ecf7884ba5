//! Events in SQLite.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, params};

use super::{Event, Record, StoredEvent, damage};

const FILE: &str = "progress.sqlite3";
/// Raised when the tables change; a file of a higher number is left alone.
const SCHEMA_VERSION: i64 = 1;
/// How long one program waits for another that is writing.
const PATIENCE: Duration = Duration::from_secs(10);
/// Events are ordered by time and then by id, on every machine alike. So ids begin with the number of the event, which keeps those
/// of one millisecond in their order; and a clock that went back by less than a day does not put an event before those that it
/// followed.
const ADD: &str = "
    INSERT INTO events (id, at, subject, detail)
    SELECT printf('%08x', coalesce(max(number), 0) + 1) || lower(hex(randomblob(12))),
           max(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
               coalesce(max(at) FILTER (WHERE at <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '+1 day')), '')),
           ?1, ?2
    FROM events";

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
    /// Another program keeps it.
    #[error(
        "the progress in {file} is locked: another program has been writing to it for {} seconds. Let it end, or stop it, and try again; nothing was changed",
        PATIENCE.as_secs()
    )]
    Locked {
        /// The file.
        file: PathBuf,
    },
    /// The file is damaged.
    #[error("the progress in {file} is damaged: {reason}")]
    Damaged {
        /// The file.
        file: PathBuf,
        /// What was found.
        reason: String,
    },
    /// The file cannot be used.
    #[error("the progress in {file} cannot be used: {reason}; nothing was changed")]
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

/// A row as it lies in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub id: String,
    pub at: String,
    pub subject: String,
    /// The kind as JSON, word for word as it was written.
    pub detail: String,
}

impl Row {
    /// The event; what this program does not know stays as it is.
    fn event(self) -> Option<StoredEvent> {
        let kind = serde_json::from_str(&self.detail).ok()?;
        Some(StoredEvent { id: self.id, at: self.at, subject: self.subject, kind })
    }
}

impl Store {
    /// Opens the store below [`super::home`], and makes it where there is none.
    ///
    /// A damaged file is set aside, what can be read of it is kept, and [`super::take_notices`] says so.
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
        match Self::open_sound(&file) {
            Err(ProgressError::Damaged { reason, .. }) => {
                damage::set_aside(&file, &reason)?;
                Self::open_sound(&file)
            }
            opened => opened,
        }
    }

    /// Opens a file, makes it where there is none, and looks whether all of it can be read.
    pub(super) fn open_sound(file: &Path) -> Result<Self, ProgressError> {
        let folder = file.parent().unwrap_or(file).to_path_buf();
        let connection = Connection::open(file).map_err(|error| ProgressError::Folder { folder, reason: error.to_string() })?;
        let store = Self { connection, file: file.to_path_buf() };
        store.prepare()?;
        store.check_sound()?;
        Ok(store)
    }

    /// Opens a file without changing anything.
    fn open_to_read(file: &Path) -> Result<Self, ProgressError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(file, flags)
            .map_err(|error| ProgressError::Database { file: file.to_path_buf(), reason: error.to_string() })?;
        Ok(Self { connection, file: file.to_path_buf() })
    }

    /// The events without making or changing anything; none where there is no store yet.
    ///
    /// Of a damaged file they are what can be read, and [`super::take_notices`] says so.
    ///
    /// # Errors
    /// When there is a store that cannot be read.
    pub fn peek_events() -> Result<Vec<StoredEvent>, ProgressError> {
        Ok(Self::peek_rows()?.into_iter().filter_map(Row::event).collect())
    }

    pub(super) fn peek_rows() -> Result<Vec<Row>, ProgressError> {
        Self::peek_rows_of(&super::home().ok_or(ProgressError::NoHome)?.join(FILE))
    }

    fn peek_rows_of(file: &Path) -> Result<Vec<Row>, ProgressError> {
        match file.try_exists() {
            Ok(true) => {}
            Ok(false) => return Ok(Vec::new()),
            // A folder that may not be entered is not an empty one.
            Err(error) => {
                let folder = file.parent().unwrap_or(file).to_path_buf();
                return Err(ProgressError::Folder { folder, reason: error.to_string() });
            }
        }
        let read = || {
            let store = Self::open_to_read(file)?;
            // A store whose making was cut off has no table yet.
            if store.check_version()? == 0 { Ok(Vec::new()) } else { store.rows() }
        };
        match read() {
            // A program was killed while it wrote: only who may write can take that back.
            Err(ProgressError::Folder { .. }) => Self::open_sound(file)?.rows(),
            Err(ProgressError::Damaged { reason, .. }) => Ok(damage::read_damaged(file, &reason)),
            read => read,
        }
    }

    /// The record without making or changing anything; an empty one where there is no store yet.
    ///
    /// # Errors
    /// When there is a store that cannot be read.
    pub fn peek() -> Result<Record, ProgressError> {
        Ok(Record::of(&Self::peek_events()?))
    }

    /// The file in a folder.
    pub fn file_in(folder: &Path) -> PathBuf {
        folder.join(FILE)
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

    fn check_sound(&self) -> Result<(), ProgressError> {
        let found: String =
            self.connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(|error| self.failed(&error))?;
        if found != "ok" {
            return Err(self.damaged(&found));
        }
        self.rows().map(drop)
    }

    /// Adds an event. When this returns, it is on disk.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(&self, event: &Event) -> Result<(), ProgressError> {
        let detail = serde_json::to_string(&event.kind).map_err(|error| self.broken(&error.to_string()))?;
        self.connection.execute(ADD, params![event.subject, detail]).map_err(|error| self.failed(&error))?;
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

    /// Adds rows with the ids and times that they have: all of them, or none. Gives how many were new.
    pub(super) fn add_rows(&self, rows: &[Row]) -> Result<usize, ProgressError> {
        self.connection.execute_batch("BEGIN IMMEDIATE").map_err(|error| self.failed(&error))?;
        let added = self.add_rows_unfinished(rows).and_then(|added| {
            self.connection.execute_batch("COMMIT").map_err(|error| self.failed(&error))?;
            Ok(added)
        });
        if added.is_err() {
            // SQLite may have taken it back by itself.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
        added
    }

    fn add_rows_unfinished(&self, rows: &[Row]) -> Result<usize, ProgressError> {
        let mut insert = self
            .connection
            .prepare("INSERT INTO events (id, at, subject, detail) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO NOTHING")
            .map_err(|error| self.failed(&error))?;
        let mut added = 0;
        for row in rows {
            added += insert.execute(params![row.id, row.at, row.subject, row.detail]).map_err(|error| self.failed(&error))?;
        }
        Ok(added)
    }

    /// All events, ordered by time; those of one machine in the order in which they were added.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn events(&self) -> Result<Vec<StoredEvent>, ProgressError> {
        Ok(self.rows()?.into_iter().filter_map(Row::event).collect())
    }

    pub(super) fn rows(&self) -> Result<Vec<Row>, ProgressError> {
        if !self.connection.table_exists(None, "events").map_err(|error| self.failed(&error))? {
            return Err(self.damaged("its table of events is gone"));
        }
        let mut statement =
            self.connection.prepare("SELECT id, at, subject, detail FROM events ORDER BY at, id").map_err(|error| self.failed(&error))?;
        let rows = statement
            .query_map([], |row| Ok(Row { id: row.get(0)?, at: row.get(1)?, subject: row.get(2)?, detail: row.get(3)? }))
            .map_err(|error| self.failed(&error))?;
        rows.map(|row| {
            let row = row.map_err(|error| self.failed(&error))?;
            if !damage::is_whole(&row) {
                return Err(self.damaged(&format!("the event {} cannot be read", crate::diagnostics::printable_line(&row.id))));
            }
            Ok(row)
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
        use rusqlite::{Error, ErrorCode};
        let folder = || self.file.parent().unwrap_or(&self.file).to_path_buf();
        match (error, error.sqlite_error_code()) {
            (_, Some(ErrorCode::DiskFull)) => ProgressError::Folder { folder: folder(), reason: "the disk is full".to_string() },
            (_, Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied)) => {
                ProgressError::Folder { folder: folder(), reason: error.to_string() }
            }
            (_, Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)) => ProgressError::Locked { file: self.file.clone() },
            (_, Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt))
            | (Error::FromSqlConversionFailure(..) | Error::InvalidColumnType(..) | Error::Utf8Error(..), _) => {
                self.damaged(&error.to_string())
            }
            _ => self.broken(&error.to_string()),
        }
    }

    fn damaged(&self, reason: &str) -> ProgressError {
        ProgressError::Damaged { file: self.file.clone(), reason: reason.to_string() }
    }

    fn broken(&self, reason: &str) -> ProgressError {
        ProgressError::Database { file: self.file.clone(), reason: reason.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::EventKind;

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
            store.connection.execute(ADD, params!["q", detail]).expect("writes");
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
    fn events_of_one_millisecond_keep_their_order() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = Store::open_in(folder.path()).expect("opens");
        let subjects: Vec<String> = (0..40).map(|number| format!("q{number}")).collect();
        for subject in &subjects {
            store.add(&answered(subject, true)).expect("adds");
        }
        // As if all had happened in one.
        store.connection.execute("UPDATE events SET at = '2026-01-01T00:00:00.000Z'", []).expect("writes");
        let found: Vec<String> = store.events().expect("reads").into_iter().map(|event| event.subject).collect();
        assert_eq!(found, subjects);
    }

    #[test]
    fn a_clock_that_went_back_keeps_the_order_and_one_that_was_years_ahead_is_not_followed() {
        for (ahead, last) in [("+5 hours", "later"), ("+9 years", "early")] {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let store = Store::open_in(folder.path()).expect("opens");
            store.add(&answered("early", true)).expect("adds");
            store.connection.execute("UPDATE events SET at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', ?1)", params![ahead]).expect("writes");
            store.add(&answered("later", true)).expect("adds");
            assert_eq!(store.events().expect("reads")[1].subject, last, "{ahead}");
        }
    }

    #[test]
    fn a_newer_file_is_left_alone() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join(FILE);
        Connection::open(&file).expect("opens").pragma_update(None, "user_version", 99).expect("writes");
        let before = std::fs::read(&file).expect("reads");
        assert!(matches!(Store::open_in(folder.path()), Err(ProgressError::Newer { version: 99, .. })));
        assert_eq!(std::fs::read(&file).expect("reads"), before);
    }

    #[test]
    fn what_a_newer_program_wrote_is_kept_as_it_is() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = Store::open_in(folder.path()).expect("opens");
        let details = [
            r#"{"kind":"dreamt","of":["ecs",1.50]}"#,
            r#"{"kind":"lesson-read","aloud":true}"#,
            r#"{"kind":"answered","chosen":"all of them"}"#,
        ];
        for detail in details {
            store.connection.execute(ADD, params!["l", detail]).expect("writes");
        }
        let events = store.events().expect("reads");
        assert!(matches!(&events[0].kind, EventKind::Unknown(value) if value["kind"] == "dreamt"));
        assert_eq!(events[1].kind, EventKind::LessonRead);
        assert!(matches!(&events[2].kind, EventKind::Unknown(_)));
        let kept: Vec<String> = store.rows().expect("reads").into_iter().map(|row| row.detail).collect();
        assert_eq!(kept, details);
    }

    #[test]
    fn a_full_disk_and_a_locked_file_say_so_and_change_nothing() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = Store::open_in(folder.path()).expect("opens");
        store.add(&answered("q", true)).expect("adds");
        let pages: i64 = store.connection.pragma_query_value(None, "page_count", |row| row.get(0)).expect("reads");
        store.connection.pragma_update(None, "max_page_count", pages).expect("writes");
        let row = |number: usize| Row {
            id: format!("{number:032x}"),
            at: "2026-01-01T00:00:00.000Z".to_string(),
            subject: "q".to_string(),
            detail: r#"{"kind":"lesson-read"}"#.to_string(),
        };
        let error = store.add_rows(&(0..500).map(row).collect::<Vec<_>>()).expect_err("no room");
        assert!(error.to_string().contains("the disk is full"), "{error}");
        assert_eq!(store.events().expect("reads").len(), 1);

        let other = Store::open_in(folder.path()).expect("opens");
        store.connection.execute_batch("BEGIN IMMEDIATE").expect("locks");
        other.connection.busy_timeout(Duration::ZERO).expect("sets");
        let error = other.add(&answered("q", true)).expect_err("locked");
        assert!(matches!(error, ProgressError::Locked { .. }) && error.to_string().contains("another program"), "{error}");
    }
}
