//! ECR122

use crate::lint::{Findings, declare_rule};
use crate::model::{EcrRegistry, Literal};

declare_rule! {
    /// A registry has one rule for each scan frequency, and its filters name all the repositories that are scanned so often.
    DUPLICATE_SCAN_FREQUENCY {
        code: "ECR122",
        name: "duplicate-scan-frequency",
        severity: Error,
        summary: "Two scanning rules have the same frequency.",
        aws_message: "Invalid input. Contains duplicate scan frequencies: [...]",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutRegistryScanningConfiguration.html",
        verified: "2026-11-21",
        lesson: "registry/scanning-encryption-replication",
        fails: r#"{"scanType": "ENHANCED", "rules": [
  {"scanFrequency": "SCAN_ON_PUSH", "repositoryFilters": [{"filter": "prod*", "filterType": "WILDCARD"}]},
  {"scanFrequency": "SCAN_ON_PUSH", "repositoryFilters": [{"filter": "test*", "filterType": "WILDCARD"}]}]}"#,
        passes: r#"{"scanType": "ENHANCED", "rules": [
  {"scanFrequency": "CONTINUOUS_SCAN", "repositoryFilters": [{"filter": "prod*", "filterType": "WILDCARD"}]},
  {"scanFrequency": "SCAN_ON_PUSH", "repositoryFilters": [{"filter": "test*", "filterType": "WILDCARD"}]}]}"#,
        check: EcrRegistry(check),
    }
}

fn check(registry: &EcrRegistry<'_>, findings: &mut Findings<'_>) {
    let EcrRegistry::Scanning(scanning) = registry else { return };
    let known: Vec<_> = scanning.scan_frequencies.iter().filter_map(|frequency| Some(((*frequency)?, frequency.literal()?))).collect();
    for (index, (value, frequency)) in known.iter().enumerate() {
        if let Some((first, _)) = known[..index].iter().find(|(_, other)| other == frequency) {
            findings
                .report(value.span(), format!("another rule already scans with the frequency {frequency}"))
                .help("put the filters of both into one rule")
                .related(first.span(), "the first rule of this frequency");
        }
    }
}
