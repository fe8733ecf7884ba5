//! Which environments show all that a resource can become.

use std::collections::{BTreeSet, HashSet};

use super::condition::{candidates, deciding, solve};
use super::environment::{Environment, Pin};
use super::intrinsic::{Function, intrinsic};
use super::substitution::{Piece, pieces};
use super::template::{Resource, Template};
use crate::syntax::{Data, Node};

/// Up to so many combinations of the parameters that decide conditions, all are looked at; beyond, each branch once.
const FEW_COMBINATIONS: usize = 16;
/// Environments for one resource at most.
const MAX_ENVIRONMENTS: usize = 600;
/// Allowed values of one parameter that are looked at.
const MAX_ALLOWED_VALUES: usize = 32;
/// Values that all environments together may make of one resource; keeps the work linear in the template.
const MAX_WORK: usize = 2_000_000;

/// What a resource reads.
#[derive(Default)]
struct Reads<'t> {
    /// For each branch of each `If`, the conditions on the way to it.
    branches: BTreeSet<Vec<(&'t str, bool)>>,
    parameters: BTreeSet<&'t str>,
    size: usize,
}

/// The environments under which to look at a resource and those that it is read together with: first the one in which only the
/// conditions are decided, then that with the parameters' defaults, then one for each branch that these do not show and for each
/// allowed value.
pub fn environments<'t>(template: &Template<'t>, resources: &[&Resource<'t>]) -> Vec<Environment<'t>> {
    let mut reads = Reads::default();
    for resource in resources {
        let way: Vec<_> = resource.condition.map(|condition| (condition, true)).into_iter().collect();
        if !way.is_empty() {
            reads.branches.insert(way.clone());
        }
        if let Some(properties) = resource.properties {
            reads.walk(properties, &way);
        }
    }
    let mut found = vec![Environment::default()];
    let defaults = |name: &&str| template.parameters.get(*name).is_some_and(|parameter| parameter.default.is_some());
    if reads.parameters.iter().any(defaults) {
        found.push(Environment { defaults: true, ..Environment::default() });
    }
    found.extend(for_branches(template, &reads));
    for name in &reads.parameters {
        let Some(parameter) = template.parameters.get(*name).filter(|parameter| !parameter.ruled && !parameter.is_list()) else { continue };
        let others = parameter.allowed.iter().filter(|text| parameter.default.is_none_or(|(default, _)| default != **text));
        found.extend(
            others
                .take(MAX_ALLOWED_VALUES)
                .map(|text| Environment { parameters: [(*name, Pin::Text(text))].into(), ..Environment::default() }),
        );
    }
    let mut seen = HashSet::new();
    found.retain(|environment| seen.insert(environment.clone()));
    found.truncate(MAX_ENVIRONMENTS.min(2 + MAX_WORK / reads.size.max(1)));
    found
}

fn for_branches<'t>(template: &Template<'t>, reads: &Reads<'t>) -> Vec<Environment<'t>> {
    let conditions: BTreeSet<&str> = reads.branches.iter().flatten().map(|(name, _)| *name).collect();
    let choices: Vec<_> =
        deciding(template, conditions.iter().copied()).into_iter().map(|name| (name, candidates(template, name))).collect();
    let combinations = choices.iter().fold(1_usize, |count, (_, pins)| count.saturating_mul(pins.len().max(1)));
    let mut found = Vec::new();
    if combinations <= FEW_COMBINATIONS {
        found.push(Environment::default());
        for (name, pins) in &choices {
            let without = found.clone();
            for pin in pins.iter().skip(1) {
                found.extend(without.iter().map(|environment| {
                    let mut next = environment.clone();
                    next.parameters.insert(name, *pin);
                    next
                }));
            }
        }
    }
    found.extend(reads.branches.iter().filter_map(|branch| solve(template, branch)));
    found
}

impl<'t> Reads<'t> {
    fn walk(&mut self, node: &'t Node<'t>, way: &[(&'t str, bool)]) {
        self.size += 1;
        if let Some((function, argument)) = intrinsic(node) {
            match (function, &argument.data) {
                (Function::If, Data::Array(items)) => {
                    if let [Node { data: Data::String(name), .. }, then, otherwise] = items.as_slice() {
                        for (value, branch) in [(true, then), (false, otherwise)] {
                            let mut way = way.to_vec();
                            if !way.contains(&(name, value)) {
                                way.push((name, value));
                            }
                            self.walk(branch, &way);
                            self.branches.insert(way);
                        }
                        return;
                    }
                }
                (Function::Ref, Data::String(name)) => {
                    self.parameters.insert(name);
                }
                (Function::Sub, Data::String(text)) => self.variables(text),
                (Function::Sub, Data::Array(items)) => {
                    if let Some(Node { data: Data::String(text), .. }) = items.first() {
                        self.variables(text);
                    }
                }
                _ => {}
            }
            return self.walk(argument, way);
        }
        match &node.data {
            Data::Array(items) => items.iter().for_each(|item| self.walk(item, way)),
            Data::Object(members) => members.iter().for_each(|member| self.walk(&member.value, way)),
            _ => {}
        }
    }

    fn variables(&mut self, text: &'t str) {
        self.parameters.extend(pieces(text).into_iter().filter_map(|piece| match piece {
            Piece::Variable(_, name, _) if !name.contains('.') => Some(name),
            _ => None,
        }));
    }
}
