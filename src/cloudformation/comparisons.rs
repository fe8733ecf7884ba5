//! What conditions and rules compare, found once: it decides which values are worth trying.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::intrinsic::{Function, intrinsic};
use super::references::parameters_in;
use super::template::{ByName, Template, exact, text};
use crate::source::Span;
use crate::syntax::{Data, Node};

/// Texts of one operand that are told apart; what a comparison with any other gives is not known.
const MAX_TEXTS: usize = 256;
/// Longer operands are named by their beginning.
const MAX_WRITTEN: usize = 60;

/// The comparisons of a template.
#[derive(Debug, Default)]
pub(super) struct Comparisons<'t> {
    /// Texts that a parameter or pseudo parameter is compared with, or by which a mapping is read.
    pub texts: ByName<'t, Vec<&'t str>>,
    /// Operands that may have any value, whatever the parameters are.
    pub expressions: Vec<Expression<'t>>,
    /// Which of them stands where.
    by_place: HashMap<Span, usize>,
}

/// An operand whose value nothing offline computes.
#[derive(Debug)]
pub(super) struct Expression<'t> {
    /// For people: `!ImportValue network-kind`.
    pub written: String,
    /// Texts that it is compared with.
    pub texts: Vec<&'t str>,
    /// Parameters that it reads.
    parameters: HashSet<&'t str>,
}

impl<'t> Comparisons<'t> {
    pub(super) fn read(template: &Template<'t>) -> Self {
        let mut found = Self::default();
        let mut numbers = HashMap::new();
        for node in template.conditions.values().copied().chain(template.rules.iter().map(|(rule, _)| *rule)) {
            found.walk(template, node, &mut numbers);
        }
        // Where a parameter is compared elsewhere too, an operand that reads it may not have any value beside.
        let mut readers: HashMap<&str, usize> = HashMap::new();
        found.expressions.iter().flat_map(|expression| &expression.parameters).for_each(|name| *readers.entry(name).or_default() += 1);
        let free = |expression: &Expression<'_>| {
            expression.parameters.iter().all(|name| readers.get(name) == Some(&1) && !found.texts.contains_key(name))
        };
        let bound: BTreeSet<_> = (0..found.expressions.len()).filter(|number| !free(&found.expressions[*number])).collect();
        found.by_place.retain(|_, number| !bound.contains(number));
        found
    }

    /// The operand at a place, by its number, where it may have any value.
    pub(super) fn free(&self, operand: &Node<'_>) -> Option<usize> {
        self.by_place.get(&operand.span).copied()
    }

    fn walk(&mut self, template: &Template<'t>, node: &'t Node<'t>, numbers: &mut HashMap<String, usize>) {
        match intrinsic(node) {
            Some((function, argument)) => {
                match (function, &argument.data) {
                    (Function::Equals, Data::Array(items)) => {
                        if let [left, right] = items.as_slice() {
                            self.compare(template, left, text(right).into_iter().collect(), numbers);
                            self.compare(template, right, text(left).into_iter().collect(), numbers);
                        }
                    }
                    (Function::Contains, Data::Array(items)) => {
                        if let [Node { data: Data::Array(texts), .. }, value] = items.as_slice() {
                            self.compare(template, value, texts.iter().filter_map(text).collect(), numbers);
                        }
                    }
                    (Function::FindInMap, _) => self.add_keys(template, argument),
                    _ => {}
                }
                self.walk(template, argument, numbers);
            }
            None => match &node.data {
                Data::Array(items) => items.iter().for_each(|item| self.walk(template, item, numbers)),
                Data::Object(members) => members.iter().for_each(|member| self.walk(template, &member.value, numbers)),
                _ => {}
            },
        }
    }

    fn compare(&mut self, template: &Template<'t>, operand: &'t Node<'t>, texts: Vec<&'t str>, numbers: &mut HashMap<String, usize>) {
        let Some((function, argument)) = intrinsic(operand) else { return };
        if let (Function::Ref, Data::String(name)) = (function, &argument.data)
            && !template.parameters.get(name.as_ref()).is_some_and(|parameter| parameter.is_list())
        {
            return add(self.texts.entry(name).or_default(), texts);
        }
        if !is_open(template, operand) {
            return;
        }
        let key = written(operand, usize::MAX);
        let number = *numbers.entry(key).or_insert_with(|| {
            let mut parameters = HashSet::new();
            parameters_in(operand, &mut parameters);
            self.expressions.push(Expression { written: written(operand, MAX_WRITTEN), texts: Vec::new(), parameters });
            self.expressions.len() - 1
        });
        add(&mut self.expressions[number].texts, texts);
        self.by_place.insert(operand.span, number);
    }

    fn add_keys(&mut self, template: &Template<'t>, argument: &'t Node<'t>) {
        for (name, keys) in keys_of(template, argument) {
            add(self.texts.entry(name).or_default(), keys);
        }
    }
}

fn add<'t>(texts: &mut Vec<&'t str>, more: Vec<&'t str>) {
    for text in more {
        if texts.len() < MAX_TEXTS && !texts.contains(&text) {
            texts.push(text);
        }
    }
}

/// Whether no values of parameters make an operand known: it imports, or it reads a list or what is looked up.
fn is_open(template: &Template<'_>, node: &Node<'_>) -> bool {
    if let Some((function, argument)) = intrinsic(node) {
        return match (function, &argument.data) {
            (Function::Opaque, _) => true,
            (Function::Ref, Data::String(name)) => {
                template.parameters.get(name.as_ref()).is_some_and(|parameter| parameter.is_list() || parameter.is_looked_up())
            }
            _ => is_open(template, argument),
        };
    }
    match &node.data {
        Data::Array(items) => items.iter().any(|item| is_open(template, item)),
        Data::Object(members) => members.iter().any(|member| is_open(template, &member.value)),
        _ => false,
    }
}

/// An operand as a short text.
fn written(node: &Node<'_>, at_most: usize) -> String {
    fn write(node: &Node<'_>, at_most: usize, out: &mut String) {
        if out.len() > at_most {
            return;
        }
        let listed = |items: &mut dyn Iterator<Item = &Node<'_>>, out: &mut String| {
            for (index, item) in items.enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                write(item, at_most, out);
            }
        };
        match &node.data {
            Data::Null => out.push_str("null"),
            Data::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Data::Number(text) => out.push_str(text),
            Data::String(text) => {
                out.push('"');
                out.push_str(text);
                out.push('"');
            }
            Data::Array(items) => {
                out.push('[');
                listed(&mut items.iter(), out);
                out.push(']');
            }
            Data::Object(members) => match members.as_slice() {
                [member] if member.key == "Ref" || member.key.starts_with("Fn::") => {
                    out.push('!');
                    out.push_str(member.key.trim_start_matches("Fn::"));
                    out.push(' ');
                    write(&member.value, at_most, out);
                }
                _ => {
                    out.push('{');
                    for member in members {
                        out.push_str(&member.key);
                        out.push_str(": ");
                        write(&member.value, at_most, out);
                        out.push(' ');
                    }
                    out.push('}');
                }
            },
            Data::Tagged(tag, inner) => {
                out.push_str(tag);
                out.push(' ');
                write(inner, at_most, out);
            }
        }
    }
    let mut out = String::new();
    write(node, at_most, &mut out);
    if out.len() > at_most {
        let end = (0..=at_most).rev().find(|end| out.is_char_boundary(*end)).unwrap_or_default();
        out.truncate(end);
        out.push('…');
    }
    out
}

/// The parameters by which `FindInMap` reads a mapping, with the keys that are there.
pub(super) fn keys_of<'t>(template: &Template<'t>, argument: &'t Node<'t>) -> Vec<(&'t str, Vec<&'t str>)> {
    let Data::Array(items) = &argument.data else { return Vec::new() };
    let [Node { data: Data::String(map), .. }, top, second, ..] = items.as_slice() else { return Vec::new() };
    let Some(map) = template.mappings.and_then(|mappings| exact(mappings, map)) else { return Vec::new() };
    let name = |node: &'t Node<'t>| match intrinsic(node) {
        Some((Function::Ref, Node { data: Data::String(name), .. })) => Some(name.as_ref()),
        _ => None,
    };
    let keys = |node: &'t Node<'t>| node.members().iter().map(|member| member.key.as_ref()).collect();
    let mut found = Vec::new();
    found.extend(name(top).map(|name| (name, keys(map))));
    let row = text(top).and_then(|top| exact(map, top)).or_else(|| map.members().first().map(|member| &member.value));
    found.extend(name(second).zip(row).map(|(name, row)| (name, keys(row))));
    found
}
