//! The commands of the AWS CLI, and of what belongs to it, with their angle in an exam and their form of today.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A command.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AwsCommand {
    /// The service, or the program where it is none of the AWS CLI: `ecr`, `docker`.
    pub group: String,
    /// Without options: `aws ecr get-login-password`.
    pub command: String,
    /// What it does, Markdown.
    pub does: String,
    /// What an exam asks about it, Markdown.
    pub exam: String,
    /// A whole example, as it is written today.
    pub form: String,
    /// What older material shows in its place, Markdown.
    pub replaces: Option<String>,
    /// What has changed about it since older material, Markdown.
    pub changed: Option<String>,
    /// The lesson that uses it.
    pub lesson: String,
    /// Its page.
    pub source: String,
    /// When it was last held against that page.
    pub verified: String,
}

/// The reference of commands.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CommandsFile {
    /// Of this form: 1.
    pub version: u32,
    /// Sorted by group, then by command.
    pub commands: Vec<AwsCommand>,
}

impl AwsCommand {
    /// Whether all words, in lower case, are in its command, or anywhere in its entry.
    fn holds(&self, words: &[String], command_only: bool) -> bool {
        let mut text = self.command.to_lowercase();
        if !command_only {
            let more = [Some(&self.does), Some(&self.exam), Some(&self.form), self.replaces.as_ref(), self.changed.as_ref()];
            for part in more.into_iter().flatten() {
                text.push('\n');
                text.push_str(&part.to_lowercase());
            }
        }
        words.iter().all(|word| text.contains(word))
    }
}

/// The command that is called so, or else those with all these words in their name, or else those with all of them in their entry.
pub fn find_commands<'c>(commands: &'c [AwsCommand], words: &[String]) -> Vec<&'c AwsCommand> {
    let words: Vec<String> = words.iter().flat_map(|word| word.split_whitespace()).map(str::to_lowercase).collect();
    let whole = words.join(" ");
    let named = |command: &&AwsCommand| command.command == whole || command.command.strip_prefix("aws ").is_some_and(|rest| rest == whole);
    let found: Vec<&AwsCommand> = commands.iter().filter(named).collect();
    if !found.is_empty() {
        return found;
    }
    let with = |command_only: bool| commands.iter().filter(|command| command.holds(&words, command_only)).collect::<Vec<_>>();
    let found = with(true);
    if found.is_empty() { with(false) } else { found }
}
