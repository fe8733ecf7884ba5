//! The report as text.

use std::borrow::Cow;
use std::fmt::Write;

use super::{ClassReport, LabStatistics, QuestionStatistics, Verdict};
use crate::counted::counted;
use crate::diagnostics::printable_line;
use crate::terminal::bar;

/// Questions of which most is said.
const QUESTIONS: usize = 10;
const MISCONCEPTIONS: usize = 8;

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
    let sums = |count: fn(&super::ModuleHead) -> usize| report.modules.iter().map(count).sum::<usize>();
    let (lessons, questions, labs) = (sums(|module| module.lessons), sums(|module| module.questions), sums(|module| module.labs));
    let shown = report.learners.iter().map(|learner| &learner.name).chain(&report.missing).map(|name| printable_line(name));
    let widest = shown.map(|name| unicode_width::UnicodeWidthStr::width(name.as_ref())).max().unwrap_or(0);
    for learner in &report.learners {
        let done = |count: fn(&super::Cell) -> usize| learner.modules.iter().map(count).sum::<usize>();
        let (read, right, passed) = (done(|cell| cell.lessons), done(|cell| cell.questions), done(|cell| cell.labs));
        let shares: f64 = learner.modules.iter().zip(&report.modules).map(|(cell, module)| cell.share(module)).sum();
        let share = if report.modules.is_empty() { 0.0 } else { shares / report.modules.len() as f64 };
        let drawn = bar((share * 100.0).round() as usize, 100, 10, plain);
        writeln!(
            text,
            "{}  {drawn}  lessons {read}/{lessons}  questions {right}/{questions}  labs {passed}/{labs}",
            padded(&printable_line(&learner.name), widest)
        )?;
    }
    for name in &report.missing {
        writeln!(text, "{}  no results yet", padded(&printable_line(name), widest))?;
    }
    Ok(())
}

fn modules(text: &mut String, report: &ClassReport, plain: bool) -> std::fmt::Result {
    writeln!(text, "\nModules, the mean of all learners")?;
    for (column, module) in report.modules.iter().enumerate() {
        let shares: f64 = report.learners.iter().map(|learner| learner.modules[column].share(module)).sum();
        let percent = (shares * 100.0 / report.learners.len().max(1) as f64).round() as usize;
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
        let names: Vec<Cow<'_, str>> = lab.stuck.iter().take(8).map(|name| printable_line(name)).collect();
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
        writeln!(text, "  none: no wrong option was chosen by two learners")?;
    }
    for found in report.misconceptions.iter().take(MISCONCEPTIONS) {
        writeln!(text, "  {} of {} chose: {}", found.chosen, found.of, found.option)?;
        writeln!(text, "    asked: {}", found.stem)?;
        writeln!(text, "    why not: {}  [{}]", found.why, found.lesson)?;
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

/// Filled up to a width in columns; a wide character takes two.
fn padded(text: &str, width: usize) -> String {
    let taken = unicode_width::UnicodeWidthStr::width(text);
    format!("{text}{}", " ".repeat(width.saturating_sub(taken)))
}
