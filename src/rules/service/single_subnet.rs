//! ECS444

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, Service};

declare_rule! {
    /// A subnet lies in one availability zone. When it fails, all tasks of the service are gone, and there is no other place
    /// to start them.
    SINGLE_SUBNET {
        code: "ECS444",
        name: "single-subnet",
        severity: Info,
        summary: "All tasks of a service run in one subnet, and so in one zone.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html",
        verified: "2026-11-24",
        lesson: "services/services-and-load-balancing",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-12345678"]}}}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-12345678", "subnet-87654321"]}}}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let [only] = &service.subnets[..] else { return };
    if service.subnets.complete && only.literal().is_some() && service.desired_count.literal().is_some_and(|count| count > 1) {
        findings.report(only.span(), "one subnet is one availability zone").help("name subnets in two zones or more");
    }
}
