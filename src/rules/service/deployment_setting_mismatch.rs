//! ECS139

use crate::lint::{Findings, declare_rule};
use crate::model::{DeploymentConfiguration, EarlySuccessCriteria, Literal, Service};
use crate::syntax::Change;

declare_rule! {
    /// Each way to deploy has its own settings: `linearConfiguration` goes with the strategy LINEAR, `canaryConfiguration`
    /// with CANARY, early success criteria with ROLLING, and strategies and alarms with the deployment controller ECS. Early
    /// success needs the percentage that shall be healthy, at least `minimumHealthyPercent`, and when the old tasks go.
    DEPLOYMENT_SETTING_MISMATCH {
        code: "ECS139",
        name: "deployment-setting-mismatch",
        severity: Error,
        summary: "A setting of the deployment does not go with its strategy or its controller.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html",
        verified: "2026-11-24",
        lesson: "deployments/blue-green-and-canary",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentConfiguration": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5, "canaryConfiguration": {"canaryPercent": 10}}}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentConfiguration": {"strategy": "CANARY", "bakeTimeInMinutes": 5, "canaryConfiguration": {"canaryPercent": 10}}}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let Some(deployment) = service.deployment else { return };
    // An update leaves the strategy as it is where it names none.
    let strategy = match deployment.strategy {
        Some(strategy) => strategy.literal(),
        None => service.created_at.map(|_| "ROLLING"),
    };
    let steps = [("linearConfiguration", "LINEAR", deployment.linear), ("canaryConfiguration", "CANARY", deployment.canary)];
    for (member, owner, steps) in steps {
        let (Some(steps), Some(strategy)) = (steps, strategy.filter(|strategy| *strategy != owner)) else { continue };
        findings
            .report(steps.place.key, format!("`{member}` goes with the strategy {owner}, and it is {strategy}"))
            .help(format!("set `strategy` to {owner}, or remove `{member}`"))
            .unsafe_fix(Change::remove(steps.place.key));
    }
    check_controller(service, findings);
    if let Some(criteria) = deployment.early_success {
        check_early_success(service, &deployment, &criteria, findings);
    }
}

fn check_controller(service: &Service<'_>, findings: &mut Findings<'_>) {
    let Some((controller, name)) = ["CODE_DEPLOY", "EXTERNAL"].into_iter().find_map(|name| Some((service.controller_at(name)?, name)))
    else {
        return;
    };
    if let Some((span, strategy)) = service.traffic_shift_at() {
        findings
            .report(span, format!("the strategy {strategy} is for services that ECS deploys, and the controller is {name}"))
            .help("set `deploymentController.type` to ECS, or leave the strategy to the controller")
            .related(controller, "the deployment controller is set here");
    }
    let alarms = service.deployment.and_then(|deployment| deployment.alarms).and_then(|alarms| alarms.enable);
    if let Some(enable) = alarms.filter(|enable| enable.literal() == Some(true)) {
        findings
            .report(enable.span(), format!("alarms watch the deployments of ECS only, and the controller is {name}"))
            .help("give the alarms to the controller, or set `deploymentController.type` to ECS")
            .related(controller, "the deployment controller is set here");
    }
}

fn check_early_success(
    service: &Service<'_>,
    deployment: &DeploymentConfiguration<'_>,
    criteria: &EarlySuccessCriteria,
    findings: &mut Findings<'_>,
) {
    let Some(enable) = criteria.enable.filter(|enable| enable.literal() == Some(true)) else { return };
    if let Some((strategy, name)) = service.traffic_shift_at() {
        findings
            .report(criteria.place.key, format!("early success criteria are for rolling deployments, and the strategy is {name}"))
            .help("remove `earlySuccessCriteria`")
            .related(strategy, "the strategy is set here")
            .unsafe_fix(Change::remove(criteria.place.key));
    }
    let missing = [("healthyPercent", criteria.healthy_percent.is_none()), ("sourceServiceRevisionCleanup", criteria.cleanup.is_none())];
    for (member, _) in missing.into_iter().filter(|(_, is_missing)| *is_missing) {
        findings.report(enable.span(), format!("early success criteria that are on need `{member}`")).help(format!("add `{member}`"));
    }
    if let (Some(at), Some(healthy), Some(least_at), Some(least)) = (
        criteria.healthy_percent,
        criteria.healthy_percent.literal(),
        deployment.minimum_healthy_percent,
        deployment.minimum_healthy_percent.literal(),
    ) && healthy < least
    {
        findings
            .report(at.span(), format!("healthyPercent is {healthy}, below the minimumHealthyPercent of {least}"))
            .help("raise it to that at least")
            .related(least_at.span(), "minimumHealthyPercent is set here");
    }
}
