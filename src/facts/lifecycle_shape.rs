//! The form of an ECR lifecycle policy, which no API model describes: ECR takes it as text.
//!
//! Source: <https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html>, checked 2026-11-21.

use super::{Shape, ShapeMember};

static TEXT: Shape = Shape::strict(&[]);
static TEXTS: Shape = Shape::List { item: &TEXT, max: usize::MAX };
static TAG_STATUS: Shape = Shape::strict(&["tagged", "untagged", "any"]);
static COUNT_TYPE: Shape = Shape::strict(&["imageCountMoreThan", "sinceImagePushed", "sinceImagePulled", "sinceImageTransitioned"]);
static COUNT_UNIT: Shape = Shape::strict(&["days"]);
static STORAGE_CLASS: Shape = Shape::strict(&["standard", "archive"]);
static TARGET_STORAGE_CLASS: Shape = Shape::strict(&["archive"]);
static ACTION_TYPE: Shape = Shape::strict(&["expire", "transition"]);

static SELECTION: Shape = Shape::Structure(&[
    ShapeMember { name: "tagStatus", shape: &TAG_STATUS, required: true },
    ShapeMember { name: "tagPatternList", shape: &TEXTS, required: false },
    ShapeMember { name: "tagPrefixList", shape: &TEXTS, required: false },
    ShapeMember { name: "storageClass", shape: &STORAGE_CLASS, required: false },
    ShapeMember { name: "countType", shape: &COUNT_TYPE, required: true },
    ShapeMember { name: "countUnit", shape: &COUNT_UNIT, required: false },
    ShapeMember { name: "countNumber", shape: &Shape::STRICT_INTEGER, required: true },
]);
static ACTION: Shape = Shape::Structure(&[
    ShapeMember { name: "type", shape: &ACTION_TYPE, required: true },
    ShapeMember { name: "targetStorageClass", shape: &TARGET_STORAGE_CLASS, required: false },
]);
static RULE: Shape = Shape::Structure(&[
    ShapeMember { name: "rulePriority", shape: &Shape::STRICT_INTEGER, required: true },
    ShapeMember { name: "description", shape: &TEXT, required: false },
    ShapeMember { name: "selection", shape: &SELECTION, required: true },
    ShapeMember { name: "action", shape: &ACTION, required: true },
]);
static RULES: Shape = Shape::List { item: &RULE, max: usize::MAX };

/// What `PutLifecyclePolicy` takes as `lifecyclePolicyText`.
pub static LIFECYCLE_POLICY: Shape = Shape::Structure(&[ShapeMember { name: "rules", shape: &RULES, required: true }]);
