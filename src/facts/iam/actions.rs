//! Every action of every service, with what it does to access.
//!
//! Source: `src/facts/api/iam-actions.txt`, which names its own. AWS adds services and actions all the time: what is not here may exist
//! by now, so whoever says that an action is unknown says of which day the list is.

use super::sections::{Section, section, sections};

static TABLE: &str = include_str!("../api/iam-actions.txt");

/// The day of the lists of actions, resources and condition keys.
pub const IAM_LISTS_CHECKED: &str = "2026-11-29";

/// What an action does, as the service authorization reference classes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AccessLevel {
    /// Shows that resources are there.
    List,
    /// Reads what is in them.
    Read,
    /// Changes tags only.
    Tagging,
    /// Creates, changes or deletes.
    Write,
    /// Changes who may do what.
    PermissionsManagement,
    /// Newer than the reference: the API has it, its level is not published.
    Unknown,
}

/// A service, by the prefix that its actions have.
#[derive(Debug, Clone, Copy)]
pub struct ActionService {
    /// `ecs`, in small letters.
    pub prefix: &'static str,
    lines: &'static str,
}

impl From<Section> for ActionService {
    fn from(section: Section) -> Self {
        Self { prefix: section.name, lines: section.lines }
    }
}

/// The service with this prefix, ASCII case aside.
pub fn action_service(prefix: &str) -> Option<ActionService> {
    section(TABLE, &prefix.to_ascii_lowercase()).map(ActionService::from)
}

/// All services, by prefix.
pub fn action_services() -> impl Iterator<Item = ActionService> {
    sections(TABLE).map(ActionService::from)
}

impl ActionService {
    /// Shows the actions to `visit`, level by level and each in order of the names, until it returns something.
    pub fn find_action<T>(self, visit: impl FnMut(&str, AccessLevel) -> Option<T>) -> Option<T> {
        self.find_in_lines(|_| true, visit)
    }

    /// The same with the actions of one level.
    pub fn find_action_of_level<T>(self, wanted: AccessLevel, mut visit: impl FnMut(&str) -> Option<T>) -> Option<T> {
        self.find_in_lines(|level| level == wanted, |name, _| visit(name))
    }

    fn find_in_lines<T>(self, wanted: impl Fn(AccessLevel) -> bool, mut visit: impl FnMut(&str, AccessLevel) -> Option<T>) -> Option<T> {
        let mut name = String::new();
        let lines = self.lines.lines().filter_map(|line| line.split_once(' ').map(|(level, names)| (level_of(level), names)));
        for (level, names) in lines.filter(|(level, _)| wanted(*level)) {
            name.clear();
            for written in names.split(' ') {
                let letters = written.trim_start_matches(|c: char| c.is_ascii_digit());
                // Without a number nothing is shared.
                name.truncate(written[..written.len() - letters.len()].parse().unwrap_or(0));
                name.push_str(letters);
                if let Some(found) = visit(&name, level) {
                    return Some(found);
                }
            }
        }
        None
    }
}

fn level_of(letter: &str) -> AccessLevel {
    match letter {
        "L" => AccessLevel::List,
        "R" => AccessLevel::Read,
        "T" => AccessLevel::Tagging,
        "W" => AccessLevel::Write,
        "P" => AccessLevel::PermissionsManagement,
        _ => AccessLevel::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn level(prefix: &str, action: &str) -> Option<AccessLevel> {
        action_service(prefix)?.find_action(|name, level| (name == action).then_some(level))
    }

    #[test]
    fn actions_have_the_level_of_the_reference() {
        let cases = [
            ("ecs", "RunTask", Some(AccessLevel::Write)),
            ("ECS", "ListClusters", Some(AccessLevel::List)),
            ("ecr", "GetAuthorizationToken", Some(AccessLevel::Read)),
            ("ecr", "SetRepositoryPolicy", Some(AccessLevel::PermissionsManagement)),
            ("ecs", "TagResource", Some(AccessLevel::Tagging)),
            // An operation that is newer than the reference.
            ("ecs", "CreateDaemon", Some(AccessLevel::Unknown)),
            ("a4b", "ApproveSkill", Some(AccessLevel::Write)),
            ("ec2", "RunInstances", Some(AccessLevel::Write)),
            ("xray", "PutTraceSegments", Some(AccessLevel::Write)),
            ("ecs", "RunTasks", None),
            ("s3", "HeadObject", None),
            ("ecss", "RunTask", None),
            ("", "RunTask", None),
        ];
        for (prefix, action, expected) in cases {
            assert_eq!(level(prefix, action), expected, "{prefix}:{action}");
        }
    }

    #[test]
    fn the_list_is_in_order_and_says_nothing_twice() {
        assert!(TABLE.is_ascii() && TABLE.contains(&format!("checked {IAM_LISTS_CHECKED}")));
        let prefixes: Vec<_> = action_services().map(|service| service.prefix).collect();
        assert!(prefixes.is_sorted_by(|one, next| one < next));
        let mut actions = 0;
        for service in action_services() {
            let mut seen = HashSet::new();
            let bad = service.find_action(|name, _| {
                let fine = name.starts_with(|c: char| c.is_ascii_alphabetic()) && seen.insert(name.to_ascii_lowercase());
                (!fine).then(|| name.to_string())
            });
            assert_eq!(bad, None, "{}", service.prefix);
            assert!(!seen.is_empty(), "{}", service.prefix);
            actions += seen.len();
        }
        // Those of the reference, and what the API models add.
        assert!(prefixes.len() > 445 && actions > 20_455, "{} services, {actions} actions", prefixes.len());
    }
}
