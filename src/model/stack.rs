//! A resource of a template, and what the template creates around it.

use std::collections::{BTreeSet, HashSet};

use super::task_definition::{Integer, Text};
use super::{Fields, Literal, Service, TaskDefinition};
use crate::source::Span;
use crate::syntax::{Data, Node};

/// A resource of a template, with what the template creates that it refers to.
#[derive(Debug)]
pub struct Stack<'a> {
    /// The resource that is looked at.
    pub subject: StackResource<'a>,
    /// The same as a service, where it is one.
    pub service: Option<&'a Service<'a>>,
    /// The same as a task definition, or that of the service where the template creates it.
    pub task_definition: Option<&'a TaskDefinition<'a>>,
    /// The resolved trees of the resource and of its task definition.
    pub trees: Vec<&'a Node<'a>>,
    /// Resources that the trees refer to.
    pub resources: Vec<StackResource<'a>>,
    /// The names of all log groups that the template creates; nothing where one of them is not known.
    pub log_group_names: Option<&'a BTreeSet<String>>,
    /// Logical ids of what is created before the service: what it and those it waits for name; nothing where that is too much to follow.
    pub created_after: Option<&'a HashSet<&'a str>>,
}

/// One resource.
#[derive(Debug, Clone)]
pub struct StackResource<'a> {
    /// Its logical id.
    pub id: &'a str,
    /// Where the id stands.
    pub id_span: Span,
    /// `Type`
    pub kind: &'a str,
    /// Its resolved properties.
    pub fields: Option<Fields<'a>>,
    /// For a target group: the listeners and listener rules that forward to it.
    pub listeners: Vec<&'a str>,
}

/// `AWS::ElasticLoadBalancingV2::TargetGroup`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct TargetGroup<'a> {
    pub resource: &'a StackResource<'a>,
    pub target_type: Text<'a>,
    pub health_check_port: Text<'a>,
    /// The container port that the load balancer sends to.
    pub container_port: Integer,
    pub container_name: Text<'a>,
    /// Where the service names it.
    pub named_at: Span,
}

impl<'a> Stack<'a> {
    /// The resource that the value at this place refers to.
    pub fn referred(&self, span: Span) -> Option<&StackResource<'a>> {
        let node = self.trees.iter().find_map(|tree| node_at(tree, span))?;
        let id = reference(node)?;
        self.resources.iter().find(|resource| resource.id == id)
    }

    /// The target groups of the service that the template creates.
    pub fn target_groups(&self) -> Vec<TargetGroup<'_>> {
        let Some(service) = self.service else { return Vec::new() };
        let group = |balancer: &super::LoadBalancer<'a>| {
            let named_at = balancer.target_group_arn?.span();
            let resource = self.referred(named_at).filter(|resource| resource.kind == "AWS::ElasticLoadBalancingV2::TargetGroup")?;
            let fields = resource.fields;
            Some(TargetGroup {
                resource,
                target_type: fields.and_then(|fields| fields.string("TargetType")),
                health_check_port: fields.and_then(|fields| fields.string("HealthCheckPort")),
                container_port: balancer.container_port,
                container_name: balancer.container_name,
                named_at,
            })
        };
        service.load_balancers.iter().filter_map(group).collect()
    }
}

impl TargetGroup<'_> {
    /// `instance` where it does not say; `None` where that is not known.
    pub fn target_type_name(&self) -> Option<&str> {
        match self.target_type {
            None if self.resource.fields.is_some() => Some("instance"),
            target_type => target_type.literal(),
        }
    }
}

/// The logical id that a resolved value refers to.
pub fn reference<'a>(node: &'a Node<'a>) -> Option<&'a str> {
    let Data::Tagged(tag, inner) = &node.data else { return None };
    let Data::String(name) = &inner.data else { return None };
    match tag.as_ref() {
        "!Ref" => Some(name),
        "!GetAtt" => name.split_once('.').map(|(id, _)| id),
        _ => None,
    }
}

/// The deepest value of a tree that has exactly this span.
pub fn node_at<'a>(node: &'a Node<'a>, span: Span) -> Option<&'a Node<'a>> {
    if !node.span.contains(span) {
        return None;
    }
    let deeper = match &node.data {
        Data::Array(items) => items.iter().find_map(|item| node_at(item, span)),
        Data::Object(members) => members.iter().find_map(|member| node_at(&member.value, span)),
        _ => None,
    };
    deeper.or((node.span == span).then_some(node))
}
