//! The full screen: home, lessons, questions, labs, progress and search in one application.
//!
//! In: events of the terminal, news of labs, the course and the record. Out: what is drawn. A [`Screen`] is state that is drawn and told
//! of input; all that reaches beyond it goes through [`World`], so that every screen is tested without a terminal. [`show`] connects an
//! [`App`] with the real one.

mod app;
mod destinations;
mod drill;
mod editor;
mod exam_report;
mod exam_room;
mod exams;
mod field;
mod fullscreen;
#[cfg(unix)]
mod hangup;
mod home;
mod jump;
mod lab;
mod lab_state;
mod lesson;
mod links;
mod machine;
mod menu;
mod module;
mod movement;
mod news;
mod page;
mod progress;
mod quiz;
mod review;
mod screen;
mod scroll;
mod sheet;
mod study;
mod tabs;
pub(crate) mod text;
mod theme;
mod told;

pub use app::{App, Ask};
pub use drill::Drilling;
pub use editor::Edit;
pub use fullscreen::{Left, show};
#[cfg(unix)]
pub use hangup::has_gone;
pub use machine::{Connect, Machine};
pub use movement::Move;
pub use news::{Finished, LabNews, Outcome};
pub use screen::{Action, Destination, Farewell, Input, KeyHint, Screen, Sitting};
pub use study::{Study, World};
pub(super) use text::fit;
pub use theme::Theme;
