//! Telling when somebody has saved a file.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::{Config, NullWatcher, RecommendedWatcher, RecursiveMode, Watcher};

/// Editors save in several steps; this long after the last of them a save is complete.
const QUIET: Duration = Duration::from_millis(150);
/// After this long a save is looked at even where something keeps on writing.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often the files are looked at all the same: network and shared file systems do not tell of what others change, and some of
/// nothing.
const POLL: Duration = Duration::from_secs(1);

/// What ended a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watched {
    /// The files are not what they were at the last wait.
    Changed,
    /// Somebody asked to stop.
    Stopped,
}

/// Files under watch; `S` is what is looked at of them, and tells one state from another.
pub struct Watch<S> {
    look: Box<dyn Fn() -> S + Send>,
    state: S,
    sender: Sender<Watched>,
    receiver: Receiver<Watched>,
    polling: bool,
    // Dropping it ends the notifications.
    _watcher: Box<dyn Watcher + Send>,
}

impl<S: PartialEq> Watch<S> {
    /// Watches `paths`, folders with all below, by notifications, or by looking every second where there are none. `look` reads the
    /// state of what counts.
    pub fn start(paths: &[PathBuf], look: impl Fn() -> S + Send + 'static) -> Self {
        let (sender, receiver) = channel();
        let notifier = sender.clone();
        let notify = move |_: notify::Result<notify::Event>| {
            // Whoever waits may have gone already; then nobody needs to know.
            let _ = notifier.send(Watched::Changed);
        };
        let told = RecommendedWatcher::new(notify, Config::default()).and_then(|mut watcher| {
            paths.iter().try_for_each(|path| {
                let (place, mode) = place_to_watch(path);
                watcher.watch(&place, mode)
            })?;
            Ok(watcher)
        });
        let (watcher, polling): (Box<dyn Watcher + Send>, bool) = match told {
            Ok(watcher) => (Box::new(watcher), false),
            Err(_) => (Box::new(NullWatcher), true),
        };
        let state = look();
        Self { look: Box::new(look), state, sender, receiver, polling, _watcher: watcher }
    }

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

    /// Waits until the state differs from what it was when the last wait ended. A save that came in between, during a check, ends
    /// the wait at once.
    pub fn wait(&mut self) -> Watched {
        loop {
            let told = match self.receiver.recv_timeout(POLL) {
                Ok(Watched::Changed) => true,
                Err(RecvTimeoutError::Timeout) => false,
                // The watch holds a sender itself, so the channel never closes.
                Ok(Watched::Stopped) | Err(RecvTimeoutError::Disconnected) => return Watched::Stopped,
            };
            if !told && (self.look)() == self.state {
                continue;
            }
            let first = Instant::now();
            while let Ok(next) = self.receiver.recv_timeout(QUIET) {
                if next == Watched::Stopped {
                    return Watched::Stopped;
                }
                if first.elapsed() > PATIENCE {
                    break;
                }
            }
            // Reading a file notifies too: only another state counts.
            let state = (self.look)();
            if state != self.state {
                self.state = state;
                self.polling |= !told;
                return Watched::Changed;
            }
        }
    }
}

/// A file is watched by its folder: editors put a new file in its place.
fn place_to_watch(path: &Path) -> (PathBuf, RecursiveMode) {
    if path.is_dir() {
        return (path.to_path_buf(), RecursiveMode::Recursive);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    (folder.to_path_buf(), RecursiveMode::NonRecursive)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watch(file: &Path) -> Watch<Option<Vec<u8>>> {
        let looked = file.to_path_buf();
        Watch::start(&[file.to_path_buf()], move || std::fs::read(&looked).ok())
    }

    #[test]
    fn a_save_is_seen_and_one_without_a_change_is_not() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("task-definition.json");
        std::fs::write(&file, "1").expect("writes");
        let mut watched = watch(&file);
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
        let file = folder.path().join("a");
        let mut watched = watch(&file);
        watched._watcher = Box::new(NullWatcher);
        std::fs::write(&file, "1").expect("writes");
        while watched.receiver.try_recv().is_ok() {}
        assert!(!watched.is_polling());
        assert_eq!(watched.wait(), Watched::Changed);
        assert!(watched.is_polling());
    }

    #[test]
    fn a_save_during_a_check_is_not_lost() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("a");
        let mut watched = watch(&file);
        std::fs::write(&file, "1").expect("writes");
        assert_eq!(watched.wait(), Watched::Changed);
        std::fs::write(&file, "2").expect("writes while a check runs");
        assert_eq!(watched.wait(), Watched::Changed);
    }

    #[test]
    fn what_cannot_be_watched_is_looked_at() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("not/yet/there");
        let mut watched = watch(&file);
        assert!(watched.is_polling());
        std::fs::create_dir_all(folder.path().join("not/yet")).expect("makes folders");
        std::fs::write(&file, "1").expect("writes");
        assert_eq!(watched.wait(), Watched::Changed);
    }
}
