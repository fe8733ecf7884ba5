//! The load balancer itself: a listener, the rules, the groups.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::health_checks::HealthChecks;
use super::proxy::{answered, exchange, forwarded};
use super::{Balancer, Checked, ListenerRule, LoadBalancerError, LoadBalancerSettings, RuleAction, TargetGroup, TargetState};
use crate::http::{Limits, Request, Response, Server, StatusCode, text};

/// What clients may cost: bodies stream, so they may be long.
const LIMITS: Limits =
    Limits { header_bytes: 64 * 1024, body_bytes: 1024 * 1024 * 1024, connections: 256, header_time: Duration::from_secs(60) };

/// A load balancer that listens until it is dropped.
pub struct LoadBalancer {
    // Dropped in this order: nobody asks before nobody checks.
    server: Server,
    health_checks: HealthChecks,
    routing: Arc<Routing>,
}

impl LoadBalancer {
    /// Listens on 127.0.0.1, on this port or a free one. Settings are those that
    /// [`completed`](LoadBalancerSettings::completed) gives.
    ///
    /// # Errors
    /// When the port is taken.
    pub fn start(settings: LoadBalancerSettings, port: Option<u16>) -> Result<Self, LoadBalancerError> {
        let address = SocketAddr::from(([127, 0, 0, 1], port.unwrap_or(0)));
        let cannot_listen = |error| LoadBalancerError::CannotListen { address: address.to_string(), error };
        let groups = settings.groups.into_iter().map(TargetGroup::new).collect();
        let routing = Arc::new(Routing { rules: settings.rules, groups: Mutex::new(Groups { groups, registered: 0 }) });
        let health_checks = HealthChecks::start(Arc::clone(&routing)).map_err(cannot_listen)?;
        let for_requests = Arc::clone(&routing);
        let server = Server::start(address, LIMITS, move |request, peer| {
            let routing = Arc::clone(&for_requests);
            async move { answer(routing, request, peer, port).await }
        })
        .map_err(cannot_listen)?;
        Ok(Self { server, health_checks, routing })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// `http://127.0.0.1:PORT`
    pub fn url(&self) -> String {
        format!("http://{}", self.address())
    }
}

impl Balancer for LoadBalancer {
    fn register(&self, target_group: &str, address: SocketAddr) -> u64 {
        let id = self.routing.register(target_group, address);
        self.health_checks.look_again();
        id
    }

    fn deregister(&self, target: u64) {
        let now = Instant::now();
        self.routing.groups().groups.iter_mut().for_each(|group| group.deregister(target, now));
    }

    fn state(&self, target: u64) -> TargetState {
        let now = Instant::now();
        let states = self.routing.groups().groups.iter_mut().map(|group| group.state(target, now)).collect::<Vec<_>>();
        // It is in one of them, or in none.
        states.into_iter().find(|state| *state != TargetState::Unused).unwrap_or(TargetState::Unused)
    }
}

impl std::fmt::Debug for LoadBalancer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("LoadBalancer").field("address", &self.address()).finish_non_exhaustive()
    }
}

/// What requests and health checks share.
pub(super) struct Routing {
    /// In the order in which they are tried.
    rules: Vec<ListenerRule>,
    groups: Mutex<Groups>,
}

struct Groups {
    groups: Vec<TargetGroup>,
    /// Targets so far: the number of the next.
    registered: u64,
}

impl Routing {
    fn groups(&self) -> MutexGuard<'_, Groups> {
        // Nothing that holds it leaves it half changed.
        self.groups.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn register(&self, target_group: &str, address: SocketAddr) -> u64 {
        let mut groups = self.groups();
        let id = groups.registered;
        groups.registered += 1;
        if let Some(group) = groups.groups.iter_mut().find(|group| group.settings.is(target_group)) {
            group.register(id, address, Instant::now());
        }
        id
    }

    /// Targets to check now: where, which path, and how long it may take.
    pub(super) fn due(&self, now: Instant) -> Vec<(u64, SocketAddr, String, Duration)> {
        let mut due = Vec::new();
        for group in &mut self.groups().groups {
            let (path, limit) = (group.settings.path.clone(), group.settings.timeout);
            due.extend(group.due(now).into_iter().map(|(id, address)| (id, address, path.clone(), limit)));
        }
        due
    }

    pub(super) fn next_check(&self) -> Option<Instant> {
        self.groups().groups.iter().filter_map(TargetGroup::next_check).min()
    }

    pub(super) fn checked(&self, id: u64, checked: &Checked) {
        self.groups().groups.iter_mut().for_each(|group| group.checked(id, checked));
    }

    /// A target for a path, or ELB's own answer.
    fn route(self: &Arc<Self>, path: &str) -> Route {
        let Some(rule) = self.rules.iter().find(|rule| rule.takes(path)) else {
            return Route::Answer(text(StatusCode::NOT_FOUND, "no rule of the listener takes this path\n"));
        };
        let wanted = match &rule.action {
            RuleAction::Forward(group) => group,
            RuleAction::FixedResponse { status, body } => {
                return Route::Answer(text(StatusCode::from_u16(*status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE), body.clone()));
            }
        };
        let mut groups = self.groups();
        let group = groups.groups.iter_mut().find(|group| group.settings.is(wanted));
        match group.and_then(TargetGroup::choose) {
            Some((id, address)) => Route::Target(address, UnderWay { routing: Arc::clone(self), id }),
            None => {
                let message = format!("503 Service Temporarily Unavailable: no target of {wanted} is in service\n");
                Route::Answer(text(StatusCode::SERVICE_UNAVAILABLE, message))
            }
        }
    }
}

/// Where a request goes.
enum Route {
    /// To this target.
    Target(SocketAddr, UnderWay),
    /// The load balancer answers.
    Answer(Response),
}

/// A request that counts as under way at its target as long as this lives.
struct UnderWay {
    routing: Arc<Routing>,
    id: u64,
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.routing.groups().groups.iter_mut().for_each(|group| group.done(self.id));
    }
}

async fn answer(routing: Arc<Routing>, request: Request, peer: SocketAddr, port: Option<u16>) -> Response {
    let (address, under_way) = match routing.route(request.uri().path()) {
        Route::Target(address, under_way) => (address, under_way),
        Route::Answer(response) => return response,
    };
    // Which port the client used says its Host header, where a free one was taken.
    let named = request.headers().get("host").and_then(|host| host.to_str().ok()).and_then(|host| host.rsplit_once(':')?.1.parse().ok());
    match exchange(address, forwarded(request, peer, port.or(named).unwrap_or(80))).await {
        Ok(response) => answered(response, under_way),
        Err(no_answer) => no_answer.response(),
    }
}

#[cfg(test)]
mod tests;
