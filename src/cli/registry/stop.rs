//! `ecslab registry stop`

use super::super::{Exit, Failure, Session};

/// Stop the registry that another ecslab serves; what was pushed stays.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab registry stop")]
pub struct Arguments {}

/// Asks the other process to stop, and waits until it has.
#[cfg(feature = "containers")]
pub fn run(_arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    use std::io::Write;

    let stopped = crate::registry::stop(&super::open()?)?;
    writeln!(anstream::stdout().lock(), "{}", if stopped { "stopped" } else { "no registry is served" })?;
    Ok(Exit::Fine)
}

/// Says that this build serves none.
#[cfg(not(feature = "containers"))]
pub fn run(_arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    Err(super::start::without_server())
}
