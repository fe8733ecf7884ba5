//! A check that runs the learner's task and looks at what it does.

use std::path::Path;
use std::time::Duration;

use super::http_check::answered;
use super::scratch::Scratch;
use super::workspace::read_file;
use super::{CheckReport, CheckState, Unmet, unmet};
use crate::course::{AccessPointOfLab, Check, ExecExpectation, Expectation, HttpExpectation, StreamExpectation, TaskCheck, Until};
use crate::runtime::{
    AccessPoint, Cancel, Engine, EngineError, EnvironmentFile, FileSystems, Health, LogPlan, PlanOptions, Ports, RunOptions, RunningTask,
    Status, TaskPlan, Waited, plan_source,
};

/// A learner who waits for a check does not wait for a container that does not want to end.
const LONGEST_STOP: Duration = Duration::from_secs(10);
/// Lines of each container's log that a failed check shows.
const LOG_LINES: usize = 6;

/// What was expected and what was seen instead.
pub(super) struct Mismatch {
    pub(super) expected: String,
    pub(super) seen: String,
}

pub(super) fn mismatch(expected: impl Into<String>, seen: impl Into<String>) -> Mismatch {
    Mismatch { expected: expected.into(), seen: seen.into() }
}

/// Runs the task of a check, holds it against the expectations and removes it.
pub fn run(check: &Check, task: &TaskCheck, folder: &Path, engine: &dyn Engine, scratch: &Scratch, cancel: &Cancel) -> CheckReport {
    let report = |state| CheckReport::new(check, state);
    let plan = match plan(task, folder, scratch) {
        Ok(plan) => plan,
        Err(mismatch) => return report(CheckState::Failed).because(mismatch.expected, mismatch.seen),
    };
    let mut running = match RunningTask::start(engine, plan, RunOptions::default()) {
        Ok(running) => running,
        Err(error) => return not_started(report(failure_state(&error)), &error),
    };
    let outcome = expectations(task, &mut running, cancel);
    let mut report = match outcome {
        Ok(None) => report(CheckState::Passed),
        Ok(Some(mismatch)) => {
            let mut failed = report(CheckState::Failed).because(mismatch.expected, mismatch.seen);
            failed.logs = last_lines(&running);
            failed
        }
        Err(error) => not_started(report(failure_state(&error)), &error),
    };
    if let Err(error) = running.finish() {
        report.logs.push(format!("the task could not be removed ({error}); `ecslab clean` removes what is left"));
    }
    report
}

fn plan(task: &TaskCheck, folder: &Path, scratch: &Scratch) -> Result<TaskPlan, Mismatch> {
    let expected = "a task definition that can be run here";
    let read = |file: &str| read_file(folder, file).map_err(|error| mismatch(expected, format!("{file}: {error}")));
    let source = read(&task.file)?;
    let environment_file = |(arn, file): (&String, &String)| {
        let variables = EnvironmentFile::read(&read(file)?).map_err(|error| mismatch("an environment file", error))?;
        Ok((arn.clone(), variables))
    };
    let options = PlanOptions {
        // A room full of learners shares one machine: fixed ports would collide.
        ports: Ports::Dynamic,
        secrets: task.secrets.iter().collect(),
        environment_files: task.env_files.iter().map(environment_file).collect::<Result<_, Mismatch>>()?,
        workspace: scratch.folder(),
        file_systems: FileSystems {
            access_points: task.access_points.iter().map(|(id, point)| (id.clone(), access_point(point))).collect(),
            scope: scratch.scope().to_string(),
            ..FileSystems::default()
        },
        ..PlanOptions::default()
    };
    let mut plan = plan_source(&source, &options).map_err(|error| {
        let problems =
            error.problems.iter().map(|problem| format!("{}:{}:{}: {}", problem.path, problem.line, problem.column, problem.message));
        mismatch(expected, problems.collect::<Vec<_>>().join("\n"))
    })?;
    for container in &mut plan.containers {
        container.stop_timeout = container.stop_timeout.min(LONGEST_STOP);
    }
    Ok(plan)
}

fn access_point(point: &AccessPointOfLab) -> AccessPoint {
    AccessPoint { uid: point.uid, gid: point.gid, path: point.path.clone() }
}

pub(super) fn failure_state(error: &EngineError) -> CheckState {
    match error {
        EngineError::Unreachable(_) | EngineError::Forbidden(_) | EngineError::MissingImages(_) => CheckState::Missing,
        _ => CheckState::Failed,
    }
}

fn not_started(report: CheckReport, error: &EngineError) -> CheckReport {
    report.because("a task that starts", error.to_string())
}

/// The first expectation that does not hold.
fn expectations(check: &TaskCheck, running: &mut RunningTask<'_>, cancel: &Cancel) -> Result<Option<Mismatch>, EngineError> {
    let within = Duration::from_secs(check.within);
    let expected = match check.until {
        Until::Running => "the task reaches RUNNING",
        Until::Healthy => "the task turns HEALTHY",
        Until::Stopped => "the task comes to its end",
    };
    let reached = |task: &RunningTask<'_>| match check.until {
        Until::Running => task.status() == Status::Running,
        Until::Healthy => task.health() == Health::Healthy,
        Until::Stopped => task.status() == Status::Stopped,
    };
    // A task that is UNHEALTHY has used up its retries: ECS would replace it, so there is nothing to wait for.
    let lost = |task: &RunningTask<'_>| check.until == Until::Healthy && task.health() == Health::Unhealthy;
    let waited = running.wait_for(|task| reached(task) || lost(task), within, cancel)?;
    if lost(running) {
        return Ok(Some(mismatch(expected, how_it_stands(running))));
    }
    if let Some(mismatch) = not_reached(waited, running, expected, check.within) {
        return Ok(Some(mismatch));
    }
    if check.keeps_running > 0 {
        let stopped = running.wait_for(|task| task.status() == Status::Stopped, Duration::from_secs(check.keeps_running), cancel)?;
        if stopped == Waited::Met {
            return Ok(Some(mismatch(format!("the task keeps running for {} s", check.keeps_running), how_it_stands(running))));
        }
    }
    for http in &check.http {
        // What is not declared is not published, and that does not change by waiting.
        if running.address_of(http.port).is_none() && running.status() == Status::Running {
            let seen = format!("no container declares port {} in its portMappings", http.port);
            return Ok(Some(mismatch(format!("port {} answers {} with {}", http.port, http.path, http.status), seen)));
        }
        let mut answer = String::new();
        let waited = running.wait_for(|task| hold(&mut answer, request(task, http)), within, cancel)?;
        if waited != Waited::Met {
            let text = http.contains.as_ref().map(|text| format!(" and \"{text}\"")).unwrap_or_default();
            return Ok(Some(mismatch(
                format!("port {} answers {} with {}{text}", http.port, http.path, http.status),
                seen(&answer, waited, running),
            )));
        }
    }
    for exec in &check.exec {
        let mut answer = String::new();
        let waited = running.wait_for(|task| hold(&mut answer, execute(task, exec)), within, cancel)?;
        if waited != Waited::Met {
            let expected = format!("`{}` in {} ends with {}", exec.command.join(" "), exec.container, exec.exit_code);
            return Ok(Some(mismatch(expected, seen(&answer, waited, running))));
        }
    }
    for log in &check.logs {
        let written = |task: &RunningTask<'_>| task.logs(&log.container).is_ok_and(|logs| logs.text.contains(&log.contains));
        let waited = running.wait_for(written, within, cancel)?;
        if waited != Waited::Met {
            return Ok(Some(mismatch(
                format!("{} writes \"{}\"", log.container, log.contains),
                seen("it wrote something else", waited, running),
            )));
        }
    }
    for (name, code) in &check.exit_codes {
        let ended = |task: &RunningTask<'_>| task.container(name).is_some_and(|container| container.exit_code.is_some());
        running.wait_for(ended, within, cancel)?;
        let found = running.container(name).and_then(|container| container.exit_code);
        if found != Some(*code) {
            let seen = found.map_or_else(|| format!("{name} has not ended"), |found| format!("{name} ended with {found}"));
            return Ok(Some(mismatch(format!("{name} ends with {code}"), seen)));
        }
    }
    for stream in &check.streams {
        if let Some(mismatch) = missing_in_stream(stream, within, running, cancel)? {
            return Ok(Some(mismatch));
        }
    }
    if check.has.is_empty() {
        return Ok(None);
    }
    // Its description may still change, such as when a container is restarted.
    let mut left = None;
    running.wait_for(|task| described(task, &check.has, &mut left), within, cancel)?;
    Ok(left.map(|unmet| mismatch(format!("in the task's description, {}", unmet.expected), unmet.seen)))
}

/// Whether the description holds all; keeps what it does not hold.
fn described(task: &RunningTask<'_>, expectations: &[Expectation], left: &mut Option<Unmet>) -> bool {
    // Texts and numbers always serialize.
    *left = unmet(&serde_json::to_value(task.report()).unwrap_or_default(), expectations);
    left.is_none()
}

fn missing_in_stream(
    stream: &StreamExpectation,
    within: Duration,
    running: &mut RunningTask<'_>,
    cancel: &Cancel,
) -> Result<Option<Mismatch>, EngineError> {
    let expected = format!("\"{}\" in the log group {}, stream {}/<task id>", stream.contains, stream.group, stream.stream);
    let wanted = format!("{}/{}", stream.stream, running.id());
    let named =
        |log: &LogPlan, container: &str| (log.group().unwrap_or_default().to_string(), log.stream(container, running.id(), container));
    let streams: Vec<(String, String, String)> = running
        .plan()
        .containers
        .iter()
        .filter_map(|container| {
            let (group, stream) = named(container.log.as_ref()?, &container.name);
            Some((group, stream?, container.name.clone()))
        })
        .collect();
    let Some((_, _, container)) = streams.iter().find(|(group, name, _)| *group == stream.group && *name == wanted) else {
        let seen = streams.iter().map(|(group, name, container)| format!("{container} writes to {group}, {name}")).collect::<Vec<_>>();
        return Ok(Some(mismatch(expected, if seen.is_empty() { "no container uses awslogs".to_string() } else { seen.join("; ") })));
    };
    let written = |task: &RunningTask<'_>| task.logs(container).is_ok_and(|logs| logs.text.contains(&stream.contains));
    let waited = running.wait_for(written, within, cancel)?;
    Ok((waited != Waited::Met).then(|| mismatch(expected, "something else was written there")))
}

/// Keeps what was seen last, and says whether it was what was expected.
fn hold(answer: &mut String, outcome: Result<(), String>) -> bool {
    match outcome {
        Ok(()) => true,
        Err(seen) => {
            *answer = seen;
            false
        }
    }
}

fn not_reached(waited: Waited, running: &RunningTask<'_>, expected: &str, within: u64) -> Option<Mismatch> {
    match waited {
        Waited::Met => None,
        Waited::TimedOut => Some(mismatch(format!("{expected} within {within} s"), how_it_stands(running))),
        Waited::TaskStopped => Some(mismatch(expected, how_it_stands(running))),
        Waited::Cancelled => Some(mismatch(expected, "it was cancelled")),
    }
}

fn seen(answer: &str, waited: Waited, running: &RunningTask<'_>) -> String {
    match waited {
        Waited::TaskStopped => how_it_stands(running),
        Waited::Cancelled => "it was cancelled".to_string(),
        Waited::Met | Waited::TimedOut => answer.to_string(),
    }
}

/// The task's state as `describe-tasks` would tell it, in a sentence.
fn how_it_stands(running: &RunningTask<'_>) -> String {
    let described = running.describe();
    let mut parts = Vec::new();
    match &described.stopped_reason {
        Some(reason) => parts.push(format!("the task stopped: {reason}")),
        None => parts.push(format!("the task is {} and {}", running.status().name(), running.health().name())),
    }
    for container in &described.containers {
        let exit = container.exit_code.map(|code| format!(", exit code {code}")).unwrap_or_default();
        let reason = container.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
        let health =
            if container.health_status == Health::Unknown { String::new() } else { format!(" and {}", container.health_status.name()) };
        parts.push(format!("{} is {}{health}{exit}{reason}", container.name, container.last_status.name()));
    }
    parts.join("; ")
}

fn request(task: &RunningTask<'_>, http: &HttpExpectation) -> Result<(), String> {
    let Some(address) = task.address_of(http.port) else {
        return Err(format!("port {} is not published", http.port));
    };
    answered(&address.to_string(), &http.path, http.status, http.contains.as_deref()).map_err(|seen| format!("port {} {seen}", http.port))
}

fn execute(task: &RunningTask<'_>, exec: &ExecExpectation) -> Result<(), String> {
    let output = task.exec(&exec.container, &exec.command).map_err(|error| error.to_string())?;
    if output.exit_code != exec.exit_code {
        return Err(format!("it ended with {}: {}", output.exit_code, output.output.trim()));
    }
    match &exec.contains {
        Some(text) if !output.output.contains(text.as_str()) => Err(format!("its output has no \"{text}\": {}", output.output.trim())),
        _ => Ok(()),
    }
}

fn last_lines(running: &RunningTask<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for container in &running.plan().containers {
        // What the health check saw is what its author needs first.
        let unhealthy = running.container(&container.name).is_some_and(|state| state.health == Health::Unhealthy);
        if let Some((code, output)) = running.last_probe(&container.name).filter(|_| unhealthy) {
            let output = output.trim().lines().last().unwrap_or("no output").trim().to_string();
            lines.push(format!("{}: the health check ended with {code}: {output}", container.name));
        }
        let text = running.logs(&container.name).map(|logs| logs.text).unwrap_or_default();
        let all: Vec<&str> = text.lines().collect();
        let last = &all[all.len().saturating_sub(LOG_LINES)..];
        lines.extend(last.iter().map(|line| format!("{}: {line}", container.name)));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_learners_stop_timeout_does_not_hold_up_a_check() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let text = r#"{"family": "slow", "containerDefinitions": [
            {"name": "slow", "image": "busybox", "memory": 64, "stopTimeout": 120},
            {"name": "quick", "image": "busybox", "memory": 64, "stopTimeout": 2}]}"#;
        std::fs::write(folder.path().join("a.json"), text).expect("writes");
        let check: TaskCheck = serde_yaml::from_str("{file: a.json, until: running, within: 1}").expect("a check");
        let Ok(plan) = plan(&check, folder.path(), &Scratch::new()) else { panic!("it can be run") };
        let stops: Vec<Duration> = plan.containers.iter().map(|container| container.stop_timeout).collect();
        assert_eq!(stops, [LONGEST_STOP, Duration::from_secs(2)]);
    }
}
