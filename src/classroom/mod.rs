//! Teaching a class: an agenda from the minutes of the course, a roster, and what the learners' results say.
//!
//! In: the course, `class.yaml`, and exports that learners signed. Out: an [`Agenda`], a [`ClassReport`] and its renderings. Nothing here
//! prints, reads a file or looks at the clock.

mod agenda;
mod class_file;
mod item_analysis;
mod report;
mod report_csv;
mod report_html;
mod report_text;
mod teach_next;
mod uncounted;

pub use agenda::{Agenda, AgendaItem, ItemKind, Session, render_agenda_markdown, render_agenda_text};
pub use class_file::{AgendaPlan, ClassError, ClassFile, Enrolled, EnrolledLearner, begin_class, class_schema};
pub use item_analysis::{Discrimination, ItemStatistics, Method, Verdict, analyse_item};
pub use report::{BadFile, Cell, ClassReport, LabStatistics, LearnerReport, Misconception, ModuleHead, QuestionStatistics, Results};
pub use report_csv::{CsvTable, render_csv};
pub use report_html::render_html;
pub use report_text::render_text;
pub use teach_next::Suggestion;
pub use uncounted::{SharedResults, Uncounted, doubts};
