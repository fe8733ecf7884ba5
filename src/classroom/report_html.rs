//! The report as one HTML file: nothing is loaded, every plot has its table beside it.

use std::fmt::Write;

use super::{ClassReport, Method, Verdict};
use crate::diagnostics::printable_line;

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
    let _ = next(&mut page, report);
    let _ = learners(&mut page, report);
    let _ = modules(&mut page, report);
    let _ = labs(&mut page, report);
    let _ = questions(&mut page, report);
    let _ = misconceptions(&mut page, report);
    let _ = bad(&mut page, report);
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
        "<section><h2>Who is where</h2><p>In each cell: lessons read, questions right, labs passed. The darker, the more of the module is done.</p>\
         <div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Learners and modules\"><table><caption>{} learners with results</caption><thead><tr>\
         <th scope=\"col\">Learner</th>",
        report.learners.len()
    )?;
    for module in &report.modules {
        writeln!(
            page,
            "<th scope=\"col\">{}<br><small>of {}, {}, {}</small></th>",
            escaped(&module.title),
            module.lessons,
            module.questions,
            module.labs
        )?;
    }
    writeln!(page, "</tr></thead><tbody>")?;
    for learner in &report.learners {
        writeln!(page, "<tr><th scope=\"row\">{}</th>", escaped(&learner.name))?;
        for (cell, module) in learner.modules.iter().zip(&report.modules) {
            let level = (cell.share(module) * 4.0).floor().clamp(0.0, 4.0) as u8;
            writeln!(page, "<td class=\"l{level}\">{}&nbsp;{}&nbsp;{}</td>", cell.lessons, cell.questions, cell.labs)?;
        }
        writeln!(page, "</tr>")?;
    }
    writeln!(page, "</tbody></table></div>")?;
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
            let sum: f64 = report.learners.iter().map(|learner| learner.modules[column].share(module)).sum();
            (module.title.as_str(), sum / report.learners.len().max(1) as f64)
        })
        .collect();
    writeln!(page, "<section><h2>Modules, the mean of all learners</h2><div class=\"beside\">")?;
    bars(page, "How much of each module is done", &rows)?;
    writeln!(page, "<table><thead><tr><th scope=\"col\">Module</th><th scope=\"col\">Done</th></tr></thead><tbody>")?;
    for (title, share) in &rows {
        writeln!(page, "<tr><th scope=\"row\">{}</th><td>{:.0} %</td></tr>", escaped(title), share * 100.0)?;
    }
    writeln!(page, "</tbody></table></div></section>")
}

fn bars(page: &mut String, title: &str, rows: &[(&str, f64)]) -> std::fmt::Result {
    let height = rows.len() * 24 + 4;
    writeln!(
        page,
        "<svg viewBox=\"0 0 560 {height}\" role=\"img\" aria-label=\"{}; the numbers are in the table beside\">",
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
            escaped(&shortened(name))
        )?;
    }
    writeln!(page, "</svg>")
}

fn labs(page: &mut String, report: &ClassReport) -> std::fmt::Result {
    writeln!(page, "<section><h2>Labs</h2>")?;
    if report.labs.is_empty() {
        return writeln!(page, "<p>No lab is begun.</p></section>");
    }
    writeln!(page, "<div class=\"beside\">")?;
    let rows: Vec<(&str, f64)> = report
        .labs
        .iter()
        .map(|lab| (lab.title.as_str(), lab.stuck.len() as f64 / lab.begun as f64))
        .filter(|(_, share)| *share > 0.0)
        .collect();
    if !rows.is_empty() {
        bars(page, "Share of those who began a lab and are stuck", &rows)?;
    }
    writeln!(
        page,
        "<table><caption>Stuck: checked three times or more, not passed</caption><thead><tr><th scope=\"col\">Lab</th><th scope=\"col\">Begun</th>\
         <th scope=\"col\">Passed</th><th scope=\"col\">Stuck</th><th scope=\"col\">Checks (median)</th><th scope=\"col\">Hints (mean)</th>\
         <th scope=\"col\">Solution shown</th><th scope=\"col\">Where they stand</th><th scope=\"col\">Who is stuck</th></tr></thead><tbody>"
    )?;
    for lab in &report.labs {
        let failing: Vec<String> = lab.failing.iter().map(|(check, count)| format!("{} ({count})", escaped(check))).collect();
        let stuck: Vec<String> = lab.stuck.iter().map(|name| escaped(name)).collect();
        writeln!(
            page,
            "<tr><th scope=\"row\">{}<br><code>{}</code></th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{:.1}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
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
    writeln!(page, "</tbody></table></div></section>")
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
    writeln!(page, "<div class=\"beside\">")?;
    scatter(page, report)?;
    writeln!(
        page,
        "<table><thead><tr><th scope=\"col\">Question</th><th scope=\"col\">n</th><th scope=\"col\">p</th><th scope=\"col\">Discrimination</th>\
         <th scope=\"col\">What to make of it</th></tr></thead><tbody>"
    )?;
    for question in &report.questions {
        let statistics = &question.statistics;
        let found = statistics.discrimination.map_or("–".to_string(), |found| {
            let method = match found.method {
                Method::PointBiserial => "point-biserial",
                Method::UpperLower => "upper-lower",
            };
            format!("{:.2} <small>({method}, {})</small>", found.value, found.n)
        });
        writeln!(
            page,
            "<tr><th scope=\"row\">{}<br><code>{}</code></th><td>{}</td><td>{:.2}</td><td>{found}</td><td>{}</td></tr>",
            escaped(&question.stem),
            escaped(&question.id),
            statistics.n,
            statistics.p,
            statistics.verdict.words()
        )?;
    }
    writeln!(page, "</tbody></table></div></section>")
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
        "<svg viewBox=\"0 0 360 300\" role=\"img\" aria-label=\"Difficulty and discrimination of each question; the numbers are in the table beside\">\
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
        return writeln!(page, "<p>No wrong option was chosen by two learners.</p></section>");
    }
    writeln!(
        page,
        "<table><thead><tr><th scope=\"col\">Learners</th><th scope=\"col\">Asked</th><th scope=\"col\">Chosen</th><th scope=\"col\">Why not</th>\
         <th scope=\"col\">Lesson</th></tr></thead><tbody>"
    )?;
    for found in &report.misconceptions {
        writeln!(
            page,
            "<tr><td>{} of {}</td><td>{}</td><td>{}</td><td>{}</td><td><code>{}</code></td></tr>",
            found.chosen,
            found.of,
            escaped(&found.stem),
            escaped(&found.option),
            escaped(&found.why),
            escaped(&found.lesson)
        )?;
    }
    writeln!(page, "</tbody></table></section>")
}

fn bad(page: &mut String, report: &ClassReport) -> std::fmt::Result {
    let doubtful = report.questions.iter().filter(|question| question.statistics.verdict == Verdict::Negative).count();
    if doubtful > 0 {
        writeln!(page, "<p>Questions with negative discrimination: {doubtful}. Look at their keys and wording first.</p>")?;
    }
    if report.bad.is_empty() {
        return Ok(());
    }
    writeln!(page, "<section><h2>Files that were left out</h2><ul>")?;
    for file in &report.bad {
        writeln!(page, "<li><code>{}</code>: {}</li>", escaped(&file.file), escaped(&file.reason))?;
    }
    writeln!(page, "</ul></section>")
}

/// A name for the left of a plot.
fn shortened(name: &str) -> String {
    const LONGEST: usize = 32;
    if name.chars().count() <= LONGEST {
        return name.to_string();
    }
    name.chars().take(LONGEST - 1).chain(['…']).collect()
}

/// Text for HTML and its attributes; controls and marks of direction become visible.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in printable_line(text).chars() {
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
.beside svg { flex: 1 1 22rem; max-width: 40rem; }
.beside table { flex: 1 1 26rem; }
table { border-collapse: collapse; font-size: .9rem; }
caption { text-align: left; padding: .25rem 0; }
th, td { border: 1px solid var(--line); padding: .25rem .5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
.wide th, .wide td { overflow-wrap: normal; }
.l1 { background: var(--l1); } .l2 { background: var(--l2); } .l3 { background: var(--l3); } .l4 { background: var(--l4); color: var(--on4); }
svg text { fill: var(--ink); font-size: 13px; } .all { fill: var(--all); } .done { fill: var(--done); } .bad { fill: var(--bad); } .axis { stroke: var(--ink); }
";
