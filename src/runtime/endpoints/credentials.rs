//! Credentials of a task role: of the right form, and of no use to anybody.
//!
//! The access key id begins as that of temporary credentials does (`ASIA`, 20 characters of `A-Z2-7`,
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html>), and id and secret end in `EXAMPLE` and
//! `EXAMPLEKEY` as the keys in AWS's own documentation do, which is how scanners for leaked secrets know those.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use super::super::identity::random;
use super::super::rfc3339;

/// How long credentials are valid; ECS's own are so for hours.
pub(super) const LIFETIME: Duration = Duration::from_secs(6 * 3600);
/// Whoever asks in the last of their time gets new ones; SDKs begin to ask a few minutes before the end.
pub(super) const RENEWED_BEFORE_END: Duration = Duration::from_secs(15 * 60);

const KEY_ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const SECRET_ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The credentials of one task.
pub(super) struct RoleCredentials {
    role_arn: String,
    /// Last part of the path at which they are.
    pub(super) id: String,
    issued: Mutex<Option<Issued>>,
}

struct Issued {
    access_key_id: String,
    secret_access_key: String,
    token: String,
    expiration: SystemTime,
}

impl RoleCredentials {
    pub(super) fn of(role_arn: &str) -> Self {
        Self { role_arn: role_arn.to_string(), id: random_id(), issued: Mutex::new(None) }
    }

    /// The answer to one who may have them: the same until they are about to expire.
    pub(super) fn answer(&self, now: SystemTime) -> Value {
        // Nothing panics while it holds the lock.
        let mut issued = self.issued.lock().unwrap_or_else(PoisonError::into_inner);
        if issued.as_ref().is_none_or(|issued| issued.expiration < now + RENEWED_BEFORE_END) {
            *issued = Some(Issued {
                access_key_id: format!("ASIA{}EXAMPLE", random_text(9, KEY_ALPHABET)),
                secret_access_key: format!("{}EXAMPLEKEY", random_text(30, SECRET_ALPHABET)),
                token: format!("ecslab//example//{}", random_text(96, SECRET_ALPHABET)),
                expiration: now + LIFETIME,
            });
        }
        let Some(issued) = issued.as_ref() else { return Value::Null };
        json!({
            "RoleArn": self.role_arn,
            "AccessKeyId": issued.access_key_id,
            "SecretAccessKey": issued.secret_access_key,
            "Token": issued.token,
            "Expiration": seconds(issued.expiration),
        })
    }
}

impl std::fmt::Debug for RoleCredentials {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Neither the keys nor the path to them.
        formatter.debug_struct("RoleCredentials").field("role_arn", &self.role_arn).finish_non_exhaustive()
    }
}

/// The form in which ECS writes it: without fractions.
fn seconds(time: SystemTime) -> String {
    let text = rfc3339(time);
    format!("{}Z", text.split('.').next().unwrap_or(&text))
}

/// A random id in the form of a UUID.
pub(super) fn random_id() -> String {
    let (high, low) = (random(), random());
    format!("{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}", high >> 32, (high >> 16) & 0xffff, high & 0xfff, low >> 52, low & 0xffff_ffff_ffff)
}

/// Random characters of an alphabet.
pub(super) fn random_text(length: usize, alphabet: &[u8]) -> String {
    let index = || usize::try_from(random() % alphabet.len() as u64).unwrap_or_default();
    (0..length).map(|_| char::from(alphabet[index()])).collect()
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    #[test]
    fn keys_have_the_form_of_temporary_ones_and_say_that_they_are_examples() {
        let credentials = RoleCredentials::of("arn:aws:iam::123456789012:role/app");
        let answer = credentials.answer(UNIX_EPOCH);
        let text = |name: &str| answer[name].as_str().unwrap_or_default().to_string();
        let form = regex::Regex::new("^ASIA[A-Z2-7]{9}EXAMPLE$").expect("a pattern");
        assert!(form.is_match(&text("AccessKeyId")), "{answer}");
        assert_eq!((text("AccessKeyId").len(), text("SecretAccessKey").len()), (20, 40));
        assert!(text("SecretAccessKey").ends_with("EXAMPLEKEY") && text("Token").contains("example"));
        assert_eq!(text("RoleArn"), "arn:aws:iam::123456789012:role/app");
        assert_eq!(text("Expiration"), "1970-01-01T06:00:00Z");
        assert_eq!(answer.as_object().map(|answer| answer.len()), Some(5));
    }

    #[test]
    fn credentials_stay_the_same_until_they_are_about_to_expire() {
        let credentials = RoleCredentials::of("role");
        let first = credentials.answer(UNIX_EPOCH);
        assert_eq!(credentials.answer(UNIX_EPOCH + LIFETIME - RENEWED_BEFORE_END), first);
        let renewed = credentials.answer(UNIX_EPOCH + LIFETIME - RENEWED_BEFORE_END + Duration::from_secs(1));
        assert_ne!(renewed["AccessKeyId"], first["AccessKeyId"]);
        assert!(renewed["Expiration"].as_str() > first["Expiration"].as_str());
    }

    #[test]
    fn nothing_secret_is_shown_by_debug() {
        let credentials = RoleCredentials::of("role");
        let answer = credentials.answer(UNIX_EPOCH);
        let shown = format!("{credentials:?}");
        for secret in [&credentials.id, answer["AccessKeyId"].as_str().expect("a key"), answer["Token"].as_str().expect("a token")] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }

    #[test]
    fn ids_differ_and_look_like_uuids() {
        let form = regex::Regex::new("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$").expect("a pattern");
        let (one, two) = (random_id(), random_id());
        assert!(form.is_match(&one) && form.is_match(&two), "{one} {two}");
        assert_ne!(one, two);
    }
}
