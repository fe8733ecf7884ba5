//! Names of sessions and tasks, and which sessions live.
//!
//! While a task runs, its process holds a lock on a file named after the session. The operating system lets go of the lock when
//! the process ends, however it ends: so a sweep can tell what a killed process left from what another one is running.

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::hash::{BuildHasher, Hasher};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

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

/// The sessions that this process holds, with how many tasks hold each.
static HELD: Mutex<BTreeMap<String, Held>> = Mutex::new(BTreeMap::new());

#[derive(Debug)]
struct Held {
    /// Locked as long as it is open.
    _file: File,
    path: PathBuf,
    tasks: usize,
}

/// The lock of a session, held while one of its tasks holds it. Without a writable temporary folder nothing is held, and the
/// session counts as ended.
#[derive(Debug)]
pub struct LiveSession(Option<String>);

impl LiveSession {
    /// Holds a session until the value is dropped, or the process ends however it does.
    pub fn hold(session: &str) -> Self {
        let plain = !session.is_empty() && session.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let mut held = held();
        if let Some(known) = held.get_mut(session) {
            known.tasks += 1;
            return Self(Some(session.to_string()));
        }
        let Some((file, path)) = plain.then(|| lock(session)).flatten() else { return Self(None) };
        held.insert(session.to_string(), Held { _file: file, path, tasks: 1 });
        Self(Some(session.to_string()))
    }
}

impl Drop for LiveSession {
    fn drop(&mut self) {
        let Some(session) = self.0.take() else { return };
        let mut held = held();
        let Some(known) = held.get_mut(&session) else { return };
        known.tasks -= 1;
        if known.tasks == 0
            && let Some(ended) = held.remove(&session)
        {
            // A file that stays is unlocked all the same.
            let _ = std::fs::remove_file(&ended.path);
        }
    }
}

fn held() -> MutexGuard<'static, BTreeMap<String, Held>> {
    // The map is whole whatever panicked.
    HELD.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes the file of a session and locks it. Between the two a sweep may take it for one that nobody holds, and remove it.
fn lock(session: &str) -> Option<(File, PathBuf)> {
    let folder = folder();
    std::fs::create_dir_all(&folder).ok()?;
    // Whoever comes first makes the folder, and all who use the machine put their files there.
    #[cfg(unix)]
    let _ = std::fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o1777));
    let path = folder.join(session);
    for _ in 0..10 {
        let file = File::create(&path).ok()?;
        file.lock().ok()?;
        if path.exists() {
            return Some((file, path));
        }
    }
    None
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
        let of_another_task = LiveSession::hold(&session);
        drop(held);
        assert!(live_sessions().contains(&session), "another task holds it");
        drop(of_another_task);
        assert!(!live_sessions().contains(&session));
    }
}
