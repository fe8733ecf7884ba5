//! What makes a policy document valid: the checks of IAM that do not need an account.

use std::collections::HashSet;

use super::condition::{Condition, Operand};
use super::operators::Operator;
use super::pattern::resource_pattern;
use super::principal::Principal;
use super::statement::{ActionPattern, Actions, Effect, Policy, PolicyType, Principals, Resources, Statement};
use super::variables::Template;
use crate::facts::{POLICY_ELEMENTS, POLICY_VERSION_WITH_VARIABLES, POLICY_VERSION_WITHOUT_VARIABLES, STATEMENT_ELEMENTS};
use crate::model::{Fields, List, PolicyDocument, PolicyStatement, Principals as PrincipalElement, Value};
use crate::source::{Fault, SourceFile, Span};
use crate::syntax::{Data, Node};

/// What holds for all of a document.
struct Document<'s> {
    source: &'s SourceFile,
    kind: PolicyType,
    variables: bool,
    /// Trust policies are known by their actions.
    is_trust: bool,
}

/// Reads one document.
///
/// # Errors
/// The first thing that IAM would refuse.
pub fn policy(source: &SourceFile, node: &Node, kind: PolicyType) -> Result<Policy, Fault> {
    let Some(fields) = Fields::of(node) else {
        return Err(Fault::at(source, node.span, format!("a policy is an object, not {}", node.type_name())));
    };
    elements(source, node, &POLICY_ELEMENTS, "a policy")?;
    let model = PolicyDocument::read(fields);
    let variables = version(source, node, &model)?;
    let statements = statement_nodes(source, node)?;
    for statement in &statements {
        elements(source, statement, &STATEMENT_ELEMENTS, "a statement")?;
    }
    let is_trust = kind == PolicyType::Resource
        && model.statements.iter().any(|statement| {
            statement.action.iter().filter_map(Value::literal).any(|action| action.to_ascii_lowercase().starts_with("sts:"))
        });
    let document = Document { source, kind, variables, is_trust };
    let mut sids = HashSet::new();
    let statements = model
        .statements
        .iter()
        .zip(&statements)
        .map(|(statement, node)| {
            let statement = document.statement(statement, node)?;
            if let Some(sid) = statement.sid.as_deref().filter(|sid| !sid.is_empty())
                && !sids.insert(sid.to_string())
            {
                let message = format!("the Sid \"{sid}\" is used twice");
                return Err(Fault::at(source, statement.span, message).help("Sids are unique in a policy."));
            }
            Ok(statement)
        })
        .collect::<Result<_, _>>()?;
    Ok(Policy { id: String::new(), kind, path: source.path().to_string(), statements })
}

/// Refuses unknown and repeated members.
fn elements(source: &SourceFile, node: &Node, known: &[&str], what: &str) -> Result<(), Fault> {
    for (index, member) in node.members().iter().enumerate() {
        if !known.contains(&member.key.as_ref()) {
            let help = match known.iter().find(|known| known.eq_ignore_ascii_case(&member.key)) {
                Some(meant) => format!("Write {meant}."),
                None => format!("The elements of {what} are {}.", known.join(", ")),
            };
            return Err(Fault::at(source, member.key_span, format!("\"{}\" is no element of {what}", member.key)).help(help));
        }
        if node.members()[..index].iter().any(|earlier| earlier.key == member.key) {
            return Err(Fault::at(source, member.key_span, format!("\"{}\" is there twice", member.key)));
        }
    }
    Ok(())
}

/// Whether the document has policy variables.
fn version(source: &SourceFile, node: &Node, model: &PolicyDocument) -> Result<bool, Fault> {
    let Some(member) = node.get("Version") else { return Ok(false) };
    match model.version.and_then(|version| version.literal()) {
        Some(POLICY_VERSION_WITH_VARIABLES) => Ok(true),
        Some(POLICY_VERSION_WITHOUT_VARIABLES) => Ok(false),
        found => {
            let message = format!("\"{}\" is no version of the policy language", found.unwrap_or(member.value.type_name()));
            Err(Fault::at(source, member.value.span, message).help(format!("Write \"{POLICY_VERSION_WITH_VARIABLES}\".")))
        }
    }
}

fn statement_nodes<'n, 's>(source: &SourceFile, node: &'n Node<'s>) -> Result<Vec<&'n Node<'s>>, Fault> {
    let Some(member) = node.get("Statement") else {
        return Err(
            Fault::at(source, node.span, "the policy has no Statement").help("A policy is {\"Version\": ..., \"Statement\": [...]}.")
        );
    };
    let nodes = match &member.value.data {
        Data::Object(_) => vec![&member.value],
        Data::Array(items) => items.iter().collect(),
        _ => return Err(Fault::at(source, member.value.span, format!("Statement is a list of objects, not {}", member.value.type_name()))),
    };
    if nodes.is_empty() {
        return Err(Fault::at(source, member.value.span, "Statement holds no statement"));
    }
    match nodes.iter().find(|node| !matches!(node.data, Data::Object(_))) {
        Some(other) => Err(Fault::at(source, other.span, format!("a statement is an object, not {}", other.type_name()))),
        None => Ok(nodes),
    }
}

impl Document<'_> {
    fn statement(&self, model: &PolicyStatement, node: &Node) -> Result<Statement, Fault> {
        let span = node.span;
        Ok(Statement {
            span,
            start: self.source.position(span.start),
            end: self.source.position(span.end),
            sid: self.sid(model, node)?,
            effect: self.effect(model, node)?,
            principals: self.principals(model, node)?,
            actions: self.actions(model, node)?,
            resources: self.resources(model, node)?,
            conditions: self.conditions(model, node)?,
        })
    }

    fn fault(&self, span: Span, message: impl Into<String>, help: impl Into<String>) -> Fault {
        Fault::at(self.source, span, message).help(help)
    }

    fn sid(&self, model: &PolicyStatement, node: &Node) -> Result<Option<String>, Fault> {
        let Some(member) = node.get("Sid") else { return Ok(None) };
        let Some(sid) = model.sid.and_then(|sid| sid.literal()) else {
            return Err(Fault::at(self.source, member.value.span, format!("Sid is a string, not {}", member.value.type_name())));
        };
        // Services allow more in the policies of their resources.
        if self.kind != PolicyType::Resource && !sid.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(self.fault(member.value.span, format!("the Sid \"{sid}\" is not alphanumeric"), "Write letters and digits only."));
        }
        Ok(Some(sid.to_string()))
    }

    fn effect(&self, model: &PolicyStatement, node: &Node) -> Result<Effect, Fault> {
        const HELP: &str = "Effect is Allow or Deny, in this case.";
        let Some(member) = node.get("Effect") else { return Err(self.fault(node.span, "the statement has no Effect", HELP)) };
        match model.effect.and_then(|effect| effect.literal()) {
            Some("Allow") => Ok(Effect::Allow),
            Some("Deny") => Ok(Effect::Deny),
            Some(other) => Err(self.fault(member.value.span, format!("\"{other}\" is no Effect"), HELP)),
            None => Err(self.fault(member.value.span, format!("Effect is a string, not {}", member.value.type_name()), HELP)),
        }
    }

    /// The one of an element and its `Not...` that is there.
    fn either<T>(&self, node: &Node, name: &str, plain: T, negated: T) -> Result<Option<(bool, T, Span)>, Fault> {
        let not_name = format!("Not{name}");
        match (node.get(name), node.get(&not_name)) {
            (Some(_), Some(second)) => {
                Err(self.fault(second.key_span, format!("{name} and {not_name} exclude each other"), "Keep one of them."))
            }
            (Some(member), None) => Ok(Some((false, plain, member.value.span))),
            (None, Some(member)) => Ok(Some((true, negated, member.value.span))),
            (None, None) => Ok(None),
        }
    }

    fn texts<'m>(
        &self,
        name: &str,
        list: &'m List<Value<&'m str>>,
        span: Span,
    ) -> Result<impl Iterator<Item = (&'m str, Span)> + use<'m>, Fault> {
        if let Some(wrong) = list.iter().find(|value| value.literal().is_none()) {
            return Err(self.fault(
                wrong.span(),
                format!("{name} holds something that is not text"),
                "Write a string, or a list of strings.",
            ));
        }
        if list.is_empty() {
            return Err(self.fault(span, format!("{name} is empty"), "Write a string, or a list of strings."));
        }
        Ok(list.iter().filter_map(|value| value.literal().map(|text| (text, value.span()))))
    }

    fn principals(&self, model: &PolicyStatement, node: &Node) -> Result<Option<Principals>, Fault> {
        let element = self.either(node, "Principal", &model.principal, &model.not_principal)?;
        if self.kind != PolicyType::Resource {
            return match element {
                Some((_, _, span)) => Err(self.fault(
                    span,
                    "the policy of an identity holds no Principal",
                    "Its principal is whoever has it. Give policies of resources with --resource-policy.",
                )),
                None => Ok(None),
            };
        }
        let Some((negated, principals, span)) = element else {
            return Err(self.fault(node.span, "the statement has no Principal", "The policy of a resource says whom it allows or denies."));
        };
        // Absent only where it is null.
        let list = principals.as_ref().map(|principals| self.principal_list(principals)).transpose()?.unwrap_or_default();
        if list.is_empty() {
            return Err(self.fault(span, "Principal is empty", "Write \"*\", or an object such as {\"AWS\": \"111122223333\"}."));
        }
        Ok(Some(Principals { negated, list }))
    }

    fn principal_list(&self, element: &PrincipalElement) -> Result<Vec<Principal>, Fault> {
        const HELP: &str = "Write \"*\", or an object such as {\"AWS\": \"111122223333\"}.";
        let in_object = |entry: &crate::model::PrincipalEntry| entry.kind_place != entry.value.place;
        element
            .entries
            .iter()
            .map(|entry| match entry.value.literal() {
                None => Err(self.fault(entry.value.span(), "a principal is text", HELP)),
                Some(text) if text != "*" && !in_object(entry) => {
                    Err(self.fault(entry.value.span(), format!("\"{text}\" says not which kind of principal it is"), HELP))
                }
                Some(text) => Principal::parse(entry.kind, text).map_err(|(message, help)| {
                    let known = crate::facts::PRINCIPAL_KINDS.contains(&entry.kind);
                    self.fault(if known { entry.value.span() } else { entry.kind_place.key }, message, help)
                }),
            })
            .collect()
    }

    fn actions(&self, model: &PolicyStatement, node: &Node) -> Result<Actions, Fault> {
        const HELP: &str = "Write service:Action, such as ecr:BatchGetImage or ecr:*, or \"*\".";
        let Some((negated, list, span)) = self.either(node, "Action", &model.action, &model.not_action)? else {
            return Err(self.fault(node.span, "the statement has no Action", HELP));
        };
        let mut patterns = Vec::new();
        for (text, span) in self.texts("Action", list, span)? {
            match text.split_once(':') {
                None if text == "*" => {}
                None => return Err(self.fault(span, format!("the action \"{text}\" names no service"), HELP)),
                Some((service, _)) if service.contains(['*', '?']) => {
                    return Err(self.fault(span, format!("the service of the action \"{text}\" has a wildcard"), HELP));
                }
                Some((service, name)) if service.is_empty() || name.is_empty() || name.contains(':') => {
                    return Err(self.fault(span, format!("\"{text}\" is no action"), HELP));
                }
                Some((service, _)) if self.is_trust && !service.eq_ignore_ascii_case("sts") => {
                    return Err(self.fault(
                        span,
                        format!("a trust policy allows STS actions only, not \"{text}\""),
                        "Write sts:AssumeRole.",
                    ));
                }
                Some(_) => {}
            }
            patterns.push(ActionPattern::new(text));
        }
        Ok(Actions { negated, patterns })
    }

    fn resources(&self, model: &PolicyStatement, node: &Node) -> Result<Option<Resources>, Fault> {
        const HELP: &str = "Write an ARN, such as arn:aws:ecr:*:111122223333:repository/web, or \"*\".";
        let Some((negated, list, span)) = self.either(node, "Resource", &model.resource, &model.not_resource)? else {
            return match self.kind {
                PolicyType::Resource => Ok(None),
                _ => Err(self.fault(node.span, "the statement has no Resource", HELP)),
            };
        };
        if self.is_trust {
            return Err(self.fault(span, "a trust policy holds no Resource", "Its resource is the role: remove the element."));
        }
        let mut patterns = Vec::new();
        for (text, span) in self.texts("Resource", list, span)? {
            let parts: Vec<&str> = text.splitn(6, ':').collect();
            match parts[..] {
                ["*"] => {}
                ["arn", _, service, ..] if service.contains(['*', '?']) && parts.len() == 6 => {
                    return Err(self.fault(span, format!("the service of the resource \"{text}\" has a wildcard"), HELP));
                }
                ["arn", _, _, _, _, _] => {}
                ["arn", ..] => return Err(self.fault(span, format!("the ARN \"{text}\" has fewer than six parts"), HELP)),
                _ => return Err(self.fault(span, format!("\"{text}\" is no ARN and not \"*\""), HELP)),
            }
            let mut template = self.template(text, span)?;
            template.map_fixed(resource_pattern);
            patterns.push(template);
        }
        Ok(Some(Resources { negated, patterns }))
    }

    fn template(&self, text: &str, span: Span) -> Result<Template, Fault> {
        if !self.variables {
            return Ok(Template::without_variables(text));
        }
        const HELP: &str = "Write ${key} or ${key, 'default'}; ${$}, ${*} and ${?} stand for the characters.";
        Template::with_variables(text).map_err(|message| self.fault(span, message, HELP))
    }

    fn conditions(&self, model: &PolicyStatement, node: &Node) -> Result<Vec<Condition>, Fault> {
        const HELP: &str = "A condition is {\"operator\": {\"key\": \"value\"}}.";
        let Some(member) = node.get("Condition") else { return Ok(Vec::new()) };
        let not_object = std::iter::once(&member.value)
            .chain(member.value.members().iter().map(|operator| &operator.value))
            .find(|node| !matches!(node.data, Data::Object(_)));
        if let Some(wrong) = not_object {
            return Err(self.fault(wrong.span, format!("a condition is an object, not {}", wrong.type_name()), HELP));
        }
        // An operator without keys is told too.
        for operator in member.value.members() {
            Operator::parse(&operator.key).map_err(|(message, help)| self.fault(operator.key_span, message, help))?;
        }
        model
            .conditions
            .iter()
            .map(|entry| {
                let place = entry.values.place.unwrap_or(entry.operator_place);
                let operator =
                    Operator::parse(entry.operator).map_err(|(message, help)| self.fault(entry.operator_place.key, message, help))?;
                if !entry.key.contains(':') {
                    let message = format!("the condition key \"{}\" names no service", entry.key);
                    return Err(self.fault(place.key, message, "Write service:Key, such as aws:SourceArn."));
                }
                let values = self
                    .texts("the condition", &entry.values, place.value)?
                    .map(|(text, span)| {
                        Operand::parse(operator.test, text, self.variables)
                            .map_err(|(message, help)| self.fault(span, format!("{message}, as {} needs it", operator.name), help))
                    })
                    .collect::<Result<_, _>>()?;
                let written = entry.values.iter().filter_map(|value| value.literal().map(str::to_string)).collect();
                Ok(Condition { operator, key: entry.key.to_string(), values, written, span: place.key })
            })
            .collect()
    }
}
