//! Looking at containers from a thread that does not drive the task.

use std::pin::Pin;

use serde_json::Value;

use super::EngineError;

/// An answer that comes later; it may be awaited on any runtime.
pub type Later<T> = Pin<Box<dyn Future<Output = Result<T, EngineError>> + Send>>;

/// What an engine tells about containers, in the words of Docker's API.
pub trait LiveView: Send + Sync {
    /// The container of that id or name, as `GET /containers/{id}/json` answers.
    fn inspect(&self, container: &str) -> Later<Value>;

    /// Two samples of its counters, about a second apart, as `GET /containers/{id}/stats` streams them: the second holds the
    /// processor time of the first.
    fn samples(&self, container: &str) -> Later<(Value, Value)>;
}
