//! Whether a variable looks like a secret, by its name or by its value.
//!
//! In: a name and a literal value. Out: a judgement that would rather miss one than cry wolf.

use crate::facts::{
    ABOUT_A_SECRET, AWS_ACCESS_KEY_PREFIXES, AWS_ACCESS_KEY_TAIL, AWS_SECRET_KEY_LENGTH, LEAST_SECRET, QUESTIONS, SECRET_KEY_WORDS,
    SECRET_WORDS, SECRET_WORDS_AFTER_ANOTHER, SENDGRID_KEY, SWITCHES, TOKEN_PREFIXES,
};
use crate::model::is_placeholder;

/// Whether the name says that the value is a secret, and the value could be one.
pub(super) fn secret_by_name(name: &str, value: &str) -> bool {
    name != value && could_be_secret(value) && names_secret(&words(name))
}

/// What secret the value shows by its shape, for a message.
pub(super) fn secret_by_value(value: &str) -> Option<String> {
    if is_placeholder(value) {
        return None;
    }
    let shape = if value.contains("-----BEGIN ") && value.contains("PRIVATE KEY-----") {
        "a private key"
    } else if value.split(|c: char| !c.is_ascii_alphanumeric()).any(is_access_key_id) {
        "an AWS access key id"
    } else if let Some(issuer) = issuer_of_token(value) {
        return Some(format!("a token of {issuer}"));
    } else if value.split_whitespace().any(is_sendgrid_key) {
        "a token of SendGrid"
    } else if value.split_whitespace().any(is_json_web_token) {
        "a JSON Web Token"
    } else if value.split_whitespace().any(is_slack_webhook) {
        "a webhook of Slack"
    } else if value.split_whitespace().any(has_url_password) || has_connection_password(value) {
        "a connection string with its password"
    } else if is_secret_access_key(value) {
        "what has the shape of an AWS secret access key"
    } else {
        return None;
    };
    Some(shape.to_string())
}

/// Whose token a word is: it starts with their prefix and goes on for as long as such tokens do.
fn issuer_of_token(value: &str) -> Option<&'static str> {
    value.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))).find_map(|word| {
        // Most words are too short for any: lengths are compared first.
        let is_token = |(prefix, _, tail): &&(&str, &str, usize)| {
            word.len() >= prefix.len() + tail
                // `xoxb-your-token-goes-here` is prose.
                && word.strip_prefix(prefix).is_some_and(|rest| rest.bytes().any(|byte| byte.is_ascii_digit()))
        };
        TOKEN_PREFIXES.iter().find(is_token).map(|(_, issuer, _)| *issuer)
    })
}

/// `SG.<22>.<43>`
fn is_sendgrid_key(word: &str) -> bool {
    let (prefix, second, third) = SENDGRID_KEY;
    if !word.starts_with(prefix) {
        return false;
    }
    let parts: Vec<&str> = word.split('.').collect();
    matches!(parts.as_slice(), [first, key, secret] if *first == prefix && key.len() == second && secret.len() == third)
}

/// `https://hooks.slack.com/services/T.../B.../...`
fn is_slack_webhook(word: &str) -> bool {
    let Some(path) = word.strip_prefix("https://hooks.slack.com/services/") else { return false };
    let parts: Vec<&str> = path.split('/').collect();
    matches!(parts.as_slice(), [team, _, key] if team.starts_with('T') && key.len() >= 20)
}

/// Base64 of 30 bytes that is no number in hexadecimal, such as a commit, and no path or name: capitals, small letters and
/// digits are mixed, and a slash or a plus stands between them.
fn is_secret_access_key(value: &str) -> bool {
    let has = |kind: fn(&u8) -> bool| value.bytes().any(|byte| kind(&byte));
    value.len() == AWS_SECRET_KEY_LENGTH
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'+'))
        && !value.starts_with('/')
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_digit)
        && has(|byte| matches!(byte, b'/' | b'+'))
        && value.split('/').any(|part| part.bytes().filter(u8::is_ascii_uppercase).count() > 2)
}

/// `dbPassword`, `DB_PASSWORD` and `db.password` are the words DB and PASSWORD.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut lower = false;
    for c in name.chars() {
        if !c.is_ascii_alphanumeric() || (c.is_ascii_uppercase() && lower) {
            words.push(String::new());
        }
        lower = c.is_ascii_lowercase() || c.is_ascii_digit();
        if c.is_ascii_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.push(c.to_ascii_uppercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn names_secret(words: &[String]) -> bool {
    let is_in = |word: &String, list: &[&str]| list.contains(&word.as_str());
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    if is_in(first, &QUESTIONS) || is_in(last, &ABOUT_A_SECRET) {
        return false;
    }
    words.iter().any(|word| is_in(word, &SECRET_WORDS))
        || words.windows(2).any(|pair| is_in(&pair[0], &SECRET_KEY_WORDS) && pair[1] == "KEY")
        || (words.len() > 1 && is_in(last, &SECRET_WORDS_AFTER_ANOTHER))
}

fn could_be_secret(value: &str) -> bool {
    let value = value.trim();
    if value.len() < LEAST_SECRET {
        return false;
    }
    let reference = value.contains("://") || value.starts_with("arn:") || value.starts_with("vault:");
    let path = value.starts_with(['/', '~', '.']) || value.get(1..3) == Some(":\\");
    let duration = value.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number = value.parse::<f64>().is_ok() || (duration.len() + 2 >= value.len() && duration.parse::<f64>().is_ok());
    let blank = value.starts_with('<') && value.ends_with('>');
    let switch = SWITCHES.contains(&value.to_ascii_lowercase().as_str());
    !(reference || path || number || blank || switch || is_placeholder(value))
}

fn is_access_key_id(word: &str) -> bool {
    AWS_ACCESS_KEY_PREFIXES
        .iter()
        .filter_map(|prefix| word.strip_prefix(prefix))
        .any(|tail| tail.len() == AWS_ACCESS_KEY_TAIL && tail.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()))
}

/// Three parts in base64url, of which the first two are JSON objects: `{"` is `eyJ`.
fn is_json_web_token(word: &str) -> bool {
    if !word.starts_with("eyJ") {
        return false;
    }
    let parts: Vec<&str> = word.split('.').collect();
    let base64url = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    matches!(parts.as_slice(), [_, claims, signature]
        if claims.starts_with("eyJ") && signature.len() >= 10 && parts.iter().all(|part| base64url(part)))
}

/// `scheme://user:password@host`
fn has_url_password(word: &str) -> bool {
    let Some((scheme, rest)) = word.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let Some((user_info, _)) = authority.rsplit_once('@') else { return false };
    let password = user_info.split_once(':').map_or("", |(_, password)| password);
    !scheme.is_empty() && !password.is_empty()
}

/// `Server=db;User Id=app;Password=...`
fn has_connection_password(value: &str) -> bool {
    if !value.contains(';') {
        return false;
    }
    let pairs: Vec<(&str, &str)> = value.split(';').filter_map(|pair| pair.split_once('=')).collect();
    pairs.len() > 1
        && pairs.iter().any(|(key, password)| {
            let key = key.trim().to_ascii_lowercase();
            matches!(key.as_str(), "password" | "pwd" | "accountkey" | "sharedaccesskey") && could_be_secret(password)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_told_from_settings_about_them() {
        let secret = [
            ("DB_PASSWORD", "correct-horse-battery"),
            ("dbPassword", "hunter22"),
            ("spring.datasource.password", "hunter22"),
            ("DB_PASS", "hunter22"),
            ("MYSQL_PWD", "hunter22"),
            ("POSTGRES_PASSWORD", "postgres"),
            ("CLIENT_SECRET", "8f14e45fceea167a"),
            ("SECRET_KEY_BASE", "8f14e45fceea167a"),
            ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
            ("STRIPE_API_KEY", "8f14e45fceea167a"),
            ("APIKEY", "8f14e45fceea167a"),
            ("GITHUB_TOKEN", "8f14e45fceea167a"),
            ("SIGNING_KEY", "8f14e45fceea167a"),
            ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
            ("ANYTHING", "key=ASIAIOSFODNN7EXAMPLE"),
            ("CERT", "-----BEGIN RSA PRIVATE KEY-----\nMIIE"),
            ("DATABASE_URL", "postgres://app:hunter22@db.internal:5432/app"),
            ("REDIS_URL", "redis://:hunter22@cache:6379/0"),
            ("CONNECTION", "Server=db;User Id=app;Password=hunter22;"),
            ("GH", "ghp_0123456789abcdefghijABCDEFGHIJ012345"),
            ("HOOK", "xoxb-123456789012-abcdefghij"),
            ("PAY", concat!("sk_", "live_51Habcdefghijklmnopqrstu")),
            ("CI", concat!("glpat-", "0123456789abcdefghij")),
            ("REGISTRY", concat!("npm_", "0123456789abcdefghijABCDEFGHIJ012345")),
            ("LLM", concat!("sk-proj-", "0123456789abcdefghijABCDEFGHIJ0123456789abcd")),
            ("MAPS", concat!("AI", "za0123456789abcdefghijABCDEFGHIJ01234")),
            ("MAIL", concat!("SG", ".0123456789abcdefghijkl.0123456789abcdefghijABCDEFGHIJ0123456789abc")),
            ("ALERTS", concat!("https://hooks.slack.com/", "services/T00000000/B00000000/0123456789abcdefghijABCD")),
            ("SIGNER", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
            ("MONGO", "mongodb+srv://app:hunter22@cluster0.example.mongodb.net/app"),
            ("QUEUE", "amqps://app:hunter22@broker.internal:5671/"),
            ("SESSION", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dBjftJeZ4CVP-mB92K27uhbUJU1p1r"),
        ];
        for (name, value) in secret {
            assert!(secret_by_value(value).is_some() || secret_by_name(name, value), "{name}={value}");
        }
        let plain = [
            ("ALLOW_EMPTY_PASSWORD", "yes"),
            ("ALLOW_EMPTY_PASSWORD", "please"),
            ("DB_PASSWORD_FILE", "/run/secrets/db"),
            ("DB_PASSWORD", "/run/secrets/db"),
            ("DB_PASSWORD", ""),
            ("DB_PASSWORD", "${DB_PASSWORD}"),
            ("DB_PASSWORD", "{{ db_password }}"),
            ("DB_PASSWORD", "<password>"),
            ("DB_PASSWORD", "DB_PASSWORD"),
            ("TOKEN_TTL", "3600"),
            ("TOKEN_LIFETIME", "fifteen"),
            ("JWT_TOKEN", "15m"),
            ("ACCESS_TOKEN", "3600"),
            ("SECRET_NAME", "prod/db"),
            ("SECRET_ARN", "arn:aws:secretsmanager:eu-central-1:111122223333:secret:db"),
            ("DB_SECRET", "arn:aws:secretsmanager:eu-central-1:111122223333:secret:db"),
            ("TOKEN_URL", "https://id.example.com/token"),
            ("TOKEN", "https://id.example.com/token"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("SECRETS_BACKEND", "vault"),
            ("VAULT_SECRET", "vault:secret/data/db#password"),
            ("TOKENIZERS_PARALLELISM", "false"),
            ("MAX_TOKENS", "4096"),
            ("REQUIRE_PASSWORD", "always"),
            ("PASSWORD_POLICY", "strict"),
            ("PWD", "/app"),
            ("BYPASS", "nothing"),
            ("COMPASS", "north"),
            ("KEY", "value"),
            ("PUBLIC_KEY", "ssh-ed25519 AAAAC3Nza"),
            ("CACHE_KEY", "v1-pages"),
            ("USE_TOKEN", "sometimes"),
            ("LOG_LEVEL", "info"),
            ("DATABASE_URL", "postgres://db.internal:5432/app"),
            ("DATABASE_URL", "postgres://app@db.internal:5432/app"),
            ("DATABASE_URL", "postgres://app:${DB_PASSWORD}@db.internal/app"),
            ("EMAIL", "mailto:someone@example.com"),
            ("LINK", "https://example.com:8080/@user"),
            ("VERSION", "eyJ.1.2"),
            ("COMMIT", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
            ("HOOK", "xoxb-your-token-goes-here"),
            ("STRIPE", "sk_live_"),
            ("PACKAGES", "npm_config_cache_directory_of_the_whole_build"),
            ("ROUTE", "api/v1/Customers/ById/Orders/Latest/List"),
            ("PATH_OF_CODE", "src/main/java/com/Example/App/Main1/Main"),
            ("SITE", "https://app@example.com/"),
            ("TEXT", "AKIA is a prefix"),
        ];
        for (name, value) in plain {
            assert!(secret_by_value(value).is_none() && !secret_by_name(name, value), "{name}={value}");
        }
    }
}
