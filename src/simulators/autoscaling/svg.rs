//! The desired count and the metrics as a drawing that stands alone.

use std::fmt::Write;

use super::{Course, Simulation};

const WIDTH: f64 = 720.0;
const LEFT: f64 = 56.0;
const RIGHT: f64 = 16.0;
const PANEL: f64 = 160.0;
const GAP: f64 = 44.0;
const TOP: f64 = 36.0;

/// Draws a simulation as SVG: a panel for the desired count between its limits, and one for each metric that a policy looks at, with
/// its target or threshold. Colours keep their contrast on light and on dark backgrounds; nothing is loaded from elsewhere.
pub fn draw_svg(course: &Course, simulation: &Simulation) -> String {
    let mut columns: Vec<usize> = course.inputs.policies.iter().map(|policy| policy.column).collect();
    columns.sort_unstable();
    columns.dedup();
    let height = TOP + (columns.len() + 1) as f64 * (PANEL + GAP);
    let times = course.metrics.times.iter().map(|time| course.metrics.relative(*time) as f64);
    let (first, last) = (times.clone().next().unwrap_or(0.0), times.clone().next_back().unwrap_or(0.0));
    let across = Axis { from: first, to: if last > first { last } else { first + 1.0 }, start: LEFT, end: WIDTH - RIGHT };
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"title\" font-family=\"sans-serif\" font-size=\"12\">\n<title id=\"title\">Desired count over time</title>\n<style>text{{fill:#767676}}.axis{{stroke:#767676}}.limit{{stroke:#767676;stroke-dasharray:4 4}}.desired{{stroke:#2f7fc1;stroke-width:2}}.metric{{stroke:#b8652a;stroke-width:1.5}}.deployment{{fill:#767676;opacity:.2}}path,line{{fill:none}}</style>\n"
    );
    let most = simulation.desired.iter().map(|entry| entry.desired.max(entry.limits.1)).max().unwrap_or(1).max(1) as f64;
    let up = Axis { from: 0.0, to: most, start: TOP + PANEL, end: TOP };
    panel(&mut svg, "desired count; dashed: minimum and maximum", &across, &up);
    for (from, to) in &course.deployments {
        let (start, end) = (across.clamped(*from as f64), across.clamped(*to as f64));
        push(
            &mut svg,
            format_args!(
                "<rect class=\"deployment\" x=\"{start:.1}\" y=\"{TOP}\" width=\"{:.1}\" height=\"{PANEL}\"><title>deployment</title></rect>",
                end - start
            ),
        );
    }
    let entries = || simulation.desired.iter();
    for (class, name, values) in [
        ("limit", "minimum", entries().map(|entry| (entry.t as f64, entry.limits.0 as f64)).collect::<Vec<_>>()),
        ("limit", "maximum", entries().map(|entry| (entry.t as f64, entry.limits.1 as f64)).collect()),
        ("desired", "desired count", entries().map(|entry| (entry.t as f64, entry.desired as f64)).collect()),
    ] {
        push(&mut svg, format_args!("<path class=\"{class}\" d=\"{}\"><title>{name}</title></path>", stairs(&values, &across, &up)));
    }
    for (index, column) in columns.iter().enumerate() {
        let top = TOP + (index + 1) as f64 * (PANEL + GAP);
        let values = || course.metrics.rows.iter().filter_map(|row| row.get(*column).copied().flatten());
        let references: Vec<f64> =
            course.inputs.policies.iter().filter(|policy| policy.column == *column).map(super::Policy::reference).collect();
        let all = || values().chain(references.iter().copied());
        let (least, most) = (all().fold(0.0, f64::min), all().fold(1e-9, f64::max));
        let up = Axis { from: least, to: most, start: top + PANEL, end: top };
        let name = course.metrics.names.get(*column).map_or("", String::as_str);
        panel(&mut svg, &format!("{name}; dashed: target or threshold"), &across, &up);
        for reference in &references {
            let y = up.at(*reference);
            push(
                &mut svg,
                format_args!(
                    "<line class=\"limit\" x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\"><title>{reference}</title></line>",
                    WIDTH - RIGHT
                ),
            );
        }
        let points = times.clone().zip(&course.metrics.rows).map(|(time, row)| {
            // Missing data is a gap.
            row.get(*column).copied().flatten().map(|value| (across.at(time), up.at(value)))
        });
        push(&mut svg, format_args!("<path class=\"metric\" d=\"{}\"/>", line(&points.collect::<Vec<_>>(), false)));
    }
    svg.push_str("</svg>\n");
    svg
}

/// From values to coordinates.
struct Axis {
    from: f64,
    to: f64,
    start: f64,
    end: f64,
}

impl Axis {
    fn at(&self, value: f64) -> f64 {
        self.start + (value - self.from) / (self.to - self.from) * (self.end - self.start)
    }

    fn clamped(&self, value: f64) -> f64 {
        self.at(value.clamp(self.from, self.to))
    }
}

/// Frame and labels of a panel.
fn panel(svg: &mut String, name: &str, across: &Axis, up: &Axis) {
    let (top, bottom) = (up.end, up.start);
    push(svg, format_args!("<text x=\"{LEFT}\" y=\"{:.1}\">{}</text>", top - 8.0, escaped(name)));
    push(svg, format_args!("<path class=\"axis\" d=\"M{LEFT} {top:.1}V{bottom:.1}H{:.1}\"/>", across.end));
    for (value, y) in [(up.to, top + 4.0), (up.from, bottom)] {
        push(svg, format_args!("<text x=\"{:.1}\" y=\"{y:.1}\" text-anchor=\"end\">{}</text>", LEFT - 6.0, rounded(value)));
    }
    let below = bottom + 16.0;
    push(svg, format_args!("<text x=\"{LEFT}\" y=\"{below:.1}\">{} s</text>", across.from));
    push(svg, format_args!("<text x=\"{:.1}\" y=\"{below:.1}\" text-anchor=\"end\">{} s</text>", across.end, across.to));
}

/// A line that holds each value until the next.
fn stairs(values: &[(f64, f64)], across: &Axis, up: &Axis) -> String {
    let points: Vec<_> = values.iter().map(|(time, value)| Some((across.clamped(*time), up.at(*value)))).collect();
    line(&points, true)
}

/// The path through points, with gaps. Of more points than can be seen, each column of pixels keeps its least, greatest and last.
fn line(points: &[Option<(f64, f64)>], stairs: bool) -> String {
    let dense = points.len() as f64 > 2.0 * WIDTH;
    let column = |point: Option<(f64, f64)>| point.map(|(x, _)| if dense { x.round() } else { x });
    let mut path = String::new();
    let mut before: Option<f64> = None;
    for same in points.chunk_by(|one, two| dense && column(*one) == column(*two)) {
        let Some(x) = same.first().copied().and_then(column) else {
            before = None;
            continue;
        };
        let heights = || same.iter().flatten().map(|(_, y)| *y);
        let last = heights().next_back().unwrap_or_default();
        let (low, high) = heights().fold((last, last), |(low, high), y| (low.min(y), high.max(y)));
        path.push_str(&match (before, stairs) {
            (None, _) => format!("M{x:.1} {last:.1}"),
            // Nothing changes: the line goes on when something does.
            (Some(before), true)
                if before == low && before == high && !std::ptr::eq(same.as_ptr_range().end, points.as_ptr_range().end) =>
            {
                continue;
            }
            (Some(_), true) => format!("H{x:.1}"),
            (Some(_), false) => format!("L{x:.1} {low:.1}"),
        });
        if low < high {
            path.push_str(&format!("V{low:.1}V{high:.1}"));
        }
        if low < high || (stairs && before.is_some()) {
            path.push_str(&format!("V{last:.1}"));
        }
        before = Some(last);
    }
    path
}

fn push(out: &mut String, line: std::fmt::Arguments<'_>) {
    // A String takes everything.
    let _ = writeln!(out, "{line}");
}

fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// Text that XML takes; control characters have no place in it.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            letter if letter.is_control() => out.push('\u{fffd}'),
            letter => out.push(letter),
        }
    }
    out
}
