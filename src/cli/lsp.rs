//! `ecslab lsp`

use super::{Exit, Failure, Session};
use crate::lsp::{Ended, serve_stdio};

/// Speak with an editor: findings while you type, explanations, completion and fixes.
///
/// A language server on standard input and output (Language Server Protocol 3.17); editors start it themselves. It says what goes wrong
/// on standard error. The README shows the settings of VS Code, Neovim, Helix and Emacs. Advice is shown where the editor sends
/// `{"profile": "strict"}` as initializationOptions.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 after shutdown and exit; 1 where the editor goes away or exits without shutdown; \
    2 where what arrives is not the protocol.")]
pub struct Arguments {
    /// Accepted because editors add it: there is no other way to talk.
    #[arg(long, hide = true)]
    stdio: bool,
}

/// Talks until the editor ends it.
pub fn run(_arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    if std::io::IsTerminal::is_terminal(&std::io::stdin()) {
        eprintln!("ecslab lsp waits for an editor's messages on standard input; Ctrl-C ends it.");
    }
    match serve_stdio() {
        Ok(Ended::Properly) => Ok(Exit::Fine),
        Ok(Ended::Abruptly) => Ok(Exit::Failed),
        Err(error) => Err(Failure::usage(format!("cannot speak with the editor: {error}"))
            .help("An editor starts `ecslab lsp`; it sends messages of the Language Server Protocol on standard input.")),
    }
}
