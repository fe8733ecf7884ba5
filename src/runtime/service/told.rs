//! What a service tells as it runs.

use std::time::SystemTime;

use serde::Serialize;

/// Told of everything as it happens.
pub type OnTold = Box<dyn FnMut(&Told) + Send>;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// When.
    pub at: SystemTime,
    /// Name of the service.
    pub service: String,
    /// Who would tell it on AWS.
    pub kind: ToldKind,
    /// In words.
    pub message: String,
}

/// Where one would read it on AWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToldKind {
    /// Among the service's events, in these words.
    Event,
    /// In the description of a stopped task.
    Task,
    /// Nowhere: the reason behind an event, or what differs here.
    Note,
}

/// `events[]` of `describe-services`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct ServiceEvent {
    pub id: String,
    #[serde(serialize_with = "super::super::time::serialize")]
    pub created_at: SystemTime,
    pub message: String,
}
