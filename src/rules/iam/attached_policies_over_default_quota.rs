//! IAM119

use crate::facts::{ATTACHED_POLICIES, ATTACHED_POLICIES_AT_MOST};
use crate::lint::{Findings, declare_rule};
use crate::model::Role;

declare_rule! {
    /// A role has at most 10 managed policies unless the quota of the account was raised. In an account where it was not, the
    /// eleventh cannot be attached.
    ATTACHED_POLICIES_OVER_DEFAULT_QUOTA {
        code: "IAM119",
        name: "attached-policies-over-default-quota",
        severity: Warning,
        summary: "A role has more managed policies than accounts allow by default.",
        aws_message: "Cannot exceed quota for PoliciesPerRole: 10",
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
 {"PolicyName": "part-10", "PolicyArn": "arn:aws:iam::111122223333:policy/part-10"}]}"#,
        passes: r#"{"RoleName": "run", "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}, "AttachedManagedPolicies": [{"PolicyName": "part-00", "PolicyArn": "arn:aws:iam::111122223333:policy/part-00"},
 {"PolicyName": "part-01", "PolicyArn": "arn:aws:iam::111122223333:policy/part-01"}]}"#,
        check: Role(check),
    }
}

fn check(role: &Role<'_>, findings: &mut Findings<'_>) {
    let count = role.attached.len();
    let is_over = count > ATTACHED_POLICIES && count <= ATTACHED_POLICIES_AT_MOST && !role.is_described;
    if let Some(place) = role.attached.place.filter(|_| is_over) {
        findings
            .report(place.key, format!("the role has {count} managed policies, and accounts allow {ATTACHED_POLICIES} by default"))
            .help(format!("join those that belong together, or have the quota raised (up to {ATTACHED_POLICIES_AT_MOST})"));
    }
}
