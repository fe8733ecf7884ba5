//! Practice: asking questions, judging answers, scoring.
//!
//! In: questions and answers. Out: feedback and a score. Nothing here prints, reads a clock or stores anything.

mod answer;
pub mod drill;
mod next;
mod quiz;

pub use answer::{AnswerError, parse_answer};
pub use next::{ModuleProgress, NextStep, module_progress, next_steps};
pub use quiz::{Asked, ObjectiveScore, Quiz, Score};
