//! Policy variables: `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`, and `${*}`, `${?}`, `${$}` for the characters.
//!
//! Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

use std::borrow::Cow;

use super::context::Context;
use super::pattern::{Token, tokens};

/// Text of a policy in which variables may stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// As it is written.
    text: String,
    parts: Vec<Part>,
    /// The pattern, where there are no variables.
    fixed: Option<Vec<Token>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// `*` and `?` are wildcards where the operator has them.
    Text(String),
    /// `${*}`, `${?}`, `${$}`: never a wildcard.
    Exactly(char),
    Variable {
        key: String,
        default: Option<String>,
    },
}

/// A variable without a value: the text means nothing for this request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unresolved {
    /// The key that the request does not have, or has several times.
    pub key: String,
}

impl Template {
    /// Text in which variables count, as in policies of the version 2012-10-17.
    ///
    /// # Errors
    /// A message where `${` is not closed or holds nothing.
    pub fn with_variables(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find("${") {
            if at > 0 {
                parts.push(Part::Text(rest[..at].to_string()));
            }
            let inside = &rest[at + 2..];
            let end = inside.find('}').ok_or_else(|| format!("the policy variable in \"{text}\" is not closed"))?;
            parts.push(variable(&inside[..end]).ok_or_else(|| format!("\"${{{}}}\" is no policy variable", &inside[..end]))?);
            rest = &inside[end + 1..];
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_string()));
        }
        Ok(Self::of(text, parts))
    }

    /// Text in which `${...}` means itself, as in policies of the version 2008-10-17.
    pub fn without_variables(text: &str) -> Self {
        Self::of(text, vec![Part::Text(text.to_string())])
    }

    fn of(text: &str, parts: Vec<Part>) -> Self {
        let mut template = Self { text: text.to_string(), parts, fixed: None };
        if !template.parts.iter().any(|part| matches!(part, Part::Variable { .. })) {
            template.fixed = template.resolve(&Context::default()).ok();
        }
        template
    }

    /// As it is written.
    pub fn as_written(&self) -> &str {
        &self.text
    }

    /// The first variable that has no value for this request.
    pub fn unresolved(&self, context: &Context) -> Option<&str> {
        self.parts.iter().find_map(|part| match part {
            Part::Variable { key, default } if value(context, key, default.as_deref()).is_err() => Some(key.as_str()),
            _ => None,
        })
    }

    /// Changes the pattern of a text without variables, once and for all requests.
    pub fn map_fixed(&mut self, change: impl FnOnce(Vec<Token>) -> Vec<Token>) {
        self.fixed = self.fixed.take().map(change);
    }

    /// Whether variables stand in it.
    pub fn has_variables(&self) -> bool {
        self.fixed.is_none()
    }

    /// The pattern for this request. What a variable brings is text, never a wildcard.
    ///
    /// # Errors
    /// Where a variable has no value.
    pub fn pattern(&self, context: &Context) -> Result<Cow<'_, [Token]>, Unresolved> {
        match &self.fixed {
            Some(fixed) => Ok(Cow::Borrowed(fixed)),
            None => self.resolve(context).map(Cow::Owned),
        }
    }

    /// The text for this request, where the operator has no wildcards.
    ///
    /// # Errors
    /// Where a variable has no value.
    pub fn text(&self, context: &Context) -> Result<String, Unresolved> {
        self.parts.iter().try_fold(String::new(), |mut text, part| {
            match part {
                Part::Text(part) => text.push_str(part),
                Part::Exactly(character) => text.push(*character),
                Part::Variable { key, default } => text.push_str(value(context, key, default.as_deref())?),
            }
            Ok(text)
        })
    }

    fn resolve(&self, context: &Context) -> Result<Vec<Token>, Unresolved> {
        self.parts.iter().try_fold(Vec::new(), |mut pattern, part| {
            match part {
                Part::Text(text) => pattern.extend(tokens(text)),
                Part::Exactly(character) => pattern.push(Token::Char(*character)),
                Part::Variable { key, default } => pattern.extend(value(context, key, default.as_deref())?.chars().map(Token::Char)),
            }
            Ok(pattern)
        })
    }
}

/// What stands between `${` and `}`.
fn variable(inside: &str) -> Option<Part> {
    if let "*" | "?" | "$" = inside {
        return inside.chars().next().map(Part::Exactly);
    }
    let (key, default) = match inside.split_once(',') {
        Some((key, default)) => {
            let default = default.trim();
            (key.trim(), Some(default.strip_prefix('\'')?.strip_suffix('\'')?.to_string()))
        }
        None => (inside.trim(), None),
    };
    (!key.is_empty()).then(|| Part::Variable { key: key.to_string(), default })
}

/// A single-valued key's value; multivalued keys are no variables.
fn value<'c>(context: &'c Context, key: &str, default: Option<&'c str>) -> Result<&'c str, Unresolved> {
    match (context.get(key), default) {
        (Some([value]), _) => Ok(value),
        (None, Some(default)) => Ok(default),
        _ => Err(Unresolved { key: key.to_string() }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::pattern::matches;
    use super::*;

    #[test]
    fn variables_bring_text_and_defaults_and_never_wildcards() {
        let context: Context =
            [("aws:username", "an*n"), ("aws:PrincipalTag/team", "blue"), ("many", "a"), ("many", "b")].into_iter().collect();
        let cases = [
            ("home/${aws:username}/*", "home/an*n/x", Ok(true)),
            ("home/${aws:username}/*", "home/anxn/x", Ok(false)),
            ("${AWS:UserName}", "an*n", Ok(true)),
            ("${aws:PrincipalTag/team}-${aws:PrincipalTag/other, 'none'}", "blue-none", Ok(true)),
            ("${missing}", "", Err("missing")),
            ("${many, 'x'}", "x", Err("many")),
            ("${missing, ''}x", "x", Ok(true)),
            ("a${*}b${?}c${$}", "a*b?c$", Ok(true)),
            ("a${*}b", "axb", Ok(false)),
            ("*", "${aws:username}", Ok(true)),
        ];
        for (template, text, expected) in cases {
            let template = Template::with_variables(template).expect("a template");
            let found = template.pattern(&context).map(|pattern| matches(&pattern, text));
            assert_eq!(found.map_err(|unresolved| unresolved.key), expected.map_err(str::to_string), "{template:?} {text}");
        }
        let old = Template::without_variables("${aws:username}");
        assert!(matches(&old.pattern(&context).expect("no variables"), "${aws:username}"));
    }

    #[test]
    fn what_is_no_variable_is_told() {
        for text in ["${", "a${aws:username", "${}", "${x, none}", "${, 'x'}"] {
            assert!(Template::with_variables(text).is_err(), "{text}");
        }
    }
}
