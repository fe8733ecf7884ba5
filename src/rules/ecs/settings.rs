//! Settings that some platform does not have, and where each is made.
//!
//! Rules about Fargate, Managed Instances, external instances and Windows hold tables of these.

use crate::model::{ContainerDefinition, Flag, Integer, TaskDefinition, Text, Volume};
use crate::source::Span;

/// Where a task makes a setting; `None` where it does not.
pub(super) type OfTask = fn(&TaskDefinition<'_>) -> Option<Span>;
/// Where a container makes a setting; `None` where it does not.
pub(super) type OfContainer = fn(&ContainerDefinition<'_>) -> Option<Span>;
/// Where a volume makes a setting; `None` where it does not.
pub(super) type OfVolume = fn(&Volume<'_>) -> Option<Span>;

/// The place of a text that is written.
pub(super) fn written(value: Text<'_>) -> Option<Span> {
    value.filter(|value| value.literal().is_some()).map(|value| value.span())
}

/// The place of a number that is written.
pub(super) fn number(value: Integer) -> Option<Span> {
    value.filter(|value| value.literal().is_some()).map(|value| value.span())
}

/// The place of a flag that is on.
pub(super) fn enabled(value: Flag) -> Option<Span> {
    value.filter(|value| value.literal() == Some(true)).map(|value| value.span())
}

/// The place of a text that is written and one of these.
pub(super) fn one_of(value: Text<'_>, values: &[&str]) -> Option<Span> {
    value.filter(|value| value.literal().is_some_and(|text| values.contains(&text))).map(|value| value.span())
}

/// Calls `report` with the name and the place of each setting that the task, its containers or its volumes make.
pub(super) fn each_made(
    task: &TaskDefinition<'_>,
    of_task: &[(&'static str, OfTask)],
    of_containers: &[(&'static str, OfContainer)],
    of_volumes: &[(&'static str, OfVolume)],
    mut report: impl FnMut(&'static str, Span),
) {
    for (name, set_at) in of_task {
        if let Some(span) = set_at(task) {
            report(name, span);
        }
    }
    for container in &task.container_definitions {
        for (name, set_at) in of_containers {
            if let Some(span) = set_at(container) {
                report(name, span);
            }
        }
    }
    for volume in &task.volumes {
        for (name, set_at) in of_volumes {
            if let Some(span) = set_at(volume) {
                report(name, span);
            }
        }
    }
}
