//! What parameters are taken to be.

use std::collections::BTreeMap;

use super::template::Template;

/// Texts that are listed where a value is none of them.
const MAX_LISTED: usize = 4;

/// Assumptions under which a template is resolved. The empty one takes conditions as the parameters' defaults make them, and
/// parameters in values as not known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Environment<'t> {
    /// Parameters and pseudo parameters with a value of their own.
    pub parameters: BTreeMap<&'t str, Pin<'t>>,
    /// Operands of comparisons that nothing offline computes, such as an import, by their number in the template.
    pub expressions: BTreeMap<usize, Pin<'t>>,
    /// Whether parameters that are not pinned have their defaults in values too.
    pub defaults: bool,
}

/// The value of a parameter or an operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pin<'t> {
    /// This text.
    Text(&'t str),
    /// None of the texts that it could be told apart by.
    Other,
}

impl<'t> Environment<'t> {
    /// How many values are assumed.
    pub fn len(&self) -> usize {
        self.parameters.len() + self.expressions.len()
    }

    /// Whether nothing is assumed.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether all that another one assumes is assumed here too.
    pub fn includes(&self, other: &Self) -> bool {
        other.parameters.iter().all(|(name, pin)| self.parameters.get(name) == Some(pin))
            && other.expressions.iter().all(|(number, pin)| self.expressions.get(number) == Some(pin))
    }

    /// What is assumed here beyond another one.
    pub fn beyond(&self, other: &Self) -> Self {
        let mut rest = self.clone();
        rest.parameters.retain(|name, _| !other.parameters.contains_key(name));
        rest.expressions.retain(|number, _| !other.expressions.contains_key(number));
        rest
    }

    /// The same parameters and operands, each with the value that it has where nothing is assumed.
    pub fn unassumed(&self, template: &Template<'t>) -> Self {
        let parameters = self.parameters.keys().map(|name| (*name, template.assumed(name).unwrap_or(Pin::Other)));
        let expressions = self.expressions.iter().map(|(number, pin)| {
            let texts = &template.comparisons.expressions[*number].texts;
            let otherwise = if let (Pin::Other, [text]) = (pin, texts.as_slice()) { Pin::Text(text) } else { Pin::Other };
            (*number, otherwise)
        });
        Self { parameters: parameters.collect(), expressions: expressions.collect(), defaults: self.defaults }
    }

    /// What is assumed, for people: `Env is "prod"`; empty where nothing is.
    pub fn in_words(&self, template: &Template<'t>) -> String {
        let parameters = self.parameters.iter().map(|(name, pin)| pinned(name, *pin, || template.told_apart(name)));
        let expressions = self.expressions.iter().map(|(number, pin)| {
            let expression = &template.comparisons.expressions[*number];
            pinned(&expression.written, *pin, || expression.texts.clone())
        });
        parameters.chain(expressions).collect::<Vec<_>>().join(" and ")
    }
}

fn pinned<'t>(name: &str, pin: Pin<'t>, texts: impl Fn() -> Vec<&'t str>) -> String {
    match pin {
        Pin::Text(text) => format!("{name} is \"{text}\""),
        Pin::Other => {
            let texts = texts();
            if texts.is_empty() || texts.len() > MAX_LISTED {
                return format!("{name} has another value");
            }
            let listed: Vec<_> = texts.iter().map(|text| format!("\"{text}\"")).collect();
            format!("{name} is not {}", listed.join(" or "))
        }
    }
}
