//! What happened to a task, in order.

use std::time::SystemTime;

use serde::Serialize;

use super::{Health, Status};

/// One thing that happened to the task, or to one of its containers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TaskEvent {
    /// When.
    #[serde(serialize_with = "super::time::serialize")]
    pub at: SystemTime,
    /// To which container; to the task where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
    /// What.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum EventKind {
    /// It reached a status.
    Status {
        /// Which.
        status: Status,
        /// Exit code of a container that stopped.
        #[serde(skip_serializing_if = "Option::is_none")]
        exit_code: Option<i64>,
        /// Why, where there is more to say.
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Its health changed.
    Health {
        /// To what.
        health_status: Health,
    },
    /// A container waits for another before it starts.
    Waiting {
        /// For which.
        dependency: String,
        /// For what of it: START, COMPLETE, SUCCESS or HEALTHY.
        condition: &'static str,
    },
    /// A container ended, and its restartPolicy started it again.
    Restarted {
        /// The code with which it ended.
        exit_code: i64,
        /// How often it has been started again.
        restart_count: u32,
    },
    /// The task is told to stop.
    Stopping {
        /// Why.
        reason: String,
    },
    /// A signal was sent.
    Signal {
        /// Such as SIGTERM.
        signal: String,
    },
    /// Something that the reader should know.
    Note {
        /// One sentence.
        note: String,
    },
}
