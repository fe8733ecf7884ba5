//! The form of a policy, which no API model describes: services take it as text.
//!
//! Sources: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>,
//! <https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policy-examples.html>, checked 2026-11-24.

use super::{Shape, ShapeMember};

// YAML reads an account without quotes as a number; whether it reaches ECR as one depends on the tool.
static TEXT: Shape = Shape::String { values: &[], strict: false, min: 0, max: usize::MAX, pattern: "" };
static TEXTS: Shape = Shape::List { item: &TEXT, max: usize::MAX };
static TEXT_OR_TEXTS: Shape = Shape::Either(&TEXTS, &TEXT);
// Services pass over a null among resources.
static RESOURCE: Shape = Shape::Either(&TEXT, &Shape::Output);
static RESOURCE_LIST: Shape = Shape::List { item: &RESOURCE, max: usize::MAX };
static RESOURCES: Shape = Shape::Either(&RESOURCE_LIST, &TEXT);
static VERSION: Shape = Shape::strict(&["2012-10-17", "2008-10-17"]);
static EFFECT: Shape = Shape::strict(&["Allow", "Deny"]);
static EVERYONE: Shape = Shape::strict(&["*"]);
// Operators and keys: the language of conditions is not a matter of form.
static CONDITION: Shape = Shape::Map(&Shape::Map(&CONDITION_VALUE_OR_VALUES));
static CONDITION_VALUE_OR_VALUES: Shape = Shape::Either(&CONDITION_VALUES, &CONDITION_VALUE);
static CONDITION_VALUES: Shape = Shape::List { item: &CONDITION_VALUE, max: usize::MAX };
// `true` and `"true"` are one.
static CONDITION_VALUE: Shape = Shape::Either(&TEXT, &Shape::Boolean);

static PRINCIPALS: Shape = Shape::Structure(&[
    ShapeMember { name: "AWS", shape: &TEXT_OR_TEXTS, required: false },
    ShapeMember { name: "Service", shape: &TEXT_OR_TEXTS, required: false },
    ShapeMember { name: "Federated", shape: &TEXT_OR_TEXTS, required: false },
    ShapeMember { name: "CanonicalUser", shape: &TEXT_OR_TEXTS, required: false },
]);
static PRINCIPAL: Shape = Shape::Either(&PRINCIPALS, &EVERYONE);
static STATEMENT: Shape = Shape::Structure(&[
    ShapeMember { name: "Sid", shape: &TEXT, required: false },
    ShapeMember { name: "Effect", shape: &EFFECT, required: true },
    ShapeMember { name: "Principal", shape: &PRINCIPAL, required: false },
    ShapeMember { name: "NotPrincipal", shape: &PRINCIPAL, required: false },
    ShapeMember { name: "Action", shape: &TEXT_OR_TEXTS, required: false },
    ShapeMember { name: "NotAction", shape: &TEXT_OR_TEXTS, required: false },
    ShapeMember { name: "Resource", shape: &RESOURCES, required: false },
    ShapeMember { name: "NotResource", shape: &RESOURCES, required: false },
    ShapeMember { name: "Condition", shape: &CONDITION, required: false },
]);
static STATEMENTS: Shape = Shape::List { item: &STATEMENT, max: usize::MAX };
static STATEMENT_OR_STATEMENTS: Shape = Shape::Either(&STATEMENTS, &STATEMENT);

/// A policy of any use. Which of the elements that exclude each other a statement has depends on the use.
pub static POLICY: Shape = Shape::Structure(&[
    ShapeMember { name: "Version", shape: &VERSION, required: false },
    ShapeMember { name: "Id", shape: &TEXT, required: false },
    ShapeMember { name: "Statement", shape: &STATEMENT_OR_STATEMENTS, required: true },
    // IAM takes it here and reads nothing of it.
    ShapeMember { name: "Conditions", shape: &Shape::Output, required: false },
]);
