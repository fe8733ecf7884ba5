//! Resolving values leaf by leaf.

use std::borrow::Cow;
use std::collections::HashSet;

use super::condition::Conditions;
use super::environment::{Environment, Pin};
use super::intrinsic::{Function, attribute, intrinsic};
use super::substitution::{Piece, pieces};
use super::template::{Template, exact};
use crate::source::Span;
use crate::syntax::{Data, Member, Node, OPEN_MEMBER};

/// Values that one resolver makes at most: a mapping's list that is used everywhere must not multiply a template.
const MAX_VALUES: usize = 4_000_000;

/// A value that comes from a parameter's default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin<'t> {
    /// The expression that reads the parameter.
    pub used_at: Span,
    /// The parameter.
    pub parameter: &'t str,
    /// Its default.
    pub default: &'t str,
    /// Where the default stands.
    pub default_at: Span,
}

/// A resolved value.
#[derive(Debug)]
pub struct Resolved<'t> {
    /// The value; what is not known is tagged: `!Ref` and `!GetAtt` with the name they refer to, `!Sub` with the text as far as it is
    /// known, or for a document in a text with the text and the values of its variables, `!ToJsonString` with the value that becomes text, `!If` and others with null.
    pub node: Node<'t>,
    /// The defaults that went into it.
    pub origins: Vec<Origin<'t>>,
}

/// Resolves values of one template under one environment.
#[derive(Debug)]
pub struct Resolver<'t, 'e> {
    template: &'e Template<'t>,
    environment: &'e Environment<'t>,
    /// Nothing for an operand of a condition: CloudFormation takes no `If` there, and one could ask for the condition itself.
    conditions: Option<Conditions<'t, 'e>>,
    origins: Vec<Origin<'t>>,
    values: usize,
    /// Whether parameters that are not pinned have their defaults.
    defaults: bool,
}

impl<'t, 'e> Resolver<'t, 'e> {
    /// A resolver.
    pub fn new(template: &'e Template<'t>, environment: &'e Environment<'t>) -> Self {
        let conditions = Some(Conditions::new(template, environment));
        Self { template, environment, conditions, origins: Vec::new(), values: 0, defaults: environment.defaults }
    }

    /// A resolver that takes parameters for what they are assumed to be, as conditions do.
    pub(super) fn with_assumed(template: &'e Template<'t>, environment: &'e Environment<'t>) -> Self {
        Self { template, environment, conditions: None, origins: Vec::new(), values: 0, defaults: true }
    }

    /// Whether a condition holds; `None` where that is not known.
    pub fn holds(&mut self, condition: &str) -> Option<bool> {
        self.conditions.as_mut()?.holds(condition)
    }

    /// Resolves a value; `AWS::NoValue` as a whole is null.
    pub fn resolve(&mut self, node: &'t Node<'t>) -> Node<'t> {
        self.value(node).unwrap_or(Node { span: node.span, data: Data::Null })
    }

    /// Resolves a value and says which defaults went into it.
    pub fn resolve_with_origins(&mut self, node: &'t Node<'t>) -> Resolved<'t> {
        self.origins.clear();
        let node = self.resolve(node);
        Resolved { node, origins: std::mem::take(&mut self.origins) }
    }

    /// The value, or nothing for `AWS::NoValue`.
    fn value(&mut self, node: &'t Node<'t>) -> Option<Node<'t>> {
        self.values += 1;
        if self.values > MAX_VALUES {
            return Some(unknown(node.span, "!Unknown"));
        }
        if let Some((function, argument)) = intrinsic(node)
            // Among values, `Condition` is a name like any other.
            && function != Function::Condition
        {
            return self.call(function, argument, node.span);
        }
        let data = match &node.data {
            Data::Null => Data::Null,
            Data::Bool(value) => Data::Bool(*value),
            Data::Number(text) => Data::Number(Cow::Borrowed(text)),
            Data::String(text) => Data::String(Cow::Borrowed(text)),
            Data::Array(items) => Data::Array(items.iter().filter_map(|item| self.value(item)).collect()),
            Data::Object(members) => Data::Object(self.members(members, node.span)),
            Data::Tagged(..) => return Some(unknown(node.span, "!Unknown")),
        };
        Some(Node { span: node.span, data })
    }

    /// Members without those that have no value. What a transform, a loop or a macro may put in becomes one last member, by which
    /// [`crate::model::Fields`] knows that others may be missing.
    fn members(&mut self, members: &'t [Member<'t>], span: Span) -> Vec<Member<'t>> {
        let mut found = Vec::with_capacity(members.len());
        let mut more = self.template.has_macro.then_some((Span { start: span.start, end: span.start }, span));
        for member in members {
            if member.key.starts_with("Fn::") {
                more = Some((member.key_span, member.value.span));
            } else if let Some(value) = self.value(&member.value) {
                found.push(Member { key: Cow::Borrowed(&member.key), key_span: member.key_span, value });
            }
        }
        if let Some((key_span, span)) = more {
            found.push(Member { key: Cow::Borrowed(OPEN_MEMBER), key_span, value: unknown(span, "!Unknown") });
        }
        found
    }

    fn call(&mut self, function: Function, argument: &'t Node<'t>, span: Span) -> Option<Node<'t>> {
        Some(match function {
            Function::Ref => {
                let Data::String(name) = &argument.data else { return Some(unknown(span, "!Ref")) };
                if name == "AWS::NoValue" {
                    return None;
                }
                match self.parameter(name, span) {
                    Some(data) => Node { span, data },
                    None => named(span, "!Ref", Cow::Borrowed(name)),
                }
            }
            Function::GetAtt => match attribute(argument) {
                Some((id, attribute)) => named(span, "!GetAtt", Cow::Owned(format!("{id}.{attribute}"))),
                None => unknown(span, "!GetAtt"),
            },
            Function::If => {
                let Data::Array(items) = &argument.data else { return Some(unknown(span, "!If")) };
                let [Node { data: Data::String(name), .. }, then, otherwise] = items.as_slice() else { return Some(unknown(span, "!If")) };
                match self.holds(name) {
                    Some(true) => return self.value(then),
                    Some(false) => return self.value(otherwise),
                    None => unknown(span, "!If"),
                }
            }
            Function::Sub => self.substitute(argument, span),
            Function::Join => self.join(argument, span),
            Function::Select => self.select(argument, span).unwrap_or_else(|| unknown(span, "!Select")),
            Function::Split => self.split(argument, span).unwrap_or_else(|| unknown(span, "!Split")),
            Function::FindInMap => self.find_in_map(argument, span).unwrap_or_else(|| unknown(span, "!FindInMap")),
            Function::ToJsonString => {
                let inner = self.resolve(argument);
                Node { span, data: Data::Tagged(Cow::Borrowed("!ToJsonString"), Box::new(inner)) }
            }
            _ => unknown(span, "!Unknown"),
        })
    }

    /// The value of a parameter or pseudo parameter, where it is known.
    fn parameter(&mut self, name: &str, used_at: Span) -> Option<Data<'t>> {
        let parameter = self.template.parameters.get_key_value(name);
        // What is written of it is where to look.
        if parameter.is_some_and(|(_, parameter)| parameter.is_looked_up()) {
            return None;
        }
        let text = match self.environment.parameters.get(name) {
            Some(Pin::Text(text)) => *text,
            Some(Pin::Other) => return None,
            None => {
                let (name, parameter) = parameter?;
                let (default, default_at) = parameter.default.filter(|_| self.defaults)?;
                self.origins.push(Origin { used_at, parameter: name, default, default_at });
                default
            }
        };
        let parameter = parameter.map(|(_, parameter)| parameter);
        Some(match parameter {
            Some(parameter) if parameter.is_list() => {
                let item = |text: &'t str| Node { span: used_at, data: Data::String(Cow::Borrowed(text.trim())) };
                Data::Array(if text.is_empty() { Vec::new() } else { text.split(',').map(item).collect() })
            }
            Some(parameter) if parameter.kind == "Number" => Data::Number(Cow::Borrowed(text)),
            _ => Data::String(Cow::Borrowed(text)),
        })
    }

    fn substitute(&mut self, argument: &'t Node<'t>, span: Span) -> Node<'t> {
        let (text, own) = match &argument.data {
            Data::String(text) => (text, None),
            Data::Array(items) => match items.as_slice() {
                [Node { data: Data::String(text), .. }, own] => (text, Some(own)),
                _ => return unknown(span, "!Sub"),
            },
            _ => return unknown(span, "!Sub"),
        };
        let found = pieces(text);
        let literal = if let Data::Array(items) = &argument.data { items[0].span } else { argument.span };
        if matches!(found.as_slice(), [] | [Piece::Text(..)]) {
            return Node { span: literal, data: Data::String(Cow::Borrowed(text)) };
        }
        // A document in a text keeps its variables apart, and with them the places of its values.
        if text.trim_start().starts_with('{') && !text.trim_start().starts_with("{{") {
            let values = self.variables(&found, own, span);
            let text = Node { span: literal, data: Data::String(Cow::Borrowed(text)) };
            let parts = Node { span, data: Data::Array(vec![text, Node { span, data: Data::Object(values) }]) };
            return Node { span, data: Data::Tagged(Cow::Borrowed("!Sub"), Box::new(parts)) };
        }
        let mut out = String::with_capacity(text.len());
        let mut complete = true;
        for piece in found {
            match piece {
                Piece::Text(_, piece) => out.push_str(piece),
                Piece::Literal(_, rest) => {
                    out.push_str("${");
                    out.push_str(rest);
                }
                Piece::Variable(_, name, _) => {
                    let value = self.variable(name, own, span);
                    complete &= self.write_text(&value, &mut out);
                }
            }
        }
        text_node(span, out, complete)
    }

    fn variable(&mut self, name: &'t str, own: Option<&'t Node<'t>>, span: Span) -> Node<'t> {
        match (own.and_then(|own| exact(own, name)), name.contains('.')) {
            (Some(own), _) => self.resolve(own),
            (None, true) => named(span, "!GetAtt", Cow::Borrowed(name)),
            (None, false) => match self.parameter(name, span) {
                Some(data) => Node { span, data },
                None => named(span, "!Ref", Cow::Borrowed(name)),
            },
        }
    }

    /// The variables of a text, each once, with their values.
    fn variables(&mut self, pieces: &[Piece<'t>], own: Option<&'t Node<'t>>, span: Span) -> Vec<Member<'t>> {
        let mut seen = HashSet::new();
        let names = pieces.iter().filter_map(|piece| match piece {
            Piece::Variable(_, name, _) => Some(*name),
            _ => None,
        });
        names
            .filter(|name| seen.insert(*name))
            .map(|name| Member { key: Cow::Borrowed(name), key_span: span, value: self.variable(name, own, span) })
            .collect()
    }

    fn join(&mut self, argument: &'t Node<'t>, span: Span) -> Node<'t> {
        let Data::Array(items) = &argument.data else { return unknown(span, "!Join") };
        let [Node { data: Data::String(delimiter), .. }, list] = items.as_slice() else { return unknown(span, "!Join") };
        let Data::Array(items) = self.resolve(list).data else { return unknown(span, "!Join") };
        let mut out = String::new();
        let mut complete = true;
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                out.push_str(delimiter);
            }
            complete &= self.write_text(item, &mut out);
        }
        text_node(span, out, complete)
    }

    /// Appends a value as text and says whether it is known; what is not becomes a `${placeholder}`.
    fn write_text(&self, node: &Node<'t>, out: &mut String) -> bool {
        match &node.data {
            Data::String(text) | Data::Number(text) => out.push_str(text),
            Data::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Data::Tagged(tag, inner) => {
                match (tag.as_ref(), &inner.data) {
                    ("!Sub", Data::String(text)) => out.push_str(text),
                    ("!GetAtt", Data::String(name)) if self.is_repository_uri(name) => {
                        // What is known of a repository's address is that it lies in a private registry of ECR.
                        out.push_str("${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/${");
                        out.push_str(name.trim_end_matches(".RepositoryUri"));
                        out.push('}');
                    }
                    (_, Data::String(name)) => {
                        out.push_str("${");
                        out.push_str(name);
                        out.push('}');
                    }
                    _ => out.push_str("${unknown}"),
                }
                return false;
            }
            _ => {
                out.push_str("${unknown}");
                return false;
            }
        }
        true
    }

    fn is_repository_uri(&self, name: &str) -> bool {
        name.strip_suffix(".RepositoryUri")
            .and_then(|id| self.template.resource(id))
            .is_some_and(|resource| resource.kind == "AWS::ECR::Repository")
    }

    fn select(&mut self, argument: &'t Node<'t>, span: Span) -> Option<Node<'t>> {
        let Data::Array(items) = &argument.data else { return None };
        let [index, list] = items.as_slice() else { return None };
        let index: usize = match self.resolve(index).data {
            Data::String(text) | Data::Number(text) => text.parse().ok()?,
            _ => return None,
        };
        let Data::Array(items) = self.resolve(list).data else { return None };
        // A branch that is not known may be no value and move what follows.
        let moves = |item: &Node<'_>| matches!(&item.data, Data::Tagged(tag, _) if tag == "!If" || tag == "!Unknown");
        if items.iter().take(index + 1).any(moves) {
            return None;
        }
        items.into_iter().nth(index).map(|item| Node { span, data: item.data })
    }

    fn split(&mut self, argument: &'t Node<'t>, span: Span) -> Option<Node<'t>> {
        let Data::Array(items) = &argument.data else { return None };
        let [Node { data: Data::String(delimiter), .. }, text] = items.as_slice() else { return None };
        let Data::String(text) = self.resolve(text).data else { return None };
        if delimiter.is_empty() {
            return None;
        }
        let item = |text: &str| Node { span, data: Data::String(Cow::Owned(text.to_string())) };
        Some(Node { span, data: Data::Array(text.split(delimiter.as_ref()).map(item).collect()) })
    }

    fn find_in_map(&mut self, argument: &'t Node<'t>, span: Span) -> Option<Node<'t>> {
        let Data::Array(items) = &argument.data else { return None };
        let [map, top, second, ..] = items.as_slice() else { return None };
        let mut key = |node| match self.resolve(node).data {
            Data::String(text) | Data::Number(text) => Some(text),
            _ => None,
        };
        let (map, top, second) = (key(map)?, key(top)?, key(second)?);
        let found = exact(exact(exact(self.template.mappings?, &map)?, &top)?, &second)?;
        Some(self.copy(found, span))
    }

    /// A value of a mapping, at the place where it is used. There are no functions in mappings; what looks like one is not known.
    fn copy(&mut self, node: &'t Node<'t>, span: Span) -> Node<'t> {
        self.values += 1;
        if self.values > MAX_VALUES {
            return unknown(span, "!Unknown");
        }
        let data = match &node.data {
            Data::Null => Data::Null,
            Data::Bool(value) => Data::Bool(*value),
            Data::Number(text) => Data::Number(Cow::Borrowed(text)),
            Data::String(text) => Data::String(Cow::Borrowed(text)),
            Data::Array(items) => Data::Array(items.iter().map(|item| self.copy(item, span)).collect()),
            Data::Object(_) | Data::Tagged(..) => return unknown(span, "!Unknown"),
        };
        Node { span, data }
    }
}

fn unknown<'t>(span: Span, tag: &'static str) -> Node<'t> {
    Node { span, data: Data::Tagged(Cow::Borrowed(tag), Box::new(Node { span, data: Data::Null })) }
}

fn named<'t>(span: Span, tag: &'static str, name: Cow<'t, str>) -> Node<'t> {
    Node { span, data: Data::Tagged(Cow::Borrowed(tag), Box::new(Node { span, data: Data::String(name) })) }
}

fn text_node<'t>(span: Span, text: String, complete: bool) -> Node<'t> {
    if complete { Node { span, data: Data::String(Cow::Owned(text)) } } else { named(span, "!Sub", Cow::Owned(text)) }
}
