//! What may stand at a place of a document: the form that AWS's models give it.

use super::outline::{CHOICE, Step, is_marked};
use crate::cloudformation::is_template;
use crate::facts::{self, Shape, ShapeMember, cloudformation};
use crate::lint::resource_form;
use crate::model::{Document, Kind, RegistryPart};
use crate::syntax::{Data, Node};

/// Members that hold a document of another form, as an object, and the name of its kind.
const HOLDERS: [(&str, &str); 4] = [
    ("lifecyclePolicyText", "ecr-lifecycle-policy"),
    ("repositoryPolicyText", "ecr-repository-policy"),
    ("policyText", "ecr-repository-policy"),
    ("repositoryPolicy", "ecr-repository-policy"),
];

/// Kinds that have no name of their own in [`Kind::ALL`].
const REGISTRY_PARTS: [RegistryPart; 3] = [RegistryPart::Replication, RegistryPart::PullThroughCacheRule, RegistryPart::CreationTemplate];

/// A place of a document and its form.
#[derive(Debug)]
pub struct Place {
    /// The kind of the document, or of the resource.
    pub kind: Kind,
    /// The form of the value there.
    pub shape: &'static Shape,
    /// Whether it must be there.
    pub required: bool,
    /// The names of the members on the way from the document or the resource's properties, as the model spells them.
    pub names: Vec<&'static str>,
    /// Whether the document writes the API's names in Pascal case.
    pub pascal: bool,
    /// The type of the template's resource.
    pub resource: Option<&'static str>,
}

/// What stands at the end of a path; `None` in what is no document of ours, and where its form ends.
///
/// `path` is the document's name on disk: it tells the kind where nothing is written yet.
pub fn place(root: &Node<'_>, steps: &[Step], path: &str) -> Option<Place> {
    if is_template(root) || root.get("Resources").is_some_and(|member| matches!(member.value.data, Data::Object(_))) {
        return in_template(root, steps);
    }
    if let Ok(documents) = Document::detect(root) {
        let (kind, rest) = holder(root, steps, &documents)?;
        let document = documents.iter().find(|(found, _)| *found == kind).map_or(root, |(_, node)| node);
        return Place::of(kind, kind.shape(), is_pascal(kind, document)).follow(rest);
    }
    let kind = guess(root, path)?;
    Place::of(kind, kind.shape(), is_pascal(kind, root)).follow(steps)
}

/// Which of the documents the path leads into, and the rest of the path.
fn holder<'p>(root: &Node<'_>, steps: &'p [Step], documents: &[(Kind, &Node<'_>)]) -> Option<(Kind, &'p [Step])> {
    let mut node = root;
    for (taken, step) in std::iter::once(None).chain(steps.iter().map(Some)).enumerate() {
        if let Some(step) = step {
            node = child(node, step)?;
        }
        if let Some((kind, _)) = documents.iter().find(|(_, document)| std::ptr::eq(*document, node)) {
            return Some((*kind, &steps[taken..]));
        }
    }
    None
}

fn in_template(root: &Node<'_>, steps: &[Step]) -> Option<Place> {
    let [Step::Key(section), Step::Key(id), rest @ ..] = steps else { return None };
    if section != "Resources" {
        return None;
    }
    let resource = &root.get("Resources")?.value.members().iter().find(|member| member.key == *id)?.value;
    let properties = match rest {
        [Step::Key(attribute), properties @ ..] if attribute == "Properties" => properties,
        _ => return Place::of(Kind::CloudFormation, &facts::TEMPLATE_RESOURCE, false).follow(rest),
    };
    let Data::String(resource_type) = &resource.get("Type")?.value.data else { return None };
    let (kind, shape) = resource_form(resource_type)?;
    let name = cloudformation::RESOURCES.iter().find(|(name, _)| name == resource_type).map(|(name, _)| *name);
    Place { resource: name, ..Place::of(kind, shape, false) }.follow(properties)
}

impl Place {
    fn of(kind: Kind, shape: &'static Shape, pascal: bool) -> Self {
        Self { kind, shape, required: true, names: Vec::new(), pascal, resource: None }
    }

    fn follow(mut self, steps: &[Step]) -> Option<Self> {
        let mut steps = steps.iter();
        while let Some(step) = steps.next() {
            match step {
                // Either of its values stands where the function stands; its condition is a name.
                Step::Key(key) if key == CHOICE => match steps.next() {
                    Some(Step::Index(1 | 2)) => {}
                    _ => return None,
                },
                Step::Index(_) => self.shape = item(self.shape)?,
                Step::Key(key) => match member(self.shape, key) {
                    Some(Named::Member(member)) => {
                        self.names.push(member.name);
                        (self.shape, self.required) = (member.shape, member.required);
                        if let Some(kind) = held_by(member.name) {
                            self = Place { resource: self.resource, required: member.required, ..Place::of(kind, kind.shape(), false) };
                        }
                    }
                    Some(Named::Any(shape)) => (self.shape, self.required) = (shape, false),
                    None => return None,
                },
            }
        }
        Some(self)
    }

    /// The members that an object here may have.
    pub fn members(&self) -> &'static [ShapeMember] {
        members(self.shape)
    }

    /// A name as the document spells it.
    pub fn spelled(&self, name: &str) -> String {
        if !self.pascal {
            return name.to_string();
        }
        let mut chars = name.chars();
        chars.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + chars.as_str())
    }

    /// AWS's page about the form.
    pub fn reference(&self) -> String {
        match self.resource {
            // `AWS::ECS::TaskDefinition` has the page `aws-resource-ecs-taskdefinition`.
            Some(name) => {
                let page = name.trim_start_matches("AWS::").replace("::", "-").to_ascii_lowercase();
                format!("https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-{page}.html")
            }
            None => self.kind.reference().to_string(),
        }
    }
}

/// The kind of the document that a member holds.
fn held_by(member: &str) -> Option<Kind> {
    HOLDERS.iter().find(|(name, _)| name.eq_ignore_ascii_case(member)).and_then(|(_, kind)| Kind::from_name(kind))
}

/// The members of an object of this form.
pub fn members(shape: &'static Shape) -> &'static [ShapeMember] {
    match shape {
        Shape::Structure(members) => members,
        Shape::Either(first, second) => match members(first) {
            [] => members(second),
            found => found,
        },
        _ => &[],
    }
}

enum Named {
    Member(&'static ShapeMember),
    Any(&'static Shape),
}

fn member(shape: &'static Shape, key: &str) -> Option<Named> {
    match shape {
        Shape::Structure(members) => members.iter().find(|member| member.name.eq_ignore_ascii_case(key)).map(Named::Member),
        Shape::Map(value) => Some(Named::Any(value)),
        Shape::Either(first, second) => member(first, key).or_else(|| member(second, key)),
        _ => None,
    }
}

fn item(shape: &'static Shape) -> Option<&'static Shape> {
    match shape {
        Shape::List { item, .. } => Some(item),
        Shape::Either(first, second) => item(first).or_else(|| item(second)),
        _ => None,
    }
}

/// One step down a tree; of repeated keys the last counts.
pub fn child<'n>(node: &'n Node<'n>, step: &Step) -> Option<&'n Node<'n>> {
    match (&node.data, step) {
        (Data::Object(members), Step::Key(key)) => members.iter().rev().find(|member| member.key == *key).map(|member| &member.value),
        (Data::Array(items), Step::Index(index)) => items.get(*index),
        (Data::Tagged(tag, inner), Step::Key(key)) if tag == "!If" && key == CHOICE => Some(inner),
        _ => None,
    }
}

/// The node at the end of a path.
pub fn descend<'n>(root: &'n Node<'n>, steps: &[Step]) -> Option<&'n Node<'n>> {
    steps.iter().try_fold(root, child)
}

/// As the linter tells it: by the first key that is no editor's own. Policies have one spelling only.
fn is_pascal(kind: Kind, document: &Node<'_>) -> bool {
    let camel = members(kind.shape()).first().is_some_and(|member| member.name.starts_with(|c: char| c.is_ascii_lowercase()));
    let first = document.members().iter().find(|member| !member.key.starts_with('$') && !is_marked(&member.key));
    camel && first.is_some_and(|member| member.key.starts_with(|c: char| c.is_ascii_uppercase()))
}

/// What a document that is only begun is meant to be: by its name, or by keys that a single kind knows.
fn guess(root: &Node<'_>, path: &str) -> Option<Kind> {
    let kinds: Vec<Kind> = Kind::ALL.into_iter().chain(REGISTRY_PARTS.map(Kind::EcrRegistry)).collect();
    let keys = root.members().iter().map(|member| member.key.as_ref());
    let written: Vec<&str> = keys.filter(|key| !is_marked(key) && !key.starts_with('$')).collect();
    let fits = |kind: &Kind| written.iter().all(|key| members(kind.shape()).iter().any(|member| member.name.eq_ignore_ascii_case(key)));
    if let Some(named) = named(path).filter(fits) {
        return Some(named);
    }
    let mut fitting = kinds.iter().copied().filter(fits);
    let only = fitting.next().filter(|_| written.iter().any(|key| is_telling(key)))?;
    fitting.next().is_none().then_some(only)
}

/// Whether a key is more than a word that any document may have, such as `name`.
fn is_telling(key: &str) -> bool {
    key.eq_ignore_ascii_case("family") || key.chars().skip(1).any(|character| character.is_ascii_uppercase())
}

/// The kind that a file's name says, as people name them.
fn named(path: &str) -> Option<Kind> {
    let file = path.rsplit(['/', '\\']).next()?.to_ascii_lowercase().replace(['_', '.', ' '], "-");
    let names = [
        ("task-definition", "task-definition"),
        ("taskdefinition", "task-definition"),
        ("taskdef", "task-definition"),
        ("task-def", "task-definition"),
        ("lifecycle-policy", "ecr-lifecycle-policy"),
        ("repository-policy", "ecr-repository-policy"),
        ("ecs-service", "service"),
        ("service-definition", "service"),
        ("capacity-provider", "capacity-provider"),
    ];
    names.iter().find(|(part, _)| file.contains(part)).and_then(|(_, kind)| Kind::from_name(kind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::parse_json;

    /// What is at a JSON Pointer: the kind, the names and the members or the type.
    fn shown(text: &str, pointer: &str, file: &str) -> String {
        let parsed = parse_json(text);
        let steps: Vec<Step> =
            pointer.split('/').skip(1).map(|part| part.parse().map_or_else(|_| Step::Key(part.to_string()), Step::Index)).collect();
        let Some(place) = place(&parsed.documents[0], &steps, file) else { return "nothing".to_string() };
        let first = place.members().first().map_or("-", |member| member.name);
        format!("{} {} {first}", place.kind.name(), place.names.join("."))
    }

    #[test]
    fn a_place_has_the_form_of_its_kind() {
        let template = r#"{"Resources": {"T": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ContainerDefinitions": [{"Name": "a"}]}},
            "R": {"Type": "AWS::ECR::Repository", "Properties": {"RepositoryPolicyText": {"Statement": [{}]}}}, "B": {"Type": "AWS::S3::Bucket"},
            "S": {"Type": "AWS::ECS::Service", "Properties": {"LoadBalancers": {"Fn::If": ["C", [{}], {"Ref": "AWS::NoValue"}]}}}}}"#;
        let cases = [
            (
                r#"{"containerDefinitions": [{"portMappings": [{}]}]}"#,
                "/containerDefinitions/0/portMappings/0",
                "task-definition containerDefinitions.portMappings containerPort",
            ),
            (
                r#"{"services": [{"serviceName": "a", "deploymentConfiguration": {}}]}"#,
                "/services/0/deploymentConfiguration",
                "service deploymentConfiguration deploymentCircuitBreaker",
            ),
            (
                r#"{"rules": [{"rulePriority": 1, "selection": {}}]}"#,
                "/rules/0/selection",
                "ecr-lifecycle-policy rules.selection tagStatus",
            ),
            (
                r#"{"Statement": [{"Principal": {"AWS": "*"}, "Action": "ecr:*"}]}"#,
                "/Statement/0/Principal",
                "ecr-repository-policy Statement.Principal AWS",
            ),
            (template, "/Resources/T", "cloudformation  Type"),
            (template, "/Resources/T/Properties/ContainerDefinitions/0", "task-definition ContainerDefinitions Command"),
            (template, "/Resources/R/Properties/RepositoryPolicyText/Statement/0", "ecr-repository-policy Statement Sid"),
            (template, "/Resources/S/Properties/LoadBalancers/Fn::If/1/0", "service LoadBalancers AdvancedConfiguration"),
            (template, "/Resources/S/Properties/LoadBalancers/Fn::If/0", "nothing"),
            (template, "/Resources/B/Properties", "nothing"),
            (template, "/Resources", "nothing"),
            (r#"{"name": "x", "scripts": {}}"#, "/scripts", "nothing"),
        ];
        for (text, pointer, expected) in cases {
            assert_eq!(shown(text, pointer, "a.json"), expected, "{pointer}");
        }
    }

    #[test]
    fn every_kind_that_is_named_exists() {
        for (member, _) in HOLDERS {
            assert!(held_by(member).is_some(), "{member}");
        }
        for file in ["taskdef.json", "lifecycle-policy.json", "repository-policy.json", "ecs-service.yaml", "capacity-provider.json"] {
            assert!(named(file).is_some(), "{file}");
        }
    }

    #[test]
    fn a_document_that_is_only_begun_is_known_by_its_keys_or_its_name() {
        assert!(shown(r#"{"family": "web"}"#, "", "a.json").starts_with("task-definition"));
        for text in [r#"{"tags": []}"#, r#"{"name": "x"}"#, r#"{"name": "x", "version": 1}"#, "{}"] {
            assert_eq!(shown(text, "", "a.json"), "nothing", "{text}");
        }
        assert!(shown(r#"{"tags": []}"#, "", "infra/web_task-definition.json").starts_with("task-definition"));
        assert!(shown("{}", "", "taskdef.json").starts_with("task-definition"));
        assert_eq!(shown(r#"{"compilerOptions": {}}"#, "", "taskdef.json"), "nothing");
        assert_eq!(shown("{}", "", "package.json"), "nothing");
    }
}
