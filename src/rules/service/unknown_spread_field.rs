//! ECS260

use crate::facts::{AVAILABILITY_ZONE_ATTRIBUTE, SPREAD_FIELDS};
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, Service};

declare_rule! {
    /// `spread` takes `instanceId` (or `host`, which is the same) or an attribute of the instances, written
    /// `attribute:ecs.availability-zone`. A bare name such as `zone` or `availability-zone` names no attribute, and tasks are not
    /// spread as it seems to say.
    UNKNOWN_SPREAD_FIELD {
        code: "ECS260",
        name: "unknown-spread-field",
        severity: Warning,
        summary: "A spread strategy names a field that is neither an instance nor an attribute.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PlacementStrategy.html",
        verified: "2026-11-29",
        lesson: "placement/strategies-and-constraints",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "EC2",
 "placementStrategy": [{"type": "spread", "field": "zone"}]}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "EC2",
 "placementStrategy": [{"type": "spread", "field": "attribute:ecs.availability-zone"}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    for strategy in service.placement_strategy.iter().filter(|strategy| strategy.kind.literal() == Some("spread")) {
        let (Some(value), Some(field)) = (strategy.argument, strategy.argument.literal()) else { continue };
        let is_known = SPREAD_FIELDS.iter().any(|known| known.eq_ignore_ascii_case(field));
        let is_attribute = field.strip_prefix("attribute:").is_some_and(|name| !name.is_empty());
        if !is_known && !is_attribute {
            findings
                .report(value.span(), format!("\"{field}\" is neither an instance nor an attribute"))
                .help(format!("write attribute:NAME, such as attribute:{AVAILABILITY_ZONE_ATTRIBUTE}, or {}", SPREAD_FIELDS[0]));
        }
    }
}
