//! ECS252

use crate::facts::{MAX_SECURITY_GROUPS, MAX_SUBNETS};
use crate::lint::{Findings, declare_rule};
use crate::model::Service;

declare_rule! {
    /// The network interfaces of the tasks lie in up to 16 subnets and have up to 5 security groups.
    TOO_MANY_SUBNETS {
        code: "ECS252",
        name: "too-many-subnets",
        severity: Error,
        summary: "A service names more subnets or security groups than it can have.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html",
        verified: "2026-11-24",
        lesson: "services/services-and-load-balancing",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-12345678", "subnet-87654321"],
  "securityGroups": ["sg-1", "sg-2", "sg-3", "sg-4", "sg-5", "sg-6"]}}}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-12345678", "subnet-87654321"],
  "securityGroups": ["sg-1", "sg-2"]}}}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let lists = [("subnets", &service.subnets, MAX_SUBNETS), ("security groups", &service.security_groups, MAX_SECURITY_GROUPS)];
    for (what, list, most) in lists {
        if let Some(first) = list.get(most) {
            findings
                .report(first.span(), format!("there are {} {what}, and at most {most} are allowed", list.len()))
                .help("this is the first that is too many");
        }
    }
}
