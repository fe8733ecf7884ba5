//! Fields of a repository.

use super::{FieldMeaning, field};

const REPOSITORY: &str = "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html";
const ENCRYPTION: &str = "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_EncryptionConfiguration.html";

/// Fields of a repository.
pub static REPOSITORY_FIELDS: [FieldMeaning; 6] = [
    field("repositoryName", "The repository's name, with a namespace before it where one is wanted: `team/web`.", REPOSITORY),
    field(
        "imageTagMutability",
        "Whether a tag may move to another image. `IMMUTABLE` refuses a push of a tag that is there already.",
        REPOSITORY,
    ),
    field(
        "imageScanningConfiguration",
        "Whether images are scanned when they are pushed. The scanning configuration of the registry has taken its place.",
        REPOSITORY,
    ),
    field("encryptionConfiguration", "How images are encrypted. It cannot be changed later.", ENCRYPTION),
    field("encryptionConfiguration.encryptionType", "`AES256` uses keys of S3, `KMS` a key of the Key Management Service.", ENCRYPTION),
    field("encryptionConfiguration.kmsKey", "The key for `KMS`; AWS's own key for ECR where it is left out.", ENCRYPTION),
];
