//! Scores as lines of text.

use unicode_width::UnicodeWidthStr;

use super::bar;
use super::screens::fit;
use crate::course::Course;
use crate::practice::ObjectiveScore;

/// A line of at most `width` columns for each objective: what it is about, a bar, and how many of how many.
pub fn objective_lines(scores: &[ObjectiveScore], course: &Course, width: usize, plain: bool) -> Vec<String> {
    let counted: Vec<String> = scores.iter().map(|score| format!("{} of {}", score.correct, score.answered)).collect();
    let names: Vec<String> = scores.iter().map(|score| course.objective_name(&score.objective)).collect();
    let aside = counted.iter().map(String::len).max().unwrap_or(0);
    let bars = if width >= 60 { 20 } else { 8 };
    let room = names.iter().map(|name| name.width()).max().unwrap_or(0).min(width.saturating_sub(bars + aside + 4));
    let parts = scores.iter().zip(&names).zip(&counted);
    parts
        .map(|((score, name), counted)| {
            format!("{}  {}  {counted:>aside$}", fit(name, room), bar(score.correct, score.answered, bars, plain))
        })
        .collect()
}
