//! The kinds of drills: one table.

use super::draft::Draft;
use super::level::Level;
use super::stream::Stream;
use super::{capacity, deployment, lifecycle, managed_scaling, placement, policy, ports, rejected_line, scaling, sizes};

/// A kind of drills.
#[derive(Debug)]
pub struct DrillKind {
    /// Its name in addresses and in the record; never given to another kind.
    pub id: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What it trains: a question.
    pub trains: &'static str,
    /// What each level asks, from the first.
    pub levels: [&'static str; 3],
    /// The lesson that teaches it.
    pub lesson: &'static str,
    /// What of which exam it serves.
    pub objectives: &'static [&'static str],
    /// AWS's page.
    pub source: &'static str,
    /// When the engine was last held against it.
    pub verified: &'static str,
    /// Draws a question; `None` where the draw is none.
    pub(super) draw: fn(Level, &mut Stream) -> Option<Draft>,
}

impl DrillKind {
    /// The subject of its events in the record.
    pub fn subject(&self) -> String {
        format!("drill/{}", self.id)
    }
}

static KINDS: [&DrillKind; 10] = [
    &lifecycle::KIND,
    &rejected_line::KIND,
    &ports::KIND,
    &placement::KIND,
    &scaling::KIND,
    &capacity::KIND,
    &managed_scaling::KIND,
    &sizes::KIND,
    &policy::KIND,
    &deployment::KIND,
];

/// Every kind, in the order of the course.
pub fn kinds() -> &'static [&'static DrillKind] {
    &KINDS
}

/// A kind by its id, in any case.
pub fn find_kind(id: &str) -> Option<&'static DrillKind> {
    kinds().iter().copied().find(|kind| kind.id.eq_ignore_ascii_case(id))
}
