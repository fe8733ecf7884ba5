//! `ecslab registry list`

use std::io::Write;

use serde_json::json;

use super::super::output::{Format, print_json};
use super::super::{Exit, Failure, Session};
use super::open;
use crate::registry::describe;

/// List the repositories.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab registry list\n  ecslab registry list --format json")]
pub struct Arguments {
    /// text or json: the shape of describe-repositories.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Reads and prints.
pub fn run(arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    let registry = open()?;
    let repositories = registry.repositories()?;
    if arguments.format == Format::Json {
        let shown: Vec<_> = repositories.iter().map(|each| describe::repository(each, registry.id())).collect();
        print_json(&json!({"version": 1, "repositories": shown}))?;
        return Ok(Exit::Fine);
    }
    let mut stdout = anstream::stdout().lock();
    if repositories.is_empty() {
        writeln!(stdout, "no repositories; `ecslab registry start --repository FILE` creates them")?;
    }
    for each in &repositories {
        let images = match each.images.len() {
            1 => "1 image".to_string(),
            count => format!("{count} images"),
        };
        writeln!(stdout, "{}  {}, {images}", each.name(), each.settings.tag_mutability.setting.name())?;
    }
    Ok(Exit::Fine)
}
