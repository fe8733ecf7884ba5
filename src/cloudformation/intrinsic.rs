//! Intrinsic functions in their three notations: `!Sub`, `{"Fn::Sub": ...}` and the tag of a resolved tree.

use crate::syntax::{Data, Node};

/// A function of the template language, by the name after `Fn::`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Ref,
    GetAtt,
    Sub,
    Join,
    Select,
    Split,
    If,
    FindInMap,
    ToJsonString,
    Condition,
    Equals,
    And,
    Or,
    Not,
    /// Of `Rules`.
    Contains,
    /// Known to exist, and never known offline: imports, zones, transforms, macros.
    Opaque,
}

/// Functions by their name. `Ref` and `Condition` have no `Fn::` in the long notation.
const FUNCTIONS: [(&str, Function); 23] = [
    ("Ref", Function::Ref),
    ("Condition", Function::Condition),
    ("GetAtt", Function::GetAtt),
    ("Sub", Function::Sub),
    ("Join", Function::Join),
    ("Select", Function::Select),
    ("Split", Function::Split),
    ("If", Function::If),
    ("FindInMap", Function::FindInMap),
    ("ToJsonString", Function::ToJsonString),
    ("Equals", Function::Equals),
    ("And", Function::And),
    ("Or", Function::Or),
    ("Not", Function::Not),
    ("Contains", Function::Contains),
    ("Base64", Function::Opaque),
    ("Cidr", Function::Opaque),
    ("GetAZs", Function::Opaque),
    ("ImportValue", Function::Opaque),
    ("Length", Function::Opaque),
    ("GetStackOutput", Function::Opaque),
    ("Transform", Function::Opaque),
    ("ForEach", Function::Opaque),
];

/// The function that a value is, and its argument.
pub(super) fn intrinsic<'t>(node: &'t Node<'t>) -> Option<(Function, &'t Node<'t>)> {
    match &node.data {
        Data::Tagged(tag, argument) => {
            let name = tag.strip_prefix('!')?;
            // A tag that no function has may still be a macro's: it is not known either.
            let function = FUNCTIONS.iter().find(|(known, _)| *known == name).map_or(Function::Opaque, |(_, function)| *function);
            Some((function, argument))
        }
        Data::Object(members) => {
            let [member] = members.as_slice() else { return None };
            let function = match member.key.as_ref() {
                "Ref" => Function::Ref,
                "Condition" if matches!(member.value.data, Data::String(_)) => Function::Condition,
                key => {
                    let name = key.strip_prefix("Fn::")?;
                    FUNCTIONS.iter().find(|(known, _)| *known == name).map_or(Function::Opaque, |(_, function)| *function)
                }
            };
            Some((function, &member.value))
        }
        _ => None,
    }
}

/// `Id.Attribute` of a `GetAtt` in its two notations.
pub(super) fn attribute<'t>(argument: &'t Node<'t>) -> Option<(&'t str, String)> {
    match &argument.data {
        Data::String(text) => text.split_once('.').map(|(id, attribute)| (id, attribute.to_string())),
        Data::Array(items) => match items.as_slice() {
            [Node { data: Data::String(id), .. }, Node { data: Data::String(attribute), .. }] => Some((id, attribute.to_string())),
            _ => None,
        },
        _ => None,
    }
}
