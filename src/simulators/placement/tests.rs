//! Placement by tables and by properties; the strategies are held to a plain reading of the documentation.

use std::collections::BTreeSet;

use proptest::prelude::{Just, any, prop, prop_assert, prop_assert_eq, prop_compose, prop_oneof, proptest};

use super::*;

fn instance(id: &str, zone: &str, cpu: i64, memory: i64) -> Instance {
    let amounts = Amounts { cpu, memory, gpus: 0 };
    Instance {
        id: id.into(),
        arn: format!("arn/{id}"),
        status: "ACTIVE".into(),
        agent_connected: true,
        agent_version: None,
        registered_at: None,
        running_tasks_count: 0,
        attributes: [(crate::facts::AVAILABILITY_ZONE_ATTRIBUTE.to_string(), zone.to_string())].into(),
        registered: amounts,
        remaining: amounts,
        tcp_ports: BTreeSet::new(),
        udp_ports: BTreeSet::new(),
        free_network_interfaces: None,
    }
}

fn cluster(instances: &[(&str, &str, i64, i64)]) -> Cluster {
    let instances = instances.iter().map(|(id, zone, cpu, memory)| instance(id, zone, *cpu, *memory)).collect();
    Cluster { instances, choices: Vec::new() }
}

fn request(kind: RequestKind, count: usize, strategies: &[Strategy]) -> Request {
    Request {
        kind,
        count,
        group: "service:web".into(),
        needs: Needs { amounts: Amounts { cpu: 256, memory: 512, gpus: 0 }, ..Needs::default() },
        constraints: Vec::new(),
        strategies: strategies.to_vec(),
        choices: Vec::new(),
    }
}

fn task(arn: &str, instance: usize, group: &str) -> RunningTask {
    RunningTask { arn: arn.into(), group: group.into(), instance, is_wanted: true, has_network_interface: false, size: None }
}

fn member_of(expression: &str) -> Constraint {
    Constraint::MemberOf(query::parse(expression).expect(expression).expression)
}

fn placed(outcome: &Outcome) -> Vec<&str> {
    outcome.placements.iter().map(|placement| outcome.instances[placement.instance].0.as_str()).collect()
}

fn rejected(outcome: &Outcome, task: usize) -> Vec<String> {
    outcome.rejected(task).map(|(id, reason)| format!("{id} {reason}")).collect()
}

const HOSTS: Strategy = Strategy::Spread(SpreadBy::Instance);

fn zones() -> Strategy {
    Strategy::Spread(SpreadBy::Attribute(crate::facts::AVAILABILITY_ZONE_ATTRIBUTE.into()))
}

#[test]
fn strategies_choose_in_their_order() {
    let cluster = cluster(&[("a1", "a", 1024, 2048), ("a2", "a", 512, 4096), ("b1", "b", 2048, 1024), ("b2", "b", 2048, 8192)]);
    use BinpackBy::{Cpu, Memory};
    let cases: [(&str, Vec<Strategy>, &[&str]); 6] = [
        ("none: the first that fits", vec![], &["a1", "a1", "a1", "a1"]),
        ("binpack cpu", vec![Strategy::Binpack(Cpu)], &["a2", "a2", "a1", "a1"]),
        ("binpack memory", vec![Strategy::Binpack(Memory)], &["b1", "b1", "a1", "a1"]),
        ("spread over instances", vec![HOSTS], &["a1", "a2", "b1", "b2"]),
        ("zones, then binpack cpu", vec![zones(), Strategy::Binpack(Cpu)], &["a2", "b1", "a2", "b1"]),
        ("zones, then instances", vec![zones(), HOSTS], &["a1", "b1", "a2", "b2"]),
    ];
    for (name, strategies, expected) in cases {
        let outcome = place(&cluster, &[], &request(RequestKind::RunTask, 4, &strategies), 0);
        assert_eq!(placed(&outcome), expected, "{name}");
    }
    let service = place(&cluster, &[], &request(RequestKind::Replica, 4, &[]), 0);
    assert_eq!(placed(&service), ["a1", "b1", "a2", "b2"], "a service spreads over zones and then over instances by default");
}

#[test]
fn spread_counts_the_tasks_of_its_own_group_only() {
    let cluster = cluster(&[("a1", "a", 2048, 4096), ("b1", "b", 2048, 4096)]);
    let tasks = [task("1", 0, "service:web"), task("2", 1, "other"), task("3", 1, "other")];
    let outcome = place(&cluster, &tasks, &request(RequestKind::RunTask, 2, &[zones()]), 0);
    assert_eq!(placed(&outcome), ["b1", "a1"]);
}

#[test]
fn a_service_gets_only_the_tasks_that_it_does_not_have() {
    let cluster = cluster(&[("a1", "a", 2048, 4096), ("b1", "b", 2048, 4096)]);
    let mut tasks = vec![task("1", 0, "service:web"), task("2", 0, "service:web")];
    tasks[1].is_wanted = false;
    let outcome = place(&cluster, &tasks, &request(RequestKind::Replica, 3, &[]), 0);
    assert_eq!(placed(&outcome), ["b1", "a1"], "one of three runs, another is about to stop");
}

#[test]
fn every_instance_that_is_passed_over_says_why() {
    let mut cluster = cluster(&[
        ("draining", "a", 1024, 1024),
        ("agent", "a", 1024, 1024),
        ("attribute", "a", 1024, 1024),
        ("cpu", "a", 255, 1),
        ("gpu", "a", 1024, 1),
        ("memory", "a", 1024, 511),
        ("tcp", "a", 1024, 1024),
        ("udp", "a", 1024, 1024),
        ("eni", "a", 1024, 1024),
        ("distinct", "a", 1024, 1024),
        ("member", "b", 1024, 1024),
        ("fits", "a", 1024, 1024),
    ]);
    for instance in &mut cluster.instances {
        instance.attributes.insert("x".into(), "1".into());
        instance.remaining.gpus = 1;
    }
    let of = |id: &str| cluster.instances.iter().position(|instance| instance.id == id).expect(id);
    let [draining, agent, attribute, gpu, tcp, udp, eni, distinct] =
        ["draining", "agent", "attribute", "gpu", "tcp", "udp", "eni", "distinct"].map(of);
    cluster.instances[draining].status = "DRAINING".into();
    cluster.instances[agent].agent_connected = false;
    cluster.instances[attribute].attributes.remove("x");
    cluster.instances[gpu].remaining.gpus = 0;
    cluster.instances[tcp].tcp_ports.insert(80);
    cluster.instances[udp].udp_ports.insert(53);
    cluster.instances[eni].free_network_interfaces = Some(0);
    let mut request = request(RequestKind::RunTask, 2, &[]);
    request.needs.amounts.gpus = 1;
    request.needs.tcp_ports = vec![80];
    request.needs.udp_ports = vec![53];
    request.needs.network_interface = true;
    request.needs.attributes = vec![("x".into(), None)];
    request.constraints = vec![Constraint::DistinctInstance, member_of("attribute:ecs.availability-zone == a")];
    let outcome = place(&cluster, &[task("1", distinct, "service:web")], &request, 0);
    assert_eq!(placed(&outcome), ["fits"]);
    assert_eq!(
        rejected(&outcome, 1),
        [
            "draining DRAINING",
            "agent AGENT",
            "attribute ATTRIBUTE",
            "cpu RESOURCE:CPU",
            "gpu RESOURCE:GPU",
            "memory RESOURCE:MEMORY",
            "tcp RESOURCE:PORTS",
            "udp RESOURCE:PORTS",
            "eni RESOURCE:ENI",
            "distinct DistinctInstance placement constraint unsatisfied",
            "member MemberOf placement constraint unsatisfied"
        ]
    );
    assert_eq!(rejected(&outcome, 2).last().map(String::as_str), Some("fits RESOURCE:GPU"), "the first task took what it had");
    assert_eq!(outcome.failure_reason(), Some("DistinctInstance placement constraint unsatisfied"), "the closest one's reason");
}

#[test]
fn an_empty_cluster_says_so() {
    let outcome = place(&Cluster::default(), &[], &request(RequestKind::RunTask, 1, &[]), 0);
    assert_eq!(outcome.failure_reason(), Some("No Container Instances were found in your cluster."));
}

#[test]
fn a_task_that_is_to_stop_does_not_keep_an_instance_distinct() {
    let cluster = cluster(&[("a1", "a", 2048, 4096)]);
    let mut request = request(RequestKind::RunTask, 1, &[]);
    request.constraints = vec![Constraint::DistinctInstance];
    let mut running = task("1", 0, "service:web");
    assert_eq!(placed(&place(&cluster, &[running.clone()], &request, 0)).len(), 0);
    running.is_wanted = false;
    assert_eq!(placed(&place(&cluster, &[running], &request, 0)), ["a1"]);
}

#[test]
fn task_group_follows_the_tasks_that_are_placed() {
    let cluster = cluster(&[("a1", "a", 2048, 4096), ("b1", "b", 2048, 4096)]);
    let mut request = request(RequestKind::RunTask, 2, &[]);
    request.constraints = vec![member_of("not(task:group == service:web)")];
    let outcome = place(&cluster, &[], &request, 0);
    assert_eq!(placed(&outcome), ["a1", "b1"]);
    request.constraints = vec![member_of("task:group == database")];
    let outcome = place(&cluster, &[task("1", 1, "database")], &request, 0);
    assert_eq!(placed(&outcome), ["b1", "b1"]);
}

#[test]
fn random_follows_the_seed_and_reaches_all() {
    let cluster = cluster(&[("a1", "a", 25_600, 51_200), ("b1", "b", 25_600, 51_200), ("c1", "c", 25_600, 51_200)]);
    let request = request(RequestKind::RunTask, 60, &[Strategy::Random]);
    let run = |seed| placed(&place(&cluster, &[], &request, seed)).into_iter().map(String::from).collect::<Vec<_>>();
    assert_eq!(run(7), run(7));
    assert_ne!(run(7), run(8));
    assert_eq!(run(7).into_iter().collect::<BTreeSet<_>>().len(), 3);
}

#[test]
fn scale_in_takes_from_where_it_is_fullest() {
    let cluster = cluster(&[("a1", "a", 1024, 1024), ("a2", "a", 512, 4096), ("b1", "b", 2048, 2048)]);
    let tasks = [
        task("a1-1", 0, "service:web"),
        task("a2-1", 1, "service:web"),
        task("a2-2", 1, "service:web"),
        task("b1-1", 2, "service:web"),
        task("b1-2", 2, "service:web"),
        task("other", 2, "other"),
    ];
    let stopped = |strategies: &[Strategy], count| {
        let outcome = scale_in(&cluster, &tasks, &request(RequestKind::Replica, 5, strategies), count, 0).expect("enough tasks");
        outcome.stopped.into_iter().map(|task| task.task).collect::<Vec<_>>()
    };
    assert_eq!(stopped(&[], 3), ["a2-1", "b1-1", "a1-1"], "the zone with the most tasks, then the instance with the most");
    assert_eq!(stopped(&[zones()], 2), ["a1-1", "a2-1"]);
    assert_eq!(stopped(&[Strategy::Binpack(BinpackBy::Cpu)], 2), ["b1-1", "b1-2"]);
    assert_eq!(stopped(&[Strategy::Binpack(BinpackBy::Memory)], 2), ["a2-1", "a2-2"]);
    let error = scale_in(&cluster, &tasks, &request(RequestKind::Replica, 5, &[]), 6, 0).expect_err("there are five");
    assert_eq!(error.to_string(), "cannot stop 6 tasks: service:web has 5");
}

#[test]
fn binpack_stops_the_task_that_leaves_the_most_whatever_is_left_before() {
    let mut cluster = cluster(&[("a1", "a", 1024, 4096), ("b1", "b", 1024, 4096)]);
    (cluster.instances[0].remaining.cpu, cluster.instances[1].remaining.cpu) = (100, 500);
    let sized = |arn, instance, cpu| RunningTask { size: Some(Amounts { cpu, memory: 1, gpus: 0 }), ..task(arn, instance, "service:web") };
    let tasks = [sized("small", 1, 128), sized("large", 0, 900)];
    let request = request(RequestKind::Replica, 2, &[Strategy::Binpack(BinpackBy::Cpu)]);
    let outcome = scale_in(&cluster, &tasks, &request, 1, 0).expect("enough tasks");
    assert_eq!(outcome.stopped[0].task, "large", "it leaves 1000, the other 628");
}

#[test]
fn stopped_tasks_give_back_no_more_than_an_instance_has() {
    let cluster = cluster(&[("a1", "a", 1024, 1024)]);
    let request = request(RequestKind::Replica, 0, &[]);
    let outcome = scale_in(&cluster, &[task("1", 0, "service:web")], &request, 1, 0).expect("enough tasks");
    assert_eq!((outcome.after[0].remaining.cpu, outcome.after[0].running_tasks), (1024, 0));
    assert!(outcome.choices.iter().any(|choice| choice.contains("take more than")), "{:?}", outcome.choices);
}

#[test]
fn choices_are_said_where_they_matter_and_only_there() {
    let mut cluster = cluster(&[("a1", "a", 100, 100), ("b1", "b", 100, 4096)]);
    let said = |cluster: &Cluster, part: &str| {
        let outcome = place(cluster, &[], &request(RequestKind::RunTask, 1, &[]), 0);
        outcome.choices.iter().any(|choice| choice.contains(part))
    };
    assert!(said(&cluster, "in which order an instance is checked"), "a1 lacks CPU and memory");
    assert!(!said(&cluster, "which of several reasons"), "both lack CPU first");
    cluster.instances.remove(0);
    assert!(!said(&cluster, "in which order"), "b1 lacks CPU only");
    for (expression, expected) in
        [("task:group == a", false), ("task:group != a", true), ("not(task:group == a)", false), ("task:group in [a]", true)]
    {
        let choices = query::parse(expression).expect(expression).choices;
        assert_eq!(choices.iter().any(|choice| choice.contains("task:group with == only")), expected, "{expression}");
    }
}

fn any_strategy() -> impl proptest::strategy::Strategy<Value = Strategy> {
    prop_oneof![
        Just(zones()),
        Just(Strategy::Spread(SpreadBy::Attribute("rack".into()))),
        Just(HOSTS),
        Just(Strategy::Binpack(BinpackBy::Cpu)),
        Just(Strategy::Binpack(BinpackBy::Memory)),
    ]
}

prop_compose! {
    fn any_instance()(zone in 0..3_u8, rack in 0..4_u8, cpu in 0..2048_i64, memory in 0..4096_i64, port in any::<bool>(),
        interfaces in proptest::option::of(0..4_i64), active in prop::bool::weighted(0.9), connected in prop::bool::weighted(0.9)) -> Instance {
        let mut instance = instance("", &zone.to_string(), cpu, memory);
        // Some have none.
        if rack > 0 {
            instance.attributes.insert("rack".into(), rack.to_string());
        }
        if port {
            instance.tcp_ports.insert(80);
        }
        instance.free_network_interfaces = interfaces;
        instance.status = if active { "ACTIVE" } else { "DRAINING" }.into();
        instance.agent_connected = connected;
        instance
    }
}

prop_compose! {
    fn any_case()(mut instances in proptest::collection::vec(any_instance(), 0..12), on in proptest::collection::vec(0..100_usize, 0..8),
        strategies in proptest::collection::vec(any_strategy(), 0..=5), random in prop::bool::weighted(0.2), count in 1..20_usize,
        distinct in prop::bool::weighted(0.2), member in prop::bool::weighted(0.3), port in prop::bool::weighted(0.2),
        interface in any::<bool>(), service in any::<bool>()) -> (Cluster, Vec<RunningTask>, Request) {
        for (index, instance) in instances.iter_mut().enumerate() {
            instance.id = format!("i-{index}");
        }
        let mut strategies = strategies;
        if random && strategies.len() < 5 {
            strategies.push(Strategy::Random);
        }
        let kind = if service { RequestKind::Replica } else { RequestKind::RunTask };
        let mut request = request(kind, count, &strategies);
        request.needs.network_interface = interface;
        if port {
            request.needs.tcp_ports = vec![80];
        }
        if distinct {
            request.constraints.push(Constraint::DistinctInstance);
        }
        if member {
            request.constraints.push(member_of("attribute:rack !in [1] and runningTasksCount < 3"));
        }
        let on = on.into_iter().filter(|_| !instances.is_empty()).map(|at| at % instances.len()).collect::<Vec<_>>();
        let tasks = on.iter().enumerate().map(|(n, at)| task(&n.to_string(), *at, if n % 3 == 0 { "other" } else { "service:web" })).collect();
        (Cluster { instances, choices: Vec::new() }, tasks, request)
    }
}

/// The documentation read plainly: each strategy keeps its best instances, over and over.
fn by_the_book(states: &[eligibility::State<'_>], request: &Request) -> Vec<usize> {
    let mut left: Vec<usize> = (0..states.len()).filter(|at| states[*at].rejects(request).is_none()).collect();
    for strategy in request.effective_strategies() {
        let number = |at: usize| match &strategy {
            Strategy::Random => 0,
            Strategy::Binpack(BinpackBy::Cpu) => states[at].remaining.cpu,
            Strategy::Binpack(BinpackBy::Memory) => states[at].remaining.memory,
            Strategy::Spread(SpreadBy::Instance) => states[at].group_tasks,
            Strategy::Spread(SpreadBy::Attribute(name)) => {
                let value = |at: usize| states[at].instance.attributes.get(name);
                (0..states.len()).filter(|other| value(*other) == value(at)).map(|other| states[other].group_tasks).sum()
            }
        };
        let best = left.iter().map(|at| number(*at)).min();
        left.retain(|at| Some(number(*at)) == best);
        if strategy == Strategy::Random {
            break;
        }
    }
    left
}

proptest! {
    #[test]
    fn a_placed_task_fits_satisfies_its_constraints_and_is_where_the_strategies_say((cluster, tasks, request) in any_case(), seed in 0..4_u64) {
        let outcome = place(&cluster, &tasks, &request, seed);
        let mut states = eligibility::states(&cluster, &tasks, &request);
        for placement in &outcome.placements {
            let why_not: Vec<_> = states.iter().map(|state| state.rejects(&request)).collect();
            prop_assert_eq!(&why_not[placement.instance], &None);
            let expected: Vec<_> = cluster.instances.iter().zip(&why_not)
                .filter_map(|(instance, reason)| Some((instance.id.as_str(), reason.as_ref()?))).collect();
            prop_assert_eq!(outcome.rejected(placement.task).collect::<Vec<_>>(), expected);
            let equal = by_the_book(&states, &request);
            prop_assert_eq!(placement.equal, equal.len());
            if request.strategies.contains(&Strategy::Random) {
                prop_assert!(equal.contains(&placement.instance));
            } else {
                prop_assert_eq!(placement.instance, equal[0]);
            }
            states[placement.instance].take(&request);
        }
        if outcome.unplaced.is_some() {
            prop_assert!(states.iter().all(|state| state.rejects(&request).is_some()));
        }
        for load in &outcome.after {
            prop_assert!(load.remaining.cpu >= 0 && load.remaining.memory >= 0);
        }
        prop_assert!(states.iter().all(|state| state.free_network_interfaces.is_none_or(|free| free >= 0)));
        let again = place(&cluster, &tasks, &request, seed);
        prop_assert_eq!(placed(&again), placed(&outcome));
    }

    #[test]
    fn scale_in_stops_each_task_once((cluster, tasks, request) in any_case(), seed in 0..4_u64) {
        let own = tasks.iter().filter(|task| task.group == request.group).count();
        let outcome = scale_in(&cluster, &tasks, &request, own, seed).expect("as many as there are");
        let stopped: BTreeSet<_> = outcome.stopped.iter().map(|task| &task.task).collect();
        prop_assert_eq!(stopped.len(), own);
        prop_assert!(outcome.after.iter().all(|load| load.group_tasks == 0));
    }
}
