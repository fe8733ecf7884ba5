//! Bars over time, or over any other number.

use unicode_width::UnicodeWidthStr;

use super::MAX_WIDTH;
use super::drawing::{BarShape, Drawing, Line, LineKind, Point, Text, TextKind, wrap};
use super::form::{Bar, Picture, PictureError};

/// The labels of bars take at most so much.
const LABEL: usize = 24;

/// Where numbers stand.
struct Scale {
    /// The column of the least number.
    origin: usize,
    columns: usize,
    least: u32,
    most: u32,
}

impl Scale {
    fn column(&self, at: u32) -> usize {
        // Numbers of 32 bits times columns of two digits.
        let along = u64::from(at - self.least) * self.columns as u64 / u64::from(self.most - self.least);
        self.origin + usize::try_from(along).unwrap_or(0)
    }
}

/// Lays bars out: marks above, a bar a line, the axis and the legend below.
pub(super) fn lay_out(picture: &Picture, bars: &[Bar]) -> Result<Drawing, PictureError> {
    let labels: Vec<Vec<String>> = bars.iter().map(|bar| wrap(&bar.label, LABEL)).collect();
    let origin = labels.iter().flatten().map(|line| line.width()).max().unwrap_or(0) + 1;
    if origin > MAX_WIDTH / 2 {
        return Err(PictureError::new("a bar's label leaves no room for the bars: shorten it"));
    }
    let spans = || bars.iter().flat_map(|bar| &bar.spans);
    let numbers = || {
        spans().flat_map(|span| [span.from, span.to]).chain(picture.ticks.iter().copied()).chain(picture.marks.iter().map(|mark| mark.at))
    };
    let (Some(least), Some(most)) = (numbers().min(), numbers().max()) else { return Err(PictureError::new("nothing to draw")) };
    // The last tick's number may reach a little beyond the axis.
    let scale = Scale { origin, columns: (MAX_WIDTH - 4).saturating_sub(origin), least, most: most.max(least + 1) };
    let mut drawing = Drawing { width: MAX_WIDTH, ..Drawing::default() };
    let mut y = picture.marks.len();
    let top = y;
    for (bar, label) in bars.iter().zip(&labels) {
        for (index, line) in label.iter().enumerate() {
            drawing.texts.push(Text::from(0, y + index, line, TextKind::Label));
        }
        for span in &bar.spans {
            let (start, end) = (scale.column(span.from), scale.column(span.to));
            let width = end.saturating_sub(start).max(1);
            if !span.label.is_empty() && span.label.width() + 2 > width {
                let message =
                    format!("`{}` of `{}` needs {} columns, and its bar has {width}", span.label, bar.label, span.label.width() + 2);
                return Err(PictureError::new(format!("{message}: shorten it, or say it by a `fill` and the `legend`")));
            }
            drawing.bars.push(BarShape { at: Point { x: start, y }, width, fill: span.fill, label: span.label.clone() });
        }
        y += label.len().max(1);
    }
    let end = scale.column(scale.most);
    let path = vec![Point { x: origin, y }, Point { x: end, y }];
    drawing.lines.push(Line { path, kind: LineKind::Guide, dashed: false, head: false, tail: false });
    for (index, mark) in picture.marks.iter().enumerate() {
        let x = scale.column(mark.at);
        drawing.marks.push((Point { x, y: index + 1 }, Point { x, y: y - 1 }));
        let width = mark.label.width();
        if width > MAX_WIDTH {
            return Err(PictureError::new(format!("the mark `{}` is too long", mark.label)));
        }
        let start = if x + width <= MAX_WIDTH { x } else { MAX_WIDTH - width };
        drawing.texts.push(Text::from(start, index, &mark.label, TextKind::Note));
    }
    y += 1;
    let mut free = 0;
    let last = picture.ticks.len().saturating_sub(1);
    for (index, tick) in picture.ticks.iter().enumerate() {
        let x = scale.column(*tick);
        drawing.ticks.push(Point { x, y: y - 1 });
        let number = if index == last && !picture.unit.is_empty() { format!("{tick} {}", picture.unit) } else { tick.to_string() };
        let start = x.saturating_sub(number.width() / 2).min(MAX_WIDTH.saturating_sub(number.width()));
        if start < free {
            return Err(PictureError::new(format!("the tick {tick} stands too close to the one before it, or is out of order")));
        }
        free = start + number.width() + 1;
        drawing.texts.push(Text::from(start, y, number, TextKind::Note));
    }
    if !picture.ticks.is_empty() {
        y += 1;
    }
    let mut x = origin;
    for entry in &picture.legend {
        let width = 3 + entry.label.width();
        if x + width > MAX_WIDTH {
            (x, y) = (origin, y + 1);
        }
        drawing.bars.push(BarShape { at: Point { x, y }, width: 2, fill: entry.fill, label: String::new() });
        drawing.texts.push(Text::from(x + 3, y, &entry.label, TextKind::Note));
        x += width + 3;
    }
    drawing.height = if picture.legend.is_empty() { y } else { y + 1 };
    drawing.height = drawing.height.max(top + 1);
    Ok(drawing)
}
