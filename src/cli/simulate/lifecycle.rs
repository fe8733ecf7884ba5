//! `ecslab simulate lifecycle`

mod json;
mod text;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::super::output::Format;
use super::super::{Exit, Failure, Session};
use super::input;
use crate::diagnostics::{Severity, render_full};
use crate::lint::lint_source;
use crate::model::{Fields, Kind};
use crate::simulators::instant::Instant;
use crate::simulators::lifecycle::{MAX_INVENTORY_BYTES, Policy, Preview, preview as simulate, read_inventory, read_policy};
use crate::source::SourceFile;

/// What an ECR lifecycle policy does to the images of a repository.
///
/// Answers as `aws ecr get-lifecycle-policy-preview` does, and says which rule identified, took or shielded each image. The policy is
/// linted first: with errors, nothing is simulated.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab simulate lifecycle --policy policy.json --images images.json\n  \
    aws ecr describe-images --repository-name web | ecslab simulate lifecycle --policy policy.json --images -\n  \
    ecslab simulate lifecycle --policy policy.json --images page-1.json page-2.json --now 2026-12-24T00:00:00Z --format json")]
pub struct Arguments {
    /// A lifecycle policy, or the output of get-lifecycle-policy; - for standard input.
    #[arg(long, value_name = "FILE")]
    policy: PathBuf,
    /// Output of describe-images, with all pages; batch-get-image of the manifest lists may be added. - for standard input.
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    images: Vec<PathBuf>,
    /// The moment to judge at, RFC 3339 or epoch seconds [default: now].
    #[arg(long, value_name = "TIME", value_parser = parse_now, allow_hyphen_values = true)]
    now: Option<Instant>,
    /// text shows a table for each rule, json the shape of get-lifecycle-policy-preview.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Reads `--now`.
pub fn parse_now(text: &str) -> Result<Instant, String> {
    Instant::parse(text).map_err(|error| format!("it {error}"))
}

/// Reads, simulates and prints.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    if arguments.images.iter().chain([&arguments.policy]).filter(|path| path.as_os_str() == "-").count() > 1 {
        return Err(Failure::usage("standard input holds one document: only one of --policy and --images can be -"));
    }
    let policy = read_policy_file(&arguments.policy)?;
    let sources = arguments.images.iter().map(|path| input::read_within(path, MAX_INVENTORY_BYTES)).collect::<Result<Vec<_>, _>>()?;
    let inventory = read_inventory(&sources, &policy)?;
    let now = arguments.now.unwrap_or_else(system_time);
    let preview = simulate(&policy, &inventory, now);
    show(&policy, &preview, now, arguments.format, session)?;
    // The program ends, and giving back a million images one by one would take a tenth of a second.
    std::mem::forget(preview);
    std::mem::forget(inventory);
    Ok(Exit::Fine)
}

/// Prints a preview.
pub fn show(policy: &Policy, preview: &Preview<'_>, now: Instant, format: Format, session: Session) -> Result<(), Failure> {
    match format {
        Format::Json => {
            let mut stdout = std::io::BufWriter::with_capacity(64 * 1024, std::io::stdout().lock());
            json::write(preview, &mut stdout)?;
            stdout.flush()?;
            Ok(())
        }
        Format::Text => text::print(policy, preview, now, session),
    }
}

fn system_time() -> Instant {
    // A clock before 1970 is broken; the epoch is as good an answer as any.
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Instant::from_epoch_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}

/// Reads a policy, or the output of `get-lifecycle-policy`; `-` for standard input.
pub fn read_policy_file(path: &Path) -> Result<Policy, Failure> {
    policy_of(&unwrapped(input::read(path)?)?)
}

/// The policy of a source that the linter accepts.
pub fn policy_of(source: &SourceFile) -> Result<Policy, Failure> {
    refuse_errors(source, Kind::EcrLifecyclePolicy, "policy")?;
    let node = input::document(source)?;
    Ok(read_policy(source, &node)?)
}

/// `get-lifecycle-policy` prints the policy as text in its answer; places then count in that text.
fn unwrapped(source: SourceFile) -> Result<SourceFile, Failure> {
    let inner = {
        let node = input::document(&source)?;
        Fields::of(&node).and_then(|fields| fields.verbatim("lifecyclePolicyText")).and_then(|text| text.literal().map(str::to_string))
    };
    Ok(match inner {
        Some(text) => SourceFile::new(format!("{}#lifecyclePolicyText", source.path()), text),
        None => source,
    })
}

/// Fails with errors as `ecslab lint` shows them; `what` names the document.
pub fn refuse_errors(source: &SourceFile, kind: Kind, what: &str) -> Result<(), Failure> {
    let linted =
        lint_source(source, Some(kind)).map_err(|error| Failure::usage(format!("cannot read the {what} {}: {error}", source.path())))?;
    let errors: Vec<_> = linted.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect();
    if errors.is_empty() {
        return Ok(());
    }
    let mut stderr = anstream::stderr().lock();
    for error in &errors {
        // Nothing can be done when standard error is closed.
        let _ = writeln!(stderr, "{}\n", render_full(error, source.text()));
    }
    let count = if errors.len() == 1 { "an error".to_string() } else { format!("{} errors", errors.len()) };
    Err(Failure::usage(format!("ECR would reject the {what} {}: it has {count}", source.path())))
}
