//! What is to be placed.

use super::query::Expression;

/// `RunTask` or a service.
#[derive(Debug, Clone)]
pub struct Request {
    /// Which of the two.
    pub kind: RequestKind,
    /// `count` or `desiredCount`; a daemon has none.
    pub count: usize,
    /// `group`: tasks are spread over it, and `distinctInstance` looks at it.
    pub group: String,
    /// What one task takes.
    pub needs: Needs,
    /// Of the task definition, then of the request.
    pub constraints: Vec<Constraint>,
    /// `placementStrategy`, in order.
    pub strategies: Vec<Strategy>,
    /// Where AWS documents nothing: sentences.
    pub choices: Vec<String>,
}

/// What kind of request it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestKind {
    /// `RunTask`: standalone tasks.
    RunTask,
    /// A service that keeps a number of tasks.
    Replica,
    /// A service with one task on each instance that can take it; [`Constraint::DistinctInstance`] is one of its constraints.
    Daemon,
}

/// What one task takes from an instance.
#[derive(Debug, Clone, Default)]
pub struct Needs {
    /// CPU units, MiB and devices.
    pub amounts: super::Amounts,
    /// Static host ports.
    pub tcp_ports: Vec<u16>,
    /// Static UDP host ports.
    pub udp_ports: Vec<u16>,
    /// A network interface of its own: `awsvpc`.
    pub network_interface: bool,
    /// `requiresAttributes`: a name, and the value where one is asked for.
    pub attributes: Vec<(String, Option<String>)>,
}

/// `placementConstraints[]`
#[derive(Debug, Clone)]
pub enum Constraint {
    /// No two tasks of the group on one instance.
    DistinctInstance,
    /// Only instances that the expression selects.
    MemberOf(Expression),
}

/// `placementStrategy[]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Strategy {
    /// Any instance.
    Random,
    /// As even as possible over the values.
    Spread(SpreadBy),
    /// The instance with the least left.
    Binpack(BinpackBy),
}

/// What tasks are spread over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpreadBy {
    /// `instanceId` and `host`.
    Instance,
    /// `attribute:NAME`
    Attribute(String),
}

/// What is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinpackBy {
    /// CPU units.
    Cpu,
    /// Memory.
    Memory,
}

impl Request {
    /// The strategies that hold: those of the request, else the default of services, zones and then instances. `RunTask` has none.
    pub fn effective_strategies(&self) -> Vec<Strategy> {
        match self.kind {
            RequestKind::Replica if self.strategies.is_empty() => default_spread(),
            _ => self.strategies.clone(),
        }
    }
}

pub(super) fn default_spread() -> Vec<Strategy> {
    let zones = SpreadBy::Attribute(crate::facts::AVAILABILITY_ZONE_ATTRIBUTE.to_string());
    vec![Strategy::Spread(zones), Strategy::Spread(SpreadBy::Instance)]
}

impl std::fmt::Display for Strategy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Random => write!(f, "random"),
            Self::Spread(SpreadBy::Instance) => write!(f, "spread instanceId"),
            Self::Spread(SpreadBy::Attribute(name)) => write!(f, "spread attribute:{name}"),
            Self::Binpack(BinpackBy::Cpu) => write!(f, "binpack cpu"),
            Self::Binpack(BinpackBy::Memory) => write!(f, "binpack memory"),
        }
    }
}
