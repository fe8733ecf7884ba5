//! Roles in files of their own, and the task definitions that name them.
//!
//! A task definition names its roles by ARN or by name. What is called so is remembered while files are linted one after the other
//! ([`RoleName`]); a task definition and the files with its two roles ([`role_files`]) are then read together, so that no more than three
//! files are ever in memory for it. A role whose document was not linted is looked for beside the task definition
//! ([`conventional_paths`]).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use super::Finding;
use super::embedded::embedded_documents;
use super::locator::{EmbeddedRoot, Locator};
use super::roles::{PolicyTree, RolePolicies, check_execution_role, check_role_in_use, role_tree, shows_all_policies};
use super::tasks_around::TasksAround;
use crate::diagnostics::Diagnostic;
use crate::model::{Document, Fields, Kind, Leaf, Literal, Role, TaskDefinition};
use crate::roles::{ExecutionRole, Grants, RoleInUse, RoleKind, Surroundings, derive};
use crate::source::SourceFile;
use crate::syntax::{Data, Node, Notation, parse};

/// How a role is called, or how a task definition calls one. There are two for each task definition of a run, so each is one piece of text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RoleName {
    /// Its ARN, or its name alone.
    written: Box<str>,
    /// What a task definition uses it as; nothing for the role itself.
    pub used_as: Option<RoleKind>,
}

impl RoleName {
    /// A role as `executionRoleArn` and `taskRoleArn` name it: by its ARN, or by its name alone.
    pub fn written(text: &str, used_as: Option<RoleKind>) -> Self {
        Self { written: text.into(), used_as }
    }

    /// Its name, without the path.
    pub fn name(&self) -> &str {
        self.written.rsplit('/').next().unwrap_or(&self.written)
    }

    /// Its ARN, where that is written.
    pub fn arn(&self) -> Option<&str> {
        self.written.starts_with("arn:").then_some(&self.written)
    }

    /// Whether both call the same role.
    pub fn means(&self, other: &RoleName) -> bool {
        self.name() == other.name() && self.arn().zip(other.arn()).is_none_or(|(one, other)| one == other)
    }
}

/// The names of roles in a document.
pub(super) fn role_names(kind: Kind, node: &Node<'_>) -> Vec<RoleName> {
    let Some(fields) = Fields::of(node) else { return Vec::new() };
    match kind {
        Kind::TaskDefinition => [RoleKind::ExecutionRole, RoleKind::TaskRole]
            .into_iter()
            .filter_map(|kind| Some(RoleName::written(fields.string(kind.member()).literal()?, Some(kind))))
            .collect(),
        Kind::IamRole => {
            // An ARN ends with the name.
            let written = fields.string("Arn").literal().or_else(|| fields.string("RoleName").literal());
            written.map(|written| RoleName::written(written, None)).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// A file with task definitions, and the files with roles that they name, all by their numbers in `files`.
#[derive(Debug, PartialEq, Eq)]
pub struct RoleFiles<'n> {
    /// The file with the task definitions.
    pub tasks: usize,
    /// Those with their roles.
    pub roles: BTreeSet<usize>,
    /// Roles that no file defines.
    pub elsewhere: Vec<&'n RoleName>,
}

/// Which files hold task definitions that name roles, and where these roles are. A role that several files define is that of the same
/// file or folder; where that does not decide, it is taken for unknown.
pub fn role_files<'n>(files: &'n [(&'n Path, &'n [RoleName])]) -> impl Iterator<Item = RoleFiles<'n>> {
    let mut defined: BTreeMap<&str, Vec<(usize, &RoleName)>> = BTreeMap::new();
    for (number, (_, names)) in files.iter().enumerate() {
        for role in names.iter().filter(|name| name.used_as.is_none()) {
            defined.entry(role.name()).or_default().push((number, role));
        }
    }
    files.iter().enumerate().filter_map(move |(number, (path, names))| {
        let mut of_file = RoleFiles { tasks: number, roles: BTreeSet::new(), elsewhere: Vec::new() };
        let used: BTreeSet<&RoleName> = names.iter().filter(|name| name.used_as.is_some()).collect();
        for name in used {
            let candidates = defined.get(name.name()).map(Vec::as_slice).unwrap_or_default();
            let candidates: Vec<usize> = candidates.iter().filter(|(_, role)| name.means(role)).map(|(file, _)| *file).collect();
            let near = |is_near: &dyn Fn(usize) -> bool| candidates.iter().copied().filter(|role| is_near(*role)).collect::<Vec<_>>();
            let chosen = [near(&|role| role == number), near(&|role| files[role].0.parent() == path.parent()), candidates.clone()];
            match chosen.iter().find(|some| !some.is_empty()).map(Vec::as_slice) {
                Some([role]) => drop(of_file.roles.insert(*role)),
                Some(_) => {}
                None => of_file.elsewhere.push(name),
            }
        }
        (!of_file.roles.is_empty() || !of_file.elsewhere.is_empty()).then_some(of_file)
    })
}

/// Which folders hold anything by the conventional names of roles; each is looked through once, however many task definitions it has.
#[derive(Debug, Default)]
pub struct RoleFolders(HashMap<PathBuf, bool>);

impl RoleFolders {
    fn may_hold_roles(&mut self, folder: &Path) -> bool {
        if let Some(known) = self.0.get(folder) {
            return *known;
        }
        let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        // Where a folder may not be listed, its files may still be read.
        let holds = std::fs::read_dir(here).map_or(true, |entries| {
            entries.flatten().map(|entry| entry.file_name()).any(|name| name == "roles" || name.to_string_lossy().contains(".role."))
        });
        self.0.insert(folder.to_path_buf(), holds);
        holds
    }
}

/// Where a role may stand beside a task definition: `NAME.role.json` in the same folder, or `roles/NAME.json`; YAML too.
pub fn conventional_paths(tasks: &Path, role: &str) -> Vec<PathBuf> {
    // A name that leads elsewhere is no name of a role.
    if role.is_empty() || role.contains(['/', '\\']) || role.starts_with('.') {
        return Vec::new();
    }
    let folder = tasks.parent().unwrap_or(Path::new(""));
    let names = ["json", "yaml", "yml"].into_iter();
    names.flat_map(|ending| [folder.join(format!("{role}.role.{ending}")), folder.join("roles").join(format!("{role}.{ending}"))]).collect()
}

/// Where the document of a role is that a task definition names: told by its ARN or name, else beside the task definition.
pub fn role_path(name: &RoleName, tasks: &Path, told: &BTreeMap<String, PathBuf>, folders: &mut RoleFolders) -> Option<PathBuf> {
    let by_arn = name.arn().and_then(|arn| told.get(arn));
    if let Some(path) = by_arn.or_else(|| told.get(name.name())) {
        return Some(path.clone());
    }
    // Standard input has no folder.
    if tasks == Path::new("-") || !folders.may_hold_roles(tasks.parent().unwrap_or(Path::new(""))) {
        return None;
    }
    conventional_paths(tasks, name.name()).into_iter().find(|path| path.is_file())
}

/// What reading task definitions and roles together gives.
#[derive(Debug, Default)]
pub struct RolesLinted {
    /// Findings with the number of the role's file that they stand in.
    pub diagnostics: Vec<(usize, Diagnostic)>,
    /// What the tasks need of roles.
    pub uses: Vec<RoleUse>,
}

/// What task definitions need of a role.
#[derive(Debug)]
pub struct RoleUse {
    /// The number of its file.
    pub file: usize,
    /// Its name.
    pub name: String,
    /// The actions.
    pub needed: BTreeSet<&'static str>,
    /// Whether that is all: an execution role of task definitions of which everything is known.
    pub is_all: bool,
}

/// A role in a file.
pub(super) struct FileRole<'s> {
    file: usize,
    pub source: &'s SourceFile,
    root: &'s Node<'s>,
    node: &'s Node<'s>,
    document: Option<usize>,
    pub name: RoleName,
    tree: Node<'static>,
}

impl<'s> FileRole<'s> {
    pub(super) fn all_in(file: usize, source: &'s SourceFile, roots: &'s [Node<'s>]) -> Vec<Self> {
        let mut found = Vec::new();
        for (index, root) in roots.iter().enumerate() {
            for (kind, node) in Document::detect(root).unwrap_or_default() {
                let name = role_names(kind, node).into_iter().find(|name| name.used_as.is_none());
                if let (Some(name), Some(tree)) = (name, role_tree(node, source).filter(|_| kind == Kind::IamRole)) {
                    let document = (roots.len() > 1).then_some(index);
                    found.push(Self { file, source, root, node, document, name, tree });
                }
            }
        }
        found
    }

    pub(super) fn role(&self) -> Option<Role<'_>> {
        Fields::of(&self.tree).map(Role::read)
    }

    pub(super) fn grants(&self, role: &Role<'_>) -> Grants {
        let managed = |arn: Option<&str>| managed_policy_in(self.root, arn?, self.source);
        RolePolicies::of(role, shows_all_policies(role), |_, arn| managed(arn)).grants(role, &self.tree)
    }

    fn locator(&self) -> Locator<'_> {
        let inside = embedded_documents(Kind::IamRole, self.node, self.source).into_iter();
        let embedded = inside.filter_map(|inside| Some(EmbeddedRoot { holder: inside.holder?, root: inside.root? })).collect();
        Locator { source: self.source, root: self.root, document: self.document, resource: None, embedded }
    }
}

/// A managed policy that `get-account-authorization-details` prints beside the roles: its default version.
pub(super) fn managed_policy_in(root: &Node<'_>, arn: &str, source: &SourceFile) -> Option<PolicyTree> {
    let Data::Array(policies) = &root.get("Policies")?.value.data else { return None };
    let has = |node: &Node<'_>, name: &str, expected: &Data<'_>| node.get(name).is_some_and(|member| member.value.data == *expected);
    let policy = policies.iter().find(|policy| has(policy, "Arn", &Data::String(arn.into())))?;
    let Data::Array(versions) = &policy.get("PolicyVersionList")?.value.data else { return None };
    let version = versions.iter().find(|version| has(version, "IsDefaultVersion", &Data::Bool(true)))?;
    PolicyTree::at(&version.get("Document")?.value, source)
}

/// Holds the roles in some files against the task definitions in a file that name them, with what other documents say around these.
pub fn lint_roles(tasks: &SourceFile, roles: &[&SourceFile], around: &TasksAround) -> RolesLinted {
    let task_roots = parse(tasks.text(), Notation::of(tasks.path(), tasks.text())).documents;
    let role_roots: Vec<_> = roles.iter().map(|role| parse(role.text(), Notation::of(role.path(), role.text())).documents).collect();
    let all: Vec<FileRole<'_>> =
        role_roots.iter().enumerate().flat_map(|(file, roots)| FileRole::all_in(file, roles[file], roots)).collect();
    let mut linted = RolesLinted::default();
    for (index, root) in task_roots.iter().enumerate() {
        for (_, node) in Document::detect(root).unwrap_or_default().into_iter().filter(|(kind, _)| *kind == Kind::TaskDefinition) {
            let document = (task_roots.len() > 1).then_some(index);
            let beside = Locator { source: tasks, root, document, resource: None, embedded: Vec::new() };
            lint_task(node, &beside, &all, around, &mut linted);
        }
    }
    linted
}

fn lint_task(node: &Node<'_>, beside: &Locator<'_>, all: &[FileRole<'_>], around: &TasksAround, linted: &mut RolesLinted) {
    let Some(task) = Fields::of(node).map(TaskDefinition::read) else { return };
    let surroundings = Surroundings { region: region_of(node), ..around.surroundings(task.family.literal()) };
    let needs = derive(&task, node, &surroundings);
    let names = role_names(Kind::TaskDefinition, node);
    let named = |kind: RoleKind| {
        let name = names.iter().find(|name| name.used_as == Some(kind))?;
        let mut meant = all.iter().filter(|role| role.name.means(name));
        // Of two roles that may both be meant, none is.
        meant.next().filter(|_| meant.next().is_none())
    };
    for kind in [RoleKind::ExecutionRole, RoleKind::TaskRole] {
        let Some(file_role) = named(kind) else { continue };
        let Some(role) = file_role.role() else { continue };
        let other = named(kind.other()).filter(|other| !std::ptr::eq(*other, file_role));
        let other = other.and_then(|other| Some(other.grants(&other.role()?)));
        let grants = file_role.grants(&role);
        let mut found = Vec::new();
        check_role_in_use(&RoleInUse { kind, role: &role, grants: &grants, task: &task, needs: &needs, other: other.as_ref() }, &mut found);
        let locator = file_role.locator();
        linted.diagnostics.extend(found.into_iter().map(|finding| (file_role.file, locator.resolve(finding, Some(beside)))));
        linted.uses.push(RoleUse {
            file: file_role.file,
            name: file_role.name.name().to_string(),
            needed: needs.of(kind).iter().flat_map(|need| need.actions).copied().collect(),
            is_all: kind == RoleKind::ExecutionRole && needs.open.is_empty(),
        });
    }
}

/// The Region of a task definition that AWS printed.
pub(super) fn region_of(node: &Node<'_>) -> Option<String> {
    let arn = Fields::of(node)?.string("taskDefinitionArn")?;
    match arn.leaf {
        Leaf::Literal(arn) => arn.split(':').nth(3).filter(|region| !region.is_empty()).map(str::to_string),
        Leaf::Unresolved => None,
    }
}

/// Holds an execution role against everything that its tasks need.
pub fn lint_execution_role(source: &SourceFile, name: &str, needed: &BTreeSet<&'static str>) -> Vec<Diagnostic> {
    let roots = parse(source.text(), Notation::of(source.path(), source.text())).documents;
    let roles = FileRole::all_in(0, source, &roots);
    let mut of_name = roles.iter().filter(|role| role.name.name() == name);
    let (Some(file_role), None) = (of_name.next(), of_name.next()) else { return Vec::new() };
    let Some(role) = file_role.role() else { return Vec::new() };
    let mut found: Vec<Finding> = Vec::new();
    check_execution_role(&ExecutionRole { role: &role, needed }, &mut found);
    let locator = file_role.locator();
    found.into_iter().map(|finding| locator.resolve(finding, None)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_that_of_the_same_file_or_folder_and_doubt_finds_none() {
        let arn = "arn:aws:iam::111122223333:role/app/run";
        let task = [RoleName::written(arn, Some(RoleKind::ExecutionRole))];
        let by_name = [RoleName::written("run", Some(RoleKind::TaskRole))];
        let role = |arn: Option<&str>| [RoleName::written(arn.unwrap_or("run"), None)];
        let (plain, same, other) = (role(None), role(Some(arn)), role(Some("arn:aws:iam::444455556666:role/run")));
        let paths = ["dev/td.json", "dev/role.json", "prod/td.json", "prod/role.json", "x/role.json"].map(Path::new);
        let found = |files: &[(&Path, &[RoleName])]| -> Vec<(usize, Vec<usize>, usize)> {
            role_files(files).map(|files| (files.tasks, files.roles.into_iter().collect(), files.elsewhere.len())).collect()
        };
        assert_eq!(
            found(&[(paths[0], &task), (paths[1], &plain), (paths[2], &by_name), (paths[3], &plain)]),
            [(0, vec![1], 0), (2, vec![3], 0)]
        );
        assert_eq!(found(&[(paths[0], &task), (paths[4], &same)]), [(0, vec![1], 0)]);
        assert_eq!(found(&[(paths[0], &task), (paths[4], &other)]), [(0, vec![], 1)], "another account's");
        assert_eq!(found(&[(paths[0], &task), (paths[3], &plain), (paths[4], &plain)]), [], "two that may be meant");
    }

    #[test]
    fn a_role_beside_a_task_definition_has_a_conventional_name() {
        let paths = conventional_paths(Path::new("infra/td.json"), "run");
        assert!(paths.contains(&PathBuf::from("infra/run.role.json")) && paths.contains(&PathBuf::from("infra/roles/run.yaml")));
        assert_eq!(conventional_paths(Path::new("td.json"), "run")[0], PathBuf::from("run.role.json"));
        for name in ["", "..", "../x", "a/b"] {
            assert_eq!(conventional_paths(Path::new("td.json"), name), Vec::<PathBuf>::new(), "{name}");
        }
    }
}
