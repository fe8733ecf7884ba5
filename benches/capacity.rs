//! Tasks over a strategy: the work must not grow with the number of tasks.

use divan::Bencher;
use ecslab::simulators::capacity::{Strategy, StrategyItem, distribute};

fn main() {
    divan::main();
}

#[divan::bench(args = [10, 10_000, 1_000_000_000])]
fn twenty_providers(bencher: Bencher<'_, '_>, tasks: u64) {
    let items = (0..20).map(|index| StrategyItem { capacity_provider: format!("provider-{index}"), weight: index % 7, base: 0 }).collect();
    let strategy = Strategy::new(items).expect("a strategy");
    bencher.bench_local(|| distribute(&strategy, tasks, &[100, 0, 7]).placements.len());
}
