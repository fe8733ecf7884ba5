//! What the terminal shows of the course: Markdown as styled lines, bars, feedback, and the full screen.
//!
//! In: content and the learner's record. Out: lines of styled text, which `cli` prints; only [`screens`] draws by itself.

mod bar;
mod feedback;
mod markdown;
mod overview;
mod scores;
pub mod screens;
pub mod search;
mod styled;

pub use bar::bar;
pub use feedback::{Explanation, Tone, answer_in_words, explanations, typed_in_words};
pub use markdown::{render_inline, render_markdown, render_plain_markdown};
pub use overview::Overview;
pub use scores::objective_lines;
pub use styled::{StyledLine, width};
