//! CloudFormation templates: each resource of ECS, ECR and IAM and each policy, in every environment that shows another branch of it.

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap, HashSet};

use super::checks::{check_document, check_form, check_inline, check_meaning, check_service_and_task, check_stack};
use super::embedded::{EmbeddedDocument, Way, documents_at, embedded_documents, expanded};
use super::engine::{finding_of, taught_by};
use super::locator::{EmbeddedRoot, Locator, ResourcePlace};
use super::required::check_required;
use super::resources::{inline_policies, judged, policies, rename};
use super::role_template::{ROLE, RoleIndex, TemplateRoles};
use super::shape::Spelling;
use super::{Finding, Requirements};
use crate::cloudformation::{Environment, Origin, Resolved, Resolver, Resource, Template, environments};
use crate::diagnostics::Diagnostic;
use crate::facts::Shape;
use crate::model::{Document, Fields, InlinePolicies, Kind, PolicyDocument, PolicyUse, Stack, StackResource, TaskDefinition, reference};
use crate::rules::document::UNKNOWN_VALUE;
use crate::source::{SourceFile, Span};
use crate::syntax::{Data, Node};

/// Resources on the way back from a service that are followed to find what is created before it.
const MAX_FOLLOWED: usize = 256;
/// Values of one template that are read together with others: ten thousand services may share one large task definition.
const MAX_TOGETHER: usize = 2_000_000;
/// Environments that a message names.
const MAX_NAMED: usize = 3;

const TASK_DEFINITION: &str = "AWS::ECS::TaskDefinition";
const TARGET_GROUP: &str = "AWS::ElasticLoadBalancingV2::TargetGroup";
const LISTENERS: [&str; 2] = ["AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::ListenerRule"];
const DISCOVERY_SERVICE: &str = "AWS::ServiceDiscovery::Service";
const AUTO_SCALING_GROUP: &str = "AWS::AutoScaling::AutoScalingGroup";
const LOG_GROUP: &str = "AWS::Logs::LogGroup";
const BESIDE: [&str; 7] =
    [TASK_DEFINITION, TARGET_GROUP, LOG_GROUP, ROLE, "AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::ManagedPolicy"];

/// Findings in all resources of ECS, ECR and IAM, and in the policies of others, in no order.
pub(super) fn lint_template(source: &SourceFile, root: &Node<'_>, document: Option<usize>, requirements: &Requirements) -> Vec<Diagnostic> {
    let template = Template::read(root);
    let mut around = Around::of(&template);
    around.roles.surroundings.keys = requirements.keys.clone();
    let mut diagnostics = Vec::new();
    // The template's budgets are first for the resources of ECS and ECR.
    let is_own = |resource: &&Resource<'_>| ["AWS::ECS::", "AWS::ECR::"].iter().any(|start| resource.kind.starts_with(start));
    let (own, others): (Vec<_>, Vec<_>) = template.resources().iter().partition(is_own);
    for resource in own.into_iter().chain(others) {
        let Some((kind, shape)) = judged(resource.kind) else { continue };
        let place = ResourcePlace { id: resource.id, properties: resource.properties };
        let locator = Locator { source, root, document, resource: Some(place), embedded: Vec::new() };
        let lint = ResourceLint { template: &template, around: &around, resource, kind, shape, requirements, locator };
        diagnostics.extend(lint.run());
    }
    diagnostics
}

/// What of other services the template creates, found once.
struct Around<'t> {
    /// By the target group to which they forward.
    listeners: HashMap<&'t str, Vec<&'t str>>,
    /// Managed policies that bound what an identity may be allowed.
    boundaries: HashSet<&'t str>,
    /// `None` where one is not known.
    log_group_names: Option<BTreeSet<String>>,
    roles: RoleIndex<'t>,
    /// How large the resources are that may be read together with many others.
    sizes: HashMap<&'t str, usize>,
    /// Values that may still be read together with others.
    room: Cell<usize>,
}

impl<'t> Around<'t> {
    fn of(template: &Template<'t>) -> Self {
        let mut listeners: HashMap<_, Vec<_>> = HashMap::new();
        for listener in template.resources().iter().filter(|resource| LISTENERS.contains(&resource.kind)) {
            for target in template.references(listener).filter(|resource| resource.kind == TARGET_GROUP) {
                listeners.entry(target.id).or_default().push(listener.id);
            }
        }
        let environment = Environment { defaults: true, ..Environment::default() };
        let mut resolver = Resolver::new(template, &environment);
        let boundary = |resource: &Resource<'t>| {
            let named = resolver.resolve(&resource.properties?.get("PermissionsBoundary")?.value);
            template.resource(reference(&named)?).map(|policy| policy.id)
        };
        let boundaries = template.resources().iter().filter_map(boundary).collect();
        let groups = template.resources().iter().filter(|resource| resource.kind == LOG_GROUP);
        let name = |group: &Resource<'t>| {
            let properties = resolver.resolve(group.properties?);
            // One without a name gets one that nobody can write down.
            let Some(name) = properties.get("LogGroupName") else { return Some(String::new()) };
            match &name.value.data {
                Data::String(text) => Some(text.to_string()),
                _ => None,
            }
        };
        let log_group_names = if template.has_more_resources { None } else { groups.map(name).collect() };
        let beside = template.resources().iter().filter(|resource| BESIDE.contains(&resource.kind));
        let sizes = beside.map(|resource| (resource.id, resource.properties.map_or(0, size))).collect();
        let has_roles = template.resources().iter().any(|resource| resource.kind == ROLE);
        let roles = if has_roles { RoleIndex::of(template) } else { RoleIndex::default() };
        Self { listeners, boundaries, log_group_names, roles, sizes, room: Cell::new(MAX_TOGETHER) }
    }

    /// Takes the room for reading these together with another; false where too much was read already.
    fn has_room_for(&self, resources: &[&Resource<'_>]) -> bool {
        let needed: usize = resources.iter().filter_map(|resource| self.sizes.get(resource.id)).sum();
        let rest = self.room.get().checked_sub(needed);
        self.room.set(rest.unwrap_or_default());
        rest.is_some()
    }
}

fn size(node: &Node<'_>) -> usize {
    1 + match &node.data {
        Data::Array(items) => items.iter().map(size).sum(),
        Data::Object(members) => members.iter().map(|member| size(&member.value)).sum(),
        Data::Tagged(_, inner) => size(inner),
        _ => 0,
    }
}

/// The checks of one resource.
struct ResourceLint<'t, 'a> {
    template: &'a Template<'t>,
    around: &'a Around<'t>,
    resource: &'a Resource<'t>,
    kind: Kind,
    shape: &'static Shape,
    requirements: &'a Requirements,
    locator: Locator<'a>,
}

/// A finding and the environments, by number, in which it was made.
struct Seen {
    finding: Finding,
    environments: Vec<usize>,
}

impl<'t, 'a> ResourceLint<'t, 'a> {
    fn run(mut self) -> Vec<Diagnostic> {
        let mut beside = self.beside();
        if !self.around.has_room_for(&beside) {
            beside.clear();
        }
        let read: Vec<_> = std::iter::once(self.resource).chain(beside.iter().copied()).collect();
        let environments = environments(self.template, &read);
        let created_after = self.created_after(&beside);
        let mut seen: Vec<Seen> = Vec::new();
        let mut index: HashMap<(&'static str, Span, String), usize> = HashMap::new();
        let mut exists = vec![false; environments.len()];
        let mut origins: Vec<Origin<'t>> = Vec::new();
        for (number, environment) in environments.iter().enumerate() {
            let mut resolver = Resolver::new(self.template, environment);
            let Some(Resolved { node, origins: used }) = resolved(&mut resolver, self.resource) else { continue };
            exists[number] = true;
            if environment.defaults {
                origins = used;
            }
            let around: Vec<_> = beside.iter().filter_map(|resource| Some((*resource, resolved(&mut resolver, resource)?.node))).collect();
            for finding in self.findings(node, around, &created_after) {
                let key = (finding.rule.code, finding.span, finding.message.clone());
                let slot = *index.entry(key).or_insert_with(|| {
                    seen.push(Seen { finding, environments: Vec::new() });
                    seen.len() - 1
                });
                if seen[slot].environments.last() != Some(&number) {
                    seen[slot].environments.push(number);
                }
            }
        }
        let said = Said { template: self.template, environments: &environments, exists: &exists, origins: &origins };
        seen.into_iter()
            .map(|seen| {
                let message = seen.finding.message.clone();
                let mut finding = said.under_which(seen);
                // What mends it under one value of a parameter may break it under another.
                finding.fix = finding.fix.filter(|_| finding.message == message);
                taught_by(self.kind, self.locator.resolve(finding, None))
            })
            .collect()
    }

    /// The ways to the policies that the resource holds beside those of its kind, and what they are.
    fn policies(&self) -> impl Iterator<Item = (Way, Kind)> {
        let is_boundary = self.around.boundaries.contains(self.resource.id);
        policies(self.resource.kind).map(move |(way, kind)| match kind {
            Kind::Policy(PolicyUse::Managed) if is_boundary => (way, Kind::Policy(PolicyUse::Boundary)),
            kind => (way, kind),
        })
    }

    /// The resources that the checks read together with this one.
    fn beside(&self) -> Vec<&'a Resource<'t>> {
        let template = self.template;
        let of = |resource: &Resource<'t>, kinds: &[&str]| -> Vec<&'a Resource<'t>> {
            template.references(resource).filter(|found| kinds.contains(&found.kind)).collect()
        };
        match self.kind {
            Kind::Service | Kind::TaskSet => {
                let mut found = of(self.resource, &[TASK_DEFINITION, TARGET_GROUP, DISCOVERY_SERVICE]);
                let groups: Vec<_> =
                    found.iter().filter(|resource| resource.kind == TASK_DEFINITION).flat_map(|task| of(task, &[LOG_GROUP])).collect();
                found.extend(groups);
                found
            }
            Kind::TaskDefinition => of(self.resource, &[LOG_GROUP]),
            Kind::CapacityProvider => of(self.resource, &[AUTO_SCALING_GROUP]),
            Kind::IamRole => self.around.roles.beside(template, self.resource),
            _ => Vec::new(),
        }
    }

    /// What is certainly created before a service: what it and those it waits for name; nothing where that is too much to follow.
    fn created_after(&self, beside: &[&Resource<'t>]) -> Option<HashSet<&'t str>> {
        let mut found = HashSet::new();
        if !beside.iter().any(|resource| resource.kind == TARGET_GROUP) {
            return Some(found);
        }
        let mut pending = vec![self.resource];
        while let Some(resource) = pending.pop() {
            let named = resource.depends_on.iter().filter_map(|id| self.template.resource(id));
            for next in named.chain(self.template.references(resource)) {
                if found.insert(next.id) {
                    pending.push(next);
                }
            }
            if found.len() > MAX_FOLLOWED {
                return None;
            }
        }
        Some(found)
    }

    fn findings(
        &mut self,
        node: Node<'t>,
        beside: Vec<(&Resource<'t>, Node<'t>)>,
        created_after: &Option<HashSet<&'t str>>,
    ) -> Vec<Finding> {
        let mut found = Vec::new();
        check_form(self.shape, Spelling::Resource, self.kind, &node, &mut found);
        let mut node = node;
        rename(self.kind, &mut node);
        check_required(self.kind, &node, self.requirements, &mut found);
        let with_policies = expanded(self.kind, &node, self.locator.source);
        if let Some(document) = Document::read(self.kind, with_policies.as_ref().unwrap_or(&node)) {
            let form = found.len();
            check_meaning(&document, false, &mut found);
            forget_unknown_values(&mut found, form);
            self.check_together(&document, &node, &beside, created_after, &mut found);
            if let (Document::Role(role), Some(tree)) = (&document, &with_policies) {
                let roles = TemplateRoles { index: &self.around.roles, source: self.locator.source, resources: &beside };
                roles.check(self.resource.id, role, tree, &mut found);
            }
        }
        let inside = embedded_documents(self.kind, &node, self.locator.source);
        let policies = documents_at(self.policies(), &node, self.locator.source);
        if let Some((of, place)) = inline_policies(self.resource.kind, &node) {
            let roots = policies.iter().filter_map(|inside| inside.root.as_ref());
            let documents: Vec<_> = roots.filter_map(Fields::of).map(PolicyDocument::read).collect();
            check_inline(&InlinePolicies { of, place, documents: documents.iter().collect() }, &mut found);
        }
        for EmbeddedDocument { kind, root, holder, problems } in inside.into_iter().chain(policies) {
            found.extend(problems.iter().map(finding_of));
            let Some(root) = root else { continue };
            check_document(kind, &root, false, &mut found);
            let known = |holder: &Span| self.locator.embedded.iter().any(|embedded| embedded.holder == *holder);
            if let Some(holder) = holder.filter(|holder| !known(holder)) {
                self.locator.embedded.push(EmbeddedRoot { holder, root });
            }
        }
        found
    }

    fn check_together(
        &self,
        document: &Document<'_>,
        node: &Node<'_>,
        beside: &[(&Resource<'t>, Node<'t>)],
        created_after: &Option<HashSet<&'t str>>,
        found: &mut Vec<Finding>,
    ) {
        let mut stack = Stack {
            subject: self.stack_resource(self.resource, node),
            service: None,
            task_definition: None,
            trees: vec![node],
            resources: beside.iter().map(|(resource, node)| self.stack_resource(resource, node)).collect(),
            log_group_names: self.around.log_group_names.as_ref(),
            created_after: created_after.as_ref(),
        };
        match document {
            Document::Service(service) => {
                let named = node.get("taskDefinition").and_then(|member| reference(&member.value));
                let task_node = beside.iter().find(|(resource, _)| Some(resource.id) == named).map(|(_, node)| node);
                let task = task_node.and_then(Fields::of).map(TaskDefinition::read);
                stack.service = Some(service);
                stack.task_definition = task.as_ref();
                stack.trees.extend(task_node);
                if let Some(task) = &task {
                    check_service_and_task(service, task, false, found);
                }
                check_stack(&stack, found);
            }
            Document::TaskDefinition(task) => {
                stack.task_definition = Some(task);
                check_stack(&stack, found);
            }
            _ => check_stack(&stack, found),
        }
    }

    fn stack_resource<'n>(&self, resource: &Resource<'n>, node: &'n Node<'n>) -> StackResource<'n>
    where
        't: 'n,
    {
        StackResource {
            id: resource.id,
            id_span: resource.id_span,
            kind: resource.kind,
            fields: Fields::of(node),
            listeners: self.around.listeners.get(resource.id).cloned().unwrap_or_default(),
        }
    }
}

/// The properties of a resource, unless it does not exist in the environment.
fn resolved<'t>(resolver: &mut Resolver<'t, '_>, resource: &Resource<'t>) -> Option<Resolved<'t>> {
    if resource.condition.is_some_and(|condition| resolver.holds(condition) == Some(false)) {
        return None;
    }
    // A resource without properties has all defaults.
    let empty = || Resolved { node: Node { span: resource.id_span, data: Data::Object(Vec::new()) }, origins: Vec::new() };
    Some(resource.properties.map_or_else(empty, |properties| resolver.resolve_with_origins(properties)))
}

/// Drops what rules say about values that CloudFormation does not know: it refuses them before ECS could read them in its own way.
fn forget_unknown_values(found: &mut Vec<Finding>, form: usize) {
    let unknown: Vec<Span> =
        found[..form].iter().filter(|finding| finding.rule.code == UNKNOWN_VALUE.code).map(|finding| finding.span).collect();
    let meaning = found.split_off(form);
    found.extend(meaning.into_iter().filter(|finding| !unknown.contains(&finding.span)));
}

/// Under which branches and values a finding holds.
struct Said<'t, 'a> {
    template: &'a Template<'t>,
    environments: &'a [Environment<'t>],
    exists: &'a [bool],
    origins: &'a [Origin<'t>],
}

impl Said<'_, '_> {
    /// The finding with the branches and values under which it holds.
    fn under_which(&self, seen: Seen) -> Finding {
        let Seen { mut finding, environments } = seen;
        let mut decided: Vec<_> = environments.iter().copied().filter(|number| !self.environments[*number].defaults).collect();
        if decided.is_empty() {
            self.with_defaults(&mut finding);
            return finding;
        }
        decided.sort_by_key(|number| self.environments[*number].len());
        let least = self.environments[decided[0]].len();
        let mut words: Vec<_> = decided
            .iter()
            .filter(|number| self.environments[**number].len() == least)
            .map(|number| self.in_words(&self.environments[*number], &environments))
            .collect();
        words.dedup();
        // Where nothing need be assumed, it holds for all.
        if words.iter().any(String::is_empty) {
            return finding;
        }
        let more = if words.len() > MAX_NAMED { format!(", and {} more", words.len() - MAX_NAMED) } else { String::new() };
        let shown = words[..words.len().min(MAX_NAMED)].join(", or when ");
        finding.message = format!("{} (when {shown}{more})", finding.message);
        finding
    }

    /// What is assumed where a finding was made, and what must not be assumed beside: the least assumptions more without it.
    fn in_words(&self, environment: &Environment<'_>, made_in: &[usize]) -> String {
        let lacks = |(number, other): &(usize, &Environment<'_>)| {
            !other.defaults && self.exists[*number] && !made_in.contains(number) && other.includes(environment)
        };
        let without = self.environments.iter().enumerate().filter(lacks).min_by_key(|(_, other)| other.len());
        let needed = without.map(|(_, other)| other.beyond(environment).unassumed(self.template).in_words(self.template));
        let parts = [environment.in_words(self.template)].into_iter().chain(needed).filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(" and ")
    }

    /// Names the defaults that a finding rests on, and where they stand.
    fn with_defaults(&self, finding: &mut Finding) {
        let spans: Vec<_> = std::iter::once(finding.span).chain(finding.related.iter().map(|related| related.span)).collect();
        let touches = |origin: &&Origin<'_>| {
            let near = |span: &Span| span.contains(origin.used_at) || origin.used_at.contains(*span);
            spans.iter().any(near)
        };
        let mut near: Vec<_> = self.origins.iter().filter(touches).collect();
        let mut seen = HashSet::new();
        near.retain(|origin| seen.insert(origin.parameter));
        if near.is_empty() {
            finding.message.push_str(" (when parameters have their defaults)");
            return;
        }
        let named = &near[..near.len().min(MAX_NAMED)];
        for origin in named {
            finding.related(origin.default_at, format!("the default of {}", origin.parameter));
        }
        let names: Vec<_> = named.iter().map(|origin| origin.parameter).collect();
        let more = if near.len() > named.len() { format!(" and {} more", near.len() - named.len()) } else { String::new() };
        finding.message = format!("{} (with the default of {}{more})", finding.message, names.join(" and "));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::parse_yaml;

    #[test]
    fn a_managed_policy_is_a_boundary_where_an_identity_of_the_template_names_it_as_one() {
        let text = "
Resources:
  Named: {Type: AWS::IAM::ManagedPolicy}
  Got: {Type: AWS::IAM::ManagedPolicy}
  Attached: {Type: AWS::IAM::ManagedPolicy}
  A: {Type: AWS::IAM::Role, Properties: {PermissionsBoundary: !Ref Named, ManagedPolicyArns: [!Ref Attached]}}
  B: {Type: AWS::IAM::User, Properties: {PermissionsBoundary: {'Fn::GetAtt': [Got, PolicyArn]}}}
  C: {Type: AWS::IAM::Role, Properties: {PermissionsBoundary: 'arn:aws:iam::111122223333:policy/Attached'}}
";
        let parsed = parse_yaml(text);
        let template = Template::read(&parsed.documents[0]);
        assert_eq!(Around::of(&template).boundaries, HashSet::from(["Named", "Got"]));
    }
}
