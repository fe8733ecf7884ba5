//! IAM207

use super::reach::OpenResource;
use crate::facts::{AuthorizedService, IAM_LISTS_CHECKED, ResourceType, authorized_service, authorized_services};
use crate::lint::{Findings, closest, declare_rule};
use crate::model::{PolicyDocument, PolicyStatement, PolicyUse};
use crate::simulators::policy::pattern::{Token, overlaps_arn, tokens};

declare_rule! {
    /// The last part of an ARN begins with the type of the resource, and has as many parts after it as the service gives it:
    /// `repository/` in ECR, `task-definition/family:revision` in ECS. A pattern that no ARN of the service can match reaches nothing, and
    /// IAM does not say so.
    ///
    /// Looked at are the services around ECS; the message says of which day the list is.
    UNKNOWN_RESOURCE_TYPE {
        code: "IAM207",
        name: "unknown-resource-type",
        severity: Warning,
        summary: "A resource of a policy matches nothing that its service has.",
        source: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:*Image", "Resource": "arn:aws:ecr:eu-central-1:111122223333:repo/web"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:*Image", "Resource": "arn:aws:ecr:eu-central-1:111122223333:repository/web"}]}"#,
        check: Policy(check),
    }
}

fn check<'a>(policy: &PolicyDocument<'a>, policy_use: PolicyUse, findings: &mut Findings<'_>) {
    if policy_use == PolicyUse::Trust {
        return;
    }
    let written =
        |statement: &PolicyStatement<'a>| [statement.resource_as_written.clone(), statement.not_resource_as_written.clone()].concat();
    for resource in policy.statements.iter().flat_map(written).filter_map(OpenResource::read) {
        let parts: Vec<&str> = resource.open.splitn(6, ':').collect();
        let ["arn", _, service, _, _, path] = parts[..] else { continue };
        let Some(known) = authorized_service(service) else { continue };
        // Some types are listed with another service than that of their ARN.
        let mut listed = authorized_services().flat_map(AuthorizedService::resource_types).filter(|known| service_of(known.arn) == service);
        if listed.any(|known| is_of(known, &resource.pattern)) {
            continue;
        }
        let finding = findings.report(resource.span, format!("{service} has no resource whose ARN is like \"{}\"", resource.written));
        let arns: Vec<&str> = known.resource_types().map(|known| known.arn).collect();
        let kind = |arn: &'static str| arn.splitn(6, ':').nth(5).and_then(|resource| resource.split(['/', ':']).next()).unwrap_or_default();
        let written = path.split(['/', ':']).next().unwrap_or_default();
        let near = arns.iter().find(|arn| kind(arn) == written).copied();
        let near = near.or_else(|| {
            closest(written, arns.iter().map(|arn| kind(arn))).and_then(|near| arns.iter().find(|arn| kind(arn) == near).copied())
        });
        finding.help(match near {
            Some(arn) => format!("did you mean one like {arn}? (list of {IAM_LISTS_CHECKED})"),
            None => format!("its ARNs are like {} (list of {IAM_LISTS_CHECKED})", arns.join(", ")),
        });
    }
}

fn service_of(arn: &str) -> &str {
    arn.split(':').nth(2).unwrap_or_default()
}

fn is_of(known: ResourceType, pattern: &[Token]) -> bool {
    known.arns().any(|arn| overlaps_arn(&tokens(arn).collect::<Vec<_>>(), pattern))
}
