//! The report as text.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::report::mean;
use super::{ClassReport, LabStatistics, QuestionStatistics, Verdict};
use crate::counted::counted;
use crate::diagnostics::{printable_line, printable_name};
use crate::terminal::screens::text::{cut, fit};
use crate::terminal::{bar, render_inline};

/// Questions of which most is said.
const QUESTIONS: usize = 10;
const MISCONCEPTIONS: usize = 8;
/// Columns of a name; a longer one is cut.
const WIDEST_NAME: usize = 30;
/// Columns of what was asked.
const ASKED: usize = 160;

/// For a terminal of 80 columns; `plain` uses ASCII.
pub fn render_text(report: &ClassReport, plain: bool) -> String {
    let mut text = String::new();
    // Writing into a String cannot fail.
    let _ = learners(&mut text, report, plain);
    let _ = modules(&mut text, report, plain);
    let _ = labs(&mut text, report);
    let _ = questions(&mut text, report);
    let _ = misconceptions(&mut text, report);
    let _ = next(&mut text, report);
    text
}

fn learners(text: &mut String, report: &ClassReport, plain: bool) -> std::fmt::Result {
    writeln!(text, "{}: {} with results\n", printable_line(&report.title), counted(report.learners.len(), "learner"))?;
    let shown = report.learners.iter().map(|learner| &learner.name).chain(&report.missing).map(|name| printable_name(name).width());
    let widest = shown.max().unwrap_or(0).clamp("Learner".len(), WIDEST_NAME);
    let all = |count: fn(&super::ModuleHead) -> usize| report.modules.iter().map(count).sum::<usize>();
    let (lessons, questions, labs) = (all(|module| module.lessons), all(|module| module.questions), all(|module| module.labs));
    if !report.learners.is_empty() {
        writeln!(text, "{}  Done               Lessons  Questions    Labs  Latest", fit("Learner", widest))?;
    }
    for learner in &report.learners {
        let percent = (learner.done * 100.0).round() as usize;
        writeln!(
            text,
            "{}  {} {percent:>3} %  {:>8}  {:>9}  {:>6}  {}",
            fit(&printable_name(&learner.name), widest),
            bar(percent, 100, 10, plain),
            format!("{}/{lessons}", learner.total.lessons),
            format!("{}/{questions}", learner.total.questions),
            format!("{}/{labs}", learner.total.labs),
            learner.latest_day().unwrap_or("-")
        )?;
    }
    for name in &report.missing {
        writeln!(text, "{}  no results yet", fit(&printable_name(name), widest))?;
    }
    Ok(())
}

fn modules(text: &mut String, report: &ClassReport, plain: bool) -> std::fmt::Result {
    writeln!(text, "\nModules, the mean of all learners")?;
    for (column, module) in report.modules.iter().enumerate() {
        let share = mean(report.learners.iter().map(|learner| learner.modules[column].share(module)));
        let percent = (share * 100.0).round() as usize;
        writeln!(text, "  {:<34} {}  {percent:>3} %", module.title, bar(percent, 100, 20, plain))?;
    }
    Ok(())
}

fn labs(text: &mut String, report: &ClassReport) -> std::fmt::Result {
    let stuck: Vec<&LabStatistics> = report.labs.iter().filter(|lab| !lab.stuck.is_empty()).collect();
    writeln!(text, "\nStuck labs (checked three times or more, not passed)")?;
    if stuck.is_empty() {
        writeln!(text, "  none; {} begun", counted(report.labs.len(), "lab"))?;
    }
    for lab in stuck {
        writeln!(
            text,
            "  {}: {} of {} stuck, {} passed; checks {} (median), hints {:.1} (mean), solution shown {}",
            lab.id,
            lab.stuck.len(),
            lab.begun,
            lab.passed,
            lab.median_attempts,
            lab.mean_hints,
            lab.solution_shown
        )?;
        let names: Vec<String> = lab.stuck.iter().take(8).map(|name| cut(&printable_name(name), WIDEST_NAME)).collect();
        let more = if lab.stuck.len() > names.len() { format!(" and {} more", lab.stuck.len() - names.len()) } else { String::new() };
        writeln!(text, "    {}{more}", names.join(", "))?;
        let failing: Vec<String> = lab.failing.iter().map(|(check, count)| format!("{} ({count})", printable_line(check))).collect();
        if !failing.is_empty() {
            writeln!(text, "    at the check {}", failing.join(", "))?;
        }
    }
    Ok(())
}

fn questions(text: &mut String, report: &ClassReport) -> std::fmt::Result {
    let judged: Vec<&QuestionStatistics> =
        report.questions.iter().filter(|question| question.statistics.verdict != Verdict::TooFew).collect();
    writeln!(text, "\nQuestions (first attempts; p right, d discrimination)")?;
    if judged.is_empty() {
        let most = report.questions.iter().map(|question| question.statistics.n).max().unwrap_or(0);
        writeln!(text, "  not judged: it takes 10 learners who tried a question, and at most {most} did")?;
    }
    for question in judged.iter().take(QUESTIONS) {
        let statistics = &question.statistics;
        let d = statistics.discrimination.map_or("    -".to_string(), |found| format!("{:>5.2}", found.value));
        writeln!(text, "  n {:>3}  p {:.2}  d {d}  {}  ({})", statistics.n, statistics.p, question.id, statistics.verdict.words())?;
    }
    if judged.len() > QUESTIONS {
        writeln!(text, "  and {} more: --format json or html", judged.len() - QUESTIONS)?;
    }
    Ok(())
}

fn misconceptions(text: &mut String, report: &ClassReport) -> std::fmt::Result {
    writeln!(text, "\nMisconceptions that spread")?;
    if report.misconceptions.is_empty() {
        writeln!(text, "  none: no wrong option was chosen by {} learners or more", report.spreads_from)?;
    }
    for found in report.misconceptions.iter().take(MISCONCEPTIONS) {
        writeln!(text, "  {} of {} chose: {}", found.chosen, found.of, render_inline(&found.option))?;
        writeln!(text, "    asked: {}", in_short(&found.stem, ASKED))?;
        writeln!(text, "    why not: {}  [{}]", render_inline(&found.why), found.lesson)?;
    }
    Ok(())
}

fn next(text: &mut String, report: &ClassReport) -> std::fmt::Result {
    writeln!(text, "\nWhat to teach next")?;
    if report.next.is_empty() {
        writeln!(text, "  nothing stands out")?;
    }
    for step in &report.next {
        writeln!(text, "  {}  [{}]: {}", step.title, step.id, printable_line(&step.reason))?;
    }
    Ok(())
}

/// Markdown as plain text of at most `width` columns, cut behind a word.
fn in_short(markdown: &str, width: usize) -> String {
    let text = render_inline(markdown);
    let short = cut(&text, width);
    if short == text {
        return text;
    }
    short.rsplit_once(' ').map_or(short.as_str(), |(words, _)| words).to_string() + " …"
}
