//! ECR207

use std::collections::HashMap;

use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, is_placeholder};
use crate::syntax::Change;

declare_rule! {
    /// A `Sid` names a statement and is unique in a policy. Where two are alike, people and tools that change one by its
    /// name change the wrong one.
    POLICY_DUPLICATE_SID {
        code: "ECR207",
        name: "policy-duplicate-sid",
        severity: Warning,
        summary: "Two statements of a repository policy have the same Sid.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html",
        verified: "2026-11-24",
        lesson: "registry/repository-policies",
        fails: r#"{"Version": "2012-10-17", "Statement": [
 {"Sid": "Pull", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/run"}, "Action": "ecr:BatchGetImage"},
 {"Sid": "Pull", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/build"}, "Action": "ecr:PutImage"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [
 {"Sid": "Pull", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/run"}, "Action": "ecr:BatchGetImage"},
 {"Sid": "Push", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/build"}, "Action": "ecr:PutImage"}]}"#,
        check: RepositoryPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, findings: &mut Findings<'_>) {
    let mut taken = HashMap::new();
    for sid in policy.statements.iter().filter_map(|statement| statement.sid) {
        let Some(name) = sid.literal().filter(|name| !is_placeholder(name)) else { continue };
        let first = *taken.entry(name).or_insert(sid);
        if first.span() != sid.span() {
            findings
                .report(sid.span(), format!("the Sid \"{name}\" is taken"))
                .help("give each statement a name of its own, or none")
                .related(first.span(), "first used here")
                .unsafe_fix(Change::remove(sid.span()));
        }
    }
}
