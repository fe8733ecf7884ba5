//! `ecslab schema`

use super::output::print_json;
use super::{Exit, Failure, Session};
use crate::course::ContentKind;
use crate::facts::json_schema;
use crate::model::{Kind, RegistryPart};

/// Print the JSON Schema of a kind of document, for editors.
///
/// The schemas of AWS's documents come from the API models and are written in camel case, as the AWS CLI takes them. Those of course
/// content (lab, questions, modules, exams, glossary, commands, coverage) are for authors.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  ecslab schema task-definition > task-definition.schema.json\n  ecslab schema ecr-registry --part replication\n  ecslab schema lab > labs/lab.schema.json\n\n\
    In VS Code, name the file under \"json.schemas\" in the settings."
)]
pub struct Arguments {
    /// The kind of document; lab, questions, modules, exams, glossary, commands or coverage for content of the course.
    #[arg(value_name = "KIND", value_parser = parse_subject)]
    kind: Subject,
    /// Which of the registry's settings, for the kind ecr-registry.
    #[arg(long, value_enum)]
    part: Option<Part>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Part {
    Scanning,
    Replication,
    PullThroughCacheRule,
    CreationTemplate,
}

#[derive(Debug, Clone, Copy)]
enum Subject {
    Document(Kind),
    Content(ContentKind),
}

fn parse_subject(name: &str) -> Result<Subject, String> {
    if let Some(content) = ContentKind::ALL.into_iter().find(|content| content.name() == name) {
        return Ok(Subject::Content(content));
    }
    super::lint::parse_kind(name)
        .map(Subject::Document)
        .map_err(|error| format!("{error}, and lab, questions, modules, exams, glossary, commands, coverage"))
}

/// Prints the schema.
pub fn run(arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    let kind = match arguments.kind {
        Subject::Document(kind) => kind,
        Subject::Content(_) if arguments.part.is_some() => return Err(Failure::usage("--part goes with the kind ecr-registry only")),
        Subject::Content(content) => {
            print_json(&content.schema())?;
            return Ok(Exit::Fine);
        }
    };
    let kind = match (kind, arguments.part) {
        (Kind::EcrRegistry(_), Some(part)) => Kind::EcrRegistry(match part {
            Part::Scanning => RegistryPart::Scanning,
            Part::Replication => RegistryPart::Replication,
            Part::PullThroughCacheRule => RegistryPart::PullThroughCacheRule,
            Part::CreationTemplate => RegistryPart::CreationTemplate,
        }),
        (Kind::EcrRegistry(_), None) => {
            return Err(Failure::usage("ecr-registry has several forms")
                .help("Say which: --part scanning, replication, pull-through-cache-rule or creation-template."));
        }
        (_, Some(_)) => return Err(Failure::usage("--part goes with the kind ecr-registry only")),
        (Kind::CloudFormation, None) => {
            return Err(Failure::usage("CloudFormation templates have no schema of their own here").help(
                "AWS publishes a schema for each resource type; `ecslab lint` checks the properties of ECS, ECR and IAM resources against them.",
            ));
        }
        (kind, None) => kind,
    };
    print_json(&json_schema(kind.shape(), kind.name()))?;
    Ok(Exit::Fine)
}
