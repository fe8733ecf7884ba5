//! What the terminal shows of the course: Markdown as styled lines, bars, and the home screen.
//!
//! In: content and the learner's record. Out: lines of styled text, which `cli` prints; only [`home`] draws by itself.

mod bar;
mod home;
mod markdown;
mod styled;

pub use bar::bar;
pub use home::Home;
pub use markdown::{render_inline, render_markdown, render_plain_markdown};
pub use styled::{StyledLine, width};
