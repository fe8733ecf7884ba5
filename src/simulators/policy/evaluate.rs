//! The decision about one request.
//!
//! Sources: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>,
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html>

use std::collections::BTreeMap;

use super::context::Context;
use super::principal::{Caller, Grant, is_account};
use super::statement::{Effect, Mismatch, Policy, PolicyType, Statement};
use crate::facts::ACTIONS_WITHOUT_RESOURCE;

/// Statements that almost matched, at most.
const MOST_NEAR_MISSES: usize = 5;

/// One action on one resource by one caller.
#[derive(Debug, Clone)]
pub struct Request {
    /// `service:Action`
    pub action: String,
    /// The resource that was named; `*` for none.
    pub resource: String,
    /// Who asks; `None` where only policies of an identity are tried.
    pub caller: Option<Caller>,
    /// Condition keys.
    pub context: Context,
    pub(super) action_lower: String,
    pub(super) evaluated_resource: String,
}

impl Request {
    /// A request. The keys that AWS derives from caller and resource are added where `context` does not have them.
    pub fn new(action: &str, resource: &str, caller: Option<Caller>, mut context: Context) -> Self {
        if let Some(caller) = &caller {
            caller.add_keys(&mut context);
        }
        if let Some(account) = account_of(resource) {
            context.add_if_absent("aws:ResourceAccount", account);
        }
        let action_lower = action.to_ascii_lowercase();
        let evaluated_resource = if takes_no_resource(&action_lower) { "*".to_string() } else { resource.to_string() };
        Self { action: action.to_string(), resource: resource.to_string(), caller, context, action_lower, evaluated_resource }
    }

    /// Whether the action takes no resource, so that IAM evaluates it against `*`.
    pub fn takes_no_resource(&self) -> bool {
        takes_no_resource(&self.action_lower)
    }

    /// The account of the resource, from `aws:ResourceAccount` or its ARN.
    pub fn resource_account(&self) -> Option<&str> {
        match self.context.get("aws:ResourceAccount") {
            Some([account]) => Some(account),
            _ => None,
        }
    }

    /// Trust policies of roles and key policies: nothing is allowed that they do not allow.
    pub fn resource_must_allow(&self) -> bool {
        const OF_TRUST_POLICIES: [&str; 4] = ["sts:assumerole", "sts:tagsession", "sts:setsourceidentity", "sts:setcontext"];
        self.action_lower.starts_with("kms:") || OF_TRUST_POLICIES.iter().any(|action| self.action_lower.starts_with(action))
    }

    fn is_cross_account(&self) -> bool {
        if self.takes_no_resource() {
            return false;
        }
        let caller = self.caller.as_ref().and_then(Caller::account);
        matches!((caller, self.resource_account()), (Some(caller), Some(owner)) if caller != owner)
    }
}

fn account_of(arn: &str) -> Option<&str> {
    arn.strip_prefix("arn:")?.split(':').nth(3).filter(|account| is_account(account))
}

fn takes_no_resource(action_lower: &str) -> bool {
    let Some((service, name)) = action_lower.split_once(':') else { return false };
    ACTIONS_WITHOUT_RESOURCE
        .iter()
        .any(|(known, actions)| *known == service && actions.iter().any(|action| action.eq_ignore_ascii_case(name)))
}

/// All policies that speak about a request.
#[derive(Debug, Clone, Default)]
pub struct Policies {
    /// In the order in which results name them.
    pub list: Vec<Policy>,
}

impl Policies {
    /// Policies with the names that `simulate-custom-policy` gives them.
    pub fn new(mut list: Vec<Policy>) -> Self {
        let mut counts = BTreeMap::<PolicyType, usize>::new();
        for policy in &mut list {
            let number = counts.entry(policy.kind).or_default();
            *number += 1;
            policy.id = match policy.kind {
                PolicyType::Identity => format!("PolicyInputList.{number}"),
                // The API takes one only.
                PolicyType::Resource if *number == 1 => "ResourcePolicy".to_string(),
                PolicyType::Resource => format!("ResourcePolicy.{number}"),
                PolicyType::Boundary => format!("PermissionsBoundaryPolicyInputList.{number}"),
                PolicyType::Session => format!("SessionPolicyInputList.{number}"),
            };
        }
        Self { list }
    }

    /// Whether any policy of this type was given.
    pub fn has(&self, kind: PolicyType) -> bool {
        self.list.iter().any(|policy| policy.kind == kind)
    }
}

/// `EvalDecision`
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// Something allows, and nothing denies.
    Allowed,
    /// A `Deny` statement matched.
    ExplicitDeny,
    /// Nothing allows.
    ImplicitDeny,
}

/// Why the request was decided so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// A `Deny` statement matched.
    Denied,
    /// The root user of the resource's account may do anything.
    RootUser,
    /// An identity policy allows.
    IdentityAllows,
    /// The resource's policy allows the caller itself, or its role.
    ResourceAllows,
    /// Identity and resource policy allow, as they both must.
    BothAllow,
    /// Neither an identity policy nor the resource's policy allows.
    NothingAllows,
    /// The resource's policy is the only one that could allow, and it does not.
    ResourceDoesNotAllow,
    /// The resource's policy allows the account, whose own policies do not allow.
    IdentityDoesNotAllow,
    /// Something is allowed that the boundary does not allow.
    BoundaryDoesNotAllow,
    /// Something is allowed that the session policies do not allow.
    SessionDoesNotAllow,
    /// Across accounts both sides must allow: the caller's side does not.
    CallerSideMissing,
    /// Across accounts both sides must allow: the resource's side does not.
    ResourceSideMissing,
    /// Across accounts both sides must allow: neither does.
    BothSidesMissing,
}

/// A statement and its policy.
#[derive(Debug, Clone, Copy)]
pub struct Found<'p> {
    /// The policy.
    pub policy: &'p Policy,
    /// Its statement.
    pub statement: &'p Statement,
}

/// A statement that almost matched.
#[derive(Debug, Clone)]
pub struct NearMiss<'p> {
    /// The statement.
    pub found: Found<'p>,
    /// What did not match.
    pub mismatches: Vec<Mismatch<'p>>,
}

/// The answer.
#[derive(Debug, Clone)]
pub struct Decision<'p> {
    /// What it is.
    pub outcome: Outcome,
    /// Why.
    pub reason: Reason,
    /// Whether caller and resource belong to different accounts.
    pub cross_account: bool,
    /// The statements that decided: every `Deny` that matched, or every `Allow` that was needed.
    pub deciding: Vec<Found<'p>>,
    /// What each type of policy says on its own, where one was given.
    pub by_type: Vec<(PolicyType, Outcome)>,
    /// Statements that almost matched, the nearest first.
    pub near_misses: Vec<NearMiss<'p>>,
    /// Keys that statements about this action and resource ask for and the request does not have.
    pub missing_keys: Vec<String>,
}

/// What the statements that match say.
#[derive(Default)]
struct Tally<'p> {
    denies: Vec<Found<'p>>,
    allows: Vec<(Found<'p>, Grant)>,
    missing_keys: Vec<String>,
}

impl Tally<'_> {
    fn miss<'k>(&mut self, keys: impl Iterator<Item = &'k str>) {
        for key in keys {
            if !self.missing_keys.iter().any(|known| known.eq_ignore_ascii_case(key)) {
                self.missing_keys.push(key.to_string());
            }
        }
    }

    fn allows(&self, kind: PolicyType) -> bool {
        self.allows.iter().any(|(found, _)| found.policy.kind == kind)
    }

    fn strongest_of_resource(&self) -> Option<Grant> {
        self.allows.iter().filter(|(found, _)| found.policy.kind == PolicyType::Resource).map(|(_, grant)| *grant).max()
    }

    fn outcome_of(&self, kind: PolicyType) -> Outcome {
        match () {
            () if self.denies.iter().any(|found| found.policy.kind == kind) => Outcome::ExplicitDeny,
            () if self.allows(kind) => Outcome::Allowed,
            () => Outcome::ImplicitDeny,
        }
    }
}

/// Decides a request: an explicit deny in any policy wins; then something must allow.
pub fn evaluate<'p>(request: &'p Request, policies: &'p Policies) -> Decision<'p> {
    let tally = count(request, policies);
    let cross_account = request.is_cross_account();
    let (outcome, reason) = match tally.denies.is_empty() {
        false => (Outcome::ExplicitDeny, Reason::Denied),
        true => decide(request, policies, &tally, cross_account),
    };
    let deciding = match outcome {
        Outcome::ExplicitDeny => tally.denies.clone(),
        Outcome::Allowed => needed(&tally, reason, policies),
        Outcome::ImplicitDeny => Vec::new(),
    };
    let types = [PolicyType::Identity, PolicyType::Resource, PolicyType::Boundary, PolicyType::Session];
    Decision {
        outcome,
        reason,
        cross_account,
        deciding,
        by_type: types.into_iter().filter(|kind| policies.has(*kind)).map(|kind| (kind, tally.outcome_of(kind))).collect(),
        near_misses: near_misses(request, policies, outcome, reason),
        missing_keys: tally.missing_keys,
    }
}

fn count<'p>(request: &'p Request, policies: &'p Policies) -> Tally<'p> {
    let mut tally = Tally::default();
    // <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html>
    let is_user_or_role = matches!(request.caller, Some(Caller::User(_) | Caller::Role(_) | Caller::RoleSession(_)));
    let has_boundary = is_user_or_role && policies.has(PolicyType::Boundary);
    for policy in &policies.list {
        for statement in &policy.statements {
            if !statement.matches_action(request) {
                continue;
            }
            let is_excepted_in_vain = has_boundary && statement.denies_by_exception();
            let Some(grant) = statement.grants(request).or(is_excepted_in_vain.then_some(Grant::Direct)) else { continue };
            tally.miss(statement.missing_resource_keys(&request.context));
            if !statement.matches_resource(request) {
                continue;
            }
            tally.miss(statement.missing_condition_keys(&request.context));
            if statement.failing_conditions(&request.context).next().is_some() {
                continue;
            }
            let found = Found { policy, statement };
            match statement.effect {
                Effect::Deny => tally.denies.push(found),
                // Actions without a resource have no resource whose policy could allow them.
                Effect::Allow if policy.kind == PolicyType::Resource && request.takes_no_resource() => {}
                Effect::Allow => tally.allows.push((found, grant)),
            }
        }
    }
    tally
}

/// Without an explicit deny.
fn decide(request: &Request, policies: &Policies, tally: &Tally, cross_account: bool) -> (Outcome, Reason) {
    let is_root = matches!(request.caller, Some(Caller::Account { .. }));
    let limit = match () {
        // The root user has neither.
        () if is_root => None,
        () if policies.has(PolicyType::Boundary) && !tally.allows(PolicyType::Boundary) => Some(Reason::BoundaryDoesNotAllow),
        () if policies.has(PolicyType::Session) && !tally.allows(PolicyType::Session) => Some(Reason::SessionDoesNotAllow),
        () => None,
    };
    let identity = is_root || tally.allows(PolicyType::Identity);
    let resource = tally.strongest_of_resource();
    let allowed = |reason| (Outcome::Allowed, reason);
    let denied = |reason| (Outcome::ImplicitDeny, reason);

    if request.caller.as_ref().is_some_and(|caller| !caller.has_identity_policies()) {
        return if resource.is_some() { allowed(Reason::ResourceAllows) } else { denied(Reason::ResourceDoesNotAllow) };
    }
    if cross_account {
        return match (identity, resource.is_some(), limit) {
            (true, true, None) => allowed(Reason::BothAllow),
            (true, true, Some(limit)) => denied(limit),
            (true, false, _) => denied(Reason::ResourceSideMissing),
            (false, true, _) => denied(Reason::CallerSideMissing),
            (false, false, _) => denied(Reason::BothSidesMissing),
        };
    }
    match (resource, limit) {
        (Some(Grant::Direct), _) | (Some(Grant::Limited), None) => return allowed(Reason::ResourceAllows),
        (Some(Grant::Limited), Some(limit)) => return denied(limit),
        (Some(Grant::Account) | None, _) => {}
    }
    if request.resource_must_allow() && policies.has(PolicyType::Resource) {
        return match (resource, identity, limit) {
            (None, ..) => denied(Reason::ResourceDoesNotAllow),
            (Some(_), false, _) => denied(Reason::IdentityDoesNotAllow),
            (Some(_), true, Some(limit)) => denied(limit),
            (Some(_), true, None) => allowed(Reason::BothAllow),
        };
    }
    match (identity, limit) {
        (true, None) if is_root => allowed(Reason::RootUser),
        (true, None) => allowed(Reason::IdentityAllows),
        (true, Some(limit)) => denied(limit),
        (false, _) if resource.is_some() => denied(Reason::IdentityDoesNotAllow),
        (false, _) => denied(Reason::NothingAllows),
    }
}

/// The `Allow` statements that the decision rests on.
fn needed<'p>(tally: &Tally<'p>, reason: Reason, policies: &Policies) -> Vec<Found<'p>> {
    let direct = tally.strongest_of_resource() == Some(Grant::Direct);
    let limits_met = |kind: PolicyType| !policies.has(kind) || tally.allows(kind);
    let identity_path = limits_met(PolicyType::Boundary) && limits_met(PolicyType::Session);
    tally
        .allows
        .iter()
        .filter(|(found, grant)| match (found.policy.kind, reason) {
            (PolicyType::Resource, Reason::ResourceAllows) if direct => {
                *grant == Grant::Direct || (identity_path && *grant == Grant::Limited)
            }
            (PolicyType::Resource, Reason::ResourceAllows) => *grant >= Grant::Limited,
            (PolicyType::Resource, Reason::BothAllow) => true,
            (PolicyType::Resource, _) => false,
            (PolicyType::Identity, _) => identity_path,
            // A direct grant of the resource needs neither.
            (PolicyType::Boundary | PolicyType::Session, Reason::ResourceAllows) => {
                identity_path && (!direct || tally.allows(PolicyType::Identity))
            }
            (PolicyType::Boundary | PolicyType::Session, _) => true,
        })
        .map(|(found, _)| *found)
        .collect()
}

/// The types of policy in which one more `Allow` could have changed the answer.
fn wanting(reason: Reason) -> &'static [PolicyType] {
    match reason {
        Reason::NothingAllows | Reason::BothSidesMissing => &[PolicyType::Identity, PolicyType::Resource],
        Reason::ResourceDoesNotAllow | Reason::ResourceSideMissing => &[PolicyType::Resource],
        Reason::IdentityDoesNotAllow | Reason::CallerSideMissing => &[PolicyType::Identity],
        Reason::BoundaryDoesNotAllow => &[PolicyType::Boundary],
        Reason::SessionDoesNotAllow => &[PolicyType::Session],
        Reason::Denied | Reason::RootUser | Reason::IdentityAllows | Reason::ResourceAllows | Reason::BothAllow => &[],
    }
}

/// For a request that is not allowed: the `Allow` statements that come nearest. For an allowed one: the `Deny` statements that
/// only a condition kept from matching.
fn near_misses<'p>(request: &'p Request, policies: &'p Policies, outcome: Outcome, reason: Reason) -> Vec<NearMiss<'p>> {
    let mut near: Vec<NearMiss> = Vec::new();
    for policy in &policies.list {
        let effect = match outcome {
            Outcome::Allowed => Effect::Deny,
            _ if wanting(reason).contains(&policy.kind) => Effect::Allow,
            _ => continue,
        };
        for statement in policy.statements.iter().filter(|statement| statement.effect == effect) {
            // What speaks of other services teaches nothing.
            if !statement.matches_action(request) && !names_service(statement, request) {
                continue;
            }
            let mismatches = statement.mismatches(request);
            let is_near = match outcome {
                Outcome::Allowed => mismatches.iter().all(|mismatch| matches!(mismatch, Mismatch::Condition(_))),
                _ => mismatches[..] == [Mismatch::Action] || !mismatches.contains(&Mismatch::Action),
            };
            if is_near && !mismatches.is_empty() {
                near.push(NearMiss { found: Found { policy, statement }, mismatches });
            }
        }
    }
    // The right action is nearer than another. Stable: what is as near as another stays in the order of the text.
    near.sort_by_key(|miss| (miss.mismatches.len(), miss.mismatches.contains(&Mismatch::Action)));
    near.truncate(MOST_NEAR_MISSES);
    near
}

fn names_service(statement: &Statement, request: &Request) -> bool {
    let service = request.action_lower.split(':').next().unwrap_or_default();
    statement.actions.patterns.iter().any(|action| {
        let named = action.text.split(':').next().unwrap_or_default();
        named.eq_ignore_ascii_case(service)
    })
}
