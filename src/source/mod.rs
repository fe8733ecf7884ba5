//! Files as text with positions: what a finding points into.
//!
//! In: paths or standard input. Out: [`SourceFile`], whose [`Span`]s every later stage carries. [`Watch`] tells when files change.

mod fault;
mod file;
mod span;
mod watch;

pub use fault::Fault;
pub use file::{MAX_FILE_BYTES, Position, ReadError, SourceFile, in_words};
pub use span::Span;
pub use watch::{Watch, Watched};
