//! What one task takes: the task definition under the request's overrides.

use super::reader::Reader;
use crate::facts::{parse_cpu_units, parse_memory_mib};
use crate::simulators::placement::{Amounts, Needs};
use crate::source::Fault;

/// `cpu` of a task: units or vCPU.
pub(super) fn cpu(reader: &Reader<'_>) -> Result<Option<i64>, Fault> {
    size(reader, "cpu", parse_cpu_units)
}

/// `memory` of a task: MiB or GB.
pub(super) fn memory(reader: &Reader<'_>) -> Result<Option<i64>, Fault> {
    size(reader, "memory", parse_memory_mib)
}

fn size(reader: &Reader<'_>, name: &str, parse: fn(&str) -> Option<u32>) -> Result<Option<i64>, Fault> {
    let Some((text, span)) = reader.text(name)? else { return Ok(None) };
    parse(text).map(|size| Some(i64::from(size))).ok_or_else(|| reader.fault(span, format!("`{name}` is `{text}`, not a size")))
}

/// Reads the needs: sizes of the task where it has any, else the sum of its containers, of which `memoryReservation` comes before
/// `memory`.
pub(super) fn read(definition: &Reader<'_>, overrides: Option<&Reader<'_>>) -> Result<Needs, Fault> {
    let mode = definition.text("networkMode")?.map_or("bridge", |(mode, _)| mode);
    let mut needs = Needs { network_interface: mode == "awsvpc", ..Needs::default() };
    let container_overrides = overrides.map_or(Ok(Vec::new()), |overrides| overrides.objects("containerOverrides"))?;
    let containers = definition.objects("containerDefinitions")?;
    if containers.is_empty() {
        let span = definition.node.span;
        return Err(definition.fault(span, "the task definition has no `containerDefinitions`"));
    }
    let mut sum = Amounts::default();
    for container in &containers {
        let name = container.text("name")?.map(|(name, _)| name);
        let mut layers = Vec::new();
        for layer in &container_overrides {
            if layer.text("name")?.map(|(name, _)| name) == name {
                layers.push(*layer);
            }
        }
        layers.push(*container);
        sum = add(sum, amounts(&layers)?);
        host_ports(container, mode, &mut needs)?;
    }
    for layer in &container_overrides {
        let (name, span) = layer.required_text("name")?;
        let names = containers.iter().map(|container| container.text("name")).collect::<Result<Vec<_>, _>>()?;
        if !names.into_iter().flatten().any(|(known, _)| known == name) {
            return Err(layer.fault(span, format!("the task definition has no container `{name}`")));
        }
    }
    let task_size = |read: fn(&Reader<'_>) -> Result<Option<i64>, Fault>| match overrides.map(read).transpose()?.flatten() {
        Some(size) => Ok(Some(size)),
        None => read(definition),
    };
    needs.amounts = Amounts { cpu: task_size(cpu)?.unwrap_or(sum.cpu), memory: task_size(memory)?.unwrap_or(sum.memory), gpus: sum.gpus };
    for attribute in definition.objects("requiresAttributes")? {
        let value = attribute.text("value")?.map(|(value, _)| value.to_string());
        needs.attributes.push((attribute.required_text("name")?.0.to_string(), value));
    }
    Ok(needs)
}

fn add(left: Amounts, right: Amounts) -> Amounts {
    Amounts { cpu: left.cpu + right.cpu, memory: left.memory + right.memory, gpus: left.gpus + right.gpus }
}

/// The amounts of one container; what an earlier layer sets wins.
fn amounts(layers: &[Reader<'_>]) -> Result<Amounts, Fault> {
    let first = |name: &str| {
        for layer in layers {
            if let Some((value, _)) = layer.count(name)? {
                return Ok(Some(value));
            }
        }
        Ok::<_, Fault>(None)
    };
    let memory = match first("memoryReservation")? {
        Some(reservation) => reservation,
        None => first("memory")?.unwrap_or(0),
    };
    let mut gpus = 0;
    for layer in layers {
        let requirements = layer.objects("resourceRequirements")?;
        for requirement in &requirements {
            if requirement.text("type")?.is_some_and(|(kind, _)| kind == "GPU") {
                gpus += requirement.count("value")?.map_or(0, |(value, _)| value);
            }
        }
        if !requirements.is_empty() {
            break;
        }
    }
    Ok(Amounts { cpu: first("cpu")?.unwrap_or(0), memory, gpus })
}

/// Static ports of the host: of `bridge` those that are given, of `host` all. `awsvpc` and `none` take none.
fn host_ports(container: &Reader<'_>, mode: &str, needs: &mut Needs) -> Result<(), Fault> {
    if matches!(mode, "awsvpc" | "none") {
        return Ok(());
    }
    for mapping in container.objects("portMappings")? {
        let port = |name| {
            let Some((port, span)) = mapping.count(name)? else { return Ok(None) };
            let port = u16::try_from(port).map_err(|_| mapping.fault(span, format!("`{name}` is {port}; ports end at 65535")))?;
            Ok::<_, Fault>((port != 0).then_some(port))
        };
        let fixed = match (port("hostPort")?, mode) {
            (Some(port), _) => Some((port, port)),
            (None, "host") => match mapping.text("containerPortRange")? {
                Some((range, span)) => Some(port_range(&mapping, range, span)?),
                None => port("containerPort")?.map(|port| (port, port)),
            },
            (None, _) => None,
        };
        let Some((first, last)) = fixed else { continue };
        let is_udp = mapping.text("protocol")?.is_some_and(|(protocol, _)| protocol == "udp");
        let ports = if is_udp { &mut needs.udp_ports } else { &mut needs.tcp_ports };
        ports.extend(first..=last);
    }
    Ok(())
}

fn port_range(mapping: &Reader<'_>, range: &str, span: crate::source::Span) -> Result<(u16, u16), Fault> {
    let ends = range.split_once('-').and_then(|(first, last)| Some((first.parse().ok()?, last.parse().ok()?)));
    ends.filter(|(first, last): &(u16, u16)| first <= last)
        .ok_or_else(|| mapping.fault(span, format!("`containerPortRange` is `{range}`, not a range such as 8000-8010")))
}
