//! Names that one run gives to images, so that they can be told from all others and taken away at its end.
//!
//! Names have a part `ecslab-<session>`, where a learner's own names have none. While a run lives it holds its session, as tasks do:
//! so a sweep takes away what a killed run left, and nothing else.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use super::identity::{LiveSession, live_sessions};
use super::{EngineError, ImageEngine, random_session};

const PREFIX: &str = "ecslab-";

/// The names of one run; dropping it takes them away.
pub struct ImageSession<'e> {
    engine: &'e dyn ImageEngine,
    prefix: String,
    given: Mutex<BTreeSet<String>>,
    _held: LiveSession,
}

impl<'e> ImageSession<'e> {
    /// A session with a name of its own.
    pub fn new(engine: &'e dyn ImageEngine) -> Self {
        let session = random_session();
        let held = LiveSession::hold(&session);
        Self { engine, prefix: format!("{PREFIX}{session}"), given: Mutex::default(), _held: held }
    }

    /// The engine.
    pub fn engine(&self) -> &'e dyn ImageEngine {
        self.engine
    }

    /// What names of this run begin with, after the host of a registry; a slash follows.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Notes a name before it is given: whatever happens then, it goes at the end.
    pub fn will_give(&self, name: &str) {
        self.given.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_string());
    }

    /// Whether this run gave a name.
    pub fn gave(&self, name: &str) -> bool {
        self.given.lock().unwrap_or_else(PoisonError::into_inner).contains(name)
    }
}

impl Drop for ImageSession<'_> {
    fn drop(&mut self) {
        let given = std::mem::take(&mut *self.given.lock().unwrap_or_else(PoisonError::into_inner));
        // The engine may be gone; then a sweep finds what stays.
        let names = if given.is_empty() { Vec::new() } else { self.engine.image_names().unwrap_or_default() };
        let part = format!("{}/", self.prefix);
        for name in given.into_iter().chain(names.into_iter().filter(|name| name.contains(&part))) {
            let _ = self.engine.remove_image(&name);
        }
    }
}

/// Takes away the names that killed runs left, and says which.
///
/// # Errors
/// When the engine cannot be asked.
pub fn sweep_images(engine: &dyn ImageEngine) -> Result<Vec<String>, EngineError> {
    let live = live_sessions();
    let left = |name: &String| session_of(name).is_some_and(|session| !live.iter().any(|each| each == session));
    let names: Vec<String> = engine.image_names()?.into_iter().filter(left).collect();
    names.iter().try_for_each(|name| engine.remove_image(name))?;
    Ok(names)
}

fn session_of(name: &str) -> Option<&str> {
    let session = name.split('/').find_map(|part| part.strip_prefix(PREFIX))?;
    (session.len() == 12 && session.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(session)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::FakeImages;

    #[test]
    fn a_run_takes_its_names_away_and_a_sweep_those_of_killed_runs() {
        let engine = FakeImages::with(&["web:v1"]);
        let session = ImageSession::new(&engine);
        let name = format!("127.0.0.1:5000/{}/web:v1", session.prefix());
        session.will_give(&name);
        engine.tag_image("web:v1", &name).expect("tagged");
        engine.tag_image("web:v1", "127.0.0.1:5000/ecslab-0123456789ab/web:v1").expect("tagged");
        engine.tag_image("web:v1", "ecslab-mine/web:v1").expect("tagged");
        assert_eq!(sweep_images(&engine), Ok(vec!["127.0.0.1:5000/ecslab-0123456789ab/web:v1".to_string()]));
        assert!(session.gave(&name));
        drop(session);
        assert_eq!(engine.image_names(), Ok(vec!["ecslab-mine/web:v1".to_string(), "web:v1".to_string()]));
    }
}
