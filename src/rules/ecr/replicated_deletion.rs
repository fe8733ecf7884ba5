//! ECR403

use crate::lint::{Findings, declare_rule};
use crate::model::EcrRegistry;

declare_rule! {
    /// A copy in another Region or account is often the last resort. With `deleteReplication` a deletion, by mistake or by
    /// an attacker, reaches the copies too.
    REPLICATED_DELETION {
        code: "ECR403",
        name: "replicated-deletion",
        severity: Info,
        summary: "What is deleted in a registry is deleted in its copies.",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DeleteReplication.html",
        verified: "2026-11-24",
        lesson: "registry/scanning-encryption-replication",
        fails: r#"{"replicationConfiguration": {"rules": [{"destinations": [{"region": "eu-west-1", "registryId": "111122223333"}], "deleteReplication": {"enabled": true}}]}}"#,
        passes: r#"{"replicationConfiguration": {"rules": [{"destinations": [{"region": "eu-west-1", "registryId": "111122223333"}], "deleteReplication": {"enabled": false}}]}}"#,
        check: EcrRegistry(check),
    }
}

fn check(registry: &EcrRegistry<'_>, findings: &mut Findings<'_>) {
    let EcrRegistry::Replication(replication) = registry else { return };
    for enabled in replication.rules.iter().filter_map(|rule| rule.delete_replication).filter(|enabled| enabled.literal() == Some(true)) {
        findings
            .report(enabled.span(), "deletions reach the copies")
            .help("leave it off where the copies are kept for the worst case, and let a lifecycle policy clean them");
    }
}
