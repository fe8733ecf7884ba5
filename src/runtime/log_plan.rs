//! `logConfiguration`, and where its log goes.

use serde::{Deserialize, Serialize};

use crate::model::{ContainerDefinition, Literal, LogConfiguration};
use crate::source::Span;

/// The log driver that writes to CloudWatch Logs.
pub(super) const AWSLOGS: &str = "awslogs";

/// The log driver of a container and its options.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LogPlan {
    /// `logDriver`
    pub driver: String,
    /// `options`, as written.
    pub options: Vec<(String, String)>,
}

impl LogPlan {
    /// Of a definition; `written` gives a placeholder as it is written. `None` without a driver.
    pub(super) fn of(log: &LogConfiguration<'_>, written: impl Fn(Span) -> String) -> Option<Self> {
        let driver = log.log_driver.as_ref()?;
        let options = log.options.iter();
        Some(Self {
            driver: driver.literal().map_or_else(|| written(driver.span()), str::to_string),
            options: options
                .map(|(key, value)| (key.to_string(), value.literal().map_or_else(|| written(value.span()), str::to_string)))
                .collect(),
        })
    }

    /// The option of that name.
    pub fn option(&self, name: &str) -> Option<&str> {
        self.options.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// `awslogs-stream-prefix`
    pub(super) fn prefix(&self) -> Option<&str> {
        self.option("awslogs-stream-prefix").filter(|prefix| !prefix.is_empty())
    }

    /// The log group that it writes to; `None` for another driver.
    pub fn group(&self) -> Option<&str> {
        self.option("awslogs-group").filter(|_| self.driver == AWSLOGS)
    }

    /// The log stream: `prefix/container-name/task-id`, and the engine's id of the container where there is no prefix
    /// (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html>). `None` for another driver.
    pub fn stream(&self, container: &str, task: &str, runtime_id: &str) -> Option<String> {
        if self.driver != AWSLOGS {
            return None;
        }
        Some(match (self.prefix(), self.option("awslogs-stream")) {
            (Some(prefix), _) => format!("{prefix}/{container}/{task}"),
            (None, Some(stream)) => stream.to_string(),
            (None, None) => runtime_id.to_string(),
        })
    }
}

/// What differs from a run on AWS.
pub(super) fn notes<'d, 'c: 'd>(containers: impl IntoIterator<Item = &'d ContainerDefinition<'c>> + Clone) -> Vec<String> {
    let of = |driver: Option<&str>| -> Vec<&str> {
        let matching = containers.clone().into_iter().filter(|container| {
            container.log_configuration.as_ref().and_then(|log| log.log_driver.as_ref()).map(|driver| driver.literal().unwrap_or_default())
                == driver
        });
        matching.filter_map(|container| container.name.literal()).collect()
    };
    let mut notes = Vec::new();
    if !of(Some(AWSLOGS)).is_empty() {
        notes.push("awslogs writes to this machine: `ecslab task logs` shows the streams".to_string());
    }
    let others: Vec<&str> = containers
        .clone()
        .into_iter()
        .filter_map(|container| container.log_configuration.as_ref()?.log_driver.as_ref()?.literal())
        .filter(|driver| *driver != AWSLOGS)
        .collect();
    if let Some(driver) = others.first() {
        notes.push(format!("the log driver {driver} sends nothing here: `ecslab task logs` shows what containers wrote"));
    }
    let blocks = |log: &LogConfiguration<'_>| log.option("mode").copied().literal() == Some("non-blocking");
    if containers.into_iter().any(|container| container.log_configuration.as_ref().is_some_and(blocks)) {
        notes.push("with mode non-blocking AWS drops what max-buffer-size does not hold; here nothing is dropped".to_string());
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(driver: &str, options: &[(&str, &str)]) -> LogPlan {
        LogPlan { driver: driver.to_string(), options: options.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect() }
    }

    #[test]
    fn streams_are_named_as_ecs_names_them() {
        for (log, expected) in [
            (log("awslogs", &[("awslogs-stream-prefix", "app")]), Some("app/web/task")),
            (log("awslogs", &[("awslogs-stream-prefix", "")]), Some("runtime")),
            (log("awslogs", &[]), Some("runtime")),
            (log("awslogs", &[("awslogs-stream", "mine")]), Some("mine")),
            (log("splunk", &[("awslogs-stream-prefix", "app")]), None),
        ] {
            assert_eq!(log.stream("web", "task", "runtime").as_deref(), expected, "{log:?}");
        }
        assert_eq!(log("awslogs", &[("awslogs-group", "/g")]).group(), Some("/g"));
        assert_eq!(log("fluentd", &[("awslogs-group", "/g")]).group(), None);
    }
}
