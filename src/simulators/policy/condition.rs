//! One condition: an operator, a key and the values of the policy, tested against the context of a request.

use super::context::Context;
use super::operands::{Network, Number, parse_binary, parse_date};
use super::operators::{Operator, SetQualifier, Test};
use super::pattern;
use super::variables::Template;
use crate::source::Span;

/// One key of one operator of a `Condition`.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// The operator.
    pub operator: Operator,
    /// The context key as it is written.
    pub key: String,
    /// One of these must match; with a negated operator, none.
    pub values: Vec<Operand>,
    /// The values as they are written.
    pub written: Vec<String>,
    /// Where the key stands.
    pub span: Span,
}

/// A value of the policy, read as its operator wants it.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    /// Text, a pattern or an ARN, perhaps with variables.
    Template(Template),
    /// A number.
    Number(Number),
    /// A time.
    Date(jiff::Timestamp),
    /// `true` or `false`.
    Bool(bool),
    /// Bytes.
    Binary(Vec<u8>),
    /// Addresses.
    Network(Network),
}

impl Operand {
    /// Reads a value for an operator.
    ///
    /// # Errors
    /// What is wrong with it, and what to do.
    pub fn parse(test: Test, text: &str, variables: bool) -> Result<Self, (String, String)> {
        let wrong = |what: &str, help: &str| (format!("\"{text}\" is no {what}"), help.to_string());
        let template = || match variables {
            true => Template::with_variables(text).map_err(|message| {
                (message, "Write ${key} or ${key, 'default'}; ${$}, ${*} and ${?} stand for the characters.".to_string())
            }),
            false => Ok(Template::without_variables(text)),
        };
        match test {
            Test::Text | Test::TextIgnoreCase | Test::TextLike => template().map(Self::Template),
            Test::Arn => {
                let template = template()?;
                let open = text.contains(['*', '?']) || template.has_variables();
                if open || text.starts_with("arn:") && text.matches(':').count() >= 5 {
                    return Ok(Self::Template(template));
                }
                Err(wrong("ARN", "ARNs have six parts: arn:partition:service:region:account:resource. Use StringLike for other text."))
            }
            Test::Number(_) => {
                Number::parse(text).map(Self::Number).ok_or_else(|| wrong("number", "Write an integer or a decimal number."))
            }
            Test::Date(_) => parse_date(text)
                .map(Self::Date)
                .ok_or_else(|| wrong("date", "Write a date as 2026-11-21T00:00:00Z, or seconds since 1970.")),
            Test::Bool | Test::Null => match text.to_ascii_lowercase().as_str() {
                "true" => Ok(Self::Bool(true)),
                "false" => Ok(Self::Bool(false)),
                _ if test == Test::Bool && variables && text.contains("${") => template().map(Self::Template),
                _ => Err(wrong("boolean", "Write true or false.")),
            },
            Test::Binary => parse_binary(text).map(Self::Binary).ok_or_else(|| wrong("base64", "Write the bytes in base64.")),
            Test::Ip => Network::parse(text)
                .map(Self::Network)
                .ok_or_else(|| wrong("IP address or range", "Write an address or a range as 203.0.113.0/24 or 2001:db8::/32.")),
        }
    }

    /// Whether a value of the request matches; `None` where a variable has no value.
    fn matches(&self, test: Test, found: &str, context: &Context) -> Option<bool> {
        Some(match (self, test) {
            (Self::Template(template), Test::Text) => template.text(context).ok()? == found,
            (Self::Template(template), Test::TextIgnoreCase | Test::Bool) => template.text(context).ok()?.eq_ignore_ascii_case(found),
            (Self::Template(template), Test::Arn) => pattern::matches_arn(&template.pattern(context).ok()?, found),
            (Self::Template(template), _) => pattern::matches(&template.pattern(context).ok()?, found),
            (Self::Number(number), Test::Number(comparison)) => {
                Number::parse(found).is_some_and(|found| comparison.holds(found.cmp(number)))
            }
            (Self::Date(date), Test::Date(comparison)) => parse_date(found).is_some_and(|found| comparison.holds(found.cmp(date))),
            (Self::Bool(expected), _) => found.eq_ignore_ascii_case(if *expected { "true" } else { "false" }),
            (Self::Binary(bytes), _) => parse_binary(found).as_ref() == Some(bytes),
            (Self::Network(network), _) => Network::parse(found).is_some_and(|found| network.contains(&found)),
            (Self::Number(_) | Self::Date(_), _) => false,
        })
    }
}

impl Condition {
    /// Whether the condition holds for the request.
    ///
    /// Without the key: negated operators, `IfExists` and `ForAllValues` hold, the others do not; `Null` tests just that.
    pub fn holds(&self, context: &Context) -> bool {
        let found = context.get(&self.key);
        if self.operator.test == Test::Null {
            // A key whose values are all empty is as good as absent.
            let absent = is_empty(found);
            return self.values.contains(&Operand::Bool(absent));
        }
        let Some(found) = found else {
            return self.operator.if_exists
                || match self.operator.set {
                    Some(SetQualifier::ForAllValues) => true,
                    Some(SetQualifier::ForAnyValue) => false,
                    None => self.operator.negated && self.has_values(context),
                };
        };
        if !self.has_values(context) {
            return false;
        }
        let passes = |found: &String| self.matches_any(found, context) != self.operator.negated;
        match self.operator.set {
            Some(SetQualifier::ForAllValues) => is_empty(Some(found)) || found.iter().all(passes),
            Some(SetQualifier::ForAnyValue) => found.iter().any(passes),
            // Without a qualifier, one match among several values is a match.
            None => found.iter().any(|found| self.matches_any(found, context)) != self.operator.negated,
        }
    }

    /// The keys that the condition needs and the request does not have: its own, and those of variables without a default.
    pub fn missing_keys<'c>(&'c self, context: &'c Context) -> impl Iterator<Item = &'c str> {
        let own = std::iter::once(self.key.as_str()).filter(|key| context.get(key).is_none());
        let variables = self.values.iter().flat_map(|value| match value {
            Operand::Template(template) => template.unresolved(context),
            _ => None,
        });
        own.chain(variables)
    }

    /// Whether it is negated, and a variable without value keeps it from holding.
    pub(super) fn is_negated_and_void(&self, context: &Context) -> bool {
        self.operator.negated && !self.has_values(context)
    }

    /// Whether it counts a key as absent whose values are all empty.
    pub(super) fn sees_empty_values(&self, context: &Context) -> bool {
        let asks = self.operator.test == Test::Null || self.operator.set == Some(SetQualifier::ForAllValues);
        asks && context.get(&self.key).is_some_and(|found| is_empty(Some(found)))
    }

    fn matches_any(&self, found: &str, context: &Context) -> bool {
        self.values.iter().any(|value| value.matches(self.operator.test, found, context) == Some(true))
    }

    /// Whether all variables have values: a policy's text that cannot be resolved makes the statement void, also a negated one.
    fn has_values(&self, context: &Context) -> bool {
        self.values.iter().all(|value| match value {
            Operand::Template(template) => template.unresolved(context).is_none(),
            _ => true,
        })
    }
}

fn is_empty(found: Option<&[String]>) -> bool {
    found.is_none_or(|values| values.iter().all(String::is_empty))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn condition(operator: &str, values: &[&str]) -> Condition {
        let operator = Operator::parse(operator).expect("an operator");
        let written: Vec<String> = values.iter().map(|value| (*value).to_string()).collect();
        let values = values.iter().map(|value| Operand::parse(operator.test, value, true).expect("a value")).collect();
        Condition { operator, key: "aws:Key".to_string(), values, written, span: Span::default() }
    }

    fn holds(operator: &str, values: &[&str], found: &[&str]) -> bool {
        let context: Context = found.iter().map(|value| ("AWS:key", *value)).chain([("aws:username", "ann")]).collect();
        condition(operator, values).holds(&context)
    }

    #[test]
    fn operators_compare_as_documented() {
        const ARN: &str = "arn:aws:ecs:eu-central-1:111122223333:task/prod/1";
        let cases: &[(&str, &[&str], &str, bool)] = &[
            ("StringEquals", &["john"], "john", true),
            ("StringEquals", &["john"], "John", false),
            ("StringEquals", &["j*"], "john", false),
            ("StringEquals", &["a", "b"], "b", true),
            ("StringEquals", &["${aws:username}"], "ann", true),
            ("StringEquals", &["${aws:unknown}", "ann"], "ann", false),
            ("StringEquals", &["a${*}"], "a*", true),
            ("StringNotEquals", &["a", "b"], "b", false),
            ("StringNotEquals", &["a", "b"], "c", true),
            ("StringNotEquals", &["${aws:unknown}"], "ann", false),
            ("StringEqualsIgnoreCase", &["john"], "JOHN", true),
            ("StringNotEqualsIgnoreCase", &["john"], "JOHN", false),
            ("StringLike", &["j?h*"], "john", true),
            ("StringLike", &["J*"], "john", false),
            ("StringLike", &["home/${aws:username}/*"], "home/ann/x", true),
            ("StringNotLike", &["j*", "p*"], "paul", false),
            ("StringNotLike", &["j*", "p*"], "ringo", true),
            ("NumericEquals", &["10"], "10.0", true),
            ("NumericNotEquals", &["10"], "10.0", false),
            ("NumericLessThan", &["10"], "9.99", true),
            ("NumericLessThanEquals", &["10"], "10", true),
            ("NumericLessThanEquals", &["10"], "11", false),
            ("NumericGreaterThan", &["10"], "10", false),
            ("NumericGreaterThanEquals", &["10"], "10", true),
            ("NumericEquals", &["10"], "ten", false),
            ("NumericNotEquals", &["10"], "ten", true),
            ("DateGreaterThan", &["2020-01-01T00:00:01Z"], "2020-01-01T00:00:02Z", true),
            ("DateLessThan", &["2020-01-01T00:00:01Z"], "1577836800", true),
            ("DateLessThanEquals", &["2020-01-01"], "2020-01-01T00:00:00Z", true),
            ("DateGreaterThanEquals", &["2020-01-01"], "2019-12-31T23:59:59Z", false),
            ("DateEquals", &["2020-01-01T00:00:00Z"], "2020-01-01T01:00:00+01:00", true),
            ("DateNotEquals", &["2020-01-01T00:00:00Z"], "2020-01-01T01:00:00+01:00", false),
            ("Bool", &["true"], "True", true),
            ("Bool", &["false"], "true", false),
            ("BinaryEquals", &["QmluYXJ5"], "QmluYXJ5", true),
            ("BinaryEquals", &["QmluYXJ5"], "Qmlu", false),
            ("IpAddress", &["203.0.113.0/24", "2001:DB8:1234:5678::/64"], "2001:db8:1234:5678::1", true),
            ("IpAddress", &["203.0.113.0/24"], "203.0.114.1", false),
            ("NotIpAddress", &["203.0.113.0/24"], "203.0.113.9", false),
            ("NotIpAddress", &["203.0.113.0/24"], "::1", true),
            ("ArnLike", &["arn:aws:ecs:*:111122223333:*"], ARN, true),
            ("ArnEquals", &["arn:aws:ecs:*:111122223333:task/*"], ARN, true),
            ("ArnLike", &["arn:aws:ecs:*:444455556666:*"], ARN, false),
            ("ArnNotLike", &["arn:aws:ecs:*:111122223333:*"], ARN, false),
            ("ArnNotEquals", &["arn:aws:ecs:*:444455556666:*"], ARN, true),
            ("Null", &["false"], "x", true),
            ("Null", &["true"], "x", false),
            ("Null", &["true"], "", true),
            ("StringEqualsIfExists", &["john"], "john", true),
            ("StringEqualsIfExists", &["john"], "paul", false),
        ];
        for (operator, values, found, expected) in cases {
            assert_eq!(holds(operator, values, &[found]), *expected, "{operator} {values:?} {found}");
        }
    }

    #[test]
    fn a_missing_key_fails_positive_operators_and_passes_negated_ones() {
        let cases = [
            ("StringEquals", false),
            ("StringLike", false),
            ("StringNotEquals", true),
            ("StringNotLike", true),
            ("StringNotEqualsIgnoreCase", true),
            ("StringEqualsIfExists", true),
            ("StringNotEqualsIfExists", true),
            ("ForAllValues:StringEquals", true),
            ("ForAllValues:StringNotEquals", true),
            ("ForAnyValue:StringEquals", false),
            ("ForAnyValue:StringNotEquals", false),
            ("ForAnyValue:StringEqualsIfExists", true),
        ];
        for (operator, expected) in cases {
            assert_eq!(holds(operator, &["x"], &[]), expected, "{operator}");
        }
        for (operator, value, expected) in [
            ("NumericLessThan", "1", false),
            ("NumericNotEquals", "1", true),
            ("DateGreaterThan", "2020", false),
            ("DateNotEquals", "2020", true),
            ("Bool", "false", false),
            ("BoolIfExists", "false", true),
            ("IpAddress", "::/0", false),
            ("NotIpAddress", "::/0", true),
            ("ArnLike", "*", false),
            ("ArnNotLike", "*", true),
            ("Null", "true", true),
            ("Null", "false", false),
        ] {
            assert_eq!(holds(operator, &[value], &[]), expected, "{operator}");
        }
    }

    #[test]
    fn set_qualifiers_count_the_values_of_the_request() {
        let cases: &[(&str, &[&str], bool)] = &[
            ("ForAllValues:StringEquals", &["a", "b"], true),
            ("ForAllValues:StringEquals", &["a", "c"], false),
            ("ForAllValues:StringEquals", &[""], true),
            ("ForAnyValue:StringEquals", &["a", "c"], true),
            ("ForAnyValue:StringEquals", &["c", "d"], false),
            ("ForAllValues:StringNotEquals", &["c", "d"], true),
            ("ForAllValues:StringNotEquals", &["a", "d"], false),
            ("ForAnyValue:StringNotEquals", &["a", "d"], true),
            ("ForAnyValue:StringNotEquals", &["a", "b"], false),
            ("StringEquals", &["c", "a"], true),
            ("StringNotEquals", &["c", "a"], false),
        ];
        for (operator, found, expected) in cases {
            assert_eq!(holds(operator, &["a", "b"], found), *expected, "{operator} {found:?}");
        }
    }

    #[test]
    fn values_that_do_not_fit_their_operator_are_refused() {
        for (operator, value) in [
            ("NumericEquals", "ten"),
            ("DateLessThan", "tomorrow"),
            ("Bool", "yes"),
            ("Null", "maybe"),
            ("Null", "${aws:x}"),
            ("BinaryEquals", "%"),
            ("IpAddress", "203.0.113"),
            ("ArnLike", "ecs"),
            ("ArnLike", "arn:aws:ecs"),
            ("StringEquals", "${"),
        ] {
            let operator = Operator::parse(operator).expect("an operator");
            assert!(Operand::parse(operator.test, value, true).is_err(), "{operator:?} {value}");
        }
    }
}
