//! The course as data: modules, lessons, labs and questions, embedded in the program.
//!
//! In: the folders `book/`, `labs/` and `quizzes/`. Out: a [`Course`], or every [`Problem`] with file and line.
//! Lessons are the book's chapters; the terminal shows the same Markdown.

mod alike;
mod check;
mod commands;
mod content;
mod coverage;
mod exam_profile;
mod form;
mod glossary;
mod lab;
mod lesson;
mod load;
mod pack_files;
mod packs;
mod problem;
mod question;
mod released;
mod schema;

pub use check::{
    AccessPointOfLab, AnswerCheck, BalancerExpectation, Check, CheckKind, CommandsCheck, DocumentCheck, ExecExpectation, Expectation,
    HttpExpectation, InputFile, LintCheck, LogExpectation, ServiceCheck, ServiceUntil, SimulateCheck, StreamExpectation, TaskCheck, Until,
};
pub use commands::{AwsCommand, find_commands};
pub use content::{Content, ContentFile};
pub use coverage::{ExamMap, ObjectiveMap, Topic, objective_map};
pub use exam_profile::{Delivery, ExamDomain, ExamObjective, ExamProfile, SCALE};
pub use glossary::{Term, find_terms};
pub use lab::{Hint, Lab, LabFiles, Starter};
pub use lesson::{ConfigurationBlock, Lesson, Section};
pub use load::{Course, Module, Track};
pub use packs::{CheckedPack, PACK_FILE, Pack, PackError, ReadPack, install, installed, packs_folder, uninstall};
pub use problem::Problem;
pub use question::{
    AnswerOption, Configuration, Given, PolicySimulation, Proof, Question, QuestionPlace, QuestionType, Simulation, SimulatorProof,
};
pub use released::{current_id, is_given_up, renamed};
pub use schema::ContentKind;
