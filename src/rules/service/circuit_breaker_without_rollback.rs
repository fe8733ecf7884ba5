//! ECS411

use crate::lint::{Findings, declare_rule};
use crate::model::Service;
use crate::syntax::Change;

declare_rule! {
    /// Without `rollback` the circuit breaker ends a failed deployment and leaves the service between two versions: the tasks
    /// of the old one that were stopped do not come back until someone deploys again. Rollback returns to the last deployment
    /// that completed.
    CIRCUIT_BREAKER_WITHOUT_ROLLBACK {
        code: "ECS411",
        name: "circuit-breaker-without-rollback",
        severity: Warning,
        summary: "The circuit breaker stops a failed deployment and does not roll back.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html",
        verified: "2026-11-21",
        lesson: "deployments/rolling-updates",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true, "rollback": false}}}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true, "rollback": true}}}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let Some(deployment) = service.deployment else { return };
    let (Some(enable), Some(rollback)) = (deployment.circuit_breaker_enable, deployment.circuit_breaker_rollback) else { return };
    if enable.literal() == Some(true) && rollback.literal() == Some(false) {
        findings
            .report(rollback.span(), "a failed deployment stays where it failed")
            .help("set `rollback` to true to return to the last deployment that completed")
            .related(enable.span(), "the circuit breaker is on")
            .unsafe_fix(Change::set(rollback.span(), true));
    }
}
