//! IAM310

use super::reach::{allowing, condition_on, narrows_callers, needs_key};
use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyStatement};

declare_rule! {
    /// `{"AWS": "*"}` is everyone in every account of AWS: whoever knows the ARN of the role may have its rights. A condition on the
    /// organisation, the account or an external id leaves known callers only.
    ROLE_ASSUMABLE_BY_ANYONE {
        code: "IAM310",
        name: "role-assumable-by-anyone",
        severity: Warning,
        summary: "The trust policy of a role lets everyone assume it.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        controls: ["CKV_AWS_60"],
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole",
 "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}]}"#,
        check: TrustPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, findings: &mut Findings<'_>) {
    for statement in allowing(policy).filter(|statement| statement.conditions.complete && !knows_callers(statement)) {
        let entries = statement.principal.iter().flat_map(|principals| &principals.entries);
        // The text alone, without a kind, is no principal of a trust policy: IAM refuses it, which another rule says.
        let mut everyone =
            entries.filter(|entry| entry.kind == "AWS" && entry.kind_place != entry.value.place && entry.value.literal() == Some("*"));
        if let Some(everyone) = everyone.next() {
            findings
                .report(everyone.value.span(), "everyone in every account of AWS may assume this role")
                .help("name accounts or roles, or add a condition such as {\"StringEquals\": {\"aws:PrincipalOrgID\": \"o-...\"}}");
        }
    }
}

fn knows_callers(statement: &PolicyStatement<'_>) -> bool {
    // An external id is agreed upon with one caller, and so is a source identity or a tag of the session.
    let agreed = ["sts:ExternalId", "sts:SourceIdentity", "aws:SourceIdentity"]
        .iter()
        .any(|key| condition_on(statement, key).is_some_and(needs_key));
    let by_tag = statement.conditions.iter().any(|condition| {
        needs_key(condition) && condition.key.get(..17).is_some_and(|beginning| beginning.eq_ignore_ascii_case("aws:PrincipalTag/"))
    });
    agreed || by_tag || statement.conditions.iter().any(narrows_callers)
}
