//! Proofs for authors: that the content is what it says.
//!
//! In: a [`crate::course::Course`]. Out: [`crate::course::Problem`]s with file and line. Labs are run: the starter fails as
//! declared, the solution passes, every mutant fails. And the beginnings of new content.

mod beginning;
mod content;
mod drills;
mod labs;
mod lessons;
mod questions;
mod reference;
mod simulations;
mod tracks;

pub use beginning::{BeginError, Begun, begin_lab, begin_lesson, begin_pack, begin_question};
pub use content::content_problems;
pub use drills::drill_problems;
pub use labs::{LabProof, prove_lab};
pub use reference::reference_problems;
