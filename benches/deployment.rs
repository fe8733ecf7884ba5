//! How long deployments take to simulate, and how that grows.

use ecslab::simulators::deployment::{read_scenario, read_service, simulate};
use ecslab::source::SourceFile;
use ecslab::syntax::{Notation, parse};

fn main() {
    divan::main();
}

fn deploy(bencher: divan::Bencher<'_, '_>, tasks: u64, behaviour: &str) {
    let service = format!(
        r#"{{"desiredCount": {tasks}, "deploymentConfiguration": {{"maximumPercent": 110, "minimumHealthyPercent": 90, "deploymentCircuitBreaker": {{"enable": true, "rollback": true}}}}}}"#
    );
    let scenario = format!(r#"{{"newTasks": "{behaviour}", "startSeconds": 20, "healthySeconds": 30}}"#);
    let (service, scenario) = (SourceFile::new("service", service), SourceFile::new("scenario", scenario));
    let of_service = parse(service.text(), Notation::Json).documents.remove(0);
    let of_scenario = parse(scenario.text(), Notation::Json).documents.remove(0);
    let service = read_service(&service, &of_service, None).expect("a service");
    let scenario = read_scenario(&scenario, &of_scenario, &service).expect("a scenario");
    bencher.bench(|| simulate(&service, &scenario));
}

#[divan::bench(args = [100, 1_000, 10_000])]
fn healthy(bencher: divan::Bencher<'_, '_>, tasks: u64) {
    deploy(bencher, tasks, "healthy");
}

#[divan::bench(args = [100, 1_000, 10_000])]
fn crash(bencher: divan::Bencher<'_, '_>, tasks: u64) {
    deploy(bencher, tasks, "crash");
}
