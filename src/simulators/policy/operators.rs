//! Condition operators by their names.
//!
//! Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use std::cmp::Ordering;

use crate::facts::CONDITION_OPERATORS;

/// An operator with its qualifiers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// As it is written.
    pub name: String,
    /// `ForAllValues:` or `ForAnyValue:`.
    pub set: Option<SetQualifier>,
    /// What is compared.
    pub test: Test,
    /// `Not`: the condition holds where no value matches.
    pub negated: bool,
    /// `IfExists`: the condition holds where the request does not have the key.
    pub if_exists: bool,
}

/// How several values of the request count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetQualifier {
    /// Every value must pass; none passes.
    ForAllValues,
    /// One value must pass; none fails.
    ForAnyValue,
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    /// The same text.
    Text,
    /// The same text, ASCII case aside.
    TextIgnoreCase,
    /// `*` and `?` in the policy's value.
    TextLike,
    /// Numbers; the request's value stands on the left.
    Number(Comparison),
    /// Times; the request's value stands on the left.
    Date(Comparison),
    /// `true` or `false`.
    Bool,
    /// The same bytes.
    Binary,
    /// The address lies in the network.
    Ip,
    /// ARNs part by part, with `*` and `?`.
    Arn,
    /// Whether the key is absent.
    Null,
}

/// Which orders pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// Equal
    Equals,
    /// Less
    LessThan,
    /// Less or equal
    LessThanEquals,
    /// Greater
    GreaterThan,
    /// Greater or equal
    GreaterThanEquals,
}

impl Comparison {
    /// Whether this order passes.
    pub fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equals => order.is_eq(),
            Self::LessThan => order.is_lt(),
            Self::LessThanEquals => order.is_le(),
            Self::GreaterThan => order.is_gt(),
            Self::GreaterThanEquals => order.is_ge(),
        }
    }
}

impl Operator {
    /// Reads an operator's name, ASCII case aside.
    ///
    /// # Errors
    /// What is wrong with it, and what to do.
    pub fn parse(name: &str) -> Result<Self, (String, String)> {
        let (set, rest) = match name.split_once(':') {
            Some((qualifier, rest)) if qualifier.eq_ignore_ascii_case("ForAllValues") => (Some(SetQualifier::ForAllValues), rest),
            Some((qualifier, rest)) if qualifier.eq_ignore_ascii_case("ForAnyValue") => (Some(SetQualifier::ForAnyValue), rest),
            Some((qualifier, _)) => {
                let message = format!("\"{qualifier}\" is no set qualifier");
                return Err((message, "Write ForAllValues: or ForAnyValue: before the operator.".to_string()));
            }
            None => (None, name),
        };
        let lower = rest.to_ascii_lowercase();
        let (base, if_exists) = match lower.strip_suffix("ifexists") {
            Some(base) => (base, true),
            None => (lower.as_str(), false),
        };
        let Some(known) = CONDITION_OPERATORS.iter().find(|known| known.eq_ignore_ascii_case(base)) else {
            return Err((format!("\"{name}\" is no condition operator"), suggestion(base)));
        };
        if if_exists && *known == "Null" {
            let help = "Null itself tests whether the key is there: write it without IfExists.";
            return Err((format!("\"{name}\" is no condition operator"), help.to_string()));
        }
        let (test, negated) = test(known);
        Ok(Self { name: name.to_string(), set, test, negated, if_exists })
    }
}

fn test(name: &str) -> (Test, bool) {
    let comparison = |name: &str| match name {
        "LessThan" => Comparison::LessThan,
        "LessThanEquals" => Comparison::LessThanEquals,
        "GreaterThan" => Comparison::GreaterThan,
        "GreaterThanEquals" => Comparison::GreaterThanEquals,
        _ => Comparison::Equals,
    };
    if let Some(name) = name.strip_prefix("Numeric") {
        return (Test::Number(comparison(name)), name == "NotEquals");
    }
    if let Some(name) = name.strip_prefix("Date") {
        return (Test::Date(comparison(name)), name == "NotEquals");
    }
    match name {
        "StringEquals" => (Test::Text, false),
        "StringNotEquals" => (Test::Text, true),
        "StringEqualsIgnoreCase" => (Test::TextIgnoreCase, false),
        "StringNotEqualsIgnoreCase" => (Test::TextIgnoreCase, true),
        "StringLike" => (Test::TextLike, false),
        "StringNotLike" => (Test::TextLike, true),
        "Bool" => (Test::Bool, false),
        "BinaryEquals" => (Test::Binary, false),
        "IpAddress" => (Test::Ip, false),
        "NotIpAddress" => (Test::Ip, true),
        "ArnEquals" | "ArnLike" => (Test::Arn, false),
        "ArnNotEquals" | "ArnNotLike" => (Test::Arn, true),
        _ => (Test::Null, false),
    }
}

fn suggestion(name: &str) -> String {
    let nearest = CONDITION_OPERATORS
        .iter()
        .map(|known| (strsim::osa_distance(&known.to_ascii_lowercase(), name), known))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, _)| *distance <= 4);
    match nearest {
        Some((_, known)) => format!("Did you mean {known}?"),
        None => format!("The operators are {}, each but Null also with IfExists.", CONDITION_OPERATORS.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operator_is_read_with_its_qualifiers() {
        for name in CONDITION_OPERATORS {
            let plain = Operator::parse(name).expect(name);
            assert_eq!(plain.negated, name.contains("Not"), "{name}");
            assert_eq!((plain.set, plain.if_exists), (None, false));
            assert_eq!(plain.test == Test::Null, name == "Null", "{name}");
            let all = Operator::parse(&format!("ForAllValues:{name}")).expect(name);
            assert_eq!((all.set, all.test), (Some(SetQualifier::ForAllValues), plain.test));
            let lower = Operator::parse(&format!("foranyvalue:{}", name.to_lowercase())).expect(name);
            assert_eq!((lower.set, lower.test), (Some(SetQualifier::ForAnyValue), plain.test));
            let if_exists = Operator::parse(&format!("{name}IfExists"));
            assert_eq!(if_exists.is_ok_and(|operator| operator.if_exists), name != "Null", "{name}");
        }
    }

    #[test]
    fn unknown_operators_are_told_with_what_is_near() {
        let cases = [
            ("StringEqual", "Did you mean StringEquals?"),
            ("NullIfExists", "Null itself tests whether the key is there: write it without IfExists."),
            ("ForEachValue:StringEquals", "Write ForAllValues: or ForAnyValue: before the operator."),
        ];
        for (name, help) in cases {
            assert_eq!(Operator::parse(name).expect_err(name).1, help);
        }
        assert!(Operator::parse("Matches").is_err());
        assert!(Operator::parse("").is_err());
    }
}
