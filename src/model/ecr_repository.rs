//! ECR repositories and templates of repositories, with the names of the ECR API in snake case.

use super::task_definition::{Flag, Text};
use super::{Fields, List, Place};

/// What `CreateRepository` and `CreateRepositoryCreationTemplate` take: a template has the members that the two share.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct EcrRepository<'a> {
    pub place: Place,
    /// Absent in a template.
    pub repository_name: Text<'a>,
    pub image_tag_mutability: Text<'a>,
    pub image_tag_mutability_exclusion_filters: List<Place>,
    /// `imageScanningConfiguration.scanOnPush`
    pub scan_on_push: Flag,
    pub encryption: Option<EncryptionConfiguration<'a>>,
}

/// `encryptionConfiguration`
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct EncryptionConfiguration<'a> {
    pub place: Place,
    /// Whether it is an object of which the members are known.
    pub resolved: bool,
    pub encryption_type: Text<'a>,
    pub kms_key: Text<'a>,
}

impl<'a> EcrRepository<'a> {
    /// Reads a repository or a template.
    pub fn read(fields: Fields<'a>) -> Self {
        Self {
            place: fields.place,
            repository_name: fields.string("repositoryName"),
            image_tag_mutability: fields.string("imageTagMutability"),
            image_tag_mutability_exclusion_filters: fields.objects("imageTagMutabilityExclusionFilters", |item| item.place),
            scan_on_push: fields.object("imageScanningConfiguration").and_then(|scanning| scanning.boolean("scanOnPush")),
            encryption: fields.present("encryptionConfiguration").map(|encryption| EncryptionConfiguration {
                place: encryption.place,
                resolved: encryption.is_object(),
                encryption_type: encryption.string("encryptionType"),
                kms_key: encryption.string("kmsKey"),
            }),
        }
    }
}
