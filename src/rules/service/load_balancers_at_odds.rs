//! ECS138

use crate::lint::{Findings, declare_rule};
use crate::model::{AdvancedConfiguration, Literal, Service, Value};

declare_rule! {
    /// To shift traffic from old tasks to new ones, ECS needs a second target group and the listener rule for each load
    /// balancer: `advancedConfiguration`. All load balancers have it or none, a Classic Load Balancer cannot have it, and no
    /// target group serves two of them. Classic Load Balancers and target groups do not mix in one service. An Application
    /// Load Balancer is named by a listener rule, a Network Load Balancer by its listener; what carries the production
    /// traffic cannot carry the test traffic.
    LOAD_BALANCERS_AT_ODDS {
        code: "ECS138",
        name: "load-balancers-at-odds",
        severity: Error,
        summary: "The load balancers of a service do not go with each other or with its deployments.",
        aws_message: "advancedConfiguration field is required for all loadBalancers when using a non-ROLLING deployment strategy",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html",
        verified: "2026-11-24",
        lesson: "deployments/blue-green-and-canary",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentConfiguration": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5},
 "loadBalancers": [{"targetGroupArn": "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/blue/0123456789abcdef", "containerName": "web", "containerPort": 8080}]}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentConfiguration": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5},
 "loadBalancers": [{"targetGroupArn": "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/blue/0123456789abcdef", "containerName": "web", "containerPort": 8080,
  "advancedConfiguration": {"alternateTargetGroupArn": "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/green/0123456789abcdef",
   "productionListenerRule": "arn:aws:elasticloadbalancing:eu-central-1:111122223333:listener-rule/app/web/0123456789abcdef/0123456789abcdef/1111111111111111", "roleArn": "arn:aws:iam::111122223333:role/ecs-load-balancers"}}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    check_kinds(service, findings);
    check_advanced(service, findings);
    check_target_groups(service, findings);
    for advanced in service.load_balancers.iter().filter_map(|load_balancer| load_balancer.advanced) {
        check_listener_rules(&advanced, findings);
    }
}

fn check_kinds(service: &Service<'_>, findings: &mut Findings<'_>) {
    let classic: Vec<_> = service.load_balancers.iter().filter(|one| one.load_balancer_name.literal().is_some()).collect();
    for advanced in classic.iter().filter_map(|one| one.advanced) {
        findings
            .report(advanced.place.key, "a Classic Load Balancer has no advanced configuration")
            .help("use the target group of an Application or a Network Load Balancer, or remove it")
            .aws_message("advancedConfiguration field is not allowed with ELBv1 loadBalancers");
    }
    // Both in one entry is another mistake (ECS151).
    let mut groups = service.load_balancers.iter().filter(|one| one.load_balancer_name.is_none()).filter_map(|one| one.target_group_arn);
    let Some(group) = groups.find(|group| group.literal().is_some()) else { return };
    for name in classic.iter().filter(|one| one.target_group_arn.is_none()).filter_map(|one| one.load_balancer_name) {
        findings
            .report(name.span(), "a Classic Load Balancer cannot stand beside a target group")
            .help("name the target groups of Application or Network Load Balancers only")
            .aws_message("All loadBalancers must be strictly either ELBv1 (defining loadBalancerName) or ELBv2 (defining targetGroupArn)")
            .related(group.span(), "a target group");
    }
}

fn check_advanced(service: &Service<'_>, findings: &mut Findings<'_>) {
    let balancers = &service.load_balancers;
    let shift = service.traffic_shift_at();
    let with = balancers.iter().find_map(|one| one.advanced);
    for lacking in balancers.iter().filter(|one| one.advanced.is_none() && one.load_balancer_name.is_none()) {
        let span = lacking.target_group_arn.map_or(lacking.place.value, |group| group.span());
        match (shift, with) {
            (Some((strategy, name)), _) => {
                findings
                    .report(span, format!("the strategy {name} needs `advancedConfiguration` for this load balancer"))
                    .help("add `alternateTargetGroupArn`, `productionListenerRule` and `roleArn` in `advancedConfiguration`")
                    .aws_message(
                        "advancedConfiguration field is required for all loadBalancers when using a non-ROLLING deployment strategy",
                    )
                    .related(strategy, "the strategy is set here");
            }
            (None, Some(other)) => {
                findings
                    .report(span, "this load balancer has no `advancedConfiguration`, and another has")
                    .help("give it to all load balancers, or to none")
                    .aws_message("Either all or none of the provided loadBalancers must have advancedConfiguration defined")
                    .related(other.place.key, "another has it");
            }
            (None, None) => return,
        }
    }
}

fn check_target_groups(service: &Service<'_>, findings: &mut Findings<'_>) {
    let Some((strategy, _)) = service.traffic_shift_at() else { return };
    let mut seen: Vec<Value<&str>> = Vec::new();
    for balancer in &service.load_balancers {
        let alternate = balancer.advanced.and_then(|advanced| advanced.alternate_target_group_arn);
        for group in [balancer.target_group_arn, alternate].into_iter().flatten() {
            let Some(arn) = group.literal() else { continue };
            if let Some(first) = seen.iter().find(|earlier| earlier.literal() == Some(arn)) {
                findings
                    .report(group.span(), "this target group is named twice")
                    .help("old and new tasks need target groups of their own, for each load balancer")
                    .aws_message("Duplicate targetGroupArn found: ...")
                    .related(first.span(), "first named here")
                    .related(strategy, "the strategy shifts traffic between two groups");
            }
            seen.push(group);
        }
    }
}

fn check_listener_rules(advanced: &AdvancedConfiguration<'_>, findings: &mut Findings<'_>) {
    let rules = [("productionListenerRule", advanced.production_listener_rule), ("testListenerRule", advanced.test_listener_rule)];
    for (name, rule) in rules {
        let Some(rule) = rule else { continue };
        if rule.literal().is_some_and(|arn| arn.contains(":listener/app/")) {
            findings
                .report(rule.span(), format!("{name} names a listener of an Application Load Balancer, not a rule"))
                .help("name the rule: its ARN has `listener-rule/app/`")
                .aws_message("productionListenerRule has an invalid ARN format. Must be RuleArn for ALB or ListenerArn for NLB. Got: ...");
        }
    }
    let (Some(production), Some(test)) = (advanced.production_listener_rule, advanced.test_listener_rule) else { return };
    if production.literal().is_some() && production.literal() == test.literal() {
        findings
            .report(test.span(), "the test traffic comes by the listener rule of the production traffic")
            .help("make a rule of its own for the test traffic")
            .aws_message("The following rules cannot be used as both production and test listener rules: ...")
            .related(production.span(), "the rule of the production traffic");
    }
}
