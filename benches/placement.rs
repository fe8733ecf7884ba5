//! Placement at the size that is promised, 10,000 tasks on 5,000 instances within 2 seconds, and at smaller ones to show the growth.

use std::collections::BTreeSet;

use divan::{Bencher, black_box};
use ecslab::simulators::placement::{
    Amounts, BinpackBy, Cluster, Constraint, Instance, Needs, Outcome, Request, RequestKind, SpreadBy, Strategy, place, query,
};

const INSTANCES: [usize; 3] = [500, 2000, 5000];

fn main() {
    divan::main();
}

#[divan::bench(args = INSTANCES)]
fn zones_then_instances(bencher: Bencher<'_, '_>, instances: usize) {
    let zones = SpreadBy::Attribute("ecs.availability-zone".into());
    measure(bencher, instances, &[Strategy::Spread(zones), Strategy::Spread(SpreadBy::Instance)]);
}

#[divan::bench(args = INSTANCES)]
fn binpack(bencher: Bencher<'_, '_>, instances: usize) {
    measure(bencher, instances, &[Strategy::Binpack(BinpackBy::Memory)]);
}

#[divan::bench(args = INSTANCES)]
fn random(bencher: Bencher<'_, '_>, instances: usize) {
    measure(bencher, instances, &[Strategy::Random]);
}

/// The least favourable: every instance has a value of its own.
#[divan::bench(args = INSTANCES, sample_count = 10)]
fn racks_of_one_instance(bencher: Bencher<'_, '_>, instances: usize) {
    measure(bencher, instances, &[Strategy::Spread(SpreadBy::Attribute("rack".into()))]);
}

#[divan::bench(args = INSTANCES, sample_count = 10)]
fn binpack_as_json(bencher: Bencher<'_, '_>, instances: usize) {
    let outcome = answer(&cluster(instances), &request(instances, &[Strategy::Binpack(BinpackBy::Memory)]));
    bencher.bench(|| serde_json::to_writer(std::io::sink(), black_box(&outcome)));
}

fn measure(bencher: Bencher<'_, '_>, instances: usize, strategies: &[Strategy]) {
    let (cluster, request) = (cluster(instances), request(instances, strategies));
    bencher.bench(|| answer(black_box(&cluster), black_box(&request)));
}

fn answer(cluster: &Cluster, request: &Request) -> Outcome {
    place(cluster, &[], request, 7)
}

/// Two tasks for each instance.
fn request(instances: usize, strategies: &[Strategy]) -> Request {
    let parsed = query::parse("attribute:ecs.availability-zone =~ eu-.* and runningTasksCount < 100").expect("it is well formed");
    Request {
        kind: RequestKind::RunTask,
        count: 2 * instances,
        group: "family:web".into(),
        needs: Needs { amounts: Amounts { cpu: 256, memory: 512, gpus: 0 }, ..Needs::default() },
        constraints: vec![Constraint::MemberOf(parsed.expression)],
        strategies: strategies.to_vec(),
        choices: parsed.choices,
    }
}

/// Instances that hold three or four tasks each, in three zones.
fn cluster(instances: usize) -> Cluster {
    let instance = |at: usize| {
        let amounts = Amounts { cpu: 1024, memory: 1536 + (at % 1000) as i64, gpus: 0 };
        Instance {
            id: format!("i-{at:017x}"),
            arn: String::new(),
            status: "ACTIVE".into(),
            agent_connected: true,
            agent_version: None,
            registered_at: None,
            running_tasks_count: 0,
            attributes: [
                ("ecs.availability-zone".to_string(), format!("eu-central-1{}", ["a", "b", "c"][at % 3])),
                ("rack".to_string(), at.to_string()),
            ]
            .into(),
            registered: amounts,
            remaining: amounts,
            tcp_ports: BTreeSet::new(),
            udp_ports: BTreeSet::new(),
            free_network_interfaces: None,
        }
    };
    Cluster { instances: (0..instances).map(instance).collect(), choices: Vec::new() }
}
