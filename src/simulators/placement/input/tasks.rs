//! `describe-tasks`

use std::collections::HashMap;

use super::needs;
use super::reader::Reader;
use crate::simulators::placement::{Amounts, Cluster, RunningTask};
use crate::source::{Fault, SourceFile};
use crate::syntax::{Data, Node};

/// Reads the output of `aws ecs describe-tasks`, or the list inside it: the tasks on instances of the cluster.
///
/// What they take is part of the cluster's `remainingResources` already; each takes one of the interfaces that the cluster's input
/// states. Tasks that have stopped and tasks on Fargate are left out.
///
/// # Errors
/// At the first value that cannot be used, and at an instance that the cluster does not have.
pub fn read_tasks(source: &SourceFile, node: &Node<'_>, cluster: &mut Cluster) -> Result<Vec<RunningTask>, Fault> {
    let items = match (&node.data, node.get("tasks").map(|member| &member.value.data)) {
        (Data::Array(items), _) | (_, Some(Data::Array(items))) => items,
        _ => return Err(Fault::at(source, node.span, "no list `tasks`").help("give what `aws ecs describe-tasks` prints")),
    };
    let mut index_of: HashMap<String, usize> = HashMap::new();
    for (index, instance) in cluster.instances.iter().enumerate() {
        index_of.insert(instance.arn.clone(), index);
        index_of.insert(instance.id.clone(), index);
    }
    let mut tasks = Vec::new();
    for (number, item) in items.iter().enumerate() {
        let reader = Reader::new(source, item, "a task")?;
        if reader.text("lastStatus")?.is_some_and(|(status, _)| status == "STOPPED") {
            continue;
        }
        let Some((arn, span)) = reader.text("containerInstanceArn")? else { continue };
        let Some(&instance) = index_of.get(arn).filter(|_| !arn.is_empty()) else {
            return Err(reader
                .fault(span, format!("the cluster has no instance `{arn}`"))
                .help("describe all instances of the cluster, or leave the task out"));
        };
        let task = task(&reader, number + 1, instance)?;
        if let (true, Some(free)) = (task.has_network_interface, &mut cluster.instances[instance].free_network_interfaces) {
            *free = (*free - 1).max(0);
        }
        tasks.push(task);
    }
    Ok(tasks)
}

fn task(reader: &Reader<'_>, number: usize, instance: usize) -> Result<RunningTask, Fault> {
    let arn = reader.text("taskArn")?.map_or_else(|| format!("task {number}"), |(arn, _)| arn.to_string());
    let attachments = reader.objects("attachments")?;
    let has_network_interface = attachments
        .iter()
        .map(|attachment| Ok(attachment.text("type")?.is_some_and(|(kind, _)| kind == "ElasticNetworkInterface")))
        .collect::<Result<Vec<bool>, Fault>>()?
        .contains(&true);
    let cpu = needs::cpu(reader)?;
    let memory = needs::memory(reader)?;
    Ok(RunningTask {
        arn,
        group: reader.text("group")?.map_or_else(String::new, |(group, _)| group.to_string()),
        instance,
        is_wanted: reader.text("desiredStatus")?.is_none_or(|(status, _)| status != "STOPPED"),
        has_network_interface,
        size: cpu.zip(memory).map(|(cpu, memory)| Amounts { cpu, memory, gpus: 0 }),
    })
}
