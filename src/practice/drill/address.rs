//! The address of a drill, such as `lifecycle-2-8431`: kind, level and seed.

use std::fmt;

use super::{DrillKind, Level, find_kind};

/// What one drill is made of; it can be told to somebody else.
#[derive(Debug, Clone, Copy)]
pub struct Address {
    /// The kind.
    pub kind: &'static DrillKind,
    /// The level.
    pub level: Level,
    /// The seed.
    pub seed: u64,
}

/// Why a text is no address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not the form.
    #[error("`{0}` is no address of a drill: it has a kind, a level and a number, such as lifecycle-2-8431")]
    Form(String),
    /// The kind is not there.
    #[error("no drill is called {0}")]
    Kind(String),
    /// The level is not there.
    #[error("`{0}` has the level {1}; a level is 1, 2 or 3")]
    Level(String, String),
}

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    /// When it has another form, or its kind or level does not exist.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let form = || AddressError::Form(text.to_string());
        let mut parts = text.rsplitn(3, '-');
        let (Some(seed), Some(level), Some(kind)) = (parts.next(), parts.next(), parts.next()) else { return Err(form()) };
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(seed) || !is_number(level) {
            return Err(form());
        }
        let seed = seed.parse().map_err(|_| form())?;
        let kind = find_kind(kind).ok_or_else(|| AddressError::Kind(kind.to_string()))?;
        let level = level.parse().map_err(|_| AddressError::Level(text.to_string(), level.to_string()))?;
        Ok(Self { kind, level, seed })
    }

    /// Whether a text is meant to be an address: it ends with a number.
    pub fn is_meant(text: &str) -> bool {
        text.rsplit_once('-').is_some_and(|(_, seed)| seed.bytes().next().is_some_and(|byte| byte.is_ascii_digit()))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.kind.id, self.level, self.seed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_is_written() {
        for text in ["lifecycle-2-8431", "managed-scaling-1-0", "rejected-line-3-18446744073709551615"] {
            assert_eq!(Address::parse(text).map(|address| address.to_string()), Ok(text.to_string()));
        }
    }

    #[test]
    fn what_is_no_address_says_why() {
        for (text, says) in [
            ("lifecycle", "such as"),
            ("lifecycle-2", "such as"),
            ("lifecycle-2-", "such as"),
            ("lifecycle-x-3", "such as"),
            ("lifecycle-2-18446744073709551616", "such as"),
            ("lifecycle-2--3", "such as"),
            ("lifecycle-9-3", "has the level 9"),
            ("lifecycle-999-3", "has the level 999"),
            ("lifecycel-2-3", "no drill is called lifecycel"),
        ] {
            assert!(Address::parse(text).is_err_and(|error| error.to_string().contains(says)), "{text}");
        }
    }
}
