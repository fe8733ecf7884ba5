//! The keys of `ecslab.toml`.

use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::de::DeTable;

use super::values::{Reading, Value};
use crate::diagnostics::Severity;
use crate::lint::{
    AllowedRegistry, EncryptionKey, FailOn, Held, ListedSuppression, Origin, PathSettings, Profile, RoleFile, RulePattern, Settings,
    find_rule,
};
use crate::roles::Key;
use crate::source::{Fault, SourceFile, Span};

const KEYS: [&str; 12] = [
    "allowed-registries",
    "baseline",
    "fail-on",
    "ignore",
    "keys",
    "paths",
    "profile",
    "required-tags",
    "roles",
    "select",
    "severity",
    "suppress",
];
/// The key of AWS for a service, which needs no permission.
const OF_AWS: &str = "aws";
const PATH_KEYS: [&str; 4] = ["files", "ignore", "select", "severity"];
const SUPPRESS_KEYS: [&str; 4] = ["file", "pointer", "reason", "rules"];
const SEVERITIES: [(&str, Severity); 3] = [("error", Severity::Error), ("warning", Severity::Warning), ("info", Severity::Info)];

/// Reads the text of a configuration in `folder`.
pub(super) fn read(source: &SourceFile, folder: PathBuf) -> Result<Settings, Vec<Fault>> {
    let (root, errors) = DeTable::parse_recoverable(source.text());
    if !errors.is_empty() {
        let fault = |error: toml::de::Error| {
            let at = error.span().unwrap_or(0..0);
            Fault::at(source, Span::new(at.start, at.end), error.message().to_string()).help("a configuration is TOML; see https://toml.io")
        };
        return Err(errors.into_iter().map(fault).collect());
    }
    let mut reading = Reading { source, faults: Vec::new() };
    let settings = reading.settings(root.get_ref(), folder);
    let mut faults = reading.faults;
    if faults.is_empty() {
        return Ok(settings);
    }
    faults.sort_by_key(|fault| fault.position.offset);
    Err(faults)
}

impl Reading<'_> {
    fn settings(&mut self, root: &DeTable<'_>, folder: PathBuf) -> Settings {
        let mut settings = Settings { file: Some(PathBuf::from(self.source.path())), ..Settings::default() };
        for (key, value) in root {
            match key.get_ref().as_ref() {
                "profile" => {
                    let all = Profile::ALL.map(|profile| (profile.name(), profile));
                    settings.profile = self.named(value, "profile", &all).unwrap_or_default();
                }
                "fail-on" => {
                    let all = FailOn::ALL.map(|fail_on| (fail_on.name(), fail_on));
                    settings.fail_on = self.named(value, "fail-on", &all).unwrap_or_default();
                }
                "select" => settings.select = self.patterns(value, "select"),
                "ignore" => settings.ignore = self.patterns(value, "ignore"),
                "severity" => settings.severity = self.severities(value),
                "allowed-registries" => settings.allowed_registries = self.registries(value),
                "required-tags" => settings.required_tags = self.tags(value),
                "baseline" => {
                    let path = self.text(value, "baseline").map(|path| path.map(|path| Some(folder.join(path))));
                    settings.baseline = path.unwrap_or_default();
                }
                "roles" => settings.roles = self.roles(value, &folder),
                "keys" => settings.keys = self.encryption_keys(value),
                "paths" => settings.paths = self.path_settings(value),
                "suppress" => settings.suppress = self.suppressions(value),
                unknown => self.unknown_key(key.span(), unknown, &KEYS),
            }
        }
        self.refuse_contradiction(&settings);
        settings.folder = folder;
        settings
    }

    fn refuse_contradiction(&mut self, settings: &Settings) {
        let (Some(both), Origin::File { position, .. }) = (settings.contradiction(), &settings.ignore.origin) else { return };
        self.fault(position.offset..position.offset, format!("{both} is both selected and ignored"), "take it out of select or of ignore");
    }

    fn severities(&mut self, value: &Value<'_>) -> Vec<Held<(RulePattern, Severity)>> {
        let Some(table) = self.table(value, "severity") else { return Vec::new() };
        let mut found = Vec::new();
        for (key, value) in table {
            let pattern = self.pattern(key.span(), key.get_ref());
            let severity = self.named(value, "severity", &SEVERITIES);
            if let (Some(pattern), Some(severity)) = (pattern, severity) {
                found.push(severity.map(|severity| (pattern, severity)));
            }
        }
        found
    }

    fn registries(&mut self, value: &Value<'_>) -> Held<Vec<AllowedRegistry>> {
        let texts = self.texts(value, "allowed-registries");
        let mut found = Vec::new();
        for (at, text) in texts {
            match AllowedRegistry::parse(&text) {
                Ok(registry) => found.push(registry),
                Err(message) => {
                    self.fault(at, message, "write a host and perhaps a path, such as 111122223333.dkr.ecr.eu-west-1.amazonaws.com")
                }
            }
        }
        self.held(value.span(), found)
    }

    fn tags(&mut self, value: &Value<'_>) -> Held<Vec<String>> {
        let keys = self.texts(value, "required-tags").into_iter().map(|(_, text)| text).collect();
        self.held(value.span(), keys)
    }

    fn roles(&mut self, value: &Value<'_>, folder: &Path) -> Vec<Held<RoleFile>> {
        let Some(table) = self.table(value, "roles") else { return Vec::new() };
        let mut found = Vec::new();
        for (key, value) in table {
            let Some(written) = self.text(value, "a role's file") else { continue };
            let arn = key.get_ref().to_string();
            let path = folder.join(&written.value);
            if !path.is_file() {
                let message = format!("the role {arn} is mapped to {:?}, and there is no such file", written.value);
                self.fault(value.span(), message, "write the path from the folder of the configuration on");
                continue;
            }
            found.push(written.map(|_| RoleFile { arn, path }));
        }
        found
    }

    fn encryption_keys(&mut self, value: &Value<'_>) -> Vec<Held<EncryptionKey>> {
        let Some(table) = self.table(value, "keys") else { return Vec::new() };
        let mut found = Vec::new();
        for (name, value) in table {
            let Some(written) = self.text(value, "a key") else { continue };
            let resources = name.get_ref().to_string();
            if !resources.starts_with("arn:") {
                self.fault(
                    name.span(),
                    format!("{resources:?} is no ARN"),
                    "write the ARN of a secret, a parameter or an object, with * and ?",
                );
                continue;
            }
            let is_key = written.value.starts_with("arn:") && written.value.contains(":kms:") && written.value.contains(":key/");
            let key = match written.value.as_str() {
                OF_AWS => Key::OfAws,
                key if is_key => Key::Own(key.to_string()),
                other => {
                    let help =
                        format!("write its ARN, arn:aws:kms:REGION:ACCOUNT:key/ID, or \"{OF_AWS}\" for the key of AWS for the service");
                    self.fault(value.span(), format!("{other:?} is no key"), help);
                    continue;
                }
            };
            found.push(written.map(|_| EncryptionKey { resources, key }));
        }
        found
    }

    fn path_settings(&mut self, value: &Value<'_>) -> Vec<Held<PathSettings>> {
        let mut found = Vec::new();
        for (at, table) in self.tables(value, "paths") {
            let mut settings = PathSettings::default();
            for (key, value) in table {
                match key.get_ref().as_ref() {
                    "files" => settings.files = self.paths(value, "files"),
                    "select" => settings.select = Some(self.patterns(value, "select").value),
                    "ignore" => settings.ignore = self.patterns(value, "ignore").value,
                    "severity" => settings.severity = self.severities(value).into_iter().map(|held| held.value).collect(),
                    unknown => self.unknown_key(key.span(), unknown, &PATH_KEYS),
                }
            }
            self.require(&at, table, "[[paths]]", &["files"]);
            found.push(self.held(at, settings));
        }
        found
    }

    fn suppressions(&mut self, value: &Value<'_>) -> Vec<ListedSuppression> {
        let mut found = Vec::new();
        for (at, table) in self.tables(value, "suppress") {
            let before = self.faults.len();
            let (mut file, mut pointer, mut rules, mut reason) = (None, String::new(), Vec::new(), String::new());
            for (key, value) in table {
                match key.get_ref().as_ref() {
                    "file" => file = self.text(value, "file").and_then(|text| self.file(value.span(), &text.value)),
                    "pointer" => pointer = self.pointer(value).unwrap_or_default(),
                    "rules" => rules = self.rules(value),
                    "reason" => reason = self.text(value, "reason").map(|text| text.value).unwrap_or_default(),
                    unknown => self.unknown_key(key.span(), unknown, &SUPPRESS_KEYS),
                }
            }
            self.require(&at, table, "[[suppress]]", &SUPPRESS_KEYS);
            if let Some(file) = file.filter(|_| self.faults.len() == before) {
                found.push(ListedSuppression { file, pointer, rules, reason, span: Span::new(at.start, at.end) });
            }
        }
        found
    }

    fn pointer(&mut self, value: &Value<'_>) -> Option<String> {
        // The whole document has the empty pointer.
        let text = value.get_ref().as_str();
        if let Some(text) = text.filter(|text| text.is_empty() || text.starts_with('/')) {
            return Some(text.to_string());
        }
        self.fault(
            value.span(),
            "pointer is no JSON Pointer",
            "write it as --format json prints it, such as /containerDefinitions/name=web/image",
        );
        None
    }

    /// Rules, each by its code or name.
    fn rules(&mut self, value: &Value<'_>) -> Vec<&'static str> {
        let mut found = Vec::new();
        for (at, text) in self.texts(value, "rules") {
            match (find_rule(&text), RulePattern::parse(&text)) {
                (Some(rule), _) => found.push(rule.code),
                (None, Ok(_)) => self.fault(at, format!("{text:?} names many rules"), "a suppression names each rule by its code or name"),
                (None, Err(unknown)) => self.fault(at, unknown.to_string(), unknown.remedy()),
            }
        }
        found
    }

    /// Says which of the needed keys are not there.
    fn require(&mut self, at: &Range<usize>, table: &DeTable<'_>, what: &str, needed: &[&str]) {
        for key in needed {
            if !table.keys().any(|present| present.get_ref() == key) {
                self.fault(at.clone(), format!("{what} lacks {key}"), format!("{what} takes {}", needed.join(", ")));
            }
        }
    }
}
