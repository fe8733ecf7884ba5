//! Telling when a learner has saved a file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, SystemTime};

use notify::{Config, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

/// Editors save in several steps; this long after the last of them a save is complete.
const QUIET: Duration = Duration::from_millis(150);
/// How often the files are looked at all the same: network and shared file systems do not tell of what others change, and some of
/// nothing.
const POLL: Duration = Duration::from_secs(1);
/// Of a larger file only the size and the time of the last change are compared.
const MOST_COMPARED: u64 = 1024 * 1024;

/// What ended a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watched {
    /// A file's content is not what it was at the last wait.
    Changed,
    /// Somebody asked to stop.
    Stopped,
}

/// What tells one state of a file from another.
#[derive(Debug, PartialEq, Eq)]
enum Content {
    Bytes(Vec<u8>),
    Large(u64, Option<SystemTime>),
}

/// A watched folder.
pub struct Watch {
    folder: PathBuf,
    sender: Sender<Watched>,
    receiver: Receiver<Watched>,
    contents: BTreeMap<PathBuf, Content>,
    polling: bool,
    // Dropping it ends the notifications.
    _watcher: Box<dyn Watcher + Send>,
}

/// Watches the files of a folder, by notifications, or by looking every second where there are none.
///
/// # Errors
/// When the folder cannot be watched either way.
pub fn watch(folder: &Path) -> Result<Watch, notify::Error> {
    let (sender, receiver) = channel();
    let notifier = sender.clone();
    // Whoever waits may have gone already; then nobody needs to know.
    let notify = move |_: notify::Result<notify::Event>| {
        let _ = notifier.send(Watched::Changed);
    };
    let recommended = RecommendedWatcher::new(notify.clone(), Config::default())
        .and_then(|mut watcher| watcher.watch(folder, RecursiveMode::Recursive).map(|()| watcher));
    let (watcher, polling): (Box<dyn Watcher + Send>, bool) = match recommended {
        Ok(watcher) => (Box::new(watcher), false),
        Err(_) => {
            let mut watcher = PollWatcher::new(notify, Config::default().with_poll_interval(POLL))?;
            watcher.watch(folder, RecursiveMode::Recursive)?;
            (Box::new(watcher), true)
        }
    };
    let folder = folder.to_path_buf();
    let contents = read_all(&folder);
    Ok(Watch { folder, sender, receiver, contents, polling, _watcher: watcher })
}

impl Watch {
    /// Whether it has to look every second: there are no notifications, or one did not come.
    pub fn is_polling(&self) -> bool {
        self.polling
    }

    /// Ends a wait from another thread.
    pub fn stopper(&self) -> impl Fn() + Send + 'static {
        let sender = self.sender.clone();
        move || {
            // The watch may be gone already; then there is nothing to stop.
            let _ = sender.send(Watched::Stopped);
        }
    }

    /// Waits until a file's content differs from what it was when the last wait ended. A save that came in between, during a
    /// check, ends the wait at once.
    pub fn wait(&mut self) -> Watched {
        loop {
            let told = match self.receiver.recv_timeout(POLL) {
                Ok(Watched::Changed) => true,
                Err(RecvTimeoutError::Timeout) => false,
                // The watch holds a sender itself, so the channel never closes.
                Ok(Watched::Stopped) | Err(RecvTimeoutError::Disconnected) => return Watched::Stopped,
            };
            if !told && read_all(&self.folder) == self.contents {
                continue;
            }
            while let Ok(next) = self.receiver.recv_timeout(QUIET) {
                if next == Watched::Stopped {
                    return Watched::Stopped;
                }
            }
            // Reading a file notifies too: only another content counts.
            let contents = read_all(&self.folder);
            if contents != self.contents {
                self.contents = contents;
                self.polling |= !told;
                return Watched::Changed;
            }
        }
    }
}

/// The files directly in the folder; a workspace has no deeper ones but the solution.
fn read_all(folder: &Path) -> BTreeMap<PathBuf, Content> {
    let Ok(entries) = std::fs::read_dir(folder) else { return BTreeMap::new() };
    let read = |path: PathBuf| {
        let metadata = std::fs::metadata(&path).ok().filter(std::fs::Metadata::is_file)?;
        let content = match metadata.len() {
            0..=MOST_COMPARED => Content::Bytes(std::fs::read(&path).ok()?),
            larger => Content::Large(larger, metadata.modified().ok()),
        };
        Some((path, content))
    };
    entries.flatten().filter_map(|entry| read(entry.path())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_save_is_seen_and_one_without_a_change_is_not() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("task-definition.json");
        std::fs::write(&file, "1").expect("writes");
        let mut watched = watch(folder.path()).expect("watches");
        std::fs::write(&file, "1").expect("writes the same");
        std::fs::write(&file, "2").expect("writes");
        assert_eq!(watched.wait(), Watched::Changed);
        let stop = watched.stopper();
        std::fs::write(&file, "2").expect("writes the same");
        stop();
        assert_eq!(watched.wait(), Watched::Stopped);
    }

    #[test]
    fn a_save_that_nobody_tells_of_is_seen_all_the_same() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (sender, receiver) = channel();
        let contents = read_all(folder.path());
        let deaf = Box::new(notify::NullWatcher);
        let mut watched = Watch { folder: folder.path().to_path_buf(), sender, receiver, contents, polling: false, _watcher: deaf };
        std::fs::write(folder.path().join("a"), "1").expect("writes");
        assert!(!watched.is_polling());
        assert_eq!(watched.wait(), Watched::Changed);
        assert!(watched.is_polling());
    }

    #[test]
    fn a_save_during_a_check_is_not_lost() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("a");
        let mut watched = watch(folder.path()).expect("watches");
        std::fs::write(&file, "1").expect("writes");
        assert_eq!(watched.wait(), Watched::Changed);
        std::fs::write(&file, "2").expect("writes while a check runs");
        assert_eq!(watched.wait(), Watched::Changed);
    }
}
