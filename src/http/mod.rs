//! A small HTTP/1.1 server to embed, for what stands beside tasks: endpoints, load balancer, registry.
//!
//! In: an address, [`Limits`] and an async handler from [`Request`] to [`Response`], whose bodies stream. Out: a [`Server`] on a
//! thread of its own with a runtime of its own, so that it answers whatever the rest of the program waits for. What a client may
//! cost is bounded: bytes of headers and of a body, time for the headers, and how many are served at once.
//!
//! ```no_run
//! use ecslab::http::{Limits, Server, StatusCode, text};
//!
//! # fn main() -> std::io::Result<()> {
//! let server = Server::start("127.0.0.1:0", Limits::default(), |request, _peer| async move {
//!     text(StatusCode::OK, format!("you asked for {}\n", request.uri().path()))
//! })?;
//! println!("http://{}/", server.address());
//! server.stop(std::time::Duration::from_secs(1));
//! # Ok(()) }
//! ```

mod body;
mod server;

pub use body::{Body, BodyError, bytes_of, empty, json, streamed, text};
pub use hyper::body::Bytes;
pub use hyper::{HeaderMap, Method, StatusCode, Uri, header};
pub use server::{Limits, Request, Response, Server};
