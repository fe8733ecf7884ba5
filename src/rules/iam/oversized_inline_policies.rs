//! IAM116

use crate::facts::ROLE_INLINE_CHARACTERS;
use crate::lint::{Findings, declare_rule};
use crate::model::Role;

declare_rule! {
    /// All inline policies of a role have 10,240 characters together, white space not counted, however many they are. Managed
    /// policies count each for itself.
    OVERSIZED_INLINE_POLICIES {
        code: "IAM116",
        name: "oversized-inline-policies",
        severity: Error,
        summary: "The inline policies of a role are together larger than IAM takes.",
        aws_message: "Maximum policy size of 10240 bytes exceeded for role",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: concat!(
            r#"{"RoleName": "run", "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]},
 "RolePolicyList": [{"PolicyName": "a", "PolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": ["#,
            ten_times!(ten_times!("\"arn:aws:ecr:eu-west-1:111122223333:repository/shop/web/backend\",\n ")),
            r#""*"]}]}},
 {"PolicyName": "b", "PolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": ["#,
            ten_times!(ten_times!("\"arn:aws:ecr:eu-west-1:111122223333:repository/shop/web/backend\",\n ")),
            r#""*"]}]}}]}"#
        ),
        passes: r#"{"RoleName": "run", "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}, "RolePolicyList": [{"PolicyName": "a", "PolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": ["arn:aws:ecr:eu-west-1:111122223333:repository/team-000", "arn:aws:ecr:eu-west-1:111122223333:repository/team-001", "arn:aws:ecr:eu-west-1:111122223333:repository/team-002"]}]}}]}"#,
        check: Role(check),
    }
}

fn check(role: &Role<'_>, findings: &mut Findings<'_>) {
    let sizes = role.inline.iter().filter_map(|policy| policy.document.as_ref()).map(|document| document.characters);
    // One that is too large by itself is told where it stands.
    let together: usize = sizes.clone().sum();
    if let Some(place) = role.inline.place
        && together > ROLE_INLINE_CHARACTERS
        && sizes.clone().all(|size| size <= ROLE_INLINE_CHARACTERS)
    {
        let count = sizes.count();
        let message = format!(
            "the {count} inline policies have {together} characters together without white space, and a role's have at most {ROLE_INLINE_CHARACTERS}"
        );
        findings.report(place.key, message).help("make managed policies of some, each of which has 6144 characters for itself");
    }
}
