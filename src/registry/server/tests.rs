use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicI64, Ordering};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::*;
use crate::registry::{Digest, MutabilitySetting, RegistryId, RepositorySettings, TOKEN_LIFETIME, TagMutability};

/// A served registry with a clock of its own and the repositories `web` and `fixed` (immutable but for `latest`).
struct Served {
    server: RegistryServer,
    registry: Registry,
    seconds: Arc<AtomicI64>,
    token: String,
    _home: tempfile::TempDir,
}

struct Answer {
    status: u16,
    headers: crate::http::HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

impl Served {
    fn new(prefix: Option<&str>) -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        let registry = Registry::open(home.path(), RegistryId::default()).expect("opens");
        let seconds = Arc::new(AtomicI64::new(1_000_000));
        let ticking = Arc::clone(&seconds);
        let clock: Clock = Arc::new(move || Instant::from_epoch_micros(ticking.load(Ordering::SeqCst) * 1_000_000));
        let tag_mutability = TagMutability { setting: MutabilitySetting::ImmutableWithExclusion, exclusions: vec!["latest".to_string()] };
        registry.create(RepositorySettings { name: "web".into(), ..RepositorySettings::default() }, clock()).expect("created");
        registry
            .create(RepositorySettings { name: "fixed".into(), tag_mutability, ..RepositorySettings::default() }, clock())
            .expect("created");
        let token = registry.issue_token(clock(), TOKEN_LIFETIME);
        let server = RegistryServer::start(&registry, 0, clock, prefix).expect("a free port");
        Self { server, registry, seconds, token, _home: home }
    }

    fn ask_as(&self, password: Option<&str>, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let config = ureq::Agent::config_builder().http_status_as_error(false).build();
        let mut request = ureq::http::Request::builder().method(method).uri(format!("http://{}{path}", self.server.address()));
        if let Some(password) = password {
            request = request.header("authorization", format!("Basic {}", STANDARD.encode(format!("AWS:{password}"))));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.to_vec()).expect("a request");
        let mut response = ureq::Agent::new_with_config(config).run(request).expect("it answers");
        let body = response.body_mut().read_to_vec().expect("a body");
        Answer { status: response.status().as_u16(), headers: response.headers().clone(), body }
    }

    fn ask(&self, method: &str, path: &str, body: &[u8]) -> Answer {
        self.ask_as(Some(&self.token), method, path, &[], body)
    }

    fn blob(&self, repository: &str, content: &[u8]) -> String {
        let digest = Digest::of(content);
        let answer = self.ask("POST", &format!("/v2/{repository}/blobs/uploads/?digest={digest}"), content);
        assert_eq!(answer.status, 201, "{}", answer.text());
        format!("{{\"mediaType\": \"application/octet-stream\", \"digest\": \"{digest}\", \"size\": {}}}", content.len())
    }

    fn manifest(&self, repository: &str, layer: &[u8]) -> String {
        let (config, layer) = (self.blob(repository, b"{}"), self.blob(repository, layer));
        format!(
            "{{\"schemaVersion\": 2, \"mediaType\": \"application/vnd.oci.image.manifest.v1+json\", \"config\": {config}, \"layers\": [{layer}]}}"
        )
    }
}

#[test]
fn only_a_token_that_holds_comes_in() {
    let served = Served::new(None);
    let answer = served.ask_as(None, "GET", "/v2/", &[], b"");
    assert_eq!(answer.status, 401);
    assert_eq!(
        answer.header("www-authenticate"),
        "Basic realm=\"https://111122223333.dkr.ecr.us-east-1.amazonaws.com/\",service=\"ecr.amazonaws.com\""
    );
    assert_eq!(answer.header("docker-distribution-api-version"), "registry/2.0");
    assert_eq!(served.ask("GET", "/v2/", b"").status, 200);
    assert_eq!(served.ask_as(Some("guess"), "GET", "/v2/", &[], b"").status, 400);
    for headers in [[("authorization", "Bearer x")], [("authorization", "Basic Og==")], [("authorization", "")]] {
        assert_eq!(served.ask_as(None, "GET", "/v2/", &headers, b"").status, 400, "{headers:?}");
    }
    served.seconds.fetch_add(12 * 3600 - 1, Ordering::SeqCst);
    assert_eq!(served.ask("GET", "/v2/", b"").status, 200);
    served.seconds.fetch_add(1, Ordering::SeqCst);
    let answer = served.ask("POST", "/v2/web/blobs/uploads/", b"");
    assert_eq!(answer.status, 403);
    assert!(
        answer.text().contains("\"DENIED\"")
            && answer.text().contains("Your authorization token has expired. Reauthenticate and try again."),
        "{}",
        answer.text()
    );
}

#[test]
fn a_blob_comes_in_pieces_or_at_once_and_goes_out_as_it_came() {
    let served = Served::new(None);
    let content: Vec<u8> = (0..700_000_u32).map(|number| (number % 251) as u8).collect();
    let digest = Digest::of(&content);
    let path = format!("/v2/web/blobs/{digest}");
    assert_eq!(served.ask("HEAD", &path, b"").status, 404);
    let begun = served.ask("POST", "/v2/web/blobs/uploads/?mount=sha256:0&from=other", b"");
    assert_eq!(begun.status, 202);
    let upload = begun.header("location").to_string();
    let half = served.ask("PATCH", &upload, &content[..300_000]);
    assert_eq!((half.status, half.header("range")), (202, "0-299999"));
    let wrong = served.ask_as(Some(&served.token), "PATCH", &upload, &[("content-range", "0-10")], b"again");
    assert_eq!((wrong.status, wrong.header("range")), (416, "0-299999"));
    let asked = served.ask("GET", &upload, b"");
    assert_eq!((asked.status, asked.header("range")), (204, "0-299999"));
    let done = served.ask("PUT", &format!("{upload}?digest={digest}"), &content[300_000..]);
    assert_eq!((done.status, done.header("location")), (201, path.as_str()));
    let read = served.ask("GET", &path, b"");
    assert!(read.status == 200 && read.body == content);
    let head = served.ask("HEAD", &path, b"");
    assert_eq!((head.status, head.header("content-length"), head.header("docker-content-digest")), (200, "700000", digest.as_str()));
    served.blob("web", b"at once");
    assert_eq!(served.ask("GET", &format!("/v2/fixed/blobs/{digest}"), b"").status, 404, "a layer is of one repository");
}

#[test]
fn an_image_is_pushed_pulled_listed_and_deleted() {
    let served = Served::new(None);
    let manifest = served.manifest("web", b"layer");
    let digest = Digest::of(manifest.as_bytes());
    for tag in ["v2", "v1", "v3"] {
        let put = served.ask("PUT", &format!("/v2/web/manifests/{tag}"), manifest.as_bytes());
        assert_eq!((put.status, put.header("docker-content-digest")), (201, digest.as_str()), "{}", put.text());
    }
    let by_digest = format!("/v2/web/manifests/{digest}");
    let head = served.ask("HEAD", &by_digest, b"");
    assert_eq!((head.status, head.header("content-type")), (200, "application/vnd.oci.image.manifest.v1+json"));
    assert_eq!(served.registry.image("web", "v1").expect("there").pulled_at, None, "a look is no pull");
    served.seconds.fetch_add(60, Ordering::SeqCst);
    let pulled = served.ask("GET", "/v2/web/manifests/v1", b"");
    assert_eq!(pulled.text(), manifest);
    assert_eq!(served.registry.image("web", "v1").expect("there").pulled_at, Some(Instant::from_epoch_micros(1_000_060_000_000)));
    let tags = served.ask("GET", "/v2/web/tags/list?n=2", b"");
    assert_eq!(tags.text(), r#"{"name":"web","tags":["v1","v2"]}"#);
    assert_eq!(tags.header("link"), "</v2/web/tags/list?n=2&last=v2>; rel=\"next\"");
    assert!(served.ask("GET", "/v2/web/tags/list?n=2&last=v2", b"").text().ends_with(r#"["v3"]}"#));
    assert_eq!(served.ask("DELETE", "/v2/web/manifests/v3", b"").status, 202);
    assert_eq!(served.ask("DELETE", &by_digest, b"").status, 202);
    for reference in ["v1", digest.as_str(), "nothing"] {
        let gone = served.ask("GET", &format!("/v2/web/manifests/{reference}"), b"");
        assert_eq!(gone.status, 404);
        assert!(gone.text().contains("MANIFEST_UNKNOWN") && gone.text().contains("Requested image not found"), "{}", gone.text());
    }
    assert_eq!(served.ask("DELETE", &by_digest, b"").status, 404);
}

#[test]
fn what_ecr_refuses_is_refused_with_its_codes() {
    let served = Served::new(None);
    let (one, two) = (served.manifest("fixed", b"one"), served.manifest("fixed", b"two"));
    for reference in ["v1", "latest"] {
        assert_eq!(served.ask("PUT", &format!("/v2/fixed/manifests/{reference}"), one.as_bytes()).status, 201);
    }
    let missing = Digest::of(b"never pushed");
    let incomplete = format!("{{\"schemaVersion\": 2, \"config\": {{\"digest\": \"{missing}\", \"size\": 1}}}}");
    let long = vec![b' '; crate::registry::MAX_MANIFEST_BYTES + 1];
    let other = format!("/v2/fixed/manifests/{missing}");
    for (method, path, body, status, says) in [
        ("PUT", "/v2/fixed/manifests/v1", two.as_bytes(), 400, "TAG_INVALID"),
        (
            "PUT",
            "/v2/fixed/manifests/v1",
            two.as_bytes(),
            400,
            "The image tag 'v1' already exists in the 'fixed' repository and cannot be overwritten because the tag is immutable.",
        ),
        ("PUT", "/v2/fixed/manifests/latest", two.as_bytes(), 201, ""),
        (
            "POST",
            "/v2/none/blobs/uploads/",
            b"",
            404,
            "The repository with name 'none' does not exist in the registry with id '111122223333'",
        ),
        ("GET", "/v2/none/manifests/v1", b"", 404, "NAME_UNKNOWN"),
        ("GET", "/v2/none/tags/list", b"", 404, "NAME_UNKNOWN"),
        ("PUT", "/v2/web/manifests/v1", incomplete.as_bytes(), 404, "MANIFEST_BLOB_UNKNOWN"),
        ("PUT", "/v2/web/manifests/v1", b"{", 400, "MANIFEST_INVALID"),
        ("PUT", "/v2/web/manifests/v1", &long, 400, "MANIFEST_INVALID"),
        ("PUT", &other, two.as_bytes(), 400, "DIGEST_INVALID"),
        ("PUT", "/v2/web/manifests/-v1", one.as_bytes(), 400, "imageTag"),
        ("PATCH", "/v2/web/blobs/uploads/none", b"x", 404, "BLOB_UPLOAD_UNKNOWN"),
        ("PATCH", "/v2/web/blobs/uploads/..%2f..%2fx", b"x", 404, "BLOB_UPLOAD_UNKNOWN"),
        ("GET", "/v2/../lock", b"", 404, ""),
        ("DELETE", "/v2/web/tags/list", b"", 405, "UNSUPPORTED"),
        ("GET", "/elsewhere", b"", 404, "not found"),
    ] {
        let answer = served.ask(method, path, body);
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.text());
        assert!(answer.text().contains(says), "{method} {path}: {}", answer.text());
    }
    let begun = served.ask("POST", "/v2/web/blobs/uploads/", b"");
    let answer = served.ask("PUT", &format!("{}?digest={missing}", begun.header("location")), b"something else");
    assert!(answer.status == 400 && answer.text().contains("DIGEST_INVALID"), "{}", answer.text());
    assert_eq!(served.ask("HEAD", &format!("/v2/web/blobs/{missing}"), b"").status, 404);
}

#[test]
fn a_push_that_breaks_off_leaves_nothing_but_an_upload() {
    let served = Served::new(None);
    let begun = served.ask("POST", "/v2/web/blobs/uploads/", b"");
    let upload = begun.header("location").to_string();
    let mut stream = TcpStream::connect(served.server.address()).expect("it listens");
    let authorization = STANDARD.encode(format!("AWS:{}", served.token));
    write!(stream, "PATCH {upload} HTTP/1.1\r\nHost: a\r\nAuthorization: Basic {authorization}\r\nContent-Length: 100\r\n\r\nhalf")
        .expect("it listens");
    stream.shutdown(std::net::Shutdown::Write).expect("shuts down");
    let _ = stream.read_to_end(&mut Vec::new());
    let answer = served.ask("PUT", &format!("{upload}?digest={}", Digest::of(b"half of it")), b"");
    assert_eq!(answer.status, 400, "{}", answer.text());
    assert!(served.registry.repository("web").expect("there").images.is_empty());
}

#[test]
fn a_prefix_is_on_the_wire_only() {
    let served = Served::new(Some("run-1"));
    let (config, layer) = (served.blob("run-1/web", b"{}"), served.blob("run-1/web", b"layer"));
    let manifest = format!("{{\"schemaVersion\": 2, \"config\": {config}, \"layers\": [{layer}]}}");
    let put = served.ask("PUT", "/v2/run-1/web/manifests/v1", manifest.as_bytes());
    assert_eq!((put.status, put.header("location")), (201, "/v2/run-1/web/manifests/v1"));
    assert!(served.ask("PUT", "/v2/run-1/none/manifests/v1", manifest.as_bytes()).text().contains("with name 'none'"));
    assert_eq!(served.ask("GET", "/v2/web/manifests/v1", b"").status, 404);
    assert_eq!(served.registry.image("web", "v1").expect("there").tags, ["v1"]);
}

#[test]
fn one_process_serves_a_registry_and_another_can_stop_it() {
    let served = Served::new(None);
    let clock: Clock = Arc::new(|| Instant::from_epoch_micros(0));
    let error = RegistryServer::start(&served.registry, 0, clock, None).expect_err("it is served").to_string();
    assert!(error.contains(&served.server.address().to_string()), "{error}");
    assert_eq!(served_at(&served.registry).expect("readable"), Some(served.server.address()));
    assert_eq!(served.ask_as(None, "POST", "/ecslab/stop", &[("authorization", "Bearer guess")], b"").status, 401);
    let Served { server, registry, _home, .. } = served;
    std::thread::scope(|scope| {
        let stopping = scope.spawn(|| stop(&registry));
        server.wait();
        drop(server);
        assert!(stopping.join().expect("no panic").expect("it stops"));
    });
    assert!(!stop(&registry).expect("readable"), "nothing to stop");
    assert_eq!(served_at(&registry).expect("readable"), None);
}
