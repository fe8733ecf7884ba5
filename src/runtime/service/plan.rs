//! What a service is to run, decided before anything starts.

use std::time::Duration;

use super::super::TaskPlan;
use crate::simulators::deployment::{Breaker, Limits};

/// A service, ready to run.
#[derive(Debug, Clone)]
pub struct ServicePlan {
    /// `serviceName`
    pub name: String,
    /// Desired count, floor and ceiling.
    pub limits: Limits,
    /// `minimumHealthyPercent` and `maximumPercent`, of which the limits are made.
    pub percents: (u64, u64),
    /// The circuit breaker, where it is enabled.
    pub breaker: Option<Breaker>,
    /// `healthCheckGracePeriodSeconds`: how long after its start failed health checks do not stop a task.
    pub grace: Duration,
    /// Whether it is a DAEMON: one task, because this machine is the only instance.
    pub daemon: bool,
    /// What its tasks run.
    pub revision: TaskRevision,
    /// Where its tasks are registered.
    pub targets: Vec<TargetPlan>,
    /// What differs from a run on AWS, one sentence each.
    pub notes: Vec<String>,
}

/// A revision of a task definition.
#[derive(Debug, Clone)]
pub struct TaskRevision {
    /// The source text: where it differs, the revision is another one.
    pub text: String,
    /// `revision`, where the file has it.
    pub number: Option<u64>,
    /// The task.
    pub plan: TaskPlan,
}

/// `loadBalancers[]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetPlan {
    /// `targetGroupArn`
    pub target_group: String,
    /// `containerName`
    pub container: String,
    /// `containerPort`
    pub port: u16,
}
