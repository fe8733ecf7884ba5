//! ECS157

use crate::facts::BINPACK_FIELDS;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, Service};

declare_rule! {
    /// `binpack` fills the instance that has the least left of one thing, and that is `cpu` or `memory`.
    INVALID_BINPACK_FIELD {
        code: "ECS157",
        name: "invalid-binpack-field",
        severity: Error,
        summary: "A binpack strategy fills by something else than cpu or memory.",
        aws_message: "binpack field '...' is invalid",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PlacementStrategy.html",
        verified: "2026-11-21",
        lesson: "placement/strategies-and-constraints",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "EC2",
 "placementStrategy": [{"type": "binpack", "field": "instanceId"}]}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "EC2",
 "placementStrategy": [{"type": "binpack", "field": "memory"}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    for strategy in service.placement_strategy.iter().filter(|strategy| strategy.kind.literal() == Some("binpack")) {
        let (Some(value), Some(field)) = (strategy.argument, strategy.argument.literal()) else { continue };
        if !BINPACK_FIELDS.iter().any(|known| known.eq_ignore_ascii_case(field)) {
            findings
                .report(value.span(), format!("\"{field}\" is nothing that binpack can fill by"))
                .help(format!("valid: {}", BINPACK_FIELDS.join(", ")));
        }
    }
}
