//! IAM103

use crate::lint::{Findings, declare_rule};
use crate::model::{Place, PolicyDocument, PolicyUse};

declare_rule! {
    /// `Action` and `NotAction`, `Resource` and `NotResource`, `Principal` and `NotPrincipal` exclude each other in a statement:
    /// two statements say both.
    ///
    /// Of a repository policy, which ECR reads, [ECR130](rule:ECR130) says the same.
    EXCLUSIVE_POLICY_ELEMENTS {
        code: "IAM103",
        name: "exclusive-policy-elements",
        severity: Error,
        summary: "A statement has an element and its opposite.",
        aws_message: "Syntax errors in policy.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:*", "NotAction": "ecr:DeleteRepository", "Resource": "*"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "NotAction": "ecr:DeleteRepository", "Resource": "*"}]}"#,
        check: Policy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, policy_use: PolicyUse, findings: &mut Findings<'_>) {
    for statement in policy.statements.iter().filter(|statement| !statement.is_open && policy_use.is_of_iam()) {
        let key = |place: Option<Place>| place.map(|place| place.key);
        let principals = [&statement.principal, &statement.not_principal].map(|principals| principals.as_ref().map(|all| all.place));
        for (name, pair) in [
            ("Action", [statement.action.place, statement.not_action.place]),
            ("Resource", [statement.resource.place, statement.not_resource.place]),
            ("Principal", principals),
        ] {
            let [Some(first), Some(second)] = pair.map(key) else { continue };
            findings
                .report(second, format!("the statement has both {name} and Not{name}"))
                .help("keep one of the two, or make two statements of it")
                .related(first, format!("`{name}` is here"));
        }
    }
}
