//! Who gets which answer.

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use futures_util::future::{join, join_all};
use serde_json::{Value, json};

use super::super::{EngineError, LiveView, NetworkMode};
use super::credentials::{RoleCredentials, random_text};
use super::metadata::{Seen, TaskFacts};
use super::reach::Reach;
use super::routes::{About, Answer, Question, credentials_not_found, engine_failed, no_credentials_id, no_task_role, unknown_container};
use super::stats::{container_stats, task_stats};

const TOKEN_ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Answers for one task.
pub(super) struct Responder {
    facts: TaskFacts,
    /// Of the containers at these endpoints, in the plan's order.
    ids: Vec<String>,
    credentials: Option<RoleCredentials>,
    /// What the authorization header must hold outside awsvpc.
    token: String,
    view: Arc<dyn LiveView>,
    stopping: AtomicBool,
    known: Mutex<Known>,
}

/// What is learned while the task starts.
#[derive(Default)]
struct Known {
    /// The container that holds the network.
    pause: Option<String>,
    /// The only address that is answered.
    only: Option<IpAddr>,
    /// Whether peers show as what they are.
    shows_peers: bool,
}

/// Who asks.
pub(super) struct Asker<'r> {
    pub(super) address: IpAddr,
    pub(super) authorization: Option<&'r str>,
}

impl Responder {
    pub(super) fn new(facts: TaskFacts, ids: Vec<String>, credentials: Option<RoleCredentials>, view: Arc<dyn LiveView>) -> Self {
        let token = random_text(40, TOKEN_ALPHABET);
        Self { facts, ids, credentials, token, view, stopping: AtomicBool::new(false), known: Mutex::default() }
    }

    pub(super) fn listens(&self, reach: &Reach) {
        self.known().shows_peers = reach.shows_peers;
    }

    pub(super) fn network_held_by(&self, container: &str) {
        self.known().pause = Some(container.to_string());
    }

    pub(super) fn answer_only(&self, address: IpAddr) {
        self.known().only = Some(address);
    }

    pub(super) fn restarted(&self, index: usize, count: u32) {
        self.facts.containers[index].restarted(count);
    }

    pub(super) fn stopping(&self) {
        self.stopping.store(true, Ordering::SeqCst);
    }

    pub(super) fn network(&self) -> NetworkMode {
        self.facts.network
    }

    pub(super) fn id(&self, index: usize) -> &str {
        &self.ids[index]
    }

    pub(super) fn token(&self) -> &str {
        &self.token
    }

    pub(super) fn credentials_path(&self) -> Option<String> {
        self.credentials.as_ref().map(|credentials| format!("/v2/credentials/{}", credentials.id))
    }

    /// The answer to a path.
    pub(super) async fn answer(&self, path: &str, asker: &Asker<'_>, now: SystemTime) -> Answer {
        match Question::of(path) {
            None => (404, json!("404 page not found")),
            Some(Question::Ready) => (200, json!("ready")),
            Some(Question::Metadata { id, about }) => match self.ids.iter().position(|known| known == id) {
                Some(index) if self.answers(asker).await => self.metadata(index, about).await,
                _ => unknown_container(about),
            },
            Some(Question::Credentials(id)) => match &self.credentials {
                None => no_task_role(),
                Some(_) if id.is_empty() => no_credentials_id(),
                Some(credentials) if credentials.id == id && self.authorized(asker) && self.answers(asker).await => {
                    (200, credentials.answer(now))
                }
                Some(_) => credentials_not_found(),
            },
        }
    }

    fn authorized(&self, asker: &Asker<'_>) -> bool {
        self.facts.network == NetworkMode::Awsvpc || asker.authorization == Some(self.token.as_str())
    }

    /// Whether somebody of the task asks, as far as addresses show it.
    async fn answers(&self, asker: &Asker<'_>) -> bool {
        let (only, shows_peers) = {
            let known = self.known();
            (known.only, known.shows_peers)
        };
        match (self.facts.network, only) {
            _ if !shows_peers => asker.address.is_loopback(),
            (NetworkMode::Awsvpc, only) => only == Some(asker.address),
            _ => {
                let address = asker.address.to_string();
                let seen = self.inspect_all().await.unwrap_or_default();
                let holds = |container: &Value| {
                    let networks = container["NetworkSettings"]["Networks"].as_object();
                    networks.is_some_and(|networks| networks.values().any(|network| network["IPAddress"] == address.as_str()))
                };
                seen.containers.iter().flatten().any(holds)
            }
        }
    }

    async fn metadata(&self, index: usize, about: About) -> Answer {
        let answer = match about {
            About::ContainerStats => self.container_stats(index).await,
            About::TaskStats => self.task_stats().await,
            About::Container | About::Task | About::TaskWithTags => self.inspect_all().await.map(|seen| match about {
                About::Task => self.facts.task(&seen),
                About::TaskWithTags => self.facts.task_with_tags(&seen),
                _ => self.facts.container(index, &seen),
            }),
        };
        answer.map_or_else(|error| engine_failed(&error.to_string()), |answer| (200, answer))
    }

    async fn inspect_all(&self) -> Result<Seen, EngineError> {
        let pause = self.known().pause.clone();
        let inspected = join_all(self.facts.containers.iter().map(|container| self.inspect(Some(&container.engine_name))));
        let (containers, pause) = join(inspected, self.inspect(pause.as_deref())).await;
        let containers = containers.into_iter().collect::<Result<_, _>>()?;
        Ok(Seen { containers, pause: pause?, stopping: self.stopping.load(Ordering::SeqCst) })
    }

    async fn inspect(&self, container: Option<&str>) -> Result<Option<Value>, EngineError> {
        let Some(container) = container else { return Ok(None) };
        there(self.view.inspect(container).await)
    }

    async fn container_stats(&self, index: usize) -> Result<Value, EngineError> {
        let (own, network) = join(self.view.samples(&self.facts.containers[index].engine_name), self.network_samples()).await;
        Ok(container_stats(&own?, network?.as_ref()))
    }

    async fn task_stats(&self) -> Result<Value, EngineError> {
        let each = join_all(self.facts.containers.iter().map(|container| async {
            let Some(seen) = self.inspect(Some(&container.engine_name)).await? else { return Ok(None) };
            let running = seen["State"]["Running"] == true;
            let samples = if running { there(self.view.samples(&container.engine_name).await)? } else { None };
            Ok(Some((seen["Id"].as_str().unwrap_or_default().to_string(), samples)))
        }));
        let (each, network) = join(each, self.network_samples()).await;
        let network = network?;
        let each = each.into_iter().collect::<Result<Vec<_>, EngineError>>()?;
        let stats = |own: Option<(Value, Value)>| own.map_or(Value::Null, |own| container_stats(&own, network.as_ref()));
        Ok(task_stats(each.into_iter().flatten().map(|(id, own)| (id, stats(own)))))
    }

    async fn network_samples(&self) -> Result<Option<(Value, Value)>, EngineError> {
        let Some(pause) = self.known().pause.clone() else { return Ok(None) };
        there(self.view.samples(&pause).await)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // Nothing panics while it holds the lock.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// That a container is not there is an answer, too.
fn there<T>(answer: Result<T, EngineError>) -> Result<Option<T>, EngineError> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(EngineError::NoSuchContainer(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests;
