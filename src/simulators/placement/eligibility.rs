//! Whether an instance can take a task, and the first reason why not.

use std::collections::BTreeSet;
use std::fmt;

use super::query::{AgentVersion, Subject};
use super::{Amounts, Cluster, Constraint, Instance, Request, RunningTask};

/// Why an instance cannot take a task. The order is that of the checks: AWS's steps, resources before constraints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// `status` is not `ACTIVE`.
    Status(String),
    /// The agent is not connected.
    Agent,
    /// An attribute that the task definition requires is missing.
    Attribute,
    /// Not enough CPU units.
    Cpu,
    /// Not enough GPUs.
    Gpu,
    /// Not enough memory.
    Memory,
    /// A host port is in use.
    Ports,
    /// No network interface is left.
    NetworkInterface,
    /// Hosts a task of the group.
    DistinctInstance,
    /// The expression does not select it.
    MemberOf,
}

impl Reason {
    /// How many of the checks the instance passed before this one.
    pub fn checked(&self) -> u8 {
        match self {
            Self::Status(_) => 0,
            Self::Agent => 1,
            Self::Attribute => 2,
            Self::Cpu => 3,
            Self::Gpu => 4,
            Self::Memory => 5,
            Self::Ports => 6,
            Self::NetworkInterface => 7,
            Self::DistinctInstance | Self::MemberOf => 8,
        }
    }

    /// The reason in AWS's words.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Status(status) => status,
            Self::Agent => "AGENT",
            Self::Attribute => "ATTRIBUTE",
            Self::Cpu => "RESOURCE:CPU",
            Self::Gpu => "RESOURCE:GPU",
            Self::Memory => "RESOURCE:MEMORY",
            Self::Ports => "RESOURCE:PORTS",
            Self::NetworkInterface => "RESOURCE:ENI",
            Self::DistinctInstance => "DistinctInstance placement constraint unsatisfied",
            Self::MemberOf => "MemberOf placement constraint unsatisfied",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An instance while tasks are placed on it.
#[derive(Debug, Clone)]
pub(super) struct State<'c> {
    pub instance: &'c Instance,
    pub remaining: Amounts,
    tcp_ports: BTreeSet<u16>,
    udp_ports: BTreeSet<u16>,
    pub free_network_interfaces: Option<i64>,
    pub running_tasks: i64,
    /// Groups of its tasks.
    groups: BTreeSet<&'c str>,
    /// Tasks of the request's group.
    pub group_tasks: i64,
}

/// The instances with what is on them.
pub(super) fn states<'c>(cluster: &'c Cluster, tasks: &'c [RunningTask], request: &'c Request) -> Vec<State<'c>> {
    let mut states: Vec<State<'c>> = cluster
        .instances
        .iter()
        .map(|instance| State {
            instance,
            remaining: instance.remaining,
            tcp_ports: instance.tcp_ports.clone(),
            udp_ports: instance.udp_ports.clone(),
            free_network_interfaces: instance.free_network_interfaces,
            running_tasks: instance.running_tasks_count,
            groups: BTreeSet::new(),
            group_tasks: 0,
        })
        .collect();
    for task in tasks.iter().filter(|task| task.is_wanted) {
        let state = &mut states[task.instance];
        state.groups.insert(&task.group);
        state.group_tasks += i64::from(task.group == request.group);
    }
    states
}

impl<'c> State<'c> {
    /// The first reason why one more task cannot go here.
    pub(super) fn rejects(&self, request: &Request) -> Option<Reason> {
        self.lacks(request).next().or_else(|| self.violates(request).next())
    }

    /// Whether it depends on the order of the checks which reason is the first. That constraints come last is documented.
    pub(super) fn fails_several_checks(&self, request: &Request) -> bool {
        match self.lacks(request).count() {
            0 => self.violates(request).nth(1).is_some(),
            reasons => reasons > 1,
        }
    }

    /// Why the instance itself cannot take the task, in the order of the checks.
    fn lacks(&self, request: &Request) -> impl Iterator<Item = Reason> {
        let needs = &request.needs;
        let instance = self.instance;
        let has = |(name, value): &(String, Option<String>)| {
            instance.attributes.get(name).is_some_and(|is| value.as_ref().is_none_or(|wanted| wanted == is))
        };
        let ports_taken = needs.tcp_ports.iter().any(|port| self.tcp_ports.contains(port))
            || needs.udp_ports.iter().any(|port| self.udp_ports.contains(port));
        let status = (instance.status != "ACTIVE").then(|| Reason::Status(instance.status.clone()));
        let checks = [
            (!instance.agent_connected, Reason::Agent),
            (!needs.attributes.iter().all(has), Reason::Attribute),
            (needs.amounts.cpu > self.remaining.cpu, Reason::Cpu),
            (needs.amounts.gpus > self.remaining.gpus, Reason::Gpu),
            (needs.amounts.memory > self.remaining.memory, Reason::Memory),
            (ports_taken, Reason::Ports),
            (needs.network_interface && self.free_network_interfaces.is_some_and(|free| free < 1), Reason::NetworkInterface),
        ];
        status.into_iter().chain(checks.into_iter().filter(|(fails, _)| *fails).map(|(_, reason)| reason))
    }

    /// The constraints that do not hold, in their order.
    fn violates(&self, request: &Request) -> impl Iterator<Item = Reason> {
        request.constraints.iter().filter_map(|constraint| match constraint {
            Constraint::DistinctInstance => (self.group_tasks > 0).then_some(Reason::DistinctInstance),
            Constraint::MemberOf(expression) => (!expression.selects(self)).then_some(Reason::MemberOf),
        })
    }

    /// Puts one task here.
    pub(super) fn take(&mut self, request: &'c Request) {
        let needs = &request.needs;
        self.remaining.cpu -= needs.amounts.cpu;
        self.remaining.memory -= needs.amounts.memory;
        self.remaining.gpus -= needs.amounts.gpus;
        self.tcp_ports.extend(&needs.tcp_ports);
        self.udp_ports.extend(&needs.udp_ports);
        if let (true, Some(free)) = (needs.network_interface, &mut self.free_network_interfaces) {
            *free -= 1;
        }
        self.running_tasks += 1;
        self.groups.insert(&request.group);
        self.group_tasks += 1;
    }
}

impl Subject for State<'_> {
    fn agent_connected(&self) -> bool {
        self.instance.agent_connected
    }

    fn agent_version(&self) -> Option<&AgentVersion> {
        self.instance.agent_version.as_ref()
    }

    fn ec2_instance_id(&self) -> &str {
        &self.instance.id
    }

    fn registered_at(&self) -> Option<jiff::Timestamp> {
        self.instance.registered_at
    }

    fn running_tasks_count(&self) -> i64 {
        self.running_tasks
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        self.instance.attributes.get(name).map(String::as_str)
    }

    fn hosts_group(&self, is_wanted: &dyn Fn(&str) -> bool) -> bool {
        self.groups.iter().any(|group| is_wanted(group))
    }
}
