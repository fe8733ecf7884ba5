//! The smallest policy that grants some needs.

use serde_json::{Value, json};

use super::{Need, Unknowns};
use crate::facts::POLICY_VERSION_WITH_VARIABLES;

/// Names of statements by their first action; others are named after it.
const SIDS: [(&str, &str); 15] = [
    ("ecr:GetAuthorizationToken", "LogInToEcr"),
    ("ecr:BatchCheckLayerAvailability", "PullImages"),
    ("ecr:BatchImportUpstreamImage", "PullThroughCache"),
    ("logs:CreateLogStream", "WriteLogs"),
    ("logs:CreateLogGroup", "CreateLogGroups"),
    ("secretsmanager:GetSecretValue", "ReadSecrets"),
    ("ssm:GetParameters", "ReadParameters"),
    ("kms:Decrypt", "Decrypt"),
    ("s3:GetObject", "ReadFiles"),
    ("s3:GetBucketLocation", "FindBuckets"),
    ("s3:PutObject", "WriteObjects"),
    ("ssmmessages:CreateControlChannel", "OpenExecChannels"),
    ("elasticfilesystem:ClientMount", "MountFileSystems"),
    ("elasticfilesystem:ClientWrite", "WriteToFileSystems"),
    ("elasticfilesystem:ClientRootAccess", "BeRootOnFileSystems"),
];

/// A policy that grants some needs.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// One for each set of actions, in the order in which they are needed.
    pub statements: Vec<DraftStatement>,
}

/// A statement and why it is there.
#[derive(Debug, Clone)]
pub struct DraftStatement {
    /// Its name, unique in the draft.
    pub sid: String,
    /// What it allows.
    pub actions: &'static [&'static str],
    /// On what, as people write it: unknown parts are placeholders.
    pub resources: Vec<String>,
    /// What needs it.
    pub reasons: Vec<String>,
    /// Whether the resources are for `Fn::Sub` of a template.
    is_template: bool,
}

impl Draft {
    /// The policy for these needs; those with the same actions share a statement.
    pub fn of<'n>(needs: impl IntoIterator<Item = &'n Need>, unknowns: &Unknowns) -> Self {
        let mut draft = Self::default();
        for need in needs {
            draft.add(need, unknowns);
        }
        draft
    }

    fn add(&mut self, need: &Need, unknowns: &Unknowns) {
        let resource = unknowns.show(&need.resource);
        let index = self.statements.iter().position(|statement| statement.actions == need.actions).unwrap_or_else(|| {
            self.statements.push(DraftStatement {
                sid: sid(need.actions),
                actions: need.actions,
                resources: Vec::new(),
                reasons: Vec::new(),
                is_template: unknowns.is_template(),
            });
            self.statements.len() - 1
        });
        let statement = &mut self.statements[index];
        if !statement.resources.contains(&resource) {
            statement.resources.push(resource);
        }
        if !statement.reasons.contains(&need.reason) {
            statement.reasons.push(need.reason.clone());
        }
    }

    /// The policy document.
    pub fn document(&self) -> Value {
        let statements: Vec<Value> = self.statements.iter().map(DraftStatement::document).collect();
        json!({"Version": POLICY_VERSION_WITH_VARIABLES, "Statement": statements})
    }

    /// Whether parts of it are placeholders that must be filled in.
    pub fn has_placeholders(&self) -> bool {
        let placeholder = |resource: &String| crate::model::is_placeholder(resource) || resource.contains("KEY_ID");
        self.statements.iter().any(|statement| !statement.is_template && statement.resources.iter().any(placeholder))
    }
}

impl DraftStatement {
    /// The statement as it stands in a policy.
    pub fn document(&self) -> Value {
        let resource = |text: &String| match self.is_template && text.contains("${") {
            true => json!({"Fn::Sub": text}),
            false => json!(text),
        };
        let resources: Vec<Value> = self.resources.iter().map(resource).collect();
        json!({"Sid": self.sid, "Effect": "Allow", "Action": one_or_many(self.actions.iter().map(|action| json!(action)).collect()), "Resource": one_or_many(resources)})
    }
}

fn one_or_many(mut values: Vec<Value>) -> Value {
    match values.len() {
        1 => values.remove(0),
        _ => Value::Array(values),
    }
}

fn sid(actions: &[&str]) -> String {
    let first = actions.first().copied().unwrap_or_default();
    match SIDS.iter().find(|(action, _)| *action == first) {
        Some((_, sid)) => (*sid).to_string(),
        None => first.split(':').map(capitalized).collect(),
    }
}

fn capitalized(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + characters.as_str())
}
