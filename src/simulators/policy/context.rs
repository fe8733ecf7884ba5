//! The context of a request: condition keys and their values.

use std::collections::BTreeMap;

/// Condition keys with their values. Names are not case-sensitive, values are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    values: BTreeMap<String, Vec<String>>,
}

impl Context {
    /// Adds a value; a key that has one already becomes multivalued.
    pub fn add(&mut self, key: &str, value: impl Into<String>) {
        self.values.entry(key.to_ascii_lowercase()).or_default().push(value.into());
    }

    /// Sets a key that has no value yet.
    pub fn add_if_absent(&mut self, key: &str, value: impl Into<String>) {
        self.values.entry(key.to_ascii_lowercase()).or_insert_with(|| vec![value.into()]);
    }

    /// The values of a key; `None` where the request does not have it.
    pub fn get(&self, key: &str) -> Option<&[String]> {
        let found = match key.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => self.values.get(&key.to_ascii_lowercase()),
            false => self.values.get(key),
        };
        found.map(Vec::as_slice)
    }
}

impl<K: AsRef<str>, V: Into<String>> FromIterator<(K, V)> for Context {
    fn from_iter<T: IntoIterator<Item = (K, V)>>(entries: T) -> Self {
        let mut context = Self::default();
        for (key, value) in entries {
            context.add(key.as_ref(), value);
        }
        context
    }
}
