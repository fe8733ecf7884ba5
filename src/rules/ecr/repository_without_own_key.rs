//! ECR311

use crate::lint::{Findings, declare_rule};
use crate::model::EcrRepository;

declare_rule! {
    /// Images are always encrypted. With a key of your own in KMS you say who can read them and see in CloudTrail who did;
    /// without, the key is that of S3 or of AWS for ECR. It cannot be changed later. Security Hub: ECR.5.
    REPOSITORY_WITHOUT_OWN_KEY {
        code: "ECR311",
        name: "repository-without-own-key",
        severity: Info,
        summary: "The images of a repository are not encrypted with a key of yours.",
        source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ecr-controls.html",
        verified: "2026-11-21",
        lesson: "registry/scanning-encryption-replication",
        controls: ["ECR.5", "ecr-repository-cmk-encryption-enabled", "CKV_AWS_136", "AWS-0033"],
        fails: r#"{"repositoryName": "shop/web", "imageTagMutability": "IMMUTABLE", "encryptionConfiguration": {"encryptionType": "AES256"}}"#,
        passes: r#"{"repositoryName": "shop/web", "imageTagMutability": "IMMUTABLE",
 "encryptionConfiguration": {"encryptionType": "KMS", "kmsKey": "arn:aws:kms:eu-central-1:111122223333:key/images"}}"#,
        check: EcrRepository(check),
    }
}

fn check(repository: &EcrRepository<'_>, findings: &mut Findings<'_>) {
    let span = match (repository.encryption, repository.repository_name.or(repository.prefix)) {
        (Some(encryption), _) => match encryption.encryption_type {
            Some(kind) if kind.literal() == Some("AES256") => kind.span(),
            Some(kind) if kind.literal().is_some() && encryption.kms_key.is_none() => kind.span(),
            _ => return,
        },
        (None, Some(name)) => name.span(),
        (None, None) => return,
    };
    findings
        .report(span, "the images are encrypted with a key that is not yours")
        .help("where that matters, set `encryptionType` to KMS and `kmsKey` to a key of your own");
}
