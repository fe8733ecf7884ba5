//! Log streams of tasks that are gone, below the learner's folder.
//!
//! A file is a stream: a header as one line of JSON, then an event a line. Files appear whole or not at all, and the oldest go
//! when all together take more than [`MAX_KEPT_BYTES`].

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::{LogEvent, LogEvents, LogPlan};

/// What all streams may take on disk, bytes.
pub const MAX_KEPT_BYTES: u64 = 64 * 1024 * 1024;
const EXTENSION: &str = "log.jsonl";

/// Whose log a stream is, and its names in CloudWatch Logs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogStream {
    /// Id of the task.
    pub task: String,
    /// Family of its definition.
    pub family: String,
    /// Name of the container.
    pub container: String,
    /// The container's log driver; `None` without `logConfiguration`.
    pub driver: Option<String>,
    /// Log group; `None` where nothing goes to CloudWatch Logs.
    pub log_group_name: Option<String>,
    /// Log stream; `None` where nothing goes to CloudWatch Logs.
    pub log_stream_name: Option<String>,
}

impl LogStream {
    /// The stream of a container, whose id on the engine stands in where the options name none.
    pub fn of(task: &str, family: &str, container: &str, log: Option<&LogPlan>, runtime_id: &str) -> Self {
        let group = log.and_then(LogPlan::group);
        Self {
            task: task.to_string(),
            family: family.to_string(),
            container: container.to_string(),
            driver: log.map(|log| log.driver.clone()),
            log_group_name: group.map(str::to_string),
            log_stream_name: group.and(log).and_then(|log| log.stream(container, task, runtime_id)),
        }
    }
}

/// The first line of a file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Header {
    version: u32,
    cut: bool,
    #[serde(rename = "stream")]
    of: LogStream,
}

/// A stream on disk.
#[derive(Debug, Clone)]
pub struct KeptStream {
    /// Whose it is.
    pub stream: LogStream,
    /// Whether earlier events are missing.
    pub cut: bool,
    /// When it was kept.
    pub kept_at: SystemTime,
    path: PathBuf,
}

/// Where streams are kept.
#[derive(Debug, Clone)]
pub struct LogStore {
    folder: PathBuf,
}

impl LogStore {
    /// The store below a learner's folder, which need not exist yet.
    pub fn in_home(home: &Path) -> Self {
        Self { folder: home.join("logs") }
    }

    /// Keeps the events of a stream, in place of what was kept of it, and lets go of the oldest streams where it is too much.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn keep(&self, stream: &LogStream, events: &LogEvents) -> io::Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        {
            let mut out = io::BufWriter::new(file.as_file_mut());
            serde_json::to_writer(&mut out, &Header { version: 1, cut: events.cut, of: stream.clone() })?;
            for event in &events.events {
                out.write_all(b"\n")?;
                serde_json::to_writer(&mut out, event)?;
            }
            out.write_all(b"\n")?;
            out.flush()?;
        }
        file.persist(self.folder.join(file_name(stream))).map_err(|error| error.error)?;
        self.let_go(MAX_KEPT_BYTES)
    }

    /// All streams, the one kept last first. What is not one is passed over.
    ///
    /// # Errors
    /// When the folder is there and cannot be read.
    pub fn streams(&self) -> io::Result<Vec<KeptStream>> {
        let mut found = Vec::new();
        for (path, kept_at, _) in self.files()? {
            let Some(Ok(line)) = File::open(&path).ok().and_then(|file| BufReader::new(file).lines().next()) else { continue };
            let Ok(Header { version: 1, cut, of }) = serde_json::from_str(&line) else { continue };
            found.push(KeptStream { stream: of, cut, kept_at, path });
        }
        found.sort_by(|one, other| (other.kept_at, &one.path).cmp(&(one.kept_at, &other.path)));
        Ok(found)
    }

    /// The events of a stream.
    ///
    /// # Errors
    /// When its file cannot be read, or is broken.
    pub fn events(&self, kept: &KeptStream) -> io::Result<Vec<LogEvent>> {
        let lines = BufReader::new(File::open(&kept.path)?).lines().skip(1);
        lines.map(|line| serde_json::from_str(&line?).map_err(io::Error::from)).collect()
    }

    /// Removes all streams; gives how many there were.
    ///
    /// # Errors
    /// When one cannot be removed.
    pub fn remove_all(&self) -> io::Result<usize> {
        let files = self.files()?;
        for (path, ..) in &files {
            remove(path)?;
        }
        Ok(files.len())
    }

    fn let_go(&self, limit: u64) -> io::Result<()> {
        let mut files = self.files()?;
        files.sort_by_key(|(_, kept_at, _)| *kept_at);
        let mut total: u64 = files.iter().map(|(.., bytes)| bytes).sum();
        for (path, _, bytes) in files {
            if total <= limit {
                break;
            }
            remove(&path)?;
            total -= bytes;
        }
        Ok(())
    }

    /// Path, time and size of each file of ours.
    fn files(&self) -> io::Result<Vec<(PathBuf, SystemTime, u64)>> {
        let entries = match std::fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let ours = |entry: &std::fs::DirEntry| entry.file_name().to_str().is_some_and(|name| name.ends_with(EXTENSION));
        let mut files = Vec::new();
        for entry in entries.flatten().filter(ours) {
            // Another process may have let go of it just now.
            let Ok(about) = entry.metadata() else { continue };
            files.push((entry.path(), about.modified().unwrap_or(SystemTime::UNIX_EPOCH), about.len()));
        }
        Ok(files)
    }
}

/// That another process was faster is no error.
fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Of the task and the container, whose name may hold anything where nobody has checked it.
fn file_name(stream: &LogStream) -> String {
    let plain = |text: &str| -> String {
        let kept = |c: char| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '+' };
        text.chars().take(100).map(kept).collect()
    };
    format!("{}.{}.{EXTENSION}", plain(&stream.task), plain(&stream.container))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(texts: &[&str]) -> LogEvents {
        let event = |text: &&str| LogEvent { timestamp: 1, message: text.to_string(), ingestion_time: 2 };
        LogEvents { events: texts.iter().map(event).collect(), cut: false }
    }

    fn stream(task: &str, container: &str) -> LogStream {
        LogStream::of(task, "web", container, None, "")
    }

    #[test]
    fn a_stream_is_kept_as_it_is_and_once() {
        let home = tempfile::tempdir().expect("a folder");
        let store = LogStore::in_home(home.path());
        assert_eq!(store.streams().expect("nothing yet").len(), 0);
        store.keep(&stream("t", "../web"), &events(&["one"])).expect("it can be written");
        store.keep(&stream("t", "../web"), &events(&["one", "two\n\u{1b}[0m"])).expect("it can be written");
        let kept = store.streams().expect("it can be read");
        assert_eq!((kept.len(), &kept[0].stream), (1, &stream("t", "../web")));
        assert_eq!(store.events(&kept[0]).expect("it can be read"), events(&["one", "two\n\u{1b}[0m"]).events);
        assert_eq!(store.remove_all().expect("it can be removed"), 1);
        assert_eq!(store.streams().expect("nothing any more").len(), 0);
    }

    #[test]
    fn the_oldest_go_when_all_take_too_much() {
        let home = tempfile::tempdir().expect("a folder");
        let store = LogStore::in_home(home.path());
        for (age, task) in ["old", "middle", "new"].iter().enumerate() {
            store.keep(&stream(task, "web"), &events(&["x"; 100])).expect("it can be written");
            let file =
                File::options().append(true).open(home.path().join("logs").join(file_name(&stream(task, "web")))).expect("it is there");
            file.set_modified(SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(age as u64)).expect("it takes a time");
        }
        let size = store.files().expect("they are there")[0].2;
        store.let_go(2 * size + 10).expect("it can be removed");
        let left: Vec<String> = store.streams().expect("they are there").into_iter().map(|kept| kept.stream.task).collect();
        assert_eq!(left, ["new", "middle"]);
    }

    #[test]
    fn files_that_are_no_streams_are_passed_over() {
        let home = tempfile::tempdir().expect("a folder");
        let store = LogStore::in_home(home.path());
        store.keep(&stream("t", "web"), &events(&[])).expect("it can be written");
        for (name, text) in [("a.log.jsonl", "{}"), ("b.log.jsonl", ""), ("c.log.jsonl", "\u{0}"), ("notes.txt", "mine")] {
            std::fs::write(home.path().join("logs").join(name), text).expect("a file");
        }
        assert_eq!(store.streams().expect("it can be read").len(), 1);
        store.remove_all().expect("they can be removed");
        assert!(home.path().join("logs/notes.txt").exists());
    }
}
