//! The operations of ECR on a local registry.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::diagnostics::Severity;
use crate::facts::EcrCommand;
use crate::lint::lint_source;
use crate::model::{Kind, PolicyUse};
use crate::registry::{
    Digest, ImageId, MutabilitySetting, Registry, RegistryError, Repository, RepositorySettings, TagMutability, describe, inventory,
    policy_of,
};
use crate::simulators::document;
use crate::simulators::instant::Instant;
use crate::simulators::lifecycle::preview;
use crate::source::SourceFile;

/// An exception of the API with its message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    /// Such as `RepositoryNotFoundException`.
    pub exception: String,
    /// In ECR's words.
    pub message: String,
}

impl ApiError {
    /// An exception.
    pub fn new(exception: &str, message: impl Into<String>) -> Self {
        Self { exception: exception.to_string(), message: message.into() }
    }

    fn invalid(parameter: &str, constraint: &str) -> Self {
        Self::new("InvalidParameterException", format!("Invalid parameter at '{parameter}' failed to satisfy constraint: '{constraint}'"))
    }
}

impl From<RegistryError> for ApiError {
    fn from(error: RegistryError) -> Self {
        Self::new(error.exception(), error.to_string())
    }
}

/// Previews that were started, by repository: the text of the policy.
pub type Previews = BTreeMap<String, String>;

/// Calls an operation and gives what it answers; nothing where the CLI prints nothing.
///
/// # Errors
/// The exception.
pub fn call(
    command: &EcrCommand,
    input: &Map<String, Value>,
    registry: &Registry,
    previews: &mut Previews,
    now: Instant,
) -> Result<Value, ApiError> {
    let call = Call { input, registry, now };
    match command.name {
        "batch-delete-image" => call.batch_delete_image(),
        "create-repository" => call.create_repository(),
        "delete-lifecycle-policy" => call.delete_lifecycle_policy(),
        "delete-repository" => call.delete_repository(),
        "delete-repository-policy" => call.delete_repository_policy(),
        "describe-images" => call.describe_images(),
        "describe-repositories" => call.describe_repositories(),
        "get-lifecycle-policy" => call.get_lifecycle_policy(),
        "get-lifecycle-policy-preview" => call.get_preview(previews),
        "get-repository-policy" => call.get_repository_policy(),
        "list-images" => call.list_images(),
        "put-image-scanning-configuration" => call.put_scanning(),
        "put-image-tag-mutability" => call.put_mutability(),
        "put-lifecycle-policy" => call.put_lifecycle_policy(),
        "set-repository-policy" => call.set_repository_policy(),
        "start-lifecycle-policy-preview" => call.start_preview(previews),
        // The table has no other; get-login-password is the CLI's own.
        other => Err(ApiError::new("UnknownOperationException", format!("{other} is not answered here"))),
    }
}

struct Call<'c> {
    input: &'c Map<String, Value>,
    registry: &'c Registry,
    now: Instant,
}

impl Call<'_> {
    fn text(&self, member: &str) -> Option<&str> {
        self.input.get(member)?.as_str()
    }

    fn name(&self) -> &str {
        self.text("repositoryName").unwrap_or_default()
    }

    fn is_set(&self, member: &str) -> bool {
        self.input.get(member).and_then(Value::as_bool).unwrap_or(false)
    }

    fn account(&self) -> &str {
        &self.registry.id().account
    }

    /// `registryId`, `repositoryName` and more members.
    fn about(&self, more: Value) -> Value {
        let mut shown = json!({"registryId": self.account(), "repositoryName": self.name()});
        if let (Some(shown), Value::Object(more)) = (shown.as_object_mut(), more) {
            shown.extend(more);
        }
        shown
    }

    fn repository(&self) -> Result<Repository, ApiError> {
        Ok(self.registry.repository(self.name())?)
    }

    fn image_ids(&self) -> Result<Option<Vec<ImageId>>, ApiError> {
        let Some(ids) = self.input.get("imageIds").and_then(Value::as_array) else { return Ok(None) };
        let read = |id: &Value| {
            let digest =
                match id["imageDigest"].as_str() {
                    Some(text) => Some(Digest::parse(text).ok_or_else(|| {
                        ApiError::invalid("imageDigest", "must satisfy regular expression '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'")
                    })?),
                    None => None,
                };
            Ok(ImageId { digest, tag: id["imageTag"].as_str().map(str::to_string) })
        };
        ids.iter().map(read).collect::<Result<_, _>>().map(Some)
    }

    fn create_repository(&self) -> Result<Value, ApiError> {
        let source = SourceFile::new("create-repository.json", Value::Object(self.input.clone()).to_string());
        refuse(&source, Kind::EcrRepository, |pointer, message| ApiError::invalid(pointer.trim_start_matches('/'), message))?;
        let node = document(&source).map_err(|fault| ApiError::new("InvalidParameterException", fault.message))?;
        let settings =
            RepositorySettings::read(&source, &node).map_err(|fault| ApiError::new("InvalidParameterException", fault.message))?;
        let created = self.registry.create(settings, self.now)?;
        Ok(json!({"repository": describe::repository(&created, self.registry.id())}))
    }

    fn delete_repository(&self) -> Result<Value, ApiError> {
        let deleted = self.registry.delete(self.name(), self.is_set("force"))?;
        Ok(json!({"repository": describe::repository(&deleted, self.registry.id())}))
    }

    fn describe_repositories(&self) -> Result<Value, ApiError> {
        let named = self.input.get("repositoryNames").and_then(Value::as_array);
        let repositories = match named {
            Some(names) => {
                names.iter().filter_map(Value::as_str).map(|name| self.registry.repository(name)).collect::<Result<Vec<_>, _>>()?
            }
            None => self.registry.repositories()?,
        };
        let shown: Vec<Value> = repositories.iter().map(|each| describe::repository(each, self.registry.id())).collect();
        Ok(json!({"repositories": shown}))
    }

    /// Whether `filter.tagStatus` lets an image through.
    fn fits(&self, is_tagged: bool) -> bool {
        match self.input.get("filter").and_then(|filter| filter["tagStatus"].as_str()) {
            Some("TAGGED") => is_tagged,
            Some("UNTAGGED") => !is_tagged,
            _ => true,
        }
    }

    fn describe_images(&self) -> Result<Value, ApiError> {
        let repository = self.repository()?;
        let images = match self.image_ids()? {
            Some(ids) => {
                let mut images = Vec::new();
                for id in &ids {
                    let image = repository.expect_image(id, self.registry.id())?;
                    if !images.contains(&image) {
                        images.push(image);
                    }
                }
                images
            }
            None => repository.images.iter().collect(),
        };
        let fitting = images.into_iter().filter(|image| self.fits(!image.tags.is_empty()));
        let shown: Vec<Value> = fitting.map(|image| describe::image(image, &repository, self.registry.id())).collect();
        Ok(json!({"imageDetails": shown}))
    }

    fn list_images(&self) -> Result<Value, ApiError> {
        let repository = self.repository()?;
        let fitting = repository.images.iter().filter(|image| self.fits(!image.tags.is_empty()));
        let ids = fitting.flat_map(|image| {
            let tags = image.tags.iter().map(|tag| Some(tag.clone())).chain(image.tags.is_empty().then_some(None));
            tags.map(|tag| describe::image_id(&ImageId { digest: Some(image.digest.clone()), tag })).collect::<Vec<_>>()
        });
        Ok(json!({"imageIds": ids.collect::<Vec<_>>()}))
    }

    fn batch_delete_image(&self) -> Result<Value, ApiError> {
        let ids = self.image_ids()?.unwrap_or_default();
        let (mut gone, mut failures) = (Vec::new(), Vec::new());
        for (id, deleted) in ids.iter().zip(self.registry.delete_images(self.name(), &ids)?) {
            match deleted {
                Ok(deleted) => gone.extend(deleted.iter().map(describe::image_id)),
                Err(failure) => {
                    let (code, reason) = failure.code_and_reason();
                    failures.push(json!({"imageId": describe::image_id(id), "failureCode": code, "failureReason": reason}));
                }
            }
        }
        Ok(json!({"imageIds": gone, "failures": failures}))
    }

    fn put_scanning(&self) -> Result<Value, ApiError> {
        let scan_on_push = self.input.get("imageScanningConfiguration").and_then(|given| given["scanOnPush"].as_bool()).unwrap_or(false);
        self.registry.change(self.name(), |repository| {
            repository.settings.scan_on_push = scan_on_push;
            Ok(())
        })?;
        Ok(self.about(json!({"imageScanningConfiguration": {"scanOnPush": scan_on_push}})))
    }

    fn put_mutability(&self) -> Result<Value, ApiError> {
        // What create-repository refuses, this does too.
        let source = SourceFile::new("put-image-tag-mutability.json", Value::Object(self.input.clone()).to_string());
        refuse(&source, Kind::EcrRepository, |pointer, message| ApiError::invalid(pointer.trim_start_matches('/'), message))?;
        let name = self.text("imageTagMutability").unwrap_or_default();
        let setting = MutabilitySetting::of_name(name).ok_or_else(|| ApiError::invalid("imageTagMutability", "there is no such value"))?;
        let filters = self.input.get("imageTagMutabilityExclusionFilters").and_then(Value::as_array);
        let exclusions = filters.into_iter().flatten().filter_map(|filter| filter["filter"].as_str()).map(str::to_string).collect();
        let shown = self.registry.change(self.name(), |repository| {
            repository.settings.tag_mutability = TagMutability { setting, exclusions };
            let mut shown = Map::new();
            describe::mutability(repository, &mut shown);
            Ok(shown)
        })?;
        Ok(self.about(shown.into()))
    }

    fn put_lifecycle_policy(&self) -> Result<Value, ApiError> {
        let text = self.text("lifecyclePolicyText").unwrap_or_default();
        check_lifecycle_policy(text)?;
        self.registry.change(self.name(), |repository| {
            repository.lifecycle_policy = Some(text.to_string());
            repository.lifecycle_evaluated_at = Some(self.now);
            Ok(())
        })?;
        Ok(self.about(json!({"lifecyclePolicyText": text})))
    }

    fn lifecycle_policy(&self) -> Result<(String, Option<Instant>), ApiError> {
        let repository = self.repository()?;
        let not_found =
            RegistryError::LifecyclePolicyNotFound { repository: self.name().to_string(), registry: self.account().to_string() };
        Ok((repository.lifecycle_policy.ok_or(not_found)?, repository.lifecycle_evaluated_at))
    }

    fn get_lifecycle_policy(&self) -> Result<Value, ApiError> {
        let (text, evaluated) = self.lifecycle_policy()?;
        Ok(self.about(json!({"lifecyclePolicyText": text, "lastEvaluatedAt": evaluated.map(describe::cli_time)})))
    }

    fn delete_lifecycle_policy(&self) -> Result<Value, ApiError> {
        let answer = self.get_lifecycle_policy()?;
        self.registry.change(self.name(), |repository| {
            repository.lifecycle_policy = None;
            repository.lifecycle_evaluated_at = None;
            Ok(())
        })?;
        Ok(answer)
    }

    fn start_preview(&self, previews: &mut Previews) -> Result<Value, ApiError> {
        let text = match self.text("lifecyclePolicyText") {
            Some(text) => {
                self.repository()?;
                check_lifecycle_policy(text)?;
                text.to_string()
            }
            None => self.lifecycle_policy()?.0,
        };
        previews.insert(self.registry.id().repository_uri(self.name()), text.clone());
        Ok(self.about(json!({"lifecyclePolicyText": text, "status": "IN_PROGRESS"})))
    }

    fn get_preview(&self, previews: &Previews) -> Result<Value, ApiError> {
        let repository = self.repository()?;
        let Some(text) = previews.get(&self.registry.id().repository_uri(self.name())) else {
            let (name, account) = (self.name(), self.account());
            return Err(ApiError::new(
                "LifecyclePolicyPreviewNotFoundException",
                format!(
                    "Lifecycle policy preview does not exist for the repository with name '{name}' in the registry with id '{account}'"
                ),
            ));
        };
        let policy = policy_of(text).map_err(|fault| ApiError::new("InvalidParameterException", fault.message))?;
        let images = inventory(&repository);
        let preview = preview(&policy, &images, self.now);
        let results: Vec<_> = preview.preview_results.iter().filter(|result| self.fits(!result.image_tags.is_empty())).collect();
        Ok(self.about(json!({
            "lifecyclePolicyText": text, "status": preview.status, "previewResults": results, "summary": preview.summary,
        })))
    }

    fn set_repository_policy(&self) -> Result<Value, ApiError> {
        let text = self.text("policyText").unwrap_or_default();
        let source = SourceFile::new("policy.json", text);
        refuse(&source, Kind::Policy(PolicyUse::Repository), |_, _| ApiError::invalid("PolicyText", "Invalid repository policy provided"))?;
        self.registry.change(self.name(), |repository| {
            repository.repository_policy = Some(text.to_string());
            Ok(())
        })?;
        Ok(self.about(json!({"policyText": text})))
    }

    fn get_repository_policy(&self) -> Result<Value, ApiError> {
        let not_found =
            RegistryError::RepositoryPolicyNotFound { repository: self.name().to_string(), registry: self.account().to_string() };
        let text = self.repository()?.repository_policy.ok_or(not_found)?;
        Ok(self.about(json!({"policyText": text})))
    }

    fn delete_repository_policy(&self) -> Result<Value, ApiError> {
        let answer = self.get_repository_policy()?;
        self.registry.change(self.name(), |repository| {
            repository.repository_policy = None;
            Ok(())
        })?;
        Ok(answer)
    }
}

fn check_lifecycle_policy(text: &str) -> Result<(), ApiError> {
    refuse(&SourceFile::new("policy.json", text), Kind::EcrLifecyclePolicy, |_, message| {
        ApiError::invalid("LifecyclePolicyText", &format!("Lifecycle policy validation failure: {message}"))
    })
}

/// What the linter takes for an error, ECR refuses: the first one, with its pointer and what AWS says, where that is known.
fn refuse(source: &SourceFile, kind: Kind, error: impl Fn(&str, &str) -> ApiError) -> Result<(), ApiError> {
    let linted = lint_source(source, Some(kind)).map_err(|why| error("", &why.to_string()))?;
    let first = linted.diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error);
    first.map_or(Ok(()), |found| Err(error(&found.pointer, found.aws_message.unwrap_or(&found.message))))
}
