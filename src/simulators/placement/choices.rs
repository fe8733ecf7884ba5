//! What an outcome says about itself: what decided, and what AWS leaves open.

use super::eligibility::State;
use super::query::{Condition, Field, Test};
use super::{Cluster, Constraint, Request, RequestKind, SpreadBy, Strategy};
use crate::facts::MAX_RUN_TASK_COUNT;

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

/// What was chosen where AWS documents nothing, in sentences.
pub(super) fn made(cluster: &Cluster, request: &Request, strategies: &[Strategy], had_equals: bool) -> Vec<String> {
    let mut choices: Vec<String> = cluster.choices.iter().chain(&request.choices).cloned().collect();
    let mut choose = |applies: bool, sentence: &str| {
        if applies {
            choices.push(sentence.to_string());
        }
    };
    let is_random = strategies.contains(&Strategy::Random);
    choose(
        had_equals && !is_random,
        "AWS does not document how it chooses among equal instances; here the first one of the input gets the task.",
    );
    choose(is_random, "`random` follows the seed: the same seed gives the same answer.");
    choose(
        request.kind == RequestKind::RunTask && request.count as i64 > MAX_RUN_TASK_COUNT,
        "RunTask takes at most 10 tasks a call; this is the answer to as many calls as it needs, one after the other.",
    );
    let instances = || cluster.instances.iter();
    let conditions = conditions(request);
    let is_open = |condition: &&Condition| match &condition.field {
        Field::Attribute(name) => !matches!(condition.test, Test::Exists) && instances().any(|i| !i.attributes.contains_key(name)),
        _ => false,
    };
    choose(
        conditions.iter().any(is_open),
        "AWS does not document what a condition on an attribute means for an instance without it; here it does not hold, and its negation does.",
    );
    choose(
        conditions.iter().any(|condition| condition.field == Field::RunningTasksCount),
        "AWS does not document whether runningTasksCount counts tasks that were just placed; here it does.",
    );
    choose(
        strategies.iter().any(|strategy| {
            matches!(strategy, Strategy::Spread(SpreadBy::Attribute(name)) if instances().any(|i| !i.attributes.contains_key(name)))
        }),
        "AWS does not document how instances without the attribute are spread over; here they are a value of their own.",
    );
    choose(
        instances().any(|instance| instance.status != "ACTIVE"),
        "An instance that is not ACTIVE is no candidate; AWS gives no reason for it, here its status is the reason.",
    );
    choose(
        request.needs.network_interface && instances().any(|instance| instance.free_network_interfaces.is_none()),
        "How many awsvpc tasks an instance can hold is not in the input, so it counts as no limit; an attribute ecslab.awsvpc-task-limit sets it.",
    );
    choices
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
