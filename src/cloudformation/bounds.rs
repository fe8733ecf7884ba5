//! What the declaration of a parameter says about the texts that it takes.

use regex::Regex;

use super::template::{exact, text};
use crate::syntax::Node;

/// `AllowedPattern`, `MinLength`, `MinValue` and their like.
#[derive(Debug, Default)]
pub struct Bounds<'t> {
    pattern: Option<&'t str>,
    length: (Option<usize>, Option<usize>),
    value: (Option<f64>, Option<f64>),
}

impl<'t> Bounds<'t> {
    pub(super) fn read(declaration: &'t Node<'t>) -> Self {
        let bound = |name: &str| exact(declaration, name).and_then(text);
        let length = |name: &str| bound(name).and_then(|text| text.parse().ok());
        let value = |name: &str| bound(name).and_then(|text| text.parse().ok());
        Self {
            pattern: bound("AllowedPattern"),
            length: (length("MinLength"), length("MaxLength")),
            value: (value("MinValue"), value("MaxValue")),
        }
    }

    /// Whether a text keeps to them. A pattern that this engine does not know is kept by every text.
    pub(super) fn allow(&self, text: &str) -> bool {
        let long_enough = |length: usize| self.length.0.is_none_or(|min| length >= min) && self.length.1.is_none_or(|max| length <= max);
        let within = |value: f64| self.value.0.is_none_or(|min| value >= min) && self.value.1.is_none_or(|max| value <= max);
        let has_value = self.value != (None, None);
        long_enough(text.chars().count())
            && (!has_value || text.trim().parse().is_ok_and(within))
            && self.pattern.is_none_or(|pattern| matches(pattern, text))
    }

    /// The texts of a pattern that only names some, such as `^(dev|prod)$`.
    pub(super) fn alternatives(&self) -> Vec<&'t str> {
        let Some(pattern) = self.pattern else { return Vec::new() };
        let inner = pattern.strip_prefix('^').unwrap_or(pattern);
        let inner = inner.strip_suffix('$').unwrap_or(inner);
        let inner = inner.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(inner);
        let inner = inner.strip_prefix("?:").unwrap_or(inner);
        let plain = |word: &&str| word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        let words: Vec<_> = inner.split('|').collect();
        // In `^dev|prod$` the anchors belong to one word each; CloudFormation matches the whole text all the same.
        if words.iter().all(plain) { words } else { Vec::new() }
    }
}

/// CloudFormation matches the whole text.
fn matches(pattern: &str, text: &str) -> bool {
    Regex::new(&format!("^(?:{pattern})$")).map_or(true, |pattern| pattern.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::Bounds;
    use crate::syntax::parse_json;

    #[test]
    fn texts_that_a_declaration_rules_out_are_told() {
        for (declaration, allowed, refused) in [
            (r#"{"AllowedPattern": "^(dev|prod)$"}"#, "dev", "test"),
            (r#"{"AllowedPattern": "[a-z]*"}"#, "", "9"),
            (r#"{"MinLength": 1}"#, "a", ""),
            (r#"{"MinLength": "2", "MaxLength": "2"}"#, "ab", "abc"),
            (r#"{"MinValue": 1, "MaxValue": "9.5"}"#, "9", "0"),
            (r#"{"MinValue": 1}"#, "1", "x"),
        ] {
            let parsed = parse_json(declaration);
            let bounds = Bounds::read(&parsed.documents[0]);
            assert!(bounds.allow(allowed) && !bounds.allow(refused), "{declaration}");
        }
        let parsed = parse_json(r#"{"AllowedPattern": "(?<unknown"}"#);
        assert!(Bounds::read(&parsed.documents[0]).allow("anything"));
    }

    #[test]
    fn a_pattern_of_plain_words_is_a_list_of_them() {
        let cases: [(&str, &[&str]); 6] = [
            ("^(dev|prod)$", &["dev", "prod"]),
            ("(?:a|b)", &["a", "b"]),
            ("dev|prod", &["dev", "prod"]),
            ("true", &["true"]),
            ("[a-z]+", &[]),
            ("a.b|c", &[]),
        ];
        for (pattern, expected) in cases {
            let declaration = serde_json::json!({"AllowedPattern": pattern}).to_string();
            let parsed = parse_json(&declaration);
            assert_eq!(Bounds::read(&parsed.documents[0]).alternatives(), expected, "{pattern}");
        }
    }
}
