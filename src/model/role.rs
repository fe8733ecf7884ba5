//! Roles of IAM: what `create-role` takes, what the CLI prints of roles, and the properties of `AWS::IAM::Role`.

use std::sync::OnceLock;

use super::{Fields, List, Place, PolicyDocument, Value};
use crate::facts::MANAGED_POLICIES;
use crate::source::Span;
use crate::syntax::{Node, parse_json};

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
    /// Where `PermissionsBoundary` stands, also one of which no ARN is known.
    pub boundary_place: Option<Place>,
}

/// What inline policies belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdentityKind {
    /// A user.
    User,
    /// A group of users.
    Group,
    /// A role.
    Role,
}

/// The inline policies of an identity, which count together.
#[derive(Debug)]
pub struct InlinePolicies<'a> {
    /// Of what they are.
    pub of: IdentityKind,
    /// Where they stand: the key of the list, or of the only one.
    pub place: Span,
    /// Those whose content is known.
    pub documents: Vec<&'a PolicyDocument<'a>>,
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

    /// What it allows, where AWS manages it and its content is known. Its places are in no file: nothing can be reported there.
    pub fn aws_managed_document(&self) -> Option<PolicyDocument<'static>> {
        let index = MANAGED_POLICIES.binary_search_by_key(&self.aws_managed_name()?, |policy| policy.name).ok()?;
        let roots = MANAGED.get_or_init(|| MANAGED_POLICIES.iter().map(|policy| parse_json(policy.document).documents.pop()).collect());
        Some(PolicyDocument::read(Fields::of(roots.get(index)?.as_ref()?)?))
    }
}

/// The documents of [`MANAGED_POLICIES`], parsed when the first is asked for.
static MANAGED: OnceLock<Vec<Option<Node<'static>>>> = OnceLock::new();

impl<'a> Role<'a> {
    /// Reads a role.
    pub fn read(fields: Fields<'a>) -> Self {
        let boundary = fields.object("PermissionsBoundary").and_then(|boundary| boundary.string("PermissionsBoundaryArn"));
        Self {
            place: fields.place,
            is_described: ["Arn", "RoleId", "AttachedPolicies"].iter().any(|name| fields.place_of(name).is_some()),
            name: fields.string("RoleName"),
            arn: fields.string("Arn"),
            path: fields.string("Path"),
            trust_place: fields.place_of("AssumeRolePolicyDocument"),
            trust: fields.object("AssumeRolePolicyDocument").map(PolicyDocument::read),
            inline: either(fields, "Policies", "RolePolicyList", |fields, name| fields.objects(name, InlinePolicy::read)),
            attached: attached(fields),
            boundary: boundary.or_else(|| fields.string("PermissionsBoundary")),
            boundary_place: fields.place_of("PermissionsBoundary"),
        }
    }

    /// Its inline policies, where it shows any.
    pub fn inline_policies(&self) -> Option<InlinePolicies<'_>> {
        let place = self.inline.place?.key;
        Some(InlinePolicies { of: IdentityKind::Role, place, documents: self.documents().collect() })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::managed_policy;
    use crate::model::Literal;

    #[test]
    fn what_the_policies_of_aws_allow_is_known_by_their_arns_in_every_form() {
        let text = r#"{"AssumeRolePolicyDocument": {}, "ManagedPolicyArns": ["arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
          "arn:${AWS::Partition}:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly", "arn:aws:iam::aws:policy/NoSuchPolicy",
          "arn:aws:iam::111122223333:policy/AmazonEC2ContainerRegistryPullOnly"]}"#;
        let parsed = parse_json(text);
        let role = Role::read(Fields::of(&parsed.documents[0]).expect("an object"));
        let first_actions: Vec<_> = role
            .attached
            .iter()
            .map(|policy| policy.aws_managed_document().and_then(|document| document.statements[0].action[0].literal()))
            .collect();
        assert_eq!(first_actions, [Some("ecr:GetAuthorizationToken"), Some("ecr:GetAuthorizationToken"), None, None]);
    }

    #[test]
    fn every_policy_of_aws_is_a_policy_with_statements() {
        for policy in &MANAGED_POLICIES {
            let parsed = parse_json(policy.document);
            let document = PolicyDocument::read(Fields::of(&parsed.documents[0]).expect(policy.name));
            assert!(document.statements.complete && !document.statements.is_empty(), "{}", policy.name);
            assert_eq!(document.version.literal(), Some("2012-10-17"), "{}", policy.name);
            assert!(managed_policy(policy.name).is_some(), "{} is found: the table is in order", policy.name);
        }
    }

    #[test]
    fn a_role_reads_alike_in_every_notation() {
        let written = [
            r#"{"RoleName": "run", "Path": "/a/", "PermissionsBoundary": "arn:aws:iam::111122223333:policy/b", "ManagedPolicyArns": ["arn:aws:iam::aws:policy/x"], "Policies": [{"PolicyName": "p", "PolicyDocument": {"Statement": []}}]}"#,
            r#"{"RoleName": "run", "Path": "/a/", "Arn": "arn:aws:iam::111122223333:role/a/run", "PermissionsBoundary": {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": "arn:aws:iam::111122223333:policy/b"}, "AttachedManagedPolicies": [{"PolicyName": "x", "PolicyArn": "arn:aws:iam::aws:policy/x"}], "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Statement": []}}]}"#,
        ];
        for text in written {
            let parsed = parse_json(text);
            let role = Role::read(Fields::of(&parsed.documents[0]).expect("an object"));
            assert_eq!((role.name.literal(), role.path.literal()), (Some("run"), Some("/a/")));
            assert_eq!(role.boundary.literal(), Some("arn:aws:iam::111122223333:policy/b"));
            assert_eq!(role.attached[0].arn.literal(), Some("arn:aws:iam::aws:policy/x"));
            assert_eq!((role.inline[0].name.literal(), role.documents().count()), (Some("p"), 1));
            assert_eq!(role.is_described, text.contains("\"Arn\""));
        }
    }
}
