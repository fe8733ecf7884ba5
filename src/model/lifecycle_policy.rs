//! Amazon ECR lifecycle policies.

use super::{Fields, List, Place, Value};

/// A lifecycle policy.
#[derive(Debug, Clone)]
pub struct LifecyclePolicy<'a> {
    /// The whole document.
    pub place: Place,
    /// The rules in the order of the text, which is not their priority.
    pub rules: List<LifecycleRule<'a>>,
}

/// One rule.
#[derive(Debug, Clone)]
pub struct LifecycleRule<'a> {
    /// The rule's object.
    pub place: Place,
    /// Lower numbers act first.
    pub rule_priority: Option<Value<i64>>,
    /// Which images.
    pub selection: Option<Selection<'a>>,
    /// What happens to them.
    pub action: Option<LifecycleAction<'a>>,
}

/// Which images a rule is about.
#[derive(Debug, Clone)]
pub struct Selection<'a> {
    /// The selection's object.
    pub place: Place,
    /// `tagged`, `untagged` or `any`.
    pub tag_status: Option<Value<&'a str>>,
    /// Patterns with `*`; an image must match every one.
    pub tag_pattern_list: List<Value<&'a str>>,
    /// Prefixes; an image must match every one.
    pub tag_prefix_list: List<Value<&'a str>>,
    /// What is counted.
    pub count_type: Option<Value<&'a str>>,
    /// `days`, for ages.
    pub count_unit: Option<Value<&'a str>>,
    /// How many days or images.
    pub count_number: Option<Value<i64>>,
    /// `standard` or `archive`.
    pub storage_class: Option<Value<&'a str>>,
}

/// What happens to the images.
#[derive(Debug, Clone)]
pub struct LifecycleAction<'a> {
    /// The action's object.
    pub place: Place,
    /// `expire` or `transition`.
    pub kind: Option<Value<&'a str>>,
    /// `archive`, for transitions.
    pub target_storage_class: Option<Value<&'a str>>,
}

/// `selection.tagStatus`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagStatus {
    /// Images with at least one tag.
    Tagged,
    /// Images without tags.
    Untagged,
    /// All images.
    Any,
}

/// `selection.countType`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountType {
    /// All but the newest N.
    ImageCountMoreThan,
    /// Days since the push.
    SinceImagePushed,
    /// Days since the last pull.
    SinceImagePulled,
    /// Days since the image was archived.
    SinceImageTransitioned,
}

impl<'a> LifecyclePolicy<'a> {
    /// Reads a policy.
    pub fn read(fields: Fields<'a>) -> Self {
        Self { place: fields.place, rules: fields.objects("rules", LifecycleRule::read) }
    }
}

impl<'a> LifecycleRule<'a> {
    fn read(fields: Fields<'a>) -> Self {
        Self {
            place: fields.place,
            rule_priority: fields.integer("rulePriority"),
            selection: fields.object("selection").map(Selection::read),
            action: fields.object("action").map(LifecycleAction::read),
        }
    }
}

impl<'a> Selection<'a> {
    fn read(fields: Fields<'a>) -> Self {
        Self {
            place: fields.place,
            tag_status: fields.string("tagStatus"),
            tag_pattern_list: fields.strings("tagPatternList"),
            tag_prefix_list: fields.strings("tagPrefixList"),
            count_type: fields.string("countType"),
            count_unit: fields.string("countUnit"),
            count_number: fields.integer("countNumber"),
            storage_class: fields.string("storageClass"),
        }
    }

    /// The tag status, where it is written and valid.
    pub fn tag_status(&self) -> Option<TagStatus> {
        match self.tag_status?.literal()? {
            "tagged" => Some(TagStatus::Tagged),
            "untagged" => Some(TagStatus::Untagged),
            "any" => Some(TagStatus::Any),
            _ => None,
        }
    }

    /// The count type, where it is written and valid.
    pub fn count_type(&self) -> Option<CountType> {
        match self.count_type?.literal()? {
            "imageCountMoreThan" => Some(CountType::ImageCountMoreThan),
            "sinceImagePushed" => Some(CountType::SinceImagePushed),
            "sinceImagePulled" => Some(CountType::SinceImagePulled),
            "sinceImageTransitioned" => Some(CountType::SinceImageTransitioned),
            _ => None,
        }
    }

    /// Which images the rule looks at, `standard` where it does not say; `None` where that is not resolved.
    pub fn storage_class_name(&self) -> Option<&'a str> {
        self.storage_class.map_or(Some("standard"), |class| class.literal())
    }

    /// Whether the rule looks at archived images; `standard` is the default.
    pub fn is_archive(&self) -> bool {
        self.storage_class.and_then(|class| class.literal()) == Some("archive")
    }
}

impl<'a> LifecycleAction<'a> {
    fn read(fields: Fields<'a>) -> Self {
        Self { place: fields.place, kind: fields.string("type"), target_storage_class: fields.string("targetStorageClass") }
    }
}
