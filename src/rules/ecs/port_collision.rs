//! ECS203

use std::collections::HashMap;
use std::ops::RangeInclusive;

use super::references::containers_by_name;
use crate::facts::MAX_CONTAINERS;
use crate::lint::{Findings, declare_rule};
use crate::model::{ContainerDefinition, Literal, PortMapping, TaskDefinition};
use crate::source::Span;

declare_rule! {
    /// In `awsvpc` mode the containers of a task share one network interface, in `host` mode that of the instance. Two of
    /// them cannot listen on one port: the second fails to bind and ends, and with it usually the task. In `bridge` mode
    /// the same is true of two equal host ports.
    ///
    /// Containers that listen one after the other, because one waits for the end of the other, do not collide.
    PORT_COLLISION {
        code: "ECS203",
        name: "port-collision",
        severity: Error,
        summary: "Two containers of the task listen on the same port.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html",
        verified: "2026-11-21",
        lesson: "fargate/containers",
        fails: r#"{"family": "web", "networkMode": "awsvpc", "containerDefinitions": [
  {"name": "shop", "image": "nginx:1.28", "memory": 128, "portMappings": [{"containerPort": 80}]},
  {"name": "admin", "image": "nginx:1.28", "memory": 128, "portMappings": [{"containerPort": 80}]}]}"#,
        passes: r#"{"family": "web", "networkMode": "awsvpc", "containerDefinitions": [
  {"name": "shop", "image": "nginx:1.28", "memory": 128, "portMappings": [{"containerPort": 80}]},
  {"name": "admin", "image": "nginx:1.28", "memory": 128, "portMappings": [{"containerPort": 8080}]}]}"#,
        check: TaskDefinition(check),
    }
}

/// Containers and ports that are compared with each other. No task has as many: a longer document has other errors, and must not
/// take hours.
const MAX_COMPARED: (usize, usize) = (5 * MAX_CONTAINERS, 1_000);

/// Ports that a container takes on an interface that it shares.
struct Taken<'a> {
    container: usize,
    ports: RangeInclusive<i64>,
    protocol: &'a str,
    span: Span,
}

impl Taken<'_> {
    fn is_range(&self) -> bool {
        self.ports.start() != self.ports.end()
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.protocol == other.protocol && self.ports.start() <= other.ports.end() && other.ports.start() <= self.ports.end()
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let shared = match task.network_mode {
        // Whether containers of a Windows task share ports is not documented.
        Some(mode) if matches!(mode.literal(), Some("awsvpc" | "host")) && task.is_linux() => true,
        Some(mode) if mode.literal() == Some("bridge") => false,
        None if task.requires_fargate().is_none() => false,
        _ => return,
    };
    let containers = &task.container_definitions;
    let mut taken: Vec<Taken<'_>> = Vec::new();
    for (number, container) in containers.iter().enumerate().take(MAX_COMPARED.0) {
        for mapping in container.port_mappings.iter().take(MAX_COMPARED.1 - taken.len()) {
            let Some((ports, span)) = (if shared { container_ports(mapping) } else { host_port(mapping) }) else { continue };
            let Some(protocol) = transport(mapping) else { continue };
            taken.push(Taken { container: number, ports, protocol, span });
        }
    }
    let by_name = containers_by_name(task);
    for (number, port) in taken.iter().enumerate() {
        let collides = |earlier: &&Taken<'_>| {
            let (first, second) = (&containers[earlier.container], &containers[port.container]);
            // AWS accepts one plain port twice in one container, and there it hurts nobody.
            (earlier.container != port.container || !shared || earlier.is_range() || port.is_range())
                && earlier.overlaps(port)
                && !may_end_before(first, second, &by_name)
                && !may_end_before(second, first, &by_name)
        };
        if let Some(earlier) = taken[..number].iter().find(collides) {
            report(port, earlier, containers, shared, findings);
        }
    }
}

fn report(port: &Taken<'_>, earlier: &Taken<'_>, containers: &[ContainerDefinition<'_>], shared: bool, findings: &mut Findings<'_>) {
    let owner = containers[earlier.container].label();
    let (number, protocol) = (port.ports.start().max(earlier.ports.start()), port.protocol);
    let message = if shared {
        format!("container \"{owner}\" already listens on port {number}/{protocol} of the interface that the containers share")
    } else {
        format!("host port {number}/{protocol} is already taken by container \"{owner}\"")
    };
    let finding = findings.report(port.span, message);
    finding.related(earlier.span, "first taken here");
    if shared {
        finding.help("let one of the two listen on another port, and say so in both its own configuration and containerPort");
    } else {
        finding.help("set another hostPort, or 0 for a free one");
    }
    if shared && (port.is_range() || earlier.is_range()) {
        finding.aws_message("container port is used multiple times in task");
    } else if !shared && protocol == "tcp" {
        finding.aws_message("TCP host port '...' is mapped multiple times in task.");
    }
}

/// The ports that a mapping opens in its container, and where it says so.
pub(super) fn container_ports(mapping: &PortMapping<'_>) -> Option<(RangeInclusive<i64>, Span)> {
    if let (Some(value), Some(port)) = (mapping.container_port, mapping.container_port.literal()) {
        return Some((port..=port, value.span()));
    }
    let value = mapping.container_port_range?;
    let (first, last) = value.literal()?.split_once('-')?;
    let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    (first <= last).then_some((first..=last, value.span()))
}

/// The protocol of a mapping; ECS reads whatever is not `udp` as `tcp`.
pub(super) fn transport(mapping: &PortMapping<'_>) -> Option<&'static str> {
    match mapping.protocol {
        None => Some("tcp"),
        Some(_) => mapping.protocol.literal().map(|protocol| if protocol == "udp" { "udp" } else { "tcp" }),
    }
}

fn host_port(mapping: &PortMapping<'_>) -> Option<(RangeInclusive<i64>, Span)> {
    let value = mapping.host_port?;
    let port = value.literal().filter(|port| *port != 0)?;
    Some((port..=port, value.span()))
}

/// Whether `second` waits, itself or through others, until `first` has ended.
fn may_end_before(
    first: &ContainerDefinition<'_>,
    second: &ContainerDefinition<'_>,
    by_name: &HashMap<&str, &ContainerDefinition<'_>>,
) -> bool {
    // The end of an essential container is the end of the task.
    if first.is_certainly_essential() {
        return false;
    }
    let name = first.name.literal();
    let mut reached: Vec<&ContainerDefinition<'_>> = vec![second];
    let mut next = 0;
    while let Some(container) = reached.get(next).copied() {
        next += 1;
        for dependency in &container.depends_on {
            let waits_for_end = dependency.condition.is_some_and(|value| !matches!(value.literal(), Some("START" | "HEALTHY")));
            match dependency.container_name.literal() {
                // What has no known name, here or there, may be the one that is meant.
                target if waits_for_end && (target.is_none() || name.is_none() || target == name) => return true,
                Some(target) => {
                    if let Some(found) = by_name.get(target).filter(|found| !reached.iter().any(|seen| std::ptr::eq(*seen, **found))) {
                        reached.push(found);
                    }
                }
                None => {}
            }
        }
    }
    false
}
