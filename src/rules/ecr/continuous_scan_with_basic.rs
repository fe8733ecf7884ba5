//! ECR123

use crate::lint::{Findings, declare_rule};
use crate::model::EcrRegistry;
use crate::syntax::Change;

declare_rule! {
    /// Basic scanning looks at an image once, when it is pushed or when someone asks. Only enhanced scanning, which is Amazon
    /// Inspector, looks again whenever a new vulnerability becomes known.
    CONTINUOUS_SCAN_WITH_BASIC {
        code: "ECR123",
        name: "continuous-scan-with-basic",
        severity: Error,
        summary: "Basic scanning is asked to scan continuously.",
        aws_message: "Invalid scan frequency for scanType BASIC: CONTINUOUS_SCAN",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutRegistryScanningConfiguration.html",
        verified: "2026-11-21",
        lesson: "registry/scanning-encryption-replication",
        fails: r#"{"scanType": "BASIC", "rules": [
  {"scanFrequency": "CONTINUOUS_SCAN", "repositoryFilters": [{"filter": "*", "filterType": "WILDCARD"}]}]}"#,
        passes: r#"{"scanType": "BASIC", "rules": [
  {"scanFrequency": "SCAN_ON_PUSH", "repositoryFilters": [{"filter": "*", "filterType": "WILDCARD"}]}]}"#,
        check: EcrRegistry(check),
    }
}

fn check(registry: &EcrRegistry<'_>, findings: &mut Findings<'_>) {
    let EcrRegistry::Scanning(scanning) = registry else { return };
    let Some(scan_type) = scanning.scan_type.filter(|scan_type| scan_type.literal() == Some("BASIC")) else { return };
    for frequency in scanning.scan_frequencies.iter().flatten().filter(|frequency| frequency.literal() == Some("CONTINUOUS_SCAN")) {
        findings
            .report(frequency.span(), "basic scanning cannot scan continuously")
            .help("set `scanType` to ENHANCED, or the frequency to SCAN_ON_PUSH")
            .related(scan_type.span(), "the type of scanning is set here")
            .unsafe_fix(Change::set(frequency.span(), "SCAN_ON_PUSH"));
    }
}
