//! What an author writes, and what is wrong with it.

use std::collections::HashSet;

use serde::Deserialize;

use super::drawing::{Drawing, Fill, Look};
use super::{MAX_WIDTH, boxes, sequence, timeline};

/// More is a plan, not a picture.
const MOST_PARTS: usize = 60;

/// A picture as it is written: one of `boxes`, `lanes` and `bars`, and what it says in words.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    /// What it shows, for who does not see it: all that one is meant to take from it.
    pub alt: String,
    /// A few words above it.
    pub title: Option<String>,
    #[serde(default)]
    pub(super) layout: Layout,
    pub(super) boxes: Option<Vec<BoxForm>>,
    #[serde(default)]
    pub(super) arrows: Vec<Arrow>,
    pub(super) lanes: Option<Vec<Lane>>,
    #[serde(default)]
    pub(super) messages: Vec<Message>,
    pub(super) bars: Option<Vec<Bar>>,
    #[serde(default)]
    pub(super) ticks: Vec<u32>,
    #[serde(default)]
    pub(super) unit: String,
    #[serde(default)]
    pub(super) marks: Vec<Mark>,
    #[serde(default)]
    pub(super) legend: Vec<LegendEntry>,
}

/// How boxes stand in another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Layout {
    /// Side by side.
    #[default]
    Row,
    /// One below the other.
    Column,
}

/// A box, or a group of boxes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BoxForm {
    id: Option<String>,
    pub label: String,
    #[serde(default)]
    pub layout: Layout,
    #[serde(default)]
    pub style: Look,
    #[serde(default)]
    pub boxes: Vec<BoxForm>,
}

impl BoxForm {
    /// By what arrows know it: its label, unless it has an id.
    pub fn id(&self) -> &str {
        self.id.as_deref().unwrap_or(&self.label)
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Arrow {
    pub from: String,
    pub to: String,
    #[serde(default)]
    pub label: String,
    #[serde(default)]
    pub dashed: bool,
    /// A head at both ends.
    #[serde(default)]
    pub both: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lane {
    id: Option<String>,
    pub label: String,
}

impl Lane {
    pub fn id(&self) -> &str {
        self.id.as_deref().unwrap_or(&self.label)
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Message {
    pub from: String,
    pub to: String,
    pub label: String,
    #[serde(default)]
    pub dashed: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Bar {
    pub label: String,
    pub spans: Vec<SpanForm>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SpanForm {
    pub from: u32,
    pub to: u32,
    #[serde(default)]
    pub label: String,
    #[serde(default)]
    pub fill: Fill,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mark {
    pub at: u32,
    pub label: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LegendEntry {
    pub fill: Fill,
    pub label: String,
}

/// What is wrong with a picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PictureError {
    /// The line of the block's text, from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
}

impl PictureError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { line: None, message: message.into() }
    }

    /// Points at the line that begins with a key.
    fn at(mut self, text: &str, key: &str) -> Self {
        self.line = text.lines().position(|line| line.starts_with(key)).map(|index| index + 1);
        self
    }

    /// Points at the last line on which one of the keys has this value.
    fn at_value(mut self, text: &str, keys: &[&str], value: &str) -> Self {
        let is_it = |part: &str| {
            let part = part.trim().trim_start_matches("- ").trim();
            part.split_once(": ").is_some_and(|(key, written)| keys.contains(&key) && written.trim().trim_matches(['"', '\'']) == value)
        };
        let holds = |line: &str| line.split(['{', '}', '[', ']', ',']).any(is_it);
        let lines: Vec<&str> = text.lines().collect();
        self.line = lines.iter().rposition(|line| holds(line)).map(|index| index + 1);
        self
    }
}

impl Picture {
    /// Reads the text of a block.
    ///
    /// # Errors
    /// The first thing that does not fit, with its line where that is known.
    pub fn parse(text: &str) -> Result<Self, PictureError> {
        let picture: Self = serde_yaml::from_str(text).map_err(|error| {
            let message = error.to_string();
            // The place is told apart from the message.
            let message = message.split(" at line ").next().unwrap_or_default().to_string();
            PictureError { line: error.location().map(|location| location.line()), message }
        })?;
        picture.check(text)?;
        Ok(picture)
    }

    /// Lays it out.
    ///
    /// # Errors
    /// When it is wider than [`MAX_WIDTH`], or a label or an arrow finds no room.
    pub fn draw(&self) -> Result<Drawing, PictureError> {
        let drawing = match (&self.boxes, &self.lanes, &self.bars) {
            (Some(boxes), _, _) => boxes::lay_out(boxes, self.layout, &self.arrows)?,
            (_, Some(lanes), _) => sequence::lay_out(lanes, &self.messages)?,
            (_, _, Some(bars)) => timeline::lay_out(self, bars)?,
            _ => return Err(PictureError::new("nothing to draw")),
        };
        if drawing.width > MAX_WIDTH {
            return Err(too_wide(drawing.width));
        }
        Ok(drawing)
    }

    fn check(&self, text: &str) -> Result<(), PictureError> {
        if self.alt.split_whitespace().count() < 5 {
            return Err(PictureError::new("`alt` says in a sentence what the picture shows").at(text, "alt:"));
        }
        let kinds = [self.boxes.is_some(), self.lanes.is_some(), self.bars.is_some()];
        if kinds.into_iter().filter(|kind| *kind).count() != 1 {
            return Err(PictureError::new("a picture has one of `boxes`, `lanes` and `bars`"));
        }
        for (stray, name, owner) in [
            (!self.arrows.is_empty() && self.boxes.is_none(), "arrows", "boxes"),
            (!self.messages.is_empty() && self.lanes.is_none(), "messages", "lanes"),
            (!self.ticks.is_empty() && self.bars.is_none(), "ticks", "bars"),
            (!self.marks.is_empty() && self.bars.is_none(), "marks", "bars"),
            (!self.legend.is_empty() && self.bars.is_none(), "legend", "bars"),
        ] {
            if stray {
                return Err(PictureError::new(format!("`{name}` goes with `{owner}` only")).at(text, name));
            }
        }
        let parts =
            self.boxes.as_deref().map_or(0, count) + self.arrows.len() + self.messages.len() + self.bars.as_ref().map_or(0, Vec::len);
        if parts > MOST_PARTS {
            return Err(PictureError::new(format!("{parts} boxes and arrows, messages or bars: nobody takes in more than {MOST_PARTS}")));
        }
        if let Some(boxes) = &self.boxes {
            self.check_boxes(boxes, text)?;
        }
        if let Some(lanes) = &self.lanes {
            self.check_lanes(lanes, text)?;
        }
        self.check_bars(text)
    }

    fn check_boxes(&self, boxes: &[BoxForm], text: &str) -> Result<(), PictureError> {
        let mut ids = HashSet::new();
        collect_ids(boxes, &mut ids, text)?;
        if ids.is_empty() {
            return Err(PictureError::new("there is no box").at(text, "boxes:"));
        }
        for arrow in &self.arrows {
            known(&ids, &arrow.from, "box", text)?;
            known(&ids, &arrow.to, "box", text)?;
            let holds = |outer: &str, inner: &str| find(boxes, outer).is_some_and(|found| find(&found.boxes, inner).is_some());
            if arrow.from == arrow.to || holds(&arrow.from, &arrow.to) || holds(&arrow.to, &arrow.from) {
                let message =
                    format!("the arrow from `{}` to `{}` joins a box with itself or with one that holds it", arrow.from, arrow.to);
                return Err(PictureError::new(message).at_value(text, &["to"], &arrow.to));
            }
        }
        Ok(())
    }

    fn check_lanes(&self, lanes: &[Lane], text: &str) -> Result<(), PictureError> {
        let mut ids = HashSet::new();
        for lane in lanes {
            if !ids.insert(lane.id()) {
                return Err(PictureError::new(format!("two lanes are called `{}`", lane.id())).at_value(text, &["id", "label"], lane.id()));
            }
        }
        if lanes.len() < 2 || self.messages.is_empty() {
            return Err(PictureError::new("a sequence has at least two lanes and a message").at(text, "lanes:"));
        }
        for message in &self.messages {
            known(&ids, &message.from, "lane", text)?;
            known(&ids, &message.to, "lane", text)?;
        }
        Ok(())
    }

    fn check_bars(&self, text: &str) -> Result<(), PictureError> {
        let Some(bars) = &self.bars else { return Ok(()) };
        if bars.iter().all(|bar| bar.spans.is_empty()) {
            return Err(PictureError::new("no bar has a span").at(text, "bars:"));
        }
        for bar in bars {
            let mut end = 0;
            for span in &bar.spans {
                if span.to <= span.from || span.from < end {
                    let message = format!("the spans of `{}` are in order and do not overlap, and each ends after it begins", bar.label);
                    return Err(PictureError::new(message).at_value(text, &["label"], &bar.label));
                }
                end = span.to;
            }
        }
        Ok(())
    }
}

fn count(boxes: &[BoxForm]) -> usize {
    boxes.iter().map(|item| 1 + count(&item.boxes)).sum()
}

pub(super) fn too_wide(width: usize) -> PictureError {
    PictureError::new(format!("the picture takes {width} columns, and {MAX_WIDTH} is the most: shorten labels or use `layout: column`"))
}

fn find<'b>(boxes: &'b [BoxForm], id: &str) -> Option<&'b BoxForm> {
    boxes.iter().find_map(|item| if item.id() == id { Some(item) } else { find(&item.boxes, id) })
}

fn collect_ids<'b>(boxes: &'b [BoxForm], ids: &mut HashSet<&'b str>, text: &str) -> Result<(), PictureError> {
    for item in boxes {
        if !ids.insert(item.id()) {
            return Err(PictureError::new(format!("two boxes are called `{}`: give one an id", item.id())).at_value(
                text,
                &["id", "label"],
                item.id(),
            ));
        }
        collect_ids(&item.boxes, ids, text)?;
    }
    Ok(())
}

fn known(ids: &HashSet<&str>, id: &str, what: &str, text: &str) -> Result<(), PictureError> {
    if ids.contains(id) {
        return Ok(());
    }
    Err(PictureError::new(format!("no {what} is called `{id}`")).at_value(text, &["from", "to"], id))
}
