//! One request on its way to a target and back.

use std::net::SocketAddr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::client::conn::http1::handshake;
use hyper::header::{
    CONNECTION, HOST, HeaderMap, HeaderName, HeaderValue, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION, TE, TRAILER, TRANSFER_ENCODING, UPGRADE,
};
use hyper::{StatusCode, Uri, Version};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::super::random_task_id;
use crate::http::{Body, Request, Response, text};

/// `idle_timeout.timeout_seconds`: how long a target may think.
const IDLE_TIMEOUT: Duration = Duration::from_secs(60);
/// How long a connection may take to stand.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Why a target did not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoAnswer {
    /// There is no connection, it broke, or the answer is no HTTP.
    Broken,
    /// It took too long.
    TimedOut,
}

impl NoAnswer {
    /// ELB's answer.
    pub(super) fn response(self) -> Response {
        match self {
            Self::Broken => text(StatusCode::BAD_GATEWAY, "502 Bad Gateway: the target closed the connection, or is not there\n"),
            Self::TimedOut => text(StatusCode::GATEWAY_TIMEOUT, "504 Gateway Time-out: the target did not answer in time\n"),
        }
    }
}

/// Sends a request to a target, on a connection of its own: one that is kept may be closed by the target just as a request comes.
pub(super) async fn exchange(address: SocketAddr, request: Request) -> Result<hyper::Response<Incoming>, NoAnswer> {
    let stream = timeout(CONNECT_TIMEOUT, TcpStream::connect(address)).await.map_err(|_| NoAnswer::TimedOut)?;
    let stream = stream.map_err(|_| NoAnswer::Broken)?;
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await.map_err(|_| NoAnswer::Broken)?;
    tokio::spawn(async move {
        // How it ends shows in the answer.
        let _ = connection.await;
    });
    let answer = timeout(IDLE_TIMEOUT, sender.send_request(request)).await.map_err(|_| NoAnswer::TimedOut)?;
    answer.map_err(|_| NoAnswer::Broken)
}

/// The request as a target gets it.
pub(super) fn forwarded(request: Request, client: SocketAddr, port: u16) -> Request {
    let (mut parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    // What was a URI stays one.
    parts.uri = Uri::try_from(path).unwrap_or_default();
    parts.version = Version::HTTP_11;
    drop_hop_by_hop(&mut parts.headers);
    let client = client.ip().to_string();
    let before = parts.headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
    let chain = before.map_or(client.clone(), |before| format!("{before}, {client}"));
    let trace = trace_id(parts.headers.get("x-amzn-trace-id").and_then(|value| value.to_str().ok()));
    for (name, value) in [
        ("x-forwarded-for", chain),
        ("x-forwarded-proto", "http".to_string()),
        ("x-forwarded-port", port.to_string()),
        ("x-amzn-trace-id", trace),
    ] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            parts.headers.insert(HeaderName::from_static(name), value);
        }
    }
    if !parts.headers.contains_key(HOST) {
        parts.headers.insert(HOST, HeaderValue::from_static("localhost"));
    }
    Request::from_parts(parts, body)
}

/// The target's answer as the client gets it; `held` lives until its last byte.
pub(super) fn answered(response: hyper::Response<Incoming>, held: impl Send + 'static) -> Response {
    let (mut parts, body) = response.into_parts();
    drop_hop_by_hop(&mut parts.headers);
    parts.version = Version::HTTP_11;
    let body: Body = body
        .map_frame(move |frame| {
            let _held = &held;
            frame
        })
        .map_err(Into::into)
        .boxed_unsync();
    Response::from_parts(parts, body)
}

/// Headers that speak of one connection only.
fn drop_hop_by_hop(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    let always = [CONNECTION, TE, TRAILER, TRANSFER_ENCODING, UPGRADE, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION];
    let kept = [HeaderName::from_static("keep-alive"), HeaderName::from_static("proxy-connection")];
    for name in named.into_iter().chain(always).chain(kept) {
        headers.remove(name);
    }
}

/// `Root=1-` with time and a random number; one that the client sent is kept, with `Self` before it.
fn trace_id(before: Option<&str>) -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let id = format!("1-{seconds:08x}-{}", &random_task_id()[..24]);
    match before {
        Some(before) if before.contains("Root=") => {
            let rest: Vec<&str> = before.split(';').filter(|part| !part.trim_start().starts_with("Self=")).collect();
            format!("Self={id};{}", rest.join(";"))
        }
        Some(before) if !before.trim().is_empty() => format!("{before};Root={id}"),
        _ => format!("Root={id}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_id_is_made_or_carried_on() {
        let fresh = trace_id(None);
        let parts: Vec<&str> = fresh.strip_prefix("Root=").expect("a root").split('-').collect();
        assert_eq!(parts.iter().map(|part| part.len()).collect::<Vec<_>>(), [1, 8, 24]);
        assert!(trace_id(Some("Root=1-a-b;Sampled=1")).ends_with(";Root=1-a-b;Sampled=1"));
        assert!(trace_id(Some("Root=1-a-b")).starts_with("Self=1-"));
        assert!(trace_id(Some("Sampled=1")).starts_with("Sampled=1;Root=1-"));
    }
}
