//! What is asked, by method and path, and how a refusal looks.
//!
//! Credentials are refused with `{code, message, HTTPErrorCode}`, metadata with a text as JSON, as the ECS agent does
//! (github.com/aws/amazon-ecs-agent, `ecs-agent/tmds/handlers`, read 2026-11-24).

use serde_json::{Value, json};

/// A question and for whom it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Question<'p> {
    /// `/v4/{id}` and what stands after it.
    Metadata {
        /// Id of a container at this endpoint.
        id: &'p str,
        /// What of it.
        about: About,
    },
    /// `/v2/credentials/{id}`
    Credentials(&'p str),
    /// Whether somebody answers.
    Ready,
}

/// What is asked about a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    Container,
    Task,
    TaskWithTags,
    ContainerStats,
    TaskStats,
}

/// Path at which the way to the endpoints is tried.
pub(super) const READY_PATH: &str = "/ready";

impl<'p> Question<'p> {
    /// The question of a path; `None` where nothing is.
    pub(super) fn of(path: &'p str) -> Option<Self> {
        if path == READY_PATH {
            return Some(Self::Ready);
        }
        if let Some(id) = path.strip_prefix("/v2/credentials/") {
            return (!id.contains('/')).then_some(Self::Credentials(id));
        }
        let rest = path.strip_prefix("/v4/")?;
        let (id, suffix) = rest.split_once('/').unwrap_or((rest, ""));
        let about = match suffix {
            "" => About::Container,
            "task" => About::Task,
            "taskWithTags" => About::TaskWithTags,
            "stats" => About::ContainerStats,
            "task/stats" => About::TaskStats,
            _ => return None,
        };
        Some(Self::Metadata { id, about })
    }
}

/// An answer without its form: HTTP status and JSON.
pub(super) type Answer = (u16, Value);

/// Credentials that are nobody's, or another's.
pub(super) fn credentials_not_found() -> Answer {
    credentials_error(400, "InvalidIdInRequest", "CredentialsV2Request: Credentials not found")
}

/// The path ends before the id.
pub(super) fn no_credentials_id() -> Answer {
    credentials_error(400, "NoIdInRequest", "CredentialsV2Request: No Credential ID in the request")
}

/// The task has no role.
pub(super) fn no_task_role() -> Answer {
    credentials_error(404, "NoCredentialsAssociated", "CredentialsV2Request: the task definition has no taskRoleArn")
}

fn credentials_error(status: u16, code: &str, message: &str) -> Answer {
    (status, json!({"code": code, "message": message, "HTTPErrorCode": status}))
}

/// Metadata of a container that is not in this task.
pub(super) fn unknown_container(about: About) -> Answer {
    let handler = match about {
        About::Container => "V4 container metadata handler",
        About::Task | About::TaskWithTags => "V4 task metadata handler",
        About::ContainerStats => "V4 container stats handler",
        About::TaskStats => "V4 task stats handler",
    };
    (404, json!(format!("{handler}: unable to find a container of this id in the task")))
}

/// The engine does not tell.
pub(super) fn engine_failed(message: &str) -> Answer {
    (500, json!(format!("the container engine does not tell: {message}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_ecs_and_nothing_else() {
        for (path, expected) in [
            ("/v4/a", Some(About::Container)),
            ("/v4/a/", Some(About::Container)),
            ("/v4/a/task", Some(About::Task)),
            ("/v4/a/taskWithTags", Some(About::TaskWithTags)),
            ("/v4/a/stats", Some(About::ContainerStats)),
            ("/v4/a/task/stats", Some(About::TaskStats)),
            ("/v4/a/task/stats/x", None),
            ("/v4", None),
            ("/v3/a", None),
            ("/", None),
            ("/v2/metadata", None),
        ] {
            assert_eq!(Question::of(path), expected.map(|about| Question::Metadata { id: "a", about }), "{path}");
        }
        assert_eq!(Question::of("/v2/credentials/x-1"), Some(Question::Credentials("x-1")));
        assert_eq!(Question::of("/v2/credentials/"), Some(Question::Credentials("")));
        assert_eq!(Question::of("/v2/credentials/x/y"), None);
        assert_eq!(Question::of("/v2/credentials"), None);
    }
}
