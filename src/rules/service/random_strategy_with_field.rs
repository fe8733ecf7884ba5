//! ECS158

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, Service};
use crate::syntax::Change;

declare_rule! {
    /// `random` takes any instance that fits, so it has no field to look at. What looks at one is `spread`, which evens out,
    /// and `binpack`, which fills up.
    RANDOM_STRATEGY_WITH_FIELD {
        code: "ECS158",
        name: "random-strategy-with-field",
        severity: Error,
        summary: "A random placement strategy has a field.",
        aws_message: "random field should not be specified",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PlacementStrategy.html",
        verified: "2026-11-21",
        lesson: "placement/strategies-and-constraints",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "EC2",
 "placementStrategy": [{"type": "random", "field": "instanceId"}]}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "EC2",
 "placementStrategy": [{"type": "random"}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    for strategy in service.placement_strategy.iter().filter(|strategy| strategy.kind.literal() == Some("random")) {
        if let Some(field) = strategy.argument.filter(|field| field.literal().is_some()) {
            findings
                .report(field.span(), "a random strategy has no field")
                .help("remove `field`, or make the strategy a `spread`")
                .unsafe_fix(Change::remove(field.span()));
        }
    }
}
