use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::UNIX_EPOCH;

use futures_util::FutureExt;

use super::super::super::{ContainerPlan, Later, TaskPlan};
use super::super::reach::Reach;
use super::*;
use crate::http::{Limits, Server, StatusCode, empty};

/// Containers by name, with the address of each.
struct View(BTreeMap<&'static str, &'static str>);

impl LiveView for View {
    fn inspect(&self, container: &str) -> Later<Value> {
        let found = self.0.get(container).map(|address| {
            json!({"Id": format!("id of {container}"), "State": {"Status": "running", "Running": true},
                "NetworkSettings": {"Networks": {"bridge": {"IPAddress": address}}}})
        });
        let found = found.ok_or_else(|| EngineError::NoSuchContainer(container.to_string()));
        Box::pin(async { found })
    }

    fn samples(&self, container: &str) -> Later<(Value, Value)> {
        let samples = match container {
            "e-broken" => Err(EngineError::Unreachable("gone".to_string())),
            _ => Ok((json!({"name": "first"}), json!({"name": container}))),
        };
        Box::pin(async { samples })
    }
}

fn responder(network: NetworkMode, role: Option<&str>) -> Responder {
    let containers = ["web", "late"].map(|name| ContainerPlan { name: name.to_string(), ..ContainerPlan::default() });
    let plan = TaskPlan { network, containers: containers.to_vec(), ..TaskPlan::default() };
    let view = View(BTreeMap::from([("e-web", "172.17.0.2"), ("pause", "172.17.0.5")]));
    let facts = TaskFacts::of(&plan, "task", "e-", UNIX_EPOCH);
    let responder = Responder::new(facts, vec!["one".to_string(), "two".to_string()], role.map(RoleCredentials::of), Arc::new(view));
    let start = |address: SocketAddr| Server::start(address, Limits::default(), |_, _| async { empty(StatusCode::OK) });
    let (_server, reach) = Reach::listen(Some(Ipv4Addr::LOCALHOST.into()), start).expect("a port");
    responder.listens(&reach);
    responder
}

fn ask(responder: &Responder, path: &str, address: &str, authorization: Option<&str>) -> Answer {
    let asker = Asker { address: address.parse().expect("an address"), authorization };
    responder.answer(path, &asker, UNIX_EPOCH).now_or_never().expect("the view answers at once")
}

const TASKS_OWN: &str = "172.17.0.7";

fn awsvpc(role: Option<&str>) -> Responder {
    let responder = responder(NetworkMode::Awsvpc, role);
    responder.network_held_by("pause");
    responder.answer_only(TASKS_OWN.parse().expect("an address"));
    responder
}

#[test]
fn metadata_is_for_the_containers_of_the_task() {
    let responder = awsvpc(None);
    for (path, status) in
        [("/v4/one", 200), ("/v4/two/task", 200), ("/v4/one/taskWithTags", 200), ("/v4/three", 404), ("/v4/one/tasks", 404), ("/", 404)]
    {
        assert_eq!(ask(&responder, path, TASKS_OWN, None).0, status, "{path}");
    }
    assert_eq!(ask(&responder, "/v4/one", TASKS_OWN, None).1["DockerId"], "id of e-web");
    assert_eq!(ask(&responder, "/v4/two", TASKS_OWN, None).1["KnownStatus"], "NONE");
    assert_eq!(ask(&responder, "/v4/one", TASKS_OWN, None).1["Networks"][0]["IPv4Addresses"], json!(["172.17.0.5"]));
    // The same as for an id that nobody has.
    assert_eq!(ask(&responder, "/v4/one", "172.17.0.2", None), ask(&responder, "/v4/three", TASKS_OWN, None));
    responder.stopping();
    assert_eq!(ask(&responder, "/v4/one", TASKS_OWN, None).1["DesiredStatus"], "STOPPED");
}

#[test]
fn statistics_are_told_of_what_runs() {
    let responder = awsvpc(None);
    assert_eq!(ask(&responder, "/v4/one/stats", TASKS_OWN, None), (200, json!({"name": "e-web"})));
    assert_eq!(ask(&responder, "/v4/one/task/stats", TASKS_OWN, None), (200, json!({"id of e-web": {"name": "e-web"}})));
}

#[test]
fn credentials_are_refused_with_another_id_or_from_another_address() {
    let responder = awsvpc(Some("role"));
    let path = responder.credentials_path().expect("it has a role");
    let (status, answer) = ask(&responder, &path, TASKS_OWN, None);
    assert_eq!((status, &answer["RoleArn"]), (200, &json!("role")));
    let refused =
        (400, json!({"code": "InvalidIdInRequest", "message": "CredentialsV2Request: Credentials not found", "HTTPErrorCode": 400}));
    for (path, address) in [("/v2/credentials/other", TASKS_OWN), (path.as_str(), "172.17.0.2"), (path.as_str(), "127.0.0.1")] {
        assert_eq!(ask(&responder, path, address, None), refused, "{path} {address}");
    }
    assert_eq!(ask(&responder, "/v2/credentials/", TASKS_OWN, None).1["code"], "NoIdInRequest");
    assert_eq!(ask(&awsvpc(None), &path, TASKS_OWN, None).0, 404);
}

#[test]
fn nobody_is_answered_before_the_way_is_made() {
    let responder = responder(NetworkMode::Awsvpc, Some("role"));
    assert_eq!(ask(&responder, "/v4/one", TASKS_OWN, None).0, 404);
    assert_eq!(ask(&responder, "/ready", TASKS_OWN, None), (200, json!("ready")));
}

#[test]
fn in_bridge_mode_the_address_and_the_token_count() {
    let responder = responder(NetworkMode::Bridge, Some("role"));
    let path = responder.credentials_path().expect("it has a role");
    let token = responder.token().to_string();
    for (address, token, status) in [
        ("172.17.0.2", Some(token.as_str()), 200),
        ("172.17.0.2", None, 400),
        ("172.17.0.2", Some("x"), 400),
        ("172.17.0.3", Some(&token), 400),
    ] {
        assert_eq!(ask(&responder, &path, address, token).0, status, "{address} {token:?}");
    }
    assert_eq!(ask(&responder, "/v4/one", "172.17.0.2", None).0, 200, "metadata needs no token");
    assert_eq!(ask(&responder, "/v4/one", "172.17.0.3", None).0, 404);
}
