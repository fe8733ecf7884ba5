//! ECR902

use crate::lint::{Findings, declare_rule};
use crate::model::EcrRepository;

declare_rule! {
    /// AWS is phasing `imageScanningConfiguration` out in favour of the scanning configuration of the registry, which says
    /// by filters for all repositories what is scanned and when.
    SCAN_SETTING_OF_REPOSITORY {
        code: "ECR902",
        name: "scan-setting-of-repository",
        severity: Info,
        summary: "Scanning is set for one repository.",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html",
        verified: "2026-11-24",
        lesson: "registry/scanning-encryption-replication",
        fails: r#"{"repositoryName": "shop/web", "imageTagMutability": "IMMUTABLE", "imageScanningConfiguration": {"scanOnPush": true}}"#,
        passes: r#"{"repositoryName": "shop/web", "imageTagMutability": "IMMUTABLE"}"#,
        check: EcrRepository(check),
    }
}

fn check(repository: &EcrRepository<'_>, findings: &mut Findings<'_>) {
    // One that is off has a finding of its own (ECR312).
    let off = repository.scan_on_push.is_some_and(|scan| scan.literal() == Some(false));
    if let Some(place) = repository.image_scanning_configuration.filter(|_| !off) {
        findings
            .report(place.key, "what is scanned is now set for the whole registry")
            .help("scan by a rule of the registry (`put-registry-scanning-configuration`), with a filter for this repository");
    }
}
