//! The form of a role: what `CreateRole` takes, and beside it what `get-role`, `list-roles`, `get-account-authorization-details` and
//! `list-attached-role-policies` print. The documents in it are text to the API and objects in what the CLI prints, and the boundary is
//! an ARN in one and an object in the other, so it does not follow from the API model alone.
//!
//! Source: botocore 1.44.8 (Apache-2.0), data/iam/2010-05-08/service-2.json, checked 2026-11-29.

use super::{Shape, ShapeMember};

const fn text(min: usize, max: usize, pattern: &'static str) -> Shape {
    Shape::String { values: &[], strict: false, min, max, pattern }
}

static NAME: Shape = text(1, 64, "[\\w+=,.@-]+");
static PATH: Shape = text(1, 512, "(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)");
static DESCRIPTION: Shape = text(0, 1000, "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*");
static SESSION_SECONDS: Shape = Shape::Integer { min: 3600, max: 43200, strict: false };
static TAG_KEY: Shape = text(1, 128, "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+");
static TAG_VALUE: Shape = text(0, 256, "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");
static TAG: Shape = Shape::Structure(&[
    ShapeMember { name: "Key", shape: &TAG_KEY, required: true },
    ShapeMember { name: "Value", shape: &TAG_VALUE, required: true },
]);
static TAGS: Shape = Shape::List { item: &TAG, max: 50 };

/// A role.
pub static ROLE: Shape = Shape::Structure(&[
    ShapeMember { name: "Path", shape: &PATH, required: false },
    ShapeMember { name: "RoleName", shape: &NAME, required: false },
    ShapeMember { name: "AssumeRolePolicyDocument", shape: &Shape::Any, required: false },
    ShapeMember { name: "Description", shape: &DESCRIPTION, required: false },
    ShapeMember { name: "MaxSessionDuration", shape: &SESSION_SECONDS, required: false },
    ShapeMember { name: "PermissionsBoundary", shape: &Shape::Any, required: false },
    ShapeMember { name: "Tags", shape: &TAGS, required: false },
    ShapeMember { name: "RoleId", shape: &Shape::Output, required: false },
    ShapeMember { name: "Arn", shape: &Shape::Output, required: false },
    ShapeMember { name: "CreateDate", shape: &Shape::Output, required: false },
    ShapeMember { name: "RoleLastUsed", shape: &Shape::Output, required: false },
    ShapeMember { name: "InstanceProfileList", shape: &Shape::Output, required: false },
    ShapeMember { name: "RolePolicyList", shape: &Shape::Output, required: false },
    ShapeMember { name: "AttachedManagedPolicies", shape: &Shape::Output, required: false },
    ShapeMember { name: "AttachedPolicies", shape: &Shape::Output, required: false },
    ShapeMember { name: "IsTruncated", shape: &Shape::Output, required: false },
    ShapeMember { name: "Marker", shape: &Shape::Output, required: false },
]);
