//! What a policy document is for, by its content.

use super::PolicyUse;
use crate::syntax::{Data, Node};

/// What policies of registries, and no others, allow.
const REPLICATE: &str = "ecr:replicateimage";
/// What policies of registries allow for the repositories that they name, and those of a repository for itself.
const IMPORT: &str = "ecr:batchimportupstreamimage";

/// What a policy is for; nothing where the tree is no policy of IAM's language. A principal tells the policy of a resource from that of
/// an identity, and the actions tell of which resource.
pub(super) fn policy_use(root: &Node<'_>) -> Option<PolicyUse> {
    if !is_policy(root) {
        return None;
    }
    let statements = statements(root);
    let names_principal = |statement: &&Node<'_>| ["Principal", "NotPrincipal"].iter().any(|name| statement.get(name).is_some());
    if !statements.iter().any(names_principal) {
        return Some(PolicyUse::Identity);
    }
    let names_resource = |statement: &&Node<'_>| statement.get("Resource").is_some();
    let about = |accepts: &dyn Fn(&str) -> bool| statements.iter().any(|statement| has_action(statement, accepts));
    Some(if about(&|action| action.starts_with("sts:")) && !statements.iter().any(|statement| is_for_everyone_on_something(statement)) {
        PolicyUse::Trust
    } else if about(&|action| action == REPLICATE) || (about(&|action| action == IMPORT) && statements.iter().any(names_resource)) {
        PolicyUse::Registry
    } else if about(&|action| action.starts_with("ecr:")) {
        PolicyUse::Repository
    } else {
        PolicyUse::Resource
    })
}

/// Policies of endpoints and of organisations speak of STS too: of everyone, written `"*"`, and of resources, both of which no trust policy
/// has.
fn is_for_everyone_on_something(statement: &Node<'_>) -> bool {
    let names_resource = ["Resource", "NotResource"].iter().any(|name| statement.get(name).is_some());
    let for_everyone = statement.get("Principal").is_some_and(|member| matches!(&member.value.data, Data::String(text) if text == "*"));
    names_resource && for_everyone
}

/// The statements of a policy that are objects.
fn statements<'n>(root: &'n Node<'n>) -> Vec<&'n Node<'n>> {
    let Some(member) = root.members().iter().find(|member| member.key == "Statement") else { return Vec::new() };
    let all = match &member.value.data {
        Data::Array(items) => items.iter().collect(),
        _ => vec![&member.value],
    };
    all.into_iter().filter(|statement| matches!(statement.data, Data::Object(_))).collect()
}

/// Another cloud uses the same words with versions of its own: those of IAM are dates.
fn is_policy(root: &Node<'_>) -> bool {
    let is_date = root.get("Version").is_none_or(|version| match &version.value.data {
        Data::String(text) => text.starts_with("20") || text.is_empty() || text.contains('$'),
        Data::Number(text) => text.starts_with("20"),
        _ => true,
    });
    let has_version = root.get("Version").is_some();
    let says_what = |statement: &&Node<'_>| ["Effect", "Action", "NotAction", "Principal"].iter().any(|name| statement.get(name).is_some());
    let is_empty = root.get("Statement").is_some_and(|member| matches!(&member.value.data, Data::Array(items) if items.is_empty()));
    is_date && (statements(root).iter().any(says_what) || (is_empty && has_version))
}

fn has_action(statement: &Node<'_>, accepts: &dyn Fn(&str) -> bool) -> bool {
    let accepted = |node: &Node<'_>| matches!(&node.data, Data::String(text) if accepts(&text.to_ascii_lowercase()));
    ["Action", "NotAction"].iter().filter_map(|name| statement.get(name)).any(|member| match &member.value.data {
        Data::Array(items) => items.iter().any(accepted),
        _ => accepted(&member.value),
    })
}
