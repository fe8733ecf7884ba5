//! ECS140

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, Service};
use crate::syntax::Change;

declare_rule! {
    /// A service runs where its launch type says or where a capacity provider strategy says: ECS takes one of the two. A
    /// strategy is the richer form, it alone knows Fargate Spot and a share for each provider. An empty strategy counts as
    /// none.
    LAUNCH_TYPE_WITH_CAPACITY_PROVIDER {
        code: "ECS140",
        name: "launch-type-with-capacity-provider",
        severity: Error,
        summary: "A service has a launch type and a capacity provider strategy.",
        aws_message: "Specifying both a launch type and capacity provider strategy is not supported",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html",
        verified: "2026-11-21",
        lesson: "scaling/capacity-providers",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "FARGATE",
 "capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let (Some(launch_type), Some(name)) = (service.launch_type, service.launch_type.literal()) else { return };
    let Some(strategy) = service.capacity_provider_strategy.set_at() else { return };
    findings
        .report(launch_type.span(), format!("the launch type {name} cannot stand beside a capacity provider strategy"))
        .help("remove `launchType`: the strategy says where the tasks run")
        .related(strategy, "the strategy is set here")
        .unsafe_fix(Change::remove(launch_type.span()));
}
