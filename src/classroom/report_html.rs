//! The report as one HTML file: nothing is loaded, every plot has its table beside or below it.

use std::fmt::Write;

use pulldown_cmark::{Event, Parser};

use super::report::mean;
use super::{ClassReport, Verdict, doubts};
use crate::counted::counted;
use crate::diagnostics::printable_name;
use crate::terminal::screens::text::cut;

/// Columns of a name; the whole of a longer one is its title.
const WIDEST_NAME: usize = 60;
/// Columns left of a plot.
const WIDEST_LABEL: usize = 32;
/// Width of a bar for the whole, in the units of the drawing.
const BAR: f64 = 300.0;

/// One self-contained page, light or dark as the reader has it, to be printed too.
pub fn render_html(report: &ClassReport) -> String {
    let title = escaped(&report.title);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
    );
    // Writing into a String cannot fail.
    let _ = list(&mut page, "What to look at first", &doubts(report).iter().map(|doubt| escaped(doubt)).collect::<Vec<_>>());
    let _ = next(&mut page, report);
    let _ = learners(&mut page, report);
    let _ = modules(&mut page, report);
    let _ = labs(&mut page, report);
    let _ = questions(&mut page, report);
    let _ = misconceptions(&mut page, report);
    let left_out = |file: &super::BadFile| format!("<code>{}</code>: {}", escaped(&file.file), escaped(&file.reason));
    let _ = list(&mut page, "Files that were left out", &report.bad.iter().map(left_out).collect::<Vec<_>>());
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

fn next(page: &mut String, report: &ClassReport) -> std::fmt::Result {
    writeln!(page, "<section><h2>What to teach next</h2>")?;
    if report.next.is_empty() {
        return writeln!(page, "<p>Nothing stands out.</p></section>");
    }
    writeln!(page, "<ol>")?;
    for step in &report.next {
        writeln!(page, "<li><strong>{}</strong> <code>{}</code>: {}</li>", escaped(&step.title), escaped(&step.id), escaped(&step.reason))?;
    }
    writeln!(page, "</ol></section>")
}

fn learners(page: &mut String, report: &ClassReport) -> std::fmt::Result {
    writeln!(
        page,
        "<section><h2>Who is where</h2><p>In each cell: lessons read, questions right, labs passed. The stronger the colour, the more of the module \
         is done. Days are in UTC.</p>"
    )?;
    let modules: String = report
        .modules
        .iter()
        .map(|module| {
            let title = escaped(&module.title);
            format!(
                "<th scope=\"col\">{title}<br><small>of&nbsp;{},&nbsp;{},&nbsp;{}</small></th>",
                module.lessons, module.questions, module.labs
            )
        })
        .collect();
    open_table(
        page,
        &format!("{} with results", counted(report.learners.len(), "learner")),
        &format!("<th scope=\"col\" class=\"name\">Learner</th>{}{modules}", heads(&["Done", "All modules", "Latest"])),
    )?;
    for learner in &report.learners {
        let name = escaped(&learner.name);
        write!(page, "<tr><th scope=\"row\" class=\"name\" title=\"{name}\">{}</th>", escaped(&cut(&learner.name, WIDEST_NAME)))?;
        let total = learner.total;
        write!(
            page,
            "<td class=\"n\">{:.0}&nbsp;%</td><td class=\"n\">{} {} {}</td><td class=\"n\">{}</td>",
            learner.done * 100.0,
            total.lessons,
            total.questions,
            total.labs,
            learner.latest_day().map_or("–".to_string(), escaped)
        )?;
        for (cell, module) in learner.modules.iter().zip(&report.modules) {
            let level = (cell.share(module) * 4.0).floor().clamp(0.0, 4.0) as u8;
            write!(page, "<td class=\"n l{level}\">{} {} {}</td>", cell.lessons, cell.questions, cell.labs)?;
        }
        writeln!(page, "</tr>")?;
    }
    close_table(page)?;
    if !report.missing.is_empty() {
        let names: Vec<String> = report.missing.iter().map(|name| escaped(name)).collect();
        writeln!(page, "<p>No results yet: {}</p>", names.join(", "))?;
    }
    writeln!(page, "</section>")
}

fn modules(page: &mut String, report: &ClassReport) -> std::fmt::Result {
    let rows: Vec<(&str, f64)> = report
        .modules
        .iter()
        .enumerate()
        .map(|(column, module)| {
            let share = mean(report.learners.iter().map(|learner| learner.modules[column].share(module)));
            (module.title.as_str(), share)
        })
        .collect();
    writeln!(page, "<section><h2>Modules, the mean of all learners</h2><div class=\"beside\">")?;
    bars(page, "How much of each module is done", &rows)?;
    open_table(page, "How much of each module is done", &heads(&["Module", "Done"]))?;
    for (title, share) in &rows {
        writeln!(page, "<tr><th scope=\"row\">{}</th><td class=\"n\">{:.0} %</td></tr>", escaped(title), share * 100.0)?;
    }
    close_table(page)?;
    writeln!(page, "</div></section>")
}

fn bars(page: &mut String, title: &str, rows: &[(&str, f64)]) -> std::fmt::Result {
    let height = rows.len() * 24 + 4;
    writeln!(
        page,
        "<svg viewBox=\"0 0 560 {height}\" role=\"img\" aria-label=\"{}; the numbers are in the table that follows\">",
        escaped(title)
    )?;
    for (index, (name, share)) in rows.iter().enumerate() {
        let top = index * 24;
        let width = BAR * share.clamp(0.0, 1.0);
        writeln!(
            page,
            "<text x=\"216\" y=\"{}\" text-anchor=\"end\">{}</text><rect class=\"all\" x=\"226\" y=\"{top}\" width=\"{BAR}\" height=\"18\"/>\
             <rect class=\"done\" x=\"226\" y=\"{top}\" width=\"{width:.1}\" height=\"18\"/>",
            top + 14,
            escaped(&cut(name, WIDEST_LABEL))
        )?;
    }
    writeln!(page, "</svg>")
}

fn labs(page: &mut String, report: &ClassReport) -> std::fmt::Result {
    writeln!(page, "<section><h2>Labs</h2>")?;
    if report.labs.is_empty() {
        return writeln!(page, "<p>No lab is begun.</p></section>");
    }
    let rows: Vec<(&str, f64)> = report
        .labs
        .iter()
        .map(|lab| (lab.title.as_str(), lab.stuck.len() as f64 / lab.begun as f64))
        .filter(|(_, share)| *share > 0.0)
        .collect();
    if !rows.is_empty() {
        bars(page, "Share of those who began a lab and are stuck", &rows)?;
    }
    open_table(
        page,
        "Stuck: checked three times or more, not passed",
        &heads(&[
            "Lab",
            "Begun",
            "Passed",
            "Stuck",
            "Checks (median)",
            "Hints (mean)",
            "Solution shown",
            "Where they stand",
            "Who is stuck",
        ]),
    )?;
    for lab in &report.labs {
        let failing: Vec<String> = lab.failing.iter().map(|(check, count)| format!("{} ({count})", escaped(check))).collect();
        let stuck: Vec<String> = lab.stuck.iter().map(|name| escaped(&cut(name, WIDEST_NAME))).collect();
        writeln!(
            page,
            "<tr><th scope=\"row\" class=\"words\">{}<br><code>{}</code></th><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>\
             <td class=\"n\">{}</td><td class=\"n\">{:.1}</td><td class=\"n\">{}</td><td class=\"words\">{}</td><td class=\"words\">{}</td></tr>",
            escaped(&lab.title),
            escaped(&lab.id),
            lab.begun,
            lab.passed,
            lab.stuck.len(),
            lab.median_attempts,
            lab.mean_hints,
            lab.solution_shown,
            failing.join(", "),
            stuck.join(", ")
        )?;
    }
    close_table(page)?;
    writeln!(page, "</section>")
}

fn questions(page: &mut String, report: &ClassReport) -> std::fmt::Result {
    writeln!(
        page,
        "<section><h2>Questions</h2><p>First attempts only. <em>p</em> is the share of right answers. Discrimination says whether those who do well \
         elsewhere are right here more often: from 30 learners on the corrected point-biserial correlation, from 10 on the difference between the \
         upper and the lower 27 %. Below 10 nothing is judged.</p>"
    )?;
    if report.questions.is_empty() {
        return writeln!(page, "<p>No question is answered.</p></section>");
    }
    let doubtful = report.questions.iter().filter(|question| question.statistics.verdict == Verdict::Negative).count();
    if doubtful > 0 {
        writeln!(page, "<p>Questions with negative discrimination: {doubtful}. Look at their keys and wording first.</p>")?;
    }
    scatter(page, report)?;
    open_table(page, "What needs a look first, then the hardest", &heads(&["Question", "n", "p", "Discrimination", "What to make of it"]))?;
    for question in &report.questions {
        let statistics = &question.statistics;
        let found = statistics
            .discrimination
            .map_or("–".to_string(), |found| format!("{:.2} <small>({}, {})</small>", found.value, found.method.words(), found.n));
        writeln!(
            page,
            "<tr><th scope=\"row\" class=\"words\">{}<br><code>{}</code></th><td class=\"n\">{}</td><td class=\"n\">{:.2}</td><td class=\"n\">{found}</td>\
             <td>{}</td></tr>",
            marked_up(&question.stem),
            escaped(&question.id),
            statistics.n,
            statistics.p,
            statistics.verdict.words()
        )?;
    }
    close_table(page)?;
    writeln!(page, "</section>")
}

/// Difficulty across, discrimination up.
fn scatter(page: &mut String, report: &ClassReport) -> std::fmt::Result {
    let points: Vec<(f64, f64, &str)> = report
        .questions
        .iter()
        .filter_map(|question| Some((question.statistics.p, question.statistics.discrimination?.value, question.id.as_str())))
        .collect();
    if points.is_empty() {
        return Ok(());
    }
    let (across, up) = (|p: f64| 40.0 + p * 300.0, |d: f64| 140.0 - d.clamp(-1.0, 1.0) * 120.0);
    writeln!(
        page,
        "<svg class=\"scatter\" viewBox=\"0 0 360 300\" role=\"img\" aria-label=\"Difficulty and discrimination of each question; the numbers are in the table that follows\">\
         <line class=\"axis\" x1=\"40\" y1=\"{zero}\" x2=\"340\" y2=\"{zero}\"/><line class=\"axis\" x1=\"40\" y1=\"20\" x2=\"40\" y2=\"260\"/>\
         <text x=\"40\" y=\"285\">0</text><text x=\"190\" y=\"285\" text-anchor=\"middle\">p, share right</text><text x=\"340\" y=\"285\" text-anchor=\"end\">1</text>\
         <text x=\"34\" y=\"26\" text-anchor=\"end\">1</text><text x=\"34\" y=\"{zero}\" text-anchor=\"end\">0</text><text x=\"34\" y=\"260\" text-anchor=\"end\">-1</text>\
         <text x=\"46\" y=\"16\">discrimination</text>",
        zero = up(0.0)
    )?;
    for (p, d, id) in points {
        let class = if d < 0.0 { "bad" } else { "done" };
        writeln!(
            page,
            "<circle class=\"{class}\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"4\"><title>{}</title></circle>",
            across(p),
            up(d),
            escaped(id)
        )?;
    }
    writeln!(page, "</svg>")
}

fn misconceptions(page: &mut String, report: &ClassReport) -> std::fmt::Result {
    writeln!(page, "<section><h2>Misconceptions that spread</h2>")?;
    if report.misconceptions.is_empty() {
        return writeln!(page, "<p>No wrong option was chosen by {} learners or more.</p></section>", report.spreads_from);
    }
    open_table(page, "Wrong options that many chose at first", &heads(&["Learners", "Asked", "Chosen", "Why not", "Lesson"]))?;
    for found in &report.misconceptions {
        writeln!(
            page,
            "<tr><td class=\"n\">{} of {}</td><td class=\"words\">{}</td><td class=\"words\">{}</td><td class=\"words\">{}</td><td><code>{}</code></td></tr>",
            found.chosen,
            found.of,
            marked_up(&found.stem),
            marked_up(&found.option),
            marked_up(&found.why),
            escaped(&found.lesson)
        )?;
    }
    close_table(page)?;
    writeln!(page, "</section>")
}

/// A section with a list of HTML; none where there is nothing to say.
fn list(page: &mut String, title: &str, items: &[String]) -> std::fmt::Result {
    if items.is_empty() {
        return Ok(());
    }
    writeln!(page, "<section><h2>{title}</h2><ul>")?;
    for item in items {
        writeln!(page, "<li>{item}</li>")?;
    }
    writeln!(page, "</ul></section>")
}

/// Begins a table that scrolls by itself where the page is narrower.
fn open_table(page: &mut String, caption: &str, heads: &str) -> std::fmt::Result {
    writeln!(
        page,
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{caption}\"><table><caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>"
    )
}

fn close_table(page: &mut String) -> std::fmt::Result {
    writeln!(page, "</tbody></table></div>")
}

fn heads(titles: &[&str]) -> String {
    titles.iter().map(|title| format!("<th scope=\"col\">{title}</th>")).collect()
}

/// Markdown on one line as HTML: code is told from words, and nothing in it is HTML of its own.
fn marked_up(markdown: &str) -> String {
    let html = |event: Event<'_>| match event {
        Event::Code(code) => format!("<code>{}</code>", escaped(&code)),
        Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => escaped(&text),
        Event::SoftBreak | Event::HardBreak => " ".to_string(),
        _ => String::new(),
    };
    Parser::new(markdown).map(html).collect()
}

/// Text for HTML and its attributes; controls and marks of direction become visible.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in printable_name(text).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(c),
        }
    }
    safe
}

const STYLE: &str = "
:root { color-scheme: light dark; --ink: #1a1c20; --paper: #fff; --line: #c9ced6; --done: #1f6f8b; --all: #e6ebf0; --bad: #b3261e;
  --l0: transparent; --l1: #e3f0f5; --l2: #c2dfea; --l3: #8fc3d6; --l4: #5ba6c0; --on4: #06202a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --paper: #15181c; --line: #454b54; --done: #6cc0dc; --all: #2a3037; --bad: #ff8a80;
  --l1: #16303a; --l2: #1c4757; --l3: #246177; --l4: #2d7e9b; --on4: #fff; } }
@media print { :root { color-scheme: light; --ink: #000; --paper: #fff; } section { break-inside: avoid-page; } .wide { overflow: visible; font-size: 60%; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 80rem; margin: 0 auto; padding: 1rem; }
.wide { overflow-x: auto; }
.wide:focus-visible { outline: 3px solid var(--done); }
.beside { display: flex; flex-wrap: wrap; gap: 2rem; align-items: flex-start; }
svg { display: block; width: 100%; max-width: 40rem; }
.scatter { max-width: 30rem; }
.beside svg { flex: 1 1 22rem; }
.beside .wide { flex: 1 1 16rem; }
table { border-collapse: collapse; font-size: .9rem; }
caption { text-align: left; padding: .25rem 0; }
th, td { border: 1px solid var(--line); padding: .25rem .5rem; text-align: left; vertical-align: top; }
.n { white-space: nowrap; font-variant-numeric: tabular-nums; }
.words { min-width: 12rem; overflow-wrap: break-word; }
.name { position: sticky; left: 0; min-width: 9rem; max-width: 12rem; overflow-wrap: anywhere; background: var(--paper); }
@media (max-width: 40rem) { .name { min-width: 6rem; max-width: 7rem; } .words { min-width: 10rem; } }
@media print { .name { position: static; } }
.l1 { background: var(--l1); } .l2 { background: var(--l2); } .l3 { background: var(--l3); } .l4 { background: var(--l4); color: var(--on4); }
svg text { fill: var(--ink); font-size: 13px; } .all { fill: var(--all); } .done { fill: var(--done); } .bad { fill: var(--bad); } .axis { stroke: var(--ink); }
";
