//! Findings that somebody decided to live with, each with its reason.
//!
//! A comment of YAML speaks of a line, `Metadata` of a resource of a template for the resource, and the configuration for a place in a file
//! that has no comments. What cannot be read, has no reason, or suppresses nothing is itself found.

mod comment;
mod listed;
mod metadata;

pub use listed::ListedSuppression;
pub(super) use listed::is_unused;

use super::locator::{Locator, ResourcePlace};
use super::{Check, Finding, Findings, Rule, RulePattern, find_rule};
use crate::cloudformation::is_template;
use crate::diagnostics::Diagnostic;
use crate::rules::document::{INVALID_SUPPRESSION, INVALID_SYNTAX, SUPPRESSION_WITHOUT_REASON, UNUSED_SUPPRESSION};
use crate::source::{SourceFile, Span};
use crate::syntax::{Data, Node, Notation, Parsed, ProblemKind, parse};

/// What every form has in it.
const MARK: &str = "ecslab";

/// The suppressions in one source.
pub(super) struct Suppressions<'s> {
    source: &'s SourceFile,
    parsed: Parsed<'s>,
    found: Vec<Suppression>,
    /// What is wrong with some, and the resource that they stand in.
    problems: Vec<(Finding, Holder)>,
}

/// One rule, suppressed somewhere.
struct Suppression {
    rule: &'static Rule,
    scope: Scope,
    /// Where the rule is named.
    span: Span,
    holder: Holder,
    is_used: bool,
}

/// Of what findings are suppressed.
enum Scope {
    /// Those that stand on this line; none where no line follows.
    Line(Option<usize>),
    /// Those in the resource that holds it.
    Resource,
}

/// The document, by its number, and the resource in which a suppression stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Holder {
    document: usize,
    resource: Option<String>,
}

/// A suppression as it is written.
struct Written<'w> {
    /// The rules as they are named.
    rules: Vec<(&'w str, Span)>,
    has_reason: bool,
    /// The whole.
    span: Span,
}

impl<'s> Suppressions<'s> {
    /// Reads them; `unknown` are the numbers of documents that are none of ours.
    pub fn read(source: &'s SourceFile, unknown: &[usize]) -> Self {
        let mut suppressions = Self { source, parsed: Parsed::default(), found: Vec::new(), problems: Vec::new() };
        if !source.text().contains(MARK) {
            return suppressions;
        }
        let notation = Notation::of(source.path(), source.text());
        suppressions.parsed = parse(source.text(), notation);
        if notation == Notation::Yaml {
            comment::read(&mut suppressions, unknown);
        }
        let documents = std::mem::take(&mut suppressions.parsed.documents);
        for (document, root) in documents.iter().enumerate().filter(|(_, root)| is_template(root)) {
            metadata::read(&mut suppressions, document, root);
        }
        suppressions.parsed.documents = documents;
        suppressions
    }

    /// Takes what is suppressed out of the findings; how many there were.
    pub fn apply(&mut self, diagnostics: &mut Vec<Diagnostic>) -> usize {
        let before = diagnostics.len();
        if !self.found.is_empty() {
            diagnostics.retain(|diagnostic| !self.suppresses(diagnostic));
        }
        before - diagnostics.len()
    }

    fn suppresses(&mut self, diagnostic: &Diagnostic) -> bool {
        let documents = &self.parsed.documents;
        let mut is_suppressed = false;
        for suppression in self.found.iter_mut().filter(|suppression| suppression.rule.code == diagnostic.code) {
            let fits = match suppression.scope {
                Scope::Line(line) => line.is_some_and(|line| stands_on(diagnostic, line, documents, self.source)),
                Scope::Resource => {
                    suppression.holder.document == diagnostic.document.unwrap_or_default()
                        && suppression.holder.resource == diagnostic.resource
                }
            };
            suppression.is_used |= fits;
            is_suppressed |= fits;
        }
        is_suppressed
    }

    /// What is wrong with the suppressions themselves, when all that the source gives by itself went through [`Suppressions::apply`].
    /// `is_judged` says of which rules that is all.
    pub fn findings(mut self, is_judged: impl Fn(&Rule) -> bool) -> Vec<Diagnostic> {
        let is_whole = self.parsed.problems.iter().all(|problem| problem.kind != ProblemKind::InvalidSyntax);
        let unused = std::mem::take(&mut self.found).into_iter().filter(|found| !found.is_used && is_whole && is_judged(found.rule));
        let unused: Vec<_> = unused.map(|found| (unused_finding(&found), found.holder)).collect();
        let stream = self.parsed.documents.len() > 1;
        let nowhere = Node { span: Span::default(), data: Data::Null };
        let located = self.problems.into_iter().chain(unused).map(|(finding, holder)| {
            let root = self.parsed.documents.get(holder.document).unwrap_or(&nowhere);
            let resource = holder.resource.as_deref().map(|id| ResourcePlace { id, properties: None });
            let document = stream.then_some(holder.document);
            Locator { source: self.source, root, document, resource, embedded: Vec::new() }.resolve(finding, None)
        });
        located.collect()
    }

    /// Takes one as it is written.
    fn take(&mut self, written: Written<'_>, scope: impl Fn() -> Scope, holder: &Holder) {
        if !written.has_reason {
            self.report(&SUPPRESSION_WITHOUT_REASON, written.span, "a suppression without a reason suppresses nothing", REASON, holder);
        }
        if written.rules.is_empty() {
            self.report(&INVALID_SUPPRESSION, written.span, "the suppression names no rule", FORM, holder);
        }
        for (name, span) in written.rules {
            match suppressible(name) {
                Ok(rule) if written.has_reason => {
                    self.found.push(Suppression { rule, scope: scope(), span, holder: holder.clone(), is_used: false });
                }
                Ok(_) => {}
                Err((message, help)) => self.report(&INVALID_SUPPRESSION, span, &message, &help, holder),
            }
        }
    }

    fn report(&mut self, rule: &'static Rule, span: Span, message: &str, help: &str, holder: &Holder) {
        let mut found = Vec::new();
        Findings::of(rule, &mut found).report(span, message).help(help);
        self.problems.extend(found.into_iter().map(|finding| (finding, holder.clone())));
    }
}

const FORM: &str =
    "write `# ecslab: ignore CODE -- reason`, or in the Metadata of a resource `ecslab: {ignore: [{rule: CODE, reason: ...}]}`";
const REASON: &str = "say why, for whoever meets it next: `# ecslab: ignore CODE -- reason`";

/// The rule of that code or name.
fn suppressible(name: &str) -> Result<&'static Rule, (String, String)> {
    match (find_rule(name), RulePattern::parse(name)) {
        (Some(rule), _) if std::ptr::eq(rule, &INVALID_SYNTAX) => {
            Err((format!("{} cannot be suppressed: what does not parse is not checked", rule.code), "mend the text".to_string()))
        }
        (Some(rule), _) => Ok(rule),
        (None, Ok(_)) => Err((format!("{name:?} names many rules"), "a suppression names each rule by its code or name".to_string())),
        (None, Err(unknown)) => Err((format!("no rule has the code or name {name:?}"), unknown.remedy())),
    }
}

fn unused_finding(suppression: &Suppression) -> Finding {
    let rule = suppression.rule;
    let place = match (&suppression.scope, &suppression.holder.resource) {
        (Scope::Line(Some(line)), _) => format!("line {line}"),
        (Scope::Line(None), _) => "what follows".to_string(),
        (Scope::Resource, id) => format!("the resource {}", id.as_deref().unwrap_or_default()),
    };
    let mut found = Vec::new();
    Findings::of(&UNUSED_SUPPRESSION, &mut found)
        .report(suppression.span, format!("{place} has no finding of {} ({}) to suppress", rule.code, rule.name))
        .help("take the suppression away, so that it cannot hide what comes later");
    found.swap_remove(0)
}

/// Whether a rule finds all it can in a file by itself: what is not found there is not there.
pub(super) fn is_judged_alone(rule: &Rule) -> bool {
    match rule.check {
        Check::ServiceAndTask(_) | Check::RoleInUse(_) | Check::ExecutionRole(_) => false,
        Check::Document(_)
        | Check::TaskDefinition(_)
        | Check::LifecyclePolicy(_)
        | Check::Service(_)
        | Check::Stack(_)
        | Check::Required(_)
        | Check::Cluster(_)
        | Check::CapacityProvider(_)
        | Check::EcrRepository(_)
        | Check::RepositoryPolicy(_)
        | Check::Policy(_)
        | Check::IdentityPolicy(_)
        | Check::TrustPolicy(_)
        | Check::Role(_)
        | Check::InlinePolicies(_)
        | Check::HeldPolicies(_)
        | Check::EcrRegistry(_) => true,
    }
}

/// Whether a finding stands on a line: it begins there, or it is a value that begins on a later line than its key, which stands there.
fn stands_on(diagnostic: &Diagnostic, line: usize, documents: &[Node<'_>], source: &SourceFile) -> bool {
    if diagnostic.start.line == line {
        return true;
    }
    let span = Span::new(diagnostic.start.offset, diagnostic.end.offset);
    diagnostic.start.line > line
        && documents.iter().find_map(|root| key_of(root, span)).is_some_and(|key| source.position(key.start).line == line)
}

/// The key of the value that has exactly this span.
fn key_of(node: &Node<'_>, span: Span) -> Option<Span> {
    if !node.span.contains(span) {
        return None;
    }
    match &node.data {
        Data::Object(members) => members.iter().find_map(|member| {
            let inner = key_of(&member.value, span);
            inner.or_else(|| (member.value.span == span).then_some(member.key_span))
        }),
        Data::Array(items) => items.iter().find_map(|item| key_of(item, span)),
        Data::Tagged(_, inner) => key_of(inner, span),
        _ => None,
    }
}
