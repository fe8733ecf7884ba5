//! What containers of a task call each other and its volumes by.
//!
//! In: a task definition. Out: lookups that know when a name is certainly missing.

use std::collections::{BTreeSet, HashMap};

use crate::lint::closest;
use crate::model::{ContainerDefinition, List, Literal, TaskDefinition, Text};

/// Names that a message lists; no task has more containers, and nobody reads on.
const MAX_LISTED: usize = 20;

/// The names that something may refer to.
#[derive(Debug)]
pub(super) struct Names<'a> {
    known: BTreeSet<&'a str>,
    complete: bool,
}

impl<'a> Names<'a> {
    /// The names of the containers.
    pub(super) fn of_containers(task: &TaskDefinition<'a>) -> Self {
        Self::of(&task.container_definitions, |container| container.name)
    }

    /// The names of the volumes.
    pub(super) fn of_volumes(task: &TaskDefinition<'a>) -> Self {
        Self::of(&task.volumes, |volume| volume.name)
    }

    fn of<T>(list: &List<T>, name: impl Fn(&T) -> Text<'a>) -> Self {
        let known: BTreeSet<&str> = list.iter().filter_map(|item| name(item).literal()).collect();
        // An item whose name is not resolved may be the one that is meant.
        let complete = list.complete && list.iter().all(|item| name(item).literal().is_some());
        Self { known, complete }
    }

    /// Whether the name is certainly none of them.
    pub(super) fn lacks(&self, name: &str) -> bool {
        self.complete && !self.known.contains(name)
    }

    /// What to write instead; `what` is the plural of the things named.
    pub(super) fn help(&self, name: &str, what: &str) -> String {
        if self.known.is_empty() {
            return format!("the task definition has no {what}");
        }
        if self.known.len() > MAX_LISTED {
            return format!("the task definition has {} {what}, and none of that name", self.known.len());
        }
        let all = self.known.iter().map(|known| format!("\"{known}\"")).collect::<Vec<_>>().join(", ");
        match closest(name, self.known.iter().copied()) {
            Some(close) => format!("did you mean \"{close}\"? {what} of the task: {all}"),
            None => format!("{what} of the task: {all}"),
        }
    }
}

/// The containers by name; of two with one name, the first.
pub(super) fn containers_by_name<'t, 'a>(task: &'t TaskDefinition<'a>) -> HashMap<&'a str, &'t ContainerDefinition<'a>> {
    let mut containers = HashMap::new();
    for container in &task.container_definitions {
        if let Some(name) = container.name.literal() {
            containers.entry(name).or_insert(container);
        }
    }
    containers
}
