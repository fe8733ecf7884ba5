//! The course as data: modules, lessons, labs and questions, embedded in the program.
//!
//! In: the folders `book/`, `labs/` and `quizzes/`. Out: a [`Course`], or every [`Problem`] with file and line.
//! Lessons are the book's chapters; the terminal shows the same Markdown.

mod content;
mod lab;
mod lesson;
mod load;
mod question;

pub use content::{ContentFile, Problem};
pub use lab::{
    Check, CheckKind, ExecExpectation, Hint, HttpExpectation, Lab, LabFiles, LintCheck, LogExpectation, Starter, TaskCheck, Until,
};
pub use lesson::{ConfigurationBlock, Lesson, Section};
pub use load::{Course, Module};
pub use question::{AnswerOption, PolicySimulation, Proof, Question, QuestionType, Simulation, SimulatorProof};
