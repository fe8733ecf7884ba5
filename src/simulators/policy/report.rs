//! A decision in the shape of `simulate-custom-policy`, with the explanation.
//!
//! Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html>

use std::collections::BTreeMap;

use serde::Serialize;

use super::condition::Condition;
use super::context::Context;
use super::evaluate::{Decision, Found, Outcome, Policies, Reason, Request};
use super::operators::Test;
use super::principal::{Caller, Principal};
use super::statement::{Effect, Mismatch, PolicyType};
use crate::simulators::choices::{Said, policy};
use crate::source::Position;

/// Values of a list that an explanation quotes, at most.
const MOST_QUOTED: usize = 4;

/// The result for one action and one resource.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct EvaluationResult {
    /// The action as it was given.
    pub eval_action_name: String,
    /// The resource as it was given.
    pub eval_resource_name: String,
    /// `allowed`, `explicitDeny` or `implicitDeny`.
    pub eval_decision: Outcome,
    /// The statements that decided; empty where nothing allows.
    pub matched_statements: Vec<MatchedStatement>,
    /// Keys that statements about this action and resource ask for and the request does not have.
    pub missing_context_values: Vec<String>,
    /// Whether the boundary allows, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions_boundary_decision_detail: Option<BoundaryDetail>,
    /// Why.
    #[serde(rename = "explanation")]
    pub explanation: Explanation,
}

/// `PermissionsBoundaryDecisionDetail`
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct BoundaryDetail {
    /// Whether a statement of the boundary allows and none denies.
    pub allowed_by_permissions_boundary: bool,
}

/// A statement that decided.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MatchedStatement {
    /// `PolicyInputList.1`, `ResourcePolicy`, `PermissionsBoundaryPolicyInputList.1`, `SessionPolicyInputList.1`.
    pub source_policy_id: String,
    /// `IAM Policy`, `Resource Policy`, `Permissions Boundary Policy`, `Session Policy`.
    pub source_policy_type: &'static str,
    /// Where the statement begins.
    pub start_position: LineAndColumn,
    /// The place after its last character.
    pub end_position: LineAndColumn,
}

/// A place in a policy's text; both count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct LineAndColumn {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// Why a request was decided so.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// One sentence.
    pub reason: String,
    /// Whether caller and resource belong to different accounts.
    pub cross_account: bool,
    /// What each type of policy says on its own.
    pub policies: BTreeMap<PolicyType, Outcome>,
    /// The statements of `MatchedStatements` with file and name.
    pub decided_by: Vec<StatementPlace>,
    /// Statements that almost matched, the nearest first.
    pub almost_matched: Vec<AlmostMatched>,
    /// What else the reader should know.
    pub notes: Vec<String>,
    /// Where AWS documents nothing: what was chosen.
    pub choices: Vec<String>,
}

/// A statement in its file.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StatementPlace {
    /// The policy as `MatchedStatements` names it.
    pub source_policy_id: String,
    /// The file.
    pub path: String,
    /// Line, column and offset.
    pub start: Position,
    /// The statement's name.
    pub sid: Option<String>,
    /// `Allow` or `Deny`.
    pub effect: Effect,
}

/// A statement that almost matched.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AlmostMatched {
    /// The statement.
    #[serde(rename = "statement")]
    pub place: StatementPlace,
    /// What did not match.
    pub failed: Vec<Failed>,
}

/// One element that did not match.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Failed {
    /// `action`, `resource`, `principal` or `condition`.
    pub element: &'static str,
    /// The condition key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// What was asked for, and what the request has.
    pub message: String,
}

impl EvaluationResult {
    /// The result of a decision.
    pub fn of(request: &Request, policies: &Policies, decision: &Decision) -> Self {
        let boundary = decision.by_type.iter().find(|(kind, _)| *kind == PolicyType::Boundary);
        Self {
            eval_action_name: request.action.clone(),
            eval_resource_name: request.resource.clone(),
            eval_decision: decision.outcome,
            matched_statements: decision.deciding.iter().map(matched).collect(),
            missing_context_values: decision.missing_keys.clone(),
            permissions_boundary_decision_detail: boundary
                .map(|(_, outcome)| BoundaryDetail { allowed_by_permissions_boundary: *outcome == Outcome::Allowed }),
            explanation: Explanation {
                reason: reason(request, decision),
                cross_account: decision.cross_account,
                policies: decision.by_type.iter().copied().collect(),
                decided_by: decision.deciding.iter().map(place).collect(),
                almost_matched: decision
                    .near_misses
                    .iter()
                    .map(|miss| AlmostMatched {
                        place: place(&miss.found),
                        failed: miss.mismatches.iter().map(|mismatch| failed(request, &miss.found, mismatch)).collect(),
                    })
                    .collect(),
                notes: notes(request, decision),
                choices: choices(request, policies),
            },
        }
    }
}

fn matched(found: &Found) -> MatchedStatement {
    let position = |position: Position| LineAndColumn { line: position.line, column: position.column };
    MatchedStatement {
        source_policy_id: found.policy.id.clone(),
        source_policy_type: match found.policy.kind {
            PolicyType::Identity => "IAM Policy",
            PolicyType::Resource => "Resource Policy",
            PolicyType::Boundary => "Permissions Boundary Policy",
            PolicyType::Session => "Session Policy",
        },
        start_position: position(found.statement.start),
        end_position: position(found.statement.end),
    }
}

fn place(found: &Found) -> StatementPlace {
    StatementPlace {
        source_policy_id: found.policy.id.clone(),
        path: found.policy.path.clone(),
        start: found.statement.start,
        sid: found.statement.sid.clone().filter(|sid| !sid.is_empty()),
        effect: found.statement.effect,
    }
}

fn reason(request: &Request, decision: &Decision) -> String {
    let text = match decision.reason {
        Reason::Denied => "a Deny statement matches, and a Deny wins over every Allow",
        Reason::RootUser => "the root user of an account may do anything in it that no Deny statement forbids",
        Reason::IdentityAllows => "an identity policy allows it, and nothing denies or limits it",
        Reason::ResourceAllows => match request.caller {
            Some(Caller::Service(_) | Caller::Federated(_) | Caller::Anonymous) => "the resource's policy allows the caller",
            _ => "the resource's policy allows the caller, which is enough within one account",
        },
        Reason::BothAllow if decision.cross_account => {
            "the caller's policies and the resource's policy allow it, as they both must across accounts"
        }
        Reason::BothAllow => "the resource's policy lets the account decide, and an identity policy allows it",
        Reason::NothingAllows => "no statement allows it",
        Reason::ResourceDoesNotAllow if request.resource_must_allow() => {
            "the resource's policy must allow it, whatever other policies say, and does not"
        }
        Reason::ResourceDoesNotAllow => "only the resource's policy can allow such a caller, and it does not",
        Reason::IdentityDoesNotAllow => "the resource's policy lets the account decide, and no identity policy allows it",
        Reason::BoundaryDoesNotAllow => "a policy allows it, but the permissions boundary does not",
        Reason::SessionDoesNotAllow => "a policy allows it, but the session policy does not",
        Reason::CallerSideMissing => {
            "across accounts both sides must allow: the resource's policy does, the caller's identity policies do not"
        }
        Reason::ResourceSideMissing => "across accounts both sides must allow: the caller's policies do, the resource's policy does not",
        Reason::BothSidesMissing => "across accounts both sides must allow, and neither does",
    };
    text.to_string()
}

fn failed(request: &Request, found: &Found, mismatch: &Mismatch) -> Failed {
    let list = |negated: bool, name: &str, asked: &str, patterns: Vec<&str>| match negated {
        false => format!("{name}: {asked} matches none of {}", quoted(&patterns)),
        true => format!("Not{name}: {asked} is one of {}", quoted(&patterns)),
    };
    let statement = found.statement;
    let (element, key, message) = match mismatch {
        Mismatch::Action => {
            let patterns = statement.actions.patterns.iter().map(|action| action.text.as_str()).collect();
            ("action", None, list(statement.actions.negated, "Action", &request.action, patterns))
        }
        Mismatch::Resource => {
            let resources = statement.resources.as_ref();
            let patterns = resources.map(|resources| resources.patterns.iter().map(|template| template.as_written()).collect());
            let negated = resources.is_some_and(|resources| resources.negated);
            let mut message = list(negated, "Resource", &request.evaluated_resource, patterns.unwrap_or_default());
            for key in statement.missing_resource_keys(&request.context) {
                message += &format!("; ${{{key}}} has no value");
            }
            ("resource", None, message)
        }
        Mismatch::Principal => {
            let principals = statement.principals.as_ref();
            let names = principals.map(|principals| principals.list.iter().map(|principal| principal.name()).collect());
            let caller = request.caller.as_ref().map_or("an unknown caller", Caller::name);
            let negated = principals.is_some_and(|principals| principals.negated);
            ("principal", None, list(negated, "Principal", caller, names.unwrap_or_default()))
        }
        Mismatch::Condition(condition) => ("condition", Some(condition.key.clone()), condition_message(condition, &request.context)),
    };
    Failed { element, key, message }
}

fn condition_message(condition: &Condition, context: &Context) -> String {
    let written: Vec<&str> = condition.written.iter().map(String::as_str).collect();
    let wants = format!("{} {} wants {}", condition.operator.name, condition.key, quoted(&written));
    let has = match context.get(&condition.key) {
        None => format!("the request does not have {}", condition.key),
        Some(found) => format!("the request has {}", quoted(&found.iter().map(String::as_str).collect::<Vec<_>>())),
    };
    let void: String = condition
        .missing_keys(context)
        .filter(|key| !key.eq_ignore_ascii_case(&condition.key))
        .map(|key| format!("; ${{{key}}} has no value"))
        .collect();
    format!("{wants}, {has}{void}")
}

fn quoted(values: &[&str]) -> String {
    let mut text = values.iter().take(MOST_QUOTED).map(|value| format!("\"{value}\"")).collect::<Vec<_>>().join(", ");
    if values.len() > MOST_QUOTED {
        text += &format!(" and {} more", values.len() - MOST_QUOTED);
    }
    text
}

fn notes(request: &Request, decision: &Decision) -> Vec<String> {
    let mut notes = Vec::new();
    if request.takes_no_resource() {
        notes.push(format!("{} takes no resource: IAM evaluates it against *, and only identity policies grant it.", request.action));
    }
    if decision.cross_account
        && let (Some(caller), Some(owner)) = (request.caller.as_ref().and_then(Caller::account), request.resource_account())
    {
        notes.push(format!("The caller belongs to account {caller}, the resource to {owner}."));
    }
    notes
}

fn choices(request: &Request, policies: &Policies) -> Vec<String> {
    let mut said = Said::default();
    let has_resource_policy = policies.has(PolicyType::Resource);
    let is_alone = request.resource_must_allow() && !has_resource_policy;
    let is_key = request.action_lower.starts_with("kms:");
    said.when(is_alone && is_key, policy::NO_KEY_POLICY);
    said.when(is_alone && !is_key, policy::NO_TRUST_POLICY);
    let caller_has_account = request.caller.as_ref().is_some_and(|caller| caller.account().is_some());
    let is_unowned = request.resource_account().is_none() && !request.takes_no_resource();
    said.when(has_resource_policy && caller_has_account && is_unowned, policy::OWNER);
    let statements = || policies.list.iter().flat_map(|policy| &policy.statements).filter(|statement| statement.matches_action(request));
    let principals = || statements().filter_map(|statement| statement.principals.as_ref());
    said.when(principals().any(|principals| principals.negated), policy::NOT_PRINCIPAL);
    let named = || principals().flat_map(|principals| &principals.list);
    said.when(named().any(|principal| matches!(principal, Principal::Opaque(_))), policy::UNIQUE_ID);
    let conditions = || statements().flat_map(|statement| &statement.conditions);
    if let Some(Caller::RoleSession(session)) = &request.caller {
        let by_path = named().any(|principal| principal.names_role_with_path(session));
        let by_key = conditions().any(|condition| condition.key.eq_ignore_ascii_case("aws:PrincipalArn"));
        said.when(by_path || by_key, policy::ROLE_PATH);
    }
    let is_void = conditions().any(|condition| condition.is_negated_and_void(&request.context))
        || statements().any(|statement| {
            let is_negated = statement.resources.as_ref().is_some_and(|resources| resources.negated);
            is_negated && statement.missing_resource_keys(&request.context).next().is_some()
        });
    said.when(is_void, policy::VOID_VARIABLE);
    said.when(conditions().any(|condition| condition.sees_empty_values(&request.context)), policy::EMPTY_VALUE);
    let ambiguous = conditions().find(|condition| {
        condition.operator.set.is_none()
            && condition.operator.test != Test::Null
            && request.context.get(&condition.key).is_some_and(|values| values.len() > 1)
    });
    if let Some(condition) = ambiguous {
        said.add(policy::SEVERAL_VALUES.about(&format!("{} {}", condition.operator.name, condition.key)));
    }
    said.into_sentences()
}
