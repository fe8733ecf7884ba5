//! Which ports of a container are published, and where.

use super::Planner;
use crate::model::{Leaf, Literal, PortMapping, Value};
use crate::runtime::plan::{NetworkMode, PortPlan, Ports, Protocol};

/// More ports in one range are a mistake, or take too long to publish.
const MAX_PORT_RANGE: u16 = 100;

impl Planner<'_, '_> {
    pub(super) fn ports(&mut self, mapping: &PortMapping<'_>, name: &str) -> Vec<PortPlan> {
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
}
