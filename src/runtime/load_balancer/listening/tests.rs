//! Requests through a load balancer to servers of this process.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

use super::*;
use crate::runtime::load_balancer::TargetGroupSettings;

/// Nothing here takes so long; a test that waits for it fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// A target that answers with its name and what it was sent; its health check fails while `ill`.
fn target(name: &'static str, ill: &Arc<AtomicBool>) -> Server {
    let ill = Arc::clone(ill);
    Server::start("127.0.0.1:0", Limits::default(), move |request, _| {
        let ill = ill.load(Ordering::SeqCst);
        async move {
            if request.uri().path() == "/health" {
                return text(if ill { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::OK }, "");
            }
            let header = |header: &str| request.headers().get(header).and_then(|value| value.to_str().ok()).unwrap_or("-").to_string();
            let seen = ["x-forwarded-for", "x-forwarded-proto", "x-forwarded-port", "x-amzn-trace-id", "x-mine"].map(header).join("|");
            text(StatusCode::OK, format!("{name} {} {seen}", request.uri()))
        }
    })
    .expect("a free port")
}

fn group(name: &str) -> TargetGroupSettings {
    let fast = Duration::from_millis(20);
    TargetGroupSettings {
        path: "/health".to_string(),
        interval: fast,
        timeout: Duration::from_secs(5),
        ..TargetGroupSettings::with_defaults(name)
    }
}

fn rule(priority: Option<u32>, pattern: &str, group: &str) -> ListenerRule {
    let path_patterns = priority.map(|_| pattern.to_string()).into_iter().collect();
    ListenerRule { priority, path_patterns, action: RuleAction::Forward(group.to_string()) }
}

fn balancer(groups: &[&str], rules: Vec<ListenerRule>) -> LoadBalancer {
    let settings = LoadBalancerSettings { groups: groups.iter().map(|name| group(name)).collect(), rules };
    LoadBalancer::start(settings.completed(&[]).expect("it is complete"), None).expect("a free port")
}

/// Status and body.
fn get(balancer: &LoadBalancer, path: &str) -> (u16, String) {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let mut response = agent.get(format!("{}{path}", balancer.url())).call().expect("it answers");
    (response.status().as_u16(), response.body_mut().read_to_string().expect("text"))
}

fn wait_for(balancer: &LoadBalancer, target: u64, wanted: impl Fn(&TargetState) -> bool) {
    let start = Instant::now();
    while !wanted(&balancer.state(target)) {
        assert!(start.elapsed() < PATIENCE, "{:?}", balancer.state(target));
        std::thread::yield_now();
    }
}

#[test]
fn healthy_targets_take_turns_and_paths_go_by_rules() {
    let well = Arc::default();
    let (one, two, api) = (target("one", &well), target("two", &well), target("api", &well));
    let balancer = balancer(&["web", "api"], vec![rule(None, "", "web"), rule(Some(10), "/api/*", "api")]);
    assert_eq!(get(&balancer, "/").0, 503, "no target is there");
    for (group, server) in [("web", &one), ("web", &two), ("api", &api)] {
        let id = balancer.register(group, server.address());
        wait_for(&balancer, id, |state| *state == TargetState::Healthy);
    }
    let answers: Vec<String> = (0..4).map(|_| get(&balancer, "/").1).collect();
    for name in ["one", "two"] {
        assert_eq!(answers.iter().filter(|answer| answer.starts_with(name)).count(), 2, "{answers:?}");
    }
    assert!(get(&balancer, "/api/x?y=1").1.starts_with("api /api/x?y=1 127.0.0.1|http|"));
    assert!(get(&balancer, "/api").1.starts_with(['o', 't']), "the pattern has a slash");
}

#[test]
fn a_target_gets_the_headers_of_a_load_balancer_and_none_of_the_connection() {
    let server = target("one", &Arc::default());
    let balancer = balancer(&["web"], Vec::new());
    let id = balancer.register("web", server.address());
    wait_for(&balancer, id, |state| *state == TargetState::Healthy);
    let port = balancer.address().port();
    let mut response = ureq::get(format!("{}/", balancer.url()))
        .header("X-Forwarded-For", "10.0.0.1")
        .header("X-Forwarded-Proto", "https")
        .header("X-Amzn-Trace-Id", "Root=1-2-3")
        .header("Connection", "x-mine, keep-alive")
        .header("X-Mine", "secret")
        .call()
        .expect("it answers");
    let body = response.body_mut().read_to_string().expect("text");
    let seen: Vec<&str> = body.split(' ').nth(2).expect("headers").split('|').collect();
    assert_eq!(body.split(' ').next(), Some("one"));
    assert_eq!(body.matches("10.0.0.1,").count(), 1, "{body}");
    assert!(body.contains(&format!("127.0.0.1|http|{port}|Self=1-")), "{body} {seen:?}");
    assert!(body.ends_with(";Root=1-2-3|-"), "{body}");
}

#[test]
fn an_unhealthy_target_gets_nothing_while_another_is_healthy() {
    let (well, ill) = (Arc::default(), Arc::new(AtomicBool::new(true)));
    let (one, two) = (target("one", &well), target("two", &ill));
    let balancer = balancer(&["web"], Vec::new());
    let (first, second) = (balancer.register("web", one.address()), balancer.register("web", two.address()));
    wait_for(&balancer, first, |state| *state == TargetState::Healthy);
    let why = TargetState::Unhealthy("Health checks failed with these codes: [500]".to_string());
    wait_for(&balancer, second, |state| *state == why);
    assert!((0..4).all(|_| get(&balancer, "/").1.starts_with("one")));
    ill.store(false, Ordering::SeqCst);
    wait_for(&balancer, second, |state| *state == TargetState::Healthy);
    assert!((0..2).any(|_| get(&balancer, "/").1.starts_with("two")));
}

#[test]
fn a_target_that_is_gone_is_a_502_and_then_unhealthy() {
    let server = target("one", &Arc::default());
    let balancer = balancer(&["web"], Vec::new());
    let id = balancer.register("web", server.address());
    wait_for(&balancer, id, |state| *state == TargetState::Healthy);
    drop(server);
    assert_eq!(get(&balancer, "/").0, 502);
    wait_for(&balancer, id, |state| *state == TargetState::Unhealthy("Health checks failed".to_string()));
    assert_eq!(get(&balancer, "/").0, 502, "where all are unhealthy, all are tried");
}

#[test]
fn a_request_under_way_ends_before_its_target_is_out() {
    let (asked, was_asked) = mpsc::channel();
    let (release, released) = tokio::sync::watch::channel(false);
    let server = Server::start("127.0.0.1:0", Limits::default(), move |request, _| {
        let (asked, mut released) = (asked.clone(), released.clone());
        async move {
            if request.uri().path() == "/slow" {
                asked.send(()).expect("it is awaited");
                released.wait_for(|released| *released).await.expect("it is released");
            }
            text(StatusCode::OK, "done")
        }
    })
    .expect("a free port");
    let balancer = Arc::new(balancer(&["web"], Vec::new()));
    let id = balancer.register("web", server.address());
    wait_for(&balancer, id, |state| *state == TargetState::Healthy);
    let client = {
        let balancer = Arc::clone(&balancer);
        std::thread::spawn(move || get(&balancer, "/slow"))
    };
    was_asked.recv_timeout(PATIENCE).expect("it is asked");
    balancer.deregister(id);
    assert_eq!(balancer.state(id), TargetState::Draining);
    assert_eq!(get(&balancer, "/").0, 503, "no new request");
    release.send(true).expect("it is awaited");
    assert_eq!(client.join().expect("no panic"), (200, "done".to_string()));
    wait_for(&balancer, id, |state| *state == TargetState::Unused);
}

#[test]
fn a_taken_port_is_told() {
    let first = balancer(&["web"], Vec::new());
    let settings = LoadBalancerSettings { groups: vec![group("web")], rules: Vec::new() }.completed(&[]).expect("complete");
    let error = LoadBalancer::start(settings, Some(first.address().port())).expect_err("it is taken").to_string();
    assert!(error.starts_with(&format!("the load balancer cannot listen on {}: ", first.address())), "{error}");
}
