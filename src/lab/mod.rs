//! Labs: a learner's workspace and the checks that look at what really happened.
//!
//! In: a [`crate::course::Lab`] and a folder. Out: a [`LabReport`]. Progress is told through [`CheckEvent`]s; nothing here
//! prints.

mod answer_check;
mod check;
#[cfg(feature = "containers")]
pub mod commands;
#[cfg(feature = "containers")]
mod commands_check;
mod document_check;
mod expectation;
mod http_check;
mod lint_check;
mod report;
mod scratch;
#[cfg(feature = "containers")]
mod service_check;
mod simulate_check;
mod simulation;
mod task_check;
mod watch;
mod workspace;

pub use check::{CheckEvent, check_lab};
pub use expectation::{Unmet, unmet};
pub use report::{CheckReport, CheckState, LabReport};
pub use simulation::answer;
pub use watch::{Content, watch};
pub(crate) use workspace::write_files;
pub use workspace::{Workspace, WorkspaceError};
