//! Answers Docker on 127.0.0.1.
//!
//! The part of the OCI distribution specification that push, pull and delete need
//! (<https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md>), with what ECR adds: every request carries a token,
//! repositories must exist, tags may be immutable.

mod access;
mod answers;
mod content;
mod route;
mod uploads;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::disk::{Lock, read_if_there, write_whole};
use super::{MAX_LAYER_BYTES, Registry, RegistryError};
use crate::http::{Limits, Method, Request, Response, Server, StatusCode, header};
use crate::simulators::instant::Instant;
use access::Access;
use answers::{failure, refusal, status};
use route::{Route, Target};

/// The time, so that a test, or a script that sleeps, can make it another.
pub type Clock = Arc<dyn Fn() -> Instant + Send + Sync>;

/// How long a request under way may take to end once the registry stops.
const GRACE: Duration = Duration::from_secs(5);

/// Why a registry cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Another process serves it.
    #[error("this registry is being served already{}", .0.as_ref().map(|address| format!(" at {address}")).unwrap_or_default())]
    Served(Option<String>),
    /// The port is taken, or may not be had.
    #[error("cannot listen on port {port} of 127.0.0.1: {reason}")]
    Port {
        /// The port.
        port: u16,
        /// In the system's words.
        reason: String,
    },
    /// The disk said no.
    #[error(transparent)]
    Registry(#[from] RegistryError),
}

/// What another process needs to stop this one.
#[derive(Serialize, Deserialize)]
struct Serving {
    address: SocketAddr,
    secret: String,
}

/// What requests are answered with.
pub(super) struct Service {
    registry: Registry,
    clock: Clock,
    /// What names of repositories begin with here, and not in the registry.
    prefix: Option<String>,
    secret: String,
    stop: Sender<()>,
}

/// A registry that is served until this value is dropped; what lies in it stays.
#[derive(Debug)]
pub struct RegistryServer {
    server: Option<Server>,
    registry: Registry,
    stopped: Receiver<()>,
    stopper: Sender<()>,
    _serving: Lock,
}

impl RegistryServer {
    /// Serves a registry on a port of 127.0.0.1, 0 for a free one, and removes what a killed server left in it. With a prefix, names
    /// of repositories begin with it, and a slash, on the wire.
    ///
    /// # Errors
    /// When another one serves it, or the port cannot be had.
    pub fn start(registry: &Registry, port: u16, clock: Clock, prefix: Option<&str>) -> Result<Self, ServeError> {
        let folder = registry.folder();
        let Some(serving) = Lock::try_take(&folder.join("serving.lock"))? else {
            return Err(ServeError::Served(read_serving(folder).map(|serving| serving.address.to_string())));
        };
        registry.sweep()?;
        let secret = crate::runtime::random_task_id();
        let (stopper, stopped) = channel();
        let service = Arc::new(Service {
            registry: registry.clone(),
            clock,
            prefix: prefix.map(str::to_string),
            secret: secret.clone(),
            stop: stopper.clone(),
        });
        // A layer streams to disk; what it may have is checked there too, and this bound keeps the rest out.
        let limits = Limits { body_bytes: usize::try_from(MAX_LAYER_BYTES).unwrap_or(usize::MAX), ..Limits::default() };
        let handler = move |request: Request, _peer: SocketAddr| answer(Arc::clone(&service), request);
        let server = Server::start((Ipv4Addr::LOCALHOST, port), limits, handler)
            .map_err(|error: io::Error| ServeError::Port { port, reason: error.to_string() })?;
        let told = Serving { address: server.address(), secret };
        // An address and a text always serialize.
        write_whole(&folder.join("serving.json"), &serde_json::to_vec(&told).unwrap_or_default())?;
        Ok(Self { server: Some(server), registry: registry.clone(), stopped, stopper, _serving: serving })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.server.as_ref().map_or((Ipv4Addr::LOCALHOST, 0).into(), Server::address)
    }

    /// Ends [`wait`](Self::wait) from another thread, such as a signal handler's.
    pub fn stopper(&self) -> impl Fn() + Send + 'static {
        let stopper = self.stopper.clone();
        move || {
            // Nobody may wait any more; then there is nothing to end.
            let _ = stopper.send(());
        }
    }

    /// Waits until somebody asks it to stop: [`stopper`](Self::stopper), or [`stop`] in another process.
    pub fn wait(&self) {
        // This value has a sender itself, so the channel never closes.
        let _ = self.stopped.recv();
    }
}

impl Drop for RegistryServer {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(self.registry.folder().join("serving.json"));
        if let Some(server) = self.server.take() {
            server.stop(GRACE);
        }
    }
}

fn read_serving(folder: &Path) -> Option<Serving> {
    serde_json::from_slice(&read_if_there(&folder.join("serving.json")).ok()??).ok()
}

/// Where a registry is served, by this process or another; `None` where it is not.
///
/// # Errors
/// When the folder cannot be used.
pub fn served_at(registry: &Registry) -> Result<Option<SocketAddr>, RegistryError> {
    if Lock::try_take(&registry.folder().join("serving.lock"))?.is_some() {
        return Ok(None);
    }
    Ok(read_serving(registry.folder()).map(|serving| serving.address))
}

/// Asks the process that serves a registry to stop, and waits until it has; `false` where none does.
///
/// # Errors
/// When it does not answer, or has not stopped in time.
pub fn stop(registry: &Registry) -> Result<bool, ServeError> {
    /// How often, and how many times, it is looked whether the server has gone.
    const LOOKS: (Duration, u32) = (Duration::from_millis(50), 200);
    let lock = registry.folder().join("serving.lock");
    if Lock::try_take(&lock)?.is_some() {
        return Ok(false);
    }
    let silent = |reason: String| RegistryError::Storage { path: registry.folder().display().to_string(), reason };
    let serving = read_serving(registry.folder()).ok_or_else(|| silent("it is just starting or ending; try again".to_string()))?;
    let config = ureq::Agent::config_builder().timeout_global(Some(GRACE)).build();
    let asked = ureq::Agent::new_with_config(config)
        .post(format!("http://{}/ecslab/stop", serving.address))
        .header("authorization", format!("Bearer {}", serving.secret))
        .send_empty();
    asked.map_err(|error| silent(format!("its server at {} does not stop: {error}", serving.address)))?;
    for _ in 0..LOOKS.1 {
        if Lock::try_take(&lock)?.is_some() {
            return Ok(true);
        }
        std::thread::sleep(LOOKS.0);
    }
    Err(silent(format!("its server at {} was asked to stop and has not", serving.address)).into())
}

async fn answer(service: Arc<Service>, request: Request) -> Response {
    let mut response = respond(&service, request).await;
    // Without it Docker takes the registry for one of the first version.
    response.headers_mut().insert("docker-distribution-api-version", header::HeaderValue::from_static("registry/2.0"));
    response
}

async fn respond(service: &Arc<Service>, request: Request) -> Response {
    let path = request.uri().path().to_string();
    if path == "/ecslab/stop" && request.method() == Method::POST {
        return stop_asked(service, &request);
    }
    let Some(path) = path.strip_prefix("/v2") else { return refusal(StatusCode::NOT_FOUND, "UNSUPPORTED", "404 page not found") };
    match Access::of(request.headers(), &service.registry, (service.clock)()) {
        Access::Granted => {}
        denied => return denied.response(service.registry.id()),
    }
    let Some(route) = Route::of(path, request.uri().query(), service.prefix.as_deref()) else {
        return refusal(StatusCode::NOT_FOUND, "UNSUPPORTED", "404 page not found");
    };
    let Route { repository, target } = route;
    let result = match target {
        Target::Base => Ok(status(StatusCode::OK)),
        Target::Blob(digest) => content::blob(service, request.method(), &repository, digest).await,
        Target::Manifest(reference) => content::manifest(service, request, repository, reference).await,
        Target::Tags(page) => content::tags(service, request.method(), &repository, page).await,
        Target::Uploads { digest } => uploads::begin(service, request, repository, digest).await,
        Target::Upload { id, digest } => uploads::go_on(service, request, repository, id, digest).await,
    };
    result.unwrap_or_else(|error| failure(&error))
}

fn stop_asked(service: &Service, request: &Request) -> Response {
    let given = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if given != Some(&format!("Bearer {}", service.secret)) {
        return refusal(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", "this stops the registry only for who may read its folder");
    }
    // Whoever waits may have gone already.
    let _ = service.stop.send(());
    status(StatusCode::ACCEPTED)
}

/// Runs what touches the disk beside the server's thread.
async fn on_disk<T: Send + 'static>(work: impl FnOnce() -> Result<T, RegistryError> + Send + 'static) -> Result<T, RegistryError> {
    let ended = tokio::task::spawn_blocking(work).await;
    ended.unwrap_or_else(|error| Err(RegistryError::Storage { path: "the disk".to_string(), reason: error.to_string() }))
}

#[cfg(test)]
mod tests;
