//! Linting against parsing with `serde_json`, in the same run: read the ratios. `cargo bench --bench lint`

mod documents;

use divan::Bencher;
use divan::counter::BytesCount;
use ecslab::lint::lint_source;
use ecslab::source::SourceFile;
use ecslab::syntax::{Notation, parse};

fn main() {
    divan::main();
}

/// Bytes of one document.
const SIZES: [usize; 4] = [2_600, 100_000, 1_000_000, 10_000_000];

fn document(bytes: usize) -> String {
    if bytes <= 2_600 { documents::task_definition(0) } else { documents::large_task_definition(bytes) }
}

#[divan::bench(args = SIZES)]
fn serde_json_value(bencher: Bencher, bytes: usize) {
    let text = document(bytes);
    bencher.counter(BytesCount::of_str(&text)).bench(|| serde_json::from_str::<serde_json::Value>(divan::black_box(&text)));
}

#[divan::bench(args = SIZES)]
fn parse_json(bencher: Bencher, bytes: usize) {
    let text = document(bytes);
    bencher.counter(BytesCount::of_str(&text)).bench(|| parse(divan::black_box(&text), Notation::Json));
}

#[divan::bench(args = SIZES)]
fn parse_yaml(bencher: Bencher, bytes: usize) {
    let text = document(bytes);
    bencher.counter(BytesCount::of_str(&text)).bench(|| parse(divan::black_box(&text), Notation::Yaml));
}

#[divan::bench(args = SIZES)]
fn lint(bencher: Bencher, bytes: usize) {
    let source = SourceFile::new("task-definition.json", document(bytes));
    bencher.counter(BytesCount::of_str(source.text())).bench(|| lint_source(divan::black_box(&source), None));
}
