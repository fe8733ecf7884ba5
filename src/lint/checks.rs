//! All rules over one typed document.

use super::shape::{Spelling, check_shape};
use super::{Check, Finding, Findings, Rule, rules};
use crate::diagnostics::Severity;
use crate::facts::Shape;
use crate::model::{Document, InlinePolicies, Kind, PolicyUse, Service, Stack, TaskDefinition};
use crate::rules::document::UNKNOWN_FIELD;
use crate::rules::ecr::lifecycle_unknown_field::LIFECYCLE_UNKNOWN_FIELD;
use crate::rules::iam::unknown_policy_element::UNKNOWN_POLICY_ELEMENT;
use crate::syntax::Node;

/// The form and the meaning of a document; one that AWS is known to have printed (`described`), or that shows it, is not judged as
/// a request.
pub(super) fn check_document(kind: Kind, node: &Node<'_>, described: bool, found: &mut Vec<Finding>) {
    check_form(kind.shape(), Spelling::Api, kind, node, found);
    // People paste a described task definition to go on with it, and AWS prints one as it takes it; what it prints of a
    // service or a cluster holds defaults and counts that it would not take.
    let described = described || (kind != Kind::TaskDefinition && Document::is_described(node));
    if let Some(document) = Document::read(kind, node) {
        check_meaning(&document, described, found);
    }
}

/// The form of a document.
pub(super) fn check_form(shape: &'static Shape, spelling: Spelling, kind: Kind, node: &Node<'_>, found: &mut Vec<Finding>) {
    let unknown_field = match kind {
        Kind::EcrLifecyclePolicy => &LIFECYCLE_UNKNOWN_FIELD,
        Kind::Policy(policy_use) if policy_use.is_of_iam() => &UNKNOWN_POLICY_ELEMENT,
        _ => &UNKNOWN_FIELD,
    };
    check_shape(shape, spelling, unknown_field, node, found);
}

/// Whether a rule has something to say of a document: what AWS has accepted and printed (`described`) is not judged as a request, so
/// nothing in it is an error.
fn applies(rule: &Rule, described: bool) -> bool {
    !(described && (rule.is_about_rejection() || rule.severity == Severity::Error))
}

/// The meaning of a document; what AWS has accepted and printed (`described`) is not judged as a request.
pub(super) fn check_meaning(document: &Document<'_>, described: bool, found: &mut Vec<Finding>) {
    for rule in rules().iter().filter(|rule| applies(rule, described)) {
        let findings = &mut Findings::of(rule, found);
        match (document, rule.check) {
            (Document::TaskDefinition(task), Check::TaskDefinition(check)) => check(task, findings),
            (Document::LifecyclePolicy(policy), Check::LifecyclePolicy(check)) => check(policy, findings),
            (Document::Service(service), Check::Service(check)) => check(service, findings),
            (Document::Cluster(cluster), Check::Cluster(check)) => check(cluster, findings),
            (Document::CapacityProvider(provider), Check::CapacityProvider(check)) => check(provider, findings),
            (Document::EcrRepository(repository), Check::EcrRepository(check)) => check(repository, findings),
            (Document::Policy(policy, PolicyUse::Repository), Check::RepositoryPolicy(check)) => check(policy, findings),
            (Document::Policy(policy, PolicyUse::Trust), Check::TrustPolicy(check)) => check(policy, findings),
            (Document::Policy(policy, policy_use), Check::IdentityPolicy(check)) if policy_use.is_of_identity() => {
                check(policy, *policy_use, findings);
            }
            (Document::Policy(policy, policy_use), Check::Policy(check)) => check(policy, *policy_use, findings),
            (Document::Role(role), Check::Role(check)) => check(role, findings),
            (Document::Role(role), Check::InlinePolicies(check)) => {
                if let Some(inline) = role.inline_policies() {
                    check(&inline, findings);
                }
            }
            (Document::EcrRegistry(registry), Check::EcrRegistry(check)) => check(registry, findings),
            _ => {}
        }
    }
}

/// The inline policies of a user or a group, or of a role that stands elsewhere.
pub(super) fn check_inline(inline: &InlinePolicies<'_>, found: &mut Vec<Finding>) {
    for rule in rules() {
        if let Check::InlinePolicies(check) = rule.check {
            check(inline, &mut Findings::of(rule, found));
        }
    }
}

/// A service and its task definition together.
pub(super) fn check_service_and_task(service: &Service<'_>, task: &TaskDefinition<'_>, described: bool, found: &mut Vec<Finding>) {
    for rule in rules().iter().filter(|rule| applies(rule, described)) {
        if let Check::ServiceAndTask(check) = rule.check {
            check(service, task, &mut Findings::of(rule, found));
        }
    }
}

/// A service or a task definition and what its template creates around it.
pub(super) fn check_stack(stack: &Stack<'_>, found: &mut Vec<Finding>) {
    for rule in rules() {
        if let Check::Stack(check) = rule.check {
            check(stack, &mut Findings::of(rule, found));
        }
    }
}
