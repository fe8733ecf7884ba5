//! How permissions that a role lacks are reported: those with the same actions together, with the smallest statement that grants them.

use serde_json::{Value, json};

use crate::lint::Findings;
use crate::model::{Literal, Role};
use crate::roles::{Consequence, Need, RoleInUse, Unknowns};
use crate::source::Span;
use crate::syntax::Change;

/// Places in the task definition that one finding names.
const MAX_RELATED: usize = 5;

/// Needs that lack the same actions.
struct Lacking<'a> {
    actions: Vec<&'static str>,
    needs: Vec<&'a Need>,
}

/// Reports what a role lacks, as far as `counts` says.
pub(super) fn report_missing(in_use: &RoleInUse<'_>, findings: &mut Findings<'_>, counts: impl Fn(Consequence) -> bool) {
    let mut lacking: Vec<Lacking<'_>> = Vec::new();
    for (need, actions) in in_use.missing().filter(|(need, _)| counts(need.consequence)) {
        match lacking.iter_mut().find(|found| found.actions == actions) {
            Some(found) => found.needs.push(need),
            None => lacking.push(Lacking { actions, needs: vec![need] }),
        }
    }
    for found in &lacking {
        report(in_use, found, findings);
    }
}

fn report(in_use: &RoleInUse<'_>, lacking: &Lacking<'_>, findings: &mut Findings<'_>) {
    let Some(first) = lacking.needs.first() else { return };
    let unknowns = &in_use.needs.unknowns;
    let mut resources: Vec<String> = lacking.needs.iter().map(|need| unknowns.show(&need.resource)).collect();
    resources.dedup();
    let statement = statement(&lacking.actions, &resources, unknowns);
    let more = match lacking.needs.len() - 1 {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    let message = format!(
        "the {} does not allow {} on {}, which {}{more} needs",
        in_use.kind.name(),
        in_words(&lacking.actions),
        resources.first().map_or("*", String::as_str),
        first.reason,
    );
    let unless = match first.consequence {
        Consequence::FailsUnless(what) => format!(" (unless {what})"),
        Consequence::Fails | Consequence::FailsWhere(_) => String::new(),
    };
    let finding = findings.report(anchor(in_use.role), message);
    finding.help(format!("let a policy of the role have {statement}{unless}"));
    for need in lacking.needs.iter().take(MAX_RELATED) {
        finding.related_beside(need.span, format!("needed for {}", need.reason));
    }
    // Permissions are never widened without a look.
    let can_be_written = lacking.needs.iter().all(|need| unknowns.can_be_written(&need.resource));
    if let Some(list) = statements_of_own(in_use.role).filter(|_| can_be_written) {
        finding.unsafe_fix(Change::append(list, statement));
    }
}

/// The smallest statement that grants actions on resources.
fn statement(actions: &[&str], resources: &[String], unknowns: &Unknowns) -> Value {
    let resource = |text: &String| if unknowns.is_template() && text.contains("${") { json!({"Fn::Sub": text}) } else { json!(text) };
    let one_or_many = |mut values: Vec<Value>| if values.len() == 1 { values.remove(0) } else { Value::Array(values) };
    let actions = actions.iter().map(|action| json!(action)).collect();
    json!({"Effect": "Allow", "Action": one_or_many(actions), "Resource": one_or_many(resources.iter().map(resource).collect())})
}

/// `a`, `a and b`, `a, b and c`
pub(super) fn in_words(actions: &[&str]) -> String {
    match actions {
        [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => actions.join(""),
    }
}

/// Where something about the permissions of a role points.
pub(super) fn anchor(role: &Role<'_>) -> Span {
    let statements = role.inline.iter().rev().find_map(|policy| policy.document.as_ref()?.statements.place);
    let listed = statements.or(role.attached.place).or(role.trust_place).map(|place| place.key);
    listed.or_else(|| role.name.map(|name| name.span())).unwrap_or(role.place.key)
}

/// The statements of the last inline policy, to which one may be added.
fn statements_of_own(role: &Role<'_>) -> Option<Span> {
    let document = role.inline.iter().rev().find_map(|policy| policy.document.as_ref())?;
    let allows = document.statements.iter().any(|statement| statement.effect.literal() == Some("Allow"));
    document.statements.place.filter(|_| allows).map(|place| place.value)
}
