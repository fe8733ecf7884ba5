//! Evaluating policies: one request against more and more statements. `cargo bench --bench policy`

use divan::Bencher;
use ecslab::simulators::policy::{Context, Policies, PolicyType, Request, evaluate, policies};
use ecslab::source::SourceFile;
use ecslab::syntax::parse_json;

fn main() {
    divan::main();
}

/// As many statements as asked for, of which the last allows.
fn document(statements: usize) -> SourceFile {
    let body: Vec<String> = (0..statements)
        .map(|number| {
            format!(
                r#"{{"Effect": "Allow", "Action": ["ecr:BatchGetImage", "ecr:Get*"], "Resource": "arn:aws:ecr:*:111122223333:repository/team-{}/*",
                    "Condition": {{"StringLike": {{"aws:PrincipalTag/team": "team-*"}}}}}}"#,
                statements - 1 - number
            )
        })
        .collect();
    SourceFile::new("policy.json", format!(r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#, body.join(",")))
}

fn read(source: &SourceFile) -> Policies {
    let parsed = parse_json(source.text());
    Policies::new(policies(source, &parsed.documents[0], PolicyType::Identity).expect("the policy is valid"))
}

const SIZES: [usize; 5] = [1, 10, 100, 1_000, 10_000];

#[divan::bench(args = SIZES)]
fn evaluate_one_request(bencher: Bencher, statements: usize) {
    let policies = read(&document(statements));
    let context: Context = [("aws:PrincipalTag/team", "team-0")].into_iter().collect();
    let request = Request::new("ecr:BatchGetImage", "arn:aws:ecr:eu-central-1:111122223333:repository/team-0/web", None, context);
    bencher.bench(|| evaluate(divan::black_box(&request), divan::black_box(&policies)).outcome);
}

#[divan::bench(args = SIZES)]
fn nothing_allows(bencher: Bencher, statements: usize) {
    let policies = read(&document(statements));
    let request = Request::new("ecr:BatchGetImage", "arn:aws:ecr:eu-central-1:444455556666:repository/web", None, Context::default());
    bencher.bench(|| evaluate(divan::black_box(&request), divan::black_box(&policies)).outcome);
}

#[divan::bench(args = SIZES)]
fn read_the_document(bencher: Bencher, statements: usize) {
    let source = document(statements);
    bencher.bench_local(|| read(divan::black_box(&source)));
}
