//! A command in a container, with its standard streams.

use std::sync::mpsc::Receiver;

/// Rows and columns.
pub type TerminalSize = (u16, u16);

/// What to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExecRequest {
    /// The program and its words.
    pub command: Vec<String>,
    /// As whom: `root` as ECS Exec does; `None` for the container's own user.
    pub user: Option<String>,
    /// With a terminal of this size; then there is one stream of output.
    pub terminal: Option<TerminalSize>,
    /// Whether standard input is connected.
    pub input: bool,
}

/// What goes to a command; its standard input ends when the sender is dropped.
#[derive(Debug)]
pub enum ExecInput {
    /// Typed or piped.
    Bytes(Vec<u8>),
    /// The terminal has another size.
    Size(TerminalSize),
}

/// Where input comes from.
pub type ExecInputs = Receiver<ExecInput>;

/// Which stream a command wrote to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExecStream {
    /// Standard output, or a terminal.
    Output,
    /// Standard error.
    Error,
}
