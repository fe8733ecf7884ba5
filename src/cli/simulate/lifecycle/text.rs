//! The preview for people: a table for each rule.

use std::io::Write;

use super::super::print_choices;
use crate::cli::{Failure, Session};
use crate::diagnostics::printable;
use crate::simulators::instant::Instant;
use crate::simulators::lifecycle::{Action, Explanation, Image, Limit, Policy, Preview, PreviewResult, Rule};
use crate::terminal::bar;

/// Rows of one rule; JSON has them all.
const MOST_ROWS: usize = 20;
const BAR_WIDTH: usize = 40;

/// Prints the totals, each rule with its candidates, oldest first, and the choices.
pub fn print(policy: &Policy, preview: &Preview<'_>, now: Instant, session: Session) -> Result<(), Failure> {
    let mut stdout = std::io::BufWriter::new(anstream::stdout().lock());
    let expire = preview.summary.expiring_image_total_count;
    let archive: usize = preview.summary.transitioning_image_total_counts.iter().map(|count| count.image_total_count).sum();
    let stay = preview.image_count - expire - archive;
    writeln!(stdout, "At {now}, of {} images: {expire} expire, {archive} move to the archive, {stay} stay", preview.image_count)?;
    for (name, count) in [("expire", expire), ("archive", archive), ("stay", stay)] {
        writeln!(stdout, "  {name:<8}{} {count}", bar(count, preview.image_count, BAR_WIDTH, session.plain))?;
    }
    let tables = tables(policy, preview, now);
    for ((rule, summary), table) in policy.rules().iter().zip(&preview.rules).zip(&tables) {
        writeln!(stdout, "\nRule {}: {}", rule.priority, printable(&rule.to_string()))?;
        writeln!(
            stdout,
            "  identified {}, candidates {}, {} {}",
            summary.identified,
            summary.candidates,
            match rule.action {
                Action::Expire => "expires",
                Action::Transition => "archives",
            },
            summary.acts_on
        )?;
        table.print(&mut stdout)?;
    }
    print_choices(&mut stdout, &preview.choices)?;
    stdout.flush()?;
    Ok(())
}

#[derive(Default)]
struct Table {
    rows: Vec<[String; 4]>,
    left_out: usize,
}

impl Table {
    fn print(&self, out: &mut impl Write) -> std::io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let head = ["image", "tags", "age", "outcome"].map(str::to_string);
        let mut widths = [0; 4];
        for row in std::iter::once(&head).chain(&self.rows) {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(unicode_width::UnicodeWidthStr::width(cell.as_str()));
            }
        }
        for row in std::iter::once(&head).chain(&self.rows) {
            let mut line = String::from(" ");
            for (width, cell) in widths.iter().zip(row) {
                let padding = width.saturating_sub(unicode_width::UnicodeWidthStr::width(cell.as_str()));
                line.push_str(&format!(" {cell}{} ", " ".repeat(padding)));
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        if self.left_out > 0 {
            writeln!(out, "  and {} more; --format json lists all", self.left_out)?;
        }
        Ok(())
    }
}

fn tables(policy: &Policy, preview: &Preview<'_>, now: Instant) -> Vec<Table> {
    let mut tables: Vec<Table> = policy.rules().iter().map(|_| Table::default()).collect();
    // The results are some of the explained images, in the same order.
    let mut results = preview.preview_results.iter().peekable();
    for explanation in &preview.explanation {
        let result = results.next_if(|result| std::ptr::eq(result.image, explanation.image));
        let applied = result.map(|result| result.applied_rule_priority);
        for (rule, table) in policy.rules().iter().zip(&mut tables) {
            let concerns = applied == Some(rule.priority) || explanation.candidate_of.iter().any(|priority| priority == rule.priority);
            if !concerns {
                continue;
            }
            if table.rows.len() == MOST_ROWS {
                table.left_out += 1;
                continue;
            }
            table.rows.push(row(rule, explanation, result, now));
        }
    }
    tables
}

fn row(rule: &Rule, explanation: &Explanation<'_>, result: Option<&PreviewResult<'_>>, now: Instant) -> [String; 4] {
    let image = explanation.image;
    let tags =
        if image.tags.is_empty() { "(none)".to_string() } else { image.tags.iter().map(|tag| tag.as_ref()).collect::<Vec<_>>().join(", ") };
    [short(&image.digest), shortened(&printable(&tags), 30), age(image, rule, now), outcome(rule, explanation, result)]
}

fn outcome(rule: &Rule, explanation: &Explanation<'_>, result: Option<&PreviewResult<'_>>) -> String {
    let Some(result) = result else {
        return match (explanation.shielded_by, explanation.held_by_manifest_list) {
            (Some(shield), _) => format!("stays: rule {shield} identified it first and does not take it"),
            (None, Some(list)) => format!("stays: the manifest list {} holds it", short(list)),
            (None, None) => "stays".to_string(),
        };
    };
    if result.applied_rule_priority != rule.priority {
        return format!("rule {} takes it", result.applied_rule_priority);
    }
    let verb = if result.action.kind == "EXPIRE" { "expires" } else { "moves to the archive" };
    match (result.subject, rule.limit) {
        (Some(subject), _) => format!("{verb} with {}", short(&subject.digest)),
        (None, Limit::Newest(kept)) => format!("{verb}: number {} from the newest, {kept} stay", result.rank),
        (None, Limit::OlderThan { .. }) => format!("{verb}: over {} days", rule.limit.effective_days().unwrap_or_default()),
    }
}

/// The age that the rule looks at, in days.
fn age(image: &Image<'_>, rule: &Rule, now: Instant) -> String {
    let tenths = now.micros_since(rule.counted_from(image)) / (24 * 3600 * 100_000);
    format!("{}{}.{} d", if tenths < 0 { "-" } else { "" }, tenths.abs() / 10, tenths.abs() % 10)
}

/// As much of a digest as people compare.
fn short(digest: &str) -> String {
    match digest.split_once(':') {
        Some((algorithm, hex)) if hex.len() > 12 && hex.is_ascii() => format!("{}:{}", printable(algorithm), printable(&hex[..12])),
        _ => shortened(&printable(digest), 30),
    }
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_string();
    }
    let kept: String = text.chars().take(most - 3).collect();
    format!("{kept}...")
}
