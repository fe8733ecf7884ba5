//! From a task definition to a [`TaskPlan`]: pure, and everything that is wrong at once.

use std::time::Duration;

use super::log_plan::{self, LogPlan};
use super::plan::{
    ContainerPlan, DEFAULT_DISK_LIMIT_MIB, DEFAULT_MEMORY_MIB, EnvironmentVariable, HealthCheckPlan, IpcMode, LaunchType, MountPlan,
    NetworkMode, PlanError, PlanOptions, PlanProblem, RestartPlan, TaskPlan,
};
use super::refusals::refuse;
use crate::facts;
use crate::model::{ContainerDefinition, Document, EfsVolume, HealthCheck, List, Literal, RestartPolicy, TaskDefinition, Value};
use crate::source::{SourceFile, Span};
use crate::syntax::{Notation, parse};

mod dependencies;
mod ports;
mod volumes;

/// Docker refuses a smaller memory limit.
const MINIMUM_MEMORY_MIB: u32 = 6;

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
    refuse(definition, options.workspace.is_some(), &mut problems);
    let network = network_mode(definition);
    let mut planner = Planner { definition, options, network, problems, notes: Vec::new() };
    let containers: Vec<ContainerPlan> = definition.container_definitions.iter().map(|container| planner.container(container)).collect();
    if containers.is_empty() {
        planner.problems.add(definition.place.value, "it has no containers", "add one to containerDefinitions");
    }
    planner.note_differences();
    let (volumes, kept_volumes) = planner.volumes();
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
        volumes,
        kept_volumes,
        shares_processes: definition.pid_mode.literal() == Some("task"),
        ipc: match definition.ipc_mode.literal() {
            Some("task") => IpcMode::Task,
            Some("none") => IpcMode::None,
            _ => IpcMode::Private,
        },
        ephemeral_storage_gib: definition.ephemeral_storage_gib.literal().and_then(|gib| u32::try_from(gib).ok()),
        disk_limit_mib: options.disk_limit_mib.unwrap_or(DEFAULT_DISK_LIMIT_MIB),
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
            restart: container.restart_policy.as_ref().and_then(restart_plan),
            extra_hosts: container
                .extra_hosts
                .iter()
                .filter_map(|host| Some((host.hostname.literal()?.to_string(), host.ip_address.literal()?.to_string())))
                .collect(),
            docker_labels: container
                .docker_labels
                .iter()
                .map(|(key, value)| (key.to_string(), value.literal().unwrap_or(self.problems.written(value.span())).to_string()))
                .collect(),
            system_controls: container
                .system_controls
                .iter()
                .filter_map(|control| Some((control.namespace.literal()?.to_string(), control.value.literal()?.to_string())))
                .collect(),
            interactive: container.interactive.literal().unwrap_or(false),
            // What confines differently (profiles, labels) is made for the instance's own system.
            security_options: texts(&container.docker_security_options)
                .into_iter()
                .filter(|option| matches!(option.as_str(), "no-new-privileges" | "no-new-privileges:true"))
                .collect(),
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
        self.add_environment_files(container, container_name, &mut variables);
        for secret in &container.secrets {
            let Some(name) = secret.name.literal() else { continue };
            let span = secret.value.as_ref().map_or(secret.place.value, Value::span);
            let written = self.problems.written(span);
            match self.options.secrets.value(secret.value.literal().unwrap_or(written), name) {
                Some(value) => {
                    variables.retain(|known| known.name != name);
                    variables.push(EnvironmentVariable { name: name.to_string(), value: value.to_string(), secret: true });
                }
                None => {
                    let message = format!("there is no value for the secret {name} of container {container_name} ({written})");
                    self.problems.add(span, message, "nothing is fetched from AWS: give values with --secrets FILE, a JSON or YAML map from valueFrom (or the variable's name) to value");
                }
            }
        }
        variables
    }

    /// A variable of `environment` wins over files, and an earlier file over a later one
    /// (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html>).
    fn add_environment_files(&mut self, container: &ContainerDefinition<'_>, name: &str, variables: &mut Vec<EnvironmentVariable>) {
        for file in &container.environment_files {
            let span = file.value.as_ref().map_or(file.place.value, Value::span);
            let arn = file.value.literal().unwrap_or(self.problems.written(span)).to_string();
            let Some(found) = self.options.environment_files.get(&arn) else {
                let message = format!("there is no environment file for container {name} ({arn})");
                self.problems.add(span, message, format!("nothing is fetched from S3: say which file it is: --env-file {arn}=PATH"));
                continue;
            };
            self.notes.extend(found.ignored().iter().cloned());
            for (name, value) in found.variables() {
                if !variables.iter().any(|known| known.name == name) {
                    variables.push(EnvironmentVariable { name: name.to_string(), value: value.to_string(), secret: true });
                }
            }
        }
    }

    fn memory_limit(&mut self, container: &ContainerDefinition<'_>, name: &str) -> Option<u32> {
        let own = container.memory.literal().and_then(|mib| u32::try_from(mib).ok());
        let Some(limit) = own.or_else(|| self.definition.memory.literal().and_then(facts::parse_memory_mib)) else {
            let reserved = container.memory_reservation.literal().and_then(|mib| u32::try_from(mib).ok()).unwrap_or_default();
            let limit = reserved.max(DEFAULT_MEMORY_MIB);
            self.notes.push(format!("container {name} has no memory limit in the definition; here it ends at {limit} MiB"));
            return Some(limit);
        };
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
        note(
            containers.iter().any(|container| container.pseudo_terminal.literal() == Some(true)),
            "pseudoTerminal is not given: output goes to the log as it is",
        );
        note(containers.iter().any(|container| !container.resource_requirements.is_empty()), "resourceRequirements are not met");
        note(
            self.definition.ephemeral_storage.is_some(),
            "ephemeralStorage is described and not set aside: what bounds the disk here is --disk-limit",
        );
        let efs = |with: fn(&EfsVolume<'_>) -> bool| self.definition.volumes.iter().filter_map(|volume| volume.efs.as_ref()).any(with);
        note(
            efs(|_| true),
            "a volume of the engine, or the directory of --efs, stands in for each EFS file system, without encryption and IAM",
        );
        note(
            efs(|efs| efs.access_point_id.is_some()),
            "an access point gives its directory an owner here; on AWS it also makes every user in the container that owner",
        );
        note(self.definition.volumes.iter().any(|volume| volume.s3_files.is_some()), "an empty volume stands in for S3 files");
    }
}

fn texts(list: &List<Value<&str>>) -> Vec<String> {
    list.iter().filter_map(Value::literal).map(str::to_string).collect()
}

fn seconds(value: Option<Value<i64>>) -> Option<Duration> {
    value.literal().and_then(|seconds| u64::try_from(seconds).ok()).filter(|seconds| *seconds > 0).map(Duration::from_secs)
}

fn restart_plan(policy: &RestartPolicy<'_>) -> Option<RestartPlan> {
    if policy.enabled.literal() != Some(true) {
        return None;
    }
    let period = policy.restart_attempt_period.literal().unwrap_or(facts::DEFAULT_RESTART_ATTEMPT_PERIOD_SECONDS);
    Some(RestartPlan {
        ignored_exit_codes: policy.ignored_exit_codes.iter().filter_map(|code| code.literal()?.parse().ok()).collect(),
        attempt_period: Duration::from_secs(u64::try_from(period).unwrap_or_default()),
    })
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
