//! Lanes, and messages between them, one below the other.

use std::collections::HashMap;

use super::MAX_WIDTH;
use super::drawing::{Area, Drawing, Frame, Line, LineKind, Look, Point, Text, TextKind, widest, wrap};
use super::form::{Lane, Message, PictureError, too_wide};

/// Labels are wrapped at the first of these that makes the picture fit.
const WRAPS: [usize; 8] = [48, 40, 32, 26, 22, 18, 15, 12];

/// Lays a sequence out.
pub(super) fn lay_out(lanes: &[Lane], messages: &[Message]) -> Result<Drawing, PictureError> {
    let mut width = 0;
    for most in WRAPS {
        let drawing = attempt(lanes, messages, most);
        if drawing.width <= MAX_WIDTH {
            return Ok(drawing);
        }
        width = drawing.width;
    }
    Err(too_wide(width))
}

fn attempt(lanes: &[Lane], messages: &[Message], most: usize) -> Drawing {
    let heads: Vec<Vec<String>> = lanes.iter().map(|lane| wrap(&lane.label, most.min(20))).collect();
    let places: HashMap<&str, usize> = lanes.iter().enumerate().map(|(index, lane)| (lane.id(), index)).collect();
    // The form was checked: every lane is known.
    let lane = |id: &str| places.get(id).copied().unwrap_or(0);
    let labels: Vec<Vec<String>> = messages.iter().map(|message| wrap(&message.label, most)).collect();
    let halves: Vec<usize> = heads.iter().map(|head| widest(head) / 2 + 2).collect();
    // The middle of each lane; a message to itself needs room on the right.
    let mut middles = vec![halves[0]];
    let mut after = halves[halves.len() - 1] + 1;
    for right in 1..lanes.len() {
        let mut middle = middles[right - 1] + halves[right - 1] + halves[right] + 2;
        for (message, label) in messages.iter().zip(&labels) {
            let (from, to) = (lane(&message.from), lane(&message.to));
            let (first, last) = (from.min(to), from.max(to));
            if first == last && first + 1 == right {
                middle = middle.max(middles[first] + widest(label) + 6);
            } else if first < last && last == right {
                middle = middle.max(middles[first] + widest(label) + 4);
            }
        }
        middles.push(middle);
    }
    for (message, label) in messages.iter().zip(&labels) {
        if message.from == message.to && lane(&message.from) + 1 == lanes.len() {
            after = after.max(widest(label) + 6);
        }
    }
    let mut drawing = Drawing { width: middles[middles.len() - 1] + after, ..Drawing::default() };
    let head_height = heads.iter().map(Vec::len).max().unwrap_or(1) + 2;
    let mut y = head_height;
    for (message, label) in messages.iter().zip(&labels) {
        let (from, to) = (middles[lane(&message.from)], middles[lane(&message.to)]);
        if from == to {
            own_message(&mut drawing, from, &mut y, label);
            continue;
        }
        let (left, right) = (from.min(to), from.max(to));
        // What goes over several lanes has more room than what it was wrapped for.
        for line in wrap(&message.label, most.max(right - left - 3)) {
            drawing.texts.push(Text::centred(left + 1, y, right - left - 1, line, TextKind::Note));
            y += 1;
        }
        let end = if to > from { to - 1 } else { to + 1 };
        let path = vec![Point { x: from, y }, Point { x: end, y }];
        drawing.lines.push(Line { path, kind: LineKind::Arrow, dashed: message.dashed, head: true, tail: false });
        y += 1;
    }
    let lanes = heads.iter().zip(&middles).zip(&halves).map(|((head, middle), half)| {
        let area = Area { x: middle - half, y: 0, width: 2 * half + 1, height: head_height };
        let path = vec![Point { x: *middle, y: head_height - 1 }, Point { x: *middle, y }];
        let texts: Vec<Text> = Text::label(area, head).collect();
        (
            Frame { area, look: Look::Solid, group: false },
            Line { path, kind: LineKind::Guide, dashed: false, head: false, tail: false },
            texts,
        )
    });
    let mut guides = Vec::new();
    for (frame, line, texts) in lanes {
        drawing.frames.push(frame);
        guides.push(line);
        drawing.texts.extend(texts);
    }
    // Below the messages, whose heads would else be crossed.
    guides.append(&mut drawing.lines);
    drawing.lines = guides;
    drawing.height = y + 1;
    drawing
}

/// A loop on the right of a lane, with its label beside it.
fn own_message(drawing: &mut Drawing, x: usize, y: &mut usize, label: &[String]) {
    for (index, line) in label.iter().enumerate() {
        drawing.texts.push(Text::from(x + 5, *y + index, line, TextKind::Note));
    }
    let bottom = *y + label.len().max(2) - 1;
    let path = vec![Point { x, y: *y }, Point { x: x + 3, y: *y }, Point { x: x + 3, y: bottom }, Point { x: x + 1, y: bottom }];
    drawing.lines.push(Line { path, kind: LineKind::Arrow, dashed: false, head: true, tail: false });
    *y = bottom + 1;
}
