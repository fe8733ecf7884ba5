//! Documents that stand as text, or as an object, inside another document.

use crate::cloudformation::{Piece, pieces};
use crate::model::{Kind, PolicyUse, RegistryPart, is_placeholder};
use crate::source::{SourceFile, Span};
use crate::syntax::{Data, FilledRun, Node, SyntaxProblem, parse_embedded, parse_filled};

/// The members on the way to a document; `*` is every item of a list.
pub(super) type Way = &'static [&'static str];

/// Where documents of each kind hold others, and what is there.
const HOLDERS: [(Kind, Way, Kind); 7] = [
    (Kind::EcrRepository, &["lifecyclePolicy", "lifecyclePolicyText"], Kind::EcrLifecyclePolicy),
    (Kind::EcrRepository, &["repositoryPolicyText"], Kind::Policy(PolicyUse::Repository)),
    (Kind::EcrRegistry(RegistryPart::CreationTemplate), &["lifecyclePolicy"], Kind::EcrLifecyclePolicy),
    (Kind::EcrRegistry(RegistryPart::CreationTemplate), &["repositoryPolicy"], Kind::Policy(PolicyUse::Repository)),
    (Kind::IamRole, &["AssumeRolePolicyDocument"], Kind::Policy(PolicyUse::Trust)),
    (Kind::IamRole, &["Policies", "*", "PolicyDocument"], Kind::Policy(PolicyUse::Identity)),
    (Kind::IamRole, &["RolePolicyList", "*", "PolicyDocument"], Kind::Policy(PolicyUse::Identity)),
];

/// Where a command about policies takes or prints one.
struct Carrier {
    /// Members beside the policy that tell the command.
    beside: &'static [&'static str],
    way: Way,
    policy_use: PolicyUse,
    /// Whether it is only printed: AWS has accepted it, and takes more of itself than of others.
    printed: bool,
}

const fn taken(beside: &'static [&'static str], way: Way, policy_use: PolicyUse) -> Carrier {
    Carrier { beside, way, policy_use, printed: false }
}

const fn printed(way: Way, policy_use: PolicyUse) -> Carrier {
    Carrier { beside: &[], way, policy_use, printed: true }
}

/// The first that fits each way counts.
const CARRIERS: [Carrier; 14] = [
    // put-role-policy, get-role-policy and the same for users and groups
    taken(&["PolicyName", "RoleName"], &["PolicyDocument"], PolicyUse::Identity),
    taken(&["PolicyName", "UserName"], &["PolicyDocument"], PolicyUse::Identity),
    taken(&["PolicyName", "GroupName"], &["PolicyDocument"], PolicyUse::Identity),
    // create-policy, update-assume-role-policy, create-policy-version
    taken(&["PolicyName"], &["PolicyDocument"], PolicyUse::Managed),
    taken(&["RoleName"], &["PolicyDocument"], PolicyUse::Trust),
    taken(&["PolicyArn"], &["PolicyDocument"], PolicyUse::Managed),
    // get-policy-version
    printed(&["PolicyVersion", "Document"], PolicyUse::Managed),
    // get-account-authorization-details
    printed(&["Policies", "*", "PolicyVersionList", "*", "Document"], PolicyUse::Managed),
    taken(&[], &["UserDetailList", "*", "UserPolicyList", "*", "PolicyDocument"], PolicyUse::Identity),
    taken(&[], &["GroupDetailList", "*", "GroupPolicyList", "*", "PolicyDocument"], PolicyUse::Identity),
    // get-resource-policy and put-resource-policy of Secrets Manager
    taken(&["ARN"], &["ResourcePolicy"], PolicyUse::Resource),
    taken(&["SecretId"], &["ResourcePolicy"], PolicyUse::Resource),
    // set-repository-policy, get-repository-policy; put-registry-policy, get-registry-policy
    taken(&["repositoryName"], &["policyText"], PolicyUse::Repository),
    taken(&[], &["policyText"], PolicyUse::Registry),
];

/// A policy that a command takes or prints.
pub(super) struct Carried<'n> {
    pub kind: Kind,
    pub node: &'n Node<'n>,
    /// Whether AWS printed it, so that it is not judged as a request.
    pub printed: bool,
}

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

/// The policies of a document that carries nothing but policies, as commands take and print them; roles may stand beside them.
pub(super) fn carried_policies<'n>(root: &'n Node<'n>) -> Vec<Carried<'n>> {
    if let [node] = all_at(root, &["lifecyclePolicyText"])[..]
        && matches!(node.data, Data::String(_))
    {
        return vec![Carried { kind: Kind::EcrLifecyclePolicy, node, printed: false }];
    }
    let is_there = |name: &str| root.members().iter().any(|member| member.key == name);
    let mut used: Vec<Way> = Vec::new();
    let mut carried = Vec::new();
    for Carrier { beside, way, policy_use, printed } in &CARRIERS {
        if used.contains(way) || !is_there(way[0]) || !beside.iter().all(|name| is_there(name)) {
            continue;
        }
        let found = all_at(root, way);
        if !found.is_empty() {
            used.push(way);
            carried.extend(found.into_iter().map(|node| Carried { kind: Kind::Policy(*policy_use), node, printed: *printed }));
        }
    }
    carried
}

/// The documents inside a document of a kind.
pub(super) fn embedded_documents(kind: Kind, node: &Node<'_>, source: &SourceFile) -> Vec<EmbeddedDocument> {
    documents_at(holders(kind), node, source)
}

/// The documents that stand at certain places of a tree.
pub(super) fn documents_at(ways: impl Iterator<Item = (Way, Kind)>, node: &Node<'_>, source: &SourceFile) -> Vec<EmbeddedDocument> {
    let mut documents = Vec::new();
    for (way, kind) in ways {
        documents.extend(all_at(node, way).into_iter().filter_map(|node| embedded(kind, node, source)));
    }
    documents
}

fn holders(kind: Kind) -> impl Iterator<Item = (Way, Kind)> {
    HOLDERS.iter().filter(move |(holder, _, _)| *holder == kind).map(|(_, way, kind)| (*way, *kind))
}

/// A copy of a role in which policies that are written as text stand as objects, with their places in the file; nothing for other kinds,
/// whose models do not look into what they hold.
pub(super) fn expanded(kind: Kind, node: &Node<'_>, source: &SourceFile) -> Option<Node<'static>> {
    if kind != Kind::IamRole {
        return None;
    }
    let mut whole = node.moved(&|span| span);
    for (way, kind) in holders(kind) {
        replace_at(&mut whole, way, &|node| embedded(kind, node, source)?.root);
    }
    Some(whole)
}

/// All values at the end of a way.
fn all_at<'n>(node: &'n Node<'n>, way: &[&str]) -> Vec<&'n Node<'n>> {
    let Some((name, rest)) = way.split_first() else { return vec![node] };
    match &node.data {
        Data::Array(items) if *name == "*" => items.iter().flat_map(|item| all_at(item, rest)).collect(),
        _ => node.get(name).map_or_else(Vec::new, |member| all_at(&member.value, rest)),
    }
}

fn replace_at(node: &mut Node<'static>, way: &[&str], with: &impl Fn(&Node<'_>) -> Option<Node<'static>>) {
    let Some((name, rest)) = way.split_first() else {
        if let Some(other) = with(node) {
            *node = other;
        }
        return;
    };
    match &mut node.data {
        Data::Array(items) if *name == "*" => items.iter_mut().for_each(|item| replace_at(item, rest, with)),
        Data::Object(members) => {
            let member = members.iter_mut().rev().find(|member| member.key.eq_ignore_ascii_case(name));
            member.into_iter().for_each(|member| replace_at(&mut member.value, rest, with));
        }
        _ => {}
    }
}

/// The document at a place: an object, or its text.
pub(super) fn embedded(kind: Kind, node: &Node<'_>, source: &SourceFile) -> Option<EmbeddedDocument> {
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
    if text.starts_with("%7B") {
        return percent_encoded(kind, span, text, source);
    }
    if !is_json && (is_placeholder(text.trim()) || text.starts_with("file://")) {
        return None;
    }
    let parsed = parse_embedded(source.text(), span, text)?;
    Some(EmbeddedDocument { kind, root: parsed.root, holder: Some(span), problems: parsed.problems })
}

/// A document as the API of IAM prints it: with every character that is not plain in percent encoding (RFC 3986).
fn percent_encoded(kind: Kind, span: Span, text: &str, source: &SourceFile) -> Option<EmbeddedDocument> {
    let mut filled = Filled::default();
    let mut at = 0;
    while at < text.len() {
        let plain = text[at..].find('%').unwrap_or(text.len() - at);
        if plain > 0 {
            filled.copy(at, &text[at..at + plain]);
            at += plain;
            continue;
        }
        // Characters beyond ASCII are several encoded bytes; a policy of a role has none where it matters.
        let code = text.get(at + 1..at + 3).and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(u8::is_ascii)?;
        filled.put(at, at + 3, char::from(code).encode_utf8(&mut [0; 4]));
        at += 3;
    }
    let parsed = parse_filled(source.text(), span, text, &filled.text, &filled.runs)?;
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
