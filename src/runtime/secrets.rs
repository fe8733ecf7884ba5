//! Values for the secrets of a task definition.

use std::collections::BTreeMap;
use std::fmt;

use crate::source::SourceFile;
use crate::syntax::{Data, Notation, parse};

/// From a secret's `valueFrom`, or the name of its variable, to its value. Values are not shown by `Debug`.
#[derive(Clone, Default)]
pub struct Secrets(BTreeMap<String, String>);

impl Secrets {
    /// Reads a JSON or YAML map of texts.
    ///
    /// # Errors
    /// Where and why the file is no such map; values never appear in it.
    pub fn read(source: &SourceFile) -> Result<Self, String> {
        let parsed = parse(source.text(), Notation::of(source.path(), source.text()));
        let place = |offset| format!("{}:{}", source.path(), source.position(offset).line);
        if let Some(problem) = parsed.problems.first() {
            return Err(format!("{}: {}", place(problem.span.start), problem.message));
        }
        let [root] = parsed.documents.as_slice() else {
            return Err(format!("{}: it holds {} documents instead of one map", source.path(), parsed.documents.len()));
        };
        if !matches!(root.data, Data::Object(_)) {
            return Err(format!("{}: it is {} instead of a map from a secret's valueFrom to its value", place(0), root.type_name()));
        }
        let mut values = BTreeMap::new();
        for member in root.members() {
            let value = match &member.value.data {
                Data::String(text) | Data::Number(text) => text.to_string(),
                Data::Bool(value) => value.to_string(),
                _ => {
                    let place = place(member.value.span.start);
                    return Err(format!("{place}: the value of \"{}\" is {} instead of text", member.key, member.value.type_name()));
                }
            };
            values.insert(member.key.to_string(), value);
        }
        Ok(Self(values))
    }

    /// The value for `value_from`, else for the variable's name.
    pub fn value(&self, value_from: &str, variable: &str) -> Option<&str> {
        self.0.get(value_from).or_else(|| self.0.get(variable)).map(String::as_str)
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Secrets {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_read_from_json_and_yaml_and_never_shown() {
        for (path, text) in [("s.json", r#"{"arn:x": "hunter2", "PIN": 0042}"#), ("s.yaml", "arn:x: hunter2\nPIN: '0042'\n")] {
            let read = Secrets::read(&SourceFile::new(path, text.replace("0042}", "\"0042\"}"))).expect("a map of texts");
            assert_eq!(read.value("arn:x", "A"), Some("hunter2"));
            assert_eq!(read.value("arn:y", "PIN"), Some("0042"));
            assert!(!format!("{read:?}").contains("hunter2"));
        }
    }

    #[test]
    fn what_is_no_map_of_texts_is_refused_with_its_line() {
        for (text, expected) in
            [("[1]", "s.json:1: it is a list"), ("{\n\"a\": {}}", "s.json:2: the value of \"a\" is an object"), ("{", "s.json:1:")]
        {
            let error = Secrets::read(&SourceFile::new("s.json", text)).expect_err("no map");
            assert!(error.starts_with(expected), "{error}");
        }
    }
}
