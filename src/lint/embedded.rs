//! Documents that stand as text, or as an object, inside another document.

use crate::cloudformation::{Piece, pieces};
use crate::model::{Kind, RegistryPart, is_placeholder};
use crate::source::{SourceFile, Span};
use crate::syntax::{Data, FilledRun, Node, SyntaxProblem, parse_embedded, parse_filled};

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

/// Stands for what a variable will be.
const UNKNOWN: &str = "${unknown}";

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
            ("!Sub", Data::Array(parts)) => substituted(kind, parts, source),
            ("!ToJsonString", Data::Object(_)) => Some(whole(kind, inner)),
            _ => None,
        },
        Data::Object(_) => Some(whole(kind, node)),
        _ => None,
    }
}

fn in_text(kind: Kind, span: Span, text: &str, source: &SourceFile) -> Option<EmbeddedDocument> {
    let is_json = text.trim_start().starts_with('{');
    if !is_json && (is_placeholder(text.trim()) || text.starts_with("file://")) {
        return None;
    }
    let parsed = parse_embedded(source.text(), span, text)?;
    Some(EmbeddedDocument { kind, root: parsed.root, holder: Some(span), problems: parsed.problems })
}

/// A document in the text of a `Fn::Sub`, as it is with its variables filled in.
fn substituted(kind: Kind, parts: &[Node<'_>], source: &SourceFile) -> Option<EmbeddedDocument> {
    let [Node { data: Data::String(text), span }, values] = parts else { return None };
    let mut filled = Filled::default();
    for piece in pieces(text) {
        match piece {
            Piece::Text(at, text) => filled.copy(at, text),
            Piece::Literal(at, rest) => {
                filled.put(at, at + "${!".len(), "${");
                filled.copy(at + "${!".len(), rest);
            }
            Piece::Variable(at, name, length) => {
                let value = values.members().iter().find(|member| member.key == name).map(|member| &member.value.data);
                let written = filled.written(value);
                filled.put(at, at + length, &written);
            }
        }
    }
    let parsed = parse_filled(source.text(), *span, text, &filled.text, &filled.runs)?;
    // Text that an unknown variable completes may be right all the same.
    let problems = if filled.is_complete { parsed.problems } else { Vec::new() };
    Some(EmbeddedDocument { kind, root: parsed.root, holder: Some(*span), problems })
}

/// A text with its variables filled in, and where each part of it comes from.
struct Filled {
    text: String,
    runs: Vec<FilledRun>,
    is_complete: bool,
    /// Whether the text so far ends inside a string of JSON.
    in_string: bool,
}

impl Default for Filled {
    fn default() -> Self {
        Self { text: String::new(), runs: Vec::new(), is_complete: true, in_string: false }
    }
}

impl Filled {
    fn copy(&mut self, at: usize, text: &str) {
        self.runs.push(FilledRun { filled: self.text.len(), from: at, replaced: 0 });
        self.text.push_str(text);
        let mut escaped = false;
        for byte in text.bytes() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if self.in_string => escaped = true,
                b'"' => self.in_string = !self.in_string,
                _ => {}
            }
        }
    }

    fn put(&mut self, from: usize, to: usize, value: &str) {
        self.runs.push(FilledRun { filled: self.text.len(), from, replaced: to - from });
        self.text.push_str(value);
    }

    /// A value as it stands in the text; one that is not known is a placeholder, in quotes where it stands alone.
    fn written(&mut self, value: Option<&Data<'_>>) -> String {
        match value {
            Some(Data::String(text) | Data::Number(text)) if !text.contains(['"', '\\', '{', '\n']) => text.to_string(),
            Some(Data::Bool(value)) => value.to_string(),
            _ => {
                self.is_complete = false;
                if self.in_string { UNKNOWN.to_string() } else { format!("\"{UNKNOWN}\"") }
            }
        }
    }
}

fn whole(kind: Kind, node: &Node<'_>) -> EmbeddedDocument {
    EmbeddedDocument { kind, root: Some(node.moved(&|span| span)), holder: None, problems: Vec::new() }
}
