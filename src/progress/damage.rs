//! A damaged store: it is set aside, what can be read of it goes on in a new one, and the learner is told. Nothing is overwritten.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use fs4::FileExt;
use rusqlite::{Connection, OpenFlags};
use serde_json::value::RawValue;

use super::notices::tell;
use super::store::{PATIENCE, Row};
use super::{ProgressError, Store};

/// The longest subject; no id comes near it.
pub(super) const LONGEST_SUBJECT: usize = 200;
const ID_LENGTH: usize = 32;
/// `2026-01-31T12:00:00.000Z`
const TIME_LENGTH: usize = 24;
/// What SQLite keeps beside the file while it writes.
const COMPANIONS: [&str; 3] = ["-journal", "-wal", "-shm"];

/// Sets the file aside and puts what can be read of it into a new one.
///
/// The damaged file is there under its new name before the new one takes its place, so that a kill at any moment loses nothing.
pub(super) fn set_aside(file: &Path, reason: &str) -> Result<(), ProgressError> {
    let folder = file.parent().unwrap_or(Path::new("."));
    let refused = |error: std::io::Error| ProgressError::Folder { folder: folder.to_path_buf(), reason: error.to_string() };
    // Two programs may find the damage at once; the second finds it mended.
    let lock = std::fs::File::create(folder.join("progress.lock")).map_err(refused)?;
    FileExt::lock(&lock).map_err(refused)?;
    if !matches!(Store::open_sound(file, PATIENCE), Err(ProgressError::Damaged { .. })) {
        return Ok(());
    }
    let rows = salvage(file);
    let staging = tempfile::Builder::new().prefix(".progress-").tempdir_in(folder).map_err(refused)?;
    let mended = staging.path().join("progress.sqlite3");
    let store = Store::open_sound(&mended, PATIENCE)?;
    store.in_transaction(|| store.put_rows(&rows))?;
    drop(store);
    let aside = free_name(file);
    if std::fs::hard_link(file, &aside).is_err() {
        // Some file systems have no links.
        std::fs::copy(file, &aside).map_err(refused)?;
    }
    for companion in COMPANIONS {
        let beside = with_ending(file, companion);
        if beside.exists() {
            // It belongs to the damaged file; SQLite would apply it to the new one.
            std::fs::rename(&beside, with_ending(&aside, companion)).map_err(refused)?;
        }
    }
    std::fs::rename(&mended, file).map_err(refused)?;
    tell(format!(
        "your progress in {} was damaged ({reason}). The damaged file is kept as {}. {} from it and kept; what is not among them is lost, \
         unless you have an export: `ecslab progress import FILE` adds what it holds",
        file.display(),
        aside.display(),
        could_be_read(rows.len())
    ));
    Ok(())
}

/// The damaged files that were set aside in a folder, oldest first.
pub fn set_aside_files(folder: &Path) -> Vec<PathBuf> {
    let names = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_aside = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.contains(".damaged-") && !COMPANIONS.iter().any(|companion| name.ends_with(companion))
    };
    let mut files: Vec<PathBuf> = names.filter(is_aside).collect();
    files.sort();
    files
}

/// What can be read of a damaged file, for who only looks; nothing is changed.
pub(super) fn read_damaged(file: &Path, reason: &str) -> Vec<Row> {
    let rows = salvage(file);
    tell(format!(
        "your progress in {} is damaged ({reason}). {} from it and shown. Nothing was changed: the next command that writes progress \
         sets the file aside and goes on with these",
        file.display(),
        could_be_read(rows.len())
    ));
    rows
}

fn could_be_read(count: usize) -> String {
    match count {
        0 => "No event could be read".to_string(),
        1 => "1 event could be read".to_string(),
        count => format!("{count} events could be read"),
    }
}

/// Whether a row is what this program could have written.
pub(super) fn is_whole(row: &Row) -> bool {
    is_id(row.id.as_bytes())
        && is_time(&row.at)
        && row.ordered_at.as_deref().is_none_or(is_time)
        && serde_json::from_str::<&RawValue>(&row.detail).is_ok_and(|raw| raw.get().starts_with('{'))
}

/// Whether it is an id: 32 hexadecimal digits.
pub(super) fn is_id(text: &[u8]) -> bool {
    text.len() == ID_LENGTH && text.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Whether it is a time in UTC with milliseconds; only in this form do texts sort as times do.
pub(super) fn is_time(text: &str) -> bool {
    text.len() == TIME_LENGTH && text.as_bytes()[10] == b'T' && text.ends_with('Z') && text.parse::<jiff::Timestamp>().is_ok()
}

/// What can be read, in its order: through SQLite from both ends, and the rest from the bytes.
fn salvage(file: &Path) -> Vec<Row> {
    let mut found = BTreeMap::new();
    let mut keep = |row: Row| {
        if is_whole(&row) {
            found.entry(row.id.clone()).or_insert(row);
        }
    };
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if let Ok(connection) = Connection::open_with_flags(file, flags) {
        for direction in ["ASC", "DESC"] {
            rows_until_damage(&connection, direction).into_iter().for_each(&mut keep);
        }
    }
    if let Ok(bytes) = std::fs::read(file) {
        rows_in_bytes(&bytes).into_iter().for_each(&mut keep);
    }
    let mut rows: Vec<Row> = found.into_values().collect();
    rows.sort_by(|a, b| a.place().cmp(&b.place()));
    rows
}

fn rows_until_damage(connection: &Connection, direction: &str) -> Vec<Row> {
    let select = |ordered_at: &str| {
        connection.prepare(&format!("SELECT id, at, subject, detail, {ordered_at} FROM events ORDER BY number {direction}"))
    };
    // The first version had no such column.
    let Ok(mut statement) = select("ordered_at").or_else(|_| select("NULL")) else { return Vec::new() };
    let Ok(mut rows) = statement.query([]) else { return Vec::new() };
    let mut found = Vec::new();
    while let Ok(Some(row)) = rows.next() {
        found.extend(Row::read(row));
    }
    found
}

/// Rows found without SQLite: a record of its file format holds the columns one after the other, and each of ours begins with
/// an id and a time. <https://www.sqlite.org/fileformat2.html#record_format>
fn rows_in_bytes(bytes: &[u8]) -> Vec<Row> {
    let mut found = Vec::new();
    let mut digits = 0;
    for (place, byte) in bytes.iter().enumerate() {
        digits = if matches!(byte, b'0'..=b'9' | b'a'..=b'f') { digits + 1 } else { 0 };
        if digits >= ID_LENGTH {
            // The year's digits follow at once, so every run that is long enough may end an id.
            found.extend(row_at(&bytes[place + 1 - ID_LENGTH..]));
        }
    }
    found
}

fn row_at(bytes: &[u8]) -> Option<Row> {
    let text = |bytes: &[u8]| std::str::from_utf8(bytes).ok().map(str::to_string);
    let id = bytes.get(..ID_LENGTH)?;
    let at = text(bytes.get(ID_LENGTH..ID_LENGTH + TIME_LENGTH)?).filter(|at| is_time(at))?;
    let rest = &bytes[ID_LENGTH + TIME_LENGTH..];
    // No id of content has a brace.
    let brace = rest.iter().take(LONGEST_SUBJECT + 1).position(|byte| *byte == b'{')?;
    let mut documents = serde_json::Deserializer::from_slice(&rest[brace..]).into_iter::<&RawValue>();
    let detail = documents.next()?.ok()?.get().to_string();
    let end = brace + documents.byte_offset();
    let ordered_at = rest.get(end..end + TIME_LENGTH).and_then(text).filter(|at| is_time(at));
    Some(Row { id: text(id)?, at, subject: text(&rest[..brace])?, detail, ordered_at })
}

/// A name beside the file that no file has yet.
fn free_name(file: &Path) -> PathBuf {
    let now = jiff::Timestamp::now().strftime("%Y%m%dT%H%M%SZ").to_string();
    let name = |number: usize| with_ending(file, &if number == 1 { format!(".damaged-{now}") } else { format!(".damaged-{now}-{number}") });
    (1..).map(name).find(|path| !path.exists()).unwrap_or_else(|| name(0))
}

fn with_ending(file: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(ending);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::{Event, EventKind};

    fn store_with(folder: &Path, count: usize) -> PathBuf {
        let rows: Vec<Row> = (0..count)
            .map(|number| Row {
                id: format!("{number:032x}"),
                at: format!("2026-01-01T00:{:02}:{:02}.000Z", number / 60, number % 60),
                subject: format!("lesson/{number}"),
                detail: r#"{"kind":"lesson-read"}"#.to_string(),
                // Some were written while the clock was behind.
                ordered_at: (number % 7 == 0).then(|| format!("2026-01-01T01:{:02}:{:02}.000Z", number / 60, number % 60)),
            })
            .collect();
        let store = Store::open_in(folder).expect("opens");
        store.in_transaction(|| store.put_rows(&rows)).expect("adds");
        Store::file_in(folder)
    }

    /// Each way to damage a file of some pages, and the least that must be left of its 600 events.
    #[test]
    fn a_damaged_file_is_set_aside_whole_and_what_can_be_read_goes_on() {
        type Damage = fn(&mut Vec<u8>);
        let cases: [(&str, Damage, usize); 8] = [
            ("empty, as a power cut leaves it", |bytes| bytes.clear(), 0),
            ("without a version", |bytes| bytes[60..64].fill(0), 600),
            ("text in its place", |bytes| *bytes = b"this is only text, whatever its name says; it is no database".to_vec(), 0),
            ("its beginning overwritten", |bytes| bytes[..100].fill(b'x'), 600),
            ("its first page overwritten", |bytes| bytes[..4096].fill(0), 600),
            ("a page in the middle overwritten", |bytes| bytes[8 * 4096..9 * 4096].fill(0xff), 500),
            ("cut off in the middle", |bytes| bytes.truncate(bytes.len() / 2), 200),
            (
                "a byte within an event",
                |bytes| {
                    // Pages that were split keep copies of what they gave away.
                    let event = b"lesson/300{\"kind\"";
                    let places: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(event)).collect();
                    places.iter().for_each(|at| bytes[at + 11] = b'x');
                },
                599,
            ),
        ];
        for (name, damage, least) in cases {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let file = store_with(folder.path(), 600);
            let mut bytes = std::fs::read(&file).expect("reads");
            assert!(bytes.len() > 10 * 4096, "{}", bytes.len());
            damage(&mut bytes);
            std::fs::write(&file, &bytes).expect("writes");

            let store = Store::open_in(folder.path()).unwrap_or_else(|error| panic!("{name}: {error}"));
            let left = store.events().expect("reads");
            assert!(left.len() >= least, "{name}: {} events are left", left.len());
            assert!(left.iter().all(|event| event.kind == EventKind::LessonRead), "{name}: no event is made up");
            let places: Vec<_> = store.rows().expect("reads").into_iter().filter(|row| row.ordered_at.is_some()).collect();
            assert_eq!(places.len() >= 25, least >= 200, "{name}: {} know their places", places.len());
            store.add(&Event { subject: "new".to_string(), kind: EventKind::LessonRead }).expect("goes on");
            assert_eq!(store.events().expect("reads").len(), left.len() + 1);

            let asides = set_aside_files(folder.path());
            assert_eq!(asides.len(), 1, "{name}: {asides:?}");
            assert_eq!(std::fs::read(&asides[0]).expect("reads"), bytes, "{name}: as it was found");
            let told = super::super::take_notices().join("\n");
            let reads = format!(
                "{} event{} could be read",
                if left.is_empty() { "No".into() } else { left.len().to_string() },
                if left.is_empty() { "" } else { "s" }
            );
            assert!(told.contains(&asides[0].display().to_string()) && told.contains(&reads), "{name}: {told}");
        }
    }

    #[test]
    fn two_programs_that_find_the_damage_at_once_set_it_aside_once() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = store_with(folder.path(), 300);
        let mut bytes = std::fs::read(&file).expect("reads");
        bytes[..100].fill(b'x');
        std::fs::write(&file, &bytes).expect("writes");
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| assert_eq!(Store::open_in(folder.path()).expect("opens").events().expect("reads").len(), 300));
            }
        });
        assert_eq!(set_aside_files(folder.path()).len(), 1);
    }
}
