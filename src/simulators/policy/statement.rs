//! A policy ready to be evaluated: what its statements mean, read once for all requests.

use super::condition::Condition;
use super::context::Context;
use super::evaluate::Request;
use super::pattern::{Token, matches, resource_pattern};
use super::principal::{Caller, Grant, Principal};
use super::variables::Template;
use crate::source::{Position, Span};

/// What a policy is attached to, which decides how it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PolicyType {
    /// Grants to the caller.
    Identity,
    /// Grants on the resource: repository, bucket and key policies, trust policies.
    Resource,
    /// Limits what identity policies grant.
    Boundary,
    /// Limits what the session has.
    Session,
}

/// A policy.
#[derive(Debug, Clone)]
pub struct Policy {
    /// How results name it: `PolicyInputList.1`.
    pub id: String,
    /// What it is attached to.
    pub kind: PolicyType,
    /// The file, and inside it the place of a policy that is held as a string.
    pub path: String,
    /// The statements in the order of the text.
    pub statements: Vec<Statement>,
}

/// `Effect`
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub enum Effect {
    /// Grants, where nothing denies.
    Allow,
    /// Denies, whatever grants.
    Deny,
}

/// A statement.
#[derive(Debug, Clone)]
pub struct Statement {
    /// The statement's object.
    pub span: Span,
    /// Where it begins.
    pub start: Position,
    /// Where it ends: the place after its last character.
    pub end: Position,
    /// Its name, if it has one.
    pub sid: Option<String>,
    /// What it does.
    pub effect: Effect,
    /// Who; policies of identities have none.
    pub principals: Option<Principals>,
    /// What may be done, in lower case.
    pub actions: Actions,
    /// On what; `None` in policies of resources means the resource itself.
    pub resources: Option<Resources>,
    /// All must hold.
    pub conditions: Vec<Condition>,
}

/// `Principal` or `NotPrincipal`.
#[derive(Debug, Clone)]
pub struct Principals {
    /// `NotPrincipal`
    pub negated: bool,
    /// The principals.
    pub list: Vec<Principal>,
}

/// `Action` or `NotAction`.
#[derive(Debug, Clone)]
pub struct Actions {
    /// `NotAction`
    pub negated: bool,
    /// The patterns.
    pub patterns: Vec<ActionPattern>,
}

/// One action with wildcards.
#[derive(Debug, Clone)]
pub struct ActionPattern {
    /// As it is written.
    pub text: String,
    pattern: Vec<Token>,
}

impl ActionPattern {
    /// Reads `service:Name*` or `*`.
    pub fn new(text: &str) -> Self {
        Self { text: text.to_string(), pattern: super::pattern::tokens(&text.to_ascii_lowercase()).collect() }
    }
}

/// `Resource` or `NotResource`.
#[derive(Debug, Clone)]
pub struct Resources {
    /// `NotResource`
    pub negated: bool,
    /// The patterns.
    pub patterns: Vec<Template>,
}

/// What kept a statement from matching.
#[derive(Debug, Clone, PartialEq)]
pub enum Mismatch<'p> {
    /// `Action` or `NotAction`
    Action,
    /// `Resource` or `NotResource`
    Resource,
    /// `Principal` or `NotPrincipal`
    Principal,
    /// A condition.
    Condition(&'p Condition),
}

impl Statement {
    /// Whether the action matches: the test that most statements fail, hence the first.
    pub fn matches_action(&self, request: &Request) -> bool {
        self.actions.patterns.iter().any(|action| matches(&action.pattern, &request.action_lower)) != self.actions.negated
    }

    /// Whether the resource matches. A variable without a value makes its text void; in `NotResource`, the whole element.
    pub fn matches_resource(&self, request: &Request) -> bool {
        let Some(resources) = &self.resources else { return true };
        let mut any = false;
        for template in &resources.patterns {
            if template.has_variables() {
                match template.pattern(&request.context) {
                    Ok(pattern) => any |= matches(&resource_pattern(pattern.into_owned()), &request.evaluated_resource),
                    Err(_) if resources.negated => return false,
                    Err(_) => {}
                }
            } else if let Ok(pattern) = template.pattern(&request.context) {
                any |= matches(&pattern, &request.evaluated_resource);
            }
        }
        any != resources.negated
    }

    /// How the statement means the caller, if it does. Statements without a principal mean whoever has their policy.
    pub fn grants(&self, request: &Request) -> Option<Grant> {
        let Some(principals) = &self.principals else { return Some(Grant::Direct) };
        let grants = |principal: &Principal| match &request.caller {
            Some(caller) => principal.grants(caller),
            None => (*principal == Principal::Everyone).then_some(Grant::Direct),
        };
        let strongest = principals.list.iter().filter_map(grants).max();
        if !principals.negated {
            return strongest;
        }
        let account = request.caller.as_ref().and_then(Caller::account);
        let is_excepted = match strongest {
            None => false,
            // Beside somebody of the account, the account stands there only so that it is not denied itself.
            Some(Grant::Account) => !principals.list.iter().any(|principal| principal.names_somebody_of(account)),
            Some(_) => true,
        };
        (!is_excepted).then_some(Grant::Direct)
    }

    /// Whether it denies with `NotPrincipal`, which denies users and roles with a permissions boundary whatever it names.
    pub fn denies_by_exception(&self) -> bool {
        self.effect == Effect::Deny && self.principals.as_ref().is_some_and(|principals| principals.negated)
    }

    /// The conditions that do not hold.
    pub fn failing_conditions<'p>(&'p self, context: &'p Context) -> impl Iterator<Item = &'p Condition> {
        self.conditions.iter().filter(|condition| !condition.holds(context))
    }

    /// Everything that keeps the statement from matching.
    pub fn mismatches<'p>(&'p self, request: &'p Request) -> Vec<Mismatch<'p>> {
        let mut mismatches = Vec::new();
        if !self.matches_action(request) {
            mismatches.push(Mismatch::Action);
        }
        if !self.matches_resource(request) {
            mismatches.push(Mismatch::Resource);
        }
        if self.grants(request).is_none() {
            mismatches.push(Mismatch::Principal);
        }
        mismatches.extend(self.failing_conditions(&request.context).map(Mismatch::Condition));
        mismatches
    }

    /// The keys that the variables of `Resource` need and the request does not have.
    pub fn missing_resource_keys<'p>(&'p self, context: &'p Context) -> impl Iterator<Item = &'p str> {
        let templates = self.resources.iter().flat_map(|resources| &resources.patterns);
        templates.filter_map(|template| template.unresolved(context))
    }

    /// The keys that the conditions need and the request does not have.
    pub fn missing_condition_keys<'p>(&'p self, context: &'p Context) -> impl Iterator<Item = &'p str> {
        self.conditions.iter().flat_map(|condition| condition.missing_keys(context))
    }
}
