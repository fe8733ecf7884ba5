//! ECS148

use crate::lint::{Findings, declare_rule};
use crate::model::Service;
use crate::syntax::Change;

declare_rule! {
    /// Availability zone rebalancing moves tasks from one zone to another until the zones are even. The tasks of a daemon
    /// service belong to their instances and cannot move.
    DAEMON_ZONE_REBALANCING {
        code: "ECS148",
        name: "daemon-zone-rebalancing",
        severity: Error,
        summary: "A daemon service wants to be rebalanced between zones.",
        aws_message: "Availability Zone Rebalancing does not support DAEMON services",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html",
        verified: "2026-11-21",
        lesson: "services/services-and-load-balancing",
        fails: r#"{"serviceName": "agent", "taskDefinition": "agent:3", "launchType": "EC2", "schedulingStrategy": "DAEMON", "availabilityZoneRebalancing": "ENABLED"}"#,
        passes: r#"{"serviceName": "agent", "taskDefinition": "agent:3", "launchType": "EC2", "schedulingStrategy": "DAEMON", "availabilityZoneRebalancing": "DISABLED"}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let (Some(daemon), Some(rebalancing)) = (service.daemon_at(), service.availability_zone_rebalancing) else { return };
    if rebalancing.literal() == Some("ENABLED") {
        findings
            .report(rebalancing.span(), "a daemon service cannot be rebalanced between zones")
            .help("set `availabilityZoneRebalancing` to DISABLED, or leave it out")
            .related(daemon, "the scheduling strategy is set here")
            .unsafe_fix(Change::set(rebalancing.span(), "DISABLED"));
    }
}
