//! `ecslab service run` as people run it.

use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use ecslab::runtime::{Engine, Label, ListedContainer, TestcontainersEngine, random_session};
use rexpect::session::spawn_command;
use serde_json::{Value, json};

use crate::engine::{BUSYBOX, engine_for};

const WORKS: &str = "trap 'exit 0' TERM; while :; do sleep 0.1; done";

/// A service and its task definition in a folder, with a family that nobody else has.
struct Files {
    folder: tempfile::TempDir,
    family: String,
}

impl Files {
    fn new(desired: u64, more: &Value) -> Self {
        let files = Self { folder: tempfile::tempdir().expect("a folder"), family: format!("test-{}", random_session()) };
        let mut service = json!({"serviceName": "web", "taskDefinition": files.family, "desiredCount": desired});
        service.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        files.write("service.json", &service.to_string());
        files.write("task.json", &files.definition(WORKS));
        files
    }

    fn definition(&self, script: &str) -> String {
        json!({"family": self.family, "networkMode": "bridge", "containerDefinitions": [
            {"name": "web", "image": BUSYBOX, "memory": 32, "command": ["sh", "-c", script], "stopTimeout": 5}]})
        .to_string()
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, text).expect("a file");
        path
    }

    fn command(&self, more: &[&str]) -> Command {
        let mut command = ecslab();
        command.current_dir(self.folder.path()).args(["service", "run", "service.json"]).args(more);
        command
    }

    fn run(&self, more: &[&str]) -> (Option<i32>, String, String) {
        parts(&self.command(more).output().expect("ecslab starts"))
    }

    fn containers(&self, engine: &TestcontainersEngine) -> Vec<ListedContainer> {
        let all = engine.containers(Label::Task, None).expect("the engine works");
        all.into_iter().filter(|container| container.remembered.contains(&self.family)).collect()
    }
}

fn ecslab() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ecslab"));
    command.env("NO_COLOR", "1");
    command
}

fn parts(output: &Output) -> (Option<i32>, String, String) {
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Reads until a line holds the text; gives that line.
fn await_line(stdout: &mut BufReader<ChildStdout>, text: &str) -> String {
    let mut seen = String::new();
    loop {
        let mut line = String::new();
        assert_ne!(stdout.read_line(&mut line).expect("it prints text"), 0, "no {text:?} in {seen}");
        if line.contains(text) {
            return line;
        }
        seen += &line;
    }
}

fn start(files: &Files, more: &[&str]) -> (Child, BufReader<ChildStdout>) {
    let mut child = files.command(&[&["--timeout", "3m"], more].concat()).stdout(Stdio::piped()).spawn().expect("ecslab starts");
    let mut stdout = BufReader::new(child.stdout.take().expect("it is piped"));
    await_line(&mut stdout, "has reached a steady state.");
    (child, stdout)
}

#[test]
fn what_is_saved_is_deployed_and_what_is_broken_changes_nothing() {
    let Some(engine) = engine_for("what_is_saved_is_deployed_and_what_is_broken_changes_nothing") else { return };
    let files = Files::new(1, &json!({}));
    let (mut child, mut stdout) = start(&files, &[]);
    files.write("task.json", "{\"family\": 5");
    await_line(&mut stdout, "nothing changes until this is mended");
    files.write("task.json", &files.definition(&format!("true; {WORKS}")));
    await_line(&mut stdout, &format!("of {}:2 begins", files.family));
    await_line(&mut stdout, "deployment completed.");
    let service = json!({"serviceName": "web", "taskDefinition": files.family, "desiredCount": 2});
    await_line(&mut stdout, "has reached a steady state.");
    files.write("service.json", &service.to_string());
    await_line(&mut stdout, "desiredCount is 2, no longer 1");
    await_line(&mut stdout, "has reached a steady state.");
    assert_eq!(files.containers(engine).iter().filter(|container| container.container == "web").count(), 2);
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill starts").success());
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).expect("it prints text");
    assert_eq!(child.wait().expect("it ends").code(), Some(0), "{rest}");
    assert!(rest.contains("UserInitiated: Task stopped by user (web exit code 0)"), "{rest}");
    assert_eq!(files.containers(engine), []);
}

#[test]
fn an_update_that_fails_is_rolled_back_and_told_as_json() {
    let Some(engine) = engine_for("an_update_that_fails_is_rolled_back_and_told_as_json") else { return };
    let breaker = json!({"deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true, "rollback": true,
        "thresholdConfiguration": {"type": "COUNT", "value": 1}}}});
    let files = Files::new(1, &breaker);
    files.write("new/broken.json", &files.definition("exit 3"));
    let (exit, stdout, stderr) = files.run(&["--update", "new/broken.json", "--until", "deployed", "--timeout", "3m", "--format", "json"]);
    assert_eq!(exit, Some(1), "{stdout}{stderr}");
    let report: Value = serde_json::from_str(&stdout).expect("one JSON document");
    let deployments = report["services"][0]["deployments"].as_array().expect("a list");
    let states: Vec<_> = deployments.iter().map(|one| (one["status"].as_str(), one["rolloutState"].as_str())).collect();
    assert_eq!(states, [(Some("INACTIVE"), Some("FAILED")), (Some("PRIMARY"), Some("COMPLETED"))], "{stdout}");
    insta::with_settings!({filters => vec![
        (files.family.as_str(), "<family>"),
        (r"ecs-svc/\d{19}", "ecs-svc/<number>"),
        (r"[0-9a-f]{64}", "<runtime id>"),
        (r"\b[0-9a-f]{32}\b", "<task>"),
        (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "<event>"),
        (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", "<time>"),
    ]}, { insta::assert_snapshot!(stdout) });
    assert_eq!(files.containers(engine), []);
}

#[test]
fn ctrl_c_in_a_terminal_leaves_nothing() {
    let Some(engine) = engine_for("ctrl_c_in_a_terminal_leaves_nothing") else { return };
    let files = Files::new(2, &json!({}));
    let mut session = spawn_command(files.command(&[]), Some(120_000)).expect("a pseudo-terminal");
    session.exp_string("has reached a steady state.").expect("it runs");
    assert_eq!(files.containers(engine).len(), 2);
    session.send_control('c').expect("Ctrl-C");
    session.exp_string("has stopped 2 running tasks:").expect("it stops");
    session.exp_eof().expect("the end");
    assert_eq!(files.containers(engine), []);
}

#[test]
fn what_a_killed_service_left_is_cleaned_by_its_session() {
    let Some(engine) = engine_for("what_a_killed_service_left_is_cleaned_by_its_session") else { return };
    let files = Files::new(2, &json!({}));
    let (mut child, _stdout) = start(&files, &[]);
    let session = files.containers(engine)[0].session.clone();
    assert!(files.containers(engine).iter().all(|container| container.session == session), "one session");
    let (_, spared, _) = parts(&ecslab().args(["clean", "--session", "0"]).output().expect("ecslab starts"));
    assert_eq!(spared, "nothing to remove\n");
    child.kill().expect("SIGKILL can be sent");
    child.wait().expect("it ends");
    assert_eq!(files.containers(engine).len(), 2);
    let (exit, stdout, stderr) = parts(&ecslab().args(["clean", "--session", &session]).output().expect("ecslab starts"));
    assert_eq!((exit, stderr.as_str()), (Some(0), ""), "{stdout}");
    assert_eq!(files.containers(engine), []);
}

#[test]
fn several_services_stand_behind_one_load_balancer() {
    let Some(engine) = engine_for("several_services_stand_behind_one_load_balancer") else { return };
    let files = Files::new(1, &json!({"loadBalancers": [{"targetGroupArn": "web", "containerName": "web", "containerPort": 8080}]}));
    let server = |family: &str, word: &str| {
        let script = format!("mkdir -p /www/api; echo {word} | tee /www/index.html > /www/api/index.html; httpd -p 8080 -h /www; {WORKS}");
        json!({"family": family, "networkMode": "bridge", "containerDefinitions": [{"name": "web", "image": BUSYBOX, "memory": 32,
            "command": ["sh", "-c", script], "stopTimeout": 5, "portMappings": [{"containerPort": 8080}]}]})
        .to_string()
    };
    let api = format!("{}-api", files.family);
    files.write("task.json", &server(&files.family, "page"));
    files.write("api-task.json", &server(&api, "api"));
    files.write(
        "api.json",
        &json!({"serviceName": "api", "taskDefinition": api, "desiredCount": 1,
            "loadBalancers": [{"targetGroupArn": "api", "containerName": "web", "containerPort": 8080}]})
        .to_string(),
    );
    files.write(
        "load-balancer.yaml",
        "TargetGroups:\n- {TargetGroupName: web, HealthCheckIntervalSeconds: 1}\n- {TargetGroupName: api, HealthCheckIntervalSeconds: 1}\nRules:\n\
         - {Priority: '1', Conditions: [{Field: path-pattern, Values: ['/api/*']}], Actions: [{Type: forward, TargetGroupArn: api}]}\n\
         - {Priority: default, Actions: [{Type: forward, TargetGroupArn: web}], IsDefault: true}\n",
    );
    let mut child = files
        .command(&["api.json", "--target-group", "load-balancer.yaml", "--timeout", "3m"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("ecslab starts");
    let mut stdout = BufReader::new(child.stdout.take().expect("it is piped"));
    let url = await_line(&mut stdout, "the load balancer listens on").trim().rsplit(' ').next().expect("a URL").to_string();
    for _ in 0..2 {
        await_line(&mut stdout, "has reached a steady state.");
    }
    let get = |path: &str| ureq::get(format!("{url}{path}")).call().and_then(|mut response| response.body_mut().read_to_string());
    assert_eq!(get("/").expect("it answers"), "page\n");
    assert_eq!(get("/api/").expect("it answers"), "api\n");
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("kill starts").success());
    drop(stdout);
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    assert_eq!(files.containers(engine), []);
}

#[test]
fn what_cannot_run_is_refused_before_anything_starts() {
    let well = Files::new(1, &json!({}));
    let blue_green = Files::new(1, &json!({"deploymentConfiguration": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 1}}));
    let external = Files::new(1, &json!({}));
    external.write("service.json", r#"{"serviceName": "web", "desiredCount": 1, "deploymentController": {"type": "EXTERNAL"}}"#);
    let two_groups = Files::new(
        1,
        &json!({"loadBalancers": [{"targetGroupArn": "a", "containerName": "web", "containerPort": 80},
            {"targetGroupArn": "b", "containerName": "web", "containerPort": 80}]}),
    );
    let with_port =
        two_groups.definition(WORKS).replace("\"stopTimeout\":5", "\"stopTimeout\":5,\"portMappings\":[{\"containerPort\":80}]");
    two_groups.write("task.json", &with_port);
    well.write("broken.json", "{\"family\": \"x\", \"containerDefinitions\": [{\"name\": 5}]}");
    well.write("empty.json", "");
    let nobody = Files::new(1, &json!({}));
    std::fs::remove_file(nobody.folder.path().join("task.json")).expect("it is there");
    let cases: &[(&Files, &[&str], i32, &str)] = &[
        (&blue_green, &[], 2, "deployments by BLUE_GREEN are not run here"),
        (&external, &[], 2, "there is no service in it that names a task definition"),
        (&well, &["task.json"], 2, "there is no service in it that names a task definition"),
        (&two_groups, &[], 2, "there are several target groups (a, b) and no rules"),
        (&nobody, &[], 2, "no file beside it defines that task definition"),
        (&well, &["--update", "broken.json"], 1, "nothing was started"),
        (&well, &["--update", "nowhere.json"], 2, "cannot read nowhere.json"),
        (&well, &["--target-group", "empty.json", "--update", "empty.json"], 2, "empty.json"),
        (&well, &["--task-definition", "empty.json"], 2, "none of the files named defines that task definition"),
        (&well, &["--timeout", "soon"], 2, "write it as 500ms"),
        (&well, &[], 3, "no container engine answers"),
    ];
    for (files, more, exit, expected) in cases {
        let output = files.command(more).env("DOCKER_HOST", "unix:///no/such/socket").output().expect("ecslab starts");
        let (code, stdout, stderr) = parts(&output);
        assert_eq!(code, Some(*exit), "{more:?}: {stdout}{stderr}");
        assert!(format!("{stdout}{stderr}").contains(expected), "{more:?}: {stdout}{stderr}");
    }
}
