//! The form of a resource of a CloudFormation template, around its properties.
//!
//! Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html> and, for what happens to
//! a deleted or replaced one, <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-product-attribute-reference.html>,
//! checked 2026-11-28.

use super::{Shape, ShapeMember};

static TEXT: Shape = Shape::strict(&[]);
static TEXTS: Shape = Shape::List { item: &TEXT, max: usize::MAX };
static TEXT_OR_TEXTS: Shape = Shape::Either(&TEXTS, &TEXT);
static OBJECT: Shape = Shape::Map(&Shape::Any);
static DELETION_POLICY: Shape = Shape::strict(&["Delete", "Retain", "RetainExceptOnCreate", "Snapshot"]);
static UPDATE_REPLACE_POLICY: Shape = Shape::strict(&["Delete", "Retain", "Snapshot"]);

/// A resource; what its properties are depends on its type.
pub static TEMPLATE_RESOURCE: Shape = Shape::Structure(&[
    ShapeMember { name: "Type", shape: &TEXT, required: true },
    ShapeMember { name: "Properties", shape: &OBJECT, required: false },
    ShapeMember { name: "DependsOn", shape: &TEXT_OR_TEXTS, required: false },
    ShapeMember { name: "Condition", shape: &TEXT, required: false },
    ShapeMember { name: "DeletionPolicy", shape: &DELETION_POLICY, required: false },
    ShapeMember { name: "UpdateReplacePolicy", shape: &UPDATE_REPLACE_POLICY, required: false },
    ShapeMember { name: "Metadata", shape: &OBJECT, required: false },
]);
