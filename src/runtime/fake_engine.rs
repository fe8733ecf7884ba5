//! An engine that plays scripts in virtual time, for tests of what runs on engines.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{
    Cancel, ContainerPlan, ContainerSpec, Engine, EngineError, EngineEvent, EngineEvents, EngineVersion, ExecOutput, Health, Inspection,
    Label, ListedContainer, Logs, Namespaces, Network, PublishedPort, Script,
};

/// The engine. Clones are one.
#[derive(Debug, Clone)]
pub struct FakeEngine(Arc<Mutex<World>>);

#[derive(Debug)]
struct World {
    now: SystemTime,
    /// By image or name of container; those of later starts come later, and the last stays.
    scripts: BTreeMap<String, VecDeque<Script>>,
    missing: BTreeSet<String>,
    containers: Vec<FakeContainer>,
    /// Names and labels.
    volumes: BTreeMap<String, Vec<(Label, String)>>,
    /// Due events by time, then by order of scheduling.
    due: BTreeMap<(SystemTime, u64), EngineEvent>,
    scheduled: u64,
}

/// How a container was started.
#[derive(Debug, Clone)]
pub struct Started {
    /// What runs in it.
    pub plan: ContainerPlan,
    /// Its network.
    pub network: Network,
    /// What it shares.
    pub namespaces: Namespaces,
}

#[derive(Debug)]
struct FakeContainer {
    id: String,
    started: Started,
    labels: Vec<(Label, String)>,
    script: Script,
    ended: Option<i64>,
    health: Health,
    ports: Vec<PublishedPort>,
    removed: bool,
}

impl FakeContainer {
    fn label(&self, label: Label) -> &str {
        self.labels.iter().find(|(key, _)| *key == label).map_or("", |(_, value)| value)
    }
}

impl World {
    fn schedule(&mut self, after: Duration, event: EngineEvent) {
        self.scheduled += 1;
        self.due.insert((self.now + after, self.scheduled), event);
    }

    fn script(&mut self, plan: &ContainerPlan) -> Script {
        let name = if self.scripts.contains_key(&plan.local_image) { &plan.local_image } else { &plan.name };
        match self.scripts.get_mut(name) {
            Some(queue) if queue.len() > 1 => queue.pop_front(),
            Some(queue) => queue.front().cloned(),
            None => None,
        }
        .unwrap_or_default()
    }

    fn container(&mut self, id: &str) -> Result<&mut FakeContainer, EngineError> {
        let found = self.containers.iter_mut().find(|container| container.id == id && !container.removed);
        found.ok_or_else(|| EngineError::NoSuchContainer(id.to_string()))
    }

    /// Schedules what the script of a container does from its start.
    fn play(&mut self, id: &str, script: &Script) {
        if let Some((after, code)) = script.exit {
            self.schedule(after, EngineEvent::Exited { id: id.to_string(), code });
        }
        for (after, health) in &script.health {
            self.schedule(*after, EngineEvent::Health { id: id.to_string(), health: *health });
        }
    }

    /// Takes the event in; `false` for one that its container did not live to see.
    fn happens(&mut self, event: &EngineEvent) -> bool {
        let (EngineEvent::Exited { id, .. } | EngineEvent::Health { id, .. }) = event;
        let Ok(container) = self.container(id) else { return false };
        if container.ended.is_some() {
            return false;
        }
        match event {
            EngineEvent::Exited { code, .. } => container.ended = Some(*code),
            EngineEvent::Health { health, .. } => container.health = *health,
        }
        true
    }
}

impl FakeEngine {
    /// An engine whose containers follow the script of their image or, without one, of their name, or the default one. Of several
    /// scripts for one, the first start follows the first, and the last is for all later ones. All images are there.
    pub fn new<'n>(scripts: impl IntoIterator<Item = (&'n str, Script)>) -> Self {
        let mut queues: BTreeMap<String, VecDeque<Script>> = BTreeMap::new();
        for (name, script) in scripts {
            queues.entry(name.to_string()).or_default().push_back(script);
        }
        Self(Arc::new(Mutex::new(World {
            now: UNIX_EPOCH,
            scripts: queues,
            missing: BTreeSet::new(),
            containers: Vec::new(),
            volumes: BTreeMap::new(),
            due: BTreeMap::new(),
            scheduled: 0,
        })))
    }

    /// The same without this image.
    #[must_use]
    pub fn without_image(self, image: &str) -> Self {
        self.world().missing.insert(image.to_string());
        self
    }

    /// How the container of that name was started, the last one where there are several.
    pub fn started(&self, container: &str) -> Option<Started> {
        let world = self.world();
        world.containers.iter().rev().find(|one| one.started.plan.name == container).map(|one| one.started.clone())
    }

    /// Containers and volumes that are there, running or not.
    pub fn left(&self) -> usize {
        let world = self.world();
        world.containers.iter().filter(|container| !container.removed).count() + world.volumes.len()
    }

    fn world(&self) -> MutexGuard<'_, World> {
        // A test that panicked while it held the lock has failed already.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct FakeEvents {
    engine: FakeEngine,
    label: Label,
    value: String,
}

impl EngineEvents for FakeEvents {
    fn next(&mut self, timeout: Duration) -> Result<Option<EngineEvent>, EngineError> {
        let mut world = self.engine.world();
        let limit = world.now + timeout;
        let mut passed_over = Vec::new();
        let mut found = None;
        while let Some(entry) = world.due.first_entry().filter(|entry| entry.key().0 <= limit) {
            let (key, event) = entry.remove_entry();
            let (EngineEvent::Exited { id, .. } | EngineEvent::Health { id, .. }) = &event;
            if world.container(id).is_ok_and(|container| container.label(self.label) != self.value) {
                passed_over.push((key, event));
            } else if world.happens(&event) {
                world.now = world.now.max(key.0);
                found = Some(event);
                break;
            }
        }
        world.due.extend(passed_over);
        if found.is_none() {
            world.now = limit;
        }
        Ok(found)
    }
}

impl Engine for FakeEngine {
    fn version(&self) -> Result<EngineVersion, EngineError> {
        Ok(EngineVersion { engine: "fake".to_string(), api: "0".to_string() })
    }

    fn now(&self) -> SystemTime {
        self.world().now
    }

    fn has_image(&self, image: &str) -> Result<bool, EngineError> {
        Ok(!self.world().missing.contains(image))
    }

    fn pull(&self, image: &str, _cancel: &Cancel) -> Result<(), EngineError> {
        match self.world().missing.contains(image) {
            true => Err(EngineError::CannotPull(format!("Error response from daemon: manifest for {image} not found"))),
            false => Ok(()),
        }
    }

    fn events(&self, label: Label, value: &str) -> Result<Box<dyn EngineEvents>, EngineError> {
        Ok(Box::new(FakeEvents { engine: self.clone(), label, value: value.to_string() }))
    }

    fn start(&self, spec: &ContainerSpec<'_>) -> Result<String, EngineError> {
        let mut world = self.world();
        let script = world.script(spec.plan);
        if let Some(message) = script.cannot_start {
            return Err(EngineError::CannotStart(message));
        }
        let id = spec.name.clone();
        let published = |port: &super::PortPlan| PublishedPort {
            container_port: port.container_port,
            protocol: port.protocol,
            host_ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
            host_port: port.host_port.unwrap_or(40_000),
        };
        let ports = match &spec.network {
            Network::Own(ports) => ports.iter().map(published).collect(),
            Network::SharedWith(_) | Network::Disabled => Vec::new(),
        };
        world.play(&id, &script);
        let labels = spec.labels.clone();
        let started = Started { plan: spec.plan.clone(), network: spec.network.clone(), namespaces: spec.namespaces.clone() };
        world.containers.push(FakeContainer {
            id: id.clone(),
            started,
            labels,
            script,
            ended: None,
            health: Health::Unknown,
            ports,
            removed: false,
        });
        Ok(id)
    }

    fn start_again(&self, id: &str) -> Result<(), EngineError> {
        let mut world = self.world();
        let container = world.container(id)?;
        if let Some(next) = container.script.next.take() {
            container.script = *next;
        }
        if let Some(message) = container.script.cannot_start.clone() {
            return Err(EngineError::CannotStart(message));
        }
        container.ended = None;
        container.health = Health::Unknown;
        let script = container.script.clone();
        world.play(id, &script);
        Ok(())
    }

    fn written_bytes(&self, id: &str) -> Result<u64, EngineError> {
        Ok(self.world().container(id)?.script.written)
    }

    fn inspect(&self, id: &str) -> Result<Inspection, EngineError> {
        let mut world = self.world();
        let container = world.container(id)?;
        Ok(Inspection {
            running: container.ended.is_none(),
            exit_code: container.ended,
            health: container.health,
            last_probe: None,
            out_of_memory: container.script.out_of_memory,
            ports: container.ports.clone(),
            memory_limit: None,
        })
    }

    fn terminate(&self, id: &str) -> Result<String, EngineError> {
        let mut world = self.world();
        if let Ok(container) = world.container(id)
            && let Some((after, code)) = container.script.on_signal
        {
            world.schedule(after, EngineEvent::Exited { id: id.to_string(), code });
        }
        Ok("SIGTERM".to_string())
    }

    fn kill(&self, id: &str) -> Result<(), EngineError> {
        self.world().schedule(Duration::ZERO, EngineEvent::Exited { id: id.to_string(), code: 137 });
        Ok(())
    }

    fn remove(&self, id: &str) -> Result<(), EngineError> {
        if let Ok(container) = self.world().container(id) {
            container.removed = true;
        }
        Ok(())
    }

    fn logs(&self, id: &str) -> Result<Logs, EngineError> {
        Ok(Logs { text: self.world().container(id)?.script.logs.clone(), cut: false })
    }

    fn follow(&self, id: &str) -> Result<Box<dyn Iterator<Item = String> + Send>, EngineError> {
        let lines: Vec<String> = self.logs(id)?.text.lines().map(str::to_string).collect();
        Ok(Box::new(lines.into_iter()))
    }

    fn exec(&self, id: &str, _command: &[String], _limit: Duration) -> Result<ExecOutput, EngineError> {
        self.world().container(id)?;
        Ok(ExecOutput { exit_code: 0, output: String::new() })
    }

    fn create_volume(&self, name: &str, labels: &[(Label, String)]) -> Result<(), EngineError> {
        self.world().volumes.insert(name.to_string(), labels.to_vec());
        Ok(())
    }

    fn remove_volume(&self, name: &str) -> Result<(), EngineError> {
        self.world().volumes.remove(name);
        Ok(())
    }

    fn detach(&self, _id: &str) {}

    fn containers(&self, label: Label, value: Option<&str>) -> Result<Vec<ListedContainer>, EngineError> {
        let world = self.world();
        let matching = world.containers.iter().filter(|container| !container.removed && carries(&container.labels, label, value));
        let listed = |container: &FakeContainer| ListedContainer {
            id: container.id.clone(),
            image: String::new(),
            session: container.label(Label::Session).to_string(),
            task: container.label(Label::Task).to_string(),
            container: container.label(Label::Container).to_string(),
            remembered: container.label(Label::Remembered).to_string(),
            status: if container.ended.is_none() { "Up" } else { "Exited" }.to_string(),
        };
        Ok(matching.map(listed).collect())
    }

    fn volumes(&self, label: Label, value: Option<&str>) -> Result<Vec<String>, EngineError> {
        let world = self.world();
        Ok(world.volumes.iter().filter(|(_, labels)| carries(labels, label, value)).map(|(name, _)| name.clone()).collect())
    }
}

fn carries(labels: &[(Label, String)], label: Label, value: Option<&str>) -> bool {
    labels.iter().any(|(key, found)| *key == label && value.is_none_or(|value| value == found))
}
