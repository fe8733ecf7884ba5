//! `ecslab simulate placement` as a command.

use crate::program::Place;

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/book/examples/placement");

fn place() -> Place {
    let place = Place::new();
    for name in ["cluster.json", "tasks.json", "task-definition.json", "service.json", "run-task.json"] {
        place.write(name, &std::fs::read_to_string(format!("{EXAMPLES}/{name}")).expect("an example"));
    }
    place
}

fn arguments<'a>(request: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut all = vec!["simulate", "placement", "--cluster", "cluster.json", "--tasks", "tasks.json", "--request", request];
    all.extend(more);
    all
}

#[test]
fn the_examples_are_drawn() {
    let place = place();
    let mut shown = String::new();
    for (request, more) in [("service.json", &[][..]), ("service.json", &["--scale-in", "1"]), ("run-task.json", &["--plain"])] {
        let ran = place.run(&arguments(request, more));
        assert_eq!(ran.code, 0, "{ran:?}");
        shown.push_str(&format!("$ --request {request} {}\n{}\n", more.join(" "), ran.stdout));
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn the_answer_as_json_keeps_its_contract() {
    let place = place();
    let ran = place.run(&arguments("run-task.json", &["--format", "json"]));
    assert_eq!(ran.code, 0, "{ran:?}");
    insta::assert_snapshot!(ran.stdout);
}

#[test]
fn failures_and_stopped_tasks_are_in_the_answer() {
    let place = place();
    place.write(
        "huge.json",
        r#"{"count": 2, "taskDefinition": {"family": "huge", "containerDefinitions": [{"name": "h", "cpu": 4096, "memory": 1}]}}"#,
    );
    let answer = place.json(&arguments("huge.json", &["--format", "json"]));
    assert_eq!(answer["placements"], serde_json::json!([]));
    assert_eq!(answer["failures"].as_array().map(Vec::len), Some(2));
    assert_eq!(answer["failures"][0]["reason"], "RESOURCE:CPU");
    assert_eq!(answer["failures"][0]["arn"], "arn:aws:ecs:eu-central-1:111122223333:container-instance/demo/a1");
    assert_eq!(answer["failures"][0]["rejected"].as_array().map(Vec::len), Some(6));
    let answer = place.json(&arguments("service.json", &["--scale-in", "2", "--format", "json"]));
    let stopped: Vec<_> = answer["stopped"].as_array().expect("a list").iter().map(|task| task["instance"].as_str()).collect();
    assert_eq!(stopped, [Some("i-a1"), Some("i-c1")]);
}

#[test]
fn a_service_with_too_many_tasks_scales_in() {
    let place = place();
    place.write("less.json", r#"{"serviceName": "web", "desiredCount": 1, "taskDefinition": "task-definition.json"}"#);
    let answer = place.json(&arguments("less.json", &["--format", "json"]));
    assert_eq!(answer["stopped"].as_array().map(Vec::len), Some(1));
}

#[test]
fn what_is_described_can_be_asked() {
    let place = place();
    place.write("described.json", r#"{"services": [{"serviceName": "d", "schedulingStrategy": "DAEMON", "placementStrategy": [], "taskDefinition": "td.yaml"}], "failures": []}"#);
    place.write("td.yaml", "taskDefinition:\n  family: d\n  networkMode: host\n  memory: 0.5 GB\n  containerDefinitions:\n    - {name: d, image: \"d:1\", portMappings: [{containerPort: 2375}]}\n");
    let answer = place.json(&arguments("described.json", &["--format", "json"]));
    assert_eq!(answer["placements"].as_array().map(Vec::len), Some(0), "the port of the Docker daemon is taken on every instance");
    place.write("td.yaml", "family: d\nnetworkMode: host\nmemory: 0.5 GB\ncontainerDefinitions:\n  - {name: d, image: \"d:1\", portMappings: [{containerPort: 80}]}\n");
    let answer = place.json(&arguments("described.json", &["--format", "json"]));
    let instances: Vec<_> = answer["placements"].as_array().expect("a list").iter().map(|task| task["instance"].as_str()).collect();
    assert_eq!(instances, [Some("i-a1"), Some("i-b1"), Some("i-b2"), Some("i-c1")]);
}

#[test]
fn network_interfaces_run_out_where_the_input_says_how_many() {
    let place = Place::new();
    place.write(
        "cluster.json",
        r#"{"containerInstances": [{"ec2InstanceId": "i-1", "containerInstanceArn": "arn:1",
        "attributes": [{"name": "ecslab.awsvpc-task-limit", "value": "3"}],
        "remainingResources": [{"name": "CPU", "integerValue": 2048}, {"name": "MEMORY", "integerValue": 4096}]}]}"#,
    );
    place.write("tasks.json", r#"{"tasks": [{"containerInstanceArn": "arn:1", "attachments": [{"type": "ElasticNetworkInterface"}]}]}"#);
    place.write("request.json", r#"{"count": 5, "taskDefinition": {"networkMode": "awsvpc", "containerDefinitions": [{"memory": 128}]}}"#);
    let answer = place.json(&arguments("request.json", &["--format", "json"]));
    assert_eq!(answer["placements"].as_array().map(Vec::len), Some(2));
    assert_eq!(answer["failures"][0]["reason"], "RESOURCE:ENI");
}

#[test]
fn bad_input_is_told_with_its_place() {
    let definition = r#""taskDefinition": {"family": "x", "containerDefinitions": [{"name": "x", "memory": 128}]}"#;
    let with = |rest: &str| format!("{{{definition},\n {rest}}}");
    let expression = |text: &str| with(&format!(r#""placementConstraints": [{{"type": "memberOf", "expression": "{text}"}}]"#));
    let strategy = |text: &str| with(&format!(r#""placementStrategy": [{text}]"#));
    let requests = [
        ("[]".to_string()),
        ("{}".to_string()),
        (r#"{"taskDefinition": 5}"#.to_string()),
        (r#"{"taskDefinition": "missing.json"}"#.to_string()),
        (r#"{"taskDefinition": {"family": "x"}}"#.to_string()),
        (r#"{"taskDefinition": {"containerDefinitions": [{"cpu": -1}]}}"#.to_string()),
        (r#"{"taskDefinition": {"containerDefinitions": [{"portMappings": [{"hostPort": 70000}]}]}}"#.to_string()),
        (r#"{"taskDefinition": {"memory": "lots", "containerDefinitions": [{"cpu": 1}]}}"#.to_string()),
        (r#"{"taskDefinition": {"containerDefinitions": [{}], "placementConstraints": [{"type": "distinctInstance"}]}}"#.to_string()),
        with(r#""count": -1"#),
        with(r#""count": 0"#),
        with(r#""count": "two""#),
        with(r#""count": 99999999999999999999"#),
        with(r#""desiredCount": 2"#),
        with(r#""placementConstraint": []"#),
        with(r#""launchType": "FARGATE""#),
        with(r#""serviceName": "s", "desiredCount": -3"#),
        with(r#""serviceName": "s", "schedulingStrategy": "DAEMON", "placementStrategy": [{"type": "random"}]"#),
        with(r#""overrides": {"containerOverrides": [{"name": "y", "cpu": 1}]}"#),
        with(r#""placementConstraints": [{"type": "memberof"}]"#),
        with(r#""placementConstraints": [{"type": "memberOf"}]"#),
        with(r#""placementConstraints": [{"type": "distinctInstance", "expression": "x"}]"#),
        with(&format!(r#""placementConstraints": [{}]"#, [r#"{"type": "distinctInstance"}"#; 11].join(", "))),
        expression("attribute:stack = prod"),
        expression(r"attribute:a =~ t2\\.* and attribute:b =~ (?!x)"),
        expression("attribute:ecs.avalability-zone == a"),
        expression(&"x".repeat(2001)),
        strategy(r#"{"type": "binpack", "field": "disk"}"#),
        strategy(r#"{"type": "spread", "field": "zone"}"#),
        strategy(r#"{"type": "spread", "field": "attribute:rack"}"#),
        strategy(r#"{"type": "random", "field": "cpu"}"#),
        strategy(r#"{"type": "pack"}"#),
        strategy(&[r#"{"type": "random"}"#; 6].join(", ")),
    ];
    let place = place();
    let mut report = String::new();
    for request in requests {
        place.write("request.json", &request);
        let ran = place.run(&arguments("request.json", &[]));
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{request}: {ran:?}");
        assert!(ran.stderr.starts_with("error: request.json:"), "{request}: {ran:?}");
        report.push_str(&ran.stderr);
    }
    let cluster = |members: &str| format!(r#"{{"containerInstances": [{{"ec2InstanceId": "i-1", {members}}}]}}"#);
    for text in [
        "{}".to_string(),
        r#"{"containerInstances": [{}]}"#.to_string(),
        r#"{"containerInstances": [{"ec2InstanceId": ""}]}"#.to_string(),
        cluster(r#""status": "ACTIVE""#),
        cluster(r#""remainingResources": [{"name": "CPU"}]"#),
        cluster(r#""remainingResources": [{"name": "CPU", "integerValue": -5}]"#),
        cluster(r#""remainingResources": [{"name": "PORTS", "stringSetValue": ["x"]}]"#),
        cluster(r#""remainingResources": [], "registeredAt": "soon""#),
        cluster(r#""remainingResources": [], "agentConnected": "yes""#),
        cluster(r#""remainingResources": [], "attributes": [{"name": "ecslab.awsvpc-task-limit", "value": "many"}]"#),
        r#"{"containerInstances": [{"ec2InstanceId": "i", "remainingResources": []}, {"ec2InstanceId": "i", "remainingResources": []}]}"#
            .to_string(),
        "{\"containerInstances\": [,]}".to_string(),
    ] {
        place.write("cluster.json", &text);
        let ran = place.run(&arguments("run-task.json", &[]));
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{text}: {ran:?}");
        report.push_str(&ran.stderr);
    }
    place.write("cluster.json", r#"{"containerInstances": []}"#);
    report.push_str(&place.run(&arguments("run-task.json", &[])).stderr);
    place.write("tasks.json", "{}");
    report.push_str(&place.run(&arguments("run-task.json", &[])).stderr);
    place.write("tasks.json", r#"{"tasks": []}"#);
    report.push_str(&place.run(&arguments("service.json", &["--scale-in", "1"])).stderr);
    report.push_str(&place.run(&arguments("nowhere.json", &[])).stderr);
    insta::assert_snapshot!(report);
}
