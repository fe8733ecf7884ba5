//! What an outcome says about itself: what decided, and what AWS leaves open.

use super::eligibility::State;
use super::query::{Condition, Field, Test};
use super::{Cluster, Constraint, Request, RequestKind, SpreadBy, Strategy};
use crate::facts::MAX_RUN_TASK_COUNT;
use crate::simulators::choices::{Said, placement};

/// What decided, in sentences.
pub(super) fn explain(request: &Request, strategies: &[Strategy], wanted: usize, states: &[State<'_>]) -> Vec<String> {
    let needs = &request.needs;
    let mut takes = vec![format!("{} CPU units", needs.amounts.cpu), format!("{} MiB", needs.amounts.memory)];
    if needs.amounts.gpus > 0 {
        takes.push(format!("{} GPU", needs.amounts.gpus));
    }
    let ports = |ports: &[u16]| ports.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
    if !needs.tcp_ports.is_empty() {
        takes.push(format!("host port {}", ports(&needs.tcp_ports)));
    }
    if !needs.udp_ports.is_empty() {
        takes.push(format!("UDP host port {}", ports(&needs.udp_ports)));
    }
    if needs.network_interface {
        takes.push("a network interface".into());
    }
    let mut sentences = vec![format!("A task of {} takes {}.", request.group, takes.join(", "))];
    if request.kind == RequestKind::Replica && wanted != request.count {
        let existing = request.count.saturating_sub(wanted);
        sentences.push(format!("desiredCount is {}; {existing} of its tasks run, so {wanted} are to be placed.", request.count));
    }
    let chain: Vec<String> = strategies.iter().map(Strategy::to_string).collect();
    sentences.push(match (request.kind, request.strategies.is_empty()) {
        (RequestKind::Daemon, _) => "A daemon places one task on each instance that can take it.".into(),
        (RequestKind::RunTask, true) => "RunTask has no strategy by default: any instance that can take the task will do.".into(),
        (RequestKind::Replica, true) => "Without placementStrategy a service spreads over zones and then over instances.".into(),
        (_, false) => format!("The strategies choose in this order: {}.", chain.join(", ")),
    });
    let unknown = missing_attributes(request, states);
    if !unknown.is_empty() {
        sentences.push(format!("No instance has the attribute {}.", unknown.join(", ")));
    }
    sentences
}

/// What an outcome says of itself, besides what the inputs tell.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Met {
    /// Instances were equal, and the first was taken.
    pub equals: bool,
    /// An instance failed several checks of one step.
    pub several_reasons: bool,
    /// A task was not placed, for different reasons.
    pub several_failures: bool,
}

/// What was chosen where AWS documents nothing, in sentences.
pub(super) fn made(cluster: &Cluster, request: &Request, strategies: &[Strategy], met: Met) -> Said {
    let mut said: Said = cluster.choices.iter().chain(&request.choices).cloned().collect();
    let random = strategies.iter().position(|strategy| *strategy == Strategy::Random);
    said.when(met.equals && random.is_none(), placement::EQUAL_INSTANCES);
    said.when(random.is_some(), placement::SEED);
    said.when(random.is_some_and(|at| at + 1 < strategies.len()), placement::AFTER_RANDOM);
    said.when(request.kind == RequestKind::RunTask && request.count as i64 > MAX_RUN_TASK_COUNT, placement::RUN_TASK_CALLS);
    said.when(met.several_reasons, placement::CHECK_ORDER);
    said.when(met.several_failures, placement::FAILURE_REASON);
    let instances = || cluster.instances.iter();
    let conditions = conditions(request);
    let is_open = |condition: &&Condition| match &condition.field {
        Field::Attribute(name) => !matches!(condition.test, Test::Exists) && instances().any(|i| !i.attributes.contains_key(name)),
        _ => false,
    };
    said.when(conditions.iter().any(is_open), placement::ABSENT_ATTRIBUTE);
    said.when(conditions.iter().any(|condition| condition.field == Field::RunningTasksCount), placement::COUNT_OF_PLACED);
    let lacks_value = |strategy: &Strategy| matches!(strategy, Strategy::Spread(SpreadBy::Attribute(name)) if instances().any(|i| !i.attributes.contains_key(name)));
    said.when(strategies.iter().any(lacks_value), placement::SPREAD_WITHOUT_ATTRIBUTE);
    said.when(instances().any(|instance| instance.status != "ACTIVE"), placement::STATUS);
    let is_unlimited = request.needs.network_interface && instances().any(|instance| instance.free_network_interfaces.is_none());
    said.when(is_unlimited, placement::NETWORK_INTERFACES);
    said
}

fn conditions(request: &Request) -> Vec<&Condition> {
    let expressions = request.constraints.iter().filter_map(|constraint| match constraint {
        Constraint::MemberOf(expression) => Some(expression),
        Constraint::DistinctInstance => None,
    });
    expressions.flat_map(|expression| expression.conditions()).collect()
}

fn missing_attributes<'r>(request: &'r Request, states: &[State<'_>]) -> Vec<&'r str> {
    let mut names: Vec<&str> = conditions(request)
        .into_iter()
        .filter_map(|condition| match &condition.field {
            Field::Attribute(name) => Some(name.as_str()),
            _ => None,
        })
        .filter(|name| !states.iter().any(|state| state.instance.attributes.contains_key(*name)))
        .collect();
    names.dedup();
    if states.is_empty() { Vec::new() } else { names }
}
