//! The learner's record: what was read, answered, tried and passed.
//!
//! In: events, each acknowledged only when it is on disk. Out: a [`Record`], folded from all events. Events are never changed,
//! so two programs at once, or a kill between two of them, lose nothing that was acknowledged.

mod home;
mod record;
mod store;

pub use home::home;
pub use record::{AnswerRecord, Attempt, ExamDate, ExamRecord, LabPass, LabRecord, Record};
pub use store::{Confidence, Event, EventKind, ExamEnd, ProgressError, Store, StoredEvent};
