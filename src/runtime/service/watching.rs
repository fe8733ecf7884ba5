//! Seeing that a file of a service was saved.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use super::files::ServiceSources;

/// How often the files are read. They are few and small, and a look works on every file system.
const INTERVAL: Duration = Duration::from_millis(300);

/// The files of services, with what was in them when they were last taken up.
#[derive(Debug)]
pub struct FileWatch {
    taken_up: BTreeMap<PathBuf, Option<Vec<u8>>>,
    /// What the last look found: editors save in several steps, so only what two looks find alike counts.
    last_look: BTreeMap<PathBuf, Option<Vec<u8>>>,
    next_look: SystemTime,
}

impl FileWatch {
    /// Watches the files of these services from what is in them now.
    pub fn new(sources: &[ServiceSources], now: SystemTime) -> Self {
        let paths = sources.iter().flat_map(|sources| [&sources.service, &sources.definition]).map(|source| PathBuf::from(source.path()));
        let taken_up: BTreeMap<PathBuf, Option<Vec<u8>>> = paths.map(|path| (path.clone(), std::fs::read(path).ok())).collect();
        Self { last_look: taken_up.clone(), taken_up, next_look: now + INTERVAL }
    }

    /// Whether a file has changed since it last did; looks now and then only.
    pub fn has_changed(&mut self, now: SystemTime) -> bool {
        if now < self.next_look {
            return false;
        }
        self.next_look = now + INTERVAL;
        let seen: BTreeMap<PathBuf, Option<Vec<u8>>> = self.taken_up.keys().map(|path| (path.clone(), std::fs::read(path).ok())).collect();
        let is_complete = seen == self.last_look;
        self.last_look.clone_from(&seen);
        if !is_complete || seen == self.taken_up {
            return false;
        }
        self.taken_up = seen;
        true
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::super::ServiceFiles;
    use super::*;

    #[test]
    fn a_save_counts_once_it_is_complete_and_once_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let (service, task) = (folder.path().join("service.json"), folder.path().join("task.json"));
        std::fs::write(&service, r#"{"serviceName": "web", "taskDefinition": "app", "desiredCount": 1}"#).expect("a file");
        std::fs::write(&task, r#"{"family": "app", "containerDefinitions": []}"#).expect("a file");
        let sources = ServiceFiles { service, definitions: Vec::new() }.read().expect("both are there");
        assert_eq!(sources.definition.path(), task.display().to_string());
        let mut now = UNIX_EPOCH;
        let mut watch = FileWatch::new(std::slice::from_ref(&sources), now);
        let mut look = |watch: &mut FileWatch| {
            now += INTERVAL;
            watch.has_changed(now)
        };
        assert!(!look(&mut watch));
        std::fs::write(&task, "{").expect("a file");
        assert!(!look(&mut watch), "it may go on");
        std::fs::write(&task, r#"{"family": "app"}"#).expect("a file");
        assert!(!look(&mut watch), "it went on");
        assert!(look(&mut watch));
        assert!(!look(&mut watch));
        assert!(!watch.has_changed(UNIX_EPOCH), "too early for a look");
    }
}
