//! ECR313

use crate::lint::{Findings, declare_rule};
use crate::model::{EcrRegistry, Literal, Text};

declare_rule! {
    /// A rule of the registry says which repositories are scanned when an image is pushed, or all the time. Without a rule
    /// somebody must start each scan.
    REGISTRY_SCAN_MANUAL {
        code: "ECR313",
        name: "registry-scan-manual",
        severity: Info,
        summary: "No image of a registry is scanned when it is pushed.",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html",
        verified: "2026-11-24",
        lesson: "registry/scanning-encryption-replication",
        controls: ["ECR.1", "ecr-private-image-scanning-enabled"],
        fails: r#"{"scanType": "BASIC", "rules": []}"#,
        passes: r#"{"scanType": "BASIC", "rules": [{"scanFrequency": "SCAN_ON_PUSH", "repositoryFilters": [{"filter": "*", "filterType": "WILDCARD"}]}]}"#,
        check: EcrRegistry(check),
    }
}

fn check(registry: &EcrRegistry<'_>, findings: &mut Findings<'_>) {
    let EcrRegistry::Scanning(scanning) = registry else { return };
    let frequencies = &scanning.scan_frequencies;
    let manual = |frequency: &Text<'_>| frequency.literal() == Some("MANUAL");
    let Some(at) = scanning.rules.map(|rules| rules.key).or(scanning.scan_type.map(|kind| kind.span())) else { return };
    if frequencies.complete && frequencies.iter().all(manual) {
        findings
            .report(at, "images are scanned only when somebody asks for it")
            .help("add a rule with SCAN_ON_PUSH, or CONTINUOUS_SCAN with enhanced scanning, and the filter *");
    }
}
