//! ECS631

use crate::lint::{Findings, declare_rule};
use crate::model::Service;

declare_rule! {
    /// Tags say whose a service is and to whom its costs go, and conditions of IAM policies can ask for them.
    UNTAGGED_SERVICE {
        code: "ECS631",
        name: "untagged-service",
        severity: Info,
        summary: "A service has no tags.",
        source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html",
        verified: "2026-11-24",
        lesson: "services/services-and-load-balancing",
        controls: ["ECS.13"],
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "propagateTags": "SERVICE", "tags": [{"key": "team", "value": "shop"}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    // What describe-services prints holds tags only if it was asked for them.
    let asked = service.service_arn.is_none() || service.tags.place.is_some();
    if let Some(service_at) = service.created_at.filter(|_| asked && service.tags.is_certainly_empty()) {
        findings.report(service_at, "the service has no tags").help("add `tags`, such as the team and the environment");
    }
}
