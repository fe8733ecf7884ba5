//! Settings with where they come from.

use std::fmt;

use crate::source::Position;

/// A setting and who made it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Held<T> {
    /// What holds.
    pub value: T,
    /// Who says so.
    pub origin: Origin,
}

/// Where a setting comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Origin {
    /// Nobody said anything else.
    #[default]
    Default,
    /// A configuration.
    File {
        /// The file as it was named.
        path: String,
        /// The value.
        position: Position,
    },
    /// An option of the command line, with its dashes.
    CommandLine(&'static str),
}

impl<T> Held<T> {
    /// A setting made by an option.
    pub fn by_option(option: &'static str, value: T) -> Self {
        Self { value, origin: Origin::CommandLine(option) }
    }

    /// The same origin with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Held<U> {
        Held { value: change(self.value), origin: self.origin }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, position } => write!(f, "{path}:{}:{}", position.line, position.column),
            Self::CommandLine(option) => f.write_str(option),
        }
    }
}
