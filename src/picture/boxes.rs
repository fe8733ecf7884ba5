//! Boxes in boxes, as large as their words and their arrows need.

use unicode_width::UnicodeWidthStr;

use super::MAX_WIDTH;
use super::drawing::{Area, Drawing, Frame, Look, Text, TextKind, widest, wrap};
use super::form::{Arrow, BoxForm, Layout, PictureError, too_wide};
use super::route::Router;

/// Labels are wrapped at the first of these that makes the picture fit.
const WRAPS: [usize; 7] = [40, 30, 24, 20, 16, 13, 10];
/// Columns between boxes side by side, without arrows and with.
const BETWEEN: usize = 2;
const BETWEEN_WITH_ARROW: usize = 5;
/// Lines between boxes one below the other, with arrows.
const BELOW_WITH_ARROW: usize = 2;

/// A box with the size that it needs.
struct Sized<'b> {
    form: &'b BoxForm,
    label: Vec<String>,
    width: usize,
    height: usize,
    children: Vec<Sized<'b>>,
    /// Before each child but the first.
    gaps: Vec<usize>,
}

/// An arrow with how its ends stand to each other.
#[derive(Clone, Copy)]
struct Joined<'a> {
    arrow: &'a Arrow,
    /// Side by side, or one below the other.
    layout: Layout,
    /// Whether it goes to the right, or down.
    forward: bool,
    /// Whether nothing stands between them.
    neighbours: bool,
}

/// How tight a picture is, and whether there is room for arrows that go around.
#[derive(Clone, Copy)]
struct Room<'a> {
    arrows: &'a [Joined<'a>],
    most: usize,
    margin: usize,
    /// The titles of groups stand in the lower border, out of the way of arrows that come from above.
    titles_below: bool,
}

/// Lays boxes and arrows out, as tight as the arrows let it, with the titles where they are least in the way.
pub(super) fn lay_out(boxes: &[BoxForm], layout: Layout, arrows: &[Arrow]) -> Result<Drawing, PictureError> {
    let arrows: Vec<Joined<'_>> = arrows.iter().filter_map(|arrow| joined(boxes, layout, arrow)).collect();
    let mut failure = PictureError::new("nothing to draw");
    for margin in 0..=2 {
        let both = [false, true].map(|titles_below| narrowest(boxes, layout, Room { arrows: &arrows, most: 0, margin, titles_below }));
        match both {
            [Ok((above, cost)), Ok((below, cost_below))] => return Ok(if cost <= cost_below { above } else { below }),
            [Ok((drawing, _)), _] | [_, Ok((drawing, _))] => return Ok(drawing),
            [Err(error), _] => failure = error,
        }
    }
    Err(failure)
}

/// The first wrapping of labels that fits, with what its arrows cost.
fn narrowest(boxes: &[BoxForm], layout: Layout, room: Room<'_>) -> Result<(Drawing, u32), PictureError> {
    let mut width = 0;
    for most in WRAPS {
        let (drawing, cost) = attempt(boxes, layout, Room { most, ..room })?;
        if drawing.width <= MAX_WIDTH {
            return Ok((drawing, cost));
        }
        width = drawing.width;
    }
    Err(too_wide(width))
}

/// How the ends of an arrow stand in the innermost group that holds both.
fn joined<'a>(boxes: &[BoxForm], layout: Layout, arrow: &'a Arrow) -> Option<Joined<'a>> {
    let place = |id: &str| boxes.iter().position(|form| holds(form, id));
    let (from, to) = (place(&arrow.from)?, place(&arrow.to)?);
    if from == to {
        return joined(&boxes[from].boxes, boxes[from].layout, arrow);
    }
    Some(Joined { arrow, layout, forward: from < to, neighbours: from.abs_diff(to) == 1 })
}

fn attempt(boxes: &[BoxForm], layout: Layout, room: Room<'_>) -> Result<(Drawing, u32), PictureError> {
    let children: Vec<Sized<'_>> = boxes.iter().map(|form| size(form, room)).collect();
    let gaps = gaps(boxes, layout, room);
    let (width, height) = extent(&children, &gaps, layout);
    let margin = room.margin;
    let mut drawing = Drawing { width: width + 2 * margin, height: height + 2 * margin, ..Drawing::default() };
    if drawing.width > MAX_WIDTH {
        return Ok((drawing, 0));
    }
    let mut places = Vec::new();
    place_all(&children, &gaps, layout, Area { x: margin, y: margin, width, height }, room, &mut drawing, &mut places);
    // What is right of the boxes is free for arrows and labels that need it.
    let mut router = Router::new(&Drawing { width: MAX_WIDTH, ..drawing.clone() });
    for Joined { arrow, .. } in room.arrows {
        let find = |id: &str| places.iter().find(|(known, _)| *known == id).map(|(_, area)| *area);
        let (Some(from), Some(to)) = (find(&arrow.from), find(&arrow.to)) else { continue };
        let (line, label) = router.connect(from, to, arrow)?;
        drawing.lines.push(line);
        drawing.texts.extend(label);
    }
    let ends = drawing.lines.iter().flat_map(|line| &line.path).map(|point| point.x + 1);
    let ends = ends.chain(drawing.texts.iter().map(|text| text.start() + text.text.width()));
    drawing.width = ends.max().unwrap_or(0).max(drawing.width);
    Ok((drawing, router.cost))
}

fn size<'b>(form: &'b BoxForm, room: Room<'_>) -> Sized<'b> {
    let label = wrap(&form.label, room.most);
    let children: Vec<Sized<'_>> = form.boxes.iter().map(|form| size(form, room)).collect();
    let gaps = gaps(&form.boxes, form.layout, room);
    let (width, height) = if children.is_empty() {
        // Arrows that leave or come on the same side stand apart, with their labels between them.
        let ends = |forward: bool| {
            let is_end = |joined: &&Joined<'_>| {
                let id = if joined.forward == forward { &joined.arrow.from } else { &joined.arrow.to };
                joined.layout == Layout::Row && joined.neighbours && id == form.id()
            };
            room.arrows.iter().filter(is_end).count()
        };
        let least = (2 * ends(true).max(ends(false)).min(4)).saturating_sub(1);
        // A border and a space on each side.
        (widest(&label) + 4, label.len().max(least) + 2)
    } else {
        let (width, height) = extent(&children, &gaps, form.layout);
        let (top, bottom) = padding(form, room);
        ((width + 4).max(form.label.width() + 4), height + 2 + top + bottom)
    };
    Sized { form, label, width, height, children, gaps }
}

/// Width and height of children with their gaps.
fn extent(children: &[Sized<'_>], gaps: &[usize], layout: Layout) -> (usize, usize) {
    let between: usize = gaps.iter().sum();
    let (widths, heights) = (children.iter().map(|child| child.width), children.iter().map(|child| child.height));
    match layout {
        Layout::Row => (widths.sum::<usize>() + between, heights.max().unwrap_or(0)),
        Layout::Column => (widths.max().unwrap_or(0), heights.sum::<usize>() + between),
    }
}

fn holds(form: &BoxForm, id: &str) -> bool {
    form.id() == id || form.boxes.iter().any(|inner| holds(inner, id))
}

/// Lines between the upper and the lower border of a group and what it holds: an arrow that comes in needs one for its head.
fn padding(form: &BoxForm, room: Room<'_>) -> (usize, usize) {
    let inside = |id: &str| form.boxes.iter().any(|inner| holds(inner, id));
    let (mut top, mut bottom) = (room.margin, room.margin);
    for Joined { arrow, layout, forward, .. } in room.arrows {
        if *layout == Layout::Row || inside(&arrow.from) == inside(&arrow.to) {
            continue;
        }
        let comes = inside(&arrow.to) || arrow.both;
        let from_above = inside(&arrow.to) == *forward;
        top = top.max(room.margin + usize::from(comes && from_above));
        bottom = bottom.max(room.margin + usize::from(comes && !from_above));
    }
    (top, bottom)
}

fn gaps(boxes: &[BoxForm], layout: Layout, room: Room<'_>) -> Vec<usize> {
    let place = |id: &str| boxes.iter().position(|form| holds(form, id));
    let gap = |right: usize| {
        let mut gap = if layout == Layout::Row { BETWEEN } else { 0 };
        for Joined { arrow, .. } in room.arrows {
            let (Some(from), Some(to)) = (place(&arrow.from), place(&arrow.to)) else { continue };
            let (first, last) = (from.min(to), from.max(to));
            if first >= right || last < right || first == last {
                continue;
            }
            let label = if first + 1 == last { widest(&wrap(&arrow.label, room.most)) } else { 0 };
            gap = gap.max(match layout {
                Layout::Row => BETWEEN_WITH_ARROW.max(label + 3) + room.margin,
                Layout::Column => BELOW_WITH_ARROW.max(wrap(&arrow.label, room.most).len() + 1) + room.margin,
            });
        }
        gap
    };
    (1..boxes.len()).map(gap).collect()
}

/// Gives each child its area: what is left over is shared out.
fn place_all<'b>(
    children: &[Sized<'b>],
    gaps: &[usize],
    layout: Layout,
    area: Area,
    room: Room<'_>,
    drawing: &mut Drawing,
    places: &mut Vec<(&'b str, Area)>,
) {
    let (width, height) = extent(children, gaps, layout);
    let spare = match layout {
        Layout::Row => area.width.saturating_sub(width),
        Layout::Column => area.height.saturating_sub(height),
    };
    let count = children.len().max(1);
    let mut at = match layout {
        Layout::Row => area.x,
        Layout::Column => area.y,
    };
    for (index, child) in children.iter().enumerate() {
        let more = spare / count + usize::from(index < spare % count);
        let own = match layout {
            Layout::Row => Area { x: at, y: area.y, width: child.width + more, height: area.height },
            Layout::Column => Area { x: area.x, y: at, width: area.width, height: child.height + more },
        };
        let gap = gaps.get(index).copied().unwrap_or(0);
        at += gap + if layout == Layout::Row { own.width } else { own.height };
        place(child, own, room, drawing, places);
    }
}

fn place<'b>(sized: &Sized<'b>, area: Area, room: Room<'_>, drawing: &mut Drawing, places: &mut Vec<(&'b str, Area)>) {
    let form = sized.form;
    places.push((form.id(), area));
    let group = !sized.children.is_empty();
    drawing.frames.push(Frame { area, look: form.style, group });
    if !group {
        drawing.texts.extend(Text::label(area, &sized.label));
        return;
    }
    let title = if form.style == Look::Plain { form.label.clone() } else { format!(" {} ", form.label) };
    let y = if room.titles_below { area.bottom() } else { area.y };
    drawing.texts.push(Text::from(area.x + 1, y, title, TextKind::Title));
    let (top, bottom) = padding(form, room);
    let inner = Area { x: area.x + 2, y: area.y + 1 + top, width: area.width - 4, height: area.height - 2 - top - bottom };
    place_all(&sized.children, &sized.gaps, form.layout, inner, room, drawing, places);
}
