//! A detached task taken up again, by what its containers' labels remember.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::super::identity::live_sessions;
use super::super::{
    Condition, ContainerPlan, Dependency, Engine, EngineError, HealthCheckPlan, Inspection, Label, LaunchType, ListedContainer, LogPlan,
    NetworkMode, Status, TaskPlan,
};
use super::endpoints::is_endpoints_container;
use super::steps::PAUSE_CONTAINER;
use super::{ContainerState, Health, RunOptions, RunningTask, Tracked};

/// What stopping a task in order takes, and describing it; never its environment, which holds secrets.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Remembered {
    version: u32,
    family: String,
    launch_type: LaunchType,
    /// Of the task, in milliseconds since 1970.
    created_at: u64,
    cpu: Option<String>,
    memory: Option<String>,
    image: String,
    essential: bool,
    has_health_check: bool,
    /// Seconds.
    stop_timeout: u64,
    depends_on: Vec<String>,
    /// Container ports.
    ports: Vec<u16>,
    /// Whether it was started to outlive its process.
    #[serde(default)]
    detached: bool,
    #[serde(default)]
    log: Option<LogPlan>,
    #[serde(default)]
    has_task_role: bool,
    #[serde(default)]
    init: bool,
    #[serde(default)]
    readonly_root: bool,
}

impl Remembered {
    pub(super) fn of(task: &TaskPlan, container: &ContainerPlan, created_at: SystemTime, detached: bool) -> Self {
        let created_at = created_at.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        Self {
            version: 1,
            family: task.family.clone(),
            launch_type: task.launch_type,
            created_at: u64::try_from(created_at).unwrap_or(u64::MAX),
            cpu: task.cpu.clone(),
            memory: task.memory.clone(),
            image: container.image.clone(),
            essential: container.essential,
            has_health_check: container.health_check.is_some(),
            stop_timeout: container.stop_timeout.as_secs(),
            depends_on: container.depends_on.iter().map(|on| on.container.clone()).collect(),
            ports: container.ports.iter().map(|port| port.container_port).collect(),
            detached,
            log: container.log.clone(),
            has_task_role: task.task_role.is_some(),
            init: container.init,
            readonly_root: container.readonly_root,
        }
    }

    pub(super) fn to_json(&self) -> String {
        // Texts, numbers and lists of texts always serialize.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Of a container whose labels cannot be read.
    fn nothing(image: &str) -> Self {
        let container = ContainerPlan {
            image: image.to_string(),
            essential: true,
            stop_timeout: Duration::from_secs(crate::facts::DEFAULT_STOP_TIMEOUT_SECONDS),
            ..ContainerPlan::default()
        };
        Self::of(&TaskPlan { family: "unknown".to_string(), ..TaskPlan::default() }, &container, UNIX_EPOCH, true)
    }

    fn into_plan(self, name: &str) -> ContainerPlan {
        // Which condition it was does not matter any more: all containers have started.
        let depends_on = self.depends_on.into_iter().map(|container| Dependency { container, condition: Condition::Start });
        ContainerPlan {
            name: name.to_string(),
            image: self.image,
            essential: self.essential,
            health_check: self.has_health_check.then(HealthCheckPlan::default),
            stop_timeout: Duration::from_secs(self.stop_timeout),
            depends_on: depends_on.collect(),
            log: self.log,
            init: self.init,
            readonly_root: self.readonly_root,
            ..ContainerPlan::default()
        }
    }
}

/// How often containers that go while they are looked at are listed anew.
const MOST_LOOKS: usize = 10;

/// The containers that are listed, and how they are. One that is removed in between is listed no more at the next look; another process
/// may be at work on the same engine. A busy engine lists what it is removing for longer than that: such a container is left out.
fn seen_containers(
    list: impl Fn() -> Result<Vec<ListedContainer>, EngineError>,
    inspect: impl Fn(&str) -> Result<Inspection, EngineError>,
) -> Result<Vec<(ListedContainer, Inspection)>, EngineError> {
    let mut looks = 1;
    loop {
        let listed = list()?;
        let count = listed.len();
        let mut seen = Vec::new();
        for container in listed {
            match inspect(&container.id) {
                Ok(inspection) => seen.push((container, inspection)),
                Err(EngineError::NoSuchContainer(_)) => {}
                Err(error) => return Err(error),
            }
        }
        if seen.len() == count || looks == MOST_LOOKS {
            return Ok(seen);
        }
        looks += 1;
    }
}

impl<'e> RunningTask<'e> {
    /// Takes up a task that [`detach`](RunningTask::detach) let go, by its id; `None` where there is none.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn adopt(engine: &'e dyn Engine, id: &str, options: RunOptions) -> Result<Option<Self>, EngineError> {
        let listed = seen_containers(|| engine.containers(Label::Task, Some(id)), |id| engine.inspect(id))?;
        if listed.is_empty() {
            return Ok(None);
        }
        let now = engine.now();
        let mut task = Self {
            engine,
            events: engine.events(Label::Task, id)?,
            plan: TaskPlan { network: NetworkMode::Bridge, ..TaskPlan::default() },
            options,
            id: id.to_string(),
            status: Status::Running,
            health: Health::Unknown,
            stop: None,
            created_at: now,
            started_at: Some(now),
            stopping_at: None,
            stopped_at: None,
            inspected_at: now,
            measure_disk_at: now,
            pause: None,
            endpoints: None,
            forwarder: None,
            containers: Vec::new(),
            history: Vec::new(),
            is_orphan: false,
            over_limit: false,
            // Until all is known, an error must not remove what runs.
            released: true,
            _live: None,
        };
        let (beside, listed): (Vec<_>, Vec<_>) =
            listed.into_iter().partition(|(container, _)| is_endpoints_container(&container.container));
        task.forwarder = beside.into_iter().next().map(|(container, _)| container.id);
        let live = live_sessions();
        let (pause, containers): (Vec<_>, Vec<_>) = listed.into_iter().partition(|(container, _)| container.container == PAUSE_CONTAINER);
        let mut shared_ports = Vec::new();
        if let Some((pause, seen)) = pause.into_iter().next() {
            task.plan.network = NetworkMode::Awsvpc;
            shared_ports = seen.ports;
            task.pause = Some(pause.id);
        }
        for (container, mut seen) in containers {
            // Another version may remember other things: then ECS's defaults stop it.
            let remembered: Remembered =
                serde_json::from_str(&container.remembered).unwrap_or_else(|_| Remembered::nothing(&container.image));
            task.is_orphan |= !remembered.detached && !live.contains(&container.session);
            seen.ports.extend(shared_ports.iter().filter(|port| remembered.ports.contains(&port.container_port)));
            task.remember(&remembered, &seen, container.id);
            task.plan.containers.push(remembered.into_plan(&container.container));
        }
        task.health = task.health_of_task();
        let volumes = engine.volumes(Label::Task, Some(id))?;
        let prefix = task.prefix();
        task.plan.volumes = volumes.iter().filter_map(|name| name.strip_prefix(&prefix)).map(str::to_string).collect();
        Ok(Some(task))
    }

    fn remember(&mut self, remembered: &Remembered, seen: &Inspection, id: String) {
        self.created_at = UNIX_EPOCH + Duration::from_millis(remembered.created_at);
        self.started_at = Some(self.created_at);
        self.plan.family.clone_from(&remembered.family);
        self.plan.launch_type = remembered.launch_type;
        self.plan.task_role = remembered.has_task_role.then(|| "its ARN is not remembered".to_string());
        self.plan.cpu.clone_from(&remembered.cpu);
        self.plan.memory.clone_from(&remembered.memory);
        let state = ContainerState {
            status: if seen.running { Status::Running } else { Status::Stopped },
            health: if remembered.has_health_check { seen.health } else { Health::Unknown },
            exit_code: seen.exit_code,
            id: Some(id),
            started_at: self.started_at,
            ports: seen.ports.clone(),
            ..ContainerState::default()
        };
        self.containers.push(Tracked { state, ..Tracked::default() });
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn a_container_that_goes_while_it_is_looked_at_is_looked_for_again() {
        let container = |id: &str| ListedContainer { id: id.to_string(), ..ListedContainer::default() };
        let looks = Cell::new(0);
        // The second container is removed after the first look has listed it.
        let list = || {
            looks.set(looks.get() + 1);
            Ok(if looks.get() == 1 { vec![container("stays"), container("goes")] } else { vec![container("stays")] })
        };
        let inspect = |id: &str| if id == "goes" { Err(EngineError::NoSuchContainer(id.to_string())) } else { Ok(Inspection::default()) };
        let seen = seen_containers(list, inspect).expect("it is looked for again");
        assert_eq!(seen.iter().map(|(container, _)| container.id.as_str()).collect::<Vec<_>>(), ["stays"]);
        assert_eq!(looks.get(), 2);
        // What a busy engine lists and has no more is left out, without an endless loop.
        let seen = seen_containers(|| Ok(vec![container("goes"), container("stays")]), inspect).expect("it is left out");
        assert_eq!(seen.iter().map(|(container, _)| container.id.as_str()).collect::<Vec<_>>(), ["stays"]);
        let refused = |_: &str| Err(EngineError::Unreachable("it went away".to_string()));
        assert!(seen_containers(|| Ok(vec![container("stays")]), refused).is_err());
    }
}
