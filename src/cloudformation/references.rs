//! What a value refers to.

use std::collections::HashSet;

use super::intrinsic::{Function, intrinsic};
use super::substitution::{Piece, pieces};
use crate::syntax::{Data, Node};

/// Parameters that a value reads, through `Ref` and `Sub`.
pub(super) fn parameters_in<'t>(node: &'t Node<'t>, found: &mut HashSet<&'t str>) {
    if let Some((function, argument)) = intrinsic(node) {
        match (function, &argument.data) {
            (Function::Ref, Data::String(name)) => {
                found.insert(name.as_ref());
                return;
            }
            (Function::Sub, Data::String(text)) => variables(text, found),
            (Function::Sub, Data::Array(items)) => {
                if let Some(Node { data: Data::String(text), .. }) = items.first() {
                    variables(text, found);
                }
            }
            _ => {}
        }
        return parameters_in(argument, found);
    }
    match &node.data {
        Data::Array(items) => items.iter().for_each(|item| parameters_in(item, found)),
        Data::Object(members) => members.iter().for_each(|member| parameters_in(&member.value, found)),
        _ => {}
    }
}

fn variables<'t>(text: &'t str, found: &mut HashSet<&'t str>) {
    found.extend(pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Variable(_, name, _) if !name.contains('.') => Some(name),
        _ => None,
    }));
}

/// Resources that a value refers to, through `Ref`, `GetAtt` and `Sub`.
pub(super) fn names_in<'t>(node: &'t Node<'t>, found: &mut HashSet<&'t str>) {
    let before_dot = |name: &'t str| name.split('.').next().unwrap_or(name);
    if let Some((function, argument)) = intrinsic(node) {
        match (function, &argument.data) {
            (Function::Ref, Data::String(name)) => {
                found.insert(name.as_ref());
                return;
            }
            (Function::GetAtt, Data::String(name)) => {
                found.insert(before_dot(name));
                return;
            }
            (Function::GetAtt, Data::Array(items)) => {
                if let Some(Node { data: Data::String(id), .. }) = items.first() {
                    found.insert(id.as_ref());
                }
                return;
            }
            (Function::Sub, data) => {
                let text = match data {
                    Data::Array(items) => items.first(),
                    _ => Some(argument),
                };
                if let Some(Node { data: Data::String(text), .. }) = text {
                    found.extend(pieces(text).into_iter().filter_map(|piece| match piece {
                        Piece::Variable(_, name, _) => Some(before_dot(name)),
                        _ => None,
                    }));
                }
            }
            _ => {}
        }
        return names_in(argument, found);
    }
    match &node.data {
        Data::Array(items) => items.iter().for_each(|item| names_in(item, found)),
        Data::Object(members) => members.iter().for_each(|member| names_in(&member.value, found)),
        _ => {}
    }
}

/// Conditions that a condition names.
pub(super) fn conditions_in<'t>(node: &'t Node<'t>, found: &mut Vec<&'t str>) {
    match intrinsic(node) {
        Some((Function::Condition, Node { data: Data::String(name), .. })) => found.push(name),
        Some((_, Node { data: Data::Array(items), .. })) => items.iter().for_each(|item| conditions_in(item, found)),
        _ => {}
    }
}
