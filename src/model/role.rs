//! Roles of IAM: what `create-role` takes, what the CLI prints of roles, and the properties of `AWS::IAM::Role`.

use super::{Fields, List, Place, PolicyDocument, Value};

/// A role. Policies that stand as text in the file are read only where their text was put in place of the string, which
/// `lint::expanded` does.
#[derive(Debug, Clone)]
pub struct Role<'a> {
    /// The whole document.
    pub place: Place,
    /// Whether AWS printed it: it exists as it stands.
    pub is_described: bool,
    /// `RoleName`.
    pub name: Option<Value<&'a str>>,
    /// `Arn`, where AWS printed it.
    pub arn: Option<Value<&'a str>>,
    /// `Path`, such as `/service/`; without it, `/`.
    pub path: Option<Value<&'a str>>,
    /// Where `AssumeRolePolicyDocument` stands.
    pub trust_place: Option<Place>,
    /// Who may assume it; nothing where it is absent or not known.
    pub trust: Option<PolicyDocument<'a>>,
    /// Inline policies: `Policies` of a template, `RolePolicyList` of `get-account-authorization-details`. Other documents do not show
    /// them, which is no sign that there are none.
    pub inline: List<InlinePolicy<'a>>,
    /// Attached managed policies: `ManagedPolicyArns`, `AttachedManagedPolicies`, or `AttachedPolicies` of `list-attached-role-policies`.
    pub attached: List<AttachedPolicy<'a>>,
    /// The ARN of the permissions boundary.
    pub boundary: Option<Value<&'a str>>,
}

/// A policy inside a role.
#[derive(Debug, Clone)]
pub struct InlinePolicy<'a> {
    /// The object that holds name and document.
    pub place: Place,
    /// `PolicyName`.
    pub name: Option<Value<&'a str>>,
    /// Where the document stands.
    pub document_place: Option<Place>,
    /// The document; nothing where it is not known.
    pub document: Option<PolicyDocument<'a>>,
}

/// A managed policy that is attached to a role.
#[derive(Debug, Clone, Copy)]
pub struct AttachedPolicy<'a> {
    /// Its ARN.
    pub arn: Value<&'a str>,
    /// The ARN as far as it is written, variables included: `arn:${AWS::Partition}:iam::aws:policy/ReadOnlyAccess`.
    pub written: Option<&'a str>,
}

impl<'a> AttachedPolicy<'a> {
    /// The name of a policy that AWS manages (`service-role/` and other paths left out), also where the partition is not known.
    pub fn aws_managed_name(&self) -> Option<&'a str> {
        let (before, path) = self.written?.split_once(":iam::aws:policy/")?;
        let name = path.rsplit('/').next().unwrap_or(path);
        (before.starts_with("arn:") && !name.is_empty() && !name.contains('$')).then_some(name)
    }
}

impl<'a> Role<'a> {
    /// Reads a role.
    pub fn read(fields: Fields<'a>) -> Self {
        let boundary = fields.object("PermissionsBoundary").and_then(|boundary| boundary.string("PermissionsBoundaryArn"));
        Self {
            place: fields.place,
            is_described: fields.place_of("Arn").is_some() || fields.place_of("RoleId").is_some(),
            name: fields.string("RoleName"),
            arn: fields.string("Arn"),
            path: fields.string("Path"),
            trust_place: fields.place_of("AssumeRolePolicyDocument"),
            trust: fields.object("AssumeRolePolicyDocument").map(PolicyDocument::read),
            inline: either(fields, "Policies", "RolePolicyList", |fields, name| fields.objects(name, InlinePolicy::read)),
            attached: attached(fields),
            boundary: boundary.or_else(|| fields.string("PermissionsBoundary")),
        }
    }

    /// All policies that the document itself shows: inline ones.
    pub fn documents(&self) -> impl Iterator<Item = &PolicyDocument<'a>> {
        self.inline.iter().filter_map(|policy| policy.document.as_ref())
    }
}

impl<'a> InlinePolicy<'a> {
    fn read(fields: Fields<'a>) -> Self {
        Self {
            place: fields.place,
            name: fields.string("PolicyName"),
            document_place: fields.place_of("PolicyDocument"),
            document: fields.object("PolicyDocument").map(PolicyDocument::read),
        }
    }
}

/// The list under the first name that is there.
fn either<'a, T>(fields: Fields<'a>, first: &str, second: &str, read: impl Fn(Fields<'a>, &str) -> List<T>) -> List<T> {
    let name = if fields.place_of(first).is_some() || fields.place_of(second).is_none() { first } else { second };
    read(fields, name)
}

fn attached<'a>(fields: Fields<'a>) -> List<AttachedPolicy<'a>> {
    if fields.place_of("ManagedPolicyArns").is_some() {
        return fields.strings_as_written("ManagedPolicyArns", |arn, written| AttachedPolicy { arn, written });
    }
    let printed = either(fields, "AttachedManagedPolicies", "AttachedPolicies", |fields, name| {
        fields.objects(name, |policy| Some(AttachedPolicy { arn: policy.string("PolicyArn")?, written: policy.written("PolicyArn") }))
    });
    let complete = printed.complete && printed.items.iter().all(Option::is_some);
    List { place: printed.place, items: printed.items.into_iter().flatten().collect(), complete }
}
