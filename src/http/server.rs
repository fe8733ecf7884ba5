//! The server: one listener, one thread, one handler.

use std::convert::Infallible;
use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::pin::pin;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use http_body_util::{BodyExt, Limited};
use hyper::StatusCode;
use hyper::body::{Body as _, Incoming};
use hyper::header::{CONNECTION, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot, watch};

use super::{Body, text};

/// What a client asks.
pub type Request = hyper::Request<Body>;
/// What it gets.
pub type Response = hyper::Response<Body>;

/// When the system takes no connection (no descriptors are left), the next try comes after this.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(50);
/// A smaller buffer hyper refuses.
const LEAST_BUFFER: usize = 8 * 1024;

/// What clients may cost.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of request line and headers; at least 8 KiB are allowed. More is answered with 431.
    pub header_bytes: usize,
    /// Bytes of a body; more is answered with 413, or fails the body in the handler's hands where its length is not announced.
    pub body_bytes: usize,
    /// Connections served at once; more wait.
    pub connections: usize,
    /// Time for the headers of a request, and that a connection may idle between two.
    pub header_time: Duration,
}

impl Default for Limits {
    /// 16 KiB of headers within 10 s, 1 MiB of body, 64 connections.
    fn default() -> Self {
        Self { header_bytes: 16 * 1024, body_bytes: 1024 * 1024, connections: 64, header_time: Duration::from_secs(10) }
    }
}

/// A server that runs until it is stopped or dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<Duration>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Listens on an address, port 0 for a free one, and answers with what `handler` makes of request and peer. The handler runs
    /// on the server's own runtime and must not block; a panic in it ends its connection only.
    ///
    /// # Errors
    /// When the address cannot be had.
    pub fn start<H, F>(address: impl ToSocketAddrs, limits: Limits, handler: H) -> io::Result<Self>
    where
        H: Fn(Request, SocketAddr) -> F + Send + Sync + 'static,
        F: Future<Output = Response> + Send + 'static,
    {
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let listener = {
            let _entered = runtime.enter();
            tokio::net::TcpListener::from_std(listener)?
        };
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new().name("ecslab-http".to_string()).spawn(move || {
            runtime.block_on(serve(listener, limits, Arc::new(handler), stopped));
            // Work that a handler handed to other threads is not waited for.
            runtime.shutdown_background();
        })?;
        Ok(Self { address, stop: Some(stop), thread: Some(thread) })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes no more requests, lets those under way end within `grace`, and cuts the rest off. Dropping it cuts off at once.
    pub fn stop(mut self, grace: Duration) {
        self.end(grace);
    }

    fn end(&mut self, grace: Duration) {
        if let (Some(stop), Some(thread)) = (self.stop.take(), self.thread.take()) {
            // A thread that is gone needs no telling, and one that panicked has nothing left to do.
            let _ = stop.send(grace);
            let _ = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end(Duration::ZERO);
    }
}

async fn serve<H, F>(listener: tokio::net::TcpListener, limits: Limits, handler: Arc<H>, mut stop: oneshot::Receiver<Duration>)
where
    H: Fn(Request, SocketAddr) -> F + Send + Sync + 'static,
    F: Future<Output = Response> + Send + 'static,
{
    let slots = Arc::new(Semaphore::new(limits.connections));
    let (stopping, _) = watch::channel(());
    let grace = loop {
        tokio::select! {
            grace = &mut stop => break grace.unwrap_or_default(),
            accepted = accept(&listener, &slots) => match accepted {
                Ok((stream, peer, slot)) => {
                    let connection = connection(stream, peer, limits, Arc::clone(&handler), stopping.subscribe());
                    tokio::spawn(async move {
                        connection.await;
                        drop(slot);
                    });
                }
                Err(_) => tokio::time::sleep(PAUSE_AFTER_FAILURE).await,
            },
        }
    };
    drop(listener);
    stopping.send_replace(());
    // Who has all slots knows that all connections have ended; what has not ended by then ends with the runtime.
    let all = u32::try_from(limits.connections).unwrap_or(u32::MAX);
    let _ = tokio::time::timeout(grace, slots.acquire_many(all)).await;
}

/// Waits for a free slot, then for a client: those above the limit wait in the system's queue.
async fn accept(listener: &tokio::net::TcpListener, slots: &Arc<Semaphore>) -> io::Result<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let slot = Arc::clone(slots).acquire_owned().await.map_err(io::Error::other)?;
    let (stream, peer) = listener.accept().await?;
    // Answers are small, and go out at once.
    stream.set_nodelay(true)?;
    Ok((stream, peer, slot))
}

/// Answers the requests of one connection; that a client breaks off, or never spoke HTTP, is nobody else's concern.
async fn connection<H, F>(stream: TcpStream, peer: SocketAddr, limits: Limits, handler: Arc<H>, mut stopping: watch::Receiver<()>)
where
    H: Fn(Request, SocketAddr) -> F + Send + Sync + 'static,
    F: Future<Output = Response> + Send + 'static,
{
    let service = service_fn(|request: hyper::Request<Incoming>| {
        let announced = request.body().size_hint().lower();
        let handled = (announced <= limits.body_bytes as u64)
            .then(|| handler(request.map(|body| Limited::new(body, limits.body_bytes).boxed_unsync()), peer));
        async move {
            Ok::<_, Infallible>(match handled {
                Some(response) => response.await,
                None => too_long(limits.body_bytes),
            })
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_time)
        .max_buf_size(limits.header_bytes.max(LEAST_BUFFER))
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stopping.changed() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

fn too_long(limit: usize) -> Response {
    let mut response = text(StatusCode::PAYLOAD_TOO_LARGE, format!("the body is longer than {limit} bytes\n"));
    // The rest of the body is not read.
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

#[cfg(test)]
mod tests;
