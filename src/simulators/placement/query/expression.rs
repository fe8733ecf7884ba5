//! Expressions as trees.

use super::{AgentVersion, Pattern};

/// An expression of the cluster query language.
#[derive(Debug, Clone)]
pub enum Expression {
    /// All hold: `and`, `&&`.
    All(Vec<Expression>),
    /// At least one holds: `or`, `||`.
    Any(Vec<Expression>),
    /// Does not hold: `not`, `!`.
    Not(Box<Expression>),
    /// One condition.
    Condition(Condition),
}

/// `subject operator [argument]`
#[derive(Debug, Clone)]
pub struct Condition {
    /// What is looked at.
    pub field: Field,
    /// What must hold for it.
    pub test: Test,
}

/// What a condition looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// `agentConnected`
    AgentConnected,
    /// `agentVersion`
    AgentVersion,
    /// `ec2InstanceId`
    Ec2InstanceId,
    /// `registeredAt`
    RegisteredAt,
    /// `runningTasksCount`
    RunningTasksCount,
    /// `attribute:NAME`
    Attribute(String),
    /// `task:group`: the groups of the tasks that the instance hosts.
    TaskGroup,
}

/// What must hold; the negated operators are [`Expression::Not`] around these.
#[derive(Debug, Clone)]
pub enum Test {
    /// `exists`
    Exists,
    /// `==` and `in`: one of these texts.
    OneOf(Vec<String>),
    /// `=~`
    Matches(Pattern),
    /// `==`, `>`, `>=`, `<`, `<=` of a text that may be a number.
    Text(Comparison, String),
    /// The same of a whole number.
    Number(Comparison, i64),
    /// The same of an agent's version.
    Version(Comparison, AgentVersion),
    /// The same of a time.
    Date(Comparison, jiff::Timestamp),
}

/// Operators of order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Comparison {
    Equal,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

impl Field {
    /// The subject as it is written.
    pub fn name(&self) -> String {
        match self {
            Self::AgentConnected => "agentConnected".into(),
            Self::AgentVersion => "agentVersion".into(),
            Self::Ec2InstanceId => "ec2InstanceId".into(),
            Self::RegisteredAt => "registeredAt".into(),
            Self::RunningTasksCount => "runningTasksCount".into(),
            Self::Attribute(name) => format!("attribute:{name}"),
            Self::TaskGroup => "task:group".into(),
        }
    }
}

impl Comparison {
    /// Whether an ordering satisfies the operator.
    pub fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
        }
    }
}

impl Expression {
    /// All conditions, in the order of the text.
    pub fn conditions(&self) -> Vec<&Condition> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::conditions).collect(),
            Self::Not(part) => part.conditions(),
            Self::Condition(condition) => vec![condition],
        }
    }
}
