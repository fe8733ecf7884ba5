//! How what is found is judged: what is shown, how grave it is, and what makes a run fail.

use std::path::{Path, PathBuf};

use super::profile::{FailOn, Profile};
use super::{AllowedRegistry, Held, ListedSuppression, PathPattern, Requirements, RulePattern, find_rule, seen_from};
use crate::diagnostics::{Diagnostic, Severity};
use crate::roles::Key;

/// All that a configuration and the options of a command line say.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The configuration, where there is one.
    pub file: Option<PathBuf>,
    /// Its folder, from which its paths are seen.
    pub folder: PathBuf,
    /// What is shown where nothing is selected.
    pub profile: Held<Profile>,
    /// Only these rules; all where it is empty.
    pub select: Held<Vec<RulePattern>>,
    /// Not these rules.
    pub ignore: Held<Vec<RulePattern>>,
    /// Other severities than those of the rules; the longest pattern that fits counts.
    pub severity: Vec<Held<(RulePattern, Severity)>>,
    /// From which severity on a finding makes a run fail.
    pub fail_on: Held<FailOn>,
    /// From where images may come.
    pub allowed_registries: Held<Vec<AllowedRegistry>>,
    /// Keys of tags that each resource carries.
    pub required_tags: Held<Vec<String>>,
    /// The baseline.
    pub baseline: Held<Option<PathBuf>>,
    /// Where the policies of roles are written down.
    pub roles: Vec<Held<RoleFile>>,
    /// What encrypts the secrets, parameters and files that tasks are given.
    pub keys: Vec<Held<EncryptionKey>>,
    /// What holds for some paths only; of two that fit, the later counts.
    pub paths: Vec<Held<PathSettings>>,
    /// What is suppressed where the file has no place to say it.
    pub suppress: Vec<ListedSuppression>,
}

/// A role and the file with its policies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleFile {
    /// ARN of the role, as documents name it.
    pub arn: String,
    /// The file.
    pub path: PathBuf,
}

/// What encrypts something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncryptionKey {
    /// The ARN of what is encrypted, with `*` and `?`.
    pub resources: String,
    /// The key.
    pub key: Key,
}

/// What holds for some paths only.
#[derive(Debug, Clone, Default)]
pub struct PathSettings {
    /// Which.
    pub files: Vec<PathPattern>,
    /// In place of what is selected for all.
    pub select: Option<Vec<RulePattern>>,
    /// Beside what is ignored for all.
    pub ignore: Vec<RulePattern>,
    /// Before what is set for all.
    pub severity: Vec<(RulePattern, Severity)>,
}

/// The settings that hold for one file.
#[derive(Debug)]
pub(super) struct SettingsHere<'s> {
    all: &'s Settings,
    here: Vec<&'s PathSettings>,
}

impl Settings {
    /// What a team asks for.
    pub fn requirements(&self) -> Requirements {
        Requirements {
            allowed_registries: self.allowed_registries.value.clone(),
            required_tags: self.required_tags.value.clone(),
            keys: self.keys(),
        }
    }

    /// What encrypts what, as roles are asked for it.
    pub fn keys(&self) -> Vec<(String, Key)> {
        self.keys.iter().map(|held| (held.value.resources.clone(), held.value.key.clone())).collect()
    }

    /// A rule that is selected and ignored by the same breath.
    pub fn contradiction(&self) -> Option<&str> {
        self.select.value.iter().find(|pattern| self.ignore.value.contains(pattern)).map(RulePattern::as_str)
    }

    /// How the configuration's patterns see a path; nothing where there is no configuration or the path is standard input.
    pub(super) fn seen(&self, path: &str) -> Option<String> {
        (self.file.is_some() && path != "-").then(|| seen_from(&self.folder, Path::new(path)))
    }

    /// What holds for a file as it was named.
    pub(super) fn at(&self, path: &str) -> SettingsHere<'_> {
        let seen = if self.paths.is_empty() { None } else { self.seen(path) };
        let fits = |settings: &&PathSettings| seen.as_ref().is_some_and(|seen| settings.files.iter().any(|pattern| pattern.fits(seen)));
        SettingsHere { all: self, here: self.paths.iter().map(|held| &held.value).filter(fits).collect() }
    }
}

impl SettingsHere<'_> {
    /// Gives a finding its severity; whether it is to be shown.
    pub fn judge(&self, diagnostic: &mut Diagnostic) -> bool {
        diagnostic.severity = self.severity_of(diagnostic);
        self.shows(diagnostic)
    }

    fn severity_of(&self, diagnostic: &Diagnostic) -> Severity {
        let longest = |severities: &mut dyn Iterator<Item = &(RulePattern, Severity)>| {
            let fitting = severities.filter(|(pattern, _)| pattern.matches(diagnostic.code));
            fitting.max_by_key(|(pattern, _)| pattern.as_str().len()).map(|(_, severity)| *severity)
        };
        let here = self.here.iter().rev().find_map(|settings| longest(&mut settings.severity.iter()));
        here.or_else(|| longest(&mut self.all.severity.iter().map(|held| &held.value))).unwrap_or(diagnostic.severity)
    }

    fn shows(&self, diagnostic: &Diagnostic) -> bool {
        let matches = |patterns: &[RulePattern]| patterns.iter().any(|pattern| pattern.matches(diagnostic.code));
        if matches(&self.all.ignore.value) || self.here.iter().any(|settings| matches(&settings.ignore)) {
            return false;
        }
        let select = self.here.iter().rev().find_map(|settings| settings.select.as_ref()).unwrap_or(&self.all.select.value);
        if !select.is_empty() {
            return matches(select);
        }
        let advice_is_wanted = self.all.fail_on.value == FailOn::Info;
        match self.all.profile.value {
            // Who fails on advice wants to see it.
            Profile::Default => diagnostic.severity > Severity::Info || advice_is_wanted,
            Profile::Strict | Profile::Exam => true,
            Profile::Fsbp => is_of_security_hub(diagnostic.code),
        }
    }

    /// Whether a finding makes the run fail.
    pub fn fails(&self, diagnostic: &Diagnostic) -> bool {
        self.all.fail_on.value.is_reached_by(diagnostic.severity)
    }
}

/// Whether a rule checks a control of Security Hub's standard, or that a document can be read at all: nothing is compliant because it is
/// broken.
fn is_of_security_hub(code: &str) -> bool {
    let is_control = |control: &&'static str| control.starts_with("ECS.") || control.starts_with("ECR.");
    code.starts_with("DOC0") || find_rule(code).is_some_and(|rule| rule.controls.iter().any(is_control))
}
