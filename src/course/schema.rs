//! JSON Schemas of the content files, so that editors complete and check them as one writes.

use schemars::{JsonSchema, SchemaGenerator};
use serde_json::Value;

use super::lab::LabFile;
use super::load::{ModulesFile, QuestionsFile};

/// A kind of content file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentKind {
    /// `labs/<module>/<slug>/lab.yaml`
    Lab,
    /// `quizzes/<module>/<lesson>.yaml`
    Questions,
    /// `book/modules.yaml`
    Modules,
}

impl ContentKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Lab, Self::Questions, Self::Modules];

    /// As the command line names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lab => "lab",
            Self::Questions => "questions",
            Self::Modules => "modules",
        }
    }

    /// Where its schema lies in the repository.
    pub fn path(self) -> &'static str {
        match self {
            Self::Lab => "labs/lab.schema.json",
            Self::Questions => "quizzes/questions.schema.json",
            Self::Modules => "book/modules.schema.json",
        }
    }

    /// Its JSON Schema, draft 2020-12.
    pub fn schema(self) -> Value {
        match self {
            Self::Lab => schema_of::<LabFile>(),
            Self::Questions => schema_of::<QuestionsFile>(),
            Self::Modules => schema_of::<ModulesFile>(),
        }
    }
}

fn schema_of<T: JsonSchema>() -> Value {
    SchemaGenerator::default().into_root_schema_for::<T>().to_value()
}
