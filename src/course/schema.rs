//! JSON Schemas of the content files, so that editors complete and check them as one writes.

use schemars::{JsonSchema, SchemaGenerator};
use serde_json::Value;

use super::exam_profile::ExamProfile;
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
    /// `quizzes/exams/<id>.yaml`
    Exams,
}

impl ContentKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Lab, Self::Questions, Self::Modules, Self::Exams];

    /// As the command line names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lab => "lab",
            Self::Questions => "questions",
            Self::Modules => "modules",
            Self::Exams => "exams",
        }
    }

    /// Where its schema lies in the repository.
    pub fn path(self) -> &'static str {
        match self {
            Self::Lab => "labs/lab.schema.json",
            Self::Questions => "quizzes/questions.schema.json",
            Self::Modules => "book/modules.schema.json",
            Self::Exams => "quizzes/exams/exams.schema.json",
        }
    }

    /// Its JSON Schema, draft 2020-12.
    pub fn schema(self) -> Value {
        match self {
            Self::Lab => schema_of::<LabFile>(),
            Self::Questions => schema_of::<QuestionsFile>(),
            Self::Modules => schema_of::<ModulesFile>(),
            Self::Exams => schema_of::<ExamProfile>(),
        }
    }
}

fn schema_of<T: JsonSchema>() -> Value {
    SchemaGenerator::default().into_root_schema_for::<T>().to_value()
}
