//! ECS169

use crate::lint::{Findings, declare_rule};
use crate::model::Service;
use crate::syntax::Change;

declare_rule! {
    /// `role` is the role with which ECS registers tasks of older services with a load balancer. A service without one has no
    /// use for it, and newer services use the service-linked role of ECS.
    ROLE_WITHOUT_LOAD_BALANCERS {
        code: "ECS169",
        name: "role-without-load-balancers",
        severity: Error,
        summary: "A service without load balancers has a role.",
        aws_message: "IAM roles are only valid for services configured to use load balancers",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html",
        verified: "2026-11-21",
        lesson: "roles/three-roles",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "role": "ecsServiceRole"}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let Some(role) = service.role.filter(|role| role.literal().is_some()) else { return };
    if service.load_balancers.is_certainly_empty() {
        findings
            .report(role.span(), "a service without load balancers takes no role")
            .help("remove `role`; permissions of the tasks stand in the task role of the task definition")
            .unsafe_fix(Change::remove(role.span()));
    }
}
