//! What actions act on and which condition keys come with them, for the services around ECS.
//!
//! Source: `src/facts/api/iam-services.txt`, which names its own, of the day [`super::IAM_LISTS_CHECKED`].

use super::condition_keys::{ConditionKey, KeyType};
use super::sections::{Section, section, sections};

static TABLE: &str = include_str!("../api/iam-services.txt");

/// A service of which resources and condition keys are known.
#[derive(Debug, Clone, Copy)]
pub struct AuthorizedService {
    /// `ecs`
    pub prefix: &'static str,
    lines: &'static str,
}

/// A kind of thing that actions act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResourceType {
    /// `cluster`
    pub name: &'static str,
    /// Its ARN, with `*` for what varies: `arn:*:ecs:*:*:cluster/*`.
    pub arn: &'static str,
    keys: &'static str,
}

/// An action and what belongs to it.
#[derive(Debug, Clone, Copy)]
pub struct AuthorizedAction {
    /// `RunTask`
    pub name: &'static str,
    service: AuthorizedService,
    resources: &'static str,
    keys: &'static str,
}

/// The service with this prefix, ASCII case aside, if it is one of those around ECS.
pub fn authorized_service(prefix: &str) -> Option<AuthorizedService> {
    section(TABLE, &prefix.to_ascii_lowercase()).map(|Section { name, lines }| AuthorizedService { prefix: name, lines })
}

/// All services around ECS, by prefix.
pub fn authorized_services() -> impl Iterator<Item = AuthorizedService> {
    sections(TABLE).map(|Section { name, lines }| AuthorizedService { prefix: name, lines })
}

impl AuthorizedService {
    fn rows<const N: usize>(self, kind: &'static str) -> impl Iterator<Item = [&'static str; N]> {
        let of_kind = self.lines.lines().filter_map(move |line| line.strip_prefix(kind)?.strip_prefix(' '));
        of_kind.filter_map(|row| {
            let mut words = row.split(' ');
            let found: [&str; N] = std::array::from_fn(|_| words.next().unwrap_or_default());
            words.next().is_none().then_some(found)
        })
    }

    /// The condition keys that only this service sends.
    pub fn condition_keys(self) -> impl Iterator<Item = ConditionKey> {
        self.rows("key").filter_map(|[name, kind]| key_type(kind).map(|(kind, many)| ConditionKey { name, kind, many }))
    }

    /// What its actions act on.
    pub fn resource_types(self) -> impl Iterator<Item = ResourceType> {
        self.rows("resource").map(|[name, arn, keys]| ResourceType { name, arn, keys })
    }

    /// All actions of the reference; operations that are newer are missing.
    pub fn actions(self) -> impl Iterator<Item = AuthorizedAction> {
        self.rows("action").map(move |[name, resources, keys]| AuthorizedAction { name, service: self, resources, keys })
    }
}

/// Services, tasks and instances that are older than ARNs with the name of the cluster keep the ARNs that they have.
/// Source: <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html>, checked 2026-11-29.
const ARNS_WITHOUT_CLUSTER: [(&str, &str); 3] = [
    ("arn:*:ecs:*:*:container-instance/*/*", "arn:*:ecs:*:*:container-instance/*"),
    ("arn:*:ecs:*:*:service/*/*", "arn:*:ecs:*:*:service/*"),
    ("arn:*:ecs:*:*:task/*/*", "arn:*:ecs:*:*:task/*"),
];

impl ResourceType {
    /// All forms that its ARN has.
    pub fn arns(self) -> impl Iterator<Item = &'static str> {
        let older = ARNS_WITHOUT_CLUSTER.iter().filter(move |(newer, _)| *newer == self.arn).map(|(_, older)| *older);
        std::iter::once(self.arn).chain(older)
    }
}

impl AuthorizedAction {
    /// What it acts on; none where its resource is `*` in any case.
    pub fn resource_types(self) -> impl Iterator<Item = ResourceType> {
        self.service.resource_types().filter(move |resource| listed(self.resources, resource.name))
    }

    /// Whether it is asked for without a resource, so that only `*` matches.
    pub fn is_without_resource(self) -> bool {
        self.resources == NOTHING
    }

    /// Whether requests of it may have a condition key of its own service, ASCII case aside.
    pub fn sends(self, key: &ConditionKey) -> bool {
        listed(self.keys, key.name) || self.resource_types().any(|resource| listed(resource.keys, key.name))
    }
}

/// What stands where a list is empty.
const NOTHING: &str = "-";

fn listed(list: &str, name: &str) -> bool {
    list.split(',').any(|each| each.eq_ignore_ascii_case(name))
}

fn key_type(text: &str) -> Option<(KeyType, bool)> {
    let (one, many) = match text.strip_prefix("ArrayOf") {
        Some(one) => (one, true),
        None => (text, false),
    };
    let kind = match one {
        "String" => KeyType::Text,
        "ARN" => KeyType::Arn,
        "Bool" => KeyType::Bool,
        "Numeric" => KeyType::Number,
        "Date" => KeyType::Date,
        _ => return None,
    };
    Some((kind, many))
}

#[cfg(test)]
mod tests {
    use super::super::{IAM_LISTS_CHECKED, action_service};
    use super::*;

    fn action(prefix: &str, name: &str) -> AuthorizedAction {
        authorized_service(prefix).and_then(|service| service.actions().find(|action| action.name == name)).expect(name)
    }

    #[test]
    fn actions_know_their_resources_and_keys() {
        let names = |action: AuthorizedAction| action.resource_types().map(|resource| resource.name).collect::<Vec<_>>();
        assert_eq!(names(action("ecs", "RunTask")), ["task-definition"]);
        assert_eq!(names(action("ecs", "ExecuteCommand")), ["cluster", "task"]);
        assert_eq!(names(action("iam", "PassRole")), ["role"]);
        for (prefix, name) in [("ecr", "GetAuthorizationToken"), ("ecs", "ListClusters"), ("ssmmessages", "OpenDataChannel")] {
            assert!(action(prefix, name).is_without_resource(), "{name}");
        }
        let key = |name: &str| authorized_service("ecs").and_then(|ecs| ecs.condition_keys().find(|key| key.name == name)).expect(name);
        assert!(action("ecs", "RunTask").sends(&key("ecs:cluster")));
        assert!(!action("ecs", "DescribeClusters").sends(&key("ecs:cluster")));
        // A key of the resource that the action acts on.
        assert!(action("ecs", "StopTask").sends(&key("ecs:ResourceTag/")));
        assert_eq!(key("ecs:capacity-provider").kind, KeyType::Arn);
        assert!(key("ecs:capacity-provider").many && !key("ecs:cluster").many);
    }

    #[test]
    fn every_row_is_read_and_names_only_what_is_there() {
        assert!(TABLE.is_ascii() && TABLE.contains(&format!("checked {IAM_LISTS_CHECKED}")));
        for service in authorized_services() {
            let rows = service.condition_keys().count() + service.resource_types().count() + service.actions().count();
            assert_eq!(rows, service.lines.lines().count(), "{}", service.prefix);
            let all = action_service(service.prefix).expect(service.prefix);
            for action in service.actions() {
                let named = if action.is_without_resource() { 0 } else { action.resources.split(',').count() };
                assert_eq!(action.resource_types().count(), named, "{}:{}", service.prefix, action.name);
                assert!(all.find_action(|name, _| (name == action.name).then_some(())).is_some(), "{}:{}", service.prefix, action.name);
            }
            for list in service.actions().map(|action| action.keys).chain(service.resource_types().map(|resource| resource.keys)) {
                for key in list.split(',').filter(|key| *key != NOTHING) {
                    assert!(service.condition_keys().any(|known| known.name == key), "{}: {key}", service.prefix);
                }
            }
            assert!(service.resource_types().all(|resource| resource.arn.matches(':').count() >= 5), "{}", service.prefix);
        }
        assert_eq!(authorized_services().count(), 13);
        for (newer, _) in ARNS_WITHOUT_CLUSTER {
            assert!(authorized_services().flat_map(AuthorizedService::resource_types).any(|resource| resource.arn == newer), "{newer}");
        }
    }
}
