//! ECR128

use crate::lint::{Findings, declare_rule};
use crate::model::EcrRepository;

declare_rule! {
    /// A key is named by its id, by an alias (`alias/images`) or by an ARN of KMS:
    /// `arn:aws:kms:eu-central-1:111122223333:key/...`. It must be in the Region of the repository.
    INVALID_ENCRYPTION_KEY {
        code: "ECR128",
        name: "invalid-encryption-key",
        severity: Error,
        summary: "The key of a repository is an ARN of something else than a key.",
        aws_message: "Invalid arn ...",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_EncryptionConfiguration.html",
        verified: "2026-11-24",
        lesson: "registry/scanning-encryption-replication",
        fails: r#"{"repositoryName": "shop/web", "imageTagMutability": "IMMUTABLE",
 "encryptionConfiguration": {"encryptionType": "KMS", "kmsKey": "arn:aws:kms:eu-central-1:key/1234abcd-12ab-34cd-56ef-1234567890ab"}}"#,
        passes: r#"{"repositoryName": "shop/web", "imageTagMutability": "IMMUTABLE",
 "encryptionConfiguration": {"encryptionType": "KMS", "kmsKey": "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"}}"#,
        check: EcrRepository(check),
    }
}

fn check(repository: &EcrRepository<'_>, findings: &mut Findings<'_>) {
    // The form of a template's key is checked as its form.
    if repository.prefix.is_some() {
        return;
    }
    let Some(value) = repository.encryption.and_then(|encryption| encryption.kms_key) else { return };
    let Some(arn) = value.literal().filter(|key| key.starts_with("arn:") && !key.contains('<') && !is_key_arn(key)) else { return };
    findings
        .report(value.span(), format!("\"{arn}\" is not the ARN of a key"))
        .help("an ARN of a key is arn:aws:kms:REGION:ACCOUNT:key/ID");
}

fn is_key_arn(arn: &str) -> bool {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", partition, "kms", region, account, resource] = parts[..] else { return false };
    let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    let names_key = ["key/", "alias/"].iter().any(|kind| resource.strip_prefix(kind).is_some_and(|name| !name.is_empty()));
    !partition.is_empty() && !region.is_empty() && is_account && names_key
}
