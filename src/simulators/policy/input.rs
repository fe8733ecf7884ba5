//! Reading policies: documents as IAM takes them, and as the AWS CLI prints them.
//!
//! In: a file's tree. Out: policies ready to be evaluated, or the first [`Fault`]: a policy that IAM would refuse is not simulated.

use super::statement::{Policy, PolicyType};
use super::validate;
use crate::facts::POLICY_ELEMENTS;
use crate::source::{Fault, SourceFile};
use crate::syntax::{Data, Node, Notation, ProblemKind, parse};

/// Members in which the AWS CLI prints a policy, as an object or as a string.
const HOLDERS: [&str; 8] = [
    "PolicyVersion",
    "Policy",
    "PolicyDocument",
    "policyText",
    "ResourcePolicy",
    "AssumeRolePolicyDocument",
    "Document",
    "PolicyInputList",
];
/// Wrappers deep; a string inside a string inside a string is nobody's policy.
const MOST_WRAPPERS: usize = 8;

/// Reads all policies of a file: one document, a list of documents, or what the AWS CLI prints.
///
/// # Errors
/// The first reason why it cannot be used, with its place. A place inside a policy that is held as a string is one inside that
/// string, and the path names the member after `#`.
pub fn policies(source: &SourceFile, root: &Node, kind: PolicyType) -> Result<Vec<Policy>, Fault> {
    let mut found = Vec::new();
    collect(source, root, kind, "", &mut found, 0)?;
    if found.is_empty() {
        return Err(Fault::at(source, root.span, "the list holds no policy"));
    }
    Ok(found)
}

fn collect(source: &SourceFile, node: &Node, kind: PolicyType, pointer: &str, found: &mut Vec<Policy>, depth: usize) -> Result<(), Fault> {
    if depth > MOST_WRAPPERS {
        return Err(Fault::at(source, node.span, "the policy is wrapped too deeply"));
    }
    match &node.data {
        Data::Array(items) => items
            .iter()
            .enumerate()
            .try_for_each(|(index, item)| collect(source, item, kind, &format!("{pointer}/{index}"), found, depth + 1)),
        Data::String(text) => {
            let inner = SourceFile::new(format!("{}#{pointer}", source.path()), text.as_ref());
            let mut parsed = parse(inner.text(), Notation::Json);
            if let Some(problem) = parsed.problems.iter().find(|problem| problem.kind == ProblemKind::InvalidSyntax) {
                return Err(Fault::at(&inner, problem.span, problem.message.clone()).help("A policy held as a string is JSON."));
            }
            match parsed.documents.pop() {
                Some(document) => collect(&inner, &document, kind, "", found, depth + 1),
                None => Err(Fault::at(source, node.span, "the policy is empty")),
            }
        }
        Data::Object(members) => {
            let is_document = members.iter().any(|member| POLICY_ELEMENTS.contains(&member.key.as_ref()) && member.key != "Id");
            if !is_document {
                let role = members.iter().find(|member| member.key == "Role" && matches!(member.value.data, Data::Object(_)));
                let holder = role.or_else(|| HOLDERS.iter().find_map(|holder| members.iter().find(|member| member.key == *holder)));
                if let Some(holder) = holder {
                    let pointer = format!("{pointer}/{}", holder.key);
                    return collect(source, &holder.value, kind, &pointer, found, depth + 1);
                }
            }
            found.push(validate::policy(source, node, kind)?);
            Ok(())
        }
        _ => Err(Fault::at(source, node.span, format!("a policy is an object, not {}", node.type_name()))
            .help("Give a policy document, or what the AWS CLI prints around it.")),
    }
}
