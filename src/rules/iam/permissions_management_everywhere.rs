//! IAM303

use super::reach::{allowed_everywhere, allowing, everywhere, grants_to_identity, listed};
use crate::facts::AccessLevel;
use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyUse};

declare_rule! {
    /// Actions of the level *permissions management* change who may do what: policies, grants, roles. On every resource they let whoever
    /// has them open any door, also to themselves. A Deny in the same policy counts.
    PERMISSIONS_MANAGEMENT_EVERYWHERE {
        code: "IAM303",
        name: "permissions-management-everywhere",
        severity: Warning,
        summary: "A policy allows changing permissions on every resource.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        controls: ["CKV_AWS_109"],
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["ecr:SetRepositoryPolicy", "ecr:DescribeImages"], "Resource": "*"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:SetRepositoryPolicy", "Resource": "arn:aws:ecr:eu-central-1:111122223333:repository/web"}]}"#,
        check: IdentityPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, policy_use: PolicyUse, findings: &mut Findings<'_>) {
    if !grants_to_identity(policy_use) {
        return;
    }
    for statement in allowing(policy) {
        let found = allowed_everywhere(policy, statement, AccessLevel::PermissionsManagement);
        if let (Some((first, _)), Some(resource)) = (found.first(), everywhere(statement)) {
            findings
                .report(first.span(), format!("{} may change who has access to any resource", listed(&found)))
                .help("name the resources, or leave it to those who manage permissions")
                .related(resource.span(), "on every resource");
        }
    }
}
