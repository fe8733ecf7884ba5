//! A role as a task uses it.

use std::collections::BTreeSet;

use super::{Grants, Need, Needs, RoleKind};
use crate::model::{PolicyDocument, Role, TaskDefinition};
use crate::source::Span;

/// A role that a task definition names, with what it must hold and what it holds.
#[derive(Debug)]
pub struct RoleInUse<'a> {
    /// What the task uses it as.
    pub kind: RoleKind,
    /// The role.
    pub role: &'a Role<'a>,
    /// What it holds.
    pub grants: &'a Grants,
    /// The task definition that names it.
    pub task: &'a TaskDefinition<'a>,
    /// What the roles of the task must hold.
    pub needs: &'a Needs,
    /// What the other role of the task holds, where that is known and another one.
    pub other: Option<&'a Grants>,
}

/// A role with all task definitions that are known to name it as their execution role.
#[derive(Debug)]
pub struct ExecutionRole<'a> {
    /// The role.
    pub role: &'a Role<'a>,
    /// Every action that one of them needs.
    pub needed: &'a BTreeSet<&'static str>,
}

/// Everything that is known to hold for a role.
#[derive(Debug)]
pub struct HeldPolicies<'a> {
    /// Its policies: in it, attached beside it, and those of AWS.
    pub policies: Vec<HeldPolicy<'a>>,
    /// What bounds them.
    pub boundary: Option<&'a PolicyDocument<'a>>,
    /// Whether it has a boundary whose content is not known.
    pub boundary_is_unknown: bool,
}

/// A policy of a role.
#[derive(Debug, Clone, Copy)]
pub struct HeldPolicy<'a> {
    /// What it says.
    pub document: &'a PolicyDocument<'a>,
    /// Where it is attached, for one that stands in no file.
    pub attached: Option<Span>,
}

impl<'a> RoleInUse<'a> {
    /// What the role certainly lacks: needs with the actions that are missing.
    pub fn missing(&self) -> impl Iterator<Item = (&'a Need, Vec<&'static str>)> {
        let (grants, needs) = (self.grants, self.needs.of(self.kind));
        needs.iter().map(move |need| (need, grants.missing(need))).filter(|(_, missing)| !missing.is_empty())
    }
}
