//! What the terminal shows of the course: Markdown as styled lines, bars, feedback, and the full screen.
//!
//! In: content and the learner's record. Out: lines of styled text, which `cli` prints; only [`screens`] draws by itself.

mod bar;
mod feedback;
mod markdown;
mod overview;
pub mod screens;
mod styled;

pub use bar::bar;
pub use feedback::{answer_in_words, explanations};
pub use markdown::{render_inline, render_markdown, render_plain_markdown};
pub use overview::Overview;
pub use styled::{StyledLine, width};
