//! Conditions: three-valued evaluation, and the parameters that make one true or false.

use std::collections::{HashMap, HashSet};

use super::environment::{Environment, Pin};
use super::intrinsic::{Function, intrinsic};
use super::resolve::Resolver;
use super::template::{Template, parameters_in};
use crate::syntax::{Data, Node};

/// Combinations of parameter values that are tried to make conditions what they should be.
const MAX_TRIES: usize = 256;

/// One side of a comparison.
enum Operand<'t> {
    Text(String),
    /// A parameter whose value is none of those that it is compared with.
    Other(&'t str),
    Unknown,
}

/// The conditions of a template under one environment; each is evaluated once.
#[derive(Debug)]
pub(super) struct Conditions<'t, 'e> {
    template: &'e Template<'t>,
    environment: &'e Environment<'t>,
    known: HashMap<&'t str, Option<bool>>,
}

impl<'t, 'e> Conditions<'t, 'e> {
    pub(super) fn new(template: &'e Template<'t>, environment: &'e Environment<'t>) -> Self {
        Self { template, environment, known: HashMap::new() }
    }

    /// Whether the condition holds; `None` where that is not known, or where there is no such condition.
    pub(super) fn holds(&mut self, name: &str) -> Option<bool> {
        if let Some(set) = self.environment.conditions.get(name) {
            return Some(*set);
        }
        let (name, node) = self.template.conditions.get_key_value(name)?;
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        // A condition that reaches itself is not known; CloudFormation refuses it.
        self.known.insert(name, None);
        let value = self.evaluate(node);
        self.known.insert(name, value);
        value
    }

    fn evaluate(&mut self, node: &'t Node<'t>) -> Option<bool> {
        let (function, argument) = intrinsic(node)?;
        if function == Function::Condition {
            return match &argument.data {
                Data::String(name) => self.holds(name),
                _ => None,
            };
        }
        let Data::Array(items) = &argument.data else { return None };
        match function {
            Function::Not => items.first().and_then(|item| self.evaluate(item)).map(|value| !value),
            Function::And => self.all(items, true),
            Function::Or => self.all(items, false),
            Function::Equals => {
                let [left, right] = items.as_slice() else { return None };
                match (self.operand(left), self.operand(right)) {
                    (Operand::Text(left), Operand::Text(right)) => Some(left == right),
                    (Operand::Other(name), Operand::Text(text)) | (Operand::Text(text), Operand::Other(name)) => {
                        let compared = self.template.compared.get(name).is_some_and(|texts| texts.contains(&text.as_str()));
                        compared.then_some(false)
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// And (`unit` true) and Or (`unit` false): one item of the other value decides, whatever the rest is.
    fn all(&mut self, items: &'t [Node<'t>], unit: bool) -> Option<bool> {
        let mut result = Some(unit);
        for item in items {
            match self.evaluate(item) {
                Some(value) if value == unit => {}
                Some(value) => return Some(value),
                None => result = None,
            }
        }
        result
    }

    fn operand(&self, node: &'t Node<'t>) -> Operand<'t> {
        if let Some((Function::Ref, Node { data: Data::String(name), .. })) = intrinsic(node)
            && let Some(pin) = assumed(self.template, self.environment, name)
        {
            return match pin {
                Pin::Text(text) => Operand::Text(text.to_string()),
                Pin::Other => Operand::Other(name),
            };
        }
        let environment = Environment { defaults: true, ..self.environment.clone() };
        match Resolver::new(self.template, &environment).resolve(node).data {
            Data::String(text) | Data::Number(text) => Operand::Text(text.into_owned()),
            Data::Bool(value) => Operand::Text(value.to_string()),
            _ => Operand::Unknown,
        }
    }
}

/// What a parameter is taken to be in conditions: what is pinned, its default, its first allowed value, else some other value.
/// `None` for what is no parameter.
fn assumed<'t>(template: &Template<'t>, environment: &Environment<'t>, name: &str) -> Option<Pin<'t>> {
    if let Some(pin) = environment.parameters.get(name) {
        return Some(*pin);
    }
    match template.parameters.get(name) {
        // A list is no text, and what is looked up is not known.
        Some(parameter) if parameter.is_list() => None,
        Some(parameter) if parameter.is_looked_up() => Some(Pin::Other),
        Some(parameter) => {
            Some(parameter.default.map(|(text, _)| text).or(parameter.allowed.first().copied()).map_or(Pin::Other, Pin::Text))
        }
        None => name.starts_with("AWS::").then_some(Pin::Other),
    }
}

/// The values that a parameter may have in conditions, the assumed one first.
pub(super) fn candidates<'t>(template: &Template<'t>, name: &'t str) -> Vec<Pin<'t>> {
    let base = Environment::default();
    let mut found: Vec<_> = assumed(template, &base, name).into_iter().collect();
    let parameter = template.parameters.get(name);
    if parameter.is_some_and(|parameter| parameter.ruled || parameter.is_list()) {
        return found;
    }
    let allowed = parameter.map(|parameter| parameter.allowed.as_slice()).unwrap_or_default();
    if allowed.is_empty() {
        found.extend(template.compared.get(name).into_iter().flatten().map(|text| Pin::Text(text)));
        found.push(Pin::Other);
    } else {
        found.extend(allowed.iter().map(|text| Pin::Text(text)));
    }
    let mut seen = HashSet::new();
    found.retain(|pin| seen.insert(*pin));
    found
}

/// The parameters that decide conditions, through other conditions too, in a stable order.
pub(super) fn deciding<'t>(template: &Template<'t>, conditions: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
    let mut pending: Vec<&str> = conditions.collect();
    let mut seen = HashSet::new();
    let mut parameters = HashSet::new();
    while let Some(name) = pending.pop() {
        if !seen.insert(name) {
            continue;
        }
        if let Some(node) = template.conditions.get(name) {
            parameters_in(node, &mut parameters);
            named_conditions(node, &mut pending);
        }
    }
    let mut parameters: Vec<_> =
        parameters.into_iter().filter(|name| template.parameters.contains_key(name) || name.starts_with("AWS::")).collect();
    parameters.sort_unstable();
    parameters
}

fn named_conditions<'t>(node: &'t Node<'t>, found: &mut Vec<&'t str>) {
    match intrinsic(node) {
        Some((Function::Condition, Node { data: Data::String(name), .. })) => found.push(name),
        Some((_, argument)) => {
            if let Data::Array(items) = &argument.data {
                items.iter().for_each(|item| named_conditions(item, found));
            }
        }
        None => {}
    }
}

/// An environment in which each condition is what it is said to be, with as few parameters changed as possible; `None` where
/// there is none, or none was found among a bounded number of tries.
pub(super) fn solve<'t>(template: &Template<'t>, targets: &[(&'t str, bool)]) -> Option<Environment<'t>> {
    let fits = |environment: &Environment<'t>| {
        let mut conditions = Conditions::new(template, environment);
        targets.iter().all(|(name, value)| conditions.holds(name) == Some(*value))
    };
    let base = Environment::default();
    if fits(&base) {
        return Some(base);
    }
    let choices: Vec<_> = deciding(template, targets.iter().map(|(name, _)| *name))
        .into_iter()
        .map(|name| (name, candidates(template, name)))
        .filter(|(_, pins)| pins.len() > 1)
        .collect();
    let mut tries = 0;
    for changes in 1..=choices.len().min(4) {
        if let Some(found) = change(&choices, changes, &base, &mut tries, &fits) {
            return Some(found);
        }
    }
    // What nothing decides may be either.
    let mut conditions = Conditions::new(template, &base);
    let open: Vec<_> = targets.iter().filter(|(name, _)| conditions.holds(name).is_none()).collect();
    let set = Environment { conditions: open.into_iter().copied().collect(), ..base };
    (!set.conditions.is_empty() && fits(&set)).then_some(set)
}

/// Tries all ways to change so many of the parameters.
fn change<'t>(
    choices: &[(&'t str, Vec<Pin<'t>>)],
    changes: usize,
    from: &Environment<'t>,
    tries: &mut usize,
    fits: &impl Fn(&Environment<'t>) -> bool,
) -> Option<Environment<'t>> {
    if changes == 0 {
        *tries += 1;
        return fits(from).then(|| from.clone());
    }
    for (index, (name, pins)) in choices.iter().enumerate() {
        for pin in &pins[1..] {
            if *tries >= MAX_TRIES {
                return None;
            }
            let mut next = from.clone();
            next.parameters.insert(name, *pin);
            if let Some(found) = change(&choices[index + 1..], changes - 1, &next, tries, fits) {
                return Some(found);
            }
        }
    }
    None
}
