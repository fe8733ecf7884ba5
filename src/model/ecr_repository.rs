//! ECR repositories and templates of repositories, with the names of the ECR API in snake case.

use super::task_definition::{Flag, Text};
use super::{Fields, List, Place, Value};

/// What `CreateRepository` and `CreateRepositoryCreationTemplate` take: a template has the members that the two share.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct EcrRepository<'a> {
    pub place: Place,
    /// Absent in a template.
    pub repository_name: Text<'a>,
    /// Absent in a repository.
    pub prefix: Text<'a>,
    pub image_tag_mutability: Text<'a>,
    /// `imageTagMutabilityExclusionFilters[].filter`
    pub image_tag_mutability_exclusion_filters: List<Text<'a>>,
    /// `imageScanningConfiguration.scanOnPush`
    pub scan_on_push: Flag,
    pub encryption: Option<EncryptionConfiguration<'a>>,
    /// Where `imageScanningConfiguration` stands, if it does.
    pub image_scanning_configuration: Option<Place>,
    /// What a template is for.
    pub applied_for: List<Value<&'a str>>,
    /// Where a template's `customRoleArn` stands, if it does.
    pub custom_role_arn: Option<Place>,
    /// The tags of a template.
    pub resource_tags: List<Place>,
    /// Where a template's `lifecyclePolicy` stands, if it does.
    pub lifecycle_policy: Option<Place>,
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
            prefix: fields.string("prefix"),
            image_tag_mutability: fields.string("imageTagMutability"),
            image_tag_mutability_exclusion_filters: fields.objects("imageTagMutabilityExclusionFilters", |item| {
                // CloudFormation gives the member a name of its own.
                item.string("filter").or_else(|| item.string("imageTagMutabilityExclusionFilterValue"))
            }),
            scan_on_push: fields.object("imageScanningConfiguration").and_then(|scanning| scanning.boolean("scanOnPush")),
            encryption: fields.present("encryptionConfiguration").map(|encryption| EncryptionConfiguration {
                place: encryption.place,
                resolved: encryption.is_object(),
                encryption_type: encryption.string("encryptionType"),
                kms_key: encryption.string("kmsKey"),
            }),
            image_scanning_configuration: fields.place_of("imageScanningConfiguration"),
            applied_for: fields.strings("appliedFor"),
            custom_role_arn: fields.place_of("customRoleArn"),
            resource_tags: fields.objects("resourceTags", |item| item.place),
            lifecycle_policy: fields.place_of("lifecyclePolicy"),
        }
    }
}
