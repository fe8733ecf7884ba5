//! ECS155

use crate::lint::{Findings, declare_rule};
use crate::model::Service;
use crate::syntax::Change;

declare_rule! {
    /// Constraints and strategies of placement choose among container instances. On Fargate there are none: AWS places the
    /// tasks, and spreads a service over the zones of its subnets.
    PLACEMENT_ON_FARGATE {
        code: "ECS155",
        name: "placement-on-fargate",
        severity: Error,
        summary: "A service on Fargate has placement constraints or strategies.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html",
        verified: "2026-11-21",
        lesson: "placement/strategies-and-constraints",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "FARGATE",
 "placementStrategy": [{"type": "binpack", "field": "memory"}]}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "FARGATE"}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let Some(fargate) = service.fargate_at() else { return };
    let placements = [("strategies", service.placement_strategy.set_at()), ("constraints", service.placement_constraints.set_at())];
    for (what, span) in placements {
        if let Some(span) = span {
            findings
                .report(span, format!("a service on Fargate takes no placement {what}"))
                .help("remove them: which zones the tasks run in is decided by the subnets")
                .related(fargate, "the service runs on Fargate")
                .unsafe_fix(Change::remove(span));
        }
    }
}
