//! Bodies, and answers made of them.

use futures_util::{Stream, TryStreamExt};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Empty, Full, LengthLimitError, StreamBody};
use hyper::body::{Bytes, Frame};
use hyper::{StatusCode, header};

use super::Response;

/// A body, of a request or an answer, that comes in pieces.
pub type Body = UnsyncBoxBody<Bytes, Box<dyn std::error::Error + Send + Sync>>;

/// Why a body could not be read whole.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    /// It is longer than it may be.
    #[error("the body is longer than it may be")]
    TooLong,
    /// The connection broke.
    #[error("the body broke off: {0}")]
    Broken(Box<dyn std::error::Error + Send + Sync>),
}

/// Reads a body to its end, of no more than `limit` bytes.
///
/// # Errors
/// When it is longer, or breaks off.
pub async fn bytes_of(mut body: Body, limit: usize) -> Result<Bytes, BodyError> {
    let mut read = Vec::new();
    while let Some(frame) = body.frame().await {
        let data = match frame {
            Ok(frame) => frame.into_data().unwrap_or_default(),
            // The server's own limit.
            Err(error) if error.is::<LengthLimitError>() => return Err(BodyError::TooLong),
            Err(error) => return Err(BodyError::Broken(error)),
        };
        if data.len() > limit - read.len() {
            return Err(BodyError::TooLong);
        }
        read.extend_from_slice(&data);
    }
    Ok(read.into())
}

/// A body that is sent as its pieces come.
pub fn streamed<S, E>(pieces: S) -> Body
where
    S: Stream<Item = Result<Bytes, E>> + Send + 'static,
    E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
{
    StreamBody::new(pieces.map_ok(Frame::data).map_err(Into::into)).boxed_unsync()
}

/// An answer without a body.
pub fn empty(status: StatusCode) -> Response {
    answer(status, Empty::new().map_err(|never| match never {}).boxed_unsync())
}

/// An answer of plain text.
pub fn text(status: StatusCode, text: impl Into<Bytes>) -> Response {
    typed(status, "text/plain; charset=utf-8", text.into())
}

/// An answer of JSON.
pub fn json(status: StatusCode, value: &serde_json::Value) -> Response {
    typed(status, "application/json", value.to_string().into())
}

fn typed(status: StatusCode, content_type: &'static str, bytes: Bytes) -> Response {
    let mut response = answer(status, Full::new(bytes).map_err(|never| match never {}).boxed_unsync());
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(content_type));
    response
}

fn answer(status: StatusCode, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response
}
