//! ECS310

use crate::lint::{Findings, declare_rule};
use crate::model::Service;
use crate::syntax::Change;

declare_rule! {
    /// With a public address every task can be reached from the internet on the ports that its security group opens. Behind a
    /// load balancer it needs none; to reach the internet it needs a NAT gateway, and to reach AWS's services VPC endpoints do.
    /// In a subnet without those the public address is what lets a task pull its image. Security Hub: ECS.2, for task sets
    /// ECS.16.
    PUBLIC_IP_ADDRESS {
        code: "ECS310",
        name: "public-ip-address",
        severity: Warning,
        summary: "The tasks of a service get public addresses.",
        source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html",
        verified: "2026-11-21",
        lesson: "services/services-and-load-balancing",
        controls: ["ECS.2", "ECS.16", "CKV_AWS_333"],
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "FARGATE",
 "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-12345678"], "assignPublicIp": "ENABLED"}}}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "FARGATE",
 "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-12345678"], "assignPublicIp": "DISABLED"}}}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    // On EC2 it is rejected altogether (ECS170).
    if service.ec2_at().is_some() {
        return;
    }
    if let Some(public) = service.assign_public_ip.filter(|public| public.literal() == Some("ENABLED")) {
        findings
            .report(public.span(), "every task gets a public address")
            .help("set it to DISABLED, and give private subnets a NAT gateway or VPC endpoints")
            .unsafe_fix(Change::set(public.span(), "DISABLED"));
    }
}
