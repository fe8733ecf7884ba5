//! What a role's policies allow, where parts of them may be unknown.
//!
//! A permission is missing only where nothing that is unknown could grant it: what is not known of an `Allow` is taken to allow, what
//! is not known of a `Deny` to deny nothing, and conditions are taken to hold for the one and not for the other.

use std::cell::Cell;

use super::unknown::{common, has_unknown, is_mark};
use super::{Need, Unknowns};
use crate::facts::ECR_PULL_DISPENSABLE;
use crate::model::{PolicyDocument, PolicyStatement, Value, is_placeholder};
use crate::simulators::policy::pattern::resource_pattern;
use crate::simulators::policy::{
    ActionPattern, Actions, Context, Effect, Outcome, Policies, Policy, PolicyType, Request, Resources, Statement, Template, evaluate,
};
use crate::source::Position;
use crate::syntax::Node;

/// A policy document, and the tree that it was read from; without one, only what is written in full is known.
pub type Written<'a> = (&'a PolicyDocument<'a>, Option<&'a Node<'a>>);

/// The policies of a role.
#[derive(Debug, Clone, Default)]
pub struct Grants {
    policies: Policies,
    /// The resources of its `Allow` statements, as patterns.
    patterns: Vec<String>,
    /// Whether these are all its policies.
    is_complete: bool,
    /// Steps that may still be done to compare: a role of thousands of statements, asked for thousands of secrets, must not take forever.
    room: Cell<usize>,
}

/// Steps that are done for a role; beyond, it is taken to hold everything.
const MAX_STEPS: usize = 2_000_000;

impl Grants {
    /// The policies of a role, and its boundary; with `is_complete`, it has no other policies.
    pub fn new(identity: &[Written<'_>], boundary: Option<Written<'_>>, is_complete: bool) -> Self {
        let mut list: Vec<Policy> = identity.iter().map(|(document, tree)| possible(document, *tree, PolicyType::Identity)).collect();
        if !is_complete {
            list.push(policy(vec![everything()], PolicyType::Identity));
        }
        let patterns = list.iter().flat_map(allowed_resources).collect();
        list.extend(boundary.map(|(document, tree)| possible(document, tree, PolicyType::Boundary)));
        Self { policies: Policies::new(list), patterns, is_complete, room: Cell::new(MAX_STEPS) }
    }

    /// Whether these are all policies of the role.
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// The actions of a need that the role certainly does not hold; nothing where only what is dispensable is missing.
    pub fn missing(&self, need: &Need) -> Vec<&'static str> {
        let lacks = |action: &&str| !need.asked().any(|resource| self.may(action, resource));
        let missing: Vec<_> = need.actions.iter().copied().filter(lacks).collect();
        if missing == [ECR_PULL_DISPENSABLE] { Vec::new() } else { missing }
    }

    /// Whether the role may hold an action on a resource of which parts may be unknown.
    pub fn may(&self, action: &str, resource: &str) -> bool {
        let statements: usize = self.policies.list.iter().map(|policy| policy.statements.len()).sum();
        let allows = |resource: &str| {
            let Some(room) = self.room.get().checked_sub(statements + self.patterns.len()) else { return true };
            self.room.set(room);
            let request = Request::new(action, resource, None, Context::default());
            evaluate(&request, &self.policies).outcome == Outcome::Allowed
        };
        if !has_unknown(resource) {
            return allows(resource);
        }
        // Unknown parts are what would suit one of the statements, or none of them.
        let other: String = resource.chars().map(|character| if is_mark(character) { 'x' } else { character }).collect();
        let suits = |pattern: &String| {
            let mut room = self.room.get();
            let found = common(pattern, resource, &mut room);
            self.room.set(room);
            room == 0 || found.is_some_and(|resource| allows(&resource))
        };
        allows(&other) || self.patterns.iter().any(suits)
    }
}

/// What a document may allow at most.
fn possible(document: &PolicyDocument<'_>, tree: Option<&Node<'_>>, kind: PolicyType) -> Policy {
    let mut unknowns = Unknowns::default();
    let mut statements: Vec<Statement> =
        document.statements.iter().filter_map(|statement| statement_of(statement, tree, &mut unknowns)).collect();
    if !document.statements.complete {
        statements.push(everything());
    }
    policy(statements, kind)
}

fn policy(statements: Vec<Statement>, kind: PolicyType) -> Policy {
    Policy { id: String::new(), kind, path: String::new(), statements }
}

fn everything() -> Statement {
    ready(Effect::Allow, Actions { negated: false, patterns: vec![ActionPattern::new("*")] }, resources(false, &["*".to_string()]))
}

fn ready(effect: Effect, actions: Actions, resources: Resources) -> Statement {
    let nowhere = Position { line: 1, column: 1, offset: 0 };
    Statement {
        span: Default::default(),
        start: nowhere,
        end: nowhere,
        sid: None,
        effect,
        principals: None,
        actions,
        resources: Some(resources),
        conditions: Vec::new(),
    }
}

fn resources(negated: bool, patterns: &[String]) -> Resources {
    Resources { negated, patterns: patterns.iter().map(|pattern| Template::without_variables(pattern)).collect() }
}

/// A statement as far as it counts: `None` for a `Deny` of which something is not known.
fn statement_of(written: &PolicyStatement<'_>, tree: Option<&Node<'_>>, unknowns: &mut Unknowns) -> Option<Statement> {
    let denies = match written.effect.map(|effect| effect.literal()) {
        Some(Some("Deny")) => true,
        // What is no effect makes IAM refuse the policy; other rules say so.
        Some(Some("Allow") | None) => false,
        _ => return None,
    };
    let (negated_action, actions) = if written.not_action.place.is_some() { (true, &written.not_action) } else { (false, &written.action) };
    let (negated, list) = if written.not_resource.place.is_some() { (true, &written.not_resource) } else { (false, &written.resource) };
    let mut text = |value: &Value<&str>| match (value.literal(), tree) {
        (Some(text), _) if !is_placeholder(text) => text.to_string(),
        (_, Some(tree)) => unknowns.text_at(tree, value.span()),
        (_, None) => unknowns.mark("unknown").to_string(),
    };
    let texts: Vec<String> = list.iter().map(&mut text).collect();
    let is_known = actions.complete && list.complete && !texts.iter().any(|text| has_unknown(text));
    if denies && (!is_known || written.conditions.place.is_some()) {
        return None;
    }
    let mut action_texts: Vec<&str> = actions.iter().filter_map(Value::literal).collect();
    let mut patterns: Vec<String> = texts.iter().map(|text| text.chars().map(|c| if is_mark(c) { '*' } else { c }).collect()).collect();
    // An item that is not known widens a list, and narrows one of exceptions.
    if !actions.complete && !negated_action {
        action_texts.push("*");
    }
    if !list.complete && !negated {
        patterns.push("*".to_string());
    }
    if negated {
        patterns = texts.into_iter().filter(|text| !has_unknown(text)).collect();
    }
    let actions = Actions { negated: negated_action, patterns: action_texts.into_iter().map(ActionPattern::new).collect() };
    let mut resources = resources(negated, &patterns);
    if denies {
        // Where stars reach less far, less is denied.
        resources.patterns.iter_mut().for_each(|template| template.map_fixed(resource_pattern));
    }
    Some(ready(if denies { Effect::Deny } else { Effect::Allow }, actions, resources))
}

fn allowed_resources(policy: &Policy) -> Vec<String> {
    let allowing = policy.statements.iter().filter(|statement| statement.effect == Effect::Allow);
    let resources = allowing.filter_map(|statement| statement.resources.as_ref()).filter(|resources| !resources.negated);
    resources.flat_map(|resources| resources.patterns.iter().map(|pattern| pattern.as_written().to_string())).collect()
}

/// Whether a pattern such as `s3:Get*` stands for an action.
pub fn action_matches(pattern: &str, action: &str) -> bool {
    let actions = Actions { negated: false, patterns: vec![ActionPattern::new(pattern)] };
    let request = Request::new(action, "*", None, Context::default());
    ready(Effect::Allow, actions, resources(false, &[])).matches_action(&request)
}

/// Whether a trust policy may let the service of ECS assume the role.
pub fn may_be_assumed_by_tasks(trust: &PolicyDocument<'_>) -> bool {
    let service = crate::facts::TASKS_PRINCIPAL;
    let unknown_or = |value: &Value<&str>, known: &dyn Fn(&str) -> bool| value.literal().is_none_or(known);
    let lets_in = |statement: &PolicyStatement<'_>| {
        let allows = statement.effect.is_none_or(|effect| unknown_or(&effect, &|effect| effect == "Allow"));
        let assumes = |value: &Value<&str>| unknown_or(value, &|action| action_matches(action, "sts:AssumeRole"));
        let acts = if statement.not_action.place.is_some() {
            !statement.not_action.iter().any(|value| value.literal().is_some() && assumes(value))
        } else {
            !statement.action.complete || statement.action.iter().any(assumes)
        };
        let means = match (&statement.principal, &statement.not_principal) {
            (Some(principals), _) => {
                !principals.complete
                    || principals.entries.iter().any(|entry| match entry.kind {
                        // In China the name may have another ending.
                        "Service" => unknown_or(&entry.value, &|name| name.starts_with(service) || crate::model::is_placeholder(name)),
                        "AWS" => entry.value.literal() == Some("*"),
                        _ => false,
                    })
            }
            (None, Some(_)) => true,
            (None, None) => false,
        };
        allows && acts && means
    };
    !trust.statements.complete || trust.statements.iter().any(lets_in)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Fields;
    use crate::roles::Consequence;
    use crate::syntax::parse_json;

    fn missing(
        policies: &[&str],
        boundary: Option<&str>,
        is_complete: bool,
        actions: &'static [&'static str],
        resource: &str,
    ) -> Vec<&'static str> {
        let roots: Vec<_> = policies.iter().chain(&boundary).map(|text| parse_json(text).documents.remove(0)).collect();
        let documents: Vec<_> = roots.iter().map(|root| PolicyDocument::read(Fields::of(root).expect("an object"))).collect();
        let pairs: Vec<_> = documents.iter().zip(roots.iter().map(Some)).collect();
        let (identity, boundary) = pairs.split_at(policies.len());
        let grants = Grants::new(identity, boundary.first().copied(), is_complete);
        let mut unknowns = Unknowns::default();
        let node = Node { span: Default::default(), data: crate::syntax::Data::String(resource.into()) };
        let resource = unknowns.text(&node);
        let need =
            Need { actions, resource, asked: Vec::new(), reason: String::new(), span: Default::default(), consequence: Consequence::Fails };
        grants.missing(&need)
    }

    #[test]
    fn a_permission_is_missing_only_where_nothing_unknown_could_grant_it() {
        const GET: &[&str] = &["s3:GetObject"];
        const OBJECT: &str = "arn:aws:s3:::shop/web.env";
        let allow =
            |action: &str, resource: &str| format!(r#"{{"Statement": {{"Effect": "Allow", "Action": {action}, "Resource": {resource}}}}}"#);
        let cases = [
            (allow("\"s3:GetObject\"", "\"arn:aws:s3:::shop/*\""), OBJECT, true),
            (allow("\"s3:get*\"", "\"*\""), OBJECT, true),
            (allow("\"s3:PutObject\"", "\"*\""), OBJECT, false),
            (allow("\"s3:GetObject\"", "\"arn:aws:s3:::other/*\""), OBJECT, false),
            (allow("\"s3:GetObject\"", "\"arn:aws:s3:::${Bucket}/*\""), OBJECT, true),
            (allow("\"s3:GetObject\"", "\"arn:aws:s3:::${Bucket}/a\""), OBJECT, false),
            (allow("\"s3:GetObject\"", "\"arn:aws:s3:::shop/*\""), "arn:aws:s3:::${Bucket}/web.env", true),
            (allow("\"s3:GetObject\"", "\"arn:aws:s3:::shop/a\""), "arn:aws:s3:::${Bucket}/web.env", false),
            (allow("[\"s3:PutObject\", {\"x\": 1}]", "\"*\""), OBJECT, true),
            (allow("\"s3:GetObject\"", "[\"arn:aws:s3:::a\", {\"x\": 1}]"), OBJECT, true),
            (r#"{"Statement": [1]}"#.to_string(), OBJECT, true),
            (r#"{"Statement": {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}}"#.to_string(), OBJECT, true),
            (r#"{"Statement": {"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::shop/*"}}"#.to_string(), OBJECT, false),
            (
                r#"{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}}"#
                    .to_string(),
                OBJECT,
                true,
            ),
        ];
        for (policy, resource, held) in &cases {
            assert_eq!(missing(&[policy], None, true, GET, resource).is_empty(), *held, "{policy} {resource}");
            assert!(missing(&[policy], None, false, GET, resource).is_empty(), "others may grant it: {policy}");
        }
        let deny = r#"{"Statement": {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::shop/*"}}"#;
        let deny_under_a_condition = r#"{"Statement": {"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}}"#;
        let all = allow("\"*\"", "\"*\"");
        assert_eq!(missing(&[&all, deny], None, true, GET, OBJECT), GET);
        assert_eq!(missing(&[deny], None, false, GET, OBJECT), GET);
        assert!(missing(&[&all, deny_under_a_condition], None, true, GET, OBJECT).is_empty());
        assert_eq!(missing(&[&all], Some(&allow("\"logs:*\"", "\"*\"")), true, GET, OBJECT), GET);
        assert!(missing(&[&all], Some(&all), true, GET, OBJECT).is_empty());
    }

    #[test]
    fn a_role_of_endless_statements_is_taken_to_hold_everything() {
        let resources: Vec<String> = (0..2000).map(|number| format!("\"arn:aws:s3:::*a*b*{number}\"")).collect();
        let policy = format!(r#"{{"Statement": {{"Effect": "Allow", "Action": "s3:GetObject", "Resource": [{}]}}}}"#, resources.join(","));
        let resource = format!("arn:aws:s3:::${{Bucket}}/{}", "ab".repeat(400));
        assert!(missing(&[&policy], None, true, &["s3:GetObject"], &resource).is_empty());
    }

    #[test]
    fn a_trust_policy_lets_tasks_in_or_not() {
        let cases = [
            (r#""Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole""#, true),
            (
                r#""Principal": {"Service": ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com"]}, "Action": ["sts:AssumeRole", "sts:TagSession"]"#,
                true,
            ),
            (r#""Principal": {"Service": "ecs.amazonaws.com"}, "Action": "sts:AssumeRole""#, false),
            (r#""Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRoleWithWebIdentity""#, false),
            (r#""Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:*""#, true),
            (r#""Principal": "*", "Action": "sts:AssumeRole""#, true),
            (r#""Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "sts:AssumeRole""#, false),
            (r#""Principal": {"Service": "${Service}"}, "Action": "sts:AssumeRole""#, true),
        ];
        for (rest, expected) in cases {
            let text = format!(r#"{{"Statement": [{{"Effect": "Allow", {rest}}}]}}"#);
            let parsed = parse_json(&text);
            let trust = PolicyDocument::read(Fields::of(&parsed.documents[0]).expect("an object"));
            assert_eq!(may_be_assumed_by_tasks(&trust), expected, "{rest}");
        }
    }
}
