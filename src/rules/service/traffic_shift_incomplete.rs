//! ECS244

use crate::lint::{Findings, declare_rule};
use crate::model::Service;

declare_rule! {
    /// While traffic shifts, ECS registers the new tasks with the alternate target group and changes the weights of the
    /// listener rule, with the permissions of a role. The API takes `advancedConfiguration` without one of them; the
    /// deployment then fails or rolls back.
    TRAFFIC_SHIFT_INCOMPLETE {
        code: "ECS244",
        name: "traffic-shift-incomplete",
        severity: Warning,
        summary: "The advanced configuration of a load balancer lacks what a shift of traffic needs.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-implementation.html",
        verified: "2026-11-24",
        lesson: "deployments/blue-green-and-canary",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentConfiguration": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5},
 "loadBalancers": [{"targetGroupArn": "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/blue/0123456789abcdef", "containerName": "web", "containerPort": 8080,
  "advancedConfiguration": {"alternateTargetGroupArn": "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/green/0123456789abcdef", "roleArn": "arn:aws:iam::111122223333:role/ecs-load-balancers"}}]}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentConfiguration": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5},
 "loadBalancers": [{"targetGroupArn": "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/blue/0123456789abcdef", "containerName": "web", "containerPort": 8080,
  "advancedConfiguration": {"alternateTargetGroupArn": "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/green/0123456789abcdef",
   "productionListenerRule": "arn:aws:elasticloadbalancing:eu-central-1:111122223333:listener-rule/app/web/0123456789abcdef/0123456789abcdef/1111111111111111", "roleArn": "arn:aws:iam::111122223333:role/ecs-load-balancers"}}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let Some((strategy, name)) = service.traffic_shift_at() else { return };
    for advanced in service.load_balancers.iter().filter_map(|one| one.advanced).filter(|advanced| advanced.resolved) {
        let members = [
            ("alternateTargetGroupArn", advanced.alternate_target_group_arn),
            ("productionListenerRule", advanced.production_listener_rule),
            ("roleArn", advanced.role_arn),
        ];
        let missing: Vec<String> = members.iter().filter(|(_, value)| value.is_none()).map(|(name, _)| format!("`{name}`")).collect();
        if !missing.is_empty() {
            findings
                .report(advanced.place.key, format!("the strategy {name} cannot shift traffic without {}", missing.join(" and ")))
                .help("add what is missing; a test listener rule is optional")
                .related(strategy, "the strategy is set here");
        }
    }
}
