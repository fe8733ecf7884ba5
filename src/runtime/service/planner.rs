//! From a service and a task definition to a [`ServicePlan`]: pure.

use std::time::Duration;

use super::super::{NetworkMode, PlanError, PlanOptions, Ports, Protocol, TaskPlan, plan_task};
use super::plan::{ServicePlan, TargetPlan, TaskRevision};
use crate::facts;
use crate::model::{self, Document, Fields, Kind, Literal, TaskDefinition, family_and_revision};
use crate::simulators::deployment::{DeploymentStrategy, Service, read_service};
use crate::source::{Fault, SourceFile, Span};
use crate::syntax::{Node, Notation, parse};

/// More tasks than a laptop carries are a mistake.
const MOST_TASKS: u64 = 50;

/// Why a service cannot be run here.
#[derive(Debug, thiserror::Error)]
pub enum ServicePlanError {
    /// What is wrong with the service, or with what names its task definition.
    #[error("{0}")]
    Service(#[from] Fault),
    /// What is wrong with the task definition.
    #[error("{0}")]
    Task(#[from] PlanError),
}

/// Plans the service in one source with the task definition in another, or in the same: that of the service's family, or the only
/// one. Ports are free ones always, because several tasks share this machine.
///
/// # Errors
/// When one of them is missing, broken, or cannot be run here.
pub fn plan_service(service: &SourceFile, definition: &SourceFile, options: &PlanOptions) -> Result<ServicePlan, ServicePlanError> {
    let roots = documents(service)?;
    let (node, read) = service_in(service, &roots)?;
    let deployments = read_service(service, node, Some(1))?;
    let fault = |span: Span, message: &str| Fault::at(service, span, message);
    refuse_other_deployments(service, &read, &deployments)?;
    let name = read.service_name.literal().or_else(|| Fields::of(node)?.string("service").literal());
    let name = name.ok_or_else(|| fault(read.place.value, "serviceName is missing").help("Give the service a name."))?;
    let family = read.task_definition.literal().map(|text| family_and_revision(text).0).unwrap_or_default();

    let definition_roots = documents(definition)?;
    let (definition_node, task_definition) = definition_in(definition, &definition_roots, family)?;
    let options = PlanOptions { ports: Ports::Dynamic, ..options.clone() };
    let task = plan_task(&task_definition, definition, &options)?;
    let targets = targets(service, &read, &task)?;
    let number = Fields::of(definition_node).and_then(|fields| fields.integer("revision").literal());
    let daemon = read.scheduling_strategy.literal() == Some("DAEMON");
    Ok(ServicePlan {
        name: name.to_string(),
        limits: deployments.limits,
        percents: percents(&read, daemon),
        breaker: deployments.breaker,
        grace: Duration::from_secs(deployments.grace_seconds),
        daemon,
        notes: notes(&read, &deployments, &task),
        revision: TaskRevision {
            text: definition.slice(definition_node.span).to_string(),
            number: number.and_then(|number| u64::try_from(number).ok()),
            plan: task,
        },
        targets,
    })
}

fn documents(source: &SourceFile) -> Result<Vec<Node<'_>>, Fault> {
    let parsed = parse(source.text(), Notation::of(source.path(), source.text()));
    match parsed.problems.first() {
        Some(problem) => Err(Fault::at(source, problem.span, problem.message.clone()).help("`ecslab lint` shows it in its place.")),
        None => Ok(parsed.documents),
    }
}

/// All documents of a kind in a source's roots.
pub(super) fn of_kind<'n>(roots: &'n [Node<'n>], kind: Kind) -> impl Iterator<Item = &'n Node<'n>> {
    let found = roots.iter().filter_map(|root| Document::detect(root).ok()).flatten();
    found.filter(move |(found, _)| *found == kind).map(|(_, node)| node)
}

fn service_in<'n>(source: &SourceFile, roots: &'n [Node<'n>]) -> Result<(&'n Node<'n>, Box<model::Service<'n>>), Fault> {
    let mut found = of_kind(roots, Kind::Service);
    let (first, second) = (found.next(), found.next());
    let Some(node) = first else {
        return Err(Fault::at(source, Span::default(), "there is no service in it").help("A service has serviceName and taskDefinition."));
    };
    if let Some(second) = second {
        return Err(Fault::at(source, second.span, "there is a second service in it").help("Give each service a file of its own."));
    }
    match Document::read(Kind::Service, node) {
        Some(Document::Service(service)) => Ok((node, service)),
        // What is found by its members is an object.
        _ => Err(Fault::at(source, node.span, "it is no service")),
    }
}

fn definition_in<'n>(source: &SourceFile, roots: &'n [Node<'n>], family: &str) -> Result<(&'n Node<'n>, Box<TaskDefinition<'n>>), Fault> {
    let found: Vec<_> = of_kind(roots, Kind::TaskDefinition).collect();
    let family_of = |node: &Node<'_>| Fields::of(node).and_then(|fields| fields.string("family").literal().map(str::to_string));
    let node = match found.as_slice() {
        [only] => Some(*only),
        several => several.iter().copied().find(|node| family_of(node).as_deref() == Some(family)),
    };
    let read = node.and_then(|node| Some((node, Document::read(Kind::TaskDefinition, node)?)));
    match read {
        Some((node, Document::TaskDefinition(definition))) => Ok((node, definition)),
        _ => {
            let message = format!("there is no task definition of family {family:?} in it");
            Err(Fault::at(source, Span::default(), message).help("A task definition has family and containerDefinitions."))
        }
    }
}

fn refuse_other_deployments(source: &SourceFile, service: &model::Service<'_>, deployments: &Service) -> Result<(), Fault> {
    if deployments.strategy != DeploymentStrategy::Rolling {
        let (span, name) = service.traffic_shift_at().unwrap_or((service.place.value, "this strategy"));
        return Err(Fault::at(source, span, format!("deployments by {name} are not run here, only ROLLING ones"))
            .help("`ecslab simulate deployment` shows what it would do, second by second."));
    }
    if deployments.limits.desired > MOST_TASKS {
        let span = service.desired_count.map_or(service.place.value, |count| count.span());
        return Err(Fault::at(source, span, format!("{} tasks are more than this machine should carry", deployments.limits.desired))
            .help(format!("Up to {MOST_TASKS} are run here.")));
    }
    Ok(())
}

fn percents(service: &model::Service<'_>, daemon: bool) -> (u64, u64) {
    let (minimum, maximum) = if daemon { facts::DAEMON_PERCENTS } else { facts::REPLICA_PERCENTS };
    let written = |value: Option<model::Value<i64>>| value.literal().and_then(|percent| u64::try_from(percent).ok());
    let configuration = service.deployment.as_ref();
    (
        configuration.and_then(|configuration| written(configuration.minimum_healthy_percent)).unwrap_or(minimum),
        configuration.and_then(|configuration| written(configuration.maximum_percent)).unwrap_or(maximum),
    )
}

/// Each load balancer with a container and a port that the task has.
fn targets(source: &SourceFile, service: &model::Service<'_>, task: &TaskPlan) -> Result<Vec<TargetPlan>, Fault> {
    let mut targets = Vec::new();
    for balancer in &service.load_balancers {
        let at = |span: Option<Span>, message: String| Fault::at(source, span.unwrap_or(balancer.place.value), message);
        let Some(group) = balancer.target_group_arn.literal() else {
            return Err(at(balancer.load_balancer_name.map(|name| name.span()), "this load balancer has no target group".to_string())
                .help("Classic Load Balancers are not run here: give targetGroupArn."));
        };
        let Some(container) = balancer.container_name.literal() else {
            return Err(at(None, "containerName is missing".to_string()));
        };
        let port = balancer.container_port.literal().and_then(|port| u16::try_from(port).ok());
        let Some(port) = port else {
            return Err(at(balancer.container_port.map(|port| port.span()), "containerPort is missing or no port".to_string()));
        };
        let Some(plan) = task.containers.iter().find(|other| other.name == container) else {
            let message = format!("the task definition has no container {container:?}");
            return Err(at(balancer.container_name.map(|name| name.span()), message));
        };
        let published = plan.ports.iter().any(|mapping| mapping.container_port == port && mapping.protocol == Protocol::Tcp);
        if !published || task.network == NetworkMode::None {
            let message = format!("container {container} has no port mapping for port {port}");
            return Err(at(balancer.container_port.map(|port| port.span()), message).help("Add it to portMappings in the task definition."));
        }
        targets.push(TargetPlan { target_group: group.to_string(), container: container.to_string(), port });
    }
    Ok(targets)
}

fn notes(service: &model::Service<'_>, deployments: &Service, task: &TaskPlan) -> Vec<String> {
    let mut notes = task.notes.clone();
    let mut note = |applies: bool, text: &str| {
        if applies {
            notes.push(text.to_string());
        }
    };
    note(deployments.alarms.is_some(), "deployment alarms are not watched: there is no CloudWatch here");
    note(deployments.bake_minutes > 0, "bakeTimeInMinutes is not waited for: no alarm could end the deployment meanwhile");
    note(!deployments.hooks.is_empty(), "lifecycle hooks are not called");
    note(!service.service_registries.is_empty(), "service discovery is not set up: tasks are not registered in Cloud Map");
    note(service.service_connect.is_some(), "Service Connect is not set up");
    note(!service.volume_configurations.is_empty(), "no EBS volume is attached");
    note(!service.placement_constraints.is_empty() || !service.placement_strategy.is_empty(), "every task is placed on this machine");
    note(service.scheduling_strategy.literal() == Some("DAEMON"), "this machine is the only container instance: the DAEMON has one task");
    notes
}
