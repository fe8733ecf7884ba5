//! Judging an instance by an expression.

use super::{AgentVersion, Condition, Expression, Field, Test};

/// What an expression can look at.
pub trait Subject {
    /// `agentConnected`
    fn agent_connected(&self) -> bool;
    /// `versionInfo.agentVersion`
    fn agent_version(&self) -> Option<&AgentVersion>;
    /// `ec2InstanceId`
    fn ec2_instance_id(&self) -> &str;
    /// `registeredAt`
    fn registered_at(&self) -> Option<jiff::Timestamp>;
    /// `runningTasksCount`
    fn running_tasks_count(&self) -> i64;
    /// The value of an attribute, empty for one without value; `None` where the instance does not have it.
    fn attribute(&self, name: &str) -> Option<&str>;
    /// Whether it hosts a task of a group that `is_wanted`.
    fn hosts_group(&self, is_wanted: &dyn Fn(&str) -> bool) -> bool;
}

impl Expression {
    /// Whether the instance is selected.
    ///
    /// A condition on a value that the instance does not have does not hold, so its negation does.
    pub fn selects(&self, subject: &dyn Subject) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.selects(subject)),
            Self::Any(parts) => parts.iter().any(|part| part.selects(subject)),
            Self::Not(part) => !part.selects(subject),
            Self::Condition(condition) => condition.holds(subject),
        }
    }
}

impl Condition {
    fn holds(&self, subject: &dyn Subject) -> bool {
        match &self.field {
            Field::AgentConnected => self.test.accepts(if subject.agent_connected() { "true" } else { "false" }),
            Field::Ec2InstanceId => self.test.accepts(subject.ec2_instance_id()),
            Field::Attribute(name) => subject.attribute(name).is_some_and(|value| self.test.accepts(value)),
            Field::TaskGroup => subject.hosts_group(&|group| self.test.accepts(group)),
            Field::AgentVersion => match &self.test {
                Test::Version(comparison, wanted) => subject.agent_version().is_some_and(|is| comparison.holds(is.order(wanted))),
                _ => false,
            },
            Field::RegisteredAt => match &self.test {
                Test::Date(comparison, wanted) => subject.registered_at().is_some_and(|is| comparison.holds(is.cmp(wanted))),
                _ => false,
            },
            Field::RunningTasksCount => match &self.test {
                Test::Number(comparison, wanted) => comparison.holds(subject.running_tasks_count().cmp(wanted)),
                _ => false,
            },
        }
    }
}

impl Test {
    fn accepts(&self, value: &str) -> bool {
        match self {
            Self::Exists => true,
            Self::OneOf(wanted) => wanted.iter().any(|wanted| wanted == value),
            Self::Matches(pattern) => pattern.matches(value),
            Self::Text(comparison, wanted) => {
                let numbers = value.parse::<f64>().ok().zip(wanted.parse::<f64>().ok());
                comparison.holds(numbers.and_then(|(is, wanted)| is.partial_cmp(&wanted)).unwrap_or_else(|| value.cmp(wanted)))
            }
            // The parser makes these for other subjects only.
            Self::Number(..) | Self::Version(..) | Self::Date(..) => false,
        }
    }
}
