//! IAM110

use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyUse};

declare_rule! {
    /// A policy of a role, user or group speaks of whoever has it. `Principal` belongs into the policy of a resource and into the
    /// trust policy of a role, which says who may assume it.
    PRINCIPAL_IN_IDENTITY_POLICY {
        code: "IAM110",
        name: "principal-in-identity-policy",
        severity: Error,
        summary: "A policy of an identity names a principal.",
        aws_message: "Policy document should not specify a principal.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "ecr:BatchGetImage", "Resource": "*"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": "*"}]}"#,
        check: IdentityPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, _: PolicyUse, findings: &mut Findings<'_>) {
    for principals in policy.statements.iter().flat_map(|statement| [&statement.principal, &statement.not_principal]).flatten() {
        findings
            .report(principals.place.key, "the policy of an identity speaks of whoever has it and names no principal")
            .help("remove it; who may assume a role stands in the role's trust policy");
    }
}
