//! IAM112

use crate::lint::{Findings, declare_rule};
use crate::model::PolicyDocument;

declare_rule! {
    /// What may be assumed by a trust policy is the role that it belongs to, and nothing else: it has no `Resource`.
    RESOURCE_IN_TRUST_POLICY {
        code: "IAM112",
        name: "resource-in-trust-policy",
        severity: Error,
        summary: "A trust policy names a resource.",
        aws_message: "Has prohibited field Resource",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole", "Resource": "*"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}"#,
        check: TrustPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, findings: &mut Findings<'_>) {
    for statement in policy.statements.iter().filter(|statement| !statement.is_open) {
        for place in [statement.resource.place, statement.not_resource.place].into_iter().flatten() {
            findings.report(place.key, "a trust policy is about its own role and names no resource").help("remove the element");
        }
    }
}
