//! What Docker knows of passwords: `docker login`, and `docker-config.json`, which stands for `~/.docker/config.json`.
//!
//! Source: <https://github.com/awslabs/amazon-ecr-credential-helper>; that its helper stores nothing:
//! <https://github.com/awslabs/amazon-ecr-credential-helper/issues/102> and 474, checked 2026-11-24.

use std::collections::BTreeMap;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use crate::runtime::Login;
use crate::source::{Fault, Position, SourceFile};

/// The file of a workspace that stands for Docker's configuration.
pub const DOCKER_CONFIG: &str = "docker-config.json";
/// The helper of ECR, as Docker's configuration names it.
const HELPER: &str = "ecr-login";

/// Passwords by host, and who else knows them.
#[derive(Debug, Default)]
pub struct Logins {
    config: Config,
    kept: BTreeMap<String, Login>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Config {
    auths: BTreeMap<String, Auth>,
    cred_helpers: BTreeMap<String, String>,
    creds_store: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Auth {
    auth: String,
}

/// Where a password comes from.
#[derive(Debug, PartialEq, Eq)]
pub enum Source {
    /// Somebody logged in.
    Kept(Login),
    /// ECR's helper asks for one when it is needed.
    Helper,
    /// A helper that is not there.
    UnknownHelper(String),
    /// Nowhere.
    None,
}

impl Logins {
    /// Reads the configuration of a workspace; there may be none.
    ///
    /// # Errors
    /// A file that is no such configuration.
    pub fn read(folder: &Path) -> Result<Self, Fault> {
        let path = folder.join(DOCKER_CONFIG);
        if !path.exists() {
            return Ok(Self::default());
        }
        let fault = |position: Position, message: String| Fault { path: DOCKER_CONFIG.to_string(), position, message, help: None };
        let start = Position { line: 1, column: 1, offset: 0 };
        let source = SourceFile::read_within(&path, 64 * 1024).map_err(|error| fault(start, format!("cannot read it: {error}")))?;
        let config: Config = serde_json::from_str(source.text()).map_err(|error| {
            let position = Position { line: error.line().max(1), column: error.column().max(1), offset: 0 };
            fault(position, error.to_string()).help("It is JSON, such as {\"credsStore\": \"ecr-login\"}.")
        })?;
        let mut logins = Self { config, kept: BTreeMap::new() };
        let pairs = logins.config.auths.iter().filter_map(|(host, auth)| {
            let pair = String::from_utf8(STANDARD.decode(auth.auth.trim()).ok()?).ok()?;
            let (user, password) = pair.split_once(':')?;
            let host = host.trim_start_matches("https://").trim_end_matches('/');
            Some((host.to_string(), Login { user: user.to_string(), password: password.to_string() }))
        });
        logins.kept = pairs.collect();
        Ok(logins)
    }

    fn helper(&self, host: &str) -> Option<&str> {
        self.config.cred_helpers.get(host).or(self.config.creds_store.as_ref()).map(String::as_str)
    }

    /// Where the password for a host comes from: a helper comes before what is kept.
    pub fn source(&self, host: &str) -> Source {
        match self.helper(host) {
            Some(HELPER) => Source::Helper,
            Some(other) => Source::UnknownHelper(other.to_string()),
            None => self.kept.get(host).cloned().map_or(Source::None, Source::Kept),
        }
    }

    /// Keeps a password after a login.
    ///
    /// # Errors
    /// What Docker prints where a helper should keep it.
    pub fn keep(&mut self, host: &str, login: Login) -> Result<(), String> {
        match self.helper(host) {
            None => {
                self.kept.insert(host.to_string(), login);
                Ok(())
            }
            Some(HELPER) => {
                Err("Error saving credentials: error storing credentials - err: exit status 1, out: `not implemented`".to_string())
            }
            Some(other) => Err(format!("Error saving credentials: {}", missing_helper(other))),
        }
    }

    /// Forgets a password; whether there was one.
    pub fn forget(&mut self, host: &str) -> bool {
        self.kept.remove(host).is_some()
    }
}

/// What Docker says of a helper that is not installed.
pub fn missing_helper(name: &str) -> String {
    format!("error getting credentials - err: exec: \"docker-credential-{name}\": executable file not found in $PATH, out: ``")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Logins, Fault> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join(DOCKER_CONFIG), text).expect("writes");
        Logins::read(folder.path())
    }

    #[test]
    fn a_helper_comes_before_what_is_kept() {
        let login = || Login { user: "AWS".to_string(), password: "x:y".to_string() };
        let kept = format!("\"auths\": {{\"https://a\": {{\"auth\": \"{}\"}}}}", STANDARD.encode("AWS:x:y"));
        for (text, expected) in [
            ("{}".to_string(), Source::None),
            (format!("{{{kept}}}"), Source::Kept(login())),
            (format!("{{{kept}, \"credHelpers\": {{\"a\": \"ecr-login\"}}}}"), Source::Helper),
            (format!("{{{kept}, \"credHelpers\": {{\"b\": \"ecr-login\"}}}}"), Source::Kept(login())),
            ("{\"credsStore\": \"ecr-login\"}".to_string(), Source::Helper),
            ("{\"credsStore\": \"desktop\"}".to_string(), Source::UnknownHelper("desktop".to_string())),
        ] {
            assert_eq!(read(&text).expect("a configuration").source("a"), expected, "{text}");
        }
        let mut logins = read("{\"credsStore\": \"ecr-login\"}").expect("a configuration");
        assert!(logins.keep("a", login()).expect_err("it stores nothing").contains("not implemented"));
        let Err(fault) = read("{\n  credsStore: 1}") else { panic!("it is no JSON") };
        assert_eq!((fault.path.as_str(), fault.position.line), (DOCKER_CONFIG, 2));
    }
}
