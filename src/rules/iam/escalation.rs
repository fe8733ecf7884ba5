//! How somebody who may run tasks gets the rights of any role that trusts ECS, in one policy or in several that hold together.

use super::reach::{PASS_ROLE, allowing, condition_on, is_denied, naming, passes_every_role};
use crate::facts::TASKS_SERVICE;
use crate::model::{PolicyDocument, PolicyStatement, Value};
use crate::simulators::policy::pattern::{Token, matches, tokens};

/// What mends it.
pub(super) const HELP: &str = "name the roles that iam:PassRole may pass: the task role and the execution role of these tasks";

/// What starts a task with a role of the caller's choice at once.
const STARTING: [&str; 2] = ["ecs:RunTask", "ecs:StartTask"];
/// What starts tasks of a task definition that the caller registers.
const DEPLOYING: [&str; 3] = ["ecs:CreateService", "ecs:UpdateService", "ecs:CreateTaskSet"];
const REGISTERING: &str = "ecs:RegisterTaskDefinition";

/// A value in one of the policies, by the number of the policy.
pub(super) type Placed<'a> = (usize, Value<&'a str>);

/// A way from running tasks to the rights of any role.
pub(super) struct Escalation<'a> {
    /// The actions, and why they are enough.
    pub what: String,
    /// Where every role may be passed: the resource.
    pub roles: Placed<'a>,
    /// Where tasks are started.
    pub way: Placed<'a>,
    /// Where task definitions are registered, where the way needs that.
    pub register: Option<Placed<'a>>,
    /// Every action that the way needs.
    pub actions: Vec<&'static str>,
}

/// Whether policies that hold together open such a way; what one of them denies on everything is closed. What allows everything is told as
/// that.
pub(super) fn escalation<'a>(policies: &[&PolicyDocument<'a>]) -> Option<Escalation<'a>> {
    let in_each = |find: &dyn Fn(&PolicyDocument<'a>) -> Option<Value<&'a str>>| {
        policies.iter().enumerate().find_map(|(number, policy)| Some((number, find(policy)?)))
    };
    let is_closed = |action: &str| policies.iter().any(|policy| is_denied(policy, action, &[Token::Many]));
    let mut pass = None;
    let roles = policies.iter().enumerate().find_map(|(number, policy)| {
        let passing = allowing(policy).filter(|statement| to_tasks(statement));
        let (action, roles) = passing.into_iter().find_map(|statement| passes_every_role(policy, statement))?;
        pass = Some(action);
        Some((number, roles))
    })?;
    let allowed = |action: &'static str| in_each(&|policy| allowed(policy, action)).filter(|_| !is_closed(action)).map(|at| (action, at));
    let passed: Vec<_> = tokens(roles.1.literal()?).collect();
    if policies.iter().any(|policy| is_denied(policy, PASS_ROLE, &passed)) {
        return None;
    }
    let found = match STARTING.into_iter().find_map(allowed) {
        Some((action, way)) => Escalation {
            what: format!("{action} with any role: it takes role and command as overrides"),
            roles,
            way,
            register: None,
            actions: vec![PASS_ROLE, action],
        },
        None => {
            let (_, register) = allowed(REGISTERING)?;
            let (action, way) = DEPLOYING.into_iter().find_map(allowed)?;
            Escalation {
                what: format!("{action} with any role, in a task definition that is registered for it"),
                roles,
                way,
                register: Some(register),
                actions: vec![PASS_ROLE, action, REGISTERING],
            }
        }
    };
    let is_everything = |value: Value<&str>| matches!(value.literal(), Some("*" | "*:*"));
    (!pass.is_some_and(is_everything) || !is_everything(found.way.1)).then_some(found)
}

/// Where the policy allows an action, on whatever it may be.
fn allowed<'a>(policy: &PolicyDocument<'a>, action: &str) -> Option<Value<&'a str>> {
    allowing(policy).filter(|statement| statement.resource.place.is_some()).find_map(|statement| naming(statement, action))
}

/// Whether a policy that bounds an identity may let it use an action: what is not known may.
pub(super) fn may_be_within(boundary: &PolicyDocument<'_>, action: &str) -> bool {
    let is_open = |statement: &PolicyStatement<'_>| {
        statement.is_open || !statement.action.complete || statement.not_action.place.is_some() || naming(statement, action).is_some()
    };
    let allows = !boundary.statements.complete || allowing(boundary).any(is_open);
    allows && !is_denied(boundary, action, &[Token::Many])
}

/// Whether a statement that passes roles passes them to tasks, whatever else is asked for.
fn to_tasks(statement: &PolicyStatement<'_>) -> bool {
    let Some(condition) = condition_on(statement, "iam:PassedToService") else { return statement.conditions.place.is_none() };
    let names_tasks = |value: &Value<&str>| value.literal().is_some_and(|text| matches(&tokens(text).collect::<Vec<_>>(), TASKS_SERVICE));
    let others = statement.conditions.iter().any(|other| !other.key.eq_ignore_ascii_case("iam:PassedToService"));
    let is_plain = ["StringEquals", "StringLike"].iter().any(|plain| condition.operator.eq_ignore_ascii_case(plain));
    statement.conditions.complete && !others && is_plain && condition.values.iter().any(names_tasks)
}
