//! One permission that a role must hold, and why.

use super::Unknowns;
use crate::source::Span;

/// Which of the two roles of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub enum RoleKind {
    /// What ECS itself uses to get the task ready: `executionRoleArn`.
    ExecutionRole,
    /// What the application uses: `taskRoleArn`.
    TaskRole,
}

impl RoleKind {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            RoleKind::ExecutionRole => "execution role",
            RoleKind::TaskRole => "task role",
        }
    }

    /// The member of a task definition that names it.
    pub fn member(self) -> &'static str {
        match self {
            RoleKind::ExecutionRole => "executionRoleArn",
            RoleKind::TaskRole => "taskRoleArn",
        }
    }

    /// The other of the two.
    pub fn other(self) -> Self {
        match self {
            RoleKind::ExecutionRole => RoleKind::TaskRole,
            RoleKind::TaskRole => RoleKind::ExecutionRole,
        }
    }
}

/// What follows where the role does not hold the permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consequence {
    /// It fails: nothing but a policy of the role can grant it.
    Fails,
    /// It fails unless this grants it, such as "the repository's policy".
    FailsUnless(&'static str),
    /// It fails only where this is so, which the documents do not tell.
    FailsWhere(&'static str),
}

/// A permission that a role must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// `service:Action`, those that go together.
    pub actions: &'static [&'static str],
    /// What a statement names, with `*` and `?` where it must; unknown parts are marked ([`Unknowns`]).
    pub resource: String,
    /// What AWS evaluates: the statement must match one of these. Without any, it is the resource.
    pub asked: Vec<String>,
    /// What needs it, such as `the secret DB_PASSWORD of container "web"`.
    pub reason: String,
    /// Where the document asks for it.
    pub span: Span,
    /// What follows without it.
    pub consequence: Consequence,
}

impl Need {
    /// What AWS evaluates.
    pub fn asked(&self) -> impl Iterator<Item = &str> {
        let resource = self.asked.is_empty().then_some(self.resource.as_str());
        self.asked.iter().map(String::as_str).chain(resource)
    }

    /// Whether the documents leave open if it is needed at all.
    pub fn is_conditional(&self) -> bool {
        matches!(self.consequence, Consequence::FailsWhere(_))
    }
}

/// What the two roles of a task must hold.
#[derive(Debug, Clone, Default)]
pub struct Needs {
    /// For ECS: image, secrets, logs, files.
    pub execution: Vec<Need>,
    /// For what runs in the task, as far as the documents tell: the application's own calls stand in its code.
    pub task: Vec<Need>,
    /// What could not be told, and why.
    pub open: Vec<String>,
    /// The unknown parts of the resources.
    pub unknowns: Unknowns,
}

impl Needs {
    /// Those of one role.
    pub fn of(&self, kind: RoleKind) -> &[Need] {
        match kind {
            RoleKind::ExecutionRole => &self.execution,
            RoleKind::TaskRole => &self.task,
        }
    }
}
