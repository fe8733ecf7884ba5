//! IAM policy documents: identity and resource policies, trust policies, boundaries.

use super::{Fields, List, Place, Value};
use crate::source::Span;

/// What a policy is for: the same language has other rules in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PolicyUse {
    /// The permissions of a role, user or group: inline, or not said.
    Identity,
    /// A managed policy: permissions that stand on their own and are attached.
    Managed,
    /// A managed policy that bounds what an identity may be allowed.
    Boundary,
    /// Who may assume a role.
    Trust,
    /// Of a resource of another service, such as a key, a secret or a bucket.
    Resource,
    /// Of a repository of ECR.
    Repository,
    /// Of a registry of ECR.
    Registry,
}

impl PolicyUse {
    /// Whether it says what an identity may do (or may be allowed to do): such a policy names no principal.
    pub fn is_of_identity(self) -> bool {
        matches!(self, Self::Identity | Self::Managed | Self::Boundary)
    }

    /// Whether IAM itself reads it: a policy of an identity or of who may assume a role. Policies of resources are read by their services.
    pub fn is_of_iam(self) -> bool {
        self.is_of_identity() || self == Self::Trust
    }
}

/// A policy document.
#[derive(Debug, Clone)]
pub struct PolicyDocument<'a> {
    /// The whole document.
    pub place: Place,
    /// `2012-10-17` or `2008-10-17`; without it, the older.
    pub version: Option<Value<&'a str>>,
    /// `Id`: a name that means nothing to the evaluation.
    pub id: Option<Value<&'a str>>,
    /// The statements; one object may stand for a list of one.
    pub statements: List<PolicyStatement<'a>>,
    /// How large it certainly is, as IAM counts: characters of its JSON without white space. What is filled in later counts as nothing.
    pub characters: usize,
}

/// One statement.
#[derive(Debug, Clone)]
pub struct PolicyStatement<'a> {
    /// The statement's object.
    pub place: Place,
    /// Whether elements that are not written may come in later.
    pub is_open: bool,
    /// Its name, unique in the document.
    pub sid: Option<Value<&'a str>>,
    /// `Allow` or `Deny`.
    pub effect: Option<Value<&'a str>>,
    /// Who, in policies of resources.
    pub principal: Option<Principals<'a>>,
    /// Everyone but these.
    pub not_principal: Option<Principals<'a>>,
    /// What may be done: `service:Action` with `*` and `?`.
    pub action: List<Value<&'a str>>,
    /// Everything but these.
    pub not_action: List<Value<&'a str>>,
    /// On what: ARNs with `*` and `?`, or `*`.
    pub resource: List<Value<&'a str>>,
    /// The same as far as it is written, with the variables of a template: `arn:${AWS::Partition}:ecr:...`; nothing where it is no text.
    pub resource_as_written: Vec<(Span, Option<&'a str>)>,
    /// On everything but these.
    pub not_resource: List<Value<&'a str>>,
    /// The same as far as it is written.
    pub not_resource_as_written: Vec<(Span, Option<&'a str>)>,
    /// `Condition`: all entries must hold.
    pub conditions: List<ConditionEntry<'a>>,
}

/// `Principal` or `NotPrincipal`.
#[derive(Debug, Clone)]
pub struct Principals<'a> {
    /// Where the element stands.
    pub place: Place,
    /// The entries; `"*"` as a whole reads as one entry of the kind `AWS`.
    pub entries: Vec<PrincipalEntry<'a>>,
    /// Whether that is all.
    pub complete: bool,
}

/// One principal.
#[derive(Debug, Clone, Copy)]
pub struct PrincipalEntry<'a> {
    /// `AWS`, `Service`, `Federated` or `CanonicalUser`.
    pub kind: &'a str,
    /// Where the kind stands; the value itself for `"*"`.
    pub kind_place: Place,
    /// An ARN, an account, a service's name, `*`.
    pub value: Value<&'a str>,
}

/// One key of one operator of a `Condition`.
#[derive(Debug, Clone)]
pub struct ConditionEntry<'a> {
    /// The operator, such as `ForAnyValue:StringLikeIfExists`.
    pub operator: &'a str,
    /// The operator's key and its object.
    pub operator_place: Place,
    /// The context key, such as `aws:SourceArn`.
    pub key: &'a str,
    /// One of these must match.
    pub values: List<Value<&'a str>>,
}

impl<'a> PolicyDocument<'a> {
    /// Reads a document.
    pub fn read(fields: Fields<'a>) -> Self {
        Self {
            place: fields.place,
            version: fields.verbatim("Version"),
            id: fields.verbatim("Id"),
            statements: fields.object_or_objects("Statement", PolicyStatement::read),
            characters: fields.json_characters(),
        }
    }

    /// What shows best which policy it is: the key of its statements, else all of it.
    pub fn head(&self) -> Span {
        self.statements.place.map_or(self.place.value, |place| place.key)
    }
}

impl<'a> PolicyStatement<'a> {
    fn read(fields: Fields<'a>) -> Self {
        Self {
            place: fields.place,
            is_open: fields.is_open(),
            sid: fields.verbatim("Sid"),
            effect: fields.verbatim("Effect"),
            principal: Principals::read(fields, "Principal"),
            not_principal: Principals::read(fields, "NotPrincipal"),
            action: fields.verbatim_or_verbatims("Action"),
            not_action: fields.verbatim_or_verbatims("NotAction"),
            resource: fields.verbatim_or_verbatims("Resource"),
            resource_as_written: fields.texts_as_written("Resource"),
            not_resource: fields.verbatim_or_verbatims("NotResource"),
            not_resource_as_written: fields.texts_as_written("NotResource"),
            conditions: conditions(fields),
        }
    }

    /// What shows best which statement it is: its effect, its name, else all of it.
    pub fn head(&self) -> Span {
        self.effect.or(self.sid).map_or(self.place.value, |value| value.span())
    }
}

impl<'a> Principals<'a> {
    fn read(fields: Fields<'a>, name: &str) -> Option<Self> {
        let place = fields.place_of(name)?;
        let Some(object) = fields.object(name) else {
            let values = fields.verbatim_or_verbatims(name);
            let entries = values.iter().map(|value| PrincipalEntry { kind: "AWS", kind_place: value.place, value: *value }).collect();
            return Some(Self { place, entries, complete: values.complete });
        };
        let mut principals = Self { place, entries: Vec::new(), complete: !object.is_open() };
        for (kind, values) in object.lists() {
            principals.complete &= values.complete;
            let kind_place = values.place.unwrap_or(place);
            principals.entries.extend(values.iter().map(|value| PrincipalEntry { kind, kind_place, value: *value }));
        }
        Some(principals)
    }
}

fn conditions<'a>(statement: Fields<'a>) -> List<ConditionEntry<'a>> {
    let Some(place) = statement.place_of("Condition") else { return List::default() };
    let Some(block) = statement.object("Condition") else { return List { place: Some(place), items: Vec::new(), complete: false } };
    let (operators, complete) = block.nested();
    let items = operators
        .into_iter()
        .flat_map(|(operator, keys)| {
            keys.lists().map(move |(key, values)| ConditionEntry { operator, operator_place: keys.place, key, values })
        })
        .collect();
    List { place: Some(place), items, complete }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Literal;
    use crate::source::SourceFile;
    use crate::syntax::parse_json;

    #[test]
    fn one_value_and_a_list_of_one_read_alike_and_every_leaf_has_its_place() {
        let text = r#"{"Version": "2012-10-17", "Statement": {"Sid": "", "Effect": "Allow", "Principal": {"AWS": ["111122223333"], "Service": "ecs-tasks.amazonaws.com"},
          "Action": "sts:AssumeRole", "Condition": {"Bool": {"aws:SecureTransport": true}, "ArnLike": {"aws:SourceArn": ["a", "${b}"]}}}}"#;
        let source = SourceFile::new("p.json", text);
        let parsed = parse_json(text);
        let document = PolicyDocument::read(Fields::of(&parsed.documents[0]).expect("an object"));
        assert_eq!(document.version.literal(), Some("2012-10-17"));
        let [statement] = &document.statements[..] else { panic!("one statement") };
        assert_eq!(source.slice(statement.action[0].span()), "\"sts:AssumeRole\"");
        assert_eq!(statement.sid.literal(), Some(""));
        let principals = statement.principal.as_ref().expect("principals");
        let kinds: Vec<_> = principals.entries.iter().map(|entry| (entry.kind, entry.value.literal())).collect();
        assert_eq!(kinds, [("AWS", Some("111122223333")), ("Service", Some("ecs-tasks.amazonaws.com"))]);
        let conditions: Vec<_> = statement
            .conditions
            .iter()
            .map(|condition| (condition.operator, condition.key, condition.values.iter().filter_map(Value::literal).collect::<Vec<_>>()))
            .collect();
        assert_eq!(conditions, [("Bool", "aws:SecureTransport", vec!["true"]), ("ArnLike", "aws:SourceArn", vec!["a", "${b}"])]);
        assert_eq!(source.slice(statement.conditions[1].values[1].span()), "\"${b}\"");
    }

    #[test]
    fn what_does_not_fit_is_incomplete_and_never_a_panic() {
        let text = r#"{"Statement": [{"Principal": "*", "Action": {"a": 1}, "Condition": {"Bool": 1}}, 2]}"#;
        let parsed = parse_json(text);
        let document = PolicyDocument::read(Fields::of(&parsed.documents[0]).expect("an object"));
        assert!(!document.statements.complete);
        let statement = &document.statements[0];
        assert!(!statement.action.complete && !statement.conditions.complete);
        assert_eq!(statement.principal.as_ref().map(|principals| principals.entries[0].value.literal()), Some(Some("*")));
    }
}
