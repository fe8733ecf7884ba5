//! Scripts of real commands on a real engine.

use std::process::Stdio;
use std::time::Duration;

use ecslab::lab::commands::{CommandsError, CommandsOptions, CommandsReport, Ended, run};
use ecslab::runtime::{Cancel, ImageEngine, TestcontainersEngine, sweep_images};
use ecslab::source::SourceFile;

use crate::engine::{BUSYBOX, engine_for};
use crate::program::Place;

const HOST: &str = "111122223333.dkr.ecr.us-east-1.amazonaws.com";
const LOGIN: &str = "aws ecr get-login-password --region us-east-1 | docker login --username AWS --password-stdin $HOST\n";

fn try_run(engine: &dyn ImageEngine, place: &Place, script: &str, options: &CommandsOptions) -> Result<CommandsReport, CommandsError> {
    let script = SourceFile::new("push.sh", format!("HOST={HOST}\n{script}"));
    run(&script, place.path(), engine, &place.path().join("home"), options, &mut |_| {})
}

/// Names that runs of this process left; other processes may run scripts at the same time.
fn left_of(engine: &TestcontainersEngine, part: &str) -> Vec<String> {
    engine.image_names().expect("the engine answers").into_iter().filter(|name| name.contains(part)).collect()
}

#[test]
fn real_images_are_built_pushed_refused_pulled_and_gone_afterwards() {
    let test = "real_images_are_built_pushed_refused_pulled_and_gone_afterwards";
    let Some(engine) = engine_for(test) else { return };
    let place = Place::new();
    // A name that nobody else's script has.
    let name = format!("it-{}", ecslab::runtime::random_session());
    place.write("app/index.html", "hello\n").write(
        "app/Dockerfile",
        &format!("FROM {BUSYBOX}\nARG VERSION\nCOPY index.html /www/\nLABEL version=$VERSION\nCMD [\"httpd\", \"-f\"]\n"),
    );
    let script = format!(
        "NAME={name}\naws ecr create-repository --repository-name $NAME --image-tag-mutability IMMUTABLE\n\
         docker build --build-arg VERSION=1 -t $NAME:1 app\ndocker tag $NAME:1 $HOST/$NAME:v1\ndocker push $HOST/$NAME:v1\n{LOGIN}\
         docker push $HOST/$NAME:v1\ndocker build --build-arg VERSION=2 -t $HOST/$NAME:v1 app\ndocker push $HOST/$NAME:v1\n\
         docker rmi $HOST/$NAME:v1\ndocker pull $HOST/$NAME:v1\nsleep 13h\ndocker push $HOST/$NAME:v1\ndocker pull $HOST/$NAME:v1\n\
         aws ecr describe-images --repository-name $NAME\n"
    );
    let report = try_run(engine, &place, &script, &CommandsOptions::default()).expect("runs");
    let seen: Vec<(bool, &str)> = report.steps.iter().map(|step| (step.ok, step.output.as_str())).collect();
    for (at, (ok, says)) in [
        (true, "repositoryArn"),
        (true, "Successfully tagged"),
        (true, ""),
        (false, "no basic auth credentials"),
        (true, "Login Succeeded"),
        (true, "v1: digest: sha256:"),
        (true, "Successfully tagged"),
        (false, "cannot be overwritten because the tag is immutable."),
        (true, "Untagged"),
        (true, "Digest: sha256:"),
        (true, ""),
        (false, "denied: Your authorization token has expired. Reauthenticate and try again."),
        (false, "Your authorization token has expired. Reauthenticate and try again."),
        (true, "lastRecordedPullTime"),
    ]
    .into_iter()
    .enumerate()
    {
        assert!(seen[at].0 == ok && seen[at].1.contains(says), "step {at}: {:#?}", report.steps);
    }
    assert_eq!(seen.len(), 14);
    assert!(!report.steps.iter().any(|step| step.output.contains("127.0.0.1") || step.output.contains("ecslab-")), "{:#?}", report.steps);
    let repository = report.repository("us-east-1", &name).expect("created");
    assert_eq!((repository.images.len(), repository.images[0].tags.as_slice()), (1, ["v1".to_string()].as_slice()));
    assert_eq!(left_of(engine, &name), [""; 0], "nothing is left on the engine");
}

#[test]
fn a_run_that_has_no_time_is_broken_off_and_leaves_nothing() {
    let Some(engine) = engine_for("a_run_that_has_no_time_is_broken_off_and_leaves_nothing") else { return };
    let place = Place::new();
    let name = format!("it-{}", ecslab::runtime::random_session());
    let cancel = Cancel::default();
    let asked = cancel.clone();
    let script = SourceFile::new("push.sh", format!("docker tag {BUSYBOX} {name}:1\ndocker tag {BUSYBOX} {name}:2\n"));
    let options = CommandsOptions { time: Duration::from_secs(60), cancel };
    let report = run(&script, place.path(), engine, &place.path().join("home"), &options, &mut |_| asked.ask()).expect("runs");
    assert_eq!((report.ended, report.steps.len()), (Ended::Cancelled, 1));
    assert_eq!(left_of(engine, &name), [""; 0]);
}

#[test]
fn what_a_killed_run_left_is_swept() {
    let Some(engine) = engine_for("what_a_killed_run_left_is_swept") else { return };
    let place = Place::new();
    let name = format!("it-{}", ecslab::runtime::random_session());
    // After its first command it waits for a pipe that nobody reads: its output is more than a pipe holds.
    let many: String = (0..150).map(|_| "aws ecr describe-repositories --repository-names $LONG\n".to_string()).collect();
    place.write("push.sh", &format!("LONG={}\ndocker tag {BUSYBOX} {name}:1\n{many}", "x".repeat(1000)));
    let mut child = place.command(&["registry", "run", "push.sh"]).stdout(Stdio::piped()).spawn().expect("ecslab starts");
    while left_of(engine, &name).is_empty() {
        std::thread::yield_now();
    }
    assert!(!sweep_images(engine).expect("sweeps").iter().any(|left| left.contains(&name)), "its run lives");
    child.kill().expect("it is there");
    child.wait().expect("it ends");
    assert!(sweep_images(engine).expect("sweeps").iter().any(|left| left.contains(&name)));
    assert_eq!(left_of(engine, &name), [""; 0]);
}

#[test]
fn the_command_line_shows_each_step_and_says_what_is_not_taken() {
    if engine_for("the_command_line_shows_each_step_and_says_what_is_not_taken").is_none() {
        return;
    }
    let place = Place::new();
    place
        .write("fine.sh", "aws ecr create-repository --repository-name web\n")
        .write("failing.sh", "aws ecr describe-images --repository-name web\n")
        .write("bad.sh", "aws ecr create-repository --repository-name web\n\nrm -rf /\n");
    let ran = place.run(&["registry", "run", "fine.sh"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.starts_with("$ aws ecr create-repository --repository-name web\n{\n    \"repository\": {\n"), "{ran:?}");
    let ran = place.run(&["registry", "run", "failing.sh", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!((ran.code, &report["version"], &report["steps"][0]["ok"]), (1, &1.into(), &false.into()));
    let ran = place.run(&["registry", "run", "bad.sh"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("bad.sh:3:1: rm is not run here"), "{ran:?}");
    let output = place.command(&["registry", "run", "fine.sh"]).env("DOCKER_HOST", "unix:///nowhere/docker.sock").output().expect("runs");
    assert_eq!(output.status.code(), Some(3));
}
