//! The commands of `aws ecr`: what options make of an operation's input, and answers as the CLI prints them.

use serde_json::{Map, Value};

use super::build_context::inside;
use super::ecr::{self, ApiError};
use super::invocation::Invocation;
use super::run::{Done, Runner};
use super::{CommandsError, shorthand};
use crate::facts::{EcrCommand, EcrOptionKind};
use crate::registry::{RegistryId, TOKEN_LIFETIME};
use crate::source::SourceFile;

/// The largest file that a command reads, in bytes.
const MAX_FILE: u64 = 1024 * 1024;

impl Runner<'_> {
    /// The Region that a command means.
    fn region(&mut self, invocation: &Invocation<'_>) -> Result<String, CommandsError> {
        if let Some(region) = self.option(invocation, "--region")? {
            return Ok(region);
        }
        let set = ["AWS_REGION", "AWS_DEFAULT_REGION"].iter().find_map(|name| self.variables.get(*name));
        Ok(set.cloned().unwrap_or(RegistryId::default().region))
    }

    /// What `aws ecr get-login-password` prints.
    pub fn password(&mut self, invocation: &Invocation<'_>) -> Result<String, CommandsError> {
        let region = self.region(invocation)?;
        let Some(id) = RegistryId::new(&self.account(), &region) else {
            return Ok(String::new());
        };
        self.fresh_password(&id)
    }

    /// A password for a registry that holds from now on.
    pub fn fresh_password(&mut self, id: &RegistryId) -> Result<String, CommandsError> {
        let now = self.now();
        Ok(self.served(id)?.registry.issue_token(now, TOKEN_LIFETIME))
    }

    /// Calls an operation and prints its answer.
    ///
    /// # Errors
    /// When the registry cannot be used; what ECR refuses is an output.
    pub fn ecr(&mut self, command: &'static EcrCommand, invocation: &Invocation<'_>) -> Result<Done, CommandsError> {
        let region = self.region(invocation)?;
        let Some(own) = RegistryId::new(&self.account(), &region) else {
            return Ok(Done::failed(format!("Provided region_name '{region}' doesn't match a supported format.")));
        };
        if let Some(format) = self.option(invocation, "--output")?
            && format != "json"
        {
            return Ok(Done::failed(format!("--output {format} is not printed here; leave it away for JSON")));
        }
        let input = match self.input(command, invocation)? {
            Ok(input) => input,
            Err(message) => return Ok(Done::failed(message)),
        };
        let account = input.get("registryId").and_then(Value::as_str).unwrap_or(&own.account).to_string();
        let now = self.now();
        let result = if account == own.account {
            let registry = self.served(&own)?.registry.clone();
            ecr::call(command, &input, &registry, &mut self.previews, now)
        } else {
            let name = input.get("repositoryName").and_then(Value::as_str).unwrap_or("*");
            let other = RegistryId { account, region };
            Err(ApiError::new("AccessDeniedException", not_authorized(&own.account, command.operation, &other.repository_arn(name))))
        };
        Ok(match result {
            Ok(answer) => Done::well(pretty(&answer)),
            Err(ApiError { exception, message }) => {
                Done::failed(format!("An error occurred ({exception}) when calling the {} operation: {message}", command.operation))
            }
        })
    }

    /// What a command's options make of an operation's input; the inner error is what the CLI prints.
    fn input(&mut self, command: &EcrCommand, invocation: &Invocation<'_>) -> Result<Result<Map<String, Value>, String>, CommandsError> {
        let mut input = Map::new();
        if let Some(text) = self.option(invocation, "--cli-input-json")? {
            let read = self.file_or_text("--cli-input-json", &text).and_then(|text| {
                serde_json::from_str(&text).map_err(|error| format!("Error parsing parameter 'cli-input-json': Invalid JSON: {error}"))
            });
            match read {
                Ok(read) => input = read,
                Err(message) => return Ok(Err(message)),
            }
        }
        for option in command.options {
            let Some(given) = invocation.option(option.name) else { continue };
            let texts = given.iter().map(|value| self.value(value)).collect::<Result<Vec<_>, _>>()?;
            match self.member(option.name, option.kind, &texts) {
                Ok(value) => drop(input.insert(option.member.to_string(), value)),
                Err(message) => return Ok(Err(message)),
            }
        }
        Ok(Ok(input))
    }

    fn member(&self, name: &str, kind: EcrOptionKind, texts: &[String]) -> Result<Value, String> {
        let structure = |text: &String| {
            let text = self.file_or_text(name, text)?;
            shorthand::structure(&text).map_err(|why| format!("Error parsing parameter '{name}': {why}"))
        };
        // An option that takes a value has one, or the script is not run.
        let first = texts.first().cloned().unwrap_or_default();
        Ok(match kind {
            EcrOptionKind::Flag => true.into(),
            EcrOptionKind::Text => self.file_or_text(name, &first)?.into(),
            EcrOptionKind::Number => first
                .parse::<i64>()
                .map_err(|_| format!("aws: error: argument {name}: invalid literal for int() with base 10: '{first}'"))?
                .into(),
            EcrOptionKind::Texts => texts.to_vec().into(),
            EcrOptionKind::Structure => structure(&first)?,
            // A list may come as one text of JSON.
            EcrOptionKind::Structures => match texts.iter().map(structure).collect::<Result<Vec<_>, _>>()?.as_slice() {
                [Value::Array(items)] => items.clone().into(),
                items => items.to_vec().into(),
            },
        })
    }

    /// A value, or the file that it names with `file://`.
    fn file_or_text(&self, name: &str, text: &str) -> Result<String, String> {
        let Some(path) = text.strip_prefix("file://") else { return Ok(text.to_string()) };
        let unreadable = |why: String| format!("Error parsing parameter '{name}': Unable to load paramfile {text}: {why}");
        let found = inside(self.folder, path).map_err(unreadable)?;
        SourceFile::read_within(&found, MAX_FILE).map(|source| source.text().to_string()).map_err(|error| unreadable(error.to_string()))
    }
}

/// What AWS says where no policy of another account lets the caller in.
pub(super) fn not_authorized(account: &str, operation: &str, resource: &str) -> String {
    format!(
        "User: arn:aws:iam::{account}:user/learner is not authorized to perform: ecr:{operation} on resource: {resource} \
         because no resource-based policy allows the ecr:{operation} action"
    )
}

/// As the CLI prints JSON.
fn pretty(value: &Value) -> String {
    let mut bytes = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b"    ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
    // A value in memory always serializes.
    let _ = serde::Serialize::serialize(value, &mut serializer);
    String::from_utf8(bytes).unwrap_or_default()
}
