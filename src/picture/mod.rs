//! Pictures of lessons: written as a few lines of YAML, drawn for the terminal and for the book.
//!
//! In: the text of a fenced block `picture`. Out: a [`Drawing`], laid out in cells of one character, as lines of text or as SVG.
//! Both renderers draw the same cells, so what fits 76 columns in a terminal is what the book shows.
//!
//! - `form`: what an author writes, and what is wrong with it
//! - `boxes`, `route`, `sequence`, `timeline`: where things go; pure, in whole cells, the same each time
//! - `drawing`: what is laid out; `text` and `svg`: one renderer each

mod boxes;
mod drawing;
mod form;
mod route;
mod sequence;
mod svg;
mod text;
mod timeline;

pub use drawing::Drawing;
pub use form::{Picture, PictureError};
pub use svg::to_svg;
pub use text::{Characters, to_text};

/// Columns that a picture may take: a terminal has 80, and a lesson has a margin.
pub const MAX_WIDTH: usize = 76;
