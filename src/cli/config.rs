//! `ecslab config`

use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::output::{Format, print_json};
use super::{Exit, Failure, Session};
use crate::diagnostics::printable_line;
use crate::lint::{CONFIGURATION_NAME, ConfigurationSource, Held, ListedSuppression, PathSettings, RulePattern, Settings};
use crate::roles::Key;
use crate::source::SourceFile;

/// Which configuration holds.
#[derive(Debug, clap::Args)]
pub struct ConfigurationArguments {
    /// Take this configuration instead of the nearest ecslab.toml above each file.
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    config: Option<PathBuf>,
    /// Take no configuration.
    #[arg(long)]
    no_config: bool,
}

impl ConfigurationArguments {
    /// Where configurations come from.
    pub fn source(&self) -> ConfigurationSource {
        match &self.config {
            Some(file) => ConfigurationSource::File(file.clone()),
            None if self.no_config => ConfigurationSource::None,
            None => ConfigurationSource::Nearest,
        }
    }
}

/// Show which settings hold for a file or folder, and where each comes from.
///
/// The configuration is the nearest ecslab.toml in the folder of the file or above it; options of `ecslab lint` win over it.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  ecslab config\n  ecslab config deploy/task-definition.json --format json\n  ecslab config --config ci/ecslab.toml"
)]
pub struct Arguments {
    /// A file or folder.
    #[arg(default_value = ".", value_name = "PATH")]
    path: PathBuf,
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    configuration: ConfigurationArguments,
}

#[derive(Serialize)]
struct Listing {
    version: u32,
    /// The configuration; null where there is none.
    configuration: Option<String>,
    settings: Vec<Setting>,
}

/// A setting, with where it comes from: `default`, or a place in a configuration.
#[derive(Serialize)]
struct Setting {
    name: String,
    value: serde_json::Value,
    origin: String,
}

/// Prints what holds.
pub fn run(arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    if let Err(error) = std::fs::metadata(&arguments.path) {
        let reason = crate::source::in_words(&error);
        return Err(Failure::usage(format!("cannot read {}: {reason}", arguments.path.display())));
    }
    let read = arguments.configuration.source().settings_for(&arguments.path);
    let settings = read.map_err(|faults| Failure::of_all(faults, "the configuration does not hold"))?;
    let configuration = settings.file.as_deref().map(|file| file.display().to_string());
    let listing = Listing { version: 1, configuration, settings: listed(&settings) };
    match arguments.format {
        Format::Json => print_json(&listing)?,
        Format::Text => print_text(&listing)?,
    }
    Ok(Exit::Fine)
}

fn print_text(listing: &Listing) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    match &listing.configuration {
        Some(file) => writeln!(stdout, "configuration: {}\n", printable_line(file))?,
        None => writeln!(stdout, "no {CONFIGURATION_NAME} holds; all is as it is by default\n")?,
    }
    let width = listing.settings.iter().map(|setting| setting.name.chars().count()).max().unwrap_or_default();
    for Setting { name, value, origin } in &listing.settings {
        let line = format!("{name:width$}  {value}");
        writeln!(stdout, "{}  ({})", printable_line(&line), printable_line(origin))?;
    }
    Ok(())
}

fn setting<T>(name: impl Into<String>, held: &Held<T>, value: impl Into<serde_json::Value>) -> Setting {
    Setting { name: name.into(), value: value.into(), origin: held.origin.to_string() }
}

fn codes(patterns: &[RulePattern]) -> Vec<&str> {
    patterns.iter().map(RulePattern::as_str).collect()
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn listed(settings: &Settings) -> Vec<Setting> {
    let registries: Vec<_> = settings.allowed_registries.value.iter().map(|registry| registry.as_str()).collect();
    let mut listed = vec![
        setting("profile", &settings.profile, settings.profile.value.name()),
        setting("select", &settings.select, codes(&settings.select.value)),
        setting("ignore", &settings.ignore, codes(&settings.ignore.value)),
        setting("fail-on", &settings.fail_on, settings.fail_on.value.name()),
        setting("baseline", &settings.baseline, settings.baseline.value.as_deref().map(shown)),
        setting("allowed-registries", &settings.allowed_registries, registries),
        setting("required-tags", &settings.required_tags, settings.required_tags.value.clone()),
    ];
    for held in &settings.severity {
        let (pattern, severity) = &held.value;
        listed.push(setting(format!("severity.{}", pattern.as_str()), held, severity.name()));
    }
    for held in &settings.roles {
        listed.push(setting(format!("roles.{}", held.value.arn), held, shown(&held.value.path)));
    }
    for held in &settings.keys {
        let key = match &held.value.key {
            Key::OfAws => "aws",
            Key::Own(key) => key,
        };
        listed.push(setting(format!("keys.{}", held.value.resources), held, key));
    }
    listed.extend(settings.paths.iter().enumerate().map(|(index, held)| setting(format!("paths.{index}"), held, in_paths(&held.value))));
    let configuration = settings.file.as_deref().and_then(|file| SourceFile::read(file).ok());
    for (index, suppression) in settings.suppress.iter().enumerate() {
        let place = configuration.as_ref().map(|source| (source.path(), source.position(suppression.span.start)));
        let origin = place.map(|(path, position)| format!("{path}:{}:{}", position.line, position.column)).unwrap_or_default();
        listed.push(Setting { name: format!("suppress.{index}"), value: in_suppression(suppression), origin });
    }
    listed
}

fn in_paths(paths: &PathSettings) -> serde_json::Value {
    let files: Vec<_> = paths.files.iter().map(|pattern| pattern.as_str()).collect();
    let severity: serde_json::Map<_, _> =
        paths.severity.iter().map(|(pattern, severity)| (pattern.as_str().to_string(), severity.name().into())).collect();
    let select = paths.select.as_deref().map(codes);
    serde_json::json!({"files": files, "select": select, "ignore": codes(&paths.ignore), "severity": severity})
}

fn in_suppression(suppression: &ListedSuppression) -> serde_json::Value {
    let ListedSuppression { file, pointer, rules, reason, .. } = suppression;
    serde_json::json!({"file": file.as_str(), "pointer": pointer, "rules": rules, "reason": reason})
}
