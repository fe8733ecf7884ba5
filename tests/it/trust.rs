//! Any bytes: no panic, no hang, places that are true, and output that cannot harm.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::Stdio;

use ecslab::diagnostics::{LintReport, render_concise, render_full};
use ecslab::lint::{lint_source, rules};
use ecslab::source::SourceFile;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;

use crate::program::Place;

/// Documents to begin with: all correct fixtures, and the examples of all rules.
fn documents() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures/correct");
    let entries = fs::read_dir(folder).expect("the fixtures are there").map(|entry| entry.expect("an entry").path());
    let fixtures = entries.map(|path| {
        let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        (name, fs::read_to_string(path).expect("a fixture is text"))
    });
    let mut documents: Vec<_> = fixtures.collect();
    documents.sort();
    // An example may be YAML; without an ending its text decides.
    documents.extend(rules().iter().flat_map(|rule| [rule.fails, rule.passes].map(|text| (rule.code.to_string(), text.to_string()))));
    documents
}

/// What holds of every answer about every text.
fn judge(name: &str, text: &str) {
    let source = SourceFile::new(name, text);
    let Ok(linted) = lint_source(&source, None) else { return };
    let again = lint_source(&source, None).expect("the same text");
    assert_eq!(linted.diagnostics, again.diagnostics, "the same text is judged the same");
    for found in &linted.diagnostics {
        let places = std::iter::once((found.start, found.end, &found.pointer));
        for (start, end, pointer) in places.chain(found.related.iter().map(|related| (related.start, related.end, &related.pointer))) {
            assert!(text.get(start.offset..end.offset).is_some(), "{}: {start:?} to {end:?}", found.code);
            for place in [start, end] {
                let line_start = text[..place.offset].rfind('\n').map_or(0, |at| at + 1);
                assert_eq!(place.line, 1 + text[..place.offset].matches('\n').count(), "{}", found.code);
                assert_eq!(place.column, 1 + text[line_start..place.offset].chars().count(), "{}", found.code);
            }
            assert!(resolves(name, text, found.document, pointer), "{}: {pointer} is nowhere", found.code);
        }
        if let Some(fix) = &found.fix {
            assert!(fix.edits.iter().all(|edit| text.get(edit.start..edit.end).is_some()), "{}: {fix:?}", found.code);
        }
        for shown in [render_full(found, text), render_concise(found)] {
            let plain = anstream::adapter::strip_str(&shown).to_string();
            assert!(
                !plain.contains(|c: char| (c.is_control() && c != '\n' && c != '\t') || ('\u{202a}'..='\u{202e}').contains(&c)),
                "{plain:?}"
            );
        }
        assert!(!render_concise(found).contains('\n'));
    }
    serde_json::to_string(&LintReport::new(linted.files, linted.diagnostics)).expect("JSON");
}

/// Whether a pointer leads to a value; into a text that is a document by its part after `#`.
fn resolves(name: &str, text: &str, document: Option<usize>, pointer: &str) -> bool {
    use ecslab::syntax::{Data, Node, Notation, parse, parse_json};
    fn follow<'n, 's>(mut node: &'n Node<'s>, pointer: &str) -> Option<&'n Node<'s>> {
        for token in pointer.split('/').skip(1) {
            let token = token.replace("~1", "/").replace("~0", "~");
            while let Data::Tagged(_, inner) = &node.data {
                node = inner;
            }
            node = match &node.data {
                Data::Object(members) => &members.iter().find(|member| member.key == token)?.value,
                Data::Array(items) => items.get(token.parse::<usize>().ok()?)?,
                _ => return None,
            };
        }
        Some(node)
    }
    let parsed = parse(text, Notation::of(name, text));
    // Where the text broke off there is no document to point into.
    let Some(root) = parsed.documents.get(document.unwrap_or(0)) else { return pointer.is_empty() };
    match pointer.split_once('#') {
        _ if pointer.is_empty() || follow(root, pointer).is_some() => true,
        Some((outer, inner)) => follow(root, outer).is_some_and(|mut node| {
            while let Data::Tagged(_, tagged) = &node.data {
                node = tagged;
            }
            let Data::String(text) = &node.data else { return false };
            let embedded = parse_json(text);
            // A text that variables complete is JSON only then.
            let completed = text.contains("${");
            embedded.documents.first().map_or(inner.is_empty() || completed, |root| follow(root, inner).is_some())
        }),
        None => false,
    }
}

/// One change of a document.
#[derive(Debug, Clone)]
enum Mutation {
    Delete(Index),
    Duplicate(Index),
    Replace(Index, usize),
    Wrap(Index),
}

/// Values that a document has where another type was meant.
const STRANGE: [&str; 20] = [
    "null",
    "true",
    "-1",
    "0",
    "1e999",
    "99999999999999999999",
    "0.5",
    "\"\"",
    "\"${X}\"",
    "\"\\u0000\\u202e\"",
    "\"é東😀\"",
    "[]",
    "{}",
    "[[]]",
    "{\"Ref\": \"X\"}",
    "{\"Fn::If\": [\"A\", 1, {\"Ref\": \"AWS::NoValue\"}]}",
    "{\"Fn::Sub\": \"${A}-${!B}${\"}",
    "\"1-\"",
    "\"65535-1\"",
    "[null, 1, \"a\"]",
];

fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        any::<Index>().prop_map(Mutation::Delete),
        any::<Index>().prop_map(Mutation::Duplicate),
        (any::<Index>(), 0..STRANGE.len()).prop_map(|(at, with)| Mutation::Replace(at, with)),
        any::<Index>().prop_map(Mutation::Wrap),
    ]
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum(),
        _ => 0,
    }
}

/// Applies a mutation to the value of that number in the order of the text.
fn mutate(value: &mut Value, number: &mut usize, mutation: &Mutation) {
    let here = |number: &mut usize| {
        let is_here = *number == 0;
        *number = number.wrapping_sub(1);
        is_here
    };
    if here(number) {
        match mutation {
            Mutation::Replace(_, with) => {
                // `1e999` is no f64, so it stays a number only in text.
                *value = serde_json::from_str(STRANGE[*with]).unwrap_or(Value::Null);
            }
            Mutation::Wrap(_) => *value = Value::Array(vec![value.take()]),
            Mutation::Duplicate(_) => {
                if let Value::Array(items) = value {
                    items.extend_from_within(..);
                }
            }
            Mutation::Delete(_) => match value {
                Value::Array(items) => drop(items.pop()),
                Value::Object(members) => {
                    let first = members.keys().next().cloned();
                    first.and_then(|key| members.remove(&key));
                }
                _ => *value = Value::Null,
            },
        }
        return;
    }
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| mutate(item, number, mutation)),
        Value::Object(members) => members.values_mut().for_each(|member| mutate(member, number, mutation)),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_are_judged_without_harm(bytes in prop::collection::vec(any::<u8>(), 0..200), name in "(x|a[.]json|a[.]yaml)") {
        if let Ok(source) = SourceFile::read_from(name.as_str(), bytes.as_slice()) {
            judge(&name, source.text());
        }
    }

    #[test]
    fn documents_with_changed_bytes_are_judged_without_harm(
        at in any::<Index>(),
        changes in prop::collection::vec((any::<Index>(), prop_oneof!["[{}\\[\\]\",:&*!|>#\\\\\n\t -]", any::<char>().prop_map(String::from)]), 1..6),
    ) {
        let documents = documents();
        let (name, text) = at.get(&documents);
        let mut text = text.clone();
        for (at, with) in &changes {
            let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            if !starts.is_empty() {
                let start = *at.get(&starts);
                let end = start + text[start..].chars().next().map_or(0, char::len_utf8);
                text.replace_range(start..end, with);
            }
        }
        judge(name, &text);
    }

    #[test]
    fn mutated_documents_are_judged_without_harm(at in any::<Index>(), mutations in prop::collection::vec(mutation(), 1..5), as_yaml in any::<bool>()) {
        let documents = documents();
        let (_, text) = at.get(&documents);
        let parsed = serde_json::from_str(text).or_else(|_| serde_yaml::from_str::<Value>(text));
        // What is broken on purpose, or a stream, is for the other properties.
        let Ok(mut value) = parsed else { return Ok(()) };
        for mutation in &mutations {
            let (Mutation::Delete(at) | Mutation::Duplicate(at) | Mutation::Replace(at, _) | Mutation::Wrap(at)) = mutation;
            let mut number = at.index(count(&value));
            mutate(&mut value, &mut number, mutation);
        }
        if as_yaml {
            judge("mutated.yaml", &serde_yaml::to_string(&value).expect("YAML"));
        } else {
            judge("mutated.json", &serde_json::to_string(&value).expect("JSON"));
        }
    }
}

/// A task definition whose list `member` of one container has so many items.
fn with_items(member: &str, count: usize, item: impl Fn(usize) -> String) -> String {
    let items: Vec<String> = (0..count).map(item).collect();
    format!(
        r#"{{"family": "a", "networkMode": "awsvpc", "containerDefinitions": [{{"name": "a", "image": "b:1", "memory": 64, {member}: [{}]}}]}}"#,
        items.join(",")
    )
}

#[test]
fn documents_with_endless_lists_end() {
    const MANY: usize = 8_000;
    let list = |items: &dyn Fn(usize) -> String| (0..MANY).map(items).collect::<Vec<_>>().join(",");
    let documents = [
        with_items("\"portMappings\"", MANY, |n| format!(r#"{{"containerPort": {}, "hostPort": {}, "name": "p"}}"#, n % 65536, n % 65536)),
        with_items("\"portMappings\"", MANY, |n| format!(r#"{{"containerPortRange": "{n}-{}"}}"#, n + 40_000)),
        with_items("\"environment\"", MANY, |n| format!(r#"{{"name": "A{}", "value": "{n}"}}"#, n / 2)),
        with_items("\"mountPoints\"", MANY, |n| format!(r#"{{"sourceVolume": "v{n}", "containerPath": "/a"}}"#)),
        with_items("\"dependsOn\"", MANY, |n| format!(r#"{{"containerName": "c{n}", "condition": "SUCCESS"}}"#)),
        with_items("\"ulimits\"", MANY, |_| r#"{"name": "nofile", "softLimit": 2, "hardLimit": 1}"#.to_string()),
        format!(
            r#"{{"family": "a", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512", "containerDefinitions": [{}]}}"#,
            list(&|n| format!(
                r#"{{"name": "c{n}", "image": "b:1", "portMappings": [{{"containerPort": 80}}], "dependsOn": [{{"containerName": "c{}", "condition": "START"}}]}}"#,
                (n + 1) % MANY
            ))
        ),
        format!(
            r#"{{"family": "a", "containerDefinitions": [{}]}}"#,
            list(&|_| r#"{"name": "c", "image": "b:1", "links": ["c"], "volumesFrom": [{"sourceContainer": "c"}]}"#.to_string())
        ),
        format!(r#"{{"family": "a", "containerDefinitions": [], "volumes": [{}]}}"#, list(&|_| r#"{"name": "v"}"#.to_string())),
        format!(r#"{{"family": "a", "containerDefinitions": [], {}}}"#, list(&|n| format!(r#""k{n}": 1"#))),
        format!(r#"{{"family": "a", "containerDefinitions": [], {}}}"#, list(&|_| r#""family": 1"#.to_string())),
        format!(r#"{{"family": "a", "containerDefinitions": [], "tags": [{}]}}"#, list(&|_| r#"{"key": "k", "value": "v"}"#.to_string())),
        format!(
            r#"{{"rules": [{}]}}"#,
            list(&|n| format!(
                r#"{{"rulePriority": {}, "selection": {{"tagStatus": "tagged", "tagPrefixList": ["a{n}", "a"], "countType": "imageCountMoreThan", "countNumber": 1}}, "action": {{"type": "expire"}}}}"#,
                n / 2
            ))
        ),
        format!(
            r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#,
            list(&|_| r#"{"Sid": "a", "Effect": "Allow", "Principal": "*", "Action": ["ecr:*", "ecr:*"], "Resource": "*"}"#.to_string())
        ),
        format!(
            r#"{{"serviceName": "a", "taskDefinition": "b", "desiredCount": 1, "loadBalancers": [{0}], "capacityProviderStrategy": [{0}], "placementStrategy": [{0}]}}"#,
            list(&|n| format!(r#"{{"containerName": "c{n}", "base": 1}}"#))
        ),
        format!(
            r#"{{"clusterName": "a", "capacityProviders": [{}], "defaultCapacityProviderStrategy": [{}]}}"#,
            list(&|n| format!(r#""p{n}""#)),
            list(&|n| format!(r#"{{"capacityProvider": "q{n}", "base": 1}}"#))
        ),
    ];
    for text in &documents {
        let linted = lint_source(&SourceFile::new("endless.json", text.as_str()), None).expect("a document of a known kind");
        assert!(linted.files.len() == 1, "{}", &text[..80]);
    }
}

const FINE: &str = r#"{"family": "web", "networkMode": "bridge", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 64, "oops": 1}]}"#;

/// Paths of the findings of a run, and its exit code.
fn paths_of(place: &Place, arguments: &[&str]) -> (Vec<String>, i32) {
    let ran = place.run(&[&["lint", "--format", "json", "--select", "DOC"], arguments].concat());
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
    let found = answer["diagnostics"].as_array().expect("a list").iter();
    (found.map(|found| found["path"].as_str().expect("a path").to_string()).collect(), ran.code)
}

#[test]
fn what_is_no_file_is_passed_over_where_it_is_found_and_refused_where_it_is_named() {
    use std::os::unix::fs::symlink;
    let place = Place::new();
    place.write("all/td.json", FINE).write("all/folder.json/inner.json", FINE);
    let in_all = |name: &str| place.path().join("all").join(name);
    symlink(".", in_all("loop")).expect("a link");
    symlink("round.json", in_all("round.json")).expect("a link");
    symlink("nowhere.json", in_all("broken.json")).expect("a link");
    assert!(std::process::Command::new("mkfifo").arg(in_all("pipe.json")).status().expect("mkfifo runs").success());
    assert_eq!(paths_of(&place, &["all"]), (vec!["all/folder.json/inner.json".into(), "all/td.json".into()], 0));
    for (named, says) in [
        ("all/round.json", "cannot read"),
        ("all/broken.json", "there is no such file"),
        ("all/pipe.json", "not a regular file"),
        ("/dev/null", "not a regular file"),
    ] {
        let ran = place.run(&["lint", named, "all/td.json", "--format", "concise"]);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.stderr.contains(named) && ran.stderr.contains(says), "{ran:?}");
        assert!(ran.stdout.starts_with("all/td.json:1:"), "what can be checked is checked: {ran:?}");
    }
}

#[test]
fn a_file_counts_once_however_often_it_is_named() {
    use std::os::unix::fs::symlink;
    let place = Place::new();
    place.write("a/td.json", FINE);
    symlink("a", place.path().join("b")).expect("a link");
    for arguments in [
        &["a/td.json", "a/td.json"][..],
        &["a/td.json", "./a/../a/td.json"],
        &["a/td.json", "a"],
        &["a/td.json", "b"],
        &["a/td.json", "a/td.json", "b/td.json"],
    ] {
        assert_eq!(paths_of(&place, arguments), (vec!["a/td.json".into()], 0), "{arguments:?}");
    }
    // Named after it was found, it may still not be passed over.
    place.write("c/other.json", "{}");
    assert_eq!(place.run(&["lint", "c"]).code, 0);
    assert_eq!(place.run(&["lint", "c", "c/other.json"]).code, 2);
    let ran = place.run_with_input(&["lint", "-", "-", "--format", "concise"], FINE);
    assert_eq!(ran.stdout.matches("`oops`").count(), 1, "{ran:?}");
}

#[test]
fn names_of_files_cannot_change_the_terminal() {
    let place = Place::new();
    for name in ["e\u{1b}[2J.json", "b\u{202e}nosj.json", "l\nine.json", "u\u{9b}.json"] {
        place.write(name, FINE).write(&format!("empty-{name}"), "");
        for format in ["full", "concise"] {
            let ran = place.run(&["lint", name, &format!("empty-{name}"), "--format", format]);
            assert_eq!(ran.code, 2, "{ran:?}");
            for text in [&ran.stdout, &ran.stderr] {
                assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{9b}']) && !text.contains("l\nine"), "{text:?}");
            }
        }
    }
    let bytes = std::ffi::OsStr::from_bytes(b"latin-\xe9.json");
    fs::write(place.path().join(bytes), FINE).expect("the file system takes any name");
    let ran = place.command(&["lint", "--format", "concise"]).arg(bytes).output().expect("runs");
    assert!(String::from_utf8_lossy(&ran.stdout).starts_with("latin-\u{fffd}.json:1:"), "{ran:?}");
}

#[test]
fn other_encodings_are_named() {
    let place = Place::new();
    let utf16: Vec<u8> = "\u{feff}{\"family\": \"x\"}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(place.path().join("td.json"), utf16).expect("writes");
    let ran = place.run(&["lint", "td.json"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("UTF-16") && ran.stderr.contains("UTF-8"), "{ran:?}");
}

#[test]
fn standard_input_may_be_empty_or_closed() {
    let place = Place::new();
    for ran in [place.run_with_input(&["lint", "-"], ""), place.run(&["lint", "-"])] {
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.stderr.contains("standard input is empty"), "{ran:?}");
    }
    let program = place.command(&["lint", "-"]);
    let mut shell = std::process::Command::new("sh");
    shell.arg("-c").arg("exec \"$0\" lint - <&-").arg(program.get_program()).current_dir(place.path());
    assert_eq!(shell.output().expect("sh runs").status.code(), Some(2));
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let place = Place::new();
    let many: Vec<String> = (0..5_000).map(|number| format!("\"k{number}\": 1")).collect();
    place.write("td.json", &format!("{{\"containerDefinitions\": [], {}}}", many.join(",")));
    for format in ["full", "concise", "json"] {
        let mut child =
            place.command(&["lint", "td.json", "--format", format]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("ends");
        assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0), "{format}");
    }
}

#[test]
fn many_files_are_told_in_their_order() {
    let place = Place::new();
    for number in 0..500 {
        place.write(&format!("all/{number:03}.json"), FINE);
    }
    let (paths, _) = paths_of(&place, &["all"]);
    let expected: Vec<String> = (0..500).map(|number| format!("all/{number:03}.json")).collect();
    assert_eq!(paths, expected);
    place.write("all/other.json", "{}");
    let ran = place.run(&["lint", "all", "--select", "DOC"]);
    assert_eq!(ran.stdout.matches("-->").count(), 500);
    assert!(
        ran.stdout.ends_with("\n500 files checked: 0 errors, 500 warnings; 1 other holds no ECS or ECR document\n"),
        "{}",
        &ran.stdout[ran.stdout.len() - 200..]
    );
}

#[test]
fn a_hundred_megabytes_are_judged_within_bounds() {
    // Blanks and one long list: what costs much for each value is measured elsewhere, with optimisation.
    let mut text = String::from(
        r#"{"family": "web", "networkMode": "bridge", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 64, "command": ["#,
    );
    text.push_str(&r#""é","#.repeat(100_000));
    text.push_str(r#""x"]}],"#);
    text.push_str(&" ".repeat(100_000_000));
    text.push_str("\"familie\": 1}");
    let source = SourceFile::new("large.json", text);
    let linted = lint_source(&source, None).expect("a task definition");
    let found = linted.diagnostics.iter().find(|found| found.pointer == "/familie").expect("the unknown member");
    assert_eq!((found.start.line, found.start.column), (1, source.text().chars().count() - "\"familie\": 1}".len() + 1));
    assert!(render_full(found, source.text()).len() < 2_000);
}
