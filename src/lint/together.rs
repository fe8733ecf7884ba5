//! Documents of several files, or of one stream, that name each other.
//!
//! A service names its task definition by family, with or without a revision or as an ARN. What one file is called, and what another
//! calls, is remembered while files are linted one after the other ([`DocumentName`]); those that belong together ([`pairs`]) are then
//! read a second time, so that no more than two files are ever in memory for it.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::checks::check_service_and_task;
use super::locator::Locator;
use crate::diagnostics::{Diagnostic, Severity};
use crate::model::{Document, Fields, Kind, Literal, family_and_revision};
use crate::source::SourceFile;
use crate::syntax::{Node, Notation, parse};

/// How a document is called, or calls another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentName {
    /// The family of the task definition.
    pub family: String,
    /// Its revision, where that is said.
    pub revision: Option<u64>,
    /// Whether the document is that task definition; else it is a service that names it.
    pub is_task_definition: bool,
}

impl DocumentName {
    /// Whether this service may mean that task definition of the same family.
    fn may_mean(&self, task: &DocumentName) -> bool {
        self.revision.zip(task.revision).is_none_or(|(one, other)| one == other)
    }
}

/// The names in a document.
pub(super) fn names(kind: Kind, node: &Node<'_>) -> Option<DocumentName> {
    let fields = Fields::of(node)?;
    match kind {
        Kind::TaskDefinition => {
            let revision = fields.integer("revision").literal().and_then(|revision| u64::try_from(revision).ok());
            Some(DocumentName { family: fields.string("family").literal()?.to_string(), revision, is_task_definition: true })
        }
        Kind::Service | Kind::TaskSet => {
            let (family, revision) = family_and_revision(fields.string("taskDefinition").literal()?);
            Some(DocumentName { family: family.to_string(), revision, is_task_definition: false })
        }
        _ => None,
    }
}

/// Which files hold a service and which its task definition, by their numbers in `files`. A family that several files define belongs to
/// the service's own file or folder; where that does not decide, nothing is compared.
pub fn pairs(files: &[(&Path, &[DocumentName])]) -> Vec<(usize, usize, String)> {
    let mut by_family: HashMap<&str, Vec<(usize, &DocumentName)>> = HashMap::new();
    for (number, (_, names)) in files.iter().enumerate() {
        for name in names.iter().filter(|name| name.is_task_definition) {
            by_family.entry(&name.family).or_default().push((number, name));
        }
    }
    let mut found = Vec::new();
    for (number, (path, names)) in files.iter().enumerate() {
        for name in names.iter().filter(|name| !name.is_task_definition) {
            let candidates = by_family.get(name.family.as_str()).map(Vec::as_slice).unwrap_or_default();
            let candidates: Vec<usize> = candidates.iter().filter(|(_, task)| name.may_mean(task)).map(|(task, _)| *task).collect();
            let near = |is_near: &dyn Fn(usize) -> bool| candidates.iter().copied().filter(|task| is_near(*task)).collect::<Vec<_>>();
            let chosen = [near(&|task| task == number), near(&|task| files[task].0.parent() == path.parent()), candidates.clone()];
            if let Some([task]) = chosen.iter().find(|some| !some.is_empty()).map(Vec::as_slice) {
                found.push((number, *task, name.family.clone()));
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

/// Holds the services of one file that name one of the families against its task definition in another file, or in the same.
pub fn lint_together(services: &SourceFile, tasks: &SourceFile, families: &[&str]) -> Vec<Diagnostic> {
    let service_roots = parse(services.text(), Notation::of(services.path(), services.text())).documents;
    let task_roots = parse(tasks.text(), Notation::of(tasks.path(), tasks.text())).documents;
    let families: HashSet<&str> = families.iter().copied().collect();
    let mut task_definitions: HashMap<String, Vec<_>> = HashMap::new();
    for named in named(&task_roots, true).into_iter().filter(|named| families.contains(named.name.family.as_str())) {
        if let Some(Document::TaskDefinition(task)) = Document::read(Kind::TaskDefinition, named.node) {
            let beside = named.locator(tasks, &task_roots);
            task_definitions.entry(named.name.family.clone()).or_default().push((named.name, task, beside));
        }
    }
    let mut diagnostics = Vec::new();
    for named in named(&service_roots, false) {
        let of_family = task_definitions.get(&named.name.family).map(Vec::as_slice).unwrap_or_default();
        let mut meant = of_family.iter().filter(|(task, ..)| named.name.may_mean(task));
        // Of two revisions that may both be meant, none is.
        let (Some((task_name, task, beside)), None) = (meant.next(), meant.next()) else { continue };
        let Some(Document::Service(service)) = Document::read(Kind::Service, named.node) else { continue };
        let mut found = Vec::new();
        check_service_and_task(&service, task, Document::is_described(named.node), &mut found);
        let locator = named.locator(services, &service_roots);
        let assumed = named.name.revision.filter(|_| task_name.revision.is_none());
        diagnostics.extend(found.into_iter().map(|finding| {
            let diagnostic = locator.resolve(finding, Some(beside));
            match assumed {
                Some(revision) => under_assumption(diagnostic, revision),
                None => diagnostic,
            }
        }));
    }
    diagnostics
}

/// A service that pins a revision means what was registered under that number. A file that has none may have gone on since, so nothing
/// that follows from it is certain.
fn under_assumption(mut diagnostic: Diagnostic, revision: u64) -> Diagnostic {
    if diagnostic.severity == Severity::Error {
        diagnostic.severity = Severity::Warning;
        diagnostic.message = format!("{} (if the file is still revision {revision})", diagnostic.message);
    }
    diagnostic
}

/// A document that is called, or calls, a family.
struct Named<'n> {
    name: DocumentName,
    /// Of its root in the stream.
    index: usize,
    root: &'n Node<'n>,
    node: &'n Node<'n>,
}

impl<'n> Named<'n> {
    fn locator(&self, source: &'n SourceFile, roots: &[Node<'_>]) -> Locator<'n> {
        let document = (roots.len() > 1).then_some(self.index);
        Locator { source, root: self.root, document, resource: None, embedded: Vec::new() }
    }
}

fn named<'n>(roots: &'n [Node<'n>], is_task_definition: bool) -> Vec<Named<'n>> {
    let mut found = Vec::new();
    for (index, root) in roots.iter().enumerate() {
        for (kind, node) in Document::detect(root).unwrap_or_default() {
            if let Some(name) = names(kind, node).filter(|name| name.is_task_definition == is_task_definition) {
                found.push(Named { name, index, root, node });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(family: &str, revision: Option<u64>, is_task_definition: bool) -> DocumentName {
        DocumentName { family: family.to_string(), revision, is_task_definition }
    }

    #[test]
    fn what_is_near_counts_before_what_is_far_and_doubt_pairs_nothing() {
        let task = [name("web", None, true)];
        let old = [name("web", Some(3), true)];
        let service = [name("web", Some(7), false)];
        let paths = ["dev/td.json", "dev/service.json", "prod/td.json", "prod/service.json", "other/service.json"].map(Path::new);
        let files =
            [(paths[0], &task[..]), (paths[1], &service[..]), (paths[2], &task[..]), (paths[3], &service[..]), (paths[4], &service[..])];
        assert_eq!(pairs(&files), [(1, 0, "web".to_string()), (3, 2, "web".to_string())]);
        assert_eq!(pairs(&[(paths[0], &task[..]), (paths[4], &service[..])]), [(1, 0, "web".to_string())]);
        assert_eq!(pairs(&[(paths[0], &old[..]), (paths[1], &service[..])]), []);
    }

    #[test]
    fn findings_stand_in_the_service_and_point_into_the_other_file() {
        let task = r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 64}]}"#;
        let service = r#"{"serviceName": "web", "taskDefinition": "web:1", "desiredCount": 1,
            "loadBalancers": [{"targetGroupArn": "arn:x", "containerName": "wbe", "containerPort": 80}]}"#;
        let (task, service) = (SourceFile::new("td.json", task), SourceFile::new("service.json", service));
        let found = lint_together(&service, &task, &["web"]);
        let shown: Vec<_> = found.iter().map(|found| (found.code, found.path.as_str(), found.pointer.as_str())).collect();
        assert_eq!(shown, [("REF101", "service.json", "/loadBalancers/0/containerName")]);
        let related: Vec<_> = found[0].related.iter().map(|related| (related.path.as_deref(), related.pointer.as_str())).collect();
        assert_eq!(related, [(Some("td.json"), "/containerDefinitions/0/name")]);
        assert_eq!(
            (found[0].severity, found[0].message.as_str()),
            (Severity::Warning, "the task definition has no container \"wbe\" (if the file is still revision 1)",)
        );
        let stream = SourceFile::new(
            "all.yaml",
            "family: web\ncontainerDefinitions: [{name: web, image: 'x:1', memory: 64}]\n---\nserviceName: a\ntaskDefinition: web\nenableExecuteCommand: true\n",
        );
        let found = lint_together(&stream, &stream, &["web"]);
        assert_eq!(found.iter().map(|found| (found.code, found.document)).collect::<Vec<_>>(), [("REF108", Some(1))]);
    }
}
