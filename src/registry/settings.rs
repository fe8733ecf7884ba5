//! Settings of a repository as `create-repository` takes them.

use super::{MutabilitySetting, RepositorySettings, TagMutability};
use crate::model::{EcrRepository, Fields};
use crate::source::{Fault, SourceFile};
use crate::syntax::Node;

impl RepositorySettings {
    /// Reads what `create-repository` takes or `describe-repositories` prints of one repository. The document has passed the linter.
    ///
    /// # Errors
    /// A name that is missing, or a value that is filled in later.
    pub fn read(source: &SourceFile, node: &Node<'_>) -> Result<Self, Fault> {
        let fault = |message: &str| Fault::at(source, node.span, message.to_string());
        let fields = Fields::of(node).ok_or_else(|| fault("a repository is an object"))?;
        let repository = EcrRepository::read(fields);
        let name = repository.repository_name.and_then(|name| name.literal()).ok_or_else(|| fault("repositoryName has no value"))?;
        let text = |value: Option<crate::model::Value<&str>>| value.and_then(|value| value.literal()).map(str::to_string);
        let setting = text(repository.image_tag_mutability);
        let setting = setting.map_or(Some(MutabilitySetting::default()), |name| MutabilitySetting::of_name(&name));
        let encryption = repository.encryption.as_ref();
        let tags = fields.objects("tags", |tag| {
            let member = |name: &str| tag.string(name).and_then(|value| value.literal()).unwrap_or_default().to_string();
            (member("Key"), member("Value"))
        });
        Ok(Self {
            name: name.to_string(),
            tag_mutability: TagMutability {
                setting: setting.ok_or_else(|| fault("imageTagMutability has no such value"))?,
                exclusions: repository.image_tag_mutability_exclusion_filters.iter().filter_map(|filter| text(*filter)).collect(),
            },
            scan_on_push: repository.scan_on_push.and_then(|value| value.literal()).unwrap_or(false),
            encryption_type: encryption.and_then(|each| text(each.encryption_type)),
            kms_key: encryption.and_then(|each| text(each.kms_key)),
            tags: tags.iter().cloned().collect(),
        })
    }
}
