//! `ecslab registry images`

use std::io::Write;

use serde_json::json;

use super::super::output::{Format, print_json};
use super::super::{Exit, Failure, Session};
use super::open;
use crate::registry::describe;

/// List the images of a repository, oldest push first.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab registry images web\n  \
    ecslab registry images web --format json | ecslab simulate lifecycle --policy policy.json --images -")]
pub struct Arguments {
    /// Name of the repository.
    #[arg(value_name = "REPOSITORY")]
    repository: String,
    /// text or json: the shape of describe-images.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Reads and prints.
pub fn run(arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    let registry = open()?;
    let repository = registry.repository(&arguments.repository)?;
    if arguments.format == Format::Json {
        let details: Vec<_> = repository.images.iter().map(|image| describe::image(image, &repository, registry.id())).collect();
        print_json(&json!({"version": 1, "imageDetails": details}))?;
        return Ok(Exit::Fine);
    }
    let mut stdout = anstream::stdout().lock();
    if repository.images.is_empty() {
        writeln!(stdout, "no images")?;
    }
    for image in &repository.images {
        let tags = if image.tags.is_empty() { "(untagged)".to_string() } else { image.tags.join(", ") };
        let pulled = image.pulled_at.map_or("never pulled".to_string(), |time| format!("pulled {time}"));
        writeln!(stdout, "{}  {tags}\n  {} bytes, pushed {}, {pulled}", image.digest, image.size, image.pushed_at)?;
    }
    Ok(Exit::Fine)
}
