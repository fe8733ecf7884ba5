//! ECR312

use crate::lint::{Findings, declare_rule};
use crate::model::EcrRepository;
use crate::syntax::Change;

declare_rule! {
    /// A scan tells which known vulnerabilities the packages of an image have. The setting of a repository is the older one;
    /// the scanning rules of the registry stand above it, so look there before you change it here. Security Hub: ECR.1.
    SCAN_ON_PUSH_OFF {
        code: "ECR312",
        name: "scan-on-push-off",
        severity: Info,
        summary: "A repository does not scan images when they are pushed.",
        source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ecr-controls.html",
        verified: "2026-11-21",
        lesson: "registry/scanning-encryption-replication",
        controls: ["ECR.1", "ecr-private-image-scanning-enabled", "CKV_AWS_163", "AWS-0030"],
        fails: r#"{"repositoryName": "shop/web", "imageTagMutability": "IMMUTABLE", "imageScanningConfiguration": {"scanOnPush": false}}"#,
        passes: r#"{"repositoryName": "shop/web", "imageTagMutability": "IMMUTABLE", "imageScanningConfiguration": {"scanOnPush": true}}"#,
        check: EcrRepository(check),
    }
}

fn check(repository: &EcrRepository<'_>, findings: &mut Findings<'_>) {
    if let Some(scan) = repository.scan_on_push.filter(|scan| scan.literal() == Some(false)) {
        findings
            .report(scan.span(), "images are not scanned when they are pushed")
            .help("set it to true, or scan all repositories by a rule of the registry")
            .unsafe_fix(Change::set(scan.span(), true));
    }
}
