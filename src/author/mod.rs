//! Proofs for authors: that the content is what it says.
//!
//! In: a [`crate::course::Course`]. Out: [`crate::course::Problem`]s with file and line. Labs are run: the starter fails as
//! declared, the solution passes, every mutant fails. And the beginnings of new content.

mod beginning;
mod drills;
mod labs;
mod lessons;
mod questions;
mod reference;
mod simulations;
mod tracks;

pub use beginning::{BeginError, Begun, begin_lab, begin_lesson, begin_pack, begin_question};
pub use drills::drill_problems;
pub use labs::{LabProof, prove_lab, static_lab_problems};
pub use lessons::lesson_problems;
pub use questions::question_problems;
pub use reference::reference_problems;
pub use tracks::track_problems;
