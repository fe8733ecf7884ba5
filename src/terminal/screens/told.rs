//! What is shown once a question is answered.

use std::ops::Range;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::Theme;
use super::scroll::Scroll;
use super::sheet::configuration_lines;
use super::text::{indented, markdown, words};
use crate::course::{Given, Question};
use crate::terminal::{Tone, answer_in_words, explanations, typed_in_words};

/// The question, whether the answer was right, and every option explained.
#[derive(Debug)]
pub struct Told {
    lines: Vec<Line<'static>>,
    /// From the verdict to the last explanation.
    answer: Range<usize>,
}

impl Told {
    /// What is told of an answer, or of none. `steps` lead to the right one.
    pub fn new(question: &Question, given: Option<&Given>, steps: &[String], width: usize, theme: Theme) -> Self {
        let mut lines = markdown(&question.stem, width, theme);
        lines.push(Line::default());
        if let Some(configuration) = &question.configuration {
            lines.extend(configuration_lines(configuration, width, theme));
            lines.push(Line::default());
        }
        let verdict = lines.len();
        lines.extend(verdict_lines(question, given, width, theme));
        lines.push(Line::default());
        if !steps.is_empty() {
            lines.push(Line::styled("Step by step:", theme.strong()));
            for (number, step) in (1..).zip(steps) {
                lines.extend(indented(&format!("  {number}. "), Style::new(), step, width, theme));
            }
            lines.push(Line::default());
        }
        for explanation in explanations(question, given) {
            let style = match explanation.tone {
                Tone::Right => theme.good(),
                Tone::Mistaken => theme.bad(),
                Tone::Aside => Style::new(),
            };
            lines.extend(indented(&explanation.first, style, &explanation.text, width, theme));
            lines.extend(indented(&" ".repeat(explanation.first.len()), style, &explanation.why, width, theme));
        }
        let answer = verdict..lines.len();
        lines.push(Line::default());
        lines.extend(words(&format!("Source: {} (checked {})", question.source, question.verified), width, theme.dim()));
        Self { lines, answer }
    }

    /// Draws it. Until somebody scrolls, the verdict and what follows is seen, and of the question above it as much as there is room for.
    pub fn draw(&self, frame: &mut Frame<'_>, area: Rect, scroll: &mut Scroll, theme: Theme) {
        scroll.open_at(self.answer.clone(), usize::from(area.height));
        scroll.draw(frame, area, &self.lines, theme);
    }
}

fn verdict_lines(question: &Question, given: Option<&Given>, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let (style, word) = match given {
        Some(given) if question.is_right(given) => (theme.good(), "Right."),
        Some(_) => (theme.bad(), "Not right."),
        None => (theme.notice(), "Not answered."),
    };
    let answer = format!(" The answer is {}.", answer_in_words(question));
    let mut lines = vec![Line::from(vec![Span::styled(word, style), Span::raw(answer)])];
    if let Some(typed) = given.and_then(typed_in_words) {
        lines.extend(words(&typed, width, Style::new()));
    }
    lines
}
