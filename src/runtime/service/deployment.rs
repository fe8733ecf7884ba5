//! One deployment of a service.

use std::sync::Arc;
use std::time::SystemTime;

use serde::Serialize;

use super::super::random_task_id;
use super::plan::TaskRevision;
use crate::simulators::deployment::FailedTasks;

/// `rolloutState`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the names are the API's own; its reference documents them")]
pub enum RolloutState {
    InProgress,
    Completed,
    Failed,
}

/// A deployment: a revision on its way to take over, or that has, or has not.
#[derive(Debug)]
pub(super) struct Deployment {
    /// `ecs-svc/` and a number.
    pub(super) id: String,
    pub(super) revision: Arc<TaskRevision>,
    /// Of the task definition, from 1.
    pub(super) number: u64,
    pub(super) rollout: RolloutState,
    pub(super) reason: String,
    pub(super) failed_tasks: FailedTasks,
    pub(super) created_at: SystemTime,
    pub(super) updated_at: SystemTime,
    /// Whether it was said that nothing moves.
    pub(super) stuck: bool,
}

impl Deployment {
    /// One that begins.
    pub(super) fn new(revision: TaskRevision, number: u64, failed_tasks: FailedTasks, now: SystemTime) -> Self {
        // As long as those of ECS: 19 digits.
        let digits: String = random_task_id().bytes().take(19).map(|byte| char::from(b'0' + byte % 10)).collect();
        let id = format!("ecs-svc/{digits}");
        Self {
            reason: format!("ECS deployment {id} in progress."),
            id,
            revision: Arc::new(revision),
            number,
            rollout: RolloutState::InProgress,
            failed_tasks,
            created_at: now,
            updated_at: now,
            stuck: false,
        }
    }

    /// Changes the state and says why.
    pub(super) fn reach(&mut self, rollout: RolloutState, reason: String, now: SystemTime) {
        self.rollout = rollout;
        self.reason = reason;
        self.updated_at = now;
    }

    /// `family:revision`
    pub(super) fn family_and_revision(&self) -> String {
        format!("{}:{}", self.revision.plan.family, self.number)
    }
}
