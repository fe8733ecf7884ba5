//! IAM120

use crate::facts::RESERVED_ROLE_PATH_START;
use crate::lint::{Findings, declare_rule};
use crate::model::Role;

declare_rule! {
    /// Roles below `/aws-service-role/` are made by the services that they are for, with `create-service-linked-role` or on first
    /// use: the one of ECS is `AWSServiceRoleForECS`. Nobody else can create a role there.
    RESERVED_ROLE_PATH {
        code: "IAM120",
        name: "reserved-role-path",
        severity: Error,
        summary: "A role is created in the path of service-linked roles.",
        aws_message: "Paths beginning with '/aws-service-role' are reserved for AWS Service Linked Roles",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"RoleName": "run", "Path": "/aws-service-role/ecs.amazonaws.com/", "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}}"#,
        passes: r#"{"RoleName": "run", "Path": "/service-role/", "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}}"#,
        check: Role(check),
    }
}

fn check(role: &Role<'_>, findings: &mut Findings<'_>) {
    let Some(path) = role.path.filter(|_| !role.is_described) else { return };
    if path.literal().is_some_and(|path| path.starts_with(RESERVED_ROLE_PATH_START)) {
        findings
            .report(path.span(), format!("{RESERVED_ROLE_PATH_START}/ is for service-linked roles, which only services create"))
            .help("choose another path, or make the role with create-service-linked-role");
    }
}
