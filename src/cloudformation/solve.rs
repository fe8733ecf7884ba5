//! Values of parameters that make conditions what they should be.

use std::collections::{BTreeSet, HashSet};

use super::condition::Conditions;
use super::environment::{Environment, Pin};
use super::intrinsic::{Function, intrinsic};
use super::references::parameters_in;
use super::template::Template;
use crate::syntax::{Data, Node};

/// Values that are tried, and functions that are looked into, for one set of targets.
const MAX_STEPS: usize = 4096;
/// Choices that may stand on one another; each stands on the stack.
const MAX_CHOICES: usize = 512;

/// What a comparison depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Variable<'t> {
    /// A parameter or pseudo parameter.
    Parameter(&'t str),
    /// An operand that may have any value, by its number.
    Expression(usize),
}

/// The values that a variable may have in conditions, the assumed one first; a parameter that is a list or is no parameter has
/// none, and the value of an operand need not be assumed to be anything.
pub(super) fn candidates<'t>(template: &Template<'t>, variable: Variable<'t>) -> Vec<Pin<'t>> {
    let mut found = Vec::new();
    match variable {
        Variable::Expression(number) => {
            found.extend(template.comparisons.expressions[number].texts.iter().map(|text| Pin::Text(text)));
            found.push(Pin::Other);
        }
        Variable::Parameter(name) => {
            let Some(assumed) = template.assumed(name) else { return found };
            found.push(assumed);
            let parameter = template.parameters.get(name);
            match parameter.filter(|parameter| !parameter.allowed.is_empty() && !parameter.is_looked_up()) {
                Some(parameter) => found.extend(parameter.allowed.iter().map(|text| Pin::Text(text))),
                None => {
                    let bounds = parameter.filter(|parameter| !parameter.is_looked_up()).map(|parameter| &parameter.bounds);
                    let texts = template.told_apart(name).into_iter();
                    found.extend(texts.filter(|text| bounds.is_none_or(|bounds| bounds.allow(text))).map(Pin::Text));
                    found.push(Pin::Other);
                }
            }
        }
    }
    let mut seen = HashSet::new();
    found.retain(|pin| seen.insert(*pin));
    found
}

/// The variables that decide conditions, through other conditions too, in a stable order.
pub(super) fn deciding<'t>(template: &Template<'t>, conditions: impl Iterator<Item = &'t str>) -> Vec<Variable<'t>> {
    let mut pending: Vec<&str> = conditions.collect();
    let mut seen = HashSet::new();
    let mut found = BTreeSet::new();
    while let Some(name) = pending.pop() {
        if let Some(node) = template.conditions.get(name).filter(|_| seen.insert(name)) {
            variables_in(template, node, &mut found, &mut pending);
        }
    }
    found.into_iter().collect()
}

fn variables_in<'t>(template: &Template<'t>, node: &'t Node<'t>, found: &mut BTreeSet<Variable<'t>>, named: &mut Vec<&'t str>) {
    if let Some(number) = template.comparisons.free(node) {
        found.insert(Variable::Expression(number));
        return;
    }
    let Some((function, argument)) = intrinsic(node) else { return };
    match (function, &argument.data) {
        (Function::Condition, Data::String(name)) => named.push(name),
        (Function::Equals | Function::Not | Function::And | Function::Or, Data::Array(items)) => {
            items.iter().for_each(|item| variables_in(template, item, found, named));
        }
        _ => {
            let mut parameters = HashSet::new();
            parameters_in(node, &mut parameters);
            let known = parameters.into_iter().filter(|name| template.assumed(name).is_some());
            found.extend(known.map(Variable::Parameter));
        }
    }
}

/// An environment in which each condition is what it is said to be, with few parameters changed; `None` where there is none, or
/// none was found among a bounded number of tries.
pub(super) fn solve<'t>(template: &Template<'t>, targets: &[(&'t str, bool)]) -> Option<Environment<'t>> {
    let mut goals = Vec::new();
    for (name, value) in targets {
        goals.push((*template.conditions.get(name)?, *value));
    }
    let mut search = Search { template, targets, environment: Environment::default(), steps: 0, choices: 0 };
    if search.is_solved() {
        return Some(Environment::default());
    }
    search.reach(goals, Vec::new(), Vec::new()).then(|| search.only_changes())
}

/// A function of conditions, and the value that it should have.
type Goal<'t> = (&'t Node<'t>, bool);

struct Search<'t, 's> {
    template: &'s Template<'t>,
    targets: &'s [(&'t str, bool)],
    /// What is decided so far.
    environment: Environment<'t>,
    steps: usize,
    choices: usize,
}

impl<'t> Search<'t, '_> {
    /// Reaches all goals: functions of which all items count are opened, then comparisons are decided, then of each other function
    /// one item after another is tried.
    fn reach(&mut self, mut open: Vec<Goal<'t>>, mut comparisons: Vec<Goal<'t>>, mut either: Vec<Goal<'t>>) -> bool {
        while let Some((node, want)) = open.pop() {
            self.steps += 1;
            if self.steps > MAX_STEPS {
                return false;
            }
            let Some((function, argument)) = intrinsic(node) else { return false };
            match (function, &argument.data) {
                (Function::Condition, Data::String(name)) => match self.template.conditions.get(name.as_ref()) {
                    Some(node) => open.push((node, want)),
                    None => return false,
                },
                (Function::Not, Data::Array(items)) if items.len() == 1 => open.push((&items[0], !want)),
                (Function::And, Data::Array(items)) if want => open.extend(items.iter().map(|item| (item, true))),
                (Function::Or, Data::Array(items)) if !want => open.extend(items.iter().map(|item| (item, false))),
                (Function::And | Function::Or, Data::Array(_)) => either.push((node, want)),
                (Function::Equals, _) => comparisons.push((node, want)),
                _ => return false,
            }
        }
        // An equality leaves one value and an inequality many.
        if let Some(index) = comparisons.iter().position(|(_, want)| *want).or(comparisons.len().checked_sub(1)) {
            let goal = comparisons.remove(index);
            return self.decide(goal, &comparisons, &either);
        }
        let Some((node, want)) = either.pop() else { return self.is_solved() };
        let Some((_, Node { data: Data::Array(items), .. })) = intrinsic(node) else { return false };
        let is_so = |search: &Self, item: &'t Node<'t>| search.value(item) == Some(want);
        let (so, not_yet): (Vec<_>, Vec<_>) = items.iter().partition(|item| is_so(self, item));
        self.each(so.into_iter().chain(not_yet), |search, item| search.reach(vec![(item, want)], Vec::new(), either.clone()))
    }

    /// Decides the variables of a comparison, one by one.
    fn decide(&mut self, goal: Goal<'t>, comparisons: &[Goal<'t>], either: &[Goal<'t>]) -> bool {
        let mut variables = BTreeSet::new();
        variables_in(self.template, goal.0, &mut variables, &mut Vec::new());
        let Some(variable) = variables.into_iter().find(|variable| !self.is_decided(*variable)) else {
            return self.value(goal.0) == Some(goal.1) && self.reach(Vec::new(), comparisons.to_vec(), either.to_vec());
        };
        let pins = candidates(self.template, variable);
        let found = self.each(pins.into_iter(), |search, pin| {
            search.set(variable, pin);
            search.decide(goal, comparisons, either)
        });
        if !found {
            self.unset(variable);
        }
        found
    }

    fn each<T>(&mut self, items: impl Iterator<Item = T>, mut reaches: impl FnMut(&mut Self, T) -> bool) -> bool {
        if self.choices >= MAX_CHOICES {
            return false;
        }
        self.choices += 1;
        for item in items {
            self.steps += 1;
            if self.steps > MAX_STEPS {
                break;
            }
            if reaches(self, item) {
                return true;
            }
        }
        self.choices -= 1;
        false
    }

    fn value(&self, node: &'t Node<'t>) -> Option<bool> {
        Conditions::new(self.template, &self.environment).evaluate(node)
    }

    fn is_decided(&self, variable: Variable<'t>) -> bool {
        match variable {
            Variable::Parameter(name) => self.environment.parameters.contains_key(name),
            Variable::Expression(number) => self.environment.expressions.contains_key(&number),
        }
    }

    fn set(&mut self, variable: Variable<'t>, pin: Pin<'t>) {
        match variable {
            Variable::Parameter(name) => self.environment.parameters.insert(name, pin),
            Variable::Expression(number) => self.environment.expressions.insert(number, pin),
        };
    }

    fn unset(&mut self, variable: Variable<'t>) {
        match variable {
            Variable::Parameter(name) => self.environment.parameters.remove(name),
            Variable::Expression(number) => self.environment.expressions.remove(&number),
        };
    }

    /// What is decided otherwise than it is assumed.
    fn only_changes(&self) -> Environment<'t> {
        let mut changes = self.environment.clone();
        changes.parameters.retain(|name, pin| self.template.assumed(name) != Some(*pin));
        changes
    }

    /// Whether all targets are met, by parameters that the template's rules let pass.
    fn is_solved(&self) -> bool {
        let changes = self.only_changes();
        let mut conditions = Conditions::new(self.template, &changes);
        self.targets.iter().all(|(name, value)| conditions.holds(name) == Some(*value)) && conditions.pass_rules()
    }
}
