//! `ecslab completions`

use std::io::Write;

use clap::CommandFactory;
use clap_complete::Shell;

use super::{Exit, Failure, Session};

/// Print a script that completes commands and options in your shell.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab completions bash > ~/.local/share/bash-completion/completions/ecslab\n  \
    ecslab completions zsh > ~/.zfunc/_ecslab                 (with `fpath+=~/.zfunc` before compinit)\n  \
    ecslab completions fish > ~/.config/fish/completions/ecslab.fish\n  \
    ecslab completions powershell | Out-String | Invoke-Expression")]
pub struct Arguments {
    /// The shell to write for.
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints the script.
pub fn run(arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut super::Arguments::command(), "ecslab", &mut script);
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(&script)?;
    stdout.flush()?;
    Ok(Exit::Fine)
}
