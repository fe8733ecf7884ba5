//! The ways of arrows between boxes, and where their labels stand.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use unicode_width::UnicodeWidthStr;

use super::drawing::{Area, Drawing, Line, LineKind, Look, Point, Text, TextKind, widest, wrap};
use super::form::{Arrow, PictureError};

/// What a way costs: a step, a turn, a crossing of another arrow, a step right beside one.
const STEP: u32 = 2;
const TURN: u32 = 24;
const CROSSING: u32 = 30;
const BESIDE: u32 = 5;

/// What is in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ground {
    Free,
    /// A box, a corner or words.
    Solid,
    /// The border of a group or another arrow, which one crosses straight; `across` says that it runs from left to right.
    Border {
        across: bool,
    },
    Arrow {
        across: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Up,
    Down,
    Left,
    Right,
}

impl Way {
    const ALL: [Self; 4] = [Self::Up, Self::Down, Self::Left, Self::Right];

    fn is_across(self) -> bool {
        matches!(self, Self::Left | Self::Right)
    }
}

/// The cells of a picture while arrows are led through them.
pub(super) struct Router {
    ground: Vec<Ground>,
    width: usize,
    height: usize,
    /// Of all ways so far.
    pub cost: u32,
}

/// A cell entered in a direction.
type State = (Point, Way);

impl Router {
    /// The boxes of a drawing are in the way.
    pub fn new(drawing: &Drawing) -> Self {
        let (width, height) = (drawing.width, drawing.height);
        let mut router = Self { ground: vec![Ground::Free; width * height], width, height, cost: 0 };
        for frame in &drawing.frames {
            let area = frame.area;
            for y in area.y..=area.bottom() {
                for x in area.x..=area.right() {
                    let (side, end) = (x == area.x || x == area.right(), y == area.y || y == area.bottom());
                    let ground = match (frame.group, side, end) {
                        (false, ..) | (true, true, true) => Ground::Solid,
                        (true, false, false) => continue,
                        _ if frame.look == Look::Plain => continue,
                        (true, _, across) => Ground::Border { across },
                    };
                    router.set(Point { x, y }, ground);
                }
            }
        }
        for text in &drawing.texts {
            router.block(text);
        }
        router
    }

    /// Leads an arrow, and finds a place for its label; later arrows go around both.
    ///
    /// # Errors
    /// When there is no way, or no room for the label.
    pub fn connect(&mut self, from: Area, to: Area, arrow: &Arrow) -> Result<(Line, Vec<Text>), PictureError> {
        let name = || format!("the arrow from `{}` to `{}`", arrow.from, arrow.to);
        let way = self.way(from, to);
        let (cells, cost) = way.ok_or_else(|| PictureError::new(format!("{} finds no way: move its boxes", name())))?;
        self.cost += cost;
        for pair in cells.windows(2) {
            let across = pair[0].y == pair[1].y;
            for point in pair {
                if matches!(self.at(*point), Some(Ground::Free)) {
                    self.set(*point, Ground::Arrow { across });
                }
            }
        }
        let path = corners(&cells);
        // A corner is nobody's crossing.
        for corner in path.iter().skip(1) {
            self.set(*corner, Ground::Solid);
        }
        let label = self.label(&path, &arrow.label).ok_or_else(|| {
            PictureError::new(format!("the label `{}` of {} finds no room: shorten it or move its boxes", arrow.label, name()))
        })?;
        for text in &label {
            self.block(text);
        }
        Ok((Line { path, kind: LineKind::Arrow, dashed: arrow.dashed, head: true, tail: arrow.both }, label))
    }

    fn index(&self, point: Point) -> Option<usize> {
        (point.x < self.width && point.y < self.height).then(|| point.y * self.width + point.x)
    }

    fn at(&self, point: Point) -> Option<Ground> {
        self.index(point).map(|index| self.ground[index])
    }

    fn set(&mut self, point: Point, ground: Ground) {
        if let Some(index) = self.index(point) {
            self.ground[index] = ground;
        }
    }

    fn block(&mut self, text: &Text) {
        let start = text.start();
        for x in start..start + text.text.width() {
            self.set(Point { x, y: text.at.y }, Ground::Solid);
        }
    }

    fn step(&self, point: Point, way: Way) -> Option<Point> {
        let next = match way {
            Way::Up => Point { x: point.x, y: point.y.checked_sub(1)? },
            Way::Down => Point { x: point.x, y: point.y + 1 },
            Way::Left => Point { x: point.x.checked_sub(1)?, y: point.y },
            Way::Right => Point { x: point.x + 1, y: point.y },
        };
        self.index(next).map(|_| next)
    }

    /// What it costs to be in a cell, entered in this direction; nothing where one cannot.
    fn cost(&self, point: Point, way: Way) -> Option<u32> {
        let own = match self.at(point)? {
            Ground::Free => STEP,
            Ground::Solid => return None,
            Ground::Border { across } => {
                if across == way.is_across() {
                    return None;
                } else {
                    STEP
                }
            }
            Ground::Arrow { across } => {
                if across == way.is_across() {
                    return None;
                } else {
                    STEP + CROSSING
                }
            }
        };
        let beside = Way::ALL.into_iter().filter(|side| side.is_across() != way.is_across()).filter_map(|side| self.step(point, side));
        let crowded = beside.filter(|point| matches!(self.at(*point), Some(Ground::Arrow { .. } | Ground::Solid))).count();
        Some(own + if crowded > 0 { BESIDE } else { 0 })
    }

    /// The places on a border where arrows leave or come, each with the way out and what it costs to stand away from the middle.
    fn ports(&self, area: Area) -> Vec<(Point, Way, u32)> {
        let mut ports = Vec::new();
        let far = |at: usize, start: usize, size: usize| u32::try_from((2 * at).abs_diff(2 * start + size - 1) / 2).unwrap_or(u32::MAX / 4);
        for y in area.y + 1..area.bottom() {
            let cost = far(y, area.y, area.height);
            ports.push((Point { x: area.x, y }, Way::Left, cost));
            ports.push((Point { x: area.right(), y }, Way::Right, cost));
        }
        for x in area.x + 1..area.right() {
            // A line is twice as high as a column is wide.
            let cost = far(x, area.x, area.width) / 2;
            ports.push((Point { x, y: area.y }, Way::Up, cost));
            ports.push((Point { x, y: area.bottom() }, Way::Down, cost));
        }
        ports
    }

    /// The cheapest way, from the border of one box to the cell before the border of the other.
    fn way(&self, from: Area, to: Area) -> Option<(Vec<Point>, u32)> {
        let states = self.ground.len() * Way::ALL.len();
        let index = |(point, way): State| (point.y * self.width + point.x) * Way::ALL.len() + way as usize;
        let mut best = vec![u32::MAX; states];
        let mut came: Vec<Option<State>> = vec![None; states];
        let mut starts: Vec<Option<Point>> = vec![None; states];
        let mut queue = BinaryHeap::new();
        for (port, way, far) in self.ports(from) {
            if self.is_taken(port) {
                continue;
            }
            let Some(first) = self.step(port, way) else { continue };
            let Some(cost) = self.cost(first, way).map(|cost| cost + far) else { continue };
            // One turns behind the first cell only: an arrow shows where it comes from.
            if cost < best[index((first, way))] {
                best[index((first, way))] = cost;
                starts[index((first, way))] = Some(port);
                queue.push(Reverse((cost, (first, way))));
            }
        }
        let goals: Vec<(Point, Way, u32)> = self
            .ports(to)
            .into_iter()
            .filter(|(port, ..)| !self.is_taken(*port))
            .filter_map(|(port, out, far)| Some((self.step(port, out)?, out, far)))
            .collect();
        let goal = |(point, way): State| {
            let fits = |out: Way| {
                matches!((way, out), (Way::Up, Way::Down) | (Way::Down, Way::Up) | (Way::Left, Way::Right) | (Way::Right, Way::Left))
            };
            goals.iter().find(|(cell, out, _)| *cell == point && fits(*out)).map(|(.., far)| *far)
        };
        let mut reached: Option<(u32, State)> = None;
        while let Some(Reverse((cost, state))) = queue.pop() {
            if reached.is_some_and(|(best, _)| best <= cost) {
                break;
            }
            if cost > best[index(state)] {
                continue;
            }
            let (point, way) = state;
            // The head needs a cell of its own, with a part of the line before it.
            if let Some(far) = goal(state)
                && matches!(self.at(point), Some(Ground::Free))
                && starts[index(state)].is_none()
                && reached.is_none_or(|(best, _)| cost + far < best)
            {
                reached = Some((cost + far, state));
            }
            for next_way in Way::ALL {
                // Nobody turns on a border or an arrow, nor where an arrow has just begun.
                if next_way != way && (!matches!(self.at(point), Some(Ground::Free)) || starts[index(state)].is_some()) {
                    continue;
                }
                let Some(next) = self.step(point, next_way) else { continue };
                let Some(step) = self.cost(next, next_way) else { continue };
                let total = cost + step + if next_way == way { 0 } else { TURN };
                let at = index((next, next_way));
                if total < best[at] {
                    best[at] = total;
                    came[at] = Some(state);
                    starts[at] = None;
                    queue.push(Reverse((total, (next, next_way))));
                }
            }
        }
        let (cost, mut state) = reached?;
        let mut cells = vec![state.0];
        while let Some(before) = came[index(state)] {
            cells.push(before.0);
            state = before;
        }
        cells.push(starts[index(state)]?);
        cells.reverse();
        Some((cells, cost))
    }

    /// Whether words stand on a border there.
    fn is_taken(&self, port: Point) -> bool {
        // The border of a box is solid as a whole; only that of a group can hold a title.
        let beside = [self.at(Point { x: port.x + 1, y: port.y }), self.at(Point { x: port.x.wrapping_sub(1), y: port.y })];
        let is_border = |ground: &Option<Ground>| matches!(ground, Some(Ground::Border { .. }));
        self.at(port) == Some(Ground::Solid) && beside.iter().any(is_border)
    }

    /// A place beside the longest straight part that has one.
    fn label(&self, path: &[Point], label: &str) -> Option<Vec<Text>> {
        if label.is_empty() {
            return Some(Vec::new());
        }
        let mut parts: Vec<(Point, Point)> = path.windows(2).map(|pair| (pair[0], pair[1])).collect();
        parts.sort_by_key(|(from, to)| Reverse(from.x.abs_diff(to.x) + 2 * from.y.abs_diff(to.y)));
        let whole = vec![label.to_string()];
        let mut forms = vec![whole];
        for most in [30, 24, 20, 16, 13, 10] {
            let wrapped = wrap(label, most);
            if forms.last() != Some(&wrapped) {
                forms.push(wrapped);
            }
        }
        forms.iter().find_map(|lines| parts.iter().find_map(|part| self.beside(*part, lines)))
    }

    fn beside(&self, (from, to): (Point, Point), lines: &[String]) -> Option<Vec<Text>> {
        let width = widest(lines);
        let (left, right) = (from.x.min(to.x), from.x.max(to.x));
        let (top, bottom) = (from.y.min(to.y), from.y.max(to.y));
        let mut places: Vec<(Point, bool)> = Vec::new();
        if top == bottom {
            // Above, then below; in the middle, then aside.
            let length = right - left + 1;
            if width > length + 1 {
                return None;
            }
            let middle = left + length.saturating_sub(width) / 2;
            let mut starts: Vec<usize> = (left..=right.saturating_sub(width.saturating_sub(1))).collect();
            starts.sort_by_key(|start| start.abs_diff(middle));
            for start in starts {
                places.extend(top.checked_sub(lines.len()).map(|y| (Point { x: start, y }, true)));
                places.push((Point { x: start, y: top + 1 }, true));
            }
        } else {
            let height = bottom - top + 1;
            let middle = top + height.saturating_sub(lines.len()) / 2;
            let mut starts: Vec<usize> = (top..=bottom).collect();
            starts.sort_by_key(|start| start.abs_diff(middle));
            for start in starts {
                places.push((Point { x: left + 2, y: start }, false));
                places.extend(left.checked_sub(width + 1).map(|x| (Point { x, y: start }, false)));
            }
        }
        let (place, centred) = places.into_iter().find(|(place, _)| self.is_free(*place, width, lines.len()))?;
        let text = |(index, line): (usize, &String)| match centred {
            true => Text::centred(place.x, place.y + index, width, line, TextKind::Note),
            false => Text::from(place.x, place.y + index, line, TextKind::Note),
        };
        Some(lines.iter().enumerate().map(text).collect())
    }

    fn is_free(&self, place: Point, width: usize, height: usize) -> bool {
        let mut cells = (place.y..place.y + height).flat_map(|y| (place.x..place.x + width).map(move |x| Point { x, y }));
        cells.all(|point| self.at(point) == Some(Ground::Free))
    }
}

/// The ends and the turns of a way.
fn corners(cells: &[Point]) -> Vec<Point> {
    let mut path: Vec<Point> = cells.first().copied().into_iter().collect();
    for triple in cells.windows(3) {
        let [before, at, after] = triple else { continue };
        if (before.x == at.x) != (at.x == after.x) {
            path.push(*at);
        }
    }
    path.extend(cells.last().filter(|_| cells.len() > 1));
    path
}
