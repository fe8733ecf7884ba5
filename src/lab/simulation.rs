//! What the simulators answer to documents that are text: for the checks of labs and the proofs of questions.

use serde_json::{Value, json};

use crate::course::{PolicySimulation, Simulation};
use crate::diagnostics::Severity;
use crate::lint::lint_source;
use crate::model::Kind;
use crate::simulators::instant::Instant;
use crate::simulators::policy::{Caller, Context, EvaluationResult, Policies, PolicyType, Request, evaluate, policies};
use crate::simulators::{autoscaling, capacity, deployment, document, lifecycle, managed_scaling, placement};
use crate::source::SourceFile;

/// The answer as `ecslab simulate --format json` prints it.
///
/// # Errors
/// What is wrong with a document; its place begins with the name of the option.
pub fn answer(run: &Simulation) -> Result<Value, String> {
    let answer = match run {
        Simulation::Autoscaling { target, policy, metrics, alarm, running } => {
            autoscaling(target, policy, metrics, alarm.as_deref().unwrap_or_default(), *running)?
        }
        Simulation::Capacity { strategy, count } => {
            let source = SourceFile::new("strategy", strategy.as_str());
            let strategy = capacity::read_strategy(&source, &document(&source).map_err(told)?).map_err(told)?;
            serde_json::to_value(capacity::distribute(&strategy, *count, &[]))
        }
        Simulation::Deployment { service, scenario } => {
            let (service, scenario) = (SourceFile::new("service", service.as_str()), SourceFile::new("scenario", scenario.as_str()));
            let (service_node, scenario_node) = (document(&service).map_err(told)?, document(&scenario).map_err(told)?);
            let instances = deployment::read_instances(&scenario, &scenario_node).map_err(told)?;
            let service = deployment::read_service(&service, &service_node, instances).map_err(told)?;
            let scenario = deployment::read_scenario(&scenario, &scenario_node, &service).map_err(told)?;
            serde_json::to_value(deployment::simulate(&service, &scenario))
        }
        Simulation::Lifecycle { policy, images, now } => lifecycle(policy, images, now)?,
        Simulation::ManagedScaling { needed, running, target } => {
            serde_json::to_value(managed_scaling::managed_scaling(*needed, *running, *target))
        }
        Simulation::Placement { cluster, request, tasks, seed } => placement(cluster, request, tasks.as_deref(), seed.unwrap_or(0))?,
        Simulation::Policy(simulation) => policy(simulation)?,
    };
    answer.map_err(told)
}

type Answer = Result<serde_json::Result<Value>, String>;

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn autoscaling(target: &str, policies: &[String], metrics: &str, alarms: &[String], running: Option<u64>) -> Answer {
    let source = SourceFile::new("target", target);
    let target = autoscaling::read_target(&source, &document(&source).map_err(told)?).map_err(told)?;
    let metrics = autoscaling::read_csv(&SourceFile::new("metrics", metrics)).map_err(told)?;
    let mut known = Vec::new();
    for text in alarms {
        let source = SourceFile::new("alarm", text.as_str());
        known.extend(autoscaling::read_alarms(&source, &document(&source).map_err(told)?).map_err(told)?);
    }
    let mut inputs = autoscaling::Inputs::default();
    for text in policies {
        let source = SourceFile::new("policy", text.as_str());
        let node = document(&source).map_err(told)?;
        autoscaling::read_policies(&source, &node, &target, &metrics, &known, &mut inputs).map_err(told)?;
    }
    let course = autoscaling::Course { target, inputs, metrics, running, deployments: Vec::new() };
    Ok(serde_json::to_value(autoscaling::simulate(&course)?))
}

fn lifecycle(policy: &str, images: &str, now: &str) -> Answer {
    let source = SourceFile::new("policy", policy);
    let linted = lint_source(&source, Some(Kind::EcrLifecyclePolicy)).map_err(told)?;
    if let Some(error) = linted.diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error) {
        return Err(format!("ECR would reject the policy: {} {}", error.code, error.message));
    }
    let policy = lifecycle::read_policy(&source, &document(&source).map_err(told)?).map_err(told)?;
    let sources = [SourceFile::new("images", images)];
    let inventory = lifecycle::read_inventory(&sources, &policy).map_err(told)?;
    let now = Instant::parse(now).map_err(|error| format!("now {error}"))?;
    Ok(serde_json::to_value(lifecycle::preview(&policy, &inventory, now)))
}

fn placement(cluster: &str, request: &str, tasks: Option<&str>, seed: u64) -> Answer {
    let source = SourceFile::new("cluster", cluster);
    let mut cluster = placement::input::read_cluster(&source, &document(&source).map_err(told)?).map_err(told)?;
    let tasks = match tasks {
        Some(text) => {
            let source = SourceFile::new("tasks", text);
            placement::input::read_tasks(&source, &document(&source).map_err(told)?, &mut cluster).map_err(told)?
        }
        None => Vec::new(),
    };
    let source = SourceFile::new("request", request);
    let node = document(&source).map_err(told)?;
    let placement::input::Definition::Here(definition) = placement::input::definition(&source, &node).map_err(told)? else {
        return Err("the taskDefinition of a proof stands in the request itself".to_string());
    };
    let request = placement::input::read_request((&source, &node), (&source, definition), &cluster).map_err(told)?;
    Ok(serde_json::to_value(placement::answer(&cluster, &tasks, &request, None, seed).map_err(told)?))
}

fn policy(simulation: &PolicySimulation) -> Answer {
    let documents = [
        (PolicyType::Identity, &simulation.identity),
        (PolicyType::Resource, &simulation.resource_policy),
        (PolicyType::Boundary, &simulation.boundary),
        (PolicyType::Session, &simulation.session),
    ];
    let mut list = Vec::new();
    for (kind, text) in documents.into_iter().flat_map(|(kind, texts)| texts.iter().map(move |text| (kind, text))) {
        let source = SourceFile::new(option(kind), text.as_str());
        list.extend(policies(&source, &document(&source).map_err(told)?, kind).map_err(told)?);
    }
    let list = Policies::new(list);
    let context: Context = simulation.context.iter().map(|(key, value)| (key, value.as_str())).collect();
    let caller = simulation.caller.as_deref().map(Caller::parse).transpose()?;
    let everything = ["*".to_string()];
    let resources = if simulation.resource.is_empty() { &everything[..] } else { &simulation.resource };
    let pairs = simulation.action.iter().flat_map(|action| resources.iter().map(move |resource| (action, resource)));
    let results: Vec<EvaluationResult> = pairs
        .map(|(action, resource)| {
            let request = Request::new(action, resource, caller.clone(), context.clone());
            EvaluationResult::of(&request, &list, &evaluate(&request, &list))
        })
        .collect();
    Ok(Ok(json!({ "EvaluationResults": results })))
}

/// The option of `ecslab simulate policy` that takes policies of a type.
fn option(kind: PolicyType) -> &'static str {
    match kind {
        PolicyType::Identity => "identity",
        PolicyType::Resource => "resource-policy",
        PolicyType::Boundary => "boundary",
        PolicyType::Session => "session",
    }
}
