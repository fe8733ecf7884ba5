//! From a [`ContainerSpec`] to what testcontainers starts, and from its errors to ours.

use std::collections::HashMap;
use std::time::Duration;

use testcontainers::bollard::errors::Error as DockerError;
use testcontainers::bollard::models::{HostConfig, HostConfigLogConfig, PortBinding};
use testcontainers::core::client::ClientError;
use testcontainers::core::{AccessMode, ContainerPort, Healthcheck, Mount};
use testcontainers::{ContainerRequest, GenericImage, ImageExt, TestcontainersError};

use super::output::LOG_FILE_BYTES;
use super::{ContainerSpec, EngineError, HealthCheckPlan, Network, PortPlan, Protocol};

/// The request for a container. `cpus` are those of the machine.
pub(super) fn container_request(spec: &ContainerSpec<'_>, cpus: Option<i64>) -> ContainerRequest<GenericImage> {
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
        .with_labels(spec.labels.iter().map(|(label, value)| (label.key(), value)))
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
    if let (Some(hostname), Network::Own(_)) = (&plan.hostname, &spec.network) {
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
    for mount in &plan.mounts {
        let mode = if mount.read_only { AccessMode::ReadOnly } else { AccessMode::ReadWrite };
        let volume = format!("{}{}", spec.prefix, mount.volume);
        request = request.with_mount(Mount::volume_mount(volume, &mount.path).with_access_mode(mode));
    }
    // Only the last modifier counts, so everything that has no call of its own is in this one.
    let host = host_settings(spec, cpus);
    request.with_host_config_modifier(move |config| merge(config, &host))
}

/// What testcontainers has no call for. Ports are bound here and not there, because there they are bound to every address.
fn host_settings(spec: &ContainerSpec<'_>, cpus: Option<i64>) -> HostConfig {
    let plan = spec.plan;
    let bytes = |mib: u32| i64::from(mib) * 1024 * 1024;
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
        memory: plan.memory_mib.map(bytes),
        // No swap on top, as on Fargate: the limit is the limit.
        memory_swap: plan.memory_mib.map(bytes),
        memory_reservation: plan.memory_reservation_mib.map(bytes),
        cpu_shares: plan.cpu_shares.map(i64::from),
        nano_cpus: plan.cpu_cap_units.map(|units| {
            let wanted = i64::from(units) * 1_000_000_000 / 1024;
            cpus.map_or(wanted, |cpus| wanted.min(cpus * 1_000_000_000))
        }),
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
            None => EngineError::CannotStart(format!("Error response from daemon: {}", message.trim())),
        },
        _ => EngineError::Failed { action: "start a container", message: docker.to_string() },
    }
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
