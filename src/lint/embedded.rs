//! Documents that stand as text, or as an object, inside another document.

use crate::model::{Kind, RegistryPart, is_placeholder};
use crate::source::{SourceFile, Span};
use crate::syntax::{Data, Node, SyntaxProblem, parse_embedded};

/// Where documents of each kind hold others: the members on the way, and what is there.
const HOLDERS: [(Kind, &[&str], Kind); 6] = [
    (Kind::EcrRepository, &["lifecyclePolicy", "lifecyclePolicyText"], Kind::EcrLifecyclePolicy),
    (Kind::EcrRepository, &["repositoryPolicyText"], Kind::EcrRepositoryPolicy),
    (Kind::EcrRegistry(RegistryPart::CreationTemplate), &["lifecyclePolicy"], Kind::EcrLifecyclePolicy),
    (Kind::EcrRegistry(RegistryPart::CreationTemplate), &["repositoryPolicy"], Kind::EcrRepositoryPolicy),
    // What the get and put commands take and print has nothing but the policy.
    (Kind::EcrLifecyclePolicy, &["lifecyclePolicyText"], Kind::EcrLifecyclePolicy),
    (Kind::EcrRepositoryPolicy, &["policyText"], Kind::EcrRepositoryPolicy),
];

/// A document inside another one.
#[derive(Debug)]
pub(super) struct EmbeddedDocument {
    pub kind: Kind,
    /// The document, where its text could be parsed, with spans in the file.
    pub root: Option<Node<'static>>,
    /// The string that it stands in; nothing where it is an object of the outer document.
    pub holder: Option<Span>,
    pub problems: Vec<SyntaxProblem>,
}

/// The kind of a document that is nothing but a policy in a text, as `get-lifecycle-policy` and `get-repository-policy` print it.
pub(super) fn policy_in_a_text(root: &Node<'_>) -> Option<Kind> {
    let text = |name: &str| root.get(name).is_some_and(|member| matches!(member.value.data, Data::String(_)));
    if text("lifecyclePolicyText") {
        return Some(Kind::EcrLifecyclePolicy);
    }
    (text("policyText") && root.get("repositoryName").is_some()).then_some(Kind::EcrRepositoryPolicy)
}

/// The documents inside a document of a kind.
pub(super) fn embedded_documents(kind: Kind, node: &Node<'_>, source: &SourceFile) -> Vec<EmbeddedDocument> {
    let holders = HOLDERS.iter().filter(|(holder, _, _)| *holder == kind);
    holders.filter_map(|(_, way, kind)| embedded(*kind, descend(node, way)?, source)).collect()
}

fn descend<'n>(node: &'n Node<'n>, way: &[&str]) -> Option<&'n Node<'n>> {
    way.iter().try_fold(node, |node, name| node.get(name).map(|member| &member.value))
}

fn embedded(kind: Kind, node: &Node<'_>, source: &SourceFile) -> Option<EmbeddedDocument> {
    match &node.data {
        Data::String(text) => in_text(kind, node.span, text, source),
        Data::Tagged(tag, inner) => match (tag.as_ref(), &inner.data) {
            ("!Sub", Data::String(text)) => {
                // Text that a variable completes may be JSON only then.
                in_text(kind, inner.span, text, source).filter(|found| found.problems.is_empty())
            }
            ("!ToJsonString", Data::Object(_)) => Some(whole(kind, inner)),
            _ => None,
        },
        Data::Object(_) => Some(whole(kind, node)),
        _ => None,
    }
}

fn in_text(kind: Kind, span: Span, text: &str, source: &SourceFile) -> Option<EmbeddedDocument> {
    // A text that stands elsewhere than here, such as a parameter's default, has no places in this value.
    let is_json = text.trim_start().starts_with('{');
    if !stands_at(source.slice(span), text) || (!is_json && (is_placeholder(text.trim()) || text.starts_with("file://"))) {
        return None;
    }
    let parsed = parse_embedded(source.text(), span, text)?;
    Some(EmbeddedDocument { kind, root: parsed.root, holder: Some(span), problems: parsed.problems })
}

/// Whether the text of a span can be the writing of `text`: it holds its first words.
fn stands_at(raw: &str, text: &str) -> bool {
    let word = text.split(|c: char| !c.is_ascii_alphanumeric()).find(|word| !word.is_empty());
    word.is_none_or(|word| raw.contains(word))
}

fn whole(kind: Kind, node: &Node<'_>) -> EmbeddedDocument {
    EmbeddedDocument { kind, root: Some(node.moved(&|span| span)), holder: None, problems: Vec::new() }
}
