//! ECS170

use crate::lint::{Findings, declare_rule};
use crate::model::Service;
use crate::syntax::Change;

declare_rule! {
    /// Only tasks on Fargate can have a public address of their own. A task on EC2 reaches the internet through a NAT gateway,
    /// or through its instance in the network modes `bridge` and `host`.
    PUBLIC_IP_ON_EC2 {
        code: "ECS170",
        name: "public-ip-on-ec2",
        severity: Error,
        summary: "A service of the EC2 launch type assigns public addresses.",
        aws_message: "Assign public IP is not supported for this launch type",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html",
        verified: "2026-11-21",
        lesson: "services/services-and-load-balancing",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "EC2",
 "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-12345678"], "assignPublicIp": "ENABLED"}}}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "EC2",
 "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-12345678"], "assignPublicIp": "DISABLED"}}}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let (Some(ec2), Some(public)) = (service.ec2_at(), service.assign_public_ip) else { return };
    if public.literal() == Some("ENABLED") {
        findings
            .report(public.span(), "the EC2 launch type assigns no public addresses to tasks")
            .help("set `assignPublicIp` to DISABLED, or leave it out")
            .related(ec2, "the launch type is set here")
            .unsafe_fix(Change::set(public.span(), "DISABLED"));
    }
}
