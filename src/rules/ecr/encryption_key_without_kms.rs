//! ECR120

use crate::lint::{Findings, declare_rule};
use crate::model::EcrRepository;
use crate::syntax::Change;

declare_rule! {
    /// With `AES256` the images are encrypted with a key of Amazon S3, and a key of your own has no place. It belongs to the
    /// types `KMS` and `KMS_DSSE`. The encryption of a repository cannot be changed later.
    ENCRYPTION_KEY_WITHOUT_KMS {
        code: "ECR120",
        name: "encryption-key-without-kms",
        severity: Error,
        summary: "A repository names a key for an encryption that takes none.",
        aws_message: "Invalid encryption configuration: Encryption key should not be set for AES256 encryption.",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_EncryptionConfiguration.html",
        verified: "2026-11-21",
        lesson: "registry/scanning-encryption-replication",
        fails: r#"{"repositoryName": "shop/web", "imageTagMutability": "IMMUTABLE",
 "encryptionConfiguration": {"encryptionType": "AES256", "kmsKey": "arn:aws:kms:eu-central-1:111122223333:key/images"}}"#,
        passes: r#"{"repositoryName": "shop/web", "imageTagMutability": "IMMUTABLE",
 "encryptionConfiguration": {"encryptionType": "KMS", "kmsKey": "arn:aws:kms:eu-central-1:111122223333:key/images"}}"#,
        check: EcrRepository(check),
    }
}

fn check(repository: &EcrRepository<'_>, findings: &mut Findings<'_>) {
    let Some(encryption) = repository.encryption else { return };
    let (Some(kind), Some(key)) = (encryption.encryption_type, encryption.kms_key) else { return };
    if kind.literal() == Some("AES256") && key.literal().is_some() {
        findings
            .report(key.span(), "the encryption AES256 takes no key")
            .help("set `encryptionType` to KMS to use this key, or remove `kmsKey`")
            .related(kind.span(), "the type of encryption is set here")
            .unsafe_fix(Change::set(kind.span(), "KMS"));
    }
}
