//! `ecslab task logs`

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::mpsc::channel;

use serde_json::json;

use super::super::output::{Format, print_json};
use super::super::{Exit, Failure, Session, engine};
use super::log_store;
use crate::diagnostics::printable;
use crate::runtime::{Engine, FoundLog, LogEvent, LogEvents, LogQuery, LogQueryError, LogStream, rfc3339};

/// Show what containers wrote, by log stream: of tasks that run, and of those that are gone.
///
/// A container with the log driver awslogs writes to the stream prefix/container-name/task-id of its log group, as on AWS. The
/// last 1 MiB of each stream is kept when its task ends, 64 MiB of all; `ecslab clean` removes it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab task logs\n  ecslab task logs 5f0c2a9b --container web --tail 20\n  \
    ecslab task logs --group /ecs/web --format json\n  ecslab task logs --follow\n\n\
    Without a task, a group or a stream, the latest task is shown. With awslogs-multiline-pattern or awslogs-datetime-format, lines \
    that belong together are one event; --follow shows them line by line.")]
pub struct Arguments {
    /// Id of the task, or its beginning.
    #[arg(value_name = "TASK_ID")]
    task: Option<String>,
    /// Only this log group.
    #[arg(long, value_name = "NAME")]
    group: Option<String>,
    /// Only this log stream.
    #[arg(long, value_name = "NAME", conflicts_with = "container")]
    stream: Option<String>,
    /// Only this container.
    #[arg(long, value_name = "NAME")]
    container: Option<String>,
    /// Go on with what is written, until the containers end.
    #[arg(long)]
    follow: bool,
    /// Only the last N events of each stream.
    #[arg(long, value_name = "N", value_parser = parse_count)]
    tail: Option<usize>,
    /// text, or json: the shape of filter-log-events.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

fn parse_count(text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| "write a number of events, such as 20".to_string())
}

/// Finds the streams and prints them.
pub fn run(arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    if arguments.follow && arguments.format == Format::Json {
        return Err(Failure::usage("--follow prints text").help("Leave out --follow, or --format json."));
    }
    // Kept logs need no engine; what is wrong with it matters only where nothing is found.
    let connected = engine::connect();
    let engine = connected.as_ref().ok().map(AsRef::as_ref);
    let store = log_store();
    let query = LogQuery {
        task: arguments.task.clone(),
        group: arguments.group.clone(),
        stream: arguments.stream.clone(),
        container: arguments.container.clone(),
    };
    let found = query.find(engine, store.as_ref()).map_err(failure)?;
    if found.is_empty() {
        connected?;
        return Err(Failure::usage("there are no such logs")
            .help("`ecslab task list` shows the tasks that are there; logs of those that ended are kept for a while."));
    }
    let tasks: BTreeSet<&str> = found.iter().map(|log| log.stream.task.as_str()).collect();
    if let (Some(wanted), 2..) = (&arguments.task, tasks.len()) {
        return Err(Failure::usage(format!("{} tasks have ids that begin with {wanted}", tasks.len())).help("Write more of the id."));
    }
    for log in &found {
        note(&log.stream);
    }
    if arguments.follow {
        return follow(&found, engine, arguments.tail);
    }
    let mut logs = Vec::new();
    for log in found {
        let mut events = log.events(engine, store.as_ref()).map_err(failure)?;
        let dropped = arguments.tail.map_or(0, |tail| events.events.len().saturating_sub(tail));
        events.events.drain(..dropped);
        logs.push((log.stream, events));
    }
    match arguments.format {
        Format::Json => print_json(&as_json(&logs))?,
        Format::Text => print_text(&logs)?,
    }
    Ok(Exit::Fine)
}

fn failure(error: LogQueryError) -> Failure {
    match error {
        LogQueryError::Engine(error) => engine::failure(error),
        LogQueryError::Store(_) => Failure::usage(error.to_string()).help("`ecslab clean` removes kept logs."),
    }
}

/// What AWS would keep of it, where that is something else.
fn note(stream: &LogStream) {
    let container = printable(&stream.container);
    let note = match (&stream.driver, &stream.log_stream_name) {
        (_, Some(_)) => return,
        (None, _) => format!("{container} has no logConfiguration: on Fargate nothing of this would be kept"),
        (Some(driver), None) => format!("{container} has the log driver {}: this is what the engine kept", printable(driver)),
    };
    // Nothing can be done when standard error is closed.
    let _ = writeln!(anstream::stderr().lock(), "note: {note}");
}

/// The stream's name, or the container's where it has none.
fn name(stream: &LogStream) -> &str {
    stream.log_stream_name.as_deref().unwrap_or(&stream.container)
}

fn line(timestamp: i64, stream: &LogStream, message: &str) -> String {
    let time = std::time::UNIX_EPOCH + std::time::Duration::from_millis(u64::try_from(timestamp).unwrap_or_default());
    format!("{} {} {}", rfc3339(time), printable(name(stream)), printable(message))
}

fn in_order(logs: &[(LogStream, LogEvents)]) -> Vec<(&LogStream, usize, &LogEvent)> {
    let each = logs.iter().flat_map(|(stream, events)| events.events.iter().enumerate().map(move |(index, event)| (stream, index, event)));
    let mut all: Vec<_> = each.collect();
    all.sort_by_key(|(.., event)| event.timestamp);
    all
}

fn print_text(logs: &[(LogStream, LogEvents)]) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    for (stream, _) in logs.iter().filter(|(_, events)| events.cut) {
        writeln!(stdout, "({}: earlier events are not kept)", printable(name(stream)))?;
    }
    for (stream, _, event) in in_order(logs) {
        writeln!(stdout, "{}", line(event.timestamp, stream, &event.message))?;
    }
    Ok(())
}

fn as_json(logs: &[(LogStream, LogEvents)]) -> serde_json::Value {
    let events: Vec<_> = in_order(logs)
        .into_iter()
        .map(|(stream, index, event)| {
            json!({"logStreamName": name(stream), "timestamp": event.timestamp, "message": event.message,
                "ingestionTime": event.ingestion_time, "eventId": format!("{:020}{index:012}", event.timestamp)})
        })
        .collect();
    let searched: Vec<_> = logs.iter().map(|(stream, _)| json!({"logStreamName": name(stream), "searchedCompletely": true})).collect();
    let streams: Vec<_> = logs
        .iter()
        .map(|(stream, events)| {
            json!({"task": stream.task, "family": stream.family, "container": stream.container, "logDriver": stream.driver,
                "logGroupName": stream.log_group_name, "logStreamName": stream.log_stream_name, "cut": events.cut})
        })
        .collect();
    json!({"version": 1, "events": events, "searchedLogStreams": searched, "streams": streams})
}

/// Prints lines of all streams as they come, until the last container ends.
fn follow(found: &[FoundLog], engine: Option<&dyn Engine>, tail: Option<usize>) -> Result<Exit, Failure> {
    let Some(engine) = engine.filter(|_| found.iter().any(FoundLog::is_live)) else {
        return Err(Failure::usage("the task has ended: there is nothing to follow").help("Leave out --follow."));
    };
    let (sender, lines) = channel();
    for log in found {
        let Some(records) = log.follow(engine, tail).map_err(super::super::engine::failure)? else { continue };
        let (sender, stream) = (sender.clone(), log.stream.clone());
        std::thread::spawn(move || {
            for record in records {
                let at = record.at.duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_millis();
                // The reader of standard output went away.
                if sender.send(line(i64::try_from(at).unwrap_or_default(), &stream, &record.text)).is_err() {
                    return;
                }
            }
        });
    }
    drop(sender);
    let mut stdout = anstream::stdout().lock();
    for line in lines {
        writeln!(stdout, "{line}").and_then(|()| stdout.flush())?;
    }
    Ok(Exit::Fine)
}
