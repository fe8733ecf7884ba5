//! Task metadata and credentials, answered by ecslab itself while a task runs.
//!
//! In: what a task's plan says and a [`LiveView`](super::LiveView). Out: an [`Endpoints`] that listens, and the variables by which
//! containers find it. `routes` knows what is asked, `metadata`, `stats` and `credentials` what is answered, `responder` who gets
//! it, and `reach` the way from a container to this process.
//!
//! Each task has a listener of its own, on the address of the engine's bridge, so only containers of this machine reach it. In
//! awsvpc mode 169.254.170.2 is an address of a small container beside the task, which hands connections on to the listener: no
//! port of the namespace that the task's containers share is taken, and the listener answers nobody else. In bridge mode there
//! is no shared namespace to give that address a route, so containers are told the listener's own address.

mod credentials;
mod metadata;
mod reach;
mod responder;
mod routes;
mod stats;

use std::sync::Arc;
use std::time::SystemTime;

use crate::http::{Limits, Method, Server, StatusCode, header, json, text};

use super::{EnvironmentVariable, LiveView, NetworkMode, TaskPlan};
use credentials::{RoleCredentials, random_id};
use metadata::TaskFacts;
pub(super) use reach::{ENDPOINTS_CONTAINER, Reach, forwarder, narrow_command, route_command};
use responder::{Asker, Responder};

/// The endpoints of one task; gone when dropped.
pub(super) struct Endpoints {
    responder: Arc<Responder>,
    reach: Reach,
    _server: Server,
}

impl Endpoints {
    /// Listens for a task. `None` where nothing can reach this process: the task has no network, or no address can be had.
    pub(super) fn open(
        plan: &TaskPlan,
        id: &str,
        prefix: &str,
        created_at: SystemTime,
        view: Arc<dyn LiveView>,
        gateway: Option<std::net::IpAddr>,
    ) -> Option<Self> {
        if plan.network == NetworkMode::None {
            return None;
        }
        let responder = Arc::new(Responder::new(
            TaskFacts::of(plan, id, prefix, created_at),
            plan.containers.iter().map(|_| random_id()).collect(),
            plan.task_role.as_deref().map(RoleCredentials::of),
            view,
        ));
        let limits = Limits { body_bytes: 0, ..Limits::default() };
        let handler = {
            let responder = Arc::clone(&responder);
            move |request: crate::http::Request, peer: std::net::SocketAddr| {
                let responder = Arc::clone(&responder);
                async move {
                    if request.method() != Method::GET {
                        return text(StatusCode::METHOD_NOT_ALLOWED, "only GET is answered here\n");
                    }
                    let authorization = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
                    let asker = Asker { address: peer.ip(), authorization };
                    let (status, answer) = responder.answer(request.uri().path(), &asker, SystemTime::now()).await;
                    json(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), &answer)
                }
            }
        };
        let (server, reach) = Reach::listen(gateway, |address| Server::start(address, limits, handler.clone()))?;
        responder.listens(&reach);
        Some(Self { responder, reach, _server: server })
    }

    /// How containers reach the listener.
    pub(super) fn reach(&self) -> &Reach {
        &self.reach
    }

    /// The container that holds the network of the task, by its name or id.
    pub(super) fn network_held_by(&self, container: &str) {
        self.responder.network_held_by(container);
    }

    /// From now on only the container with this address is answered.
    pub(super) fn answer_only(&self, address: std::net::IpAddr) {
        self.responder.answer_only(address);
    }

    /// The container of that place in the plan was started again.
    pub(super) fn restarted(&self, index: usize, count: u32) {
        self.responder.restarted(index, count);
    }

    /// The task is told to stop.
    pub(super) fn stopping(&self) {
        self.responder.stopping();
    }

    /// The variables that ECS sets in the container of that place in the plan.
    pub(super) fn variables(&self, index: usize) -> Vec<EnvironmentVariable> {
        let base = self.reach.base(self.responder.network());
        let mut variables = vec![("ECS_CONTAINER_METADATA_URI_V4", format!("{base}/v4/{}", self.responder.id(index)))];
        if let Some(path) = self.responder.credentials_path() {
            match self.responder.network() {
                NetworkMode::Awsvpc => variables.push(("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", path)),
                _ => {
                    variables.push(("AWS_CONTAINER_CREDENTIALS_FULL_URI", format!("{base}{path}")));
                    variables.push(("AWS_CONTAINER_AUTHORIZATION_TOKEN", self.responder.token().to_string()));
                }
            }
        }
        let secret = |name: &str| name.starts_with("AWS_CONTAINER");
        variables.into_iter().map(|(name, value)| EnvironmentVariable { name: name.to_string(), value, secret: secret(name) }).collect()
    }
}
