//! ECS443

use crate::facts::LEAST_MAXIMUM_PERCENT;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, Service};
use crate::syntax::Change;

declare_rule! {
    /// After a zone has failed and come back, all tasks run in the others until they are replaced. Rebalancing moves them
    /// without waiting for a deployment. A service that is created without saying gets it where it can have it.
    ZONE_REBALANCING_OFF {
        code: "ECS443",
        name: "zone-rebalancing-off",
        severity: Info,
        summary: "A service with several tasks is not rebalanced between zones.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html",
        verified: "2026-11-24",
        lesson: "services/services-and-load-balancing",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "availabilityZoneRebalancing": "DISABLED"}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "availabilityZoneRebalancing": "ENABLED"}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let Some(rebalancing) = service.availability_zone_rebalancing.filter(|rebalancing| rebalancing.literal() == Some("DISABLED")) else {
        return;
    };
    let classic = service.load_balancers.iter().any(|load_balancer| load_balancer.load_balancer_name.is_some());
    let full = service
        .deployment
        .and_then(|deployment| deployment.maximum_percent)
        .is_some_and(|most| most.literal().is_some_and(|most| most <= LEAST_MAXIMUM_PERCENT));
    // Where it cannot be had, it is off for a reason.
    let possible =
        service.daemon_at().is_none() && service.launch_type.literal() != Some("EXTERNAL") && service.placement_strategy.is_empty();
    if service.desired_count.literal().is_some_and(|count| count > 1) && possible && !classic && !full {
        findings
            .report(rebalancing.span(), "tasks stay in the zones in which they happen to run")
            .help("set `availabilityZoneRebalancing` to ENABLED")
            .unsafe_fix(Change::set(rebalancing.span(), "ENABLED"));
    }
}
