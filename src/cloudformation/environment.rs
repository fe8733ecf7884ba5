//! What parameters and conditions are taken to be.

use std::collections::BTreeMap;

/// Assumptions under which a template is resolved. The empty one takes conditions as the parameters' defaults make them, and
/// parameters in values as not known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Environment<'t> {
    /// Parameters and pseudo parameters with a value of their own.
    pub parameters: BTreeMap<&'t str, Pin<'t>>,
    /// Conditions that are set, because nothing offline decides them.
    pub conditions: BTreeMap<&'t str, bool>,
    /// Whether parameters that are not pinned have their defaults in values too.
    pub defaults: bool,
}

/// The value of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pin<'t> {
    /// This text.
    Text(&'t str),
    /// None of the texts that conditions compare it with.
    Other,
}

impl Environment<'_> {
    /// What is assumed, for people: `Env is "prod"`, `HasDomain is true`; empty where nothing is.
    pub fn in_words(&self) -> String {
        let parameters = self.parameters.iter().map(|(name, pin)| match pin {
            Pin::Text(text) => format!("{name} is \"{text}\""),
            Pin::Other => format!("{name} has another value"),
        });
        let conditions = self.conditions.iter().map(|(name, value)| format!("{name} is {value}"));
        parameters.chain(conditions).collect::<Vec<_>>().join(" and ")
    }
}
