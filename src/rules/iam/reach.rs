//! What statements reach: whom, which actions and which resources, as far as it is written.
//!
//! In: statements. Out: patterns to compare; nothing where a value is filled in later.

use crate::facts::{
    ACTIONS_WITHOUT_RESOURCE, AccessLevel, AuthorizedAction, RESTRICTING_CONDITION_KEYS, action_service, authorized_service,
};
use crate::model::{
    ConditionEntry, List, Literal, PolicyDocument, PolicyStatement, PolicyUse, PrincipalEntry, Principals, Value, is_placeholder,
};
use crate::simulators::policy::pattern::{Token, covers, matches, overlaps_arn, resource_pattern, tokens};
use crate::simulators::policy::{Operator, SetQualifier, Test};
use crate::source::Span;

/// The statements that allow.
pub(in crate::rules) fn allowing<'p, 'a>(policy: &'p PolicyDocument<'a>) -> impl Iterator<Item = &'p PolicyStatement<'a>> {
    policy.statements.iter().filter(|statement| statement.effect.literal() == Some("Allow"))
}

/// The statements that deny whatever the circumstances.
pub(in crate::rules) fn denying_always<'p, 'a>(policy: &'p PolicyDocument<'a>) -> impl Iterator<Item = &'p PolicyStatement<'a>> {
    policy.statements.iter().filter(|statement| statement.effect.literal() == Some("Deny") && is_unconditional(statement))
}

/// Whether a policy gives permissions to an identity: a boundary only limits them.
pub(super) fn grants_to_identity(policy_use: PolicyUse) -> bool {
    policy_use.is_of_identity() && policy_use != PolicyUse::Boundary
}

/// Whether a statement has no conditions, also none that is filled in later.
pub(super) fn is_unconditional(statement: &PolicyStatement<'_>) -> bool {
    statement.conditions.place.is_none()
}

/// `service:Name` as it stands in a policy, perhaps with wildcards in the name.
#[derive(Debug, Clone, Copy)]
pub(in crate::rules) struct WrittenAction<'a> {
    /// The whole, with its place.
    pub value: Value<&'a str>,
    /// What is before the colon.
    pub service: &'a str,
    /// What is after it.
    pub name: &'a str,
}

/// The actions of a list that name a service: `*` alone and what is filled in later do not.
pub(in crate::rules) fn written_actions<'p, 'a>(list: &'p List<Value<&'a str>>) -> impl Iterator<Item = WrittenAction<'a>> + use<'p, 'a> {
    list.iter().filter_map(|value| {
        let (service, name) = value.literal()?.split_once(':')?;
        let is_written = !is_placeholder(service) && !is_placeholder(name) && !service.contains(['*', '?']);
        is_written.then_some(WrittenAction { value: *value, service, name })
    })
}

impl WrittenAction<'_> {
    /// Whether it names one action.
    pub fn is_exact(&self) -> bool {
        !self.name.contains(['*', '?'])
    }

    /// Whether it is all actions of its service.
    pub fn is_whole_service(&self) -> bool {
        self.name.bytes().all(|byte| byte == b'*')
    }

    /// Whether this is it, ASCII case aside.
    pub fn is(&self, action: &str) -> bool {
        action
            .split_once(':')
            .is_some_and(|(service, name)| self.service.eq_ignore_ascii_case(service) && self.name.eq_ignore_ascii_case(name))
    }

    /// What its name means.
    pub fn pattern(&self) -> NamePattern<'_> {
        NamePattern::new(self.name)
    }

    /// The actions that it means and that are of a level.
    pub fn of_level(&self, wanted: AccessLevel) -> Vec<String> {
        let pattern = self.pattern();
        let mut found = Vec::new();
        if let Some(service) = action_service(self.service) {
            service.find_action_of_level(wanted, |name| {
                if pattern.matches(name) {
                    found.push(name.to_string());
                }
                None::<()>
            });
        }
        found
    }

    /// The actions that it means, with what they act on. `None` where that is not known of all of them.
    pub fn authorized(&self) -> Option<Vec<AuthorizedAction>> {
        let pattern = self.pattern();
        let found: Vec<_> = authorized_service(self.service)?.actions().filter(|action| pattern.matches(action.name)).collect();
        let newer = action_service(self.service)?.find_action_of_level(AccessLevel::Unknown, |name| pattern.matches(name).then_some(()));
        (!found.is_empty() && newer.is_none()).then_some(found)
    }
}

/// An action, or its name, with wildcards; ASCII case does not count. Most have none, or differ at once from what they are held
/// against, so that their tokens are looked at last.
#[derive(Debug)]
pub(in crate::rules) struct NamePattern<'a> {
    text: &'a str,
    /// What stands before the first wildcard.
    fixed: &'a str,
    tokens: Vec<Token>,
}

impl<'a> NamePattern<'a> {
    /// Reads `ecs:Run*` or `Run*`.
    pub fn new(text: &'a str) -> Self {
        let fixed = &text[..text.find(['*', '?']).unwrap_or(text.len())];
        let tokens = if fixed.len() < text.len() { tokens(&text.to_ascii_lowercase()).collect() } else { Vec::new() };
        Self { text, fixed, tokens }
    }

    /// Whether the whole name matches.
    pub fn matches(&self, name: &str) -> bool {
        if self.tokens.is_empty() {
            return self.text.eq_ignore_ascii_case(name);
        }
        let begins = name.get(..self.fixed.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(self.fixed));
        begins && matches(&self.tokens, &name.to_ascii_lowercase())
    }
}

/// The first action of a statement's `Action` that means `action`, `*` included.
pub(in crate::rules) fn naming<'a>(statement: &PolicyStatement<'a>, action: &str) -> Option<Value<&'a str>> {
    statement.action.iter().copied().find(|value| value.literal().is_some_and(|text| NamePattern::new(text).matches(action)))
}

/// Whether a statement is certainly about this action.
fn is_about(statement: &PolicyStatement<'_>, action: &str) -> bool {
    if naming(statement, action).is_some() {
        return true;
    }
    let excepted = |value: &Value<&str>| value.literal().is_none_or(|text| NamePattern::new(text).matches(action));
    statement.not_action.place.is_some() && statement.not_action.complete && !statement.not_action.iter().any(excepted)
}

/// A resource of which something is known.
#[derive(Debug)]
pub(super) struct OpenResource<'a> {
    /// Where it stands.
    pub span: Span,
    /// As it is written.
    pub written: &'a str,
    /// The same with `*` for every variable, whether IAM, a template or a tool fills it in.
    pub open: String,
    /// What may match it.
    pub pattern: Vec<Token>,
}

impl<'a> OpenResource<'a> {
    /// Reads a resource; nothing where it may turn out to be anything.
    pub fn read((span, written): (Span, Option<&'a str>)) -> Option<Self> {
        let written = written?;
        let open = without_variables(written);
        // A variable may bring a whole ARN, and with it the parts of one.
        let is_known = open == written || (open.starts_with("arn:") && open.matches(':').count() >= 5);
        if !is_known || is_placeholder(&open) {
            return None;
        }
        Some(Self { span, written, pattern: resource_pattern(tokens(&open).collect()), open })
    }

    /// Whether it is every resource.
    pub fn is_everything(&self) -> bool {
        self.open.bytes().all(|byte| byte == b'*')
    }
}

fn without_variables(text: &str) -> String {
    let mut open = String::new();
    let mut rest = text;
    while let Some((before, (_, after))) = rest.split_once("${").and_then(|(before, inside)| Some((before, inside.split_once('}')?))) {
        open.push_str(before);
        open.push('*');
        rest = after;
    }
    open + rest
}

/// All resources of a statement, if it has any and something is known of each.
pub(super) fn open_resources<'a>(statement: &PolicyStatement<'a>) -> Option<Vec<OpenResource<'a>>> {
    let known: Option<Vec<_>> = statement.resource_as_written.iter().copied().map(OpenResource::read).collect();
    known.filter(|known| !known.is_empty())
}

/// Whether an action acts on a resource.
pub(super) fn acts_on(action: AuthorizedAction, resource: &[Token]) -> bool {
    action.resource_types().flat_map(crate::facts::ResourceType::arns).any(|arn| overlaps_arn(&tokens(arn).collect::<Vec<_>>(), resource))
}

/// The `*` in a statement's `Resource`.
pub(super) fn everywhere<'a>(statement: &PolicyStatement<'a>) -> Option<Value<&'a str>> {
    statement.resource.iter().copied().find(|value| value.literal() == Some("*"))
}

/// Whether an action takes a resource, as far as that is known.
fn takes_resource(service: &str, name: &str) -> bool {
    let without = ACTIONS_WITHOUT_RESOURCE.iter().find(|(prefix, _)| *prefix == service).is_some_and(|(_, names)| names.contains(&name));
    let known = authorized_service(service).and_then(|service| service.actions().find(|action| action.name == name));
    !without && known.is_some_and(|action| !action.is_without_resource())
}

/// Actions of a level that a statement allows on every resource although they take one; those of whole services are left out.
pub(super) fn allowed_everywhere<'a>(
    policy: &PolicyDocument<'_>,
    statement: &PolicyStatement<'a>,
    level: AccessLevel,
) -> Vec<(Value<&'a str>, String)> {
    if !is_unconditional(statement) || everywhere(statement).is_none() {
        return Vec::new();
    }
    let mut found: Vec<(Value<&str>, String)> = Vec::new();
    for action in written_actions(&statement.action).filter(|action| !action.is_whole_service()) {
        let service = action.service.to_ascii_lowercase();
        for name in action.of_level(level).into_iter().filter(|name| takes_resource(&service, name)) {
            let full = format!("{service}:{name}");
            // Passing roles has rules of its own.
            let is_new = full != PASS_ROLE && !found.iter().any(|(_, known)| *known == full);
            if is_new && !is_denied(policy, &full, &[Token::Many]) {
                found.push((action.value, full));
            }
        }
    }
    found
}

/// Names in a sentence: the first three, and how many more there are.
pub(super) fn listed(found: &[(Value<&str>, String)]) -> String {
    let first: Vec<&str> = found.iter().take(3).map(|(_, name)| name.as_str()).collect();
    match found.len() - first.len() {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

/// The action by which a service is given a role.
pub(super) const PASS_ROLE: &str = "iam:PassRole";

/// A statement that lets every role be passed to a service, or to one of any; its resource.
pub(super) fn passes_every_role<'a>(
    policy: &PolicyDocument<'_>,
    statement: &PolicyStatement<'a>,
) -> Option<(Value<&'a str>, Value<&'a str>)> {
    let action = naming(statement, PASS_ROLE)?;
    let resource = statement.resource.iter().copied().find(|value| value.literal().is_some_and(is_every_role))?;
    let denied = is_denied(policy, PASS_ROLE, &tokens(resource.literal()?).collect::<Vec<_>>());
    (!denied).then_some((action, resource))
}

/// `*`, or an ARN with all roles of an account.
fn is_every_role(resource: &str) -> bool {
    let every = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte == b'*');
    match resource.splitn(6, ':').nth(5) {
        Some(path) => every(path) || path.strip_prefix("role/").is_some_and(every),
        None => every(resource),
    }
}

/// Whether the policy denies the action on all of a resource, whatever the circumstances.
pub(super) fn is_denied(policy: &PolicyDocument<'_>, action: &str, resource: &[Token]) -> bool {
    let covers_resource =
        |value: &Value<&str>| value.literal().is_some_and(|text| covers(&resource_pattern(tokens(text).collect()), resource));
    denying_always(policy)
        .any(|statement| statement.principal.is_none() && is_about(statement, action) && statement.resource.iter().any(covers_resource))
}

/// So many statements of a policy, or entries of a list, are compared with each other: more than policies of the sizes that IAM takes
/// hold, apart from made-up ones, and few enough that the time stays in proportion to the size.
pub(super) const MOST_COMPARED: usize = 1024;

/// Whether one text of a policy takes in all that another does. Variables are only like themselves.
pub(super) fn takes_in(outer: &str, inner: &str) -> bool {
    let has_variable = |text: &str| text.contains("${");
    if outer == "*" || outer == inner {
        return true;
    }
    // Nearly all pairs differ here.
    if !outer.find(['*', '?']).is_some_and(|at| inner.starts_with(&outer[..at])) {
        return false;
    }
    let read = |text: &str| resource_pattern(tokens(text).collect());
    !has_variable(outer) && !has_variable(inner) && covers(&read(outer), &read(inner))
}

/// Whether a condition holds for known callers or places only.
pub(in crate::rules) fn narrows_callers(condition: &ConditionEntry<'_>) -> bool {
    let operator = condition.operator.to_ascii_lowercase();
    let leaves_out = operator.contains("not") || operator.ends_with("null") || operator.starts_with("forallvalues");
    let takes_all = |value: &Value<&str>| matches!(value.literal(), Some("*" | "0.0.0.0/0" | "::/0"));
    is_about_callers(condition) && !leaves_out && !condition.values.iter().any(takes_all)
}

/// The statements that deny something to all but known callers or places. One that may turn out to do so counts.
pub(in crate::rules) fn denying_strangers<'p, 'a>(policy: &'p PolicyDocument<'a>) -> impl Iterator<Item = &'p PolicyStatement<'a>> {
    let denying = policy.statements.iter().filter(|statement| statement.effect.literal() == Some("Deny"));
    denying.filter(|statement| match (&statement.principal, &statement.not_principal) {
        (Some(principals), _) => everyone(principals).is_some() && statement.conditions.iter().all(spares_known_callers),
        (None, Some(_)) => statement.conditions.place.is_none(),
        (None, None) => false,
    })
}

/// The principal that is everyone.
pub(in crate::rules) fn everyone<'p, 'a>(principals: &'p Principals<'a>) -> Option<&'p PrincipalEntry<'a>> {
    principals.entries.iter().find(|entry| entry.kind.eq_ignore_ascii_case("AWS") && entry.value.literal() == Some("*"))
}

/// Whether a condition of a `Deny` holds for all but known callers or places.
fn spares_known_callers(condition: &ConditionEntry<'_>) -> bool {
    let negated = Operator::parse(condition.operator).is_ok_and(|operator| operator.negated && operator.test != Test::Null);
    is_about_callers(condition) && negated
}

fn is_about_callers(condition: &ConditionEntry<'_>) -> bool {
    RESTRICTING_CONDITION_KEYS.contains(&condition.key.to_ascii_lowercase().as_str())
}

/// Whether a condition holds only where the request has the key, with a value that the condition names.
pub(super) fn needs_key(condition: &ConditionEntry<'_>) -> bool {
    Operator::parse(condition.operator).is_ok_and(|operator| {
        !operator.negated && !operator.if_exists && operator.test != Test::Null && operator.set != Some(SetQualifier::ForAllValues)
    })
}

/// The condition of a statement on a key, ASCII case aside.
pub(super) fn condition_on<'p, 'a>(statement: &'p PolicyStatement<'a>, key: &str) -> Option<&'p ConditionEntry<'a>> {
    statement.conditions.iter().find(|condition| condition.key.eq_ignore_ascii_case(key))
}
