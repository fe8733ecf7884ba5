//! ECS240

use crate::facts::{AVAILABILITY_ZONE_ATTRIBUTE, LEAST_MAXIMUM_PERCENT};
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, Service};
use crate::source::Span;
use crate::syntax::Change;

declare_rule! {
    /// To even out the zones ECS starts a task in one before it stops one in another. So there must be room above the
    /// desired count, and nothing else may decide about the zone: a placement strategy begins with the spread over zones,
    /// and no constraint speaks of them. Services behind a Classic Load Balancer or on external instances cannot have it.
    ZONE_REBALANCING_UNSUPPORTED {
        code: "ECS240",
        name: "zone-rebalancing-unsupported",
        severity: Error,
        summary: "A service wants to be rebalanced between zones and has a setting that rules it out.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html",
        verified: "2026-11-24",
        lesson: "services/services-and-load-balancing",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "availabilityZoneRebalancing": "ENABLED",
 "deploymentConfiguration": {"minimumHealthyPercent": 50, "maximumPercent": 100}}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "availabilityZoneRebalancing": "ENABLED",
 "deploymentConfiguration": {"minimumHealthyPercent": 50, "maximumPercent": 150}}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let Some(rebalancing) = service.availability_zone_rebalancing.filter(|rebalancing| rebalancing.literal() == Some("ENABLED")) else {
        return;
    };
    for (span, message, aws_message) in obstacles(service) {
        let finding = findings.report(span, message);
        finding.help("change that, or set `availabilityZoneRebalancing` to DISABLED").related(rebalancing.span(), "rebalancing is on");
        finding.unsafe_fix(Change::set(rebalancing.span(), "DISABLED"));
        if let Some(aws_message) = aws_message {
            finding.aws_message(aws_message);
        }
    }
}

fn obstacles(service: &Service<'_>) -> Vec<(Span, String, Option<&'static str>)> {
    let mut found = Vec::new();
    let maximum = service.deployment.and_then(|deployment| deployment.maximum_percent);
    if let Some(maximum) = maximum.filter(|maximum| maximum.literal() == Some(LEAST_MAXIMUM_PERCENT)) {
        let message = format!("with a maximumPercent of {LEAST_MAXIMUM_PERCENT} there is no room to start a task in another zone");
        found.push((maximum.span(), message, Some("Availability Zone Rebalancing does not support maximumPercent <= 100 %")));
    }
    if let Some(first) = service.placement_strategy.first()
        && let (Some(kind), argument) = (first.kind.literal(), first.argument)
        && !(kind == "spread" && argument.is_none_or(|field| field.literal().is_none_or(is_zone)))
    {
        found.push((
            argument.or(first.kind).map_or(first.place.value, |at| at.span()),
            "the first placement strategy is no spread over availability zones".to_string(),
            Some("Availability Zone Rebalancing only supports availability zone spread as task placement strategy"),
        ));
    }
    for name in service.load_balancers.iter().filter_map(|load_balancer| load_balancer.load_balancer_name) {
        if name.literal().is_some() {
            found.push((name.span(), "a service behind a Classic Load Balancer cannot be rebalanced".to_string(), None));
        }
    }
    if let Some(launch_type) = service.launch_type.filter(|launch_type| launch_type.literal() == Some("EXTERNAL")) {
        found.push((launch_type.span(), "a service on external instances cannot be rebalanced".to_string(), None));
    }
    for expression in service.placement_constraints.iter().filter_map(|constraint| constraint.argument) {
        if expression.literal().is_some_and(|text| text.contains(&zone_attribute())) {
            found.push((expression.span(), "a placement constraint already decides about the zone".to_string(), None));
        }
    }
    found
}

fn zone_attribute() -> String {
    format!("attribute:{AVAILABILITY_ZONE_ATTRIBUTE}")
}

fn is_zone(field: &str) -> bool {
    field.eq_ignore_ascii_case(&zone_attribute())
}
