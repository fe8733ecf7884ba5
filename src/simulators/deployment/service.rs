//! What a deployment needs to know of a service and of what happens to it.

use super::{Limits, Threshold};

/// A service, as far as its deployments depend on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Floor, ceiling and desired count.
    pub limits: Limits,
    /// How the new revision takes over.
    pub strategy: DeploymentStrategy,
    /// The circuit breaker, where it is enabled.
    pub breaker: Option<Breaker>,
    /// The deployment alarms, where they are enabled.
    pub alarms: Option<Alarms>,
    /// Minutes between the last step and the end of the deployment.
    pub bake_minutes: u64,
    /// Lifecycle hooks in their order.
    pub hooks: Vec<Hook>,
    /// Seconds after a task's start in which failed health checks do not count.
    pub grace_seconds: u64,
    /// What the simulation chose for this service where AWS documents nothing.
    pub choices: Vec<String>,
}

/// `deploymentConfiguration.strategy`; shares are tenths of a percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeploymentStrategy {
    /// Tasks are replaced between floor and ceiling.
    Rolling,
    /// All traffic at once, after the new revision stands.
    BlueGreen,
    /// Equal steps of traffic.
    Linear {
        /// Share of each step.
        step_tenths: u64,
        /// Minutes between steps.
        bake_minutes: u64,
    },
    /// A first share of the traffic, then the rest.
    Canary {
        /// The first share.
        tenths: u64,
        /// Minutes until the rest.
        bake_minutes: u64,
    },
}

/// An enabled circuit breaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breaker {
    /// Failed tasks at which it fires.
    pub threshold: Threshold,
    /// Whether the last completed deployment comes back.
    pub rollback: bool,
    /// Whether a healthy task sets the count to zero.
    pub reset_on_healthy_task: bool,
}

/// Enabled deployment alarms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarms {
    /// The CloudWatch alarms.
    pub names: Vec<String>,
    /// Whether the last completed deployment comes back.
    pub rollback: bool,
}

/// A lifecycle hook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// At which stages it runs.
    pub stages: Vec<String>,
    /// Whether it waits for a person (`PAUSE`) and not for a function.
    pub pause: bool,
    /// Seconds that ECS waits for it.
    pub timeout_seconds: u64,
    /// Whether the deployment goes on when that time is over.
    pub continue_on_timeout: bool,
}

/// What happens during the deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// What the tasks of the new revision do, in the order of their start; the last goes on for all later ones. Never empty.
    pub new_tasks: Vec<Behaviour>,
    /// What old tasks do that a rollback starts; as `new_tasks`.
    pub rollback_tasks: Vec<Behaviour>,
    /// Seconds from PENDING to RUNNING.
    pub start_seconds: u64,
    /// Seconds from RUNNING to healthy.
    pub healthy_seconds: u64,
    /// Seconds from RUNNING until failed health checks stop a task that is not healthy by then.
    pub unhealthy_after_seconds: Option<u64>,
    /// Seconds from STOPPING to STOPPED.
    pub stop_seconds: u64,
    /// Healthy tasks of the old revision before the deployment.
    pub running_old_tasks: u64,
    /// Whether there is a COMPLETED deployment to go back to.
    pub completed_before: bool,
    /// Active revisions at the start; with more than one, ECS reconciles them.
    pub active_revisions: u64,
    /// Alarms that go off.
    pub alarms: Vec<AlarmEvent>,
    /// Tasks that die.
    pub deaths: Vec<Death>,
    /// How hooks answer.
    pub hooks: Vec<HookAnswer>,
}

/// What a task does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behaviour {
    /// Reaches RUNNING and becomes healthy.
    Healthy,
    /// Stops before it reaches RUNNING.
    Crash,
    /// Reaches RUNNING and fails its health checks.
    Unhealthy,
}

/// A deployment alarm goes into ALARM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlarmEvent {
    /// Its name.
    pub name: String,
    /// When; 0 is before the deployment.
    pub at: u64,
}

/// Healthy tasks stop by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Death {
    /// When.
    pub at: u64,
    /// Of which revision.
    pub revision: Revision,
    /// How many.
    pub count: u64,
}

/// How the hooks of a stage answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookAnswer {
    /// The stage.
    pub stage: String,
    /// Seconds until the answer.
    pub seconds: u64,
    /// The answer.
    pub result: HookResult,
}

/// `hookStatus`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HookResult {
    /// The deployment goes on.
    Succeeded,
    /// The deployment fails.
    Failed,
    /// No answer ever.
    InProgress,
}

/// The two sides of a deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revision {
    /// What ran before.
    Old,
    /// What is deployed.
    New,
}

impl Revision {
    /// `old` or `new`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Old => "old",
            Self::New => "new",
        }
    }

    /// The other side.
    pub fn other(self) -> Self {
        match self {
            Self::Old => Self::New,
            Self::New => Self::Old,
        }
    }
}
