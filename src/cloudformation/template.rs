//! The sections of a template that the evaluation needs.

use std::collections::{HashMap, HashSet};

use super::intrinsic::{Function, intrinsic};
use super::substitution::{Piece, pieces};
use crate::source::Span;
use crate::syntax::{Data, Node};

/// Transforms of AWS itself: they add resources or language functions and leave what is written as it is. Any other name is a
/// macro, which may add members anywhere.
const KNOWN_TRANSFORMS: [&str; 5] = [
    "AWS::LanguageExtensions",
    "AWS::Serverless-2016-10-31",
    "AWS::SecretsManager-2020-07-23",
    "AWS::SecretsManager-2024-09-16",
    "AWS::CodeDeployBlueGreen",
];

/// A template.
#[derive(Debug)]
pub struct Template<'t> {
    pub(super) parameters: HashMap<&'t str, Parameter<'t>>,
    pub(super) mappings: Option<&'t Node<'t>>,
    pub(super) conditions: HashMap<&'t str, &'t Node<'t>>,
    /// Texts that conditions compare a parameter or pseudo parameter with.
    pub(super) compared: HashMap<&'t str, Vec<&'t str>>,
    resources: Vec<Resource<'t>>,
    by_id: HashMap<&'t str, usize>,
    /// Whether a macro may add members to what is written.
    pub has_macro: bool,
}

/// A parameter.
#[derive(Debug)]
pub struct Parameter<'t> {
    /// `Type`; text where it says nothing.
    pub kind: &'t str,
    /// `Default` and where it stands.
    pub default: Option<(&'t str, Span)>,
    /// `AllowedValues`.
    pub allowed: Vec<&'t str>,
    /// Whether `Rules` say something about it: values of several parameters then depend on each other in ways that are not
    /// evaluated here.
    pub ruled: bool,
}

/// A resource.
#[derive(Debug)]
pub struct Resource<'t> {
    /// Its logical id.
    pub id: &'t str,
    /// Where the id stands.
    pub id_span: Span,
    /// `Type`.
    pub kind: &'t str,
    /// `Properties`, where they are an object.
    pub properties: Option<&'t Node<'t>>,
    /// `Condition`
    pub condition: Option<&'t str>,
    /// `DependsOn`
    pub depends_on: Vec<&'t str>,
}

/// Whether a tree is a template.
pub fn is_template(root: &Node<'_>) -> bool {
    let typed = |resources: &Node<'_>| resources.members().iter().any(|member| exact(&member.value, "Type").is_some());
    exact(root, "Resources").is_some_and(|resources| {
        exact(root, "AWSTemplateFormatVersion").is_some() || exact(root, "Transform").is_some() || typed(resources)
    })
}

/// A member by its exact name: CloudFormation's names have one spelling.
pub(super) fn exact<'t>(node: &'t Node<'t>, name: &str) -> Option<&'t Node<'t>> {
    node.members().iter().rev().find(|member| member.key == name).map(|member| &member.value)
}

fn text<'t>(node: &'t Node<'t>) -> Option<&'t str> {
    match &node.data {
        Data::String(text) | Data::Number(text) => Some(text),
        Data::Bool(true) => Some("true"),
        Data::Bool(false) => Some("false"),
        _ => None,
    }
}

fn texts<'t>(node: &'t Node<'t>) -> Vec<&'t str> {
    match &node.data {
        Data::Array(items) => items.iter().filter_map(text).collect(),
        _ => text(node).into_iter().collect(),
    }
}

impl<'t> Template<'t> {
    /// Reads the sections of a template; what does not fit is left out.
    pub fn read(root: &'t Node<'t>) -> Self {
        let section = |name: &str| exact(root, name).map(Node::members).unwrap_or_default();
        let mut ruled = HashSet::new();
        for rule in section("Rules") {
            parameters_in(&rule.value, &mut ruled);
        }
        let parameters = section("Parameters")
            .iter()
            .map(|member| {
                let name = member.key.as_ref();
                let parameter = Parameter {
                    kind: exact(&member.value, "Type").and_then(text).unwrap_or("String"),
                    default: exact(&member.value, "Default").and_then(|node| Some((text(node)?, node.span))),
                    allowed: exact(&member.value, "AllowedValues").map(texts).unwrap_or_default(),
                    ruled: ruled.contains(name),
                };
                (name, parameter)
            })
            .collect();
        let conditions: HashMap<_, _> = section("Conditions").iter().map(|member| (member.key.as_ref(), &member.value)).collect();
        let mut compared = HashMap::new();
        for condition in conditions.values() {
            comparisons(condition, &mut compared);
        }
        let resources: Vec<_> = section("Resources")
            .iter()
            .filter_map(|member| {
                Some(Resource {
                    id: member.key.as_ref(),
                    id_span: member.key_span,
                    kind: exact(&member.value, "Type").and_then(text)?,
                    properties: exact(&member.value, "Properties").filter(|node| matches!(node.data, Data::Object(_))),
                    condition: exact(&member.value, "Condition").and_then(text),
                    depends_on: exact(&member.value, "DependsOn").map(texts).unwrap_or_default(),
                })
            })
            .collect();
        let by_id = resources.iter().enumerate().map(|(index, resource)| (resource.id, index)).collect();
        let transforms = exact(root, "Transform").map(texts).unwrap_or_default();
        let has_macro = transforms.iter().any(|name| !KNOWN_TRANSFORMS.contains(name));
        Self { parameters, mappings: exact(root, "Mappings"), conditions, compared, resources, by_id, has_macro }
    }

    /// The resources in the order of the text.
    pub fn resources(&self) -> &[Resource<'t>] {
        &self.resources
    }

    /// The resource of that logical id.
    pub fn resource(&self, id: &str) -> Option<&Resource<'t>> {
        self.by_id.get(id).and_then(|index| self.resources.get(*index))
    }

    /// The resources that the properties of a resource refer to, in the order of their names.
    pub fn references(&self, resource: &Resource<'t>) -> Vec<&Resource<'t>> {
        let mut names = HashSet::new();
        if let Some(properties) = resource.properties {
            names_in(properties, &mut names);
        }
        let mut found: Vec<_> = names.into_iter().filter_map(|name| self.resource(name)).collect();
        found.sort_unstable_by_key(|resource| resource.id);
        found
    }

    /// The parameter of that name.
    pub fn parameter(&self, name: &str) -> Option<&Parameter<'t>> {
        self.parameters.get(name)
    }
}

impl Parameter<'_> {
    /// Whether its value is a list, written with commas.
    pub fn is_list(&self) -> bool {
        self.kind == "CommaDelimitedList" || self.kind.starts_with("List<")
    }

    /// Whether its default names a value that is looked up when the stack is made.
    pub fn is_looked_up(&self) -> bool {
        self.kind.starts_with("AWS::SSM::Parameter::")
    }
}

/// Parameters that a value reads, through `Ref` and `Sub`.
pub(super) fn parameters_in<'t>(node: &'t Node<'t>, found: &mut HashSet<&'t str>) {
    if let Some((function, argument)) = intrinsic(node) {
        match (function, &argument.data) {
            (Function::Ref, Data::String(name)) => {
                found.insert(name.as_ref());
                return;
            }
            (Function::Sub, Data::String(text)) => variables(text, found),
            (Function::Sub, Data::Array(items)) => {
                if let Some(Node { data: Data::String(text), .. }) = items.first() {
                    variables(text, found);
                }
            }
            _ => {}
        }
        return parameters_in(argument, found);
    }
    match &node.data {
        Data::Array(items) => items.iter().for_each(|item| parameters_in(item, found)),
        Data::Object(members) => members.iter().for_each(|member| parameters_in(&member.value, found)),
        _ => {}
    }
}

fn variables<'t>(text: &'t str, found: &mut HashSet<&'t str>) {
    found.extend(pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Variable(_, name, _) if !name.contains('.') => Some(name),
        _ => None,
    }));
}

/// Resources that a value refers to, through `Ref`, `GetAtt` and `Sub`.
fn names_in<'t>(node: &'t Node<'t>, found: &mut HashSet<&'t str>) {
    let before_dot = |name: &'t str| name.split('.').next().unwrap_or(name);
    if let Some((function, argument)) = intrinsic(node) {
        match (function, &argument.data) {
            (Function::Ref, Data::String(name)) => {
                found.insert(name.as_ref());
                return;
            }
            (Function::GetAtt, Data::String(name)) => {
                found.insert(before_dot(name));
                return;
            }
            (Function::GetAtt, Data::Array(items)) => {
                if let Some(Node { data: Data::String(id), .. }) = items.first() {
                    found.insert(id.as_ref());
                }
                return;
            }
            (Function::Sub, data) => {
                let text = match data {
                    Data::Array(items) => items.first(),
                    _ => Some(argument),
                };
                if let Some(Node { data: Data::String(text), .. }) = text {
                    found.extend(pieces(text).into_iter().filter_map(|piece| match piece {
                        Piece::Variable(_, name, _) => Some(before_dot(name)),
                        _ => None,
                    }));
                }
            }
            _ => {}
        }
        return names_in(argument, found);
    }
    match &node.data {
        Data::Array(items) => items.iter().for_each(|item| names_in(item, found)),
        Data::Object(members) => members.iter().for_each(|member| names_in(&member.value, found)),
        _ => {}
    }
}

/// The texts that `Equals` compares parameters with.
fn comparisons<'t>(node: &'t Node<'t>, compared: &mut HashMap<&'t str, Vec<&'t str>>) {
    let Some((function, argument)) = intrinsic(node) else { return };
    let Data::Array(items) = &argument.data else { return };
    if let (Function::Equals, [left, right]) = (function, items.as_slice()) {
        let name = |node: &'t Node<'t>| match intrinsic(node) {
            Some((Function::Ref, Node { data: Data::String(name), .. })) => Some(name.as_ref()),
            _ => None,
        };
        for (one, other) in [(left, right), (right, left)] {
            if let (Some(name), Some(text)) = (name(one), text(other)) {
                let texts = compared.entry(name).or_default();
                if !texts.contains(&text) {
                    texts.push(text);
                }
            }
        }
    }
    items.iter().for_each(|item| comparisons(item, compared));
}
