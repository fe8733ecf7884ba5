//! Metrics from CSV, from rows in JSON, and as `get-metric-data` prints them.

use std::collections::BTreeMap;

use super::{Metrics, parse_time};
use crate::simulators::members::{Members, shown};
use crate::source::{Fault, SourceFile, Span};
use crate::syntax::{Data, Node};

/// The column that holds the running count.
const RUNNING: &str = "running";

/// Reads CSV: a header `time,METRIC,...`, then rows; an empty cell is missing data.
///
/// # Errors
/// The first cell that cannot be used, with its place.
pub fn read_csv(source: &SourceFile) -> Result<Metrics, Fault> {
    let mut lines = source.text().lines().map(|line| (line, offset(source, line))).filter(|(line, _)| !line.trim().is_empty());
    let at = |start: usize, length: usize| Span::new(start, start + length);
    let Some((header, start)) = lines.next() else {
        return Err(Fault::at(source, at(0, 0), "there are no metrics").help("The first line is a header: time,METRIC,..."));
    };
    let mut names: Vec<String> = header.trim_start_matches('\u{feff}').split(',').map(|name| unquoted(name).to_string()).collect();
    if !names[0].eq_ignore_ascii_case("time") {
        return Err(Fault::at(source, at(start, header.len()), format!("the header begins with {:?}, not with \"time\"", names[0]))
            .help("The first line is a header: time,METRIC,..."));
    }
    names.remove(0);
    let mut table = Table::new(source, names, at(start, header.len()))?;
    for (line, start) in lines {
        let mut cells = Vec::new();
        let mut position = start;
        for cell in line.split(',') {
            cells.push((unquoted(cell), at(position, cell.len())));
            position += cell.len() + 1;
        }
        if cells.len() != table.columns + 1 {
            return Err(Fault::at(source, at(start, line.len()), format!("{} cells under a header of {}", cells.len(), table.columns + 1)));
        }
        let (time, span) = cells[0];
        let mut row = Vec::new();
        for (cell, span) in &cells[1..] {
            row.push(match *cell {
                "" => None,
                text => Some(finite(text).ok_or_else(|| Fault::at(source, *span, format!("{text:?} is not a number")))?),
            });
        }
        table.push(time, span, row)?;
    }
    table.finish()
}

/// Reads JSON: a list of rows `{"time": 0, "METRIC": 1.5}`, or `{"MetricDataResults": [...]}`.
///
/// # Errors
/// The first value that cannot be used, with its place.
pub fn read_json(source: &SourceFile, node: &Node<'_>) -> Result<Metrics, Fault> {
    let Data::Array(rows) = &node.data else {
        let members = Members::of(source, node, "the metrics")?;
        if members.node("MetricDataResults").is_none() {
            return Err(members.fault("the metrics are no list of rows and have no MetricDataResults"));
        }
        return read_metric_data(source, members);
    };
    let mut names: Vec<String> = Vec::new();
    for member in rows.iter().flat_map(Node::members) {
        if member.key != "time" && !names.iter().any(|name| *name == member.key) {
            names.push(member.key.to_string());
        }
    }
    let columns = names.clone();
    let mut table = Table::new(source, names, node.span)?;
    for row in rows {
        let members = Members::of(source, row, "a row")?;
        let time = members.node("time").ok_or_else(|| members.missing("time"))?;
        let values = columns.iter().map(|name| members.decimal(name)).collect::<Result<_, _>>()?;
        table.push(&time_text(source, time)?, time.span, values)?;
    }
    table.finish()
}

fn read_metric_data(source: &SourceFile, members: Members<'_>) -> Result<Metrics, Fault> {
    let mut names = Vec::new();
    let mut rows: BTreeMap<i64, (String, Span, Vec<Option<f64>>)> = BTreeMap::new();
    let results = members.objects("MetricDataResults")?;
    for (index, result) in results.iter().enumerate() {
        let name = result.text("Label")?.or(result.text("Id")?).ok_or_else(|| result.missing("Label"))?;
        names.push(name.to_string());
        let (times, values) = (result.list("Timestamps")?, result.list("Values")?);
        if times.len() != values.len() {
            return Err(result.fault(format!("{} Timestamps and {} Values", times.len(), values.len())));
        }
        for (time, value) in times.iter().zip(values) {
            let text = time_text(source, time)?;
            let seconds = seconds(&text).ok_or_else(|| no_time(source, time.span, &text))?.0;
            let value = match &value.data {
                Data::Number(text) => finite(text),
                _ => None,
            }
            .ok_or_else(|| Fault::at(source, value.span, format!("{} is not a number", shown(value))))?;
            let row = rows.entry(seconds).or_insert_with(|| (text, time.span, vec![None; results.len()]));
            row.2[index] = Some(value);
        }
    }
    let mut table = Table::new(source, names, Span::default())?;
    for (text, span, values) in rows.into_values() {
        table.push(&text, span, values)?;
    }
    table.finish()
}

/// Rows as they come.
struct Table<'s> {
    source: &'s SourceFile,
    columns: usize,
    running: Option<usize>,
    metrics: Metrics,
    counts: Vec<Option<u64>>,
}

impl<'s> Table<'s> {
    fn new(source: &'s SourceFile, mut names: Vec<String>, span: Span) -> Result<Self, Fault> {
        let columns = names.len();
        for (index, name) in names.iter().enumerate() {
            if name.is_empty() || names[..index].contains(name) {
                return Err(Fault::at(
                    source,
                    span,
                    format!("the metric {name:?} is {}", if name.is_empty() { "nameless" } else { "there twice" }),
                ));
            }
        }
        let running = names.iter().position(|name| name.eq_ignore_ascii_case(RUNNING));
        if let Some(running) = running {
            names.remove(running);
        }
        Ok(Self { source, columns, running, metrics: Metrics { names, ..Metrics::default() }, counts: Vec::new() })
    }

    fn push(&mut self, time: &str, span: Span, mut row: Vec<Option<f64>>) -> Result<(), Fault> {
        let Some((seconds, dated)) = seconds(time) else { return Err(no_time(self.source, span, time)) };
        if let Some(last) = self.metrics.times.last() {
            if self.metrics.dated != dated {
                return Err(Fault::at(
                    self.source,
                    span,
                    format!("{time:?} follows times of another form; use seconds or dates, not both"),
                ));
            }
            if *last >= seconds {
                return Err(Fault::at(self.source, span, format!("{time:?} does not come after the time before it")));
            }
        }
        if let Some(running) = self.running {
            let count = row.remove(running);
            if let Some(bad) = count.filter(|count| *count < 0.0 || count.fract() != 0.0 || *count > 1e6) {
                return Err(Fault::at(self.source, span, format!("{bad} running tasks: a count from 0 is expected")));
            }
            // Whole and small after the check.
            self.counts.push(count.map(|count| count as u64));
        }
        self.metrics.dated = dated;
        self.metrics.times.push(seconds);
        self.metrics.rows.push(row);
        Ok(())
    }

    fn finish(mut self) -> Result<Metrics, Fault> {
        if self.metrics.times.is_empty() {
            return Err(Fault::at(self.source, Span::default(), "there are no data points"));
        }
        self.metrics.running = self.running.map(|_| self.counts);
        Ok(self.metrics)
    }
}

fn time_text(source: &SourceFile, node: &Node<'_>) -> Result<String, Fault> {
    match &node.data {
        Data::String(text) | Data::Number(text) => Ok(text.to_string()),
        _ => Err(Fault::at(source, node.span, format!("a time is {}", shown(node)))),
    }
}

/// A time, and whether it is a date.
fn seconds(text: &str) -> Option<(i64, bool)> {
    let text = text.trim();
    let number = text.parse::<i64>().ok().filter(|seconds| (0..=253_402_300_799).contains(seconds));
    number.map(|seconds| (seconds, false)).or_else(|| parse_time(text).map(|seconds| (seconds, true)))
}

fn no_time(source: &SourceFile, span: Span, text: &str) -> Fault {
    Fault::at(source, span, format!("{text:?} is no time")).help("A time is whole seconds or a date such as 2026-11-21T08:00:00Z.")
}

fn finite(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|value| value.is_finite())
}

fn unquoted(cell: &str) -> &str {
    let cell = cell.trim();
    cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"')).unwrap_or(cell)
}

/// Where a line of the source begins.
fn offset(source: &SourceFile, line: &str) -> usize {
    line.as_ptr() as usize - source.text().as_ptr() as usize
}
