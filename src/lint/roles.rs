//! What a role holds, from the documents that show it, and the checks of a role that a task uses.

use super::embedded::{embedded, expanded};
use super::{Check, Finding, Findings, rules};
use crate::model::{Fields, Kind, PolicyDocument, PolicyUse, Role};
use crate::roles::{ExecutionRole, Grants, HeldPolicies, HeldPolicy, RoleInUse};
use crate::source::{SourceFile, Span};
use crate::syntax::Node;

/// A policy document with the tree that it was read from.
pub(super) struct PolicyTree {
    root: Node<'static>,
}

impl PolicyTree {
    /// The policy at a place of a document: an object, or its text.
    pub(super) fn at(node: &Node<'_>, source: &SourceFile) -> Option<Self> {
        Some(Self { root: embedded(Kind::Policy(PolicyUse::Identity), node, source)?.root? })
    }

    fn document(&self) -> Option<PolicyDocument<'_>> {
        Fields::of(&self.root).map(PolicyDocument::read)
    }
}

/// What is found of the policies of a role.
#[derive(Default)]
pub(super) struct RolePolicies {
    of_aws: Vec<(PolicyDocument<'static>, Span)>,
    attached: Vec<PolicyTree>,
    boundary: Option<PolicyTree>,
    is_complete: bool,
}

impl RolePolicies {
    /// The policies around a role. `find` gives the content of a managed policy by the place of its ARN and what is written of it; with
    /// `is_complete`, what the role does not list it does not have.
    pub(super) fn of(role: &Role<'_>, is_complete: bool, find: impl Fn(crate::source::Span, Option<&str>) -> Option<PolicyTree>) -> Self {
        let mut found = Self { is_complete, ..Self::default() };
        found.is_complete &= role.inline.complete && role.attached.complete;
        found.is_complete &= role.inline.iter().all(|policy| policy.document.is_some());
        for policy in &role.attached {
            match policy.aws_managed_document() {
                Some(document) => found.of_aws.push((document, policy.arn.span())),
                None => found.add(find(policy.arn.span(), policy.written)),
            }
        }
        found.boundary = role.boundary.and_then(|arn| find(arn.span(), arn.literal()));
        found
    }

    /// Adds a policy that stands elsewhere; nothing for one whose content is not known.
    pub(super) fn add(&mut self, policy: Option<PolicyTree>) {
        self.is_complete &= policy.is_some();
        self.attached.extend(policy);
    }

    /// What the role holds; `tree` is the tree that it was read from.
    pub(super) fn grants(&self, role: &Role<'_>, tree: &Node<'_>) -> Grants {
        let attached: Vec<_> = self.attached.iter().filter_map(|policy| Some((policy.document()?, &policy.root))).collect();
        let inline = role.documents().map(|document| (document, Some(tree)));
        let of_aws = self.of_aws.iter().map(|(document, _)| (document, None));
        let all: Vec<_> = inline.chain(attached.iter().map(|(document, root)| (document, Some(*root)))).chain(of_aws).collect();
        let boundary = self.boundary.as_ref().and_then(|policy| Some((policy.document()?, &policy.root)));
        Grants::new(&all, boundary.as_ref().map(|(document, root)| (document, Some(*root))), self.is_complete)
    }

    /// The checks of all policies of a role together.
    pub(super) fn check_held(&self, role: &Role<'_>, found: &mut Vec<Finding>) {
        let attached: Vec<_> = self.attached.iter().filter_map(PolicyTree::document).collect();
        let boundary = self.boundary.as_ref().and_then(PolicyTree::document);
        let in_file = role.documents().chain(&attached).map(|document| HeldPolicy { document, attached: None });
        let of_aws = self.of_aws.iter().map(|(document, at)| HeldPolicy { document, attached: Some(*at) });
        let held = HeldPolicies {
            policies: in_file.chain(of_aws).collect(),
            boundary: boundary.as_ref(),
            boundary_is_unknown: role.boundary_place.is_some() && boundary.is_none(),
        };
        for rule in rules() {
            if let Check::HeldPolicies(check) = rule.check {
                check(&held, &mut Findings::of(rule, found));
            }
        }
    }
}

/// Whether a document of a role shows all its policies: it lists both inline and attached ones, none of them included.
pub(super) fn shows_all_policies(role: &Role<'_>) -> bool {
    role.inline.place.is_some() && role.attached.place.is_some()
}

/// The tree of a role with the policies that stand as text in place, and the role.
pub(super) fn role_tree<'n>(node: &'n Node<'n>, source: &SourceFile) -> Option<Node<'static>> {
    expanded(Kind::IamRole, node, source)
}

/// A role that a task uses; the finding stands in the role, and places in the task definition are `related_beside`.
pub(super) fn check_role_in_use(in_use: &RoleInUse<'_>, found: &mut Vec<Finding>) {
    for rule in rules() {
        if let Check::RoleInUse(check) = rule.check {
            check(in_use, &mut Findings::of(rule, found));
        }
    }
}

/// A role with all the tasks that use it as their execution role.
pub(super) fn check_execution_role(role: &ExecutionRole<'_>, found: &mut Vec<Finding>) {
    for rule in rules() {
        if let Check::ExecutionRole(check) = rule.check {
            check(role, &mut Findings::of(rule, found));
        }
    }
}
