//! What `ecslab lint` prints for other tools, its statistics, and how it watches.

use std::path::Path;

use serde_json::Value;

use crate::program::{Place, Ran};
use crate::terminal::terminal;

const SARIF_SCHEMA: &str = include_str!("fixtures/sarif/sarif-schema-2.1.0.json");

const BROKEN: &str = r#"{
  "family": "web",
  "requiresCompatibilities": ["FARGATE"],
  "networkMode": "awsvpc",
  "cpu": "256",
  "memory": "4096",
  "containerDefinitions": [
    { "name": "web", "environment": [{ "name": "WORD", "value": "über" }], "image": "nginx:latest", "portMappings": [{ "containerPort": 80, "hostPort": 8080 }] }
  ]
}
"#;

const CLEAN: &str = r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
  "logConfiguration": {"logDriver": "json-file"}}]}
"#;

/// A repository in which the program runs in a folder below the root.
fn repository() -> Place {
    let place = Place::new();
    place
        .write(".git/HEAD", "")
        .write("deploy/my tasks/td.json", BROKEN)
        .write("deploy/clean.json", CLEAN)
        .write("other/stream.yaml", &format!("{}---\nname: nothing of ours\n", yaml(BROKEN)));
    place
}

fn yaml(json: &str) -> String {
    serde_yaml::to_string(&serde_yaml::from_str::<serde_yaml::Value>(json).expect("JSON is YAML")).expect("serializes")
}

fn lint(place: &Place, arguments: &[&str]) -> Ran {
    let mut command = place.command(&[&["lint"], arguments].concat());
    Ran::of(command.current_dir(place.path().join("deploy")).output().expect("the program runs"))
}

fn sarif(place: &Place, arguments: &[&str]) -> (Ran, Value) {
    let ran = lint(place, &[&["--format", "sarif"], arguments].concat());
    let log: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
    // The one pattern that a regular expression of Unicode does not take, because of a bracket that stands alone.
    let schema = SARIF_SCHEMA.replace("{2}]?$", r"{2}\\]?$");
    let schema: Value = serde_json::from_str(&schema).expect("the schema is JSON");
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema");
    let problems: Vec<String> = validator.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(problems.is_empty(), "{problems:#?}");
    (ran, log["runs"][0].clone())
}

#[test]
fn sarif_is_valid_and_tells_paths_from_the_root_of_the_repository() {
    let place = repository();
    let (ran, run) = sarif(&place, &[".", "../other", "missing.json"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    let files: Vec<&str> =
        run["artifacts"].as_array().expect("a list").iter().filter_map(|file| file["location"]["uri"].as_str()).collect();
    assert_eq!(files, ["deploy/clean.json", "deploy/my%20tasks/td.json", "other/stream.yaml"]);
    let invocation = &run["invocations"][0];
    assert_eq!((&invocation["executionSuccessful"], &invocation["exitCode"]), (&false.into(), &2.into()));
    let notification = &invocation["toolExecutionNotifications"][0];
    assert!(notification["message"]["text"].as_str().expect("text").starts_with("cannot read missing.json: "), "{notification}");
    let rules: Vec<&str> =
        run["tool"]["driver"]["rules"].as_array().expect("a list").iter().filter_map(|rule| rule["id"].as_str()).collect();
    let results = run["results"].as_array().expect("a list");
    assert!(results.len() > 4, "{results:#?}");
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
        assert_eq!(Some(rules[index]), result["ruleId"].as_str());
        let place = &result["locations"][0]["physicalLocation"]["artifactLocation"];
        let index = usize::try_from(place["index"].as_u64().expect("an index")).expect("small");
        assert_eq!(Some(files[index]), place["uri"].as_str());
        assert_eq!(place["uriBaseId"], "%SRCROOT%");
    }
}

#[test]
fn a_result_of_sarif_is_as_its_finding() {
    let place = repository();
    let (_, mut run) = sarif(&place, &["my tasks/td.json", "--select", "ECS101,ECS110"]);
    run["tool"]["driver"]["semanticVersion"] = "VERSION".into();
    insta::assert_json_snapshot!("sarif", run);
}

#[test]
fn a_place_in_another_file_is_told_with_that_file() {
    let place = Place::new();
    let task = CLEAN.replace("\"family\"", "\"networkMode\": \"bridge\", \"family\"");
    place.write("deploy/a/td.json", &task).write(
        "deploy/service.json",
        r#"{"serviceName": "web", "taskDefinition": "web", "desiredCount": 1, "loadBalancers": [{"containerName": "wbe", "containerPort": 80,
          "targetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/0123456789abcdef"}]}"#,
    );
    let (ran, run) = sarif(&place, &[".", "--select", "REF101"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let result = &run["results"][0];
    let uri = |location: &Value| location["physicalLocation"]["artifactLocation"]["uri"].as_str().map(str::to_string);
    assert_eq!(uri(&result["locations"][0]).as_deref(), Some("service.json"), "{result}");
    assert_eq!(uri(&result["relatedLocations"][0]).as_deref(), Some("a/td.json"), "{result}");
}

#[test]
fn every_rule_has_a_valid_description() {
    let place = Place::new();
    for rule in ecslab::lint::rules() {
        place.write(&format!("deploy/{}.json", rule.code), rule.fails);
    }
    let (_, run) = sarif(&place, &[".", "--profile", "strict"]);
    let described = run["tool"]["driver"]["rules"].as_array().expect("a list");
    assert!(described.len() * 10 > ecslab::lint::rules().len() * 9, "{} rules of {}", described.len(), ecslab::lint::rules().len());
    for rule in described {
        for text in ["shortDescription", "fullDescription"] {
            // What code scanning of GitHub shows of it.
            let length = rule[text]["text"].as_str().expect("text").chars().count();
            assert!((1..=1024).contains(&length), "{}: {text} has {length} characters", rule["id"]);
        }
        assert!(rule["help"]["markdown"].as_str().is_some_and(|help| help.contains("**Passes**")), "{rule}");
    }
}

#[test]
fn fingerprints_stay_when_lines_move_and_differ_from_each_other() {
    let place = repository();
    let fingerprints = |format: &str| -> Vec<String> {
        let ran = lint(&place, &["--format", format, "my tasks"]);
        let answer: Value = serde_json::from_str(&ran.stdout).expect("JSON");
        let (list, pointer) = match format {
            "gitlab" => (&answer, "/fingerprint"),
            _ => (&answer["runs"][0]["results"], "/partialFingerprints/ecslab~1v1"),
        };
        list.as_array()
            .expect("a list")
            .iter()
            .map(|item| item.pointer(pointer).and_then(Value::as_str).expect("one").to_string())
            .collect()
    };
    let before = (fingerprints("sarif"), fingerprints("gitlab"));
    let elsewhere = place.run(&["lint", "--format", "gitlab", "deploy/my tasks"]).stdout;
    assert!(before.1.iter().all(|fingerprint| elsewhere.contains(fingerprint)), "the working folder is no part of it: {elsewhere}");
    assert_eq!(before.0, before.1);
    let mut distinct = before.0.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), before.0.len());
    place.write("deploy/my tasks/td.json", &BROKEN.replacen('{', "{\n\n", 1).replace("über", "under"));
    assert_eq!((fingerprints("sarif"), fingerprints("gitlab")), before);
}

#[test]
fn reports_of_build_servers_tell_the_same() {
    let place = repository();
    for format in ["junit", "github", "gitlab"] {
        let ran = lint(&place, &["--format", format, "--select", "ECS101,ECS401", "clean.json", "my tasks/td.json"]);
        assert_eq!((ran.code, ran.stderr.as_str()), (1, ""), "{ran:?}");
        insta::assert_snapshot!(format!("report_{format}"), ran.stdout);
    }
}

#[test]
fn a_finding_below_fail_on_fails_no_case_of_junit() {
    let place = repository();
    let failures = |fail_on: &str| {
        let ran = lint(&place, &["--format", "junit", "--fail-on", fail_on, "my tasks/td.json"]);
        let report = ran.stdout.lines().find(|line| line.starts_with("<testsuites")).expect("the root").to_string();
        (ran.code, report.split("failures=\"").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_string))
    };
    let of = |code, count: &str| (code, Some(count.to_string()));
    assert_eq!([failures("never"), failures("error"), failures("warning")], [of(0, "0"), of(1, "2"), of(1, "4")]);
}

#[test]
fn standard_input_has_no_path_in_reports() {
    let place = Place::new();
    let ran = |format: &str| place.run_with_input(&["lint", "-", "--format", format, "--select", "ECS101"], BROKEN).stdout;
    assert!(ran("github").starts_with("::error title=ECS101 "), "{}", ran("github"));
    let log: Value = serde_json::from_str(&ran("sarif")).expect("JSON");
    assert_eq!(log["runs"][0]["artifacts"][0]["location"], serde_json::json!({"uri": "stdin", "index": 0}));
}

#[test]
fn statistics_count_by_rule_and_stand_in_json_beside_the_findings() {
    let place = repository();
    let text = lint(&place, &["--statistics", "my tasks/td.json", "../other/stream.yaml"]);
    assert_eq!(text.code, 2, "{text:?}");
    insta::assert_snapshot!("statistics", text.stdout);
    let answer = lint(&place, &["--statistics", "--format", "json", "my tasks/td.json"]).stdout;
    let answer: Value = serde_json::from_str(&answer).expect("JSON");
    let expected = serde_json::json!({"code": "ECS101", "name": "fargate-invalid-size", "severity": "error", "count": 1, "fixable": 0});
    assert_eq!((&answer["statistics"][0], answer["diagnostics"].as_array().map(Vec::len)), (&expected, Some(4)));
    assert!(!lint(&place, &["--format", "json"]).stdout.contains("statistics"));
}

#[test]
fn options_that_do_not_fit_are_refused_with_a_remedy() {
    let place = Place::new();
    let cases: [(&[&str], &str); 6] = [
        (&["--statistics", "--format", "sarif"], "--format sarif has no place for --statistics"),
        (&["--watch", "--format", "junit"], "--watch cannot print --format junit, which is one document"),
        (&["--watch", "-"], "--watch cannot watch standard input"),
        (&["--skip-unknown", "--kind", "service"], "cannot be used with '--kind <KIND>'"),
        (&["--watch", "--write-baseline", "x.json"], "cannot be used with '--write-baseline <FILE>'"),
        (&["--format", "xml"], "[possible values: full, concise, json, sarif, junit, github, gitlab]"),
    ];
    for (arguments, message) in cases {
        let ran = place.run(&[&["lint"], arguments].concat());
        assert!(ran.code == 2 && ran.stdout.is_empty() && ran.stderr.contains(message) && ran.stderr.lines().count() > 1, "{ran:?}");
    }
}

#[test]
fn skip_unknown_passes_over_what_is_none_of_ours_and_nothing_else() {
    let place = Place::new();
    place
        .write("package.json", "{\"name\": \"x\"}")
        .write("empty.yaml", "")
        .write("values.yaml", "a: {{ b }}\n")
        .write("clean.json", CLEAN);
    place.write("broken.json", "{\"containerDefinitions\": [,]}");
    let lint = |paths: &[&str]| place.run(&[&["lint", "--skip-unknown", "--format", "concise"], paths].concat());
    let unknown = ["package.json", "empty.yaml", "values.yaml", "clean.json"];
    let ran = lint(&unknown);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""));
    assert_eq!(place.run(&[&["lint"], unknown.as_slice()].concat()).code, 2);
    let ran = lint(&["package.json", "broken.json"]);
    assert!(ran.code == 1 && ran.stdout.contains("broken.json:1:27: error[DOC001]"), "{ran:?}");
    let ran = lint(&["package.json", "missing.json"]);
    assert!(ran.code == 2 && ran.stderr.contains("cannot read missing.json"), "{ran:?}");
}

#[test]
fn watching_lints_after_every_save_and_ends_with_ctrl_c() {
    let place = Place::new();
    place.write("deploy/td.json", BROKEN);
    let mut session = terminal(&place, &["lint", "deploy", "--watch", "--plain"]);
    session.exp_string("ECS101").expect("the first run");
    session.exp_string("Ctrl-C ends").expect("its end");
    place.write("deploy/td.json", &BROKEN.replace("\"4096\"", "\"512\""));
    let second = session.exp_string("Ctrl-C ends").expect("the second run");
    assert!(second.contains("ECS110") && !second.contains("ECS101"), "{second}");
    place.write("deploy/new.json", CLEAN);
    let third = session.exp_string("Ctrl-C ends").expect("the third run");
    assert!(third.contains("2 files checked"), "{third}");
    place.write("deploy/ecslab.toml", "unknown = 1\n");
    let fourth = session.exp_string("Ctrl-C ends").expect("it goes on");
    assert!(fourth.contains("ecslab.toml:1:1") && fourth.contains("nothing was linted"), "{fourth}");
    place.write("deploy/ecslab.toml", "select = [\"ECS110\"]\n");
    let fifth = session.exp_string("Ctrl-C ends").expect("it goes on");
    assert!(fifth.contains("1 error, 0 warnings"), "{fifth}");
    session.send_control('c').expect("Ctrl-C");
    session.exp_eof().expect("the end");
    let status = session.process().wait().expect("it ended");
    assert!(format!("{status:?}").contains("Exited"), "{status:?}");
}

#[test]
fn completions_and_manual_pages_know_all_commands() {
    let place = Place::new();
    let help = place.run(&["--help"]).stdout;
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  ").filter(|line| !line.starts_with(' '))?.split_whitespace().next())
        .filter(|command| *command != "help")
        .collect();
    assert!(commands.len() > 15, "{help}");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = place.run(&["completions", shell]).stdout;
        assert!(commands.iter().all(|command| script.contains(command)) && script.contains("skip-unknown"), "{shell}");
    }
    let ran = place.run(&["man", "--directory", "share/man1"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let page = |name: &str| std::fs::read_to_string(place.path().join("share/man1").join(name)).expect("a page");
    for command in commands {
        assert!(page(&format!("ecslab-{command}.1")).contains(".SH SYNOPSIS"), "{command}");
    }
    assert_eq!(page("ecslab.1"), place.run(&["man"]).stdout);
    assert!(
        page("ecslab-lint.1").contains("\\-\\-skip\\-unknown") && Path::new(&place.path().join("share/man1/ecslab-task-run.1")).is_file()
    );
    place.write("file", "");
    let ran = place.run(&["man", "--directory", "file"]);
    assert!(ran.code == 2 && ran.stderr.contains("cannot write file"), "{ran:?}");
}
