//! Which kind of document a tree is, by its content.

use super::{Fields, LifecyclePolicy, TaskDefinition};
use crate::syntax::{Data, Node};

/// The kinds of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// What `register-task-definition` takes.
    TaskDefinition,
    /// What `put-lifecycle-policy` takes.
    EcrLifecyclePolicy,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 2] = [Kind::TaskDefinition, Kind::EcrLifecyclePolicy];

    /// The name in options and output.
    pub fn name(self) -> &'static str {
        match self {
            Kind::TaskDefinition => "task-definition",
            Kind::EcrLifecyclePolicy => "ecr-lifecycle-policy",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether text too broken to parse still looks like one of the kinds, by a key that only they have.
    pub fn is_hinted_in(text: &str) -> bool {
        ["containerDefinitions", "ContainerDefinitions", "rulePriority"].iter().any(|key| text.contains(key))
    }
}

/// Why a tree has no kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnknownKind {
    /// A CloudFormation template.
    #[error(
        "a CloudFormation template, which this version does not lint; copy the properties of the task definition into a file of their own"
    )]
    CloudFormation,
    /// A known ECS document of another kind.
    #[error(
        "not a task definition or an ECR lifecycle policy (no `containerDefinitions` and no `rules` with `rulePriority`); if it is meant to be one, say which with --kind"
    )]
    Other,
}

/// A typed document.
#[derive(Debug)]
pub enum Document<'a> {
    /// A task definition.
    TaskDefinition(Box<TaskDefinition<'a>>),
    /// A lifecycle policy.
    LifecyclePolicy(LifecyclePolicy<'a>),
}

impl<'a> Document<'a> {
    /// Finds the kind of a tree and the node where the document begins, unwrapping `{"taskDefinition": {...}}`.
    ///
    /// # Errors
    /// When the tree is none of the kinds.
    pub fn detect(root: &'a Node<'a>) -> Result<(Kind, &'a Node<'a>), UnknownKind> {
        if let Some(member) = root.get("taskDefinition")
            && matches!(member.value.data, Data::Object(_))
        {
            return Ok((Kind::TaskDefinition, &member.value));
        }
        let has = |name| root.get(name).is_some();
        if has("Resources")
            && (has("AWSTemplateFormatVersion")
                || has("Transform")
                || root.get("Resources").is_some_and(|r| r.value.members().iter().any(|m| m.value.get("Type").is_some())))
        {
            return Err(UnknownKind::CloudFormation);
        }
        if has("containerDefinitions")
            || (has("family") && ["networkMode", "requiresCompatibilities", "cpu", "executionRoleArn"].into_iter().any(has))
        {
            return Ok((Kind::TaskDefinition, root));
        }
        if let Some(rules) = root.get("rules")
            && let Data::Array(items) = &rules.value.data
            && (items
                .iter()
                .any(|item| item.get("rulePriority").is_some() || (item.get("selection").is_some() && item.get("action").is_some()))
                || (items.is_empty() && root.members().len() == 1))
        {
            return Ok((Kind::EcrLifecyclePolicy, root));
        }
        Err(UnknownKind::Other)
    }

    /// The node where a document of a given kind begins: the root, or what a known wrapper holds.
    pub fn unwrap_as(kind: Kind, root: &'a Node<'a>) -> &'a Node<'a> {
        match root.get("taskDefinition") {
            Some(member) if kind == Kind::TaskDefinition && matches!(member.value.data, Data::Object(_)) => &member.value,
            _ => root,
        }
    }

    /// Reads a tree as the given kind; `None` where the root is no object.
    pub fn read(kind: Kind, node: &'a Node<'a>) -> Option<Self> {
        let fields = Fields::of(node)?;
        Some(match kind {
            Kind::TaskDefinition => Self::TaskDefinition(Box::new(TaskDefinition::read(fields))),
            Kind::EcrLifecyclePolicy => Self::LifecyclePolicy(LifecyclePolicy::read(fields)),
        })
    }
}
