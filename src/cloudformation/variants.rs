//! Which environments show all that a resource can become.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::comparisons::keys_of;
use super::condition::Conditions;
use super::environment::{Environment, Pin};
use super::intrinsic::{Function, intrinsic};
use super::solve::{Variable, candidates, deciding, solve};
use super::substitution::{Piece, pieces};
use super::template::{Resource, Template};
use crate::syntax::{Data, Node};

/// Up to so many combinations of what decides conditions, all are looked at; beyond, each branch once.
const FEW_COMBINATIONS: usize = 16;
/// Environments for one resource at most.
const MAX_ENVIRONMENTS: usize = 600;
/// Values of one parameter that are looked at.
const MAX_VALUES: usize = 32;
/// Values that all environments together may make of one resource.
const MAX_WORK: usize = 2_000_000;
/// Environments for one resource, however much was done for others.
const FREE_ENVIRONMENTS: usize = 2;
/// Text of this length is as much work as one value.
const BYTES_OF_A_VALUE: usize = 16;

/// The environments under which to look at a resource and those that it is read together with: first the one in which only the
/// conditions are decided, then that with the parameters' defaults, then one for each branch that these do not show and for each
/// allowed value.
pub fn environments<'t>(template: &Template<'t>, resources: &[&Resource<'t>]) -> Vec<Environment<'t>> {
    let mut reads = Reads::new(template);
    resources.iter().for_each(|resource| reads.resource(resource));
    let size = reads.size.max(1);
    let room = &template.room.values;
    let most = MAX_ENVIRONMENTS.min(FREE_ENVIRONMENTS + MAX_WORK.min(room.get()) / size);
    let mut found = Found { seen: HashSet::new(), list: Vec::new(), most };
    found.add(Environment::default());
    let has_default = |name: &&str| template.parameters.get(*name).is_some_and(|parameter| parameter.default.is_some());
    if reads.parameters.keys().any(has_default) {
        found.add(Environment { defaults: true, ..Environment::default() });
    }
    add_combinations(template, &reads, &mut found);
    let base = Environment::default();
    let mut as_assumed = Conditions::new(template, &base);
    for branch in &reads.branches {
        if found.is_full() {
            break;
        }
        if branch.iter().all(|(name, value)| as_assumed.holds(name) == Some(*value)) {
            continue;
        }
        if let Some(environment) = solve(template, branch) {
            found.add(environment);
        }
    }
    add_values(template, &reads, &mut found);
    room.set(room.get().saturating_sub(found.list.len().saturating_sub(FREE_ENVIRONMENTS) * size));
    found.list
}

/// Environments, each once.
struct Found<'t> {
    seen: HashSet<Environment<'t>>,
    list: Vec<Environment<'t>>,
    most: usize,
}

impl<'t> Found<'t> {
    fn is_full(&self) -> bool {
        self.list.len() >= self.most
    }

    fn add(&mut self, environment: Environment<'t>) {
        if !self.is_full() && self.seen.insert(environment.clone()) {
            self.list.push(environment);
        }
    }
}

/// Where few combinations decide all conditions, all of them: two branches may be wrong only together.
fn add_combinations<'t>(template: &Template<'t>, reads: &Reads<'t, '_>, found: &mut Found<'t>) {
    let conditions: BTreeSet<&str> = reads.branches.iter().flatten().map(|(name, _)| *name).collect();
    let choices: Vec<_> =
        deciding(template, conditions.iter().copied()).into_iter().map(|variable| (variable, candidates(template, variable))).collect();
    let count = choices.iter().fold(1_usize, |count, (_, pins)| count.saturating_mul(pins.len().max(1)));
    if count > FEW_COMBINATIONS {
        return;
    }
    let mut combinations = vec![Environment::default()];
    for (variable, pins) in &choices {
        let without = combinations.clone();
        // Of a parameter, the first is what it is anyway.
        let changes = pins.iter().skip(usize::from(matches!(variable, Variable::Parameter(_))));
        for pin in changes {
            combinations.extend(without.iter().map(|environment| {
                let mut next = environment.clone();
                match variable {
                    Variable::Parameter(name) => {
                        next.parameters.insert(name, *pin);
                    }
                    Variable::Expression(number) => {
                        next.expressions.insert(*number, *pin);
                    }
                }
                next
            }));
        }
    }
    combinations.retain(|environment| Conditions::new(template, environment).pass_rules());
    combinations.into_iter().for_each(|environment| found.add(environment));
}

/// Each allowed value of a parameter that is read, and each key by which a mapping is read, alone.
fn add_values<'t>(template: &Template<'t>, reads: &Reads<'t, '_>, found: &mut Found<'t>) {
    for (name, keys) in &reads.parameters {
        let parameter = template.parameters.get(*name);
        if parameter.is_some_and(|parameter| parameter.is_list() || parameter.is_looked_up()) {
            continue;
        }
        let allowed = parameter.map(|parameter| parameter.allowed.as_slice()).unwrap_or_default();
        let default = parameter.and_then(|parameter| parameter.default).map(|(text, _)| text);
        let fits = |text: &&&str| parameter.is_none_or(|parameter| parameter.bounds.allow(text));
        let keys: Vec<_> = keys.iter().filter(fits).copied().collect();
        let values = if allowed.is_empty() { keys.as_slice() } else { allowed };
        for text in values.iter().filter(|text| default != Some(**text)).take(MAX_VALUES) {
            if found.is_full() {
                return;
            }
            let environment = Environment { parameters: [(*name, Pin::Text(text))].into(), ..Environment::default() };
            if Conditions::new(template, &environment).pass_rules() {
                found.add(environment);
            }
        }
    }
}

/// What a resource reads.
struct Reads<'t, 'e> {
    template: &'e Template<'t>,
    /// For each branch of each `If`, the conditions on the way to it.
    branches: BTreeSet<Vec<(&'t str, bool)>>,
    /// Parameters, with the keys of the mappings that they read.
    parameters: BTreeMap<&'t str, BTreeSet<&'t str>>,
    size: usize,
}

impl<'t, 'e> Reads<'t, 'e> {
    fn new(template: &'e Template<'t>) -> Self {
        Self { template, branches: BTreeSet::new(), parameters: BTreeMap::new(), size: 0 }
    }

    fn resource(&mut self, resource: &Resource<'t>) {
        let way: Vec<_> = resource.condition.map(|condition| (condition, true)).into_iter().collect();
        if !way.is_empty() {
            self.branches.insert(way.clone());
        }
        if let Some(properties) = resource.properties {
            self.walk(properties, &way);
        }
    }

    fn walk(&mut self, node: &'t Node<'t>, way: &[(&'t str, bool)]) {
        self.size += 1;
        if let Some((function, argument)) = intrinsic(node) {
            match (function, &argument.data) {
                (Function::If, Data::Array(items)) => {
                    if let [Node { data: Data::String(name), .. }, then, otherwise] = items.as_slice() {
                        self.branch(name, true, then, way);
                        self.branch(name, false, otherwise, way);
                        return;
                    }
                }
                (Function::Ref, Data::String(name)) => self.parameter(name),
                (Function::Sub, Data::String(text)) => {
                    self.variables(text);
                }
                (Function::Sub, Data::Array(items)) => {
                    if let Some(Node { data: Data::String(text), .. }) = items.first() {
                        self.variables(text);
                    }
                }
                (Function::FindInMap, _) => {
                    for (name, keys) in keys_of(self.template, argument) {
                        self.parameters.entry(name).or_default().extend(keys.into_iter().take(MAX_VALUES));
                    }
                }
                _ => {}
            }
            return self.walk(argument, way);
        }
        match &node.data {
            Data::String(text) => self.size += text.len() / BYTES_OF_A_VALUE,
            Data::Array(items) => items.iter().for_each(|item| self.walk(item, way)),
            Data::Object(members) => members.iter().for_each(|member| self.walk(&member.value, way)),
            _ => {}
        }
    }

    fn branch(&mut self, name: &'t str, value: bool, node: &'t Node<'t>, way: &[(&'t str, bool)]) {
        // What the way before rules out is never reached.
        if way.contains(&(name, !value)) {
            return;
        }
        let mut way = way.to_vec();
        if !way.contains(&(name, value)) {
            way.push((name, value));
        }
        self.walk(node, &way);
        self.branches.insert(way);
    }

    fn variables(&mut self, text: &'t str) {
        for piece in pieces(text) {
            if let Piece::Variable(_, name, _) = piece
                && !name.contains('.')
            {
                self.parameter(name);
            }
        }
    }

    fn parameter(&mut self, name: &'t str) {
        // Of a pseudo parameter nothing is known but by comparison.
        if self.template.parameters.contains_key(name) {
            self.parameters.entry(name).or_default();
        }
    }
}
