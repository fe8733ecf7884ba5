//! Passwords that expire, as `aws ecr get-login-password` prints them.
//!
//! A token says when it expires and carries a seal that only the registry can make; nothing of it is kept. The outer form is ECR's:
//! base64 of an object with `payload`, `datakey`, `version`, `type` and `expiration`, the last in epoch seconds.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::Digest;
use crate::simulators::instant::Instant;

/// The user name that goes with a token.
pub const USER: &str = "AWS";
/// How long a token of ECR holds
/// (<https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html>, checked 2026-11-24).
pub const TOKEN_LIFETIME: Duration = Duration::from_secs(12 * 3600);
/// A token has about 400 characters.
const LONGEST: usize = 4096;

#[derive(Serialize, Deserialize)]
struct Token {
    payload: String,
    datakey: String,
    version: String,
    #[serde(rename = "type")]
    kind: String,
    expiration: i64,
}

/// What a password is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is good.
    Valid,
    /// It was.
    Expired,
    /// This registry never issued it.
    Foreign,
}

/// The registry's secret.
#[derive(Clone)]
pub struct TokenKey(String);

/// The secret is not for logs.
impl std::fmt::Debug for TokenKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("TokenKey")
    }
}

impl TokenKey {
    /// From what a file holds.
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    /// A new secret, of the randomness that the standard library takes from the operating system.
    pub fn random() -> Self {
        Self((0..4).map(|_| crate::runtime::random_task_id()).collect())
    }

    /// As it is kept.
    pub(super) fn secret(&self) -> &str {
        &self.0
    }

    /// A token that holds for `lifetime` from `now`.
    pub fn issue(&self, now: Instant, lifetime: Duration) -> String {
        let seconds = i64::try_from(lifetime.as_secs()).unwrap_or(i64::MAX);
        let expiration = now.epoch_micros().div_euclid(1_000_000).saturating_add(seconds);
        let payload = STANDARD.encode(format!("{}{}", crate::runtime::random_task_id(), crate::runtime::random_task_id()));
        let datakey = self.seal(&payload, expiration);
        let token = Token { payload, datakey, version: "2".to_string(), kind: "DATA_KEY".to_string(), expiration };
        // Texts and a number always serialize.
        STANDARD.encode(serde_json::to_string(&token).unwrap_or_default())
    }

    /// What a password is worth at `now`.
    pub fn judge(&self, password: &str, now: Instant) -> Verdict {
        if password.len() > LONGEST {
            return Verdict::Foreign;
        }
        let bytes = STANDARD.decode(password.trim()).unwrap_or_default();
        let Ok(token) = serde_json::from_slice::<Token>(&bytes) else { return Verdict::Foreign };
        if !same(&token.datakey, &self.seal(&token.payload, token.expiration)) {
            return Verdict::Foreign;
        }
        if now.epoch_micros() < token.expiration.saturating_mul(1_000_000) { Verdict::Valid } else { Verdict::Expired }
    }

    /// Hashed twice, with the secret first each time: a hash of a hash cannot be prolonged by who does not know the secret.
    fn seal(&self, payload: &str, expiration: i64) -> String {
        let inner = Digest::of(format!("{}\n{payload}\n{expiration}", self.0).as_bytes());
        STANDARD.encode(Digest::of(format!("{}\n{inner}", self.0).as_bytes()).hex())
    }
}

/// Compares in a time that does not tell where the texts differ.
fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_holds_until_its_last_second_and_only_where_it_was_issued() {
        let at = |seconds: i64| Instant::from_epoch_micros(seconds * 1_000_000);
        let key = TokenKey::random();
        let token = key.issue(at(1000), TOKEN_LIFETIME);
        assert_eq!(key.judge(&token, at(1000)), Verdict::Valid);
        assert_eq!(key.judge(&token, at(1000 + 43_199)), Verdict::Valid);
        assert_eq!(key.judge(&token, at(1000 + 43_200)), Verdict::Expired);
        assert_eq!(TokenKey::random().judge(&token, at(1000)), Verdict::Foreign);
        let mut changed: serde_json::Value = serde_json::from_slice(&STANDARD.decode(&token).expect("base64")).expect("JSON");
        assert_eq!(
            (changed["version"].as_str(), changed["type"].as_str(), changed["expiration"].as_i64()),
            (Some("2"), Some("DATA_KEY"), Some(44_200))
        );
        changed["expiration"] = 99_999_999.into();
        for foreign in [STANDARD.encode(changed.to_string()), String::new(), "secret".to_string(), "A".repeat(100_000)] {
            assert_eq!(key.judge(&foreign, at(1000)), Verdict::Foreign, "{foreign:.20}");
        }
    }
}
