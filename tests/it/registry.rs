//! `ecslab registry` with the docker command and a real engine.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Output, Stdio};

use ecslab::runtime::random_session;
use serde_json::{Value, json};

use crate::engine::{BUSYBOX, engine_for};
use crate::program::{Place, Ran};

/// A registry that is served from a folder of its own, and the docker command with a configuration of its own.
struct Served {
    place: Place,
    process: Child,
    address: String,
    /// Where it was served.
    addresses: Vec<String>,
    /// Names that were tagged on the engine.
    images: Vec<String>,
}

/// `None` says that the test is skipped: without an engine, or without the docker command.
fn served(test: &str) -> Option<Served> {
    engine_for(test)?;
    if Command::new("docker").arg("--version").output().is_err() {
        eprintln!("skipped: needs the docker command ({test})");
        return None;
    }
    let place = Place::new();
    place.write("web.json", r#"{"repositoryName": "web"}"#);
    place.write(
        "fixed.json",
        r#"{"repositoryName": "team/fixed", "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
        "imageTagMutabilityExclusionFilters": [{"filterType": "WILDCARD", "filter": "latest*"}]}"#,
    );
    let (process, address) = start(&place);
    Some(Served { place, process, addresses: vec![address.clone()], address, images: Vec::new() })
}

fn start(place: &Place) -> (Child, String) {
    let arguments = ["registry", "start", "--repository", "web.json", "--repository", "fixed.json", "--port", "0", "--format", "json"];
    let mut process = place.command(&arguments).stdout(Stdio::piped()).spawn().expect("ecslab starts");
    let mut text = String::new();
    let mut lines = BufReader::new(process.stdout.as_mut().expect("a pipe"));
    while !text.ends_with("}\n") {
        assert_ne!(lines.read_line(&mut text).expect("it prints"), 0, "{text}");
    }
    let told: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!((&told["version"], &told["registry"]), (&json!(1), &json!("111122223333.dkr.ecr.us-east-1.amazonaws.com")));
    (process, told["address"].as_str().expect("an address").to_string())
}

impl Served {
    fn docker(&self, arguments: &[&str], input: &str) -> Ran {
        let mut command = Command::new("docker");
        command.args(arguments).env("DOCKER_CONFIG", self.place.path().join("docker"));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("docker starts");
        child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("docker reads");
        let Output { status, stdout, stderr } = child.wait_with_output().expect("docker ends");
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Ran { code: status.code().unwrap_or(-1), stdout: text(stdout), stderr: text(stderr) }
    }

    fn ok(&self, arguments: &[&str]) -> Ran {
        let ran = self.docker(arguments, "");
        assert_eq!(ran.code, 0, "{arguments:?}: {ran:?}");
        ran
    }

    fn log_in(&self, password: &str) -> Ran {
        self.docker(&["login", "--username", "AWS", "--password-stdin", &self.address], password)
    }

    fn password(&self) -> String {
        self.place.run(&["registry", "password"]).stdout
    }

    /// A name in the registry for a local image.
    fn tag(&mut self, image: &str, name: &str) -> String {
        let name = format!("{}/{name}", self.address);
        self.ok(&["tag", image, &name]);
        self.images.push(name.clone());
        name
    }

    /// An image that nothing else is: busybox with a label of its own. Its container never starts.
    fn another_image(&mut self) -> String {
        let name = format!("ecslab-test-{}", random_session());
        self.ok(&["create", "--name", &name, BUSYBOX]);
        let committed = self.docker(&["commit", "--change", &format!("LABEL unique={name}"), &name, &name], "");
        self.ok(&["rm", &name]);
        assert_eq!(committed.code, 0, "{committed:?}");
        self.images.push(name.clone());
        name
    }

    fn images(&self, repository: &str) -> Vec<Value> {
        let listed = self.place.json(&["registry", "images", repository, "--format", "json"]);
        assert_eq!(listed["version"], 1);
        listed["imageDetails"].as_array().expect("a list").clone()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let remove = |name: &str| drop(Command::new("docker").args(["image", "rm", "--force", name]).output());
        self.images.iter().for_each(|image| remove(image));
        // What a tag moved away from keeps a name by its digest.
        let listed = Command::new("docker").args(["image", "ls", "--digests", "--format", "{{.Repository}}@{{.Digest}}"]).output();
        let listed = listed.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
        listed.lines().filter(|name| self.addresses.iter().any(|address| name.starts_with(&format!("{address}/")))).for_each(remove);
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn docker_logs_in_pushes_and_pulls() {
    let Some(mut served) = served("docker_logs_in_pushes_and_pulls") else { return };
    // An image that the engine never pulled: of another it keeps the manifest, and asks for no more than its digest.
    let image = served.another_image();
    let name = served.tag(&image, "web:v1");
    let refused = served.docker(&["push", &name], "");
    assert!(refused.code != 0 && refused.stderr.contains("no basic auth credentials"), "{refused:?}");
    let wrong = served.log_in("guess");
    assert!(wrong.code != 0 && wrong.stderr.contains("failed with status: 400 Bad Request"), "{wrong:?}");
    let password = served.password();
    let logged_in = served.log_in(&password);
    assert!(logged_in.code == 0 && logged_in.stdout.contains("Login Succeeded"), "{logged_in:?}");
    let pushed = served.ok(&["push", &name]);
    let images = served.images("web");
    let digest = images[0]["imageDigest"].as_str().expect("a digest").to_string();
    assert!(pushed.stdout.contains(&format!("v1: digest: {digest}")), "{pushed:?}");
    assert_eq!(images.len(), 1);
    assert_eq!((&images[0]["imageTags"], &images[0]["repositoryName"]), (&json!(["v1"]), &json!("web")));
    assert_eq!(images[0]["imageManifestMediaType"], "application/vnd.docker.distribution.manifest.v2+json");
    assert!(images[0]["imageSizeInBytes"].as_u64().is_some_and(|size| size > 100_000), "{images:?}");
    assert_eq!(images[0].get("lastRecordedPullTime"), None);

    served.ok(&["image", "rm", &name]);
    let pulled = served.ok(&["pull", &name]);
    assert!(pulled.stdout.contains(&digest), "{pulled:?}");
    let by_digest = format!("{}/web@{digest}", served.address);
    served.ok(&["pull", &by_digest]);
    assert!(served.images("web")[0]["lastRecordedPullTime"].is_string());
    let missing = served.docker(&["pull", &format!("{}/web:none", served.address)], "");
    assert!(missing.stderr.contains("manifest unknown: Requested image not found"), "{missing:?}");

    let elsewhere = served.tag(BUSYBOX, "none:v1");
    let unknown = served.docker(&["push", &elsewhere], "");
    let says = "name unknown: The repository with name 'none' does not exist in the registry with id '111122223333'";
    assert!(unknown.stderr.contains(says), "{unknown:?}");
}

#[test]
fn an_immutable_tag_is_refused_and_an_overwritten_one_leaves_its_image_untagged() {
    let Some(mut served) = served("an_immutable_tag_is_refused_and_an_overwritten_one_leaves_its_image_untagged") else { return };
    assert_eq!(served.log_in(&served.password()).code, 0);
    let other = served.another_image();
    for name in ["team/fixed:v1", "team/fixed:latest", "web:v1"] {
        let name = served.tag(BUSYBOX, name);
        served.ok(&["push", &name]);
    }
    let name = served.tag(&other, "team/fixed:v1");
    let refused = served.docker(&["push", &name], "");
    let says = "tag invalid: The image tag 'v1' already exists in the 'team/fixed' repository and cannot be overwritten because the tag is immutable.";
    assert!(refused.code != 0 && refused.stderr.contains(says), "{refused:?}");
    for name in ["team/fixed:latest", "web:v1"] {
        let name = served.tag(&other, name);
        served.ok(&["push", &name]);
    }
    let tags = |repository: &str| -> Vec<Value> { served.images(repository).iter().map(|image| image["imageTags"].clone()).collect() };
    assert_eq!(tags("web"), [Value::Null, json!(["v1"])]);
    assert_eq!(tags("team/fixed"), [json!(["v1"]), json!(["latest"])]);

    served.place.write(
        "policy.json",
        r#"{"rules": [{"rulePriority": 1, "action": {"type": "expire"},
        "selection": {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 1}}]}"#,
    );
    let lifecycle = |more: &[&str]| {
        let arguments = [&["registry", "lifecycle", "web", "--policy", "policy.json", "--format", "json"], more].concat();
        served.place.json(&arguments)
    };
    assert_eq!(lifecycle(&["--apply"])["summary"]["expiringImageTotalCount"], 0, "it is too young");
    let later = ["--now", "2099-01-01T00:00:00Z"];
    assert_eq!(lifecycle(&later)["summary"]["expiringImageTotalCount"], 1);
    assert_eq!(served.images("web").len(), 2, "a preview deletes nothing");
    lifecycle(&[&later[..], &["--apply"]].concat());
    assert_eq!(tags("web"), [json!(["v1"])]);
    let simulated = served.place.run_with_input(
        &["simulate", "lifecycle", "--policy", "policy.json", "--images", "-"],
        &served.place.run(&["registry", "images", "web", "--format", "json"]).stdout,
    );
    assert_eq!(simulated.code, 0, "{simulated:?}");
    let name = served.tag(BUSYBOX, "web:v2");
    served.ok(&["push", &name]);
}

#[test]
fn a_token_that_has_expired_is_denied() {
    let Some(mut served) = served("a_token_that_has_expired_is_denied") else { return };
    // A registry opened at another time issues what has expired today.
    let home = served.place.path().join("home");
    let registry = ecslab::registry::Registry::open(&home, ecslab::registry::RegistryId::default()).expect("opens");
    let then = ecslab::simulators::instant::Instant::parse("2020-01-01T00:00:00Z").expect("a time");
    let expired = registry.issue_token(then, ecslab::registry::TOKEN_LIFETIME);
    let denied = served.log_in(&expired);
    assert!(denied.code != 0 && denied.stderr.contains("403 Forbidden"), "{denied:?}");
    let auth = base64_of(&format!("AWS:{expired}"));
    served.place.write("docker/config.json", &json!({"auths": {served.address.clone(): {"auth": auth}}}).to_string());
    let name = served.tag(BUSYBOX, "web:v1");
    let denied = served.docker(&["push", &name], "");
    assert!(denied.stderr.contains("denied: Your authorization token has expired. Reauthenticate and try again."), "{denied:?}");
}

fn base64_of(text: &str) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(text)
}

#[test]
fn killed_in_the_middle_of_a_push_it_starts_again_with_what_was_whole() {
    let Some(mut served) = served("killed_in_the_middle_of_a_push_it_starts_again_with_what_was_whole") else { return };
    let password = served.password();
    assert_eq!(served.log_in(&password).code, 0);
    let name = served.tag(BUSYBOX, "web:v1");
    served.ok(&["push", &name]);
    // Half of a layer is on its way when the process ends.
    let mut stream = std::net::TcpStream::connect(&served.address).expect("it listens");
    let authorization = base64_of(&format!("AWS:{}", password.trim()));
    write!(stream, "POST /v2/web/blobs/uploads/?digest=sha256:{} HTTP/1.1\r\nHost: a\r\nAuthorization: Basic {authorization}\r\nContent-Length: 10000000\r\n\r\n", "0".repeat(64)).expect("it reads");
    stream.write_all(&vec![7; 1_000_000]).expect("it reads");
    let uploads = || walk(&served.place.path().join("home")).into_iter().filter(|path| path.contains("/uploads/")).count();
    while uploads() == 0 {
        std::thread::yield_now();
    }
    served.process.kill().expect("it is there");
    served.process.wait().expect("it ends");
    let _ = stream.read_to_end(&mut Vec::new());
    assert_eq!(served.images("web").len(), 1, "readable without a server");
    let (process, address) = start(&served.place);
    served.addresses.push(address.clone());
    (served.process, served.address) = (process, address);
    assert_eq!(walk(&served.place.path().join("home")).into_iter().filter(|path| path.contains("/uploads/")).count(), 0, "swept");
    assert_eq!(served.log_in(&password).code, 0, "a token outlives the process");
    let name = served.tag(BUSYBOX, "web:v1");
    served.ok(&["pull", &name]);
    let stopped = served.place.run(&["registry", "stop"]);
    assert_eq!((stopped.code, stopped.stdout.as_str()), (0, "stopped\n"));
    assert!(served.process.wait().expect("it ends").success());
}

fn walk(folder: &std::path::Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.path() {
            path if path.is_dir() => found.extend(walk(&path)),
            path => found.push(path.display().to_string()),
        }
    }
    found
}

#[test]
fn what_cannot_be_served_is_told() {
    let place = Place::new();
    place
        .write("bad.json", r#"{"repositoryName": "Web", "imageTagMutability": "SOMETIMES"}"#)
        .write("broken.json", "{")
        .write("policy.json", "{}");
    for (arguments, code, says) in [
        (&["registry", "start", "--repository", "bad.json"][..], 2, "ECR would reject the repository bad.json"),
        (&["registry", "start", "--repository", "broken.json"], 2, "broken.json"),
        (&["registry", "start", "--repository", "none.json"], 2, "cannot read none.json"),
        (&["registry", "start", "--token-lifetime", "soon"], 2, "12h"),
        (&["registry", "images", "web"], 2, "The repository with name 'web' does not exist in the registry with id '111122223333'"),
        (&["registry", "lifecycle", "web", "--policy", "policy.json"], 2, "does not exist"),
    ] {
        let ran = place.run(arguments);
        assert_eq!(ran.code, code, "{arguments:?}: {ran:?}");
        assert!(ran.stderr.contains(says), "{arguments:?}: {ran:?}");
    }
    assert_eq!(place.run(&["registry", "stop"]).stdout, "no registry is served\n");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let ran = place.run(&["registry", "start", "--port", &port]);
    assert!(ran.code == 3 && ran.stderr.contains("--port 0"), "{ran:?}");
}
