//! Labs: a learner's workspace and the checks that look at what really happened.
//!
//! In: a [`crate::course::Lab`] and a folder. Out: a [`LabReport`]. Progress is told through [`CheckEvent`]s; nothing here
//! prints.

mod check;
mod lint_check;
mod report;
mod task_check;
mod watch;
mod workspace;

pub use check::{CheckEvent, check_lab};
pub use report::{CheckReport, CheckState, LabReport};
pub use watch::{Watch, Watched, watch};
pub(crate) use workspace::write_files;
pub use workspace::{Workspace, WorkspaceError};
