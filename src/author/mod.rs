//! Proofs for authors: that the content is what it says.
//!
//! In: a [`crate::course::Course`]. Out: [`crate::course::Problem`]s with file and line. Labs are run: the starter fails as
//! declared, the solution passes, every mutant fails.

mod labs;
mod lessons;
mod questions;
mod simulations;

pub use labs::{LabProof, prove_lab, static_lab_problems};
pub use lessons::lesson_problems;
pub use questions::question_problems;
