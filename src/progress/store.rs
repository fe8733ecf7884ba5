//! Events in SQLite.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OpenFlags, params};

use super::{Event, Record, StoredEvent, damage};

const FILE: &str = "progress.sqlite3";
/// Raised when the tables change; a file of a higher number is left alone.
const SCHEMA_VERSION: i64 = 2;
const TABLES: &str = "
    PRAGMA synchronous = FULL;
    BEGIN IMMEDIATE;
    CREATE TABLE events (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE DEFAULT (lower(hex(randomblob(16)))),
        at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
        subject TEXT NOT NULL,
        detail TEXT NOT NULL,
        ordered_at TEXT
    ) STRICT;
    PRAGMA user_version = 2;
    COMMIT;";
/// Version 1 knew no other order than that of the clock.
const FROM_VERSION_1: &str = "ALTER TABLE events ADD COLUMN ordered_at TEXT; PRAGMA user_version = 2;";
/// How long one program waits for another that is writing.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// How long it waits between two looks.
const LOOK: Duration = Duration::from_millis(25);
/// After which of the looks a person is told why nothing happens: a second.
const TOLD_AT: i32 = 40;
const A_MILLISECOND: SignedDuration = SignedDuration::from_millis(1);
/// Events that are written at once follow each other by milliseconds, without the clock being behind.
const A_MOMENT: SignedDuration = SignedDuration::from_secs(1);

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
        "the progress in {file} is locked: another program is writing to it. Let it end, or stop it, and try again; nothing was changed"
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
    /// Where it stands in the order, if not at `at`.
    pub ordered_at: Option<String>,
}

impl Row {
    /// From the columns id, at, subject, detail and `ordered_at`.
    pub fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { id: row.get(0)?, at: row.get(1)?, subject: row.get(2)?, detail: row.get(3)?, ordered_at: row.get(4)? })
    }

    /// By which rows are sorted: the same on every machine.
    pub fn place(&self) -> (&str, &str) {
        (self.ordered_at.as_ref().unwrap_or(&self.at), &self.id)
    }

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
        Self::open_within(PATIENCE, folder)
    }

    /// Opens the store in a folder as [`Self::open_in`] does, and waits no longer than this for another program that is writing, now and later.
    ///
    /// # Errors
    /// When it cannot be made, read or written.
    pub fn open_within(patience: Duration, folder: &Path) -> Result<Self, ProgressError> {
        std::fs::create_dir_all(folder).map_err(|error| refused(folder, &error))?;
        let file = folder.join(FILE);
        match Self::open_sound(&file, patience) {
            Err(ProgressError::Damaged { reason, .. }) => {
                damage::set_aside(&file, &reason)?;
                Self::open_sound(&file, patience)
            }
            opened => opened,
        }
    }

    /// Opens a file, makes it where there is none, and looks whether all of it can be read.
    pub(super) fn open_sound(file: &Path, patience: Duration) -> Result<Self, ProgressError> {
        if !file.try_exists().map_err(|error| refused(folder_of(file), &error))? {
            make(file)?;
        }
        let store = Self::connect(file, OpenFlags::SQLITE_OPEN_READ_WRITE, patience)
            .map_err(|error| ProgressError::Folder { folder: folder_of(file).to_path_buf(), reason: error.to_string() })?;
        // Full synchronisation: what was acknowledged survives a power cut too.
        store.connection.pragma_update(None, "synchronous", "FULL").map_err(|error| store.failed(&error))?;
        store.check_sound()?;
        store.update()?;
        Ok(store)
    }

    /// Opens a file without changing anything.
    fn open_to_read(file: &Path, patience: Duration) -> Result<Self, ProgressError> {
        Self::connect(file, OpenFlags::SQLITE_OPEN_READ_ONLY, patience)
            .map_err(|error| ProgressError::Database { file: file.to_path_buf(), reason: error.to_string() })
    }

    fn connect(file: &Path, flags: OpenFlags, patience: Duration) -> rusqlite::Result<Self> {
        let mut connection = Connection::open_with_flags(file, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        // Who waits less than that asks again itself, and says so in its own way.
        if patience == PATIENCE {
            connection.busy_handler(Some(wait_for_another))?
        } else {
            connection.busy_timeout(patience)?
        }
        Ok(Self { connection, file: file.to_path_buf() })
    }

    /// The events without making or changing anything; none where there is no store yet.
    ///
    /// Of a damaged file they are what can be read, and [`super::take_notices`] says so.
    ///
    /// # Errors
    /// When there is a store that cannot be read.
    pub fn peek_events() -> Result<Vec<StoredEvent>, ProgressError> {
        Self::peek_events_within(PATIENCE)
    }

    /// The events as [`Self::peek_events`] gives them, waiting no longer than this for another program that is writing.
    ///
    /// # Errors
    /// When there is a store that cannot be read.
    pub fn peek_events_within(patience: Duration) -> Result<Vec<StoredEvent>, ProgressError> {
        Ok(Self::peek_rows(patience)?.into_iter().filter_map(Row::event).collect())
    }

    pub(super) fn peek_rows(patience: Duration) -> Result<Vec<Row>, ProgressError> {
        Self::peek_rows_of(&super::home().ok_or(ProgressError::NoHome)?.join(FILE), patience)
    }

    fn peek_rows_of(file: &Path, patience: Duration) -> Result<Vec<Row>, ProgressError> {
        // A folder that may not be entered is not an empty one.
        if !file.try_exists().map_err(|error| refused(folder_of(file), &error))? {
            return Ok(Vec::new());
        }
        match Self::open_to_read(file, patience).and_then(|store| store.rows()) {
            // A program was killed while it wrote: only who may write can take that back.
            Err(ProgressError::Folder { .. }) => Self::open_sound(file, patience)?.rows(),
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

    /// The version of the file; no sound file is without one, since it takes its place only when it is whole.
    fn check_version(&self) -> Result<i64, ProgressError> {
        let version: i64 =
            self.connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(|error| self.failed(&error))?;
        match version {
            1..=SCHEMA_VERSION => Ok(version),
            0 if std::fs::metadata(&self.file).is_ok_and(|metadata| metadata.len() == 0) => Err(self.damaged("it is empty")),
            ..=0 => Err(self.damaged("it has no version")),
            _ => Err(ProgressError::Newer { file: self.file.clone(), version }),
        }
    }

    fn check_sound(&self) -> Result<(), ProgressError> {
        self.check_version()?;
        let found: String =
            self.connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(|error| self.failed(&error))?;
        if found != "ok" {
            return Err(self.damaged(&found));
        }
        self.rows().map(drop)
    }

    /// Brings the tables of an older program up to date.
    fn update(&self) -> Result<(), ProgressError> {
        if self.check_version()? == SCHEMA_VERSION {
            return Ok(());
        }
        self.in_transaction(|| {
            // Another program may have been faster.
            if self.check_version()? == 1 {
                self.connection.execute_batch(FROM_VERSION_1).map_err(|error| self.failed(&error))?;
            }
            Ok(())
        })
    }

    /// Does what belongs together: all of it, or nothing.
    pub(super) fn in_transaction<T>(&self, write: impl FnOnce() -> Result<T, ProgressError>) -> Result<T, ProgressError> {
        self.connection.execute_batch("BEGIN IMMEDIATE").map_err(|error| self.failed(&error))?;
        let written = write().and_then(|written| {
            self.connection.execute_batch("COMMIT").map_err(|error| self.failed(&error))?;
            Ok(written)
        });
        if written.is_err() {
            // SQLite may have taken it back by itself.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
        written
    }

    /// Adds an event. When this returns, it is on disk.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(&self, event: &Event) -> Result<(), ProgressError> {
        self.add_all(std::slice::from_ref(event))
    }

    /// Adds events that belong together: all of them, or none. When this returns, they are on disk.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn add_all(&self, events: &[Event]) -> Result<(), ProgressError> {
        self.add_all_at(events, Timestamp::now())
    }

    /// Adds events when the clock shows `now`, right or wrong.
    pub(super) fn add_all_at(&self, events: &[Event], now: Timestamp) -> Result<(), ProgressError> {
        let mut details = Vec::new();
        for event in events {
            let detail = serde_json::to_string(&event.kind).map_err(|error| self.broken(&error.to_string()))?;
            details.push((event.subject.as_str(), detail));
        }
        self.add_details(&details, now)
    }

    fn add_details(&self, details: &[(&str, String)], now: Timestamp) -> Result<(), ProgressError> {
        self.in_transaction(|| {
            let last = "SELECT coalesce(max(number), 0), max(coalesce(ordered_at, at)) FROM events";
            let (mut number, last): (i64, Option<String>) =
                self.connection.query_row(last, [], |row| Ok((row.get(0)?, row.get(1)?))).map_err(|error| self.failed(&error))?;
            let mut last: Option<Timestamp> = last.and_then(|last| last.parse().ok());
            for (subject, detail) in details {
                number += 1;
                let When { at, ordered_at } = When::after(last, now);
                last = Some(ordered_at.unwrap_or(at));
                // On another machine two may have one place: ids begin with the number, so that of one machine's each follows its former.
                self.connection
                    .execute(
                        "INSERT INTO events (number, id, at, subject, detail, ordered_at)
                         VALUES (?1, printf('%08x', ?1) || lower(hex(randomblob(12))), ?2, ?3, ?4, ?5)",
                        params![number, written(at), subject, detail, ordered_at.map(written)],
                    )
                    .map_err(|error| self.failed(&error))?;
            }
            Ok(())
        })
    }

    /// Writes rows with the ids and times that they have, within a transaction; one with a known id takes its place.
    pub(super) fn put_rows<'r>(&self, rows: impl IntoIterator<Item = &'r Row>) -> Result<(), ProgressError> {
        let mut insert = self
            .connection
            .prepare(
                "INSERT INTO events (id, at, subject, detail, ordered_at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (id)
                 DO UPDATE SET at = excluded.at, subject = excluded.subject, detail = excluded.detail, ordered_at = excluded.ordered_at",
            )
            .map_err(|error| self.failed(&error))?;
        for row in rows {
            insert.execute(params![row.id, row.at, row.subject, row.detail, row.ordered_at]).map_err(|error| self.failed(&error))?;
        }
        Ok(())
    }

    /// All events in their order, which is that of their times; one that was added here follows all that were known, whatever the clock.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn events(&self) -> Result<Vec<StoredEvent>, ProgressError> {
        Ok(self.rows()?.into_iter().filter_map(Row::event).collect())
    }

    pub(super) fn rows(&self) -> Result<Vec<Row>, ProgressError> {
        let ordered_at = if self.check_version()? == 1 { "NULL" } else { "ordered_at" };
        if !self.connection.table_exists(None, "events").map_err(|error| self.failed(&error))? {
            return Err(self.damaged("its table of events is gone"));
        }
        let mut statement = self
            .connection
            .prepare(&format!("SELECT id, at, subject, detail, {ordered_at} FROM events ORDER BY coalesce({ordered_at}, at), id"))
            .map_err(|error| self.failed(&error))?;
        let rows = statement.query_map([], Row::read).map_err(|error| self.failed(&error))?;
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

/// Makes a new store elsewhere and puts it in its place when it is whole: a file that is there has always held a record.
fn make(file: &Path) -> Result<(), ProgressError> {
    let folder = folder_of(file);
    let staging = tempfile::Builder::new().prefix(".progress-").tempdir_in(folder).map_err(|error| refused(folder, &error))?;
    let made = staging.path().join(FILE);
    let store = Store::connect(&made, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE, PATIENCE)
        .map_err(|error| ProgressError::Folder { folder: folder.to_path_buf(), reason: error.to_string() })?;
    store.connection.execute_batch(TABLES).map_err(|error| store.failed(&error))?;
    drop(store);
    match std::fs::hard_link(&made, file) {
        // Another program may have been faster; then its store is used.
        Err(_) if file.exists() => Ok(()),
        // Some file systems have no links.
        Err(_) => std::fs::rename(&made, file).map_err(|error| refused(folder, &error)),
        Ok(()) => Ok(()),
    }
}

fn folder_of(file: &Path) -> &Path {
    file.parent().unwrap_or(file)
}

fn refused(folder: &Path, error: &std::io::Error) -> ProgressError {
    ProgressError::Folder { folder: folder.to_path_buf(), reason: error.to_string() }
}

/// When an event happened, and its place in the order where that is another.
#[derive(Debug, PartialEq, Eq)]
struct When {
    at: Timestamp,
    ordered_at: Option<Timestamp>,
}

impl When {
    /// Of an event that is written when the clock shows `now`, and everything that is known stands at `last` or before it.
    ///
    /// The clock is asked for the time and never trusted for the order: where it is behind, the event gets a place just after `last`.
    fn after(last: Option<Timestamp>, now: Timestamp) -> Self {
        // Times are written with milliseconds.
        let now = Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now);
        match last.map(|last| last.checked_add(A_MILLISECOND).unwrap_or(last)) {
            Some(next) if next > now.checked_add(A_MOMENT).unwrap_or(now) => Self { at: now, ordered_at: Some(next) },
            next => Self { at: next.map_or(now, |next| next.max(now)), ordered_at: None },
        }
    }
}

/// As times are written, so that texts sort as times do.
fn written(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// Waits for another program as long as [`PATIENCE`], and says so once it takes a while; `looks` counts those of this wait.
fn wait_for_another(looks: i32) -> bool {
    if looks == TOLD_AT {
        super::notices::tell_at_once("another program is writing to your progress; waiting until it lets go, 10 seconds at most");
    }
    std::thread::sleep(LOOK);
    LOOK.saturating_mul(looks.unsigned_abs()) < PATIENCE
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
            store.add_details(&[("q", detail.to_string())], Timestamp::now()).expect("writes");
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
    fn what_is_added_follows_what_was_known_whatever_the_clock_shows() {
        let clocks = [
            ["2026-11-29T18:00:00Z", "2026-11-29T18:00:00Z", "2026-11-29T18:00:00.0005Z", "2026-11-29T18:00:00Z"],
            ["2026-11-29T18:00:00Z", "2026-11-29T13:00:00Z", "2026-11-29T13:00:01Z", "2026-11-30T18:00:00Z"],
            ["2031-01-02T00:00:00Z", "2026-11-29T18:00:00Z", "2026-11-29T18:01:00Z", "2027-01-01T00:00:00Z"],
            ["2026-11-29T18:00:00Z", "1970-01-01T00:00:05Z", "1970-01-01T00:00:04Z", "2026-11-29T18:01:00Z"],
            ["9999-12-30T22:00:00Z", "2026-11-29T18:00:00Z", "2026-11-29T18:01:00Z", "2026-11-28T00:00:00Z"],
        ];
        for clock in clocks {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let store = Store::open_in(folder.path()).expect("opens");
            for (number, now) in clock.iter().enumerate() {
                store.add_all_at(&[answered(&format!("q{number}"), true)], now.parse().expect("a time")).expect("adds");
            }
            let rows = Store::open_in(folder.path()).expect("opens again").rows().expect("reads");
            let subjects: Vec<&str> = rows.iter().map(|row| row.subject.as_str()).collect();
            assert_eq!(subjects, ["q0", "q1", "q2", "q3"], "{clock:?}");
            for (row, now) in rows.iter().zip(clock) {
                let (at, now): (Timestamp, Timestamp) = (row.at.parse().expect("a time"), now.parse().expect("a time"));
                assert!((at.as_millisecond() - now.as_millisecond()).abs() < 10, "the time stays that of the clock: {row:?}");
            }
        }
    }

    #[test]
    fn a_file_of_the_first_version_is_read_as_it_is_and_brought_up_to_date_by_who_writes() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join(FILE);
        let old = Connection::open(&file).expect("opens");
        old.execute_batch(
            "CREATE TABLE events (
                 number INTEGER PRIMARY KEY,
                 id TEXT NOT NULL UNIQUE DEFAULT (lower(hex(randomblob(16)))),
                 at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
                 subject TEXT NOT NULL,
                 detail TEXT NOT NULL
             ) STRICT;
             INSERT INTO events (subject, detail) VALUES ('l', '{\"kind\":\"lesson-read\"}');
             PRAGMA user_version = 1;",
        )
        .expect("as it was made");
        drop(old);
        let before = std::fs::read(&file).expect("reads");
        assert_eq!(Store::peek_rows_of(&file, PATIENCE).expect("reads").len(), 1);
        assert_eq!(std::fs::read(&file).expect("reads"), before, "who looks changes nothing");
        let store = Store::open_in(folder.path()).expect("opens");
        store.add(&answered("q", true)).expect("adds");
        let subjects: Vec<String> = store.events().expect("reads").into_iter().map(|event| event.subject).collect();
        assert_eq!(subjects, ["l", "q"]);
        assert_eq!(store.check_version().expect("reads"), SCHEMA_VERSION);
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
            store.add_details(&[("l", detail.to_string())], Timestamp::now()).expect("writes");
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
            ordered_at: None,
        };
        let rows: Vec<Row> = (0..500).map(row).collect();
        let error = store.in_transaction(|| store.put_rows(&rows)).expect_err("no room");
        assert!(error.to_string().contains("the disk is full"), "{error}");
        assert_eq!(store.events().expect("reads").len(), 1);

        let other = Store::open_in(folder.path()).expect("opens");
        store.connection.execute_batch("BEGIN IMMEDIATE").expect("locks");
        other.connection.busy_timeout(Duration::ZERO).expect("sets");
        let error = other.add(&answered("q", true)).expect_err("locked");
        assert!(matches!(error, ProgressError::Locked { .. }) && error.to_string().contains("another program"), "{error}");
    }
}
