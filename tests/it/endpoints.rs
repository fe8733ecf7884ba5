//! Task metadata and credentials as containers see them on a real engine.

use std::time::Duration;

use ecslab::runtime::{
    Cancel, Engine, Label, PlanOptions, Ports, RunOptions, RunningTask, Status, TestcontainersEngine, Waited, plan_source,
};
use ecslab::source::SourceFile;
use serde_json::{Value, json};

use crate::engine::{BUSYBOX, engine_for};

/// Nothing here takes so long; a test that waits for it fails.
const PATIENCE: Duration = Duration::from_secs(60);
const ROLE: &str = "arn:aws:iam::123456789012:role/app";

/// Starts containers that wait to be asked, in a task of this network mode, and waits until it runs.
fn start<'e>(engine: &'e TestcontainersEngine, mode: &str, role: Option<&str>, containers: Value) -> RunningTask<'e> {
    let mut definition = json!({"family": "asks", "networkMode": mode, "cpu": "256", "memory": "512", "containerDefinitions": containers});
    if mode == "awsvpc" {
        definition["requiresCompatibilities"] = json!(["FARGATE"]);
    }
    if let Some(role) = role {
        definition["taskRoleArn"] = json!(role);
    }
    let source = SourceFile::new("task.json", definition.to_string());
    let plan = plan_source(&source, &PlanOptions { ports: Ports::Dynamic, ..PlanOptions::default() }).expect("it can be run");
    let mut task = RunningTask::start(engine, plan, RunOptions::default()).expect("it starts");
    let waited = task.wait_for(|task| task.status() == Status::Running, PATIENCE, &Cancel::default()).expect("the engine works");
    assert_eq!(waited, Waited::Met, "{:#?}", task.report());
    task
}

fn waiting(name: &str) -> Value {
    json!({"name": name, "image": BUSYBOX, "command": ["sleep", "600"], "stopTimeout": 2})
}

/// Runs a shell's line in a container; gives what it wrote.
fn shell(task: &RunningTask<'_>, container: &str, line: &str) -> (i64, String) {
    let output = task.exec(container, &["sh", "-c", line].map(str::to_string)).expect("it runs");
    (output.exit_code, output.output)
}

/// What `wget` gets in a container; the URL may hold variables of the container.
fn get(task: &RunningTask<'_>, container: &str, url: &str) -> Value {
    let (exit_code, output) = shell(task, container, &format!("wget -qO- \"{url}\""));
    assert_eq!(exit_code, 0, "{url}: {output}");
    serde_json::from_str(&output).unwrap_or_else(|error| panic!("{url}: {error}: {output}"))
}

/// Status line, headers and body of a GET at a host and port, with a header line or none.
fn raw(task: &RunningTask<'_>, container: &str, host: &str, path: &str, header: &str) -> String {
    let line = format!("printf 'GET {path} HTTP/1.0\\r\\n{header}\\r\\n' | nc -w 5 {host}");
    shell(task, container, &line).1
}

/// What changes from run to run.
fn redactions(task: &RunningTask<'_>) -> Vec<(String, &'static str)> {
    vec![
        (task.id().to_string(), "<task>"),
        (task.id()[..12].to_string(), "<start of task>"),
        (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z".to_string(), "<time>"),
        (r"[0-9a-f]{64}".to_string(), "<sha256>"),
        (r"\d+\.\d+\.\d+\.\d+(/\d+)?".to_string(), "<address>"),
        (r"([0-9a-f]{2}:){5}[0-9a-f]{2}".to_string(), "<mac>"),
    ]
}

#[test]
fn containers_of_an_awsvpc_task_read_its_metadata() {
    let Some(engine) = engine_for("containers_of_an_awsvpc_task_read_its_metadata") else { return };
    let mut web = waiting("web");
    web["cpu"] = json!(64);
    web["memory"] = json!(128);
    web["logConfiguration"] = json!({"logDriver": "awslogs", "options": {"awslogs-group": "/lab/web", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "web"}});
    web["healthCheck"] = json!({"command": ["CMD-SHELL", "echo well"], "interval": 5, "timeout": 2, "retries": 1});
    let mut task = start(engine, "awsvpc", None, json!([web, waiting("beside")]));
    task.wait_for(|task| task.health() == ecslab::runtime::Health::Healthy, PATIENCE, &Cancel::default()).expect("the engine works");
    let container = get(&task, "web", "$ECS_CONTAINER_METADATA_URI_V4");
    let whole = get(&task, "beside", "$ECS_CONTAINER_METADATA_URI_V4/task");
    assert_eq!(container["DockerId"].as_str(), task.container("web").and_then(|web| web.id.as_deref()));
    assert_eq!(whole["Containers"][0], container);
    let with_tags = get(&task, "web", "$ECS_CONTAINER_METADATA_URI_V4/taskWithTags");
    assert_eq!(with_tags["TaskTags"], json!({}));
    let filters = redactions(&task);
    let filters: Vec<(&str, &str)> = filters.iter().map(|(pattern, with)| (pattern.as_str(), *with)).collect();
    insta::with_settings!({filters => filters}, {
        insta::assert_snapshot!(serde_json::to_string_pretty(&whole).expect("JSON"));
    });
    task.finish().expect("it is removed");
}

#[test]
fn the_first_thing_that_a_container_does_may_be_to_ask() {
    let Some(engine) = engine_for("the_first_thing_that_a_container_does_may_be_to_ask") else { return };
    for mode in ["awsvpc", "bridge"] {
        let asks = json!({"name": "asks", "image": BUSYBOX, "memory": 64,
            "entryPoint": ["sh", "-c", "exec wget -qO- $ECS_CONTAINER_METADATA_URI_V4"]});
        let source =
            SourceFile::new("task.json", json!({"family": "asks", "networkMode": mode, "containerDefinitions": [asks]}).to_string());
        let plan = plan_source(&source, &PlanOptions::default()).expect("it can be run");
        let mut task = RunningTask::start(engine, plan, RunOptions::default()).expect("it starts");
        task.wait_for(|task| task.status() == Status::Stopped, PATIENCE, &Cancel::default()).expect("the engine works");
        let answer = task.logs("asks").expect("logs").text;
        let answer: Value = serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{mode}: {error}: {answer}"));
        assert_eq!(answer["DockerId"].as_str(), task.container("asks").and_then(|asks| asks.id.as_deref()), "{mode}");
        assert_eq!(answer["KnownStatus"], "RUNNING", "{mode}");
        task.finish().expect("it is removed");
    }
}

#[test]
fn statistics_are_those_of_the_engine_with_rates() {
    let Some(engine) = engine_for("statistics_are_those_of_the_engine_with_rates") else { return };
    let task = start(engine, "awsvpc", None, json!([waiting("one"), waiting("two")]));
    let one = get(&task, "one", "$ECS_CONTAINER_METADATA_URI_V4/stats");
    assert!(one["cpu_stats"]["cpu_usage"]["total_usage"].as_u64() >= one["precpu_stats"]["cpu_usage"]["total_usage"].as_u64());
    assert!(one["memory_stats"]["usage"].as_u64() > Some(0), "{one}");
    assert!(one["networks"]["eth0"]["rx_bytes"].is_u64() && one["network_rate_stats"]["rx_bytes_per_sec"].is_number(), "{one}");
    let all = get(&task, "one", "$ECS_CONTAINER_METADATA_URI_V4/task/stats");
    let mut ids: Vec<&str> = ["one", "two"].iter().filter_map(|name| task.container(name)?.id.as_deref()).collect();
    ids.sort_unstable();
    let mut told: Vec<&str> = all.as_object().expect("an object").keys().map(String::as_str).collect();
    told.sort_unstable();
    assert_eq!(told, ids);
    assert!(all.as_object().expect("an object").values().all(|stats| stats["pids_stats"]["current"].is_u64()));
    task.finish().expect("it is removed");
}

#[test]
fn the_namespace_of_the_task_stays_as_it_is_on_ecs() {
    let Some(engine) = engine_for("the_namespace_of_the_task_stays_as_it_is_on_ecs") else { return };
    let task = start(engine, "awsvpc", Some(ROLE), json!([waiting("web")]));
    // Port 80 is the task's own, and so is the right to change routes: nobody's.
    let (exit_code, output) =
        shell(&task, "web", "echo hi > /tmp/index.html; httpd -p 80 -h /tmp && wget -qO- http://localhost/index.html");
    assert_eq!((exit_code, output.as_str()), (0, "hi\n"));
    assert_eq!(get(&task, "web", "http://169.254.170.2$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")["RoleArn"], ROLE);
    let (exit_code, output) = shell(&task, "web", "ip route del default");
    assert!(exit_code != 0 && output.contains("not permitted"), "{output}");
    let id = task.id().to_string();
    task.finish().expect("it is removed");
    assert_eq!(engine.containers(Label::Task, Some(&id)).expect("the engine works"), []);
}

#[test]
fn credentials_are_for_the_containers_of_their_task_only() {
    let Some(engine) = engine_for("credentials_are_for_the_containers_of_their_task_only") else { return };
    let ours = start(engine, "awsvpc", Some(ROLE), json!([waiting("app"), waiting("beside")]));
    let theirs = start(engine, "awsvpc", Some("other"), json!([waiting("thief")]));
    let url = "http://169.254.170.2$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
    let credentials = get(&ours, "app", url);
    assert_eq!(get(&ours, "beside", url), credentials);
    let members: Vec<&str> = credentials.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(members, ["RoleArn", "AccessKeyId", "SecretAccessKey", "Token", "Expiration"]);
    assert_eq!(get(&theirs, "thief", url)["RoleArn"], "arn:aws:iam::000000000000:role/other");

    let path = shell(&ours, "app", "printf %s $AWS_CONTAINER_CREDENTIALS_RELATIVE_URI").1;
    let stolen = raw(&theirs, "thief", "169.254.170.2 80", &path, "");
    let refusal = json!({"code": "InvalidIdInRequest", "message": "CredentialsV2Request: Credentials not found", "HTTPErrorCode": 400});
    assert!(stolen.starts_with("HTTP/1.0 400") && stolen.ends_with(&refusal.to_string()), "{stolen}");
    let metadata = shell(&ours, "app", "printf %s ${ECS_CONTAINER_METADATA_URI_V4#http://169.254.170.2}").1;
    let stolen = raw(&theirs, "thief", "169.254.170.2 80", &metadata, "");
    assert!(stolen.starts_with("HTTP/1.0 404"), "{stolen}");

    // Neither past the forwarder to the listener, nor to the forwarder itself.
    let forwarder = engine
        .containers(Label::Task, Some(ours.id()))
        .expect("the engine works")
        .into_iter()
        .find(|container| container.container.ends_with("endpoints"))
        .expect("there is one");
    let address = engine.address(&forwarder.id).expect("it runs").expect("it has one");
    let (exit_code, output) = shell(&theirs, "thief", &format!("printf 'GET {path} HTTP/1.0\\r\\n\\r\\n' | nc -w 1 {address} 80"));
    assert!(exit_code != 0 && !output.contains("200"), "{output}");
    let listener =
        engine.exec(&forwarder.id, &["sh", "-c", "tr '\\0' ' ' < /proc/1/cmdline"].map(str::to_string), PATIENCE).expect("it runs");
    let listener = regex_find(r"-e nc (\S+ \d+)", &listener.output);
    let stolen = raw(&theirs, "thief", &listener, &path, "");
    assert!(stolen.starts_with("HTTP/1.0 400"), "{stolen}");

    // Gone with the task.
    ours.finish().expect("it is removed");
    let (exit_code, output) = shell(&theirs, "thief", &format!("printf 'GET {path} HTTP/1.0\\r\\n\\r\\n' | nc -w 1 {listener}"));
    assert!(exit_code != 0, "{output}");
    theirs.finish().expect("it is removed");
}

fn regex_find(pattern: &str, text: &str) -> String {
    let pattern = regex::Regex::new(pattern).expect("a pattern");
    pattern.captures(text).unwrap_or_else(|| panic!("no {pattern} in {text}"))[1].to_string()
}

#[test]
fn without_a_task_role_there_are_no_credentials() {
    let Some(engine) = engine_for("without_a_task_role_there_are_no_credentials") else { return };
    for mode in ["awsvpc", "bridge"] {
        let task = start(engine, mode, None, json!([waiting("app")]));
        let (_, variables) = shell(&task, "app", "env");
        assert!(!variables.contains("AWS_CONTAINER") && variables.contains("ECS_CONTAINER_METADATA_URI_V4="), "{variables}");
        if mode == "awsvpc" {
            let answer = raw(&task, "app", "169.254.170.2 80", "/v2/credentials/5f0c2a9b", "");
            assert!(answer.starts_with("HTTP/1.0 404") && answer.contains("NoCredentialsAssociated"), "{answer}");
        }
        task.finish().expect("it is removed");
    }
}

#[test]
fn in_bridge_mode_the_token_and_the_address_are_checked() {
    let Some(engine) = engine_for("in_bridge_mode_the_token_and_the_address_are_checked") else { return };
    let ours = start(engine, "bridge", Some(ROLE), json!([waiting("app")]));
    let theirs = start(engine, "bridge", Some(ROLE), json!([waiting("thief")]));
    assert!(ours.plan().notes.iter().any(|note| note.contains("AWS_CONTAINER_CREDENTIALS_FULL_URI")));
    let container = get(&ours, "app", "$ECS_CONTAINER_METADATA_URI_V4");
    assert_eq!((&container["KnownStatus"], &container["Networks"][0]["NetworkMode"]), (&json!("RUNNING"), &json!("bridge")));
    let (exit_code, answer) =
        shell(&ours, "app", "wget -qO- --header \"Authorization: $AWS_CONTAINER_AUTHORIZATION_TOKEN\" $AWS_CONTAINER_CREDENTIALS_FULL_URI");
    assert_eq!(exit_code, 0, "{answer}");
    assert_eq!(serde_json::from_str::<Value>(&answer).expect("JSON")["RoleArn"], ROLE);
    let variables = shell(&ours, "app", "env").1;
    let token = regex_find("AWS_CONTAINER_AUTHORIZATION_TOKEN=(.+)", &variables);
    let (host, path) = (
        regex_find(r"AWS_CONTAINER_CREDENTIALS_FULL_URI=http://([0-9.]+:\d+)", &variables).replace(':', " "),
        regex_find(r"AWS_CONTAINER_CREDENTIALS_FULL_URI=http://[^/]+(/.+)", &variables),
    );
    let header = |token: &str| format!("Authorization: {token}\\r\\n");
    let answer = raw(&ours, "app", &host, &path, &header(&token));
    assert!(answer.starts_with("HTTP/1.0 200"), "{answer}");
    for (task, container, header) in [(&ours, "app", String::new()), (&ours, "app", header("wrong")), (&theirs, "thief", header(&token))] {
        let answer = raw(task, container, &host, &path, &header);
        assert!(answer.starts_with("HTTP/1.0 400") && answer.contains("InvalidIdInRequest"), "{header}: {answer}");
    }
    for task in [ours, theirs] {
        task.finish().expect("it is removed");
    }
}
