//! Container instances and the tasks on them.

use std::collections::{BTreeMap, BTreeSet};

use super::query::AgentVersion;
use crate::facts::AVAILABILITY_ZONE_ATTRIBUTE;

/// The container instances of a cluster, in the order of the input.
#[derive(Debug, Clone, Default)]
pub struct Cluster {
    /// `containerInstances`
    pub instances: Vec<Instance>,
    /// What had to be assumed while reading: sentences.
    pub choices: Vec<String>,
}

/// One of `containerInstances[]`.
#[derive(Debug, Clone)]
pub struct Instance {
    /// `ec2InstanceId`
    pub id: String,
    /// `containerInstanceArn`, empty where the input has none.
    pub arn: String,
    /// `status`, such as `ACTIVE` or `DRAINING`.
    pub status: String,
    /// `agentConnected`
    pub agent_connected: bool,
    /// `versionInfo.agentVersion`
    pub agent_version: Option<AgentVersion>,
    /// `registeredAt`
    pub registered_at: Option<jiff::Timestamp>,
    /// `runningTasksCount`
    pub running_tasks_count: i64,
    /// `attributes[]`; one without value is empty.
    pub attributes: BTreeMap<String, String>,
    /// `registeredResources`
    pub registered: Amounts,
    /// `remainingResources`
    pub remaining: Amounts,
    /// Ports in use: `PORTS` of `remainingResources`.
    pub tcp_ports: BTreeSet<u16>,
    /// UDP ports in use: `PORTS_UDP` of `remainingResources`.
    pub udp_ports: BTreeSet<u16>,
    /// How many more tasks with a network interface of their own fit; `None` where it is not known, which counts as no limit.
    pub free_network_interfaces: Option<i64>,
}

/// Amounts of an instance or a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Amounts {
    /// CPU units, 1024 for one vCPU.
    pub cpu: i64,
    /// MiB.
    pub memory: i64,
    /// Whole devices.
    pub gpus: i64,
}

/// One of `tasks[]` that is on an instance of the cluster.
#[derive(Debug, Clone)]
pub struct RunningTask {
    /// `taskArn`
    pub arn: String,
    /// `group`, such as `service:web`.
    pub group: String,
    /// Index of its instance in the cluster.
    pub instance: usize,
    /// `desiredStatus` is not `STOPPED`: placement looks at what is desired, not at what is.
    pub is_wanted: bool,
    /// Has a network interface of its own.
    pub has_network_interface: bool,
    /// Its size, where the description says it.
    pub size: Option<Amounts>,
}

impl Instance {
    /// The zone, where the instance says it.
    pub fn zone(&self) -> Option<&str> {
        self.attributes.get(AVAILABILITY_ZONE_ATTRIBUTE).map(String::as_str)
    }
}
