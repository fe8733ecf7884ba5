//! A scenario file: what happens to the tasks, alarms and hooks.

use super::{AlarmEvent, Behaviour, Death, HookAnswer, HookResult, Revision, Scenario, Service};
use crate::facts::{DEFAULT_STOP_TIMEOUT_SECONDS, HOOK_STAGES};
use crate::simulators::members::{Members, word};
use crate::source::{Fault, SourceFile};
use crate::syntax::{Data, Node};

/// Two weeks: the longest that ECS waits for a hook. It bounds the work.
const MOST_SECONDS: u64 = 1_209_600;
/// It bounds the work.
const MOST_TASKS: u64 = 10_000;

const BEHAVIOURS: [(&str, Behaviour); 3] =
    [("healthy", Behaviour::Healthy), ("crash", Behaviour::Crash), ("unhealthy", Behaviour::Unhealthy)];
const MEMBERS: [&str; 14] = [
    "newTasks",
    "startSeconds",
    "healthySeconds",
    "stopSeconds",
    "unhealthyAfterSeconds",
    "runningOldTasks",
    "completedBefore",
    "rollbackTasks",
    "instances",
    "activeRevisions",
    "alarms",
    "deaths",
    "hooks",
    "description",
];

/// The number of container instances that a scenario gives for a DAEMON service.
///
/// # Errors
/// When it is no count.
pub fn read_instances(source: &SourceFile, node: &Node<'_>) -> Result<Option<u64>, Fault> {
    Members::of(source, node, "the scenario")?.count("instances", MOST_TASKS)
}

/// Reads a scenario for a service.
///
/// # Errors
/// The first value that cannot be used, with its place.
pub fn read_scenario(source: &SourceFile, node: &Node<'_>, service: &Service) -> Result<Scenario, Fault> {
    let members = Members::of(source, node, "the scenario")?;
    members.only(&MEMBERS)?;
    let seconds = |name| members.count(name, MOST_SECONDS);
    let required = |name| {
        seconds(name)?.ok_or_else(|| {
            members.missing(name).help("The least scenario is {\"newTasks\": \"healthy\", \"startSeconds\": 20, \"healthySeconds\": 30}.")
        })
    };
    let running_old_tasks = members.count("runningOldTasks", MOST_TASKS)?.unwrap_or(service.limits.desired);
    if running_old_tasks > service.limits.desired {
        return Err(members
            .fault_at(
                "runningOldTasks",
                format!("runningOldTasks is {running_old_tasks}, more than the desired count {}", service.limits.desired),
            )
            .help("This simulator deploys a revision; it does not change the desired count."));
    }
    Ok(Scenario {
        new_tasks: behaviours(source, members, "newTasks")?.ok_or_else(|| members.missing("newTasks"))?,
        rollback_tasks: behaviours(source, members, "rollbackTasks")?.unwrap_or_else(|| vec![Behaviour::Healthy]),
        start_seconds: required("startSeconds")?,
        healthy_seconds: required("healthySeconds")?,
        unhealthy_after_seconds: seconds("unhealthyAfterSeconds")?,
        stop_seconds: seconds("stopSeconds")?.unwrap_or(DEFAULT_STOP_TIMEOUT_SECONDS),
        running_old_tasks,
        completed_before: members.boolean("completedBefore")?.unwrap_or(true),
        active_revisions: members.count("activeRevisions", MOST_TASKS)?.unwrap_or(1),
        alarms: read_alarms(members, service)?,
        deaths: read_deaths(members)?,
        hooks: read_hooks(members)?,
    })
}

/// One behaviour for all tasks, or a list for one after the other.
fn behaviours(source: &SourceFile, members: Members<'_>, name: &str) -> Result<Option<Vec<Behaviour>>, Fault> {
    let read = |node| word(source, node, name, &BEHAVIOURS);
    match members.node(name) {
        None => Ok(None),
        Some(Node { data: Data::Array(items), .. }) if items.is_empty() => Err(members.fault_at(name, format!("{name} is an empty list"))),
        Some(Node { data: Data::Array(items), .. }) => items.iter().map(read).collect::<Result<_, _>>().map(Some),
        Some(node) => read(node).map(|behaviour| Some(vec![behaviour])),
    }
}

fn read_alarms(members: Members<'_>, service: &Service) -> Result<Vec<AlarmEvent>, Fault> {
    let read = |alarm: Members<'_>| {
        alarm.only(&["name", "at"])?;
        let name = alarm.text("name")?.ok_or_else(|| alarm.missing("name"))?;
        let at = alarm.count("at", MOST_SECONDS)?.ok_or_else(|| alarm.missing("at"))?;
        let known = service.alarms.as_ref().is_some_and(|alarms| alarms.names.iter().any(|known| known == name));
        if !known {
            return Err(alarm
                .fault_at("name", format!("{name:?} is no enabled deployment alarm of the service"))
                .help("Name it in deploymentConfiguration.alarms.alarmNames and set enable to true."));
        }
        Ok(AlarmEvent { name: name.to_string(), at })
    };
    members.objects("alarms")?.into_iter().map(read).collect()
}

fn read_deaths(members: Members<'_>) -> Result<Vec<Death>, Fault> {
    let read = |death: Members<'_>| {
        death.only(&["at", "revision", "count"])?;
        Ok(Death {
            at: death.count("at", MOST_SECONDS)?.ok_or_else(|| death.missing("at"))?,
            revision: death.word("revision", &[("old", Revision::Old), ("new", Revision::New)])?.unwrap_or(Revision::Old),
            count: death.count("count", MOST_TASKS)?.unwrap_or(1),
        })
    };
    members.objects("deaths")?.into_iter().map(read).collect()
}

fn read_hooks(members: Members<'_>) -> Result<Vec<HookAnswer>, Fault> {
    let read = |hook: Members<'_>| {
        hook.only(&["stage", "seconds", "result"])?;
        let stages = HOOK_STAGES.map(|stage| (stage, stage));
        let results = [("SUCCEEDED", HookResult::Succeeded), ("FAILED", HookResult::Failed), ("IN_PROGRESS", HookResult::InProgress)];
        Ok(HookAnswer {
            stage: hook.word("stage", &stages)?.ok_or_else(|| hook.missing("stage"))?.to_string(),
            seconds: hook.count("seconds", MOST_SECONDS)?.unwrap_or(0),
            result: hook.word("result", &results)?.unwrap_or(HookResult::Succeeded),
        })
    };
    members.objects("hooks")?.into_iter().map(read).collect()
}
