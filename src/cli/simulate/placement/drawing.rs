//! The cluster before and after, and the tasks between.

use std::collections::BTreeMap;
use std::io::{BufWriter, Write};

use crate::cli::Failure;
use crate::cli::simulate::print_choices;
use crate::diagnostics::printable;
use crate::simulators::placement::{Amounts, Cluster, Load, Outcome, Request};
use crate::terminal::bar;

/// A larger cluster is drawn by zone.
const DRAWN_INSTANCES: usize = 30;
/// Of more tasks only the first are told.
const TOLD_TASKS: usize = 40;
const BAR_WIDTH: usize = 12;

/// Prints all.
pub fn print(cluster: &Cluster, request: &Request, outcome: &Outcome, plain: bool) -> Result<(), Failure> {
    let mut out = BufWriter::new(anstream::stdout().lock());
    for sentence in &outcome.explanation {
        writeln!(out, "{}", printable(sentence))?;
    }
    draw(&mut out, "Before", cluster, request, &outcome.before, plain)?;
    tell_placements(&mut out, outcome, plain)?;
    tell_stopped(&mut out, outcome)?;
    tell_failures(&mut out, outcome)?;
    draw(&mut out, "After", cluster, request, &outcome.after, plain)?;
    print_choices(&mut out, &outcome.choices)?;
    out.flush()?;
    Ok(())
}

/// What is drawn on one line: an instance, or a zone.
#[derive(Default)]
struct Row {
    label: String,
    registered: Amounts,
    remaining: Amounts,
    running: i64,
    of_group: i64,
}

impl Row {
    fn add(&mut self, registered: Amounts, load: &Load) {
        self.registered.cpu += registered.cpu;
        self.registered.memory += registered.memory;
        self.remaining.cpu += load.remaining.cpu;
        self.remaining.memory += load.remaining.memory;
        self.running += load.running_tasks;
        self.of_group += load.group_tasks;
    }
}

fn rows(cluster: &Cluster, loads: &[Load]) -> Vec<Row> {
    let pairs = || cluster.instances.iter().zip(loads);
    if cluster.instances.len() <= DRAWN_INSTANCES {
        return pairs()
            .map(|(instance, load)| {
                let state = match (instance.status.as_str(), instance.agent_connected) {
                    ("ACTIVE", true) => String::new(),
                    ("ACTIVE", false) => " agent disconnected".into(),
                    (status, _) => format!(" {status}"),
                };
                let label = format!("{} {}{state}", instance.id, instance.zone().unwrap_or("(no zone)"));
                let mut row = Row { label: printable(&label).into_owned(), ..Row::default() };
                row.add(instance.registered, load);
                row
            })
            .collect();
    }
    let mut zones: BTreeMap<&str, (usize, Row)> = BTreeMap::new();
    for (instance, load) in pairs() {
        let (instances, row) = zones.entry(instance.zone().unwrap_or("(no zone)")).or_default();
        *instances += 1;
        row.add(instance.registered, load);
    }
    let label = |(zone, (instances, row)): (&str, (usize, Row))| Row { label: format!("{} {instances} instances", printable(zone)), ..row };
    zones.into_iter().map(label).collect()
}

fn draw(out: &mut impl Write, title: &str, cluster: &Cluster, request: &Request, loads: &[Load], plain: bool) -> std::io::Result<()> {
    writeln!(out, "\n{title} (used of registered; tasks of {} / all)", printable(&request.group))?;
    let rows = rows(cluster, loads);
    let width = rows.iter().map(|row| row.label.chars().count()).max().unwrap_or(0);
    for row in &rows {
        let used = |registered: i64, remaining: i64| {
            let count = |number: i64| usize::try_from(number).unwrap_or(0);
            let used = registered - remaining;
            (bar(count(used), count(registered), BAR_WIDTH, plain), format!("{used}/{registered}"))
        };
        let (cpu_bar, cpu) = used(row.registered.cpu, row.remaining.cpu);
        let (memory_bar, memory) = used(row.registered.memory, row.remaining.memory);
        writeln!(
            out,
            "  {:<width$}  cpu {cpu_bar} {cpu:<11} memory {memory_bar} {memory:<13} tasks {}/{}",
            row.label, row.of_group, row.running
        )?;
    }
    if rows.is_empty() {
        writeln!(out, "  no container instances")?;
    }
    Ok(())
}

fn tell_placements(out: &mut impl Write, outcome: &Outcome, plain: bool) -> std::io::Result<()> {
    if outcome.placements.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nPlaced")?;
    let arrow = if plain { "->" } else { "→" };
    for placement in outcome.placements.iter().take(TOLD_TASKS) {
        let why = outcome.why(placement);
        let colon = if why.is_empty() { "" } else { ": " };
        let instance = &outcome.instances[placement.instance].0;
        writeln!(out, "  task {} {arrow} {}{colon}{}", placement.task, printable(instance), printable(&why))?;
        // What was told of an earlier task still holds.
        let first = placement.task == 1;
        tell_rejected(out, outcome, placement.task, |since| first || since == placement.task)?;
    }
    tell_rest(out, outcome.placements.len(), "placed")
}

fn tell_rejected(out: &mut impl Write, outcome: &Outcome, task: usize, is_told: impl Fn(usize) -> bool) -> std::io::Result<()> {
    let rejections = outcome.instances.iter().zip(&outcome.rejections);
    let mut told = 0;
    let mut kept = 0;
    for ((id, _), rejection) in rejections {
        let Some(rejection) = rejection.as_ref().filter(|rejection| rejection.since <= task && is_told(rejection.since)) else { continue };
        if told < DRAWN_INSTANCES {
            writeln!(out, "      not {}: {}", printable(id), printable(rejection.reason.as_str()))?;
            told += 1;
        } else {
            kept += 1;
        }
    }
    if kept > 0 {
        writeln!(out, "      and not {kept} more; --format json names all")?;
    }
    Ok(())
}

fn tell_stopped(out: &mut impl Write, outcome: &Outcome) -> std::io::Result<()> {
    if outcome.stopped.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nStopped")?;
    for task in outcome.stopped.iter().take(TOLD_TASKS) {
        let instance = &outcome.instances[task.instance].0;
        writeln!(out, "  {} on {}: {}", printable(&task.task), printable(instance), printable(&task.explanation))?;
    }
    tell_rest(out, outcome.stopped.len(), "stopped")
}

fn tell_rest(out: &mut impl Write, all: usize, what: &str) -> std::io::Result<()> {
    match all.saturating_sub(TOLD_TASKS) {
        0 => Ok(()),
        rest => writeln!(out, "  and {rest} more tasks are {what}; --format json lists them all"),
    }
}

fn tell_failures(out: &mut impl Write, outcome: &Outcome) -> std::io::Result<()> {
    let (Some(unplaced), Some(reason)) = (outcome.unplaced, outcome.failure_reason()) else { return Ok(()) };
    writeln!(out, "\nNot placed")?;
    let tasks = if unplaced.first == unplaced.last {
        format!("task {}", unplaced.first)
    } else {
        format!("tasks {} to {}", unplaced.first, unplaced.last)
    };
    match unplaced.closest {
        Some(closest) => {
            let instance = &outcome.instances[closest].0;
            writeln!(
                out,
                "  {tasks}: no instance meets all requirements; the closest, {}, fails with {}",
                printable(instance),
                printable(reason)
            )?;
        }
        None => writeln!(out, "  {tasks}: {reason}")?,
    }
    // After the last placement everything that changed since then is told here.
    let first = unplaced.first == 1;
    tell_rejected(out, outcome, unplaced.first, |since| first || since == unplaced.first)
}
