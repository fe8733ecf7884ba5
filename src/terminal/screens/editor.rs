//! The learner's own editor, while the screen waits.

use std::path::PathBuf;
use std::process::Command;

/// Files to edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Where they lie.
    pub folder: PathBuf,
    /// From there.
    pub files: Vec<PathBuf>,
}

/// The editor that the environment names, as git takes it: `VISUAL`, or else `EDITOR`.
///
/// # Errors
/// How to name one, where there is none.
pub fn chosen() -> Result<String, String> {
    let named = ["VISUAL", "EDITOR"].iter().filter_map(|name| std::env::var(name).ok()).find(|editor| !editor.trim().is_empty());
    named.ok_or_else(|| {
        "No editor is named. Leave with q, name yours in the shell, such as `export VISUAL=nano` (or vim, or \"code --wait\"), and come back; or \
         edit the files in another terminal."
            .to_string()
    })
}

impl Edit {
    /// Runs the editor until it ends.
    ///
    /// # Errors
    /// When it cannot be started, or ends with an error.
    pub fn run(&self, editor: &str) -> Result<(), String> {
        let ended = command(editor).args(&self.files).current_dir(&self.folder).status();
        match ended {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("`{editor}` ended with an error ({status}). VISUAL and EDITOR in the shell name another editor.")),
            Err(error) => Err(format!("`{editor}` cannot be started: {error}")),
        }
    }
}

/// An editor may have arguments and quotes of its own, so a shell reads it.
#[cfg(unix)]
fn command(editor: &str) -> Command {
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("{editor} \"$@\"")).arg(editor);
    command
}

#[cfg(not(unix))]
fn command(editor: &str) -> Command {
    let mut words = editor.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words);
    command
}
