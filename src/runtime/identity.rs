//! Names of sessions and tasks, and which sessions live.
//!
//! While a task runs, its process holds a lock on a file named after the session. The operating system lets go of the lock when
//! the process ends, however it ends: so a sweep can tell what a killed process left from what another one is running.

use std::fs::{File, TryLockError};
use std::hash::{BuildHasher, Hasher};
use std::path::PathBuf;

/// Names what one process starts, so that a sweep can tell it from others.
pub fn random_session() -> String {
    format!("{:012x}", random() >> 16)
}

/// 32 hexadecimal digits, as ECS names tasks.
pub fn random_task_id() -> String {
    format!("{:016x}{:016x}", random(), random())
}

/// The standard library seeds each hasher's state from the operating system; names need no more than that.
pub(super) fn random() -> u64 {
    std::collections::hash_map::RandomState::new().build_hasher().finish()
}

/// The lock of a session. Without a writable temporary folder it holds nothing, and the session counts as ended.
#[derive(Debug)]
pub(super) struct LiveSession(Option<(File, PathBuf)>);

impl LiveSession {
    pub(super) fn hold(session: &str) -> Self {
        let held = || {
            std::fs::create_dir_all(folder()).ok()?;
            let path = folder().join(session);
            // A session of several tasks holds its file once.
            let file = File::create_new(&path).ok()?;
            file.try_lock().ok()?;
            Some((file, path))
        };
        let plain = !session.is_empty() && session.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        Self(plain.then(held).flatten())
    }
}

impl Drop for LiveSession {
    fn drop(&mut self) {
        if let Some((_file, path)) = self.0.take() {
            // A file that stays is unlocked all the same.
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Sessions whose process lives; the files of others are removed.
pub(super) fn live_sessions() -> Vec<String> {
    let mut live = Vec::new();
    for entry in std::fs::read_dir(folder()).into_iter().flatten().flatten() {
        let Ok(file) = File::open(entry.path()) else { continue };
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => live.extend(entry.file_name().into_string()),
            // Somebody else's, or just gone.
            _ => drop(std::fs::remove_file(entry.path())),
        }
    }
    live
}

fn folder() -> PathBuf {
    std::env::temp_dir().join("ecslab-sessions")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_differ_and_look_like_those_of_ecs() {
        let (one, two) = (random_task_id(), random_task_id());
        assert_ne!(one, two);
        assert_eq!(one.len(), 32);
        assert_eq!(random_session().len(), 12);
    }

    #[test]
    fn a_session_lives_as_long_as_it_is_held() {
        let session = random_session();
        let held = LiveSession::hold(&session);
        assert!(live_sessions().contains(&session));
        drop(held);
        assert!(!live_sessions().contains(&session));
    }
}
