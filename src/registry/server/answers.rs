//! Answers in the forms of the distribution specification.

use serde_json::json;

use crate::http::{Response, StatusCode, empty, header, json as json_answer};
use crate::registry::{Digest, RegistryError};

/// An answer without a body.
pub fn status(status: StatusCode) -> Response {
    empty(status)
}

/// An error with its code.
pub fn refusal(status: StatusCode, code: &str, message: &str) -> Response {
    json_answer(status, &json!({"errors": [{"code": code, "message": message}]}))
}

/// An error of the registry.
pub fn failure(error: &RegistryError) -> Response {
    let (code, number) = error.distribution_code();
    let status = StatusCode::from_u16(number).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    match error {
        // The API names the image; to Docker ECR says less.
        RegistryError::ImageNotFound { .. } => refusal(status, code, "Requested image not found"),
        _ => refusal(status, code, &error.to_string()),
    }
}

/// What is asked of something that cannot do it.
pub fn not_allowed() -> Response {
    refusal(StatusCode::METHOD_NOT_ALLOWED, "UNSUPPORTED", "The operation is unsupported.")
}

/// Adds a header whose value is text of the registry's own making.
pub fn with(mut response: Response, name: header::HeaderName, value: &str) -> Response {
    if let Ok(value) = header::HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
    response
}

/// Adds the digest of what the answer is about.
pub fn with_digest(response: Response, digest: &Digest) -> Response {
    with(response, header::HeaderName::from_static("docker-content-digest"), digest.as_str())
}
