//! The learner's record: what was read, answered, tried and passed.
//!
//! In: events, each acknowledged only when it is on disk. Out: a [`Record`], folded from all events. Events are never changed,
//! so two programs at once, or a kill between two of them, lose nothing that was acknowledged.

mod damage;
mod days;
mod event;
mod home;
mod identity;
mod notices;
mod record;
mod store;
mod transfer;

pub use damage::set_aside_files;
pub use days::{date_of, told_of_days_to_come, use_local_days};
pub use event::{Confidence, Event, EventKind, ExamEnd, StoredEvent};
pub use home::home;
pub use identity::{Identity, IdentityError};
pub(crate) use notices::tell;
pub use notices::{take_notices, tell_at_once_by};
pub use record::{AnswerRecord, Attempt, Bookmark, ClockSeen, ExamAnswer, ExamDate, ExamRecord, LabPass, LabRecord, Record, latest_reset};
pub use store::{ProgressError, Store};
pub use transfer::{Export, Learner, Merged, PortableEvent, TransferError};
