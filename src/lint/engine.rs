//! Runs all rules over one source.

use super::shape::check_shape;
use super::{Check, Finding, Findings, rules};
use crate::diagnostics::{Diagnostic, Related, ReportFile};
use crate::model::{Document, Kind, UnknownKind};
use crate::rules::document::{DUPLICATE_KEY, INVALID_SYNTAX};
use crate::source::{SourceFile, Span};
use crate::syntax::{Node, Notation, Parsed, ProblemKind, SyntaxProblem, parse, pointer_at};

/// What linting one source gives.
#[derive(Debug)]
pub struct Linted {
    /// Its documents.
    pub files: Vec<ReportFile>,
    /// All findings of all severities, in order.
    pub diagnostics: Vec<Diagnostic>,
    /// Documents whose kind cannot be told, by their number in the stream, where others in it can.
    pub unknown: Vec<(usize, UnknownKind)>,
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
    if source.text().trim_start_matches('\u{feff}').trim().is_empty() {
        return Err(LintError::Empty);
    }
    let parsed = parse(source.text(), Notation::of(source.path(), source.text()));
    if parsed.documents.is_empty() && parsed.problems.is_empty() {
        return Err(LintError::Empty);
    }
    let stream = parsed.documents.len() > 1;
    let mut linted = Linted { files: Vec::new(), diagnostics: Vec::new(), unknown: Vec::new() };
    for (index, root) in parsed.documents.iter().enumerate() {
        let detected = match kind {
            Some(kind) => Ok(Document::unwrap_as(kind, root)),
            None => Document::detect(root),
        };
        let document = stream.then_some(index);
        match detected {
            Ok(documents) => {
                let kind = documents.first().map(|(kind, _)| kind.name());
                linted.files.push(ReportFile { path: source.path().to_string(), kind, document });
                for (kind, node) in documents {
                    let found = findings(kind, node).into_iter().map(|finding| resolve(finding, source, root, document));
                    linted.diagnostics.extend(found.map(|diagnostic| taught_by(kind, diagnostic)));
                }
            }
            Err(unknown) => linted.unknown.push((index, unknown)),
        }
    }
    add_problems(source, &parsed, &mut linted);
    if linted.files.is_empty() {
        match linted.unknown.first() {
            Some((_, unknown)) if parsed.problems.is_empty() => return Err(LintError::UnknownKind(*unknown)),
            _ => linted.files.push(ReportFile { path: source.path().to_string(), kind: None, document: None }),
        }
    }
    linted.diagnostics.sort_by(Diagnostic::order);
    Ok(linted)
}

fn findings(kind: Kind, node: &Node<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    check_shape(kind.shape(), kind == Kind::EcrLifecyclePolicy, node, &mut found);
    let Some(document) = Document::read(kind, node) else { return found };
    // People paste a described task definition to go on with it, and AWS prints one as it takes it; what it prints of a
    // service or a cluster holds defaults and counts that it would not take.
    let described = kind != Kind::TaskDefinition && Document::is_described(node);
    for rule in rules().iter().filter(|rule| !(described && rule.is_about_rejection())) {
        let findings = &mut Findings::of(rule, &mut found);
        match (&document, rule.check) {
            (Document::TaskDefinition(task), Check::TaskDefinition(check)) => check(task, findings),
            (Document::LifecyclePolicy(policy), Check::LifecyclePolicy(check)) => check(policy, findings),
            (Document::Service(service), Check::Service(check)) => check(service, findings),
            (Document::Cluster(cluster), Check::Cluster(check)) => check(cluster, findings),
            (Document::CapacityProvider(provider), Check::CapacityProvider(check)) => check(provider, findings),
            (Document::EcrRepository(repository), Check::EcrRepository(check)) => check(repository, findings),
            (Document::RepositoryPolicy(policy), Check::RepositoryPolicy(check)) => check(policy, findings),
            (Document::EcrRegistry(registry), Check::EcrRegistry(check)) => check(registry, findings),
            _ => {}
        }
    }
    found
}

fn resolve(finding: Finding, source: &SourceFile, root: &Node<'_>, document: Option<usize>) -> Diagnostic {
    let Finding { rule, span, message, help, related, fix, aws_message } = finding;
    let related = related
        .into_iter()
        .map(|(span, message)| Related {
            message,
            start: source.position(span.start),
            end: source.position(span.end),
            pointer: pointer_at(root, span),
        })
        .collect();
    Diagnostic {
        code: rule.code,
        name: rule.name,
        severity: rule.severity,
        message,
        path: source.path().to_string(),
        start: source.position(span.start),
        end: source.position(span.end),
        pointer: pointer_at(root, span),
        document,
        resource: None,
        help,
        aws_message: aws_message.or(rule.aws_message),
        url: rule.source,
        lesson: rule.lesson,
        related,
        fix,
    }
}

/// Rules about form speak of every kind; what explains them is the page and the lesson of the kind.
fn taught_by(kind: Kind, diagnostic: Diagnostic) -> Diagnostic {
    if !diagnostic.code.starts_with("DOC") {
        return diagnostic;
    }
    Diagnostic { url: kind.reference(), lesson: kind.lesson(), ..diagnostic }
}

/// Problems of the text belong to the document that they stand in, or to none where it broke off.
fn add_problems(source: &SourceFile, parsed: &Parsed<'_>, linted: &mut Linted) {
    let nowhere = Node { span: Span::default(), data: crate::syntax::Data::Null };
    let stream = parsed.documents.len() > 1;
    for problem in &parsed.problems {
        let holder = parsed.documents.iter().enumerate().find(|(_, document)| document.span.contains(problem.span));
        // A repeated key in a document of another kind is none of our business.
        if holder.is_some_and(|(index, _)| linted.unknown.iter().any(|(unknown, _)| *unknown == index))
            && problem.kind == ProblemKind::DuplicateKey
        {
            continue;
        }
        let (document, root) = holder.map_or((None, &nowhere), |(index, root)| (stream.then_some(index), root));
        linted.diagnostics.push(resolve(finding_of(problem), source, root, document));
    }
}

fn finding_of(problem: &SyntaxProblem) -> Finding {
    let rule = match problem.kind {
        ProblemKind::InvalidSyntax => &INVALID_SYNTAX,
        ProblemKind::DuplicateKey => &DUPLICATE_KEY,
    };
    Finding {
        rule,
        span: problem.span,
        message: problem.message.clone(),
        help: problem.help.map(str::to_string),
        related: problem.related.iter().map(|(span, message)| (*span, (*message).to_string())).collect(),
        fix: None,
        aws_message: None,
    }
}
