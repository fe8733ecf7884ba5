//! `ecslab lint`, `explain` and `rules` as commands.

use crate::program::Place;

const BROKEN: &str = r#"{
  "family": "web",
  "requiresCompatibilities": ["FARGATE"],
  "networkMode": "awsvpc",
  "cpu": "256",
  "memory": "4096",
  "containerDefinitions": [
    { "name": "web", "image": "nginx:1.28", "portMappings": [{ "containerPort": 80, "hostPort": 8080 }] },
  ]
}
"#;

#[test]
fn the_three_formats_tell_the_same() {
    let place = Place::new();
    place.write("task-definition.json", BROKEN);
    for format in ["full", "concise", "json"] {
        let ran = place.run(&["lint", "task-definition.json", "--format", format, "--select", "DOC,ECS1"]);
        assert_eq!(ran.code, 1, "{ran:?}");
        insta::assert_snapshot!(format!("lint_{format}"), ran.stdout);
    }
}

#[test]
fn places_are_exact_in_yaml_too() {
    let place = Place::new();
    place.write("td.yaml", "family: web\nrequiresCompatibilities: [FARGATE]\nnetworkMode: awsvpc\ncpu: 256\nmemory: \"4096\"\ncontainerDefinitions:\n  - name: wéb\n    image: nginx:1.28\n");
    let answer = place.json(&["lint", "td.yaml", "--format", "json", "--select", "ECS101"]);
    let finding = &answer["diagnostics"][0];
    assert_eq!(finding["start"], serde_json::json!({"line": 5, "column": 9, "offset": 84}));
    assert_eq!(finding["end"]["column"], 15);
    assert_eq!(finding["pointer"], "/memory");
    assert_eq!(finding["lesson"], "fargate/sizes");
}

#[test]
fn a_stream_numbers_its_documents() {
    let place = Place::new();
    let one = "family: web\ncpu: \"1\"\nnetworkMode: awsvpc\nrequiresCompatibilities: [FARGATE]\nmemory: \"1\"\ncontainerDefinitions: [{name: a, image: \"b:1\"}]\n";
    place.write("two.yaml", &format!("{one}---\n{one}"));
    let answer = place.json(&["lint", "two.yaml", "--format", "json", "--select", "ECS101"]);
    assert_eq!(answer["files"].as_array().map(Vec::len), Some(2));
    let documents: Vec<_> = answer["diagnostics"].as_array().expect("a list").iter().map(|d| d["document"].as_u64()).collect();
    assert_eq!(documents, [Some(0), Some(1)]);
    assert_eq!(answer["summary"]["files"], 1);
}

#[test]
fn a_folder_is_searched_and_what_is_none_of_ours_is_passed_over() {
    let place = Place::new();
    place
        .write("repo/deploy/td.json", BROKEN)
        .write("repo/package.json", "{\"name\": \"x\", \"dependencies\": {}}")
        .write("repo/broken-but-not-ours.json", "{,}")
        .write("repo/ignored/td.json", BROKEN)
        .write("repo/.gitignore", "ignored/\n")
        .write("repo/.git/HEAD", "")
        .write("repo/cfn/web.template", BROKEN)
        .write("repo/chart/stateful-set.yaml", "spec:\n  serviceName: {{ .Values.name }}\n  a: [\n")
        .write("repo/nginx.conf.template", "server { listen ${PORT}; }\n")
        .write("repo/notes.txt", BROKEN);
    let answer = place.json(&["lint", "repo", "--format", "json"]);
    let files: Vec<_> = answer["files"].as_array().expect("a list").iter().map(|file| file["path"].as_str()).collect();
    assert_eq!(files, [Some("repo/cfn/web.template"), Some("repo/deploy/td.json")]);
}

#[test]
fn standard_input_and_described_definitions_are_read() {
    let place = Place::new();
    let described = r#"{"taskDefinition": {"taskDefinitionArn": "arn:aws:ecs:eu-central-1:111122223333:task-definition/web:3", "family": "web",
      "revision": 3, "status": "ACTIVE", "networkMode": null, "requiresAttributes": [{"name": "x"}], "compatibilities": ["EC2"], "registeredAt": 1.5,
      "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128, "links": null, "environment": [], "logConfiguration": {"logDriver": "json-file"}}]}, "tags": []}"#;
    let ran = place.run_with_input(&["lint", "-"], described);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "1 file checked, no findings\n"), "{ran:?}");
}

#[test]
fn severity_decides_the_exit_code_and_the_profile_what_is_shown() {
    let place = Place::new();
    let warned = r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:latest", "memory": 128, "logConfiguration": {"logDriver": "json-file"}}]}"#;
    place.write("td.json", warned);
    assert_eq!(place.run(&["lint", "td.json"]).code, 0);
    assert_eq!(place.run(&["lint", "td.json", "--fail-on", "warning"]).code, 1);
    let shown = |arguments: &[&str]| place.json(arguments)["summary"]["info"].as_u64();
    assert_eq!(shown(&["lint", "td.json", "--format", "json"]), Some(0));
    assert!(shown(&["lint", "td.json", "--format", "json", "--profile", "strict"]) > Some(0));
    assert_eq!(place.run(&["lint", "td.json", "--fail-on", "warning", "--ignore", "ECS401"]).code, 0);
}

#[test]
fn colours_follow_the_environment() {
    let place = Place::new();
    place.write("td.json", BROKEN);
    let coloured = |name: &str, value: &str, plain: bool| {
        let mut command = place.command(if plain { &["--plain", "lint", "td.json"] } else { &["lint", "td.json"] });
        String::from_utf8(command.env(name, value).output().expect("runs").stdout).expect("UTF-8").contains('\u{1b}')
    };
    assert!(!coloured("X", "1", false), "a pipe gets no colours");
    assert!(coloured("CLICOLOR_FORCE", "1", false));
    assert!(!coloured("CLICOLOR_FORCE", "1", true), "--plain wins");
}

#[test]
fn control_characters_of_a_document_never_reach_the_terminal() {
    let place = Place::new();
    place.write("td.json", "{\"family\": \"web\", \"networkMode\": \"\\u001b[2Jx\\u202e\", \"containerDefinitions\": [{\"name\": \"w\u{202e}eb\", \"image\": \"a:1\", \"memory\": 6, \"\u{9b}x\": 1}]}");
    for format in ["full", "concise"] {
        let ran = place.run(&["lint", "td.json", "--format", format]);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(!ran.stdout.contains(['\u{1b}', '\u{202e}', '\u{9b}']), "{:?}", ran.stdout);
    }
}

#[test]
fn rules_are_listed_and_explained() {
    let place = Place::new();
    let list = place.json(&["rules", "--format", "json"]);
    let text = place.run(&["rules"]).stdout;
    let listed: Vec<&str> = list["rules"].as_array().expect("a list").iter().map(|rule| rule["code"].as_str().expect("a code")).collect();
    assert!(listed.len() >= 200);
    assert!(listed.iter().zip(text.lines()).all(|(code, line)| line.starts_with(code)), "{text}");
    assert!(
        text.contains("\nECS101 error    fargate-invalid-size               The pair of task CPU and memory does not exist on Fargate.\n")
    );
    assert!(text.ends_with(&format!("\n{} rules. `ecslab explain CODE` tells more.\n", listed.len())));
    insta::assert_snapshot!("a_rule_is_explained", place.run(&["explain", "ECS101"]).stdout);
    assert_eq!(place.run(&["explain", "fargate-invalid-size"]).stdout, place.run(&["explain", "ecs101"]).stdout);
    assert_eq!(place.json(&["explain", "ECS101", "--format", "json"])["code"], "ECS101");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    use std::process::Stdio;
    let place = Place::new();
    let mut child = place.command(&["rules"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("ends");
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
}

#[test]
fn every_kind_is_held_against_the_api_model() {
    let place = Place::new();
    place.write("service.json", r#"{"serviceName": "web", "desiredcount": 1, "taskDefinition": "web", "launchType": "FARGET",
      "deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true}, "strategy": "ROLLING"},
      "networkConfiguration": {"awsvpcConfiguration": {"subnets": "subnet-1"}}, "capacityProviderStrategy": [{"capacityProvider": "FARGATE", "weight": 1001}]}"#);
    place.write("repository.json", r#"{"repositoryName": "Shop/Web", "imageTagMutability": "immutable"}"#);
    place.write("stream.yaml", "scanType: DEEP\nrules: []\n---\nclusterName: c\nsetings: []\n---\nname: cp\nautoScalingGroupProvider: {managedScaling: {targetCapacity: 101}}\n");
    let ran = place.run(&["lint", "service.json", "repository.json", "stream.yaml", "--format", "concise"]);
    insta::assert_snapshot!(ran.stdout);
}
