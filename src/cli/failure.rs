//! Exit codes, and errors as people see them.

use std::io::Write;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// All is well.
    Fine,
    /// Findings at or above `--fail-on`, or a check failed.
    Failed,
    /// Wrong usage, or input that cannot be read.
    Usage,
    /// Something needed is missing: an engine, an image.
    Missing,
    /// With the exit code of a command that was run for the user.
    Command(u8),
}

impl Exit {
    /// As the shell sees it.
    pub fn code(self) -> u8 {
        match self {
            Exit::Fine => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Missing => 3,
            Exit::Command(code) => code,
        }
    }
}

/// An error with what to do about it.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    message: String,
    help: Option<String>,
    closed_pipe: bool,
}

impl Failure {
    /// A failure with this exit code; `message` is a lower-case fragment.
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), help: None, closed_pipe: false }
    }

    /// Wrong usage or unreadable input.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Wrong input in several places: all but the last are printed now.
    pub fn of_all(faults: Vec<crate::source::Fault>, outcome: &str) -> Self {
        for fault in faults {
            Self::from(fault).print();
        }
        Self::usage(outcome)
    }

    /// What is wrong, without what to do.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do, where that is known.
    pub fn remedy(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// Whether the reader of standard output went away, as `head` does.
    pub fn is_closed_pipe(&self) -> bool {
        self.closed_pipe
    }

    /// Prints it on standard error.
    pub fn print(&self) {
        let mut stderr = anstream::stderr().lock();
        let red = anstyle::AnsiColor::Red.on_default().bold();
        let message = crate::diagnostics::printable(&self.message);
        // Nothing can be done when standard error is closed.
        let _ = writeln!(stderr, "{red}error:{red:#} {message}");
        if let Some(help) = &self.help {
            let _ = writeln!(stderr, "{}", crate::diagnostics::printable(help));
        }
    }
}

/// Prints on standard error what a person must know although the command went on.
pub(super) fn print_notices(notices: &[String]) {
    for notice in notices {
        print_notice(notice);
    }
}

pub(super) fn print_notice(notice: &str) {
    let yellow = anstyle::AnsiColor::Yellow.on_default().bold();
    // Nothing can be done when standard error is closed.
    let _ = writeln!(anstream::stderr().lock(), "{yellow}warning:{yellow:#} {}", crate::diagnostics::printable(notice));
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        let closed_pipe = error.kind() == std::io::ErrorKind::BrokenPipe;
        Self { exit: Exit::Usage, message: format!("cannot write: {error}"), help: None, closed_pipe }
    }
}

impl From<crate::progress::ProgressError> for Failure {
    fn from(error: crate::progress::ProgressError) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<crate::progress::IdentityError> for Failure {
    fn from(error: crate::progress::IdentityError) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<crate::source::Fault> for Failure {
    fn from(fault: crate::source::Fault) -> Self {
        let failure = Self::usage(fault.to_string());
        match fault.help {
            Some(help) => failure.help(help),
            None => failure,
        }
    }
}
