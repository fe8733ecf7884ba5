//! From a task definition to a [`TaskPlan`]: pure, and everything that is wrong at once.

use std::time::Duration;

use super::log_plan::{self, LogPlan};
use super::plan::{
    Condition, ContainerPlan, Dependency, EnvironmentVariable, HealthCheckPlan, LaunchType, MountPlan, NetworkMode, PlanError, PlanOptions,
    PlanProblem, PortPlan, Ports, Protocol, TaskPlan,
};
use super::refusals::refuse;
use crate::facts;
use crate::model::{ContainerDefinition, Document, HealthCheck, Leaf, List, Literal, PortMapping, TaskDefinition, Value};
use crate::source::{SourceFile, Span};
use crate::syntax::{Notation, parse};

/// Docker refuses a smaller memory limit.
const MINIMUM_MEMORY_MIB: u32 = 6;
/// More ports in one range are a mistake, or take too long to publish.
const MAX_PORT_RANGE: u16 = 100;

/// Plans the task definition in a source: the first one of a YAML stream.
///
/// # Errors
/// When there is no task definition in it, or it cannot be run here.
pub fn plan_source(source: &SourceFile, options: &PlanOptions) -> Result<TaskPlan, PlanError> {
    let parsed = parse(source.text(), Notation::of(source.path(), source.text()));
    let mut problems = Problems { source, found: Vec::new() };
    if let Some(problem) = parsed.problems.first() {
        problems.add(problem.span, problem.message.clone(), "`ecslab lint` shows it in its place");
        return Err(PlanError { problems: problems.found });
    }
    for (kind, node) in parsed.documents.iter().filter_map(|root| Document::detect(root).ok()).flatten() {
        if let Some(Document::TaskDefinition(definition)) = Document::read(kind, node) {
            return plan_task(&definition, source, options);
        }
    }
    problems.add(Span::default(), "there is no task definition in it", "a task definition has containerDefinitions");
    Err(PlanError { problems: problems.found })
}

/// Plans a task definition that was read from `source`.
///
/// # Errors
/// When it cannot be run here: it reaches beyond the sandbox, a value that is needed is a placeholder or missing, or its
/// dependencies run in a circle.
pub fn plan_task(definition: &TaskDefinition<'_>, source: &SourceFile, options: &PlanOptions) -> Result<TaskPlan, PlanError> {
    let mut problems = Problems { source, found: Vec::new() };
    refuse(definition, &mut problems);
    let network = network_mode(definition);
    let mut planner = Planner { definition, options, network, problems, notes: Vec::new() };
    let containers: Vec<ContainerPlan> = definition.container_definitions.iter().map(|container| planner.container(container)).collect();
    if containers.is_empty() {
        planner.problems.add(definition.place.value, "it has no containers", "add one to containerDefinitions");
    }
    planner.note_differences();
    let containers = planner.in_start_order(containers);
    if !planner.problems.found.is_empty() {
        return Err(PlanError { problems: planner.problems.found });
    }
    Ok(TaskPlan {
        family: definition.family.literal().unwrap_or("task").to_string(),
        launch_type: if definition.requires_fargate().is_some() { LaunchType::Fargate } else { LaunchType::Ec2 },
        network,
        cpu: definition.cpu.literal().map(str::to_string),
        memory: definition.memory.literal().map(str::to_string),
        task_role: task_role(definition, source),
        volumes: definition.volumes.iter().filter_map(|volume| volume.name.literal()).map(str::to_string).collect(),
        containers,
        notes: planner.notes,
    })
}

/// ECS takes the name of a role for its ARN.
fn task_role(definition: &TaskDefinition<'_>, source: &SourceFile) -> Option<String> {
    let role = definition.task_role_arn.as_ref()?;
    let written = role.literal().unwrap_or(source.slice(role.span()).trim_matches(['"', '\'']));
    let is_name = !written.is_empty() && written.chars().all(|c| c.is_ascii_alphanumeric() || "+=,.@_-".contains(c));
    Some(if is_name { format!("arn:aws:iam::000000000000:role/{written}") } else { written.to_string() })
}

/// ECS's default on Linux is bridge; Fargate knows awsvpc only.
fn network_mode(definition: &TaskDefinition<'_>) -> NetworkMode {
    match definition.network_mode.literal() {
        Some("awsvpc") => NetworkMode::Awsvpc,
        Some("none") => NetworkMode::None,
        None if definition.requires_fargate().is_some() => NetworkMode::Awsvpc,
        _ => NetworkMode::Bridge,
    }
}

/// Where problems are collected.
pub(super) struct Problems<'s> {
    source: &'s SourceFile,
    pub(super) found: Vec<PlanProblem>,
}

impl Problems<'_> {
    /// Adds a problem at a place.
    pub(super) fn add(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        let position = self.source.position(span.start);
        self.found.push(PlanProblem {
            path: self.source.path().to_string(),
            line: position.line,
            column: position.column,
            message: message.into(),
            help: help.into(),
        });
    }

    /// A leaf as it is written, for placeholders.
    fn written(&self, span: Span) -> &str {
        self.source.slice(span).trim_matches(['"', '\''])
    }
}

struct Planner<'p, 'd> {
    definition: &'p TaskDefinition<'d>,
    options: &'p PlanOptions,
    network: NetworkMode,
    problems: Problems<'p>,
    notes: Vec<String>,
}

impl Planner<'_, '_> {
    fn container(&mut self, container: &ContainerDefinition<'_>) -> ContainerPlan {
        let name = container.name.literal().unwrap_or_default().to_string();
        if name.is_empty() {
            self.problems.add(container.place.value, "a container has no name", "give it one");
        }
        let local_image = self.local_image(container, &name);
        let linux = container.linux_parameters.as_ref();
        ContainerPlan {
            image: container.image.literal().map_or_else(|| local_image.clone(), str::to_string),
            local_image,
            essential: container.essential.literal().unwrap_or(true),
            environment: self.environment(container, &name),
            entry_point: texts(&container.entry_point),
            command: texts(&container.command),
            working_directory: container.working_directory.literal().map(str::to_string),
            user: container.user.literal().map(str::to_string),
            hostname: container.hostname.literal().map(str::to_string),
            memory_mib: self.memory_limit(container, &name),
            memory_reservation_mib: container.memory_reservation.literal().and_then(|mib| u32::try_from(mib).ok()),
            // Docker's least weight is 2, and ECS reads 0 and 1 as that.
            cpu_shares: container.cpu.literal().and_then(|units| u32::try_from(units).ok()).map(|units| units.max(2)),
            cpu_cap_units: self.definition.cpu.literal().and_then(facts::parse_cpu_units).filter(|units| *units > 0),
            readonly_root: container.readonly_root_filesystem.literal().unwrap_or(false),
            ulimits: container
                .ulimits
                .iter()
                .filter_map(|limit| Some((limit.name.literal()?.to_string(), limit.soft_limit.literal()?, limit.hard_limit.literal()?)))
                .collect(),
            capabilities_add: linux.map(|linux| texts(&linux.capabilities_add)).unwrap_or_default(),
            capabilities_drop: linux.map(|linux| texts(&linux.capabilities_drop)).unwrap_or_default(),
            init: linux.and_then(|linux| linux.init_process_enabled.literal()).unwrap_or(false),
            shared_memory_mib: linux.and_then(|linux| linux.shared_memory_size.literal()).and_then(|mib| u32::try_from(mib).ok()),
            mounts: self.mounts(container),
            volumes_from: container
                .volumes_from
                .iter()
                .filter_map(|from| Some((from.source_container.literal()?.to_string(), from.read_only.literal().unwrap_or(false))))
                .collect(),
            tmpfs: linux
                .into_iter()
                .flat_map(|linux| &linux.tmpfs)
                .filter_map(|tmpfs| {
                    let size = tmpfs.size.literal().map(|mib| format!("size={mib}m"));
                    let options: Vec<String> = size.into_iter().chain(texts(&tmpfs.mount_options)).collect();
                    Some((tmpfs.container_path.literal()?.to_string(), options.join(",")))
                })
                .collect(),
            health_check: container.health_check.as_ref().and_then(health_check),
            depends_on: self.depends_on(container, &name),
            start_timeout: seconds(container.start_timeout),
            stop_timeout: seconds(container.stop_timeout).unwrap_or(Duration::from_secs(facts::DEFAULT_STOP_TIMEOUT_SECONDS)),
            ports: container.port_mappings.iter().flat_map(|mapping| self.ports(mapping, &name)).collect(),
            links: if self.network == NetworkMode::Bridge { texts(&container.links) } else { Vec::new() },
            dns_servers: texts(&container.dns_servers),
            dns_search_domains: texts(&container.dns_search_domains),
            network_disabled: container.disable_networking.literal().unwrap_or(false),
            log: container.log_configuration.as_ref().and_then(|log| LogPlan::of(log, |span| self.problems.written(span).to_string())),
            name,
        }
    }

    fn local_image(&mut self, container: &ContainerDefinition<'_>, name: &str) -> String {
        let written = container.image.as_ref().map_or("", |image| self.problems.written(image.span()));
        let mapped = self.options.images.get(written).or_else(|| self.options.images.get(name));
        if let Some(local) = mapped.map(String::as_str).or(container.image.literal()) {
            return local.to_string();
        }
        let span = container.image.as_ref().map_or(container.place.value, Value::span);
        let message = match written {
            "" => format!("container {name} has no image"),
            _ => format!("the image of container {name} is a placeholder: {written}"),
        };
        self.problems.add(span, message, format!("say which local image to run: --image {name}=REPOSITORY:TAG"));
        String::new()
    }

    fn environment(&mut self, container: &ContainerDefinition<'_>, container_name: &str) -> Vec<EnvironmentVariable> {
        let mut variables = Vec::new();
        for variable in &container.environment {
            if let Some(name) = variable.name.literal() {
                // An empty or templated value is handed on as it is written, as ECS would.
                let value = variable.value.as_ref().map_or("", |value| value.literal().unwrap_or(self.problems.written(value.span())));
                variables.push(EnvironmentVariable { name: name.to_string(), value: value.to_string(), secret: false });
            }
        }
        for secret in &container.secrets {
            let Some(name) = secret.name.literal() else { continue };
            let span = secret.value.as_ref().map_or(secret.place.value, Value::span);
            let written = self.problems.written(span);
            match self.options.secrets.value(secret.value.literal().unwrap_or(written), name) {
                Some(value) => variables.push(EnvironmentVariable { name: name.to_string(), value: value.to_string(), secret: true }),
                None => {
                    let message = format!("there is no value for the secret {name} of container {container_name} ({written})");
                    self.problems.add(span, message, "nothing is fetched from AWS: give values with --secrets FILE, a JSON or YAML map from valueFrom (or the variable's name) to value");
                }
            }
        }
        variables
    }

    fn memory_limit(&mut self, container: &ContainerDefinition<'_>, name: &str) -> Option<u32> {
        let own = container.memory.literal().and_then(|mib| u32::try_from(mib).ok());
        let limit = own.or_else(|| self.definition.memory.literal().and_then(facts::parse_memory_mib))?;
        if limit < MINIMUM_MEMORY_MIB {
            let span = container.memory.as_ref().map_or(container.place.value, Value::span);
            let message =
                format!("container {name} may use {limit} MiB of memory, and no container starts with less than {MINIMUM_MEMORY_MIB}");
            self.problems.add(span, message, format!("set memory to {MINIMUM_MEMORY_MIB} or more"));
        }
        Some(limit)
    }

    fn mounts(&mut self, container: &ContainerDefinition<'_>) -> Vec<MountPlan> {
        let mut mounts = Vec::new();
        for mount in &container.mount_points {
            let (Some(volume), Some(path)) = (mount.source_volume.literal(), mount.container_path.literal()) else { continue };
            if !self.definition.volumes.iter().any(|declared| declared.name.literal() == Some(volume)) {
                self.problems.add(mount.place.value, format!("there is no volume {volume}"), "add it to volumes");
            }
            mounts.push(MountPlan {
                volume: volume.to_string(),
                path: path.to_string(),
                read_only: mount.read_only.literal().unwrap_or(false),
            });
        }
        mounts
    }

    fn depends_on(&mut self, container: &ContainerDefinition<'_>, name: &str) -> Vec<Dependency> {
        let mut found = Vec::new();
        for dependency in &container.depends_on {
            let Some(target) = dependency.container_name.literal() else { continue };
            let Some(condition) = dependency.condition.literal().and_then(Condition::from_name) else {
                let message = format!("container {name} waits for an unknown condition of {target}");
                self.problems.add(dependency.place.value, message, "the conditions are START, COMPLETE, SUCCESS and HEALTHY");
                continue;
            };
            match self.definition.container(target) {
                None => {
                    let message = format!("container {name} depends on {target}, which is not in the task");
                    self.problems.add(dependency.place.value, message, "name a container of the same task definition");
                }
                Some(other) if condition == Condition::Healthy && other.health_check.as_ref().and_then(health_check).is_none() => {
                    let message = format!("container {name} waits for {target} to become HEALTHY, and {target} has no health check");
                    self.problems.add(dependency.place.value, message, format!("give {target} a healthCheck"));
                }
                Some(_) => found.push(Dependency { container: target.to_string(), condition }),
            }
        }
        // What volumesFrom and links name must exist first, and links must run.
        let sources = container.volumes_from.iter().filter_map(|from| from.source_container.literal());
        let links = container.links.iter().filter_map(Value::literal).map(|link| link.split(':').next().unwrap_or(link));
        for target in sources.chain(links) {
            if self.definition.container(target).is_none() {
                let message = format!("container {name} names {target}, which is not in the task");
                self.problems.add(container.place.value, message, "name a container of the same task definition");
            } else if !found.iter().any(|dependency| dependency.container == target) {
                found.push(Dependency { container: target.to_string(), condition: Condition::Start });
            }
        }
        found
    }

    fn ports(&mut self, mapping: &PortMapping<'_>, name: &str) -> Vec<PortPlan> {
        let protocol = if mapping.protocol.literal() == Some("udp") { Protocol::Udp } else { Protocol::Tcp };
        if self.network == NetworkMode::None {
            return Vec::new();
        }
        if let Some(range) = mapping.container_port_range {
            let ends = range
                .literal()
                .and_then(|range| range.split_once('-'))
                .and_then(|(first, last)| Some((first.parse().ok()?, last.parse().ok()?)));
            return match ends {
                Some((first, last)) if first <= last && last - first < MAX_PORT_RANGE => (first..=last)
                    .map(|container_port| PortPlan { container_port, host_port: self.host_port(container_port, None), protocol })
                    .collect(),
                _ => {
                    let message = format!("the port range of container {name} is not one of up to {MAX_PORT_RANGE} ports");
                    self.problems.add(range.span(), message, "write it as FIRST-LAST, such as 8000-8009");
                    Vec::new()
                }
            };
        }
        let Some(container_port) = self.port(mapping.container_port, "containerPort", mapping, name) else { return Vec::new() };
        let declared = match mapping.host_port {
            None => None,
            Some(_) => self.port(mapping.host_port, "hostPort", mapping, name),
        };
        vec![PortPlan { container_port, host_port: self.host_port(container_port, declared), protocol }]
    }

    fn port(&mut self, port: Option<Value<i64>>, key: &str, mapping: &PortMapping<'_>, name: &str) -> Option<u16> {
        let span = port.as_ref().map_or(mapping.place.value, Value::span);
        match port.map(|port| port.leaf) {
            Some(Leaf::Literal(number)) => {
                let number = u16::try_from(number).ok();
                if number.is_none() {
                    self.problems.add(span, format!("the {key} of container {name} is no port"), "a port is a number from 1 to 65535");
                }
                number
            }
            Some(Leaf::Unresolved) => {
                let message = format!("the {key} of container {name} is a placeholder: {}", self.problems.written(span));
                self.problems.add(span, message, "fill in a number");
                None
            }
            None => {
                self.problems.add(span, format!("a port mapping of container {name} has no {key}"), "fill in a number");
                None
            }
        }
    }

    /// In awsvpc a port is the same inside and outside; in bridge mode 0 or none is a free one.
    fn host_port(&self, container_port: u16, declared: Option<u16>) -> Option<u16> {
        match (self.options.ports, self.network) {
            (Ports::Dynamic, _) | (_, NetworkMode::None) => None,
            (Ports::AsDeclared, NetworkMode::Awsvpc) => Some(container_port),
            (Ports::AsDeclared, NetworkMode::Bridge) => declared.filter(|port| *port > 0),
        }
    }

    /// Puts each container after those that it depends on, else in the order of the definition.
    fn in_start_order(&mut self, mut waiting: Vec<ContainerPlan>) -> Vec<ContainerPlan> {
        let mut ordered: Vec<ContainerPlan> = Vec::with_capacity(waiting.len());
        while !waiting.is_empty() {
            let placed = |name: &str| ordered.iter().any(|container| container.name == name);
            let Some(next) = waiting.iter().position(|container| container.depends_on.iter().all(|on| placed(&on.container))) else {
                let names: Vec<&str> = waiting.iter().map(|container| container.name.as_str()).collect();
                let message = format!("the dependencies of these containers run in a circle: {}", names.join(", "));
                self.problems.add(self.definition.place.value, message, "take one of the dependsOn away");
                break;
            };
            ordered.push(waiting.remove(next));
        }
        ordered
    }

    fn note_differences(&mut self) {
        let containers = &self.definition.container_definitions;
        self.notes.extend(log_plan::notes(containers));
        let notes = &mut self.notes;
        let mut note = |applies: bool, text: &str| {
            if applies {
                notes.push(text.to_string());
            }
        };
        note(self.definition.task_role_arn.is_some(), "the credentials of the task role are made up: no AWS service takes them");
        note(
            self.definition.task_role_arn.is_some() && self.network == NetworkMode::Bridge,
            "in bridge mode the credentials are at the engine's own address (AWS_CONTAINER_CREDENTIALS_FULL_URI), which AWS's SDKs refuse: over HTTP they take loopback and 169.254.170.2 only, the address in awsvpc mode here and in all modes on ECS",
        );
        note(containers.iter().any(|container| !container.environment_files.is_empty()), "environmentFiles are not read: they are on S3");
        note(
            containers
                .iter()
                .any(|container| container.restart_policy.as_ref().is_some_and(|policy| policy.enabled.literal() == Some(true))),
            "restartPolicy is not followed: a container that ends stays ended",
        );
        note(containers.iter().any(|container| !container.extra_hosts.is_empty()), "extraHosts are not set");
        note(containers.iter().any(|container| !container.resource_requirements.is_empty()), "resourceRequirements are not met");
        note(self.definition.volumes.iter().any(|volume| volume.efs.is_some()), "an empty volume stands in for each EFS file system");
    }
}

fn texts(list: &List<Value<&str>>) -> Vec<String> {
    list.iter().filter_map(Value::literal).map(str::to_string).collect()
}

fn seconds(value: Option<Value<i64>>) -> Option<Duration> {
    value.literal().and_then(|seconds| u64::try_from(seconds).ok()).filter(|seconds| *seconds > 0).map(Duration::from_secs)
}

/// ECS's defaults where the definition says nothing. A command that begins with neither CMD nor CMD-SHELL checks nothing.
fn health_check(check: &HealthCheck<'_>) -> Option<HealthCheckPlan> {
    let test = texts(&check.command);
    if !matches!(test.first().map(String::as_str), Some("CMD" | "CMD-SHELL")) {
        return None;
    }
    let (interval, timeout, retries) = facts::HEALTH_DEFAULTS;
    Some(HealthCheckPlan {
        test,
        interval: seconds(check.interval).unwrap_or(Duration::from_secs(interval)),
        timeout: seconds(check.timeout).unwrap_or(Duration::from_secs(timeout)),
        retries: check.retries.literal().and_then(|retries| u64::try_from(retries).ok()).filter(|retries| *retries > 0).unwrap_or(retries),
        start_period: seconds(check.start_period).unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests;
