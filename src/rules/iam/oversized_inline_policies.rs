//! IAM116

use crate::facts::{GROUP_INLINE_CHARACTERS, ROLE_INLINE_CHARACTERS, USER_INLINE_CHARACTERS};
use crate::lint::{Findings, declare_rule};
use crate::model::{IdentityKind, InlinePolicies};

declare_rule! {
    /// All inline policies of a role have 10,240 characters together, white space not counted, however many they are; those of a group
    /// have 5,120, and those of a user 2,048. Managed policies count each for itself.
    OVERSIZED_INLINE_POLICIES {
        code: "IAM116",
        name: "oversized-inline-policies",
        severity: Error,
        summary: "The inline policies of a role, group or user are together larger than IAM takes.",
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
        check: InlinePolicies(check),
    }
}

fn check(inline: &InlinePolicies<'_>, findings: &mut Findings<'_>) {
    let (most, whose, answer) = match inline.of {
        IdentityKind::User => (USER_INLINE_CHARACTERS, "a user", "Maximum policy size of 2048 bytes exceeded for user"),
        IdentityKind::Group => (GROUP_INLINE_CHARACTERS, "a group", "Maximum policy size of 5120 bytes exceeded for group"),
        IdentityKind::Role => (ROLE_INLINE_CHARACTERS, "a role", "Maximum policy size of 10240 bytes exceeded for role"),
    };
    let sizes = inline.documents.iter().map(|document| document.characters);
    let together: usize = sizes.clone().sum();
    // One that is too large for any of them is told where it stands.
    if together <= most || sizes.clone().any(|size| size > ROLE_INLINE_CHARACTERS) {
        return;
    }
    let message = match sizes.count() {
        1 => format!("the inline policy has {together} characters without white space, and those of {whose} have at most {most}"),
        count => format!(
            "the {count} inline policies have {together} characters together without white space, and those of {whose} have at most {most}"
        ),
    };
    let finding = findings.report(inline.place, message);
    finding.help("make managed policies of some, each of which has 6144 characters for itself").aws_message(answer);
}
