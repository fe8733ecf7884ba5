//! Runs all rules over one source.

use super::checks::{check_document, check_inline};
use super::embedded::{Carried, EmbeddedDocument, carried_policies, embedded, embedded_documents, expanded};
use super::findings::{PlannedFix, RelatedPlace};
use super::locator::{EmbeddedRoot, Locator};
use super::required::check_required;
use super::role_pairs::{RoleName, managed_policy_in, role_names};
use super::roles::{RolePolicies, shows_all_policies};
use super::tasks_around::TasksAround;
use super::template::lint_template;
use super::together::{DocumentName, names};
use super::{Finding, Requirements};
use crate::cloudformation::is_template;
use crate::diagnostics::{Applicability, Diagnostic, ReportFile};
use crate::model::{Document, Fields, IdentityKind, InlinePolicies, Kind, PolicyDocument, PolicyUse, Role, UnknownKind};
use crate::rules::document::{DUPLICATE_KEY, INVALID_SYNTAX};
use crate::source::{SourceFile, Span};
use crate::syntax::{Change, Data, Node, Notation, Parsed, ProblemKind, SyntaxProblem, parse};

/// What linting one source gives.
#[derive(Debug)]
pub struct Linted {
    /// Its documents.
    pub files: Vec<ReportFile>,
    /// All findings of all severities, in order.
    pub diagnostics: Vec<Diagnostic>,
    /// Documents whose kind cannot be told, by their number in the stream, where others in it can.
    pub unknown: Vec<(usize, UnknownKind)>,
    /// How its documents are called, and call others.
    pub names: Vec<DocumentName>,
    /// How its roles are called, and how its task definitions call theirs.
    pub roles: Vec<RoleName>,
    /// What it says around task definitions.
    pub around: TasksAround,
}

/// Why a source was not linted at all.
#[derive(Debug, thiserror::Error)]
pub enum LintError {
    /// None of its documents is of a known kind.
    #[error("{0}")]
    UnknownKind(#[from] UnknownKind),
    /// There is no document in it.
    #[error("it holds no document")]
    Empty,
}

/// Lints one source; without `kind`, each document's kind is found by its content.
///
/// # Errors
/// When no document in it is of a known kind. Text that does not parse is no error but a finding.
pub fn lint_source(source: &SourceFile, kind: Option<Kind>) -> Result<Linted, LintError> {
    lint_required(source, kind, &Requirements::default())
}

/// As [`lint_source`], and with what a team requires.
pub(crate) fn lint_required(source: &SourceFile, kind: Option<Kind>, requirements: &Requirements) -> Result<Linted, LintError> {
    if source.text().trim_start_matches('\u{feff}').trim().is_empty() {
        return Err(LintError::Empty);
    }
    let parsed = parse(source.text(), Notation::of(source.path(), source.text()));
    if parsed.documents.is_empty() && parsed.problems.is_empty() {
        return Err(LintError::Empty);
    }
    let stream = parsed.documents.len() > 1;
    let mut linted = Linted {
        files: Vec::new(),
        diagnostics: Vec::new(),
        unknown: Vec::new(),
        names: Vec::new(),
        roles: Vec::new(),
        around: TasksAround::default(),
    };
    for (index, root) in parsed.documents.iter().enumerate() {
        lint_root(source, root, stream.then_some(index), kind, requirements, &mut linted)
            .unwrap_or_else(|unknown| linted.unknown.push((index, unknown)));
    }
    add_problems(source, &parsed, &mut linted);
    if linted.files.is_empty() {
        match linted.unknown.first() {
            Some((_, unknown)) if parsed.problems.is_empty() => return Err(LintError::UnknownKind(*unknown)),
            _ => linted.files.push(ReportFile { path: source.path().to_string(), kind: None, document: None }),
        }
    }
    // Places around a mistake of syntax are guesses, and nothing is changed by a guess.
    if linted.diagnostics.iter().any(|diagnostic| diagnostic.code == INVALID_SYNTAX.code) {
        linted.diagnostics.iter_mut().for_each(|diagnostic| diagnostic.fix = None);
    }
    linted.diagnostics.sort_by(Diagnostic::order);
    // What an alias repeats stands in the text once.
    linted.diagnostics.dedup_by(|one, other| {
        (one.code, &one.start, &one.end, &one.message) == (other.code, &other.start, &other.end, &other.message)
            && one.pointer == other.pointer
    });
    Ok(linted)
}

/// Lints one document of a source.
fn lint_root(
    source: &SourceFile,
    root: &Node<'_>,
    document: Option<usize>,
    kind: Option<Kind>,
    requirements: &Requirements,
    linted: &mut Linted,
) -> Result<(), UnknownKind> {
    let mut add_file = |kind: Kind| {
        linted.files.push(ReportFile { path: source.path().to_string(), kind: Some(kind.name()), document });
    };
    let mut locator = Locator { source, root, document, resource: None, embedded: Vec::new() };
    if kind == Some(Kind::CloudFormation) || (kind.is_none() && is_template(root)) {
        add_file(Kind::CloudFormation);
        linted.diagnostics.extend(lint_template(source, root, document, requirements));
        return Ok(());
    }
    let mut carried = carried_policies(root);
    carried.retain(|policy| kind.is_none_or(|kind| kind.name() == policy.kind.name()));
    if let Some(first) = carried.first() {
        add_file(first.kind);
    }
    for Carried { kind, node, printed } in &carried {
        check_embedded(embedded(*kind, node, source), *printed, &mut locator, &mut linted.diagnostics);
    }
    check_carried_inline(root, &carried, source, &locator, &mut linted.diagnostics);
    let documents = match kind {
        // What carries policies may have roles beside them.
        _ if !carried.is_empty() => {
            let mut beside = Document::detect(root).unwrap_or_default();
            beside.retain(|(found, _)| kind.is_none_or(|kind| kind.name() == found.name()));
            beside
        }
        Some(kind) => Document::unwrap_as(kind, root),
        None => Document::detect(root)?,
    };
    if let Some((kind, _)) = documents.first().filter(|_| carried.is_empty()) {
        add_file(*kind);
    }
    for (kind, node) in documents {
        linted.names.extend(names(kind, node));
        linted.roles.extend(role_names(kind, node));
        linted.around.add(kind, node);
        let mut found = Vec::new();
        let with_policies = expanded(kind, node, source);
        check_document(kind, with_policies.as_ref().unwrap_or(node), false, &mut found);
        if let Some(role) = with_policies.as_ref().and_then(Fields::of).map(Role::read) {
            let beside = |_, arn: Option<&str>| managed_policy_in(root, arn?, source);
            RolePolicies::of(&role, shows_all_policies(&role), beside).check_held(&role, &mut found);
        }
        check_required(kind, node, requirements, &mut found);
        // Their places may be inside the texts that are read next.
        let inside = embedded_documents(kind, node, source);
        check_embedded(inside, false, &mut locator, &mut linted.diagnostics);
        linted.diagnostics.extend(found.into_iter().map(|finding| taught_by(kind, locator.resolve(finding, None))));
    }
    Ok(())
}

/// The policy that put-user-policy or put-group-policy takes, which counts as one of an identity that has less room than a role.
fn check_carried_inline(
    root: &Node<'_>,
    carried: &[Carried<'_>],
    source: &SourceFile,
    locator: &Locator<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let of = [("UserName", IdentityKind::User), ("GroupName", IdentityKind::Group)].into_iter().find(|(name, _)| root.get(name).is_some());
    let (Some((_, of)), [Carried { kind: kind @ Kind::Policy(PolicyUse::Identity), node, printed: false }]) = (of, carried) else { return };
    let Some(tree) = embedded(*kind, node, source).and_then(|inside| inside.root) else { return };
    let Some(document) = Fields::of(&tree).map(PolicyDocument::read) else { return };
    let mut found = Vec::new();
    check_inline(&InlinePolicies { of, place: document.head(), documents: vec![&document] }, &mut found);
    diagnostics.extend(found.into_iter().map(|finding| locator.resolve(finding, None)));
}

/// Checks the documents inside a document, as requests or as what AWS printed.
fn check_embedded(
    documents: impl IntoIterator<Item = EmbeddedDocument>,
    described: bool,
    locator: &mut Locator<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for EmbeddedDocument { kind, root, holder, problems } in documents {
        let mut found: Vec<_> = problems.iter().map(finding_of).collect();
        if let Some(root) = root {
            check_document(kind, &root, described, &mut found);
            locator.embedded.extend(holder.map(|holder| EmbeddedRoot { holder, root }));
        }
        diagnostics.extend(found.into_iter().map(|finding| taught_by(kind, locator.resolve(finding, None))));
    }
}

/// Rules about form speak of every kind; what explains them is the page and the lesson of the kind.
pub(super) fn taught_by(kind: Kind, diagnostic: Diagnostic) -> Diagnostic {
    if !diagnostic.code.starts_with("DOC") {
        return diagnostic;
    }
    Diagnostic { url: kind.reference(), lesson: kind.lesson(), ..diagnostic }
}

/// Problems of the text belong to the document that they stand in, or to none where it broke off.
fn add_problems(source: &SourceFile, parsed: &Parsed<'_>, linted: &mut Linted) {
    let nowhere = Node { span: Span::default(), data: Data::Null };
    let stream = parsed.documents.len() > 1;
    for problem in &parsed.problems {
        // Documents stand one after the other.
        let after = parsed.documents.partition_point(|document| document.span.start <= problem.span.start);
        let holder = after.checked_sub(1).map(|index| (index, &parsed.documents[index]));
        let holder = holder.filter(|(_, document)| document.span.contains(problem.span));
        // A repeated key in a document of another kind is none of our business.
        if holder.is_some_and(|(index, _)| linted.unknown.binary_search_by_key(&index, |(unknown, _)| *unknown).is_ok())
            && problem.kind == ProblemKind::DuplicateKey
        {
            continue;
        }
        let (document, root) = holder.map_or((None, &nowhere), |(index, root)| (stream.then_some(index), root));
        let locator = Locator { source, root, document, resource: None, embedded: Vec::new() };
        linted.diagnostics.push(locator.resolve(finding_of(problem), None));
    }
}

pub(super) fn finding_of(problem: &SyntaxProblem) -> Finding {
    let rule = match problem.kind {
        ProblemKind::InvalidSyntax => &INVALID_SYNTAX,
        ProblemKind::DuplicateKey => &DUPLICATE_KEY,
    };
    // Parsers keep the last of two, so that the first has no effect.
    let fix = problem
        .related
        .filter(|_| problem.kind == ProblemKind::DuplicateKey)
        .map(|(first, _)| PlannedFix { applicability: Applicability::Unsafe, changes: vec![Change::remove(first)] });
    let related =
        problem.related.iter().map(|(span, message)| RelatedPlace { span: *span, message: (*message).to_string(), beside: false });
    Finding {
        rule,
        span: problem.span,
        message: problem.message.clone(),
        help: problem.help.map(str::to_string),
        related: related.collect(),
        fix,
        aws_message: None,
    }
}
