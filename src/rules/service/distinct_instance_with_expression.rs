//! ECS159

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, Service};
use crate::syntax::Change;

declare_rule! {
    /// `distinctInstance` puts every task of the service on an instance of its own; there is nothing to express. What chooses
    /// instances is a second constraint of the type `memberOf`.
    DISTINCT_INSTANCE_WITH_EXPRESSION {
        code: "ECS159",
        name: "distinct-instance-with-expression",
        severity: Error,
        summary: "A distinctInstance constraint has an expression.",
        aws_message: "distinctInstance expression should not be specified",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PlacementConstraint.html",
        verified: "2026-11-21",
        lesson: "placement/strategies-and-constraints",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "EC2",
 "placementConstraints": [{"type": "distinctInstance", "expression": "attribute:ecs.instance-type =~ m7.*"}]}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "EC2",
 "placementConstraints": [
  {"type": "distinctInstance"},
  {"type": "memberOf", "expression": "attribute:ecs.instance-type =~ m7.*"}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    for constraint in service.placement_constraints.iter().filter(|constraint| constraint.kind.literal() == Some("distinctInstance")) {
        if let Some(expression) = constraint.argument.filter(|expression| expression.literal().is_some()) {
            findings
                .report(expression.span(), "distinctInstance takes no expression")
                .help("move the expression into a constraint of the type memberOf")
                .unsafe_fix(Change::remove(expression.span()));
        }
    }
}
