//! From a [`ContainerSpec`] to what testcontainers starts, and from its errors to ours.

use std::collections::HashMap;
use std::time::Duration;

use testcontainers::bollard::errors::Error as DockerError;
use testcontainers::bollard::models::{HostConfig, HostConfigLogConfig, Mount, MountType, MountVolumeOptions, PortBinding};
use testcontainers::core::client::ClientError;
use testcontainers::core::{ContainerPort, Healthcheck};
use testcontainers::{ContainerRequest, GenericImage, ImageExt, TestcontainersError};

use super::output_limits::LOG_FILE_BYTES;
use super::{ContainerSpec, EngineError, HealthCheckPlan, Ipc, KeptData, KeptVolume, MountPlan, Network, PIDS_LIMIT, PortPlan, Protocol};

/// The machine of the engine, as far as it tells: what a container may have of it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Machine {
    /// A cap on processors above their number is refused.
    pub(super) cpus: Option<i64>,
    /// Bytes.
    pub(super) memory: Option<i64>,
}

impl Machine {
    fn nano_cpus(self, units: u32) -> i64 {
        let wanted = i64::from(units) * 1_000_000_000 / 1024;
        self.cpus.map_or(wanted, |cpus| wanted.min(cpus * 1_000_000_000))
    }

    /// No container takes all the memory there is: a quarter is left to the machine.
    fn memory_limit(self, mib: u32) -> i64 {
        let wanted = i64::from(mib) * 1024 * 1024;
        self.memory.map_or(wanted, |all| wanted.min(all / 4 * 3))
    }
}

/// The request for a container.
pub(super) fn container_request(spec: &ContainerSpec<'_>, machine: Machine) -> ContainerRequest<GenericImage> {
    let plan = spec.plan;
    let (name, tag) = name_and_tag(&plan.local_image);
    let mut image = GenericImage::new(name, tag);
    if let Network::Own(ports) = &spec.network {
        // Only exposed ports can be bound.
        image = ports.iter().fold(image, |image, port| image.with_exposed_port(container_port(port)));
    }
    // testcontainers takes an entry point of one word; the engine joins entry point and command, so the rest may lead the command.
    let mut words = plan.entry_point.iter();
    if let Some(first) = words.next() {
        image = image.with_entrypoint(first);
    }
    let mut request: ContainerRequest<GenericImage> = image
        .with_container_name(&spec.name)
        .with_cmd(words.chain(&plan.command))
        // Ours come last: no definition can take them over.
        .with_labels(plan.docker_labels.iter().map(|(key, value)| (key.as_str(), value)))
        .with_labels(spec.labels.iter().map(|(label, value)| (label.key(), value)))
        .with_open_stdin(plan.interactive)
        .with_health_check(health_check(plan.health_check.as_ref()))
        .with_readonly_rootfs(plan.readonly_root)
        // The state machine has timeouts of its own; this one is for an engine that hangs.
        .with_startup_timeout(Duration::from_secs(120));
    for variable in &plan.environment {
        request = request.with_env_var(&variable.name, &variable.value);
    }
    if let Some(directory) = &plan.working_directory {
        request = request.with_working_dir(directory);
    }
    if let Some(user) = &plan.user {
        request = request.with_user(user);
    }
    if let (Some(hostname), Network::Own(_) | Network::Disabled) = (&plan.hostname, &spec.network) {
        request = request.with_hostname(hostname);
    }
    for (name, soft, hard) in &plan.ulimits {
        request = request.with_ulimit(name, *soft, Some(*hard));
    }
    for capability in &plan.capabilities_add {
        request = request.with_cap_add(capability);
    }
    for capability in &plan.capabilities_drop {
        request = request.with_cap_drop(capability);
    }
    for option in &plan.security_options {
        request = request.with_security_opt(option);
    }
    // Only the last modifier counts, so everything that has no call of its own is in this one.
    let host = host_settings(spec, machine);
    request.with_host_config_modifier(move |config| merge(config, &host))
}

/// The request for an image.
pub(super) fn pull_request(image: &str) -> ContainerRequest<GenericImage> {
    let (name, tag) = name_and_tag(image);
    GenericImage::new(name, tag).into()
}

/// What testcontainers has no call for. Ports are bound here and not there, because there they are bound to every address.
fn host_settings(spec: &ContainerSpec<'_>, machine: Machine) -> HostConfig {
    let plan = spec.plan;
    let bytes = |mib: u32| i64::from(mib) * 1024 * 1024;
    let memory = plan.memory_mib.map(|mib| machine.memory_limit(mib));
    let on_engine = |name: &str| format!("{}{name}", spec.prefix);
    let own = matches!(spec.network, Network::Own(_));
    HostConfig {
        network_mode: match &spec.network {
            Network::SharedWith(id) => Some(format!("container:{id}")),
            Network::Disabled => Some("none".to_string()),
            Network::Own(_) => None,
        },
        port_bindings: match &spec.network {
            Network::Own(ports) => Some(ports.iter().map(binding).collect()),
            _ => Some(HashMap::new()),
        },
        memory,
        // No swap on top, as on Fargate: the limit is the limit.
        memory_swap: memory,
        // The engine refuses more than the limit.
        memory_reservation: plan.memory_reservation_mib.map(|mib| memory.map_or(bytes(mib), |limit| bytes(mib).min(limit))),
        cpu_shares: plan.cpu_shares.map(i64::from),
        nano_cpus: plan.cpu_cap_units.map(|units| machine.nano_cpus(units)),
        pids_limit: Some(PIDS_LIMIT),
        mounts: Some(plan.mounts.iter().map(|mount| engine_mount(spec, mount)).collect()),
        pid_mode: spec.namespaces.processes_of.as_ref().map(|id| format!("container:{id}")),
        ipc_mode: match &spec.namespaces.ipc {
            Ipc::Own => None,
            Ipc::Shareable => Some("shareable".to_string()),
            Ipc::SharedWith(id) => Some(format!("container:{id}")),
            Ipc::Disabled => Some("none".to_string()),
        },
        sysctls: Some(plan.system_controls.iter().filter(|(name, _)| has_namespace_of(spec, name)).cloned().collect()),
        extra_hosts: own.then(|| plan.extra_hosts.iter().map(|(name, address)| format!("{name}:{address}")).collect()),
        init: plan.init.then_some(true),
        shm_size: plan.shared_memory_mib.map(bytes),
        tmpfs: Some(plan.tmpfs.iter().cloned().collect()),
        volumes_from: Some(
            plan.volumes_from
                .iter()
                .map(|(name, read_only)| format!("{}{}", on_engine(name), if *read_only { ":ro" } else { "" }))
                .collect(),
        ),
        links: own.then(|| {
            let link = |link: &String| {
                link.split_once(':').map_or(format!("{}:{link}", on_engine(link)), |(name, alias)| format!("{}:{alias}", on_engine(name)))
            };
            plan.links.iter().map(link).collect()
        }),
        dns: own.then(|| plan.dns_servers.clone()),
        dns_search: own.then(|| plan.dns_search_domains.clone()),
        log_config: Some(HostConfigLogConfig {
            typ: Some("json-file".to_string()),
            config: Some(HashMap::from([("max-size".to_string(), LOG_FILE_BYTES.to_string()), ("max-file".to_string(), "2".to_string())])),
        }),
        ..HostConfig::default()
    }
}

/// Whether the container has the namespace to which a kernel parameter belongs; where another has it, it is set there.
fn has_namespace_of(spec: &ContainerSpec<'_>, parameter: &str) -> bool {
    if parameter.starts_with("net.") {
        !matches!(spec.network, Network::SharedWith(_))
    } else {
        !matches!(spec.namespaces.ipc, Ipc::SharedWith(_))
    }
}

fn engine_mount(spec: &ContainerSpec<'_>, mount: &MountPlan) -> Mount {
    let kept = spec.kept_volumes.iter().find(|volume| volume.name == mount.volume);
    let directory = kept.and_then(KeptVolume::directory);
    let (typ, source) = match (kept.map(|kept| &kept.data), directory) {
        (_, Some(directory)) => (MountType::BIND, directory.display().to_string()),
        (Some(KeptData::EngineVolume { name, .. }), None) => (MountType::VOLUME, name.clone()),
        _ => (MountType::VOLUME, format!("{}{}", spec.prefix, mount.volume)),
    };
    Mount {
        typ: Some(typ),
        source: Some(source),
        target: Some(mount.path.clone()),
        read_only: Some(mount.read_only),
        // Into an empty volume of its own a container gets what its image has there, as on an instance. A file system is mounted
        // over it instead.
        volume_options: (kept.is_some() && typ == MountType::VOLUME)
            .then(|| MountVolumeOptions { no_copy: Some(true), ..Default::default() }),
        ..Mount::default()
    }
}

fn merge(config: &mut HostConfig, ours: &HostConfig) {
    // Without port bindings testcontainers publishes every exposed port on every address.
    config.publish_all_ports = Some(false);
    config.port_bindings = ours.port_bindings.clone();
    config.network_mode = ours.network_mode.clone();
    config.memory = ours.memory;
    config.memory_swap = ours.memory_swap;
    config.memory_reservation = ours.memory_reservation;
    config.cpu_shares = ours.cpu_shares;
    config.nano_cpus = ours.nano_cpus;
    config.init = ours.init;
    config.shm_size = ours.shm_size;
    config.tmpfs = ours.tmpfs.clone();
    config.volumes_from = ours.volumes_from.clone();
    config.links = ours.links.clone();
    config.pids_limit = ours.pids_limit;
    config.mounts = ours.mounts.clone();
    config.pid_mode = ours.pid_mode.clone();
    config.ipc_mode = ours.ipc_mode.clone();
    config.sysctls = ours.sysctls.clone();
    config.extra_hosts = ours.extra_hosts.clone();
    config.dns = ours.dns.clone();
    config.dns_search = ours.dns_search.clone();
    config.log_config = ours.log_config.clone();
}

/// Without a check in the definition, the image's own is switched off, because ECS ignores it.
fn health_check(plan: Option<&HealthCheckPlan>) -> Healthcheck {
    let Some(plan) = plan else { return Healthcheck::none() };
    let (kind, words) = plan.test.split_first().map_or(("NONE", &[][..]), |(kind, words)| (kind.as_str(), words));
    let check = match kind {
        "CMD" => Healthcheck::cmd(words),
        _ => Healthcheck::cmd_shell(words.join(" ")),
    };
    check
        .with_interval(plan.interval)
        .with_timeout(plan.timeout)
        .with_retries(u32::try_from(plan.retries).unwrap_or(u32::MAX))
        .with_start_period(plan.start_period)
}

/// testcontainers joins name and tag with a colon, which also holds for `name@sha256:digest`.
fn name_and_tag(image: &str) -> (&str, &str) {
    match image.rsplit_once(':') {
        // A colon before a slash is a registry's port.
        Some((name, tag)) if !tag.contains('/') => (name, tag),
        _ => (image, "latest"),
    }
}

fn container_port(port: &PortPlan) -> ContainerPort {
    match port.protocol {
        Protocol::Tcp => ContainerPort::Tcp(port.container_port),
        Protocol::Udp => ContainerPort::Udp(port.container_port),
    }
}

fn binding(port: &PortPlan) -> (String, Option<Vec<PortBinding>>) {
    let host_port = port.host_port.map(|port| port.to_string()).unwrap_or_default();
    let binding = PortBinding { host_ip: Some("127.0.0.1".to_string()), host_port: Some(host_port) };
    (container_port(port).to_string(), Some(vec![binding]))
}

/// What went wrong with a start, in the engine's words where there are any.
pub(super) fn as_engine_error(image: &str, error: TestcontainersError) -> EngineError {
    let docker = match &error {
        TestcontainersError::Client(ClientError::PullImage { .. }) => return EngineError::MissingImages(vec![image.to_string()]),
        TestcontainersError::Client(ClientError::CreateContainer(docker) | ClientError::StartContainer(docker)) => docker,
        _ => return EngineError::CannotStart(error.to_string()),
    };
    match docker {
        DockerError::DockerResponseServerError { message, .. } => match taken_port(message) {
            Some(port) => EngineError::PortTaken(port),
            None => EngineError::CannotStart(daemon_says(message)),
        },
        _ => EngineError::Failed { action: "start a container", message: docker.to_string() },
    }
}

/// What went wrong with a pull, in the engine's words where there are any.
pub(super) fn as_pull_error(error: TestcontainersError) -> EngineError {
    match &error {
        TestcontainersError::Client(ClientError::PullImage { err, .. }) => EngineError::CannotPull(match err {
            DockerError::DockerResponseServerError { message, .. } => daemon_says(message),
            DockerError::DockerStreamError { error } => daemon_says(error),
            other => other.to_string(),
        }),
        _ => EngineError::CannotPull(error.to_string()),
    }
}

/// A refusal as the agent hands it on.
pub(super) fn daemon_says(message: &str) -> String {
    format!("Error response from daemon: {}", message.trim())
}

/// The port of "Bind for 127.0.0.1:8080 failed: port is already allocated" (another container has it) and of "listen tcp4
/// 127.0.0.1:8080: bind: address already in use" (another process has it).
fn taken_port(message: &str) -> Option<u16> {
    if !message.contains("port is already allocated") && !message.contains("address already in use") {
        return None;
    }
    let after = &message[message.rfind("127.0.0.1:")? + "127.0.0.1:".len()..];
    after.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_split_so_that_they_join_to_themselves() {
        for (image, expected) in [
            ("nginx:1.28", "nginx:1.28"),
            ("nginx", "nginx:latest"),
            ("localhost:5000/nginx", "localhost:5000/nginx:latest"),
            ("a/b@sha256:00", "a/b@sha256:00"),
            ("a/b:1@sha256:00", "a/b:1@sha256:00"),
        ] {
            let (name, tag) = name_and_tag(image);
            assert_eq!(format!("{name}:{tag}"), expected);
        }
    }

    #[test]
    fn a_taken_port_is_read_from_the_engines_words() {
        let allocated =
            "driver failed programming external connectivity on endpoint x (0): Bind for 127.0.0.1:8080 failed: port is already allocated";
        let listening = "driver failed: Error starting userland proxy: listen tcp4 127.0.0.1:443: bind: address already in use";
        assert_eq!(taken_port(allocated), Some(8080));
        assert_eq!(taken_port(listening), Some(443));
        assert_eq!(taken_port("exec: \"nope\": executable file not found in $PATH"), None);
    }
}
