//! ECS410

use serde_json::json;

use crate::lint::{Findings, declare_rule};
use crate::model::Service;
use crate::syntax::Change;

declare_rule! {
    /// A rolling deployment of an image that does not start goes on forever: ECS starts tasks, sees them fail and starts
    /// others, while the old ones keep working or run out. The circuit breaker counts the failures and ends the deployment.
    CIRCUIT_BREAKER_OFF {
        code: "ECS410",
        name: "circuit-breaker-off",
        severity: Info,
        summary: "Nothing ends the deployments of a service that fail.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html",
        verified: "2026-11-21",
        lesson: "deployments/rolling-updates",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentConfiguration": {"minimumHealthyPercent": 100, "maximumPercent": 200}}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true, "rollback": true}}}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    // An update leaves on what is on, and a task set has no deployments.
    let Some(service_at) = service.created_at.filter(|_| service.is_certainly_rolling()) else { return };
    let breaker = json!({"enable": true, "rollback": true});
    let (span, change) = match service.deployment {
        None => {
            let deployment = json!({"deploymentCircuitBreaker": breaker});
            (service_at, Change::insert(service.place.value, "deploymentConfiguration", deployment))
        }
        Some(deployment) => match (deployment.circuit_breaker, deployment.circuit_breaker_enable) {
            (None, _) => (service_at, Change::insert(deployment.place.value, "deploymentCircuitBreaker", breaker)),
            (Some(_), Some(enable)) if enable.literal() == Some(false) => (enable.span(), Change::set(enable.span(), true)),
            _ => return,
        },
    };
    findings
        .report(span, "a deployment of this service that fails goes on forever")
        .help("set `deploymentCircuitBreaker` to {\"enable\": true, \"rollback\": true} in `deploymentConfiguration`")
        .unsafe_fix(change);
}
