//! The sections of a template that the evaluation needs.

use std::cell::{Cell, OnceCell};
use std::collections::{HashMap, HashSet};

use super::bounds::Bounds;
use super::comparisons::Comparisons;
use super::environment::Pin;
use super::references::{names_in, parameters_in};
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

/// Things by their name. Names are looked up for every value of every environment, and the standard hash takes a third of that time; this
/// one too is seeded at random, so that no template can make names collide on purpose.
pub(super) type ByName<'t, T> = HashMap<&'t str, T, foldhash::fast::RandomState>;

/// A template.
#[derive(Debug)]
pub struct Template<'t> {
    pub(super) parameters: ByName<'t, Parameter<'t>>,
    pub(super) mappings: Option<&'t Node<'t>>,
    pub(super) conditions: ByName<'t, &'t Node<'t>>,
    pub(super) comparisons: Comparisons<'t>,
    /// `Rules`: what CloudFormation asks of the parameters together, and which it asks about.
    pub(super) rules: Vec<(&'t Node<'t>, HashSet<&'t str>)>,
    /// What may still be done for this template; keeps the time linear in its size.
    pub(super) room: Room,
    resources: Vec<Resource<'t>>,
    by_id: HashMap<&'t str, usize>,
    /// What `Outputs` tell others.
    given_out: HashSet<&'t str>,
    /// Whether a macro may add members to what is written.
    pub has_macro: bool,
    /// Whether there may be resources that are not written: a macro, an include or a loop makes them.
    pub has_more_resources: bool,
}

/// Work that is done for a template at most, whatever its size; beyond, only the first environments of each resource are looked at.
#[derive(Debug)]
pub(super) struct Room {
    /// Values that are resolved to see other branches.
    pub values: Cell<usize>,
    /// Values of parameters that are tried to reach branches.
    pub steps: Cell<usize>,
}

impl Default for Room {
    fn default() -> Self {
        Self { values: Cell::new(5_000_000), steps: Cell::new(100_000) }
    }
}

/// A parameter.
#[derive(Debug)]
pub struct Parameter<'t> {
    /// `Type`; text where it says nothing.
    pub kind: &'t str,
    /// `Default` and where it stands.
    pub default: Option<(&'t str, Span)>,
    /// `AllowedValues`, or what an `AllowedPattern` such as `^(dev|prod)$` amounts to.
    pub allowed: Vec<&'t str>,
    pub(super) bounds: Bounds<'t>,
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
    /// By their number, in the order of their names: found once, because many resources may ask.
    refers_to: OnceCell<Vec<usize>>,
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

pub(super) fn text<'t>(node: &'t Node<'t>) -> Option<&'t str> {
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
        let parameters = section("Parameters")
            .iter()
            .map(|member| {
                let bounds = Bounds::read(&member.value);
                let allowed = exact(&member.value, "AllowedValues").map(texts).unwrap_or_default();
                let parameter = Parameter {
                    kind: exact(&member.value, "Type").and_then(text).unwrap_or("String"),
                    default: exact(&member.value, "Default").and_then(|node| Some((text(node)?, node.span))),
                    allowed: if allowed.is_empty() { bounds.alternatives() } else { allowed },
                    bounds,
                };
                (member.key.as_ref(), parameter)
            })
            .collect();
        let conditions: ByName<'t, _> = section("Conditions").iter().map(|member| (member.key.as_ref(), &member.value)).collect();
        let rules = section("Rules").iter().map(|member| {
            let mut asks_about = HashSet::new();
            parameters_in(&member.value, &mut asks_about);
            (&member.value, asks_about)
        });
        let rules: Vec<_> = rules.collect();
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
                    refers_to: OnceCell::new(),
                })
            })
            .collect();
        let by_id = resources.iter().enumerate().map(|(index, resource)| (resource.id, index)).collect();
        let transform = exact(root, "Transform");
        let transforms = transform.map(texts).unwrap_or_default();
        // `{Name: AWS::Include, ...}` adds sections; any other name in that form is a macro.
        let named = transform.and_then(|node| exact(node, "Name")).and_then(text);
        let includes = named.is_some() || exact(root, "Fn::Transform").is_some();
        let has_macro = transforms.iter().chain(&named).any(|name| !KNOWN_TRANSFORMS.contains(name) && *name != "AWS::Include");
        let has_loop = section("Resources").iter().any(|member| member.key.starts_with("Fn::"));
        let mut given_out = HashSet::new();
        section("Outputs").iter().for_each(|output| names_in(&output.value, &mut given_out));
        let mut template = Self {
            given_out,
            parameters,
            mappings: exact(root, "Mappings"),
            conditions,
            comparisons: Comparisons::default(),
            rules,
            room: Room::default(),
            resources,
            by_id,
            has_macro,
            has_more_resources: has_macro || includes || has_loop,
        };
        template.comparisons = Comparisons::read(&template);
        template
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
    pub fn references<'r>(&'r self, resource: &Resource<'t>) -> impl Iterator<Item = &'r Resource<'t>> + use<'r, 't> {
        let numbers = resource.refers_to.get_or_init(|| {
            let mut names = HashSet::new();
            if let Some(properties) = resource.properties {
                names_in(properties, &mut names);
            }
            let mut found: Vec<_> = names.into_iter().filter_map(|name| self.by_id.get_key_value(name)).collect();
            found.sort_unstable();
            found.into_iter().map(|(_, number)| *number).collect()
        });
        numbers.clone().into_iter().map(|number| &self.resources[number])
    }

    /// What a parameter is taken to be in conditions: its default, its first allowed value, else some other value. `None` for what
    /// is no parameter, and for a list, which is no text.
    pub(super) fn assumed(&self, name: &str) -> Option<Pin<'t>> {
        match self.parameters.get(name) {
            Some(parameter) if parameter.is_list() => None,
            Some(parameter) if parameter.is_looked_up() => Some(Pin::Other),
            Some(parameter) => {
                let default = parameter.default.map(|(text, _)| text);
                Some(default.or(parameter.allowed.first().copied()).map_or(Pin::Other, Pin::Text))
            }
            None => name.starts_with("AWS::").then_some(Pin::Other),
        }
    }

    /// The texts that a parameter which has none of them is told apart by.
    pub(super) fn told_apart(&self, name: &str) -> Vec<&'t str> {
        self.comparisons.texts.get(name).cloned().unwrap_or_default()
    }

    /// Whether `Outputs` tell others of a resource.
    pub fn gives_out(&self, id: &str) -> bool {
        self.given_out.contains(id)
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
