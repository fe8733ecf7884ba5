//! Questions proved by simulators: the answer holds what the question claims.

use serde_json::{Value, json};

use crate::course::{PolicySimulation, Simulation, SimulatorProof};
use crate::diagnostics::Severity;
use crate::lint::lint_source;
use crate::model::Kind;
use crate::simulators::instant::Instant;
use crate::simulators::policy::{Caller, Context, EvaluationResult, Policies, PolicyType, Request, evaluate, policies};
use crate::simulators::{autoscaling, capacity, deployment, document, lifecycle, managed_scaling, placement};
use crate::source::SourceFile;

/// What is wrong with a proof; `None` where it holds.
pub(super) fn problem(proof: &SimulatorProof) -> Option<String> {
    let answer = match answer(&proof.run) {
        Ok(answer) => answer,
        Err(error) => return Some(format!("cannot be simulated: {error}")),
    };
    if proof.expects.is_empty() {
        return Some("expects nothing".to_string());
    }
    proof.expects.iter().find_map(|(pointer, expected)| match answer.pointer(pointer) {
        Some(found) if found == expected => None,
        Some(found) => Some(format!("claims {expected} at {pointer}, but the simulator answers {found}")),
        None => Some(format!("claims {expected} at {pointer}, where the answer has nothing")),
    })
}

/// The answer as `ecslab simulate --format json` prints it.
fn answer(run: &Simulation) -> Result<Value, String> {
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
        let source = SourceFile::new("policy", text.as_str());
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

#[cfg(test)]
mod tests {
    use super::*;

    fn proof(yaml: &str) -> SimulatorProof {
        yaml_of(yaml).expect("a proof")
    }

    fn yaml_of(yaml: &str) -> Result<SimulatorProof, serde_yaml::Error> {
        serde_yaml::from_str(yaml)
    }

    const DEPLOYMENT: &str = "{simulator: deployment, service: '{\"desiredCount\": 2}', \
                              scenario: '{\"newTasks\": \"healthy\", \"startSeconds\": 1, \"healthySeconds\": 1}'}";

    #[test]
    fn every_simulator_can_prove() {
        for (run, pointer, value) in [
            (DEPLOYMENT, "/outcome", "COMPLETED"),
            ("{simulator: capacity, count: 5, strategy: '[{\"capacityProvider\": \"A\", \"weight\": 1}]'}", "/placements/0/count", "5"),
            ("{simulator: managed-scaling, needed: 2, running: 3, target: 100}", "/capacityProviderReservation", "66.7"),
            (
                "{simulator: policy, identity: ['{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}}'], \
                 action: ['ecr:GetAuthorizationToken']}",
                "/EvaluationResults/0/EvalDecision",
                "allowed",
            ),
            (
                "{simulator: lifecycle, now: '2026-11-24T00:00:00Z', images: '{\"imageDetails\": []}', policy: '{\"rules\": [{\"rulePriority\": 1, \
                 \"selection\": {\"tagStatus\": \"any\", \"countType\": \"imageCountMoreThan\", \"countNumber\": 1}, \"action\": {\"type\": \"expire\"}}]}'}",
                "/summary/expiringImageTotalCount",
                "0",
            ),
            (
                "{simulator: placement, cluster: '[]', request: '{\"taskDefinition\": {\"containerDefinitions\": [{\"name\": \"a\"}]}}'}",
                "/failures/0/task",
                "1",
            ),
            (
                "{simulator: autoscaling, target: '{\"MinCapacity\": 1, \"MaxCapacity\": 4}', policy: ['{\"PolicyName\": \"cpu\", \
                 \"PolicyType\": \"TargetTrackingScaling\", \"TargetTrackingScalingPolicyConfiguration\": {\"TargetValue\": 50, \
                 \"PredefinedMetricSpecification\": {\"PredefinedMetricType\": \"ECSServiceAverageCPUUtilization\"}}}'], metrics: \"time,cpu\\n0,100\\n\", running: 2}",
                "/desired/1/desired",
                "4",
            ),
        ] {
            let holds = proof(&format!("{{run: {run}, expects: {{{pointer}: {value}}}}}"));
            assert_eq!(problem(&holds), None, "{run}");
            let wrong = proof(&format!("{{run: {run}, expects: {{{pointer}: 77}}}}"));
            assert!(problem(&wrong).is_some_and(|problem| problem.contains("claims 77")), "{run}");
        }
    }

    #[test]
    fn what_proves_nothing_is_a_problem() {
        for (expects, says) in [("{}", "expects nothing"), ("{/nowhere: 1}", "where the answer has nothing")] {
            let problem = problem(&proof(&format!("{{run: {DEPLOYMENT}, expects: {expects}}}")));
            assert!(problem.is_some_and(|problem| problem.contains(says)), "{expects}");
        }
        let broken = DEPLOYMENT.replace("\"desiredCount\": 2", "\"desiredCount\": -2");
        let problem = problem(&proof(&format!("{{run: {broken}, expects: {{/outcome: COMPLETED}}}}")));
        assert!(problem.is_some_and(|problem| problem.contains("service:1:18: desiredCount is -2")));
        assert!(yaml_of(&format!("{{run: {}, expects: {{}}}}", DEPLOYMENT.replace("scenario", "scenery"))).is_err());
    }
}
