//! Services in the shape of `describe-services`, and their tasks in that of `describe-tasks`.

use std::time::SystemTime;

use serde::Serialize;

use super::super::description::ARN_PREFIX;
use super::super::{LaunchType, Status, TaskDescription};
use super::controller::Controller;
use super::deployment::{Deployment, RolloutState};
use super::service_task::{ServiceTask, State};
use super::told::ServiceEvent;

/// What `ecslab service run --format json` prints.
#[derive(Debug, Clone, Serialize)]
pub struct ServiceReport {
    /// Of this shape: 1.
    pub version: u32,
    /// In the order of their files.
    pub services: Vec<ServiceDescription>,
    /// Those that run, and the last ones that stopped.
    pub tasks: Vec<ServiceTaskDescription>,
}

/// `services[]` of `describe-services`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct ServiceDescription {
    pub service_arn: String,
    pub service_name: String,
    pub cluster_arn: String,
    pub load_balancers: Vec<LoadBalancerDescription>,
    pub status: &'static str,
    pub desired_count: u64,
    pub running_count: u64,
    pub pending_count: u64,
    pub launch_type: LaunchType,
    pub scheduling_strategy: &'static str,
    pub task_definition: String,
    pub deployment_configuration: DeploymentConfigurationDescription,
    /// The newest first. Those that are over stay here, as INACTIVE; AWS forgets them.
    pub deployments: Vec<DeploymentDescription>,
    /// The newest first.
    pub events: Vec<ServiceEvent>,
    #[serde(serialize_with = "super::super::time::serialize")]
    pub created_at: SystemTime,
    pub health_check_grace_period_seconds: u64,
}

/// `loadBalancers[]`
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct LoadBalancerDescription {
    pub target_group_arn: String,
    pub container_name: String,
    pub container_port: u16,
}

/// `deploymentConfiguration`
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct DeploymentConfigurationDescription {
    pub deployment_circuit_breaker: CircuitBreakerDescription,
    pub maximum_percent: u64,
    pub minimum_healthy_percent: u64,
}

/// `deploymentCircuitBreaker`
#[derive(Debug, Clone, Copy, Serialize)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct CircuitBreakerDescription {
    pub enable: bool,
    pub rollback: bool,
}

/// `deployments[]`
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct DeploymentDescription {
    pub id: String,
    pub status: &'static str,
    pub task_definition: String,
    pub desired_count: u64,
    pub pending_count: u64,
    pub running_count: u64,
    pub failed_tasks: u64,
    #[serde(serialize_with = "super::super::time::serialize")]
    pub created_at: SystemTime,
    #[serde(serialize_with = "super::super::time::serialize")]
    pub updated_at: SystemTime,
    pub rollout_state: RolloutState,
    pub rollout_state_reason: String,
}

/// `tasks[]` of `describe-tasks`, with what only tasks of services have.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceTaskDescription {
    /// As any task.
    #[serde(flatten)]
    pub task: TaskDescription,
    /// `service:` and the name of the service.
    pub group: String,
    /// Id of the deployment.
    pub started_by: String,
}

impl ServiceTaskDescription {
    pub(super) fn of(task: &ServiceTask<'_>, service: &str, deployment: &Deployment) -> Self {
        let mut description = task.running.describe();
        description.task_definition_arn = arn_of(deployment);
        if task.state == State::Draining {
            description.last_status = Status::Deactivating;
            description.desired_status = Status::Stopped;
        }
        Self { task: description, group: format!("service:{service}"), started_by: deployment.id.clone() }
    }
}

impl Controller<'_> {
    /// Tasks that stopped, then those that are there; each in the order of time.
    pub(super) fn described_tasks(&self) -> Vec<ServiceTaskDescription> {
        let there = self.tasks.iter().map(|task| ServiceTaskDescription::of(task, &self.plan.name, &self.deployments[task.deployment]));
        self.stopped.iter().cloned().chain(there).collect()
    }

    fn described_deployment(&self, number: usize) -> DeploymentDescription {
        let deployment = &self.deployments[number];
        let count =
            |states: &[State]| self.tasks.iter().filter(|task| task.deployment == number && states.contains(&task.state)).count() as u64;
        let (pending_count, running_count) = (count(&[State::Pending]), count(&[State::Running, State::Healthy]));
        let is_primary = number == self.primary;
        let all = count(&[State::Pending, State::Running, State::Healthy, State::Draining, State::Stopping]);
        DeploymentDescription {
            id: deployment.id.clone(),
            status: match (is_primary, all) {
                (true, _) => "PRIMARY",
                (false, 0) => "INACTIVE",
                (false, _) => "ACTIVE",
            },
            task_definition: arn_of(deployment),
            desired_count: if is_primary { self.plan.limits.desired } else { pending_count + running_count },
            pending_count,
            running_count,
            failed_tasks: deployment.failed_tasks.count(),
            created_at: deployment.created_at,
            updated_at: deployment.updated_at,
            rollout_state: deployment.rollout,
            rollout_state_reason: deployment.reason.clone(),
        }
    }
}

impl ServiceDescription {
    pub(super) fn of(service: &Controller<'_>) -> Self {
        let plan = &service.plan;
        let (primary, others) = (service.counts(true), service.counts(false));
        let (minimum_healthy_percent, maximum_percent) = plan.percents;
        Self {
            service_arn: format!("{ARN_PREFIX}:service/ecslab/{}", plan.name),
            service_name: plan.name.clone(),
            cluster_arn: format!("{ARN_PREFIX}:cluster/ecslab"),
            load_balancers: plan
                .targets
                .iter()
                .map(|target| LoadBalancerDescription {
                    target_group_arn: target.target_group.clone(),
                    container_name: target.container.clone(),
                    container_port: target.port,
                })
                .collect(),
            status: if service.ending { "DRAINING" } else { "ACTIVE" },
            desired_count: plan.limits.desired,
            running_count: primary.running + primary.healthy + others.running + others.healthy,
            pending_count: primary.pending + others.pending,
            launch_type: plan.revision.plan.launch_type,
            scheduling_strategy: if plan.daemon { "DAEMON" } else { "REPLICA" },
            task_definition: arn_of(&service.deployments[service.primary]),
            deployment_configuration: DeploymentConfigurationDescription {
                deployment_circuit_breaker: CircuitBreakerDescription {
                    enable: plan.breaker.is_some(),
                    rollback: plan.breaker.is_some_and(|breaker| breaker.rollback),
                },
                maximum_percent,
                minimum_healthy_percent,
            },
            deployments: (0..service.deployments.len()).rev().map(|number| service.described_deployment(number)).collect(),
            events: service.events.iter().rev().cloned().collect(),
            created_at: service.created_at,
            health_check_grace_period_seconds: plan.grace.as_secs(),
        }
    }
}

fn arn_of(deployment: &Deployment) -> String {
    format!("{ARN_PREFIX}:task-definition/{}", deployment.family_and_revision())
}
