//! Templates: many conditions on one resource, and growth with size.

use std::fmt::Write;

use divan::counter::BytesCount;
use ecslab::lint::lint_source;
use ecslab::source::SourceFile;

fn main() {
    divan::main();
}

/// A task definition with a branch for each of so many conditions; `formula` writes the condition of a number.
fn with_conditions(count: usize, formula: impl Fn(usize) -> String) -> SourceFile {
    let mut text = "Parameters:\n".to_string();
    for number in 0..count {
        let _ = writeln!(text, "  P{number}: {{Type: String, Default: no, AllowedValues: [no, yes, maybe]}}"); // writing to a String cannot fail
    }
    text.push_str("Conditions:\n");
    for number in 0..count {
        let _ = writeln!(text, "  C{number}: {}", formula(number));
    }
    text.push_str("Resources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions:\n        - Name: a\n          Image: nginx:1.28\n          Memory: 64\n          Environment:\n");
    for number in 0..count {
        let _ = writeln!(text, "            - {{Name: E{number}, Value: !If [C{number}, !Ref P{number}, other]}}");
    }
    SourceFile::new("template.yaml", text)
}

fn lint(source: &SourceFile) -> usize {
    lint_source(source, None).map_or(0, |linted| linted.diagnostics.len())
}

#[divan::bench(args = [10, 50, 200])]
fn conditions_of_their_own_parameters(bencher: divan::Bencher<'_, '_>, count: usize) {
    let source = with_conditions(count, |number| format!("!Equals [!Ref P{number}, yes]"));
    bencher.bench(|| lint(&source));
}

#[divan::bench(args = [10, 50, 200])]
fn conditions_on_one_another(bencher: divan::Bencher<'_, '_>, count: usize) {
    let source = with_conditions(count, |number| match number {
        0 => "!Equals [!Ref P0, yes]".to_string(),
        _ => format!("!And [!Condition C{}, !Equals [!Ref P{number}, yes]]", number - 1),
    });
    bencher.bench(|| lint(&source));
}

/// Services that share one task definition among task definitions of their own.
#[divan::bench(args = [100, 1_000, 10_000])]
fn resources(bencher: divan::Bencher<'_, '_>, count: usize) {
    let mut text = "Resources:\n".to_string();
    for number in 0..count {
        let _ = writeln!(
            text,
            "  T{number}:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions: [{{Name: a, Image: !Sub 'x:${{AWS::Region}}', Memory: 64}}]"
        );
        let _ = writeln!(text, "  S{number}:\n    Type: AWS::ECS::Service\n    Properties: {{TaskDefinition: !Ref T0, DesiredCount: 2}}");
    }
    let source = SourceFile::new("template.yaml", text);
    bencher.counter(BytesCount::of_str(source.text())).bench(|| lint(&source));
}
