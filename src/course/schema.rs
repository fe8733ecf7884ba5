//! JSON Schemas of the content files, so that editors complete and check them as one writes.

use schemars::{JsonSchema, SchemaGenerator};
use serde_json::Value;

use super::commands::CommandsFile;
use super::coverage::CoverageFile;
use super::exam_profile::ExamProfile;
use super::glossary::GlossaryFile;
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
    /// `book/glossary.yaml`
    Glossary,
    /// `book/commands.yaml`
    Commands,
    /// `book/coverage.yaml`
    Coverage,
}

impl ContentKind {
    /// All kinds.
    pub const ALL: [Self; 7] = [Self::Lab, Self::Questions, Self::Modules, Self::Exams, Self::Glossary, Self::Commands, Self::Coverage];

    /// As the command line names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lab => "lab",
            Self::Questions => "questions",
            Self::Modules => "modules",
            Self::Exams => "exams",
            Self::Glossary => "glossary",
            Self::Commands => "commands",
            Self::Coverage => "coverage",
        }
    }

    /// Where its schema lies in the repository.
    pub fn path(self) -> &'static str {
        match self {
            Self::Lab => "labs/lab.schema.json",
            Self::Questions => "quizzes/questions.schema.json",
            Self::Modules => "book/modules.schema.json",
            Self::Exams => "quizzes/exams/exams.schema.json",
            Self::Glossary => "book/glossary.schema.json",
            Self::Commands => "book/commands.schema.json",
            Self::Coverage => "book/coverage.schema.json",
        }
    }

    /// Its JSON Schema, draft 2020-12.
    pub fn schema(self) -> Value {
        match self {
            Self::Lab => schema_of::<LabFile>(),
            Self::Questions => schema_of::<QuestionsFile>(),
            Self::Modules => schema_of::<ModulesFile>(),
            Self::Exams => schema_of::<ExamProfile>(),
            Self::Glossary => schema_of::<GlossaryFile>(),
            Self::Commands => schema_of::<CommandsFile>(),
            Self::Coverage => schema_of::<CoverageFile>(),
        }
    }
}

fn schema_of<T: JsonSchema>() -> Value {
    SchemaGenerator::default().into_root_schema_for::<T>().to_value()
}
