//! Conditions and rules, evaluated with three values.

use std::borrow::Cow;

use super::environment::{Environment, Pin};
use super::intrinsic::{Function, intrinsic};
use super::references::conditions_in;
use super::resolve::Resolver;
use super::template::{ByName, Template, exact, text};
use crate::syntax::{Data, Node};

/// One side of a comparison.
enum Operand<'t, 'e> {
    Text(Cow<'t, str>),
    /// None of these texts.
    Other(&'e [&'t str]),
    Unknown,
}

/// The conditions of a template under one environment; each is evaluated once.
#[derive(Debug)]
pub(super) struct Conditions<'t, 'e> {
    template: &'e Template<'t>,
    environment: &'e Environment<'t>,
    known: ByName<'t, Option<bool>>,
}

impl<'t, 'e> Conditions<'t, 'e> {
    pub(super) fn new(template: &'e Template<'t>, environment: &'e Environment<'t>) -> Self {
        Self { template, environment, known: ByName::default() }
    }

    /// Whether the condition holds; `None` where that is not known, or where there is no such condition.
    pub(super) fn holds(&mut self, name: &str) -> Option<bool> {
        let (name, _) = self.template.conditions.get_key_value(name)?;
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        // Those that it names come first: a chain of them would be long for the stack.
        let mut pending = vec![(*name, false)];
        while let Some((name, ready)) = pending.pop() {
            let Some(node) = self.template.conditions.get(name) else { continue };
            if ready {
                let value = self.evaluate(node);
                self.known.insert(name, value);
            } else if !self.known.contains_key(name) {
                // A condition that reaches itself is not known; CloudFormation refuses it.
                self.known.insert(name, None);
                pending.push((name, true));
                let mut named = Vec::new();
                conditions_in(node, &mut named);
                pending.extend(named.into_iter().map(|name| (name, false)));
            }
        }
        self.known.get(name).copied().flatten()
    }

    /// The value of a function of conditions.
    pub(super) fn evaluate(&mut self, node: &'t Node<'t>) -> Option<bool> {
        let (function, argument) = intrinsic(node)?;
        if function == Function::Condition {
            return match &argument.data {
                Data::String(name) => self.holds(name),
                _ => None,
            };
        }
        let Data::Array(items) = &argument.data else { return None };
        match (function, items.as_slice()) {
            (Function::Not, [item]) => self.evaluate(item).map(|value| !value),
            (Function::And, _) => self.all(items, true),
            (Function::Or, _) => self.all(items, false),
            (Function::Equals, [left, right]) => equal(&self.operand(left), &self.operand(right)),
            (Function::Contains, [Node { data: Data::Array(texts), .. }, value]) => {
                let value = self.operand(value);
                let found: Vec<_> = texts.iter().map(|text| equal(&self.operand(text), &value)).collect();
                if found.contains(&Some(true)) { Some(true) } else { (!found.contains(&None)).then_some(false) }
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

    fn operand(&self, node: &'t Node<'t>) -> Operand<'t, 'e> {
        if let Some(text) = text(node) {
            return Operand::Text(Cow::Borrowed(text));
        }
        let comparisons = &self.template.comparisons;
        if let Some((Function::Ref, Node { data: Data::String(name), .. })) = intrinsic(node)
            && let Some(pin) = self.environment.parameters.get(name.as_ref()).copied().or_else(|| self.template.assumed(name))
        {
            let texts = comparisons.texts.get(name.as_ref());
            return operand(pin, texts);
        }
        if let Some(number) = comparisons.free(node)
            && let Some(pin) = self.environment.expressions.get(&number)
        {
            return operand(*pin, Some(&comparisons.expressions[number].texts));
        }
        match Resolver::with_assumed(self.template, self.environment).resolve(node).data {
            Data::String(text) | Data::Number(text) => Operand::Text(text),
            Data::Bool(value) => Operand::Text(Cow::Borrowed(if value { "true" } else { "false" })),
            _ => Operand::Unknown,
        }
    }

    /// Whether the rules of the template surely let such parameters pass; rules about other parameters than those that the
    /// environment changes are not its business.
    pub(super) fn pass_rules(&mut self) -> bool {
        let template = self.template;
        template.rules.iter().all(|(rule, asks_about)| {
            if !self.environment.parameters.keys().any(|name| asks_about.contains(name)) {
                return true;
            }
            if exact(rule, "RuleCondition").is_some_and(|condition| self.evaluate(condition) == Some(false)) {
                return true;
            }
            let Some(Node { data: Data::Array(assertions), .. }) = exact(rule, "Assertions") else { return true };
            assertions.iter().all(|assertion| exact(assertion, "Assert").is_some_and(|assert| self.evaluate(assert) == Some(true)))
        })
    }
}

fn operand<'t, 'e>(pin: Pin<'t>, texts: Option<&'e Vec<&'t str>>) -> Operand<'t, 'e> {
    match pin {
        Pin::Text(text) => Operand::Text(Cow::Borrowed(text)),
        Pin::Other => Operand::Other(texts.map(Vec::as_slice).unwrap_or_default()),
    }
}

fn equal(left: &Operand<'_, '_>, right: &Operand<'_, '_>) -> Option<bool> {
    match (left, right) {
        (Operand::Text(left), Operand::Text(right)) => Some(left == right),
        (Operand::Other(texts), Operand::Text(text)) | (Operand::Text(text), Operand::Other(texts)) => {
            texts.contains(&text.as_ref()).then_some(false)
        }
        _ => None,
    }
}
