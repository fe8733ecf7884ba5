//! Fixes of findings: what they do to every rule's failing example in every notation, and `ecslab lint --fix`, `--unsafe-fixes`, `--diff`.

use std::collections::BTreeSet;

use ecslab::diagnostics::{Applicability, Diagnostic};
use ecslab::facts::Shape;
use ecslab::lint::{FixedText, Rule, fix_source, lint_source, rules};
use ecslab::model::Kind;
use ecslab::source::SourceFile;
use proptest::prelude::*;
use serde_json::{Value, json};
use similar::{ChangeTag, TextDiff};

use crate::program::Place;

/// A failing example in another notation.
struct Form {
    name: &'static str,
    path: &'static str,
    kind: Option<Kind>,
    text: String,
}

/// All forms that an example can have.
fn forms(rule: &Rule) -> Vec<Form> {
    let kind = rule.kind();
    let form = |name, path, text: String| Form { name, path, kind: Some(kind), text };
    let mut forms = vec![form("as written", "a.json", rule.fails.to_string())];
    // What does not parse or says a thing twice is no value.
    if rule.code.starts_with("DOC00") {
        return forms;
    }
    let value: Value = serde_json::from_str(rule.fails).expect("an example is JSON");
    let pretty = serde_json::to_string_pretty(&value).expect("JSON");
    let yaml = serde_yaml::to_string(&value).expect("YAML");
    forms.push(form("spread", "a.json", format!("{pretty}\n")));
    forms.push(form("minified", "a.json", value.to_string()));
    forms.push(form("CRLF", "a.json", pretty.replace('\n', "\r\n")));
    forms.push(form("tabs", "a.json", pretty.replace("  ", "\t")));
    forms.push(form("YAML", "a.yaml", yaml.clone()));
    forms.push(form("YAML with CRLF", "a.yaml", yaml.replace('\n', "\r\n")));
    forms.push(form("YAML with comments", "a.yaml", commented(&yaml)));
    if let Ok(first) = serde_json::from_str::<Value>(rule.passes) {
        let first = serde_yaml::to_string(&first).expect("YAML");
        forms.push(form("second of a stream", "a.yaml", format!("{first}---\n{yaml}")));
    }
    forms.push(form("YAML in brackets", "a.yaml", format!("# flow\n{value}\n")));
    if let Some(template) = in_template(kind, &value) {
        let form = |name, path, text| Form { name, path, kind: Some(Kind::CloudFormation), text };
        forms.push(form("CloudFormation", "a.json", serde_json::to_string_pretty(&template).expect("JSON")));
        forms.push(form("CloudFormation in YAML", "a.yaml", serde_yaml::to_string(&template).expect("YAML")));
    }
    if matches!(kind, Kind::EcrLifecyclePolicy) {
        for text in [value.to_string(), pretty] {
            let outer = json!({"repositoryName": "shop/web", "registryId": "111122223333", "lifecyclePolicyText": text});
            forms.push(form("in a string", "a.json", outer.to_string()));
            forms.push(form("in a block of YAML", "a.yaml", serde_yaml::to_string(&outer).expect("YAML")));
        }
    }
    forms
}

/// A comment of its own behind each line and before it.
fn commented(yaml: &str) -> String {
    let commented = |(number, line): (usize, &str)| {
        let indent = &line[..line.len() - line.trim_start().len()];
        // Inside a block of text there are no comments.
        format!("{indent}# before {number}\n{line} # behind {number}\n")
    };
    if yaml.contains(": |") || yaml.contains("- |") || yaml.contains(": >") || yaml.contains("- >") {
        return yaml.to_string();
    }
    yaml.lines().enumerate().map(commented).collect()
}

/// A document as the properties of a resource.
fn in_template(kind: Kind, value: &Value) -> Option<Value> {
    let (resource, properties) = match kind {
        Kind::TaskDefinition => ("AWS::ECS::TaskDefinition", pascal(kind.shape(), value)),
        Kind::Service => ("AWS::ECS::Service", pascal(kind.shape(), value)),
        Kind::Cluster => ("AWS::ECS::Cluster", pascal(kind.shape(), value)),
        Kind::CapacityProvider => ("AWS::ECS::CapacityProvider", pascal(kind.shape(), value)),
        Kind::EcrRepository if value.get("prefix").is_none() => ("AWS::ECR::Repository", pascal(kind.shape(), value)),
        Kind::EcrLifecyclePolicy => ("AWS::ECR::Repository", json!({"LifecyclePolicy": {"LifecyclePolicyText": value.to_string()}})),
        Kind::EcrRepositoryPolicy => ("AWS::ECR::Repository", json!({"RepositoryPolicyText": value})),
        _ => return None,
    };
    Some(json!({"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"It": {"Type": resource, "Properties": properties}}}))
}

/// Names of the API in Pascal case; names of the author stay.
fn pascal(shape: &Shape, value: &Value) -> Value {
    match (shape, value) {
        (Shape::Structure(known), Value::Object(members)) => {
            let renamed = members.iter().map(|(name, value)| {
                let shape = known.iter().find(|known| known.name == name).map(|known| known.shape);
                let (first, rest) = name.split_at(1);
                (format!("{}{rest}", first.to_ascii_uppercase()), shape.map_or_else(|| value.clone(), |shape| pascal(shape, value)))
            });
            Value::Object(renamed.collect())
        }
        (Shape::List { item, .. }, Value::Array(items)) => items.iter().map(|value| pascal(item, value)).collect(),
        _ => value.clone(),
    }
}

fn lint(form: &Form, text: &str) -> Vec<Diagnostic> {
    lint_source(&SourceFile::new(form.path, text), form.kind).expect("the kind is given").diagnostics
}

fn fix(form: &Form, text: &str, most: Applicability, only: Option<&str>) -> FixedText {
    let source = SourceFile::new(form.path, text);
    let wanted = |source: &SourceFile| {
        let mut found = lint_source(source, form.kind).expect("the kind is given").diagnostics;
        found.retain(|found| only.is_none_or(|code| found.code == code));
        found
    };
    fix_source(&source, form.kind, most, wanted).expect("the kind is given")
}

fn count(found: &[Diagnostic], code: &str) -> usize {
    found.iter().filter(|found| found.code == code).count()
}

/// That all but what the fixes are about is written as it was.
fn assert_formatting_kept(form: &Form, code: &str, before: &str, fixed: &FixedText) {
    let FixedText { text: after, applied, .. } = fixed;
    let shown = format!("{code} {}:\n{before}\n---\n{after}", form.name);
    if before.contains("\r\n") {
        assert!(!after.replace("\r\n", "").contains('\n'), "line ends: {shown}");
    } else {
        assert!(!after.contains('\r'), "line ends: {shown}");
    }
    assert_eq!(before.ends_with('\n'), after.ends_with('\n'), "the last line: {shown}");
    assert!(after.lines().all(|line| line.trim_end() == line || before.contains(line)), "blanks at the end of a line: {shown}");
    assert!(before.contains("\n\n") || !after.contains("\n\n"), "an empty line: {shown}");
    if !before.contains('\n') && !before.contains(": ") && !before.contains(", ") {
        assert!(!after.contains('\n') && !after.contains("\": ") && !after.contains(", \""), "minified: {shown}");
    }
    let comments = |text: &str| -> BTreeSet<String> {
        text.lines().filter_map(|line| line.find("# ").map(|at| line[at..].to_string())).filter(|text| text.len() < 20).collect()
    };
    assert!(comments(before).is_subset(&comments(after)), "comments: {shown}");
    // A fix touches a few lines, and all others stay where they are.
    let diff = TextDiff::from_lines(before, after);
    let touched = diff.iter_all_changes().filter(|change| change.tag() != ChangeTag::Equal).count();
    assert!(touched <= 12 * applied, "{touched} lines for {applied} fixes: {shown}");
}

#[test]
fn fixes_mend_what_they_are_offered_for_in_every_notation_and_converge() {
    let (mut documents, mut applied, mut converged, mut refused) = (0, 0, 0, Vec::new());
    let (mut with_fix, mut safe) = (BTreeSet::new(), BTreeSet::new());
    let mut not_everywhere = Vec::new();
    for rule in rules() {
        for form in forms(rule) {
            let found = lint(&form, &form.text);
            documents += 1;
            let offered = found.iter().filter(|found| found.code == rule.code).filter_map(|found| found.fix.as_ref()).collect::<Vec<_>>();
            if form.name == "as written" && !offered.is_empty() {
                with_fix.insert(rule.code);
                if offered.iter().any(|fix| fix.applicability == Applicability::Safe) {
                    safe.insert(rule.code);
                }
            }
            // The fixes of the rule alone, then all that there are.
            if !offered.is_empty() {
                let mended = fix(&form, &form.text, Applicability::Unsafe, Some(rule.code));
                assert!(
                    mended.refused.is_empty() || mended.applied > 0,
                    "{} {}: {:?}\n{}",
                    rule.code,
                    form.name,
                    mended.refused,
                    form.text
                );
                let after = lint(&form, &mended.text);
                let left = after.iter().filter(|found| found.code == rule.code && found.fix.is_some()).count();
                assert!(left == 0 || !mended.refused.is_empty(), "{} {} is still found in {}", rule.code, form.name, mended.text);
                assert!(count(&after, rule.code) < count(&found, rule.code), "{} {} mends nothing: {}", rule.code, form.name, mended.text);
                assert_formatting_kept(&form, rule.code, &form.text, &mended);
            } else if with_fix.contains(rule.code) && count(&found, rule.code) > 0 {
                not_everywhere.push(format!("{} ({})", rule.code, form.name));
            }
            let all = fix(&form, &form.text, Applicability::Unsafe, None);
            assert_formatting_kept(&form, rule.code, &form.text, &all);
            let again = fix(&form, &all.text, Applicability::Unsafe, None);
            converged += usize::from(again.applied == 0 && again.text == all.text);
            applied += all.applied;
            refused.extend(all.refused.iter().map(|refused| format!("{} {}", form.name, refused)));
            let errors = |found: &[Diagnostic]| found.iter().filter(|found| found.severity == ecslab::diagnostics::Severity::Error).count();
            assert!(errors(&lint(&form, &all.text)) <= errors(&found), "{} {}: {}", rule.code, form.name, all.text);
        }
    }
    // `cargo test --test it fixes:: -- --nocapture` shows them.
    println!("rules with a fix: {} ({} of them safe)", with_fix.len(), safe.len());
    println!("documents tried: {documents}, fixes applied: {applied}, converged: {converged}, left out: {}", refused.len());
    println!("left out:\n  {}", refused.join("\n  "));
    println!("found and not fixable in: {}", not_everywhere.join(", "));
    assert!(with_fix.len() >= 40, "{with_fix:?}");
    assert_eq!(converged, documents);
}

const TASK: &str = "# the web shop
family: web
requiresCompatibilities: [FARGATE]
cpu: 256 # units
memory: 512
containerDefinitions:
  - name: web
    image: 'nginx:1.28'
    portMappings:
      - containerPort: 80
        protocol: TCP
    linuxParameters:
      swappiness: 10
";

const MENDED: &str = "# the web shop
family: web
requiresCompatibilities: [FARGATE]
cpu: 256 # units
memory: 512
containerDefinitions:
  - name: web
    image: 'nginx:1.28'
    portMappings:
      - containerPort: 80
        protocol: tcp
    linuxParameters:
      swappiness: 10
networkMode: awsvpc
";

fn read(place: &Place, path: &str) -> String {
    std::fs::read_to_string(place.path().join(path)).expect("it is there")
}

#[test]
fn safe_fixes_are_applied_and_what_needs_a_look_is_counted() {
    let place = Place::new();
    place.write("td.yaml", TASK);
    let ran = place.run(&["lint", "td.yaml", "--format", "concise", "--select", "ECS"]);
    assert!(ran.stdout.contains("(fixable with --fix)") && ran.stdout.contains("(fixable with --unsafe-fixes)"), "{ran:?}");
    assert_eq!(read(&place, "td.yaml"), TASK, "nothing is changed unasked");
    let ran = place.run(&["lint", "td.yaml", "--fix", "--format", "concise", "--select", "ECS103,ECS111,ECS112,ECS231,ECS4"]);
    insta::assert_snapshot!(format!("{}---\n{}", ran.stdout, ran.stderr));
    assert_eq!(ran.code, 1, "what is left is an error: {ran:?}");
    let after = read(&place, "td.yaml");
    assert!(after.contains("networkMode: awsvpc") && after.contains("swappiness"), "{after}");
    for options in [&["--unsafe-fixes"][..], &["--fix", "--unsafe-fixes"]] {
        place.write("td.yaml", TASK);
        let ran = place.run(&[&["lint", "td.yaml", "--select", "ECS1,ECS2"], options].concat());
        assert_eq!(ran.code, 0, "{ran:?}");
        assert_eq!(
            read(&place, "td.yaml"),
            MENDED.replace("    linuxParameters:\n      swappiness: 10\n", "    linuxParameters: {}\n"),
            "{ran:?}"
        );
    }
}

#[test]
fn standard_input_is_printed_mended_and_findings_go_to_standard_error() {
    let place = Place::new();
    for format in ["concise", "json"] {
        let ran = place.run_with_input(&["lint", "-", "--fix", "--format", format, "--profile", "strict"], TASK);
        assert_eq!(ran.stdout, MENDED, "{ran:?}");
        assert!(ran.stderr.contains("ECS112"), "{ran:?}");
        assert!(ran.stderr.contains("2 fixes applied to 1 file"), "{ran:?}");
    }
    let fine = "family: web\ncontainerDefinitions: [{name: a, image: 'b:1', memory: 64}]\n";
    let ran = place.run_with_input(&["lint", "-", "--fix"], fine);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, fine), "{ran:?}");
    let broken = "{\"family\": \"web\", \"containerDefinitions\": [],}";
    let ran = place.run_with_input(&["lint", "-", "--unsafe-fixes"], broken);
    assert_eq!((ran.code, ran.stdout.as_str()), (1, broken), "{ran:?}");
}

#[test]
fn a_diff_shows_what_would_change_and_changes_nothing() {
    let place = Place::new();
    place.write("td.yaml", TASK).write("fine.yaml", "family: web\ncontainerDefinitions: [{name: a, image: 'b:1', memory: 64}]\n");
    let ran = place.run(&["lint", "td.yaml", "--diff"]);
    insta::assert_snapshot!(format!("{}---\n{}", ran.stdout, ran.stderr));
    assert_eq!((ran.code, read(&place, "td.yaml").as_str()), (1, TASK));
    let with_unsafe = place.run(&["lint", ".", "--diff", "--fix", "--unsafe-fixes", "--profile", "strict"]);
    assert!(with_unsafe.stdout.contains("+    readonlyRootFilesystem: true"), "{with_unsafe:?}");
    assert_eq!((with_unsafe.code, read(&place, "td.yaml").as_str()), (1, TASK));
    let ran = place.run(&["lint", "fine.yaml", "--diff"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{ran:?}");
    for bad in ["missing.yaml", "none.json"] {
        place.write("none.json", "{\"a\": 1}");
        let ran = place.run(&["lint", bad, "--diff"]);
        assert_eq!(ran.code, 2, "{ran:?}");
    }
}

#[test]
fn what_does_not_parse_is_left_as_it_is() {
    let place = Place::new();
    // A comment, a comma too many, a document that broke off, and one inside a string.
    for (path, text) in [
        (
            "a.json",
            "{\"family\": \"web\", // why\n \"containerDefinitions\": [{\"name\": \"a\", \"image\": \"b:1\", \"memory\": 64, \"Essential\": true}]}",
        ),
        (
            "b.json",
            "{\"family\": \"web\", \"containerDefinitions\": [{\"name\": \"a\", \"image\": \"b:1\", \"memory\": 64, \"essential\": false,}]}",
        ),
        ("c.yaml", "family: web\ncontainerDefinitions: [{name: a, image: b, memory: 64, essential: false}\n"),
        (
            "d.json",
            "{\"repositoryName\": \"a\", \"imageTagMutability\": \"mutable\", \"lifecyclePolicy\": {\"lifecyclePolicyText\": \"{\\\"rules\\\": [1,]}\"}}",
        ),
    ] {
        place.write(path, text);
        let ran = place.run(&["lint", path, "--unsafe-fixes", "--profile", "strict"]);
        assert_eq!((ran.code, read(&place, path).as_str()), (1, text), "{ran:?}");
        assert!(!ran.stdout.contains("fixable"), "{ran:?}");
    }
}

#[test]
fn a_fix_that_would_bring_in_an_error_is_left_out_and_told() {
    let place = Place::new();
    let text = "{\"family\": \"web\", \"requiresCompatibilities\": [\"FARGATE\"], \"cpu\": \"256\", \"memory\": \"512\",\n \"containerDefinitions\": [{\"name\": \"web\", \"image\": \"nginx:1.28\", \"portMappings\": [{\"containerPort\": 80, \"hostPort\": 8080, \"protocol\": \"UDP\"}]}]}";
    place.write("td.json", text);
    let ran = place.run(&["lint", "td.json", "--fix", "--format", "concise"]);
    assert!(ran.stderr.contains("the fix of ECS103 was left out: it would bring in ECS110"), "{ran:?}");
    assert_eq!(read(&place, "td.json"), text.replace("UDP", "udp"));
}

#[cfg(unix)]
#[test]
fn files_keep_their_mode_and_links_and_a_read_only_one_is_an_error() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let place = Place::new();
    place.write("real/td.yaml", TASK);
    let (file, link) = (place.path().join("real/td.yaml"), place.path().join("td.yaml"));
    symlink("real/td.yaml", &link).expect("a link");
    let set_mode = |mode| std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).expect("a mode");
    set_mode(0o640);
    place.run(&["lint", "td.yaml", "--fix"]);
    assert_eq!(read(&place, "real/td.yaml"), MENDED);
    assert!(link.symlink_metadata().expect("it is there").is_symlink());
    assert_eq!(file.metadata().expect("it is there").permissions().mode() & 0o777, 0o640);
    place.write("real/td.yaml", TASK);
    set_mode(0o440);
    let ran = place.run(&["lint", "td.yaml", "--fix"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("cannot write the fixes to td.yaml: it is read-only"), "{ran:?}");
    assert_eq!(read(&place, "real/td.yaml"), TASK);
    let left = std::fs::read_dir(place.path().join("real")).expect("a folder").count();
    assert_eq!(left, 1, "nothing is left beside it");
    // With nothing to fix nothing is written.
    let ran = place.run(&["lint", "td.yaml", "--fix", "--select", "ECS101"]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn suppressed_findings_and_those_of_other_rules_are_not_mended() {
    let place = Place::new();
    let text = TASK.replace("protocol: TCP", "protocol: TCP # ecslab: ignore DOC013 -- the proxy reads it");
    place.write("td.yaml", &text);
    let ran = place.run(&["lint", "td.yaml", "--fix", "--select", "DOC"]);
    assert_eq!(read(&place, "td.yaml"), text, "{ran:?}");
    place.write("td.yaml", TASK);
    place.run(&["lint", "td.yaml", "--fix", "--ignore", "ECS103"]);
    assert_eq!(read(&place, "td.yaml"), TASK.replace("TCP", "tcp"));
}

#[test]
fn a_folder_is_mended_file_by_file_and_only_what_is_ours() {
    let place = Place::new();
    let other = "{\"name\": \"x\", \"essential\": false,\n}";
    place.write("a/one.yaml", TASK).write("a/two.yaml", TASK).write("a/package.json", other).write("a/fine.txt", TASK);
    let ran = place.run(&["lint", "a", "--fix", "--format", "json"]);
    assert!(ran.stderr.contains("4 fixes applied to 2 files; 2 more with --unsafe-fixes"), "{ran:?}");
    serde_json::from_str::<Value>(&ran.stdout).expect("standard output is JSON alone");
    assert_eq!((read(&place, "a/one.yaml").as_str(), read(&place, "a/two.yaml").as_str()), (MENDED, MENDED));
    assert_eq!((read(&place, "a/package.json").as_str(), read(&place, "a/fine.txt").as_str()), (other, TASK));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// What fixes make of a text with a changed place parses if it did before, and is made once.
    #[test]
    fn fixes_do_no_harm_to_damaged_documents(
        rule in any::<prop::sample::Index>(), form in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(),
        new in prop::sample::select(vec!["", " ", "\n", "\t", "#", " # x", "&a ", "*a", "!Ref ", "\"", "'", ",", "{", "}", "- ", ": ", "é", "1", "\\", "|\n", "null"]),
        length in 0..3_usize,
    ) {
        let forms = forms(rules()[rule.index(rules().len())]);
        let form = form.get(&forms);
        let places: Vec<usize> = form.text.char_indices().map(|(at, _)| at).chain([form.text.len()]).collect();
        let start = at.index(places.len());
        let end = (start + length).min(places.len() - 1);
        let mut text = form.text.clone();
        text.replace_range(places[start]..places[end], new);
        let source = SourceFile::new(form.path, text.as_str());
        let Ok(before) = lint_source(&source, form.kind) else { return Ok(()) };
        let fixed = fix(form, &text, Applicability::Unsafe, None);
        let after = lint(form, &fixed.text);
        if count(&before.diagnostics, "DOC001") > 0 {
            prop_assert_eq!(&fixed.text, &text);
        } else {
            prop_assert_eq!(count(&after, "DOC001"), 0, "{}\n---\n{}", text, fixed.text);
            prop_assert_eq!(fix(form, &fixed.text, Applicability::Unsafe, None).applied, 0, "{}\n---\n{}", text, fixed.text);
        }
    }
}
