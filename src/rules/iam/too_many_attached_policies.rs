//! IAM118

use crate::facts::ATTACHED_POLICIES_AT_MOST;
use crate::lint::{Findings, declare_rule};
use crate::model::Role;

declare_rule! {
    /// A role has at most 10 managed policies, or as many as the quota of the account was raised to, which goes up to 25.
    TOO_MANY_ATTACHED_POLICIES {
        code: "IAM118",
        name: "too-many-attached-policies",
        severity: Error,
        summary: "A role has more managed policies than any account allows.",
        aws_message: "Cannot exceed quota for PoliciesPerRole",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"RoleName": "run", "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}, "AttachedManagedPolicies": [{"PolicyName": "part-00", "PolicyArn": "arn:aws:iam::111122223333:policy/part-00"},
 {"PolicyName": "part-01", "PolicyArn": "arn:aws:iam::111122223333:policy/part-01"},
 {"PolicyName": "part-02", "PolicyArn": "arn:aws:iam::111122223333:policy/part-02"},
 {"PolicyName": "part-03", "PolicyArn": "arn:aws:iam::111122223333:policy/part-03"},
 {"PolicyName": "part-04", "PolicyArn": "arn:aws:iam::111122223333:policy/part-04"},
 {"PolicyName": "part-05", "PolicyArn": "arn:aws:iam::111122223333:policy/part-05"},
 {"PolicyName": "part-06", "PolicyArn": "arn:aws:iam::111122223333:policy/part-06"},
 {"PolicyName": "part-07", "PolicyArn": "arn:aws:iam::111122223333:policy/part-07"},
 {"PolicyName": "part-08", "PolicyArn": "arn:aws:iam::111122223333:policy/part-08"},
 {"PolicyName": "part-09", "PolicyArn": "arn:aws:iam::111122223333:policy/part-09"},
 {"PolicyName": "part-10", "PolicyArn": "arn:aws:iam::111122223333:policy/part-10"},
 {"PolicyName": "part-11", "PolicyArn": "arn:aws:iam::111122223333:policy/part-11"},
 {"PolicyName": "part-12", "PolicyArn": "arn:aws:iam::111122223333:policy/part-12"},
 {"PolicyName": "part-13", "PolicyArn": "arn:aws:iam::111122223333:policy/part-13"},
 {"PolicyName": "part-14", "PolicyArn": "arn:aws:iam::111122223333:policy/part-14"},
 {"PolicyName": "part-15", "PolicyArn": "arn:aws:iam::111122223333:policy/part-15"},
 {"PolicyName": "part-16", "PolicyArn": "arn:aws:iam::111122223333:policy/part-16"},
 {"PolicyName": "part-17", "PolicyArn": "arn:aws:iam::111122223333:policy/part-17"},
 {"PolicyName": "part-18", "PolicyArn": "arn:aws:iam::111122223333:policy/part-18"},
 {"PolicyName": "part-19", "PolicyArn": "arn:aws:iam::111122223333:policy/part-19"},
 {"PolicyName": "part-20", "PolicyArn": "arn:aws:iam::111122223333:policy/part-20"},
 {"PolicyName": "part-21", "PolicyArn": "arn:aws:iam::111122223333:policy/part-21"},
 {"PolicyName": "part-22", "PolicyArn": "arn:aws:iam::111122223333:policy/part-22"},
 {"PolicyName": "part-23", "PolicyArn": "arn:aws:iam::111122223333:policy/part-23"},
 {"PolicyName": "part-24", "PolicyArn": "arn:aws:iam::111122223333:policy/part-24"},
 {"PolicyName": "part-25", "PolicyArn": "arn:aws:iam::111122223333:policy/part-25"}]}"#,
        passes: r#"{"RoleName": "run", "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}, "AttachedManagedPolicies": [{"PolicyName": "part-00", "PolicyArn": "arn:aws:iam::111122223333:policy/part-00"},
 {"PolicyName": "part-01", "PolicyArn": "arn:aws:iam::111122223333:policy/part-01"}]}"#,
        check: Role(check),
    }
}

fn check(role: &Role<'_>, findings: &mut Findings<'_>) {
    let count = role.attached.len();
    if let Some(place) = role.attached.place.filter(|_| count > ATTACHED_POLICIES_AT_MOST) {
        findings
            .report(place.key, format!("the role has {count} managed policies, and at most {ATTACHED_POLICIES_AT_MOST} are possible"))
            .help("join those that belong together");
    }
}
