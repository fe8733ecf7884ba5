//! What the task definitions of some files need of their roles, and what these lack.
//!
//! In: sources and what the user tells ([`RoleQuestion`]). Out: for each task definition the smallest policies of both roles, and where
//! the roles are known what they lack.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::Value;

use super::role_pairs::{FileRole, RoleFolders, RoleName, region_of, role_files, role_names, role_path};
use super::role_template::{RoleIndex, TASK_DEFINITION, TemplateRoles, is_of_interest, resolved};
use super::tasks_around::TasksAround;
use crate::cloudformation::{Environment, Resolver, Template, is_template};
use crate::model::{Document, Fields, Kind, Literal, Role, TaskDefinition, reference};
use crate::roles::{Consequence, Draft, Exec, Grants, Key, Need, Needs, RoleKind, Surroundings, derive, may_be_assumed_by_tasks};
use crate::source::SourceFile;
use crate::syntax::{Node, Notation, parse};

/// What the documents may not tell.
#[derive(Debug, Clone, Default)]
pub struct RoleQuestion {
    /// The account of the tasks.
    pub account: Option<String>,
    /// The Region of the tasks.
    pub region: Option<String>,
    /// Keys that encrypt what the execution role reads, as ARNs.
    pub kms_keys: Vec<String>,
    /// What encrypts what, by the ARN of that with `*` and `?`.
    pub keys: Vec<(String, Key)>,
    /// Whether ECS Exec is used whatever the documents say.
    pub exec: bool,
    /// Prefixes of pull through caches.
    pub cache_prefixes: Vec<String>,
}

/// A task definition and its roles.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TaskRoles {
    /// The file.
    pub path: String,
    /// `family`, where it is written.
    pub family: Option<String>,
    /// Its logical id, in a template.
    pub resource: Option<String>,
    /// What ECS itself uses.
    pub execution_role: RoleReport,
    /// What the application uses; its own calls stand in its code.
    pub task_role: RoleReport,
    /// What could not be told, and why.
    pub open: Vec<String>,
}

/// What a role must hold.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RoleReport {
    /// The role as the task definition names it.
    pub role: Option<String>,
    /// The smallest policy that grants all that is certainly needed; nothing where that is nothing.
    pub policy: Option<Value>,
    /// Why each statement is there.
    pub statements: Vec<Reason>,
    /// What is needed only under a condition that the documents leave open.
    pub conditional: Vec<ConditionalStatement>,
    /// Whether the policies have placeholders to be filled in.
    pub has_placeholders: bool,
    /// What the role itself holds, where its document is known.
    pub check: Option<RoleCheck>,
}

/// Why a statement is in a policy.
#[derive(Debug, Serialize)]
pub struct Reason {
    /// The statement.
    pub sid: String,
    /// What needs it.
    pub because: Vec<String>,
}

/// A statement that is needed only where something is so.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConditionalStatement {
    /// Where it is needed.
    pub only_where: &'static str,
    /// The statement.
    pub statement: Value,
    /// What needs it.
    pub because: Vec<String>,
}

/// What a role lacks.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RoleCheck {
    /// The file with the role.
    pub path: String,
    /// Whether all its policies are known; where they are not, what they do not show may be granted.
    pub is_complete: bool,
    /// Whether the service of ECS may assume it, where that is known.
    pub opens_to_tasks: Option<bool>,
    /// What it certainly lacks.
    pub missing: Vec<MissingPermission>,
}

/// A permission that a role lacks.
#[derive(Debug, Serialize)]
pub struct MissingPermission {
    /// The actions.
    pub actions: Vec<&'static str>,
    /// What a statement would name.
    pub resource: String,
    /// What needs it.
    pub because: String,
    /// What may grant it in place of the role's policies.
    pub unless: Option<&'static str>,
}

impl TaskRoles {
    /// Both roles.
    pub fn roles(&self) -> [(RoleKind, &RoleReport); 2] {
        [(RoleKind::ExecutionRole, &self.execution_role), (RoleKind::TaskRole, &self.task_role)]
    }
}

impl RoleCheck {
    /// Whether nothing is wrong, as far as it is known.
    pub fn is_fine(&self) -> bool {
        self.missing.is_empty() && self.opens_to_tasks != Some(false)
    }
}

/// Reports on all task definitions of the sources, in their order. Roles, services, clusters and pull through caches in them count for all.
pub fn report_roles(sources: &[SourceFile], question: &RoleQuestion) -> Vec<TaskRoles> {
    let parsed: Vec<_> = sources.iter().map(|source| parse(source.text(), Notation::of(source.path(), source.text())).documents).collect();
    let around = Around::of(sources, &parsed, question);
    let mut reports = Vec::new();
    for (source, roots) in sources.iter().zip(&parsed) {
        for root in roots {
            if is_template(root) {
                reports.extend(around.of_template(source, root));
                continue;
            }
            for (_, node) in Document::detect(root).unwrap_or_default().into_iter().filter(|(kind, _)| *kind == Kind::TaskDefinition) {
                reports.extend(around.of_task(source, node));
            }
        }
    }
    reports
}

/// Files of roles that task definitions of the sources name and no source defines: those that are told by name or ARN, and those that
/// stand beside.
pub fn roles_elsewhere(sources: &[SourceFile], told: &BTreeMap<String, PathBuf>) -> Vec<PathBuf> {
    let names: Vec<Vec<RoleName>> = sources
        .iter()
        .map(|source| {
            let roots = parse(source.text(), Notation::of(source.path(), source.text())).documents;
            let documents = roots.iter().flat_map(|root| Document::detect(root).unwrap_or_default());
            documents.flat_map(|(kind, node)| role_names(kind, node)).collect()
        })
        .collect();
    let files: Vec<_> = sources.iter().zip(&names).map(|(source, names)| (Path::new(source.path()), names.as_slice())).collect();
    let (mut found, mut folders) = (Vec::<PathBuf>::new(), RoleFolders::default());
    for files in role_files(&files) {
        for name in &files.elsewhere {
            let path = role_path(name, Path::new(sources[files.tasks].path()), told, &mut folders);
            found.extend(path.filter(|path| !found.contains(path)));
        }
    }
    found
}

/// What the sources say besides their task definitions.
struct Around<'s> {
    question: &'s RoleQuestion,
    roles: Vec<FileRole<'s>>,
    tasks: TasksAround,
}

impl<'s> Around<'s> {
    fn of(sources: &'s [SourceFile], parsed: &'s [Vec<Node<'s>>], question: &'s RoleQuestion) -> Self {
        let mut around = Self { question, roles: Vec::new(), tasks: TasksAround::default() };
        for (number, (source, roots)) in sources.iter().zip(parsed).enumerate() {
            around.roles.extend(FileRole::all_in(number, source, roots));
            for (kind, node) in roots.iter().flat_map(|root| Document::detect(root).unwrap_or_default()) {
                around.tasks.add(kind, node);
            }
        }
        around
    }

    /// What is known, and the user tells, around a task definition.
    fn surroundings(&self, base: Surroundings) -> Surroundings {
        let question = self.question;
        let exec = base.exec.or_else(|| question.exec.then(Exec::default));
        Surroundings {
            account: question.account.clone().or(base.account),
            region: question.region.clone().or(base.region),
            kms_keys: question.kms_keys.clone(),
            keys: question.keys.clone(),
            exec,
            cache_prefixes: base.cache_prefixes.into_iter().chain(question.cache_prefixes.iter().cloned()).collect(),
            ..base
        }
    }

    fn of_task(&self, source: &SourceFile, node: &Node<'_>) -> Option<TaskRoles> {
        let task = Fields::of(node).map(TaskDefinition::read)?;
        let base = Surroundings { region: region_of(node), ..self.tasks.surroundings(task.family.literal()) };
        let needs = derive(&task, node, &self.surroundings(base));
        let names = role_names(Kind::TaskDefinition, node);
        let report = |kind: RoleKind, named: Option<&str>| {
            let name = names.iter().find(|name| name.used_as == Some(kind));
            let check = name.and_then(|name| self.check(name, kind, &needs));
            RoleReport::of(named.map(str::to_string), kind, &needs, check)
        };
        Some(TaskRoles {
            path: source.path().to_string(),
            family: task.family.literal().map(str::to_string),
            resource: None,
            execution_role: report(RoleKind::ExecutionRole, task.execution_role_arn.literal()),
            task_role: report(RoleKind::TaskRole, task.task_role_arn.literal()),
            open: needs.open.clone(),
        })
    }

    /// A role of the sources by its name, held against what it must hold.
    fn check(&self, name: &RoleName, kind: RoleKind, needs: &Needs) -> Option<RoleCheck> {
        let mut meant = self.roles.iter().filter(|role| role.name.means(name));
        // Of two roles that may both be meant, none is.
        let file_role = meant.next().filter(|_| meant.next().is_none())?;
        let role = file_role.role()?;
        Some(RoleCheck::of(file_role.source, &role, &file_role.grants(&role), needs.of(kind), needs))
    }

    /// The task definitions of a template, with parameters at their defaults.
    fn of_template(&self, source: &SourceFile, root: &Node<'_>) -> Vec<TaskRoles> {
        let template = Template::read(root);
        let index = RoleIndex::of(&template);
        let environment = Environment { defaults: true, ..Environment::default() };
        let mut resolver = Resolver::new(&template, &environment);
        let mut resources = Vec::new();
        for resource in template.resources().iter().filter(|resource| is_of_interest(resource.kind)) {
            let exists = resource.condition.is_none_or(|condition| resolver.holds(condition) != Some(false));
            if exists {
                resources.push((resource, resolved(&mut resolver, resource)));
            }
        }
        let roles = TemplateRoles { index: &index, source, resources: &resources };
        let mut reports = Vec::new();
        for (resource, node) in resources.iter().filter(|(resource, _)| resource.kind == TASK_DEFINITION) {
            let Some(task) = Fields::of(node).map(TaskDefinition::read) else { continue };
            let needs = derive(&task, node, &self.surroundings(roles.surroundings(resource.id)));
            let report = |kind: RoleKind| {
                let id = roles.role_of(node, kind);
                let of_template =
                    id.and_then(|id| roles.with_role(id, |role, grants| RoleCheck::of(source, role, &grants, needs.of(kind), &needs)));
                let names = role_names(Kind::TaskDefinition, node);
                let name = names.iter().find(|name| name.used_as == Some(kind));
                let check = of_template.or_else(|| self.check(name?, kind, &needs));
                let value = node.get(kind.member()).map(|member| &member.value);
                let named = value.map(|value| match reference(value) {
                    Some(id) => id.to_string(),
                    None => {
                        let mut unknowns = needs.unknowns.clone();
                        let text = unknowns.text(value);
                        unknowns.show(&text)
                    }
                });
                RoleReport::of(named, kind, &needs, check)
            };
            reports.push(TaskRoles {
                path: source.path().to_string(),
                family: task.family.literal().map(str::to_string),
                resource: Some(resource.id.to_string()),
                execution_role: report(RoleKind::ExecutionRole),
                task_role: report(RoleKind::TaskRole),
                open: needs.open.clone(),
            });
        }
        reports
    }
}

impl RoleReport {
    fn of(role: Option<String>, kind: RoleKind, needs: &Needs, check: Option<RoleCheck>) -> Self {
        let (conditional, certain): (Vec<&Need>, Vec<&Need>) = needs.of(kind).iter().partition(|need| need.is_conditional());
        let draft = Draft::of(certain, &needs.unknowns);
        let mut has_placeholders = draft.has_placeholders();
        let mut by_condition: Vec<(&'static str, Vec<&Need>)> = Vec::new();
        for need in conditional {
            let Consequence::FailsWhere(only_where) = need.consequence else { continue };
            match by_condition.iter_mut().find(|(known, _)| *known == only_where) {
                Some((_, needs)) => needs.push(need),
                None => by_condition.push((only_where, vec![need])),
            }
        }
        let mut conditional = Vec::new();
        for (only_where, of_condition) in by_condition {
            let draft = Draft::of(of_condition, &needs.unknowns);
            has_placeholders |= draft.has_placeholders();
            conditional.extend(draft.statements.iter().map(|statement| ConditionalStatement {
                only_where,
                statement: statement.document(),
                because: statement.reasons.clone(),
            }));
        }
        Self {
            role,
            policy: (!draft.statements.is_empty()).then(|| draft.document()),
            statements: draft.statements.into_iter().map(|statement| Reason { sid: statement.sid, because: statement.reasons }).collect(),
            conditional,
            has_placeholders,
            check,
        }
    }
}

impl RoleCheck {
    fn of(source: &SourceFile, role: &Role<'_>, grants: &Grants, of_role: &[Need], needs: &Needs) -> Self {
        let lacking = of_role.iter().filter(|need| !need.is_conditional()).map(|need| (need, grants.missing(need)));
        let missing = lacking.filter(|(_, missing)| !missing.is_empty()).map(|(need, actions)| MissingPermission {
            actions,
            resource: needs.unknowns.show(&need.resource),
            because: need.reason.clone(),
            unless: match need.consequence {
                Consequence::FailsUnless(what) => Some(what),
                Consequence::Fails | Consequence::FailsWhere(_) => None,
            },
        });
        Self {
            path: source.path().to_string(),
            is_complete: grants.is_complete(),
            opens_to_tasks: role.trust.as_ref().map(may_be_assumed_by_tasks),
            missing: missing.collect(),
        }
    }
}
