//! The form of an ECR lifecycle policy, which no API model describes: ECR takes it as text.
//!
//! Source: <https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html>, checked 2026-11-21.

use super::{Shape, ShapeMember};

static TEXT: Shape = Shape::String { values: &[], strict: true };
static TEXTS: Shape = Shape::List(&TEXT);
static TAG_STATUS: Shape = Shape::String { values: &["tagged", "untagged", "any"], strict: true };
static COUNT_TYPE: Shape =
    Shape::String { values: &["imageCountMoreThan", "sinceImagePushed", "sinceImagePulled", "sinceImageTransitioned"], strict: true };
static COUNT_UNIT: Shape = Shape::String { values: &["days"], strict: true };
static STORAGE_CLASS: Shape = Shape::String { values: &["standard", "archive"], strict: true };
static TARGET_STORAGE_CLASS: Shape = Shape::String { values: &["archive"], strict: true };
static ACTION_TYPE: Shape = Shape::String { values: &["expire", "transition"], strict: true };

static SELECTION: Shape = Shape::Structure(&[
    ShapeMember { name: "tagStatus", shape: &TAG_STATUS, required: true },
    ShapeMember { name: "tagPatternList", shape: &TEXTS, required: false },
    ShapeMember { name: "tagPrefixList", shape: &TEXTS, required: false },
    ShapeMember { name: "storageClass", shape: &STORAGE_CLASS, required: false },
    ShapeMember { name: "countType", shape: &COUNT_TYPE, required: true },
    ShapeMember { name: "countUnit", shape: &COUNT_UNIT, required: false },
    ShapeMember { name: "countNumber", shape: &Shape::Integer, required: true },
]);
static ACTION: Shape = Shape::Structure(&[
    ShapeMember { name: "type", shape: &ACTION_TYPE, required: true },
    ShapeMember { name: "targetStorageClass", shape: &TARGET_STORAGE_CLASS, required: false },
]);
static RULE: Shape = Shape::Structure(&[
    ShapeMember { name: "rulePriority", shape: &Shape::Integer, required: true },
    ShapeMember { name: "description", shape: &TEXT, required: false },
    ShapeMember { name: "selection", shape: &SELECTION, required: true },
    ShapeMember { name: "action", shape: &ACTION, required: true },
]);
static RULES: Shape = Shape::List(&RULE);

/// What `PutLifecyclePolicy` takes as `lifecyclePolicyText`.
pub static LIFECYCLE_POLICY: Shape = Shape::Structure(&[ShapeMember { name: "rules", shape: &RULES, required: true }]);
