//! How long scaling over a series of metrics takes, and how that grows.

use ecslab::simulators::autoscaling::{Course, Inputs, draw_svg, read_csv, read_policies, read_target, simulate};
use ecslab::source::SourceFile;
use ecslab::syntax::{Notation, parse};

const TARGET: &str = r#"{"MinCapacity": 2, "MaxCapacity": 200}"#;
const POLICY: &str = r#"{"PolicyName": "cpu-60", "PolicyType": "TargetTrackingScaling", "TargetTrackingScalingPolicyConfiguration": {"TargetValue": 60, "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}}}"#;

fn main() {
    divan::main();
}

/// Data points each minute, up and down.
fn metrics(points: u64) -> SourceFile {
    let rows = (0..points).map(|point| format!("{},{}\n", point * 60, 30 + point * 7919 % 61));
    SourceFile::new("metrics", format!("time,cpu\n{}", rows.collect::<String>()))
}

fn course(points: u64) -> Course {
    let (target, policy) = (SourceFile::new("target", TARGET), SourceFile::new("policy", POLICY));
    let target = read_target(&target, &parse(TARGET, Notation::Json).documents[0]).expect("a target");
    let metrics = read_csv(&metrics(points)).expect("metrics");
    let mut inputs = Inputs::default();
    read_policies(&policy, &parse(POLICY, Notation::Json).documents[0], &target, &metrics, &[], &mut inputs).expect("a policy");
    Course { target, inputs, metrics, running: None, deployments: Vec::new() }
}

#[divan::bench(args = [1_440, 14_400, 144_000])]
fn scale(bencher: divan::Bencher<'_, '_>, points: u64) {
    let course = course(points);
    bencher.bench(|| simulate(&course));
}

#[divan::bench(args = [1_440, 14_400, 144_000])]
fn read(bencher: divan::Bencher<'_, '_>, points: u64) {
    let metrics = metrics(points);
    // A source counts its lines when it is asked, so it stays in one thread.
    bencher.bench_local(|| read_csv(&metrics));
}

#[divan::bench(args = [1_440, 14_400, 144_000])]
fn draw(bencher: divan::Bencher<'_, '_>, points: u64) {
    let course = course(points);
    let simulation = simulate(&course).expect("a simulation");
    bencher.bench(|| draw_svg(&course, &simulation));
}
