//! Drills: questions without end, made and answered by the simulators and the linter.
//!
//! In: a [`DrillKind`], a [`Level`] and a seed. Out: a [`Drill`], a [`Question`](crate::course::Question) with its worked explanation.
//! The same three give the same bytes. A kind draws a situation, asks the engine for the answer, and asks it again about what somebody
//! with a misconception would have read; what is no good question (nothing happens, two options are right) is drawn anew.

mod address;
mod capacity;
mod deployment;
mod draft;
mod evidence;
mod images;
mod kind;
mod level;
mod lifecycle;
mod made;
mod managed_scaling;
mod placement;
mod policy;
mod ports;
mod rejected_line;
mod scaling;
mod session;
mod sizes;
mod stream;
mod wording;

pub use address::{Address, AddressError};
pub use kind::{DrillKind, find_kind, kinds};
pub use level::{Level, LevelError, next_level};
pub use made::{Drill, DrillError, examples};
pub use session::{DrillSession, KindScore, SessionScore};
