//! The thread that checks targets.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Empty};
use hyper::header::{HOST, HeaderValue, USER_AGENT};
use tokio::sync::Notify;

use super::Checked;
use super::listening::Routing;
use super::proxy::{NoAnswer, exchange};
use crate::http::Request;

/// When nothing is due, the thread looks again after this, or when it is woken.
const IDLE: Duration = Duration::from_secs(60);

/// Checks that run until this value is dropped.
pub(super) struct HealthChecks {
    wake: Arc<Notify>,
    stop: Arc<Notify>,
    thread: Option<JoinHandle<()>>,
}

impl HealthChecks {
    pub(super) fn start(routing: Arc<Routing>) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (wake, stop) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (woken, stopped) = (Arc::clone(&wake), Arc::clone(&stop));
        let thread = std::thread::Builder::new().name("ecslab-health".to_string()).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    () = check(routing, &woken) => {}
                    () = stopped.notified() => {}
                }
            });
        })?;
        Ok(Self { wake, stop, thread: Some(thread) })
    }

    /// A target came in: its first check may be due before all others.
    pub(super) fn look_again(&self) {
        self.wake.notify_one();
    }
}

impl Drop for HealthChecks {
    fn drop(&mut self) {
        self.stop.notify_one();
        if let Some(thread) = self.thread.take() {
            // One that panicked has nothing left to do.
            let _ = thread.join();
        }
    }
}

async fn check(routing: Arc<Routing>, woken: &Notify) {
    loop {
        let now = Instant::now();
        for (id, address, path, limit) in routing.due(now) {
            let routing = Arc::clone(&routing);
            tokio::spawn(async move {
                let checked = probe(address, &path, limit).await;
                routing.checked(id, &checked);
            });
        }
        let pause = routing.next_check().map_or(IDLE, |next| next.saturating_duration_since(Instant::now()));
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = woken.notified() => {}
        }
    }
}

async fn probe(address: SocketAddr, path: &str, limit: Duration) -> Checked {
    let mut request = Request::new(Empty::new().map_err(|never| match never {}).boxed_unsync());
    let Ok(uri) = path.parse() else { return Checked::Failed };
    *request.uri_mut() = uri;
    request.headers_mut().insert(USER_AGENT, HeaderValue::from_static("ELB-HealthChecker/2.0"));
    if let Ok(host) = HeaderValue::from_str(&address.to_string()) {
        request.headers_mut().insert(HOST, host);
    }
    match tokio::time::timeout(limit, exchange(address, request)).await {
        Ok(Ok(response)) => Checked::Status(response.status().as_u16()),
        Ok(Err(NoAnswer::Broken)) => Checked::Failed,
        Ok(Err(NoAnswer::TimedOut)) | Err(_) => Checked::TimedOut,
    }
}
