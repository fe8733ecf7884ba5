//! Roles of a template, and the tasks of the template that use them.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::Finding;
use super::roles::{PolicyTree, RolePolicies, check_execution_role, check_role_in_use, role_tree};
use crate::cloudformation::{Environment, Resolver, Resource, Template};
use crate::model::{Cluster, Fields, Literal, Role, Service, TaskDefinition, node_at, reference};
use crate::roles::{Created, Exec, ExecutionRole, Grants, Key, RoleInUse, RoleKind, Surroundings, Unknowns, derive};
use crate::source::SourceFile;
use crate::syntax::{Data, Node};

/// Tasks of one role that are looked at.
const MAX_TASKS: usize = 20;

pub(super) const ROLE: &str = "AWS::IAM::Role";
pub(super) const TASK_DEFINITION: &str = "AWS::ECS::TaskDefinition";
const SERVICE: &str = "AWS::ECS::Service";
const CLUSTER: &str = "AWS::ECS::Cluster";
const CACHE_RULE: &str = "AWS::ECR::PullThroughCacheRule";
const MANAGED_POLICY: &str = "AWS::IAM::ManagedPolicy";
/// Types that attach policies to roles, and the member that names the roles.
const ATTACHING: [(&str, &str); 3] = [("AWS::IAM::Policy", "Roles"), ("AWS::IAM::RolePolicy", "RoleName"), (MANAGED_POLICY, "Roles")];
/// Types that tasks read from, and the member with the name that they are given.
const NAMED: [(&str, &str); 5] = [
    ("AWS::SecretsManager::Secret", "Name"),
    ("AWS::SSM::Parameter", "Name"),
    ("AWS::ECR::Repository", "RepositoryName"),
    ("AWS::Logs::LogGroup", "LogGroupName"),
    ("AWS::S3::Bucket", "BucketName"),
];

/// Which tasks use which roles, and which policies are attached to them; found once for a template.
#[derive(Default)]
pub(super) struct RoleIndex<'t> {
    /// Tasks that may use a role.
    uses: HashMap<&'t str, Vec<&'t str>>,
    /// Roles that a task may use.
    used_by: HashMap<&'t str, BTreeSet<&'t str>>,
    /// Policies that may be attached to a role by resources of their own.
    policies: HashMap<&'t str, Vec<&'t str>>,
    /// Services that may run a task.
    services: HashMap<&'t str, Vec<&'t str>>,
    /// Roles by the names that they are given.
    names: HashMap<String, &'t str>,
    /// Roles of which others know, who may attach policies to them.
    given_out: HashSet<&'t str>,
    /// Whether a policy may be attached to roles of which it is not known.
    is_open: bool,
    pub(super) surroundings: Surroundings,
}

impl<'t> RoleIndex<'t> {
    pub(super) fn of(template: &Template<'t>) -> Self {
        let mut index = Self { is_open: template.has_more_resources, ..Self::default() };
        // What is known whatever the parameters are.
        let environment = Environment::default();
        let mut resolver = Resolver::new(template, &environment);
        let mut nodes: Vec<(&Resource<'t>, Node<'t>)> = Vec::new();
        for resource in template.resources().iter().filter(|resource| is_of_interest(resource.kind)) {
            nodes.push((resource, resolved(&mut resolver, resource)));
        }
        for (role, node) in nodes.iter().filter(|(resource, _)| resource.kind == ROLE) {
            if let Some(name) = text(node, "RoleName") {
                index.names.insert(name, role.id);
            }
        }
        for (resource, node) in &nodes {
            index.add(template, resource, node);
        }
        for resource in template.resources() {
            if resource.kind == ROLE && template.gives_out(resource.id) {
                index.given_out.insert(resource.id);
            }
            if resource.kind.starts_with("AWS::CloudFormation::") || resource.kind.starts_with("Custom::") {
                let told = template.references(resource).filter(|found| found.kind == ROLE);
                index.given_out.extend(told.map(|role| id_of(template, role.id)));
            }
        }
        index.surroundings.is_template = true;
        index
    }

    fn add(&mut self, template: &Template<'t>, resource: &Resource<'t>, node: &Node<'t>) {
        let roles = template.references(resource).filter(|found| found.kind == ROLE).map(|role| id_of(template, role.id));
        match resource.kind {
            TASK_DEFINITION => {
                let by_name = ["ExecutionRoleArn", "TaskRoleArn"].iter().filter_map(|member| self.named(node, member));
                let roles: BTreeSet<&'t str> = roles.chain(by_name).collect();
                for role in &roles {
                    self.uses.entry(role).or_default().push(resource.id);
                }
                self.used_by.insert(resource.id, roles);
            }
            SERVICE => {
                for task in template.references(resource).filter(|found| found.kind == TASK_DEFINITION) {
                    self.services.entry(id_of(template, task.id)).or_default().push(resource.id);
                }
            }
            CACHE_RULE => self.surroundings.cache_prefixes.extend(text(node, "EcrRepositoryPrefix")),
            kind => {
                if let Some((_, member)) = ATTACHING.iter().find(|(known, _)| *known == kind) {
                    let named = node.get(member).map(|member| &member.value);
                    self.is_open |= named.is_some_and(|named| !self.is_known(template, named));
                    let by_name = named.into_iter().flat_map(items).filter_map(|item| string(item)).filter_map(|name| self.names.get(name));
                    let roles: BTreeSet<&'t str> = roles.chain(by_name.copied()).collect();
                    for role in roles {
                        self.policies.entry(role).or_default().push(resource.id);
                    }
                }
                if let Some((_, member)) = NAMED.iter().find(|(known, _)| *known == kind) {
                    let created = Created { kind: kind.to_string(), name: text(node, member), key: key(kind, node) };
                    Arc::make_mut(&mut self.surroundings.created).insert(resource.id.to_string(), created);
                }
            }
        }
    }

    /// The role that a member names by an ARN that ends with its name.
    fn named(&self, node: &Node<'_>, member: &str) -> Option<&'t str> {
        let value = &node.get(member)?.value;
        let mut unknowns = Unknowns::default();
        let text = unknowns.text(value);
        let (_, name) = text.rsplit_once(":role/")?;
        self.names.get(name.rsplit('/').next().unwrap_or(name)).copied()
    }

    /// Whether all roles of a list are known: written by name, or roles of the template.
    fn is_known(&self, template: &Template<'t>, named: &Node<'_>) -> bool {
        let is_role = |item: &Node<'_>| {
            string(item).is_some() || reference(item).and_then(|id| template.resource(id)).is_some_and(|found| found.kind == ROLE)
        };
        items(named).all(is_role)
    }

    /// The resources that are read together with a role.
    pub(super) fn beside<'a>(&self, template: &'a Template<'t>, role: &Resource<'t>) -> Vec<&'a Resource<'t>> {
        let mut ids: BTreeSet<&str> = BTreeSet::new();
        let tasks: Vec<&str> = self.uses.get(role.id).into_iter().flatten().copied().take(MAX_TASKS).collect();
        let mut roles = BTreeSet::from([role.id]);
        for task in &tasks {
            ids.insert(task);
            roles.extend(self.used_by.get(task).into_iter().flatten());
            for service in self.services.get(task).into_iter().flatten().take(MAX_TASKS) {
                ids.insert(service);
                let clusters = template.resource(service).into_iter().flat_map(|service| template.references(service));
                ids.extend(clusters.filter(|found| found.kind == CLUSTER).map(|cluster| cluster.id));
            }
        }
        for id in roles {
            ids.extend(self.policies.get(id).into_iter().flatten());
            let managed = template.resource(id).into_iter().flat_map(|role| template.references(role));
            ids.extend(managed.filter(|found| found.kind == MANAGED_POLICY).map(|policy| policy.id));
            ids.insert(id);
        }
        ids.remove(role.id);
        ids.into_iter().filter_map(|id| template.resource(id)).collect()
    }

    /// Whether more tasks use a role than are looked at.
    fn has_more_tasks(&self, role: &str) -> bool {
        self.uses.get(role).is_some_and(|tasks| tasks.len() > MAX_TASKS)
    }

    /// What is attached to a role by resources of their own.
    fn policies_of(&self, role: &str) -> &[&'t str] {
        self.policies.get(role).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The logical id as long as the template lives.
fn id_of<'t>(template: &Template<'t>, id: &str) -> &'t str {
    template.resource(id).map_or("", |resource| resource.id)
}

/// The properties of a resource; one without any has all defaults.
pub(super) fn resolved<'t>(resolver: &mut Resolver<'t, '_>, resource: &Resource<'t>) -> Node<'t> {
    let empty = || Node { span: resource.id_span, data: Data::Object(Vec::new()) };
    resource.properties.map_or_else(empty, |properties| resolver.resolve(properties))
}

/// Whether resources of this type say something of roles.
pub(super) fn is_of_interest(kind: &str) -> bool {
    matches!(kind, ROLE | TASK_DEFINITION | SERVICE | CLUSTER | CACHE_RULE)
        || ATTACHING.iter().any(|(known, _)| *known == kind)
        || NAMED.iter().any(|(known, _)| *known == kind)
}

fn string<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    match &node.data {
        Data::String(text) => Some(text),
        _ => None,
    }
}

fn text(node: &Node<'_>, member: &str) -> Option<String> {
    string(&node.get(member)?.value).map(str::to_string)
}

/// The items of a list, or a value alone.
fn items<'n>(node: &'n Node<'n>) -> impl Iterator<Item = &'n Node<'n>> {
    match &node.data {
        Data::Array(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    }
    .iter()
}

/// What encrypts a secret or a parameter that a template creates.
fn key(kind: &str, node: &Node<'_>) -> Option<Key> {
    match (kind, node.get("KmsKeyId")) {
        // CloudFormation creates no parameter that is encrypted.
        ("AWS::SSM::Parameter", _) => Some(Key::OfAws),
        ("AWS::SecretsManager::Secret", None) if !node.is_open() => Some(Key::OfAws),
        ("AWS::SecretsManager::Secret", Some(member)) => {
            let written = written(&member.value)?;
            Some(if written.starts_with("alias/aws/") { Key::OfAws } else { Key::Own(written) })
        }
        _ => None,
    }
}

/// A value as it is written, with `${Name}` for what it refers to.
fn written(node: &Node<'_>) -> Option<String> {
    match &node.data {
        Data::String(text) => Some(text.to_string()),
        Data::Tagged(tag, inner) => match (tag.as_ref(), &inner.data) {
            ("!Sub", Data::String(text)) => Some(text.to_string()),
            ("!Ref" | "!GetAtt", Data::String(name)) => Some(format!("${{{name}}}")),
            _ => None,
        },
        _ => None,
    }
}

/// Resolved resources of a template in one environment, roles among them.
pub(super) struct TemplateRoles<'a, 't> {
    pub index: &'a RoleIndex<'t>,
    pub source: &'a SourceFile,
    pub resources: &'a [(&'a Resource<'t>, Node<'t>)],
}

impl TemplateRoles<'_, '_> {
    /// The checks of a role with every task that uses it; `tree` is the tree that the role was read from.
    pub(super) fn check(&self, id: &str, role: &Role<'_>, tree: &Node<'_>, found: &mut Vec<Finding>) {
        let policies = self.policies(id, role, tree);
        policies.check_held(role, found);
        let tasks: Vec<_> = self.resources.iter().filter(|(resource, _)| resource.kind == TASK_DEFINITION).collect();
        if tasks.is_empty() {
            return;
        }
        let grants = policies.grants(role, tree);
        let mut needed = BTreeSet::new();
        let mut is_all_known = !self.index.has_more_tasks(id);
        for (resource, node) in tasks {
            let Some(task) = Fields::of(node).map(TaskDefinition::read) else { continue };
            let needs = derive(&task, node, &self.surroundings(resource.id));
            for kind in [RoleKind::ExecutionRole, RoleKind::TaskRole] {
                if self.role_of(node, kind) != Some(id) {
                    continue;
                }
                let other = self.role_of(node, kind.other()).filter(|other| *other != id);
                let other = other.and_then(|other| self.with_role(other, |_, grants| grants));
                check_role_in_use(&RoleInUse { kind, role, grants: &grants, task: &task, needs: &needs, other: other.as_ref() }, found);
                needed.extend(needs.of(kind).iter().flat_map(|need| need.actions));
                // What the application calls is not known.
                is_all_known &= kind == RoleKind::ExecutionRole && needs.open.is_empty();
            }
        }
        if is_all_known && !needed.is_empty() {
            check_execution_role(&ExecutionRole { role, needed: &needed }, found);
        }
    }

    /// What is known around a task.
    pub(super) fn surroundings(&self, task: &str) -> Surroundings {
        Surroundings { exec: self.exec(task), ..self.index.surroundings.clone() }
    }

    /// The role of the template that a task uses, by its logical id.
    pub(super) fn role_of<'s>(&'s self, task: &'s Node<'_>, kind: RoleKind) -> Option<&'s str> {
        let member = kind.member();
        let value = &task.get(member)?.value;
        reference(value).or_else(|| self.index.named(task, member))
    }

    /// A role of the template with what it holds.
    pub(super) fn with_role<T>(&self, id: &str, take: impl FnOnce(&Role<'_>, Grants) -> T) -> Option<T> {
        let (_, node) = self.resources.iter().find(|(resource, _)| resource.id == id && resource.kind == ROLE)?;
        let tree = role_tree(node, self.source)?;
        let role = Role::read(Fields::of(&tree)?);
        Some(take(&role, self.policies(id, &role, &tree).grants(&role, &tree)))
    }

    /// What is found of the policies of a role.
    fn policies(&self, id: &str, role: &Role<'_>, tree: &Node<'_>) -> RolePolicies {
        let document = |id: &str| {
            let (_, node) = self.resources.iter().find(|(resource, _)| resource.id == id)?;
            PolicyTree::at(&node.get("PolicyDocument")?.value, self.source)
        };
        let is_open = self.index.is_open || self.index.given_out.contains(id);
        let is_complete = !is_open && Fields::of(tree).is_some_and(|fields| !fields.is_open());
        let mut policies = RolePolicies::of(role, is_complete, |span, _| {
            let node = node_at(tree, span)?;
            document(reference(node)?)
        });
        for id in self.index.policies_of(id) {
            policies.add(document(id));
        }
        policies
    }

    /// ECS Exec of a task, where a service of the template certainly turns it on.
    fn exec(&self, task: &str) -> Option<Exec> {
        let node_of = |id: &str| self.resources.iter().find(|(resource, _)| resource.id == id).map(|(_, node)| node);
        let services = self.index.services.get(task).into_iter().flatten().filter_map(|id| node_of(id));
        let mut on = services.filter(|node| {
            let service = Fields::of(node).map(Service::read);
            service.is_some_and(|service| service.enable_execute_command.literal() == Some(true))
        });
        let service = on.next()?;
        let cluster = service.get("Cluster").and_then(|member| reference(&member.value)).and_then(node_of);
        Some(cluster.map(exec_of_cluster).unwrap_or_default())
    }
}

/// Where sessions of a cluster go, as far as it says.
pub(super) fn exec_of_cluster(node: &Node<'_>) -> Exec {
    let Some(configuration) = Fields::of(node).map(Cluster::read).and_then(|cluster| cluster.execute_command) else {
        return Exec::default();
    };
    let way = |names: &[&str]| {
        let start = node.get("configuration")?.value.get("executeCommandConfiguration")?;
        names.iter().try_fold(&start.value, |node, name| node.get(name).map(|member| &member.value)).and_then(written)
    };
    let is_override = configuration.logging.literal() == Some("OVERRIDE");
    let destination = |name: &str| way(&["logConfiguration", name]).filter(|_| is_override);
    Exec { log_group: destination("cloudWatchLogGroupName"), bucket: destination("s3BucketName"), key: way(&["kmsKeyId"]) }
}
