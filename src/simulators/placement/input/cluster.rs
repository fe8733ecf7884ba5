//! `describe-container-instances`

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::reader::Reader;
use crate::simulators::choices::{Said, placement};
use crate::simulators::placement::query::{AgentVersion, parse_date};
use crate::simulators::placement::{Amounts, Cluster, Instance};
use crate::source::{Fault, SourceFile};
use crate::syntax::{Data, Node};

/// The attribute by which an input says how many `awsvpc` tasks an instance can hold: AWS's descriptions do not.
const AWSVPC_TASK_LIMIT: &str = "ecslab.awsvpc-task-limit";
const ENI_HELP: &str = "it is the number of awsvpc tasks that the instance can hold";

/// Reads the output of `aws ecs describe-container-instances`, or the list inside it.
///
/// # Errors
/// At the first value that cannot be used.
pub fn read_cluster(source: &SourceFile, node: &Node<'_>) -> Result<Cluster, Fault> {
    let items = match (&node.data, node.get("containerInstances").map(|member| &member.value.data)) {
        (Data::Array(items), _) | (_, Some(Data::Array(items))) => items,
        _ => {
            return Err(Fault::at(source, node.span, "no list `containerInstances`")
                .help("give what `aws ecs describe-container-instances` prints"));
        }
    };
    let mut cluster = Cluster::default();
    let mut known = HashSet::new();
    let (mut assumed_free, mut assumed_active) = (false, false);
    for item in items {
        let reader = Reader::new(source, item, "a container instance")?;
        let (id, span) = reader.required_text("ec2InstanceId")?;
        if !known.insert(id) {
            return Err(reader.fault(span, format!("the instance `{id}` is listed twice")));
        }
        let (instance, is_assumed) = instance(&reader, id)?;
        assumed_free |= is_assumed;
        assumed_active |= reader.get("status").is_none() || reader.get("agentConnected").is_none();
        cluster.instances.push(instance);
    }
    let mut said = Said::default();
    said.when(assumed_free, placement::ASSUMED_FREE);
    said.when(assumed_active, placement::ASSUMED_ACTIVE);
    cluster.choices = said.into_sentences();
    Ok(cluster)
}

fn instance(reader: &Reader<'_>, id: &str) -> Result<(Instance, bool), Fault> {
    let text = |name| Ok::<_, Fault>(reader.text(name)?.map(|(text, _)| text));
    let attributes = attributes(reader)?;
    let registered = resources(reader, "registeredResources")?;
    let remaining = resources(reader, "remainingResources")?;
    let is_assumed = remaining.is_none();
    let Some(remaining) = remaining.or_else(|| registered.clone()) else {
        return Err(reader
            .fault(reader.node.span, "`remainingResources` is missing")
            .help("give what `aws ecs describe-container-instances` prints"));
    };
    let free_network_interfaces = match attributes.get(AWSVPC_TASK_LIMIT) {
        None => None,
        Some(limit) => Some(limit.parse::<u32>().map(i64::from).map_err(|_| {
            reader.fault(reader.node.span, format!("attribute `{AWSVPC_TASK_LIMIT}` is `{limit}`, not a number")).help(ENI_HELP)
        })?),
    };
    let agent_version = reader.object("versionInfo")?.map(|info| info.text("agentVersion")).transpose()?.flatten();
    let instance = Instance {
        id: id.to_string(),
        arn: text("containerInstanceArn")?.unwrap_or_default().to_string(),
        status: text("status")?.unwrap_or("ACTIVE").to_string(),
        agent_connected: reader.boolean("agentConnected")?.unwrap_or(true),
        agent_version: agent_version.and_then(|(version, _)| AgentVersion::parse(version)),
        registered_at: registered_at(reader)?,
        running_tasks_count: reader.count("runningTasksCount")?.map_or(0, |(count, _)| count),
        attributes,
        registered: registered.map_or(remaining.amounts, |registered| registered.amounts),
        remaining: remaining.amounts,
        tcp_ports: remaining.tcp_ports,
        udp_ports: remaining.udp_ports,
        free_network_interfaces,
    };
    Ok((instance, is_assumed))
}

fn attributes(reader: &Reader<'_>) -> Result<BTreeMap<String, String>, Fault> {
    let pair = |item: Reader<'_>| {
        let name = item.required_text("name")?.0.to_string();
        Ok((name, item.text("value")?.map_or_else(String::new, |(value, _)| value.to_string())))
    };
    reader.objects("attributes")?.into_iter().map(pair).collect()
}

/// A time as version 2 of the AWS CLI prints it, or seconds since 1970 as version 1 does.
fn registered_at(reader: &Reader<'_>) -> Result<Option<jiff::Timestamp>, Fault> {
    let Some((text, span)) = reader.text("registeredAt")? else { return Ok(None) };
    let seconds = || {
        let seconds = text.parse::<f64>().ok().filter(|seconds| seconds.is_finite())?;
        jiff::Timestamp::from_millisecond((seconds * 1000.0) as i64).ok()
    };
    parse_date(text)
        .or_else(seconds)
        .map(Some)
        .ok_or_else(|| reader.fault(span, format!("`registeredAt` is `{text}`, not a date")).help("write it as 2018-06-18T22:28:28Z"))
}

#[derive(Debug, Clone, Default)]
struct Resources {
    amounts: Amounts,
    tcp_ports: BTreeSet<u16>,
    udp_ports: BTreeSet<u16>,
}

fn resources(reader: &Reader<'_>, name: &str) -> Result<Option<Resources>, Fault> {
    if reader.get(name).is_none() {
        return Ok(None);
    }
    let mut resources = Resources::default();
    for item in reader.objects(name)? {
        let (kind, span) = item.required_text("name")?;
        let value = item.count("integerValue")?.map(|(value, _)| value);
        let number = || value.ok_or_else(|| item.fault(span, format!("{kind} has no `integerValue`")));
        match kind {
            "CPU" => resources.amounts.cpu = number()?,
            "MEMORY" => resources.amounts.memory = number()?,
            "PORTS" => resources.tcp_ports = ports(&item)?,
            "PORTS_UDP" => resources.udp_ports = ports(&item)?,
            "GPU" => {
                // The CLI lists the devices; their number stands in for them.
                let devices = item.list("stringSetValue")?.len();
                resources.amounts.gpus = if devices > 0 { devices as i64 } else { value.unwrap_or(0) };
            }
            _ => {}
        }
    }
    Ok(Some(resources))
}

fn ports(item: &Reader<'_>) -> Result<BTreeSet<u16>, Fault> {
    let port = |node: &Node<'_>| match &node.data {
        Data::String(text) | Data::Number(text) => text.parse().map_err(|_| item.fault(node.span, format!("`{text}` is not a port"))),
        _ => Err(item.fault(node.span, format!("a port is {}", node.type_name()))),
    };
    item.list("stringSetValue")?.iter().map(port).collect()
}
