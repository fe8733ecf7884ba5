//! ECR204

use crate::facts::ACTIONS_WITHOUT_RESOURCE;
use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, is_placeholder};

declare_rule! {
    /// A policy of a repository speaks of that repository. `ecr:GetAuthorizationToken` and what configures the registry are
    /// asked for without a repository, so only policies of identities decide about them. Actions of other services have no
    /// place here at all.
    POLICY_ACTION_WITHOUT_EFFECT {
        code: "ECR204",
        name: "policy-action-without-effect",
        severity: Warning,
        summary: "A repository policy allows an action that no repository policy can allow.",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html",
        verified: "2026-11-24",
        lesson: "registry/repository-policies",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Pull", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/deploy"}, "Action": ["ecr:BatchGetImage", "ecr:GetAuthorizationToken"]}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Pull", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/deploy"}, "Action": "ecr:BatchGetImage"}]}"#,
        check: RepositoryPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, findings: &mut Findings<'_>) {
    let without_resource = ACTIONS_WITHOUT_RESOURCE.iter().find(|(service, _)| *service == "ecr").map_or(&[][..], |(_, names)| names);
    for value in policy.statements.iter().flat_map(|statement| &statement.action) {
        let Some((service, name)) = value.literal().and_then(|action| action.split_once(':')) else { continue };
        // Policies of public repositories have the same form, and `ecr-public` for their actions.
        if is_placeholder(service) || service.eq_ignore_ascii_case("ecr-public") {
            continue;
        }
        if !service.eq_ignore_ascii_case("ecr") {
            findings
                .report(value.span(), format!("{service}:{name} is no action of ECR"))
                .help("put it into a policy of an identity or of the other service's resource");
        } else if let Some(known) = without_resource.iter().find(|known| known.eq_ignore_ascii_case(name)) {
            findings
                .report(value.span(), format!("ecr:{known} is not about a repository, so a repository policy cannot decide about it"))
                .help("allow it in a policy of the role or user, with the resource \"*\"");
        }
    }
}
