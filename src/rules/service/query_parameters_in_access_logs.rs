//! ECS343

use crate::lint::{Findings, declare_rule};
use crate::model::Service;
use crate::syntax::Change;

declare_rule! {
    /// What stands behind the question mark of a URL is often a token, an address or a name. With `includeQueryParameters`
    /// it is written to the log, where more people read it than in the application.
    QUERY_PARAMETERS_IN_ACCESS_LOGS {
        code: "ECS343",
        name: "query-parameters-in-access-logs",
        severity: Info,
        summary: "The access logs of Service Connect hold query parameters.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectAccessLogConfiguration.html",
        verified: "2026-11-24",
        lesson: "services/services-and-load-balancing",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "serviceConnectConfiguration": {"enabled": true, "namespace": "shop",
  "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/connect", "awslogs-region": "eu-central-1"}},
  "accessLogConfiguration": {"format": "JSON", "includeQueryParameters": "ENABLED"}}}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "serviceConnectConfiguration": {"enabled": true, "namespace": "shop",
  "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/connect", "awslogs-region": "eu-central-1"}},
  "accessLogConfiguration": {"format": "JSON", "includeQueryParameters": "DISABLED"}}}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let Some(parameters) = service.service_connect.and_then(|connect| connect.include_query_parameters) else { return };
    if parameters.literal() == Some("ENABLED") {
        findings
            .report(parameters.span(), "the access logs hold query parameters, and with them perhaps secrets")
            .help("set it to DISABLED, or make sure that no secret stands in a URL")
            .unsafe_fix(Change::set(parameters.span(), "DISABLED"));
    }
}
