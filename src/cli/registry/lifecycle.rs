//! `ecslab registry lifecycle`

use std::io::Write;
use std::path::PathBuf;

use super::super::output::Format;
use super::super::simulate::lifecycle::{parse_now, policy_of, read_policy_file, show};
use super::super::{Exit, Failure, Session};
use super::{now, open};
use crate::counted::counted;
use crate::registry::inventory;
use crate::simulators::instant::Instant;
use crate::simulators::lifecycle::preview;
use crate::source::SourceFile;

/// Preview a lifecycle policy on the images that lie in a repository; --apply deletes what expires.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab registry lifecycle web --policy policy.json\n  \
    ecslab registry lifecycle web --policy policy.json --now 2027-01-01T00:00:00Z\n  \
    ecslab registry lifecycle web --policy policy.json --apply\n\n\
    What a policy would move to the archive stays: the local registry has none.")]
pub struct Arguments {
    /// Name of the repository.
    #[arg(value_name = "REPOSITORY")]
    repository: String,
    /// A lifecycle policy, or the output of get-lifecycle-policy; - for standard input [default: the repository's own].
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// The moment to judge at, RFC 3339 or epoch seconds [default: now].
    #[arg(long, value_name = "TIME", value_parser = parse_now, allow_hyphen_values = true)]
    now: Option<Instant>,
    /// Delete what expires, as ECR does within 24 hours.
    #[arg(long)]
    apply: bool,
    /// text shows a table for each rule, json the shape of get-lifecycle-policy-preview.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Reads, previews, prints and, if asked to, deletes.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    let registry = open()?;
    let repository = registry.repository(&arguments.repository)?;
    let policy = match (&arguments.policy, &repository.lifecycle_policy) {
        (Some(path), _) => read_policy_file(path)?,
        (None, Some(text)) => policy_of(&SourceFile::new(format!("{}#lifecyclePolicyText", arguments.repository), text.as_str()))?,
        (None, None) => {
            return Err(
                Failure::usage(format!("{} has no lifecycle policy of its own", arguments.repository)).help("Name one: --policy FILE.")
            );
        }
    };
    let now = arguments.now.unwrap_or_else(now);
    let images = inventory(&repository);
    show(&policy, &preview(&policy, &images, now), now, arguments.format, session)?;
    if arguments.apply {
        let gone = registry.apply_lifecycle(&arguments.repository, &policy, now)?;
        // Standard output holds the preview alone, which programs read.
        let _ = writeln!(anstream::stderr().lock(), "deleted {}", counted(gone.len(), "image"));
    }
    Ok(Exit::Fine)
}
