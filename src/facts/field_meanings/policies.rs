//! Fields of lifecycle policies, of statements, and of a template's resource.

use super::{FieldMeaning, field};

const LIFECYCLE: &str = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html";
const ELEMENTS: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html";
const RESOURCE: &str = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html";

/// Fields of a lifecycle policy.
pub static LIFECYCLE_POLICY_FIELDS: [FieldMeaning; 12] = [
    field("rules", "The rules; each picks images, and an image is acted on by one rule at most.", LIFECYCLE),
    field(
        "rules.rulePriority",
        "The order, lowest first; no number twice. What a rule matches is out of reach of all later rules, even where it keeps it.",
        LIFECYCLE,
    ),
    field("rules.description", "What the rule is for. Nobody but readers uses it.", LIFECYCLE),
    field("rules.selection.tagStatus", "`tagged`, `untagged` or `any`. A rule for `any` must have the highest priority number.", LIFECYCLE),
    field(
        "rules.selection.tagPatternList",
        "Patterns with `*` for tags. With several, an image must have a tag for each of them.",
        LIFECYCLE,
    ),
    field("rules.selection.tagPrefixList", "Beginnings of tags. With several, an image must have a tag for each of them.", LIFECYCLE),
    field("rules.selection.storageClass", "Which images are looked at: those in `standard` or in `archive` storage.", LIFECYCLE),
    field(
        "rules.selection.countType",
        "Whether the number of images counts, or the days since they were pushed, pulled or archived.",
        LIFECYCLE,
    ),
    field("rules.selection.countUnit", "`days`, for the types that count time; not for `imageCountMoreThan`.", LIFECYCLE),
    field("rules.selection.countNumber", "How many images are kept, the youngest, or how many days.", LIFECYCLE),
    field("rules.action.type", "`expire` deletes the images, `transition` moves them to another storage class.", LIFECYCLE),
    field("rules.action.targetStorageClass", "Where `transition` moves them.", LIFECYCLE),
];

/// Elements of a policy document.
pub static POLICY_FIELDS: [FieldMeaning; 11] = [
    field("Version", "The language of the policy. Without `2012-10-17`, variables such as `${aws:username}` are plain text.", ELEMENTS),
    field("Id", "A name for the policy.", ELEMENTS),
    field("Statement", "One statement or several. An explicit `Deny` in any of them wins over every `Allow`.", ELEMENTS),
    field("Statement.Sid", "A name for the statement.", ELEMENTS),
    field("Statement.Effect", "Whether it allows or denies.", ELEMENTS),
    field("Statement.Principal", "Who: accounts, roles and users (`AWS`), services (`Service`). `\"*\"` is everybody.", ELEMENTS),
    field("Statement.NotPrincipal", "Everybody but these. With `Allow` it opens to the whole world.", ELEMENTS),
    field("Statement.Action", "What may be done: `ecr:BatchGetImage`; `*` and `?` stand for any characters.", ELEMENTS),
    field("Statement.NotAction", "All actions but these. With `Allow` that is almost everything.", ELEMENTS),
    field("Statement.Resource", "On what, by ARN. A repository's own policy needs none: it speaks of its repository.", ELEMENTS),
    field("Statement.Condition", "When it holds: operator, key of the request, values. All operators and keys must fit.", ELEMENTS),
];

/// Attributes of a template's resource.
pub static TEMPLATE_RESOURCE_FIELDS: [FieldMeaning; 6] = [
    field("Type", "What is created, such as `AWS::ECS::Service`.", RESOURCE),
    field("Properties", "How it is created; which properties there are depends on the type.", RESOURCE),
    field("DependsOn", "Resources that are created before and deleted after this one, beyond those that it names.", RESOURCE),
    field("Condition", "The condition of the template under which the resource exists.", RESOURCE),
    field(
        "DeletionPolicy",
        "What happens to it when it leaves the stack: `Retain` leaves it in the account.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html",
    ),
    field(
        "UpdateReplacePolicy",
        "What happens to the old one when an update replaces it.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html",
    ),
];
