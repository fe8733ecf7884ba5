//! ECS440

use crate::lint::{Findings, declare_rule};
use crate::model::Service;

declare_rule! {
    /// A desired count of 0 stops a service without deleting it. Nothing runs until something raises it: a person, or a
    /// scheduled action of Service Auto Scaling, which does not scale from 0 by its metrics.
    ZERO_DESIRED_COUNT {
        code: "ECS440",
        name: "zero-desired-count",
        severity: Info,
        summary: "A service wants no tasks.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html",
        verified: "2026-11-24",
        lesson: "services/services-and-load-balancing",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 0}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    if service.daemon_at().is_some() {
        return;
    }
    if let Some(count) = service.desired_count.filter(|count| count.literal() == Some(0)) {
        findings.report(count.span(), "the service runs no tasks").help("raise it when the service shall run");
    }
}
