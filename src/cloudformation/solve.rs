//! Values of parameters that make conditions what they should be.

use std::collections::{BTreeSet, HashSet};

use super::condition::Conditions;
use super::environment::{Environment, Pin};
use super::intrinsic::{Function, intrinsic};
use super::references::parameters_in;
use super::template::Template;
use crate::syntax::{Data, Node};

/// Values that are tried for one set of targets, and functions that are opened at once.
const MAX_STEPS: usize = 4096;
/// Values that are tried for each set of targets, however many were tried for others.
const FREE_STEPS: usize = 32;
/// Choices that may depend on one another.
const MAX_FORKS: usize = 1024;

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
    let mut search = Search { template, targets, environment: Environment::default(), decided: Vec::new() };
    if search.is_solved() {
        return Some(Environment::default());
    }
    search.run(Goals { open: goals, ..Goals::default() }).then(|| search.only_changes())
}

/// A function of conditions, and the value that it should have.
type Goal<'t> = (&'t Node<'t>, bool);

/// What is still to be reached.
#[derive(Clone, Default)]
struct Goals<'t> {
    /// Not looked at yet.
    open: Vec<Goal<'t>>,
    comparisons: Vec<Goal<'t>>,
    /// Functions of which one item is enough.
    either: Vec<Goal<'t>>,
}

/// One way to go on.
enum Way<'t> {
    Take(Variable<'t>, Pin<'t>),
    Reach(Goal<'t>),
}

/// A place to come back to.
struct Fork<'t> {
    /// The ways that are not tried, the last first.
    ways: Vec<Way<'t>>,
    goals: Goals<'t>,
    /// How many variables were decided.
    decided: usize,
}

struct Search<'t, 's> {
    template: &'s Template<'t>,
    targets: &'s [(&'t str, bool)],
    /// What is decided so far, and in which order.
    environment: Environment<'t>,
    decided: Vec<Variable<'t>>,
}

impl<'t> Search<'t, '_> {
    /// Reaches all goals: functions of which all items count are opened, then comparisons are decided, then of each other function
    /// one item after another is tried. Forks are kept in a list, because the stack has no room for hundreds.
    fn run(&mut self, mut goals: Goals<'t>) -> bool {
        let mut forks: Vec<Fork<'t>> = Vec::new();
        let room = &self.template.room.steps;
        for _ in 0..MAX_STEPS.min(FREE_STEPS + room.get()) {
            room.set(room.get().saturating_sub(1));
            let ways = if open(self.template, &mut goals) { self.ways(&mut goals) } else { Some(Vec::new()) };
            match ways {
                None if self.is_solved() => return true,
                None => {}
                // Where there is one way, there is nothing to come back for.
                Some(ways) if matches!(ways.as_slice(), [Way::Take(..)]) => {
                    ways.into_iter().for_each(|way| self.go(way, &mut goals));
                    continue;
                }
                Some(mut ways) => {
                    if forks.len() >= MAX_FORKS {
                        return false;
                    }
                    ways.reverse();
                    forks.push(Fork { ways, goals: goals.clone(), decided: self.decided.len() });
                }
            }
            let Some(way) = self.next_way(&mut forks, &mut goals) else { return false };
            self.go(way, &mut goals);
        }
        false
    }

    fn go(&mut self, way: Way<'t>, goals: &mut Goals<'t>) {
        match way {
            Way::Take(variable, pin) => self.decide(variable, pin),
            Way::Reach(goal) => goals.open.push(goal),
        }
    }

    /// Goes back to the last fork with a way that is not tried.
    fn next_way(&mut self, forks: &mut Vec<Fork<'t>>, goals: &mut Goals<'t>) -> Option<Way<'t>> {
        while let Some(fork) = forks.last_mut() {
            if let Some(way) = fork.ways.pop() {
                while self.decided.len() > fork.decided {
                    self.undo();
                }
                goals.clone_from(&fork.goals);
                return Some(way);
            }
            forks.pop();
        }
        None
    }

    /// The ways to reach the next goal, none where it cannot be reached; `None` where no goal is left.
    fn ways(&mut self, goals: &mut Goals<'t>) -> Option<Vec<Way<'t>>> {
        // An equality leaves one value and an inequality many.
        while let Some(index) = goals.comparisons.iter().position(|(_, want)| *want).or(goals.comparisons.len().checked_sub(1)) {
            let (node, want) = goals.comparisons[index];
            let mut variables = BTreeSet::new();
            variables_in(self.template, node, &mut variables, &mut Vec::new());
            let undecided: Vec<_> = variables.into_iter().filter(|variable| !self.is_decided(*variable)).collect();
            if let Some(variable) = undecided.first().copied() {
                let mut pins = candidates(self.template, variable);
                if undecided.len() == 1 {
                    pins.retain(|pin| self.would_be(node, variable, *pin) == Some(want));
                }
                return Some(pins.into_iter().map(|pin| Way::Take(variable, pin)).collect());
            }
            if self.value(node) != Some(want) {
                return Some(Vec::new());
            }
            goals.comparisons.remove(index);
        }
        let (node, want) = goals.either.pop()?;
        let Some((_, Node { data: Data::Array(items), .. })) = intrinsic(node) else { return Some(Vec::new()) };
        // What is so already changes nothing.
        let (so, not_yet): (Vec<_>, Vec<_>) = items.iter().partition(|item| self.value(item) == Some(want));
        Some(so.into_iter().chain(not_yet).map(|item| Way::Reach((item, want))).collect())
    }

    fn value(&self, node: &'t Node<'t>) -> Option<bool> {
        Conditions::new(self.template, &self.environment).evaluate(node)
    }

    /// The value of a comparison, were this decided.
    fn would_be(&mut self, node: &'t Node<'t>, variable: Variable<'t>, pin: Pin<'t>) -> Option<bool> {
        self.decide(variable, pin);
        let value = self.value(node);
        self.undo();
        value
    }

    fn is_decided(&self, variable: Variable<'t>) -> bool {
        match variable {
            Variable::Parameter(name) => self.environment.parameters.contains_key(name),
            Variable::Expression(number) => self.environment.expressions.contains_key(&number),
        }
    }

    fn decide(&mut self, variable: Variable<'t>, pin: Pin<'t>) {
        self.decided.push(variable);
        match variable {
            Variable::Parameter(name) => self.environment.parameters.insert(name, pin),
            Variable::Expression(number) => self.environment.expressions.insert(number, pin),
        };
    }

    fn undo(&mut self) {
        match self.decided.pop() {
            Some(Variable::Parameter(name)) => self.environment.parameters.remove(name),
            Some(Variable::Expression(number)) => self.environment.expressions.remove(&number),
            None => None,
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

/// Opens functions until only comparisons are left, and those of which one item is enough; false where one cannot be what it should.
fn open<'t>(template: &Template<'t>, goals: &mut Goals<'t>) -> bool {
    let mut opened = 0;
    while let Some((node, want)) = goals.open.pop() {
        opened += 1;
        let Some((function, argument)) = intrinsic(node).filter(|_| opened <= MAX_STEPS) else { return false };
        match (function, &argument.data) {
            (Function::Condition, Data::String(name)) => match template.conditions.get(name.as_ref()) {
                Some(node) => goals.open.push((node, want)),
                None => return false,
            },
            (Function::Not, Data::Array(items)) if items.len() == 1 => goals.open.push((&items[0], !want)),
            (Function::And, Data::Array(items)) if want => goals.open.extend(items.iter().map(|item| (item, true))),
            (Function::Or, Data::Array(items)) if !want => goals.open.extend(items.iter().map(|item| (item, false))),
            (Function::And | Function::Or, Data::Array(_)) => goals.either.push((node, want)),
            (Function::Equals, _) => goals.comparisons.push((node, want)),
            _ => return false,
        }
    }
    true
}
