//! Who may come in: user `AWS` with a token that holds.
//!
//! Sources: the challenge of ECR as <https://github.com/NVIDIA/enroot/issues/59> shows it; a token of another Region is a bad request
//! (<https://github.com/aws/aws-cli/issues/5317>), an expired one is denied (<https://github.com/CircleCI-Public/aws-ecr-orb/issues/265>),
//! checked 2026-11-24.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::answers::refusal;
use crate::http::{HeaderMap, Response, StatusCode, header, text};
use crate::registry::{Registry, RegistryId, USER, Verdict};
use crate::simulators::instant::Instant;

/// What the credentials of a request are worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Come in.
    Granted,
    /// There are none.
    Missing,
    /// They were never good.
    Malformed,
    /// They were.
    Expired,
}

impl Access {
    /// Judges `Authorization: Basic`.
    pub fn of(headers: &HeaderMap, registry: &Registry, now: Instant) -> Self {
        let Some(given) = headers.get(header::AUTHORIZATION) else { return Self::Missing };
        let pair = given.to_str().ok().and_then(|given| given.split_once(' '));
        let encoded = pair.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic")).map_or("", |(_, encoded)| encoded.trim());
        let decoded = String::from_utf8(STANDARD.decode(encoded).unwrap_or_default()).unwrap_or_default();
        match decoded.split_once(':') {
            Some((USER, password)) => match registry.judge_token(password, now) {
                Verdict::Valid => Self::Granted,
                Verdict::Expired => Self::Expired,
                Verdict::Foreign => Self::Malformed,
            },
            _ => Self::Malformed,
        }
    }

    /// The refusal, in ECR's words.
    pub fn response(self, registry: &RegistryId) -> Response {
        match self {
            Self::Missing | Self::Granted => {
                let mut response = text(StatusCode::UNAUTHORIZED, "Not Authorized\n");
                let challenge = format!("Basic realm=\"https://{}/\",service=\"ecr.amazonaws.com\"", registry.host());
                // Account and Region are letters, digits and dashes.
                let challenge = header::HeaderValue::from_str(&challenge).unwrap_or(header::HeaderValue::from_static("Basic"));
                response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
                response
            }
            Self::Malformed => text(StatusCode::BAD_REQUEST, ""),
            Self::Expired => refusal(StatusCode::FORBIDDEN, "DENIED", EXPIRED),
        }
    }
}

/// What ECR says of a token whose time is over.
pub const EXPIRED: &str = "Your authorization token has expired. Reauthenticate and try again.";
