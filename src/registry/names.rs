//! Names that repositories and tags may have.

use std::sync::LazyLock;

use regex::Regex;

use super::RegistryError;
use crate::facts::{Shape, ecr};

/// A repository's name: its bounds and its pattern stand in the API model.
fn repository_name() -> (usize, usize, &'static str) {
    let Shape::Structure(members) = &ecr::REPOSITORY else { return (0, 0, "") };
    match members.iter().find(|member| member.name == "repositoryName").map(|member| member.shape) {
        Some(Shape::String { min, max, pattern, .. }) => (*min, *max, pattern),
        _ => (0, 0, ""),
    }
}

/// Whether a repository may have this name.
///
/// # Errors
/// What ECR says where it may not.
pub fn check_repository_name(name: &str) -> Result<(), RegistryError> {
    static PATTERN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(&format!("^(?:{})$", repository_name().2)).ok());
    let (min, max, pattern) = repository_name();
    let invalid = |constraint: String| Err(RegistryError::InvalidParameter { parameter: "repositoryName", constraint });
    if name.len() < min {
        return invalid(format!("Member must have length greater than or equal to {min}"));
    }
    if name.len() > max {
        return invalid(format!("Member must have length less than or equal to {max}"));
    }
    if !PATTERN.as_ref().is_some_and(|form| form.is_match(name)) {
        return invalid(format!("must satisfy regular expression '{pattern}'"));
    }
    Ok(())
}

/// Whether an image may have this tag (<https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#pulling-manifests>).
pub fn is_tag(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    (1..=128).contains(&text.len()) && text.bytes().all(allowed) && !text.starts_with(['.', '-'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_api_model() {
        for name in ["web", "team/web", "a1", "my_app.v2-x/y", "a__b"] {
            assert_eq!(check_repository_name(name), Ok(()), "{name}");
        }
        let long = "a".repeat(257);
        for name in ["", "a", "Web", "web/", "/web", "we b", "../../etc", "web//x", "web-", &long] {
            assert!(check_repository_name(name).is_err(), "{name}");
        }
        assert!(["latest", "v1.0", "_x", "A-1"].into_iter().all(is_tag));
        assert!(["", ".x", "-x", "a b", "a/b", &"a".repeat(129)].into_iter().all(|tag| !is_tag(tag)));
    }
}
