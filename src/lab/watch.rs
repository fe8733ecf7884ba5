//! Telling when a learner has saved a file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use notify::{Config, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

/// Editors save in several steps; this long after the last of them a save is complete.
const QUIET: Duration = Duration::from_millis(150);
/// How often a file system without notifications is looked at.
const POLL: Duration = Duration::from_secs(1);

/// What ended a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watched {
    /// A file's content is not what it was at the last wait.
    Changed,
    /// Somebody asked to stop.
    Stopped,
}

/// A watched folder.
pub struct Watch {
    folder: PathBuf,
    sender: Sender<Watched>,
    receiver: Receiver<Watched>,
    contents: BTreeMap<PathBuf, Vec<u8>>,
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
    /// Whether it has to look every second.
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
            // The watch holds a sender itself, so the channel never closes.
            if self.receiver.recv() != Ok(Watched::Changed) {
                return Watched::Stopped;
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
                return Watched::Changed;
            }
        }
    }
}

/// The files directly in the folder; a workspace has no deeper ones but the solution.
fn read_all(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let Ok(entries) = std::fs::read_dir(folder) else { return BTreeMap::new() };
    let files = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file());
    files.filter_map(|path| std::fs::read(&path).ok().map(|bytes| (path, bytes))).collect()
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
