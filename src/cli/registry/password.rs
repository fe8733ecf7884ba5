//! `ecslab registry password`

use std::io::Write;

use super::super::{Exit, Failure, Session};
use super::{now, open};

/// Print a password that expires, as `aws ecr get-login-password` does; the user is AWS.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab registry password | docker login --username AWS --password-stdin 127.0.0.1:5055")]
pub struct Arguments {}

/// Issues a token and prints it.
pub fn run(_arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    let registry = open()?;
    writeln!(std::io::stdout().lock(), "{}", registry.issue_token(now(), registry.token_lifetime()?))?;
    Ok(Exit::Fine)
}
