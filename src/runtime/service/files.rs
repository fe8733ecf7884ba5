//! The files of a service: its own, and the one with its task definition.

use std::path::{Path, PathBuf};

use super::super::PlanOptions;
use super::plan::ServicePlan;
use super::planner::{ServicePlanError, of_kind, plan_service};
use crate::model::{Fields, Kind, Literal, family_and_revision};
use crate::source::{Fault, ReadError, SourceFile, Span};
use crate::syntax::{Notation, parse};

/// As many files of a folder are looked into.
const MOST_FILES: usize = 500;
/// Larger ones are no task definitions.
const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// Where a service is written down.
#[derive(Debug, Clone)]
pub struct ServiceFiles {
    /// What create-service takes.
    pub service: PathBuf,
    /// Files with task definitions; without any, those beside the service.
    pub definitions: Vec<PathBuf>,
}

/// A service and its task definition as they are now; both may be one file.
#[derive(Debug)]
pub struct ServiceSources {
    /// The service.
    pub service: SourceFile,
    /// Its task definition.
    pub definition: SourceFile,
}

/// Why the files of a service cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// A file cannot be read.
    #[error("cannot read {path}: {error}")]
    Read {
        /// The file as it was named.
        path: String,
        /// Why.
        error: ReadError,
    },
    /// No file defines the family, or several do.
    #[error("{service} names {wanted}, and {found}")]
    Definition {
        /// The file as it was named.
        service: String,
        /// The task definition as the service names it.
        wanted: String,
        /// What was found instead.
        found: String,
    },
    /// What stands in them cannot be run.
    #[error("{0}")]
    Plan(#[from] ServicePlanError),
}

impl ServiceFiles {
    /// Reads the service, and finds the file with its task definition by family and revision.
    ///
    /// # Errors
    /// When one cannot be read, or not exactly one file defines it.
    pub fn read(&self) -> Result<ServiceSources, FilesError> {
        let service = read(&self.service)?;
        let Some(wanted) = named_definition(&service) else {
            let fault = Fault::at(&service, Span::default(), "there is no service in it that names a task definition");
            let fault = fault.help("A service has serviceName and taskDefinition. Task sets of an external controller are not run here.");
            return Err(FilesError::Plan(ServicePlanError::Service(fault)));
        };
        let (family, revision) = family_and_revision(&wanted);
        let candidates = if self.definitions.is_empty() { beside(&self.service) } else { self.definitions.clone() };
        let mut found = Vec::new();
        for path in candidates {
            let source = match read(&path) {
                Ok(source) => source,
                Err(error) if !self.definitions.is_empty() => return Err(error),
                // What stands beside may be anything.
                Err(_) => continue,
            };
            if defines(&source, family, revision) {
                found.push(source);
            }
        }
        let error = |found: String| FilesError::Definition { service: service.path().to_string(), wanted: wanted.clone(), found };
        match found.len() {
            1 => Ok(ServiceSources { definition: found.remove(0), service }),
            0 if self.definitions.is_empty() => Err(error("no file beside it defines that task definition".to_string())),
            0 => Err(error("none of the files named defines that task definition".to_string())),
            _ => {
                let paths: Vec<&str> = found.iter().map(SourceFile::path).collect();
                Err(error(format!("several files define it: {}", paths.join(", "))))
            }
        }
    }
}

impl ServiceSources {
    /// The files as they are now.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn read_again(&self) -> Result<Self, FilesError> {
        Ok(Self { service: read(Path::new(self.service.path()))?, definition: read(Path::new(self.definition.path()))? })
    }

    /// The same with another file: in place of the service where it holds one, else of the task definition.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn with(self, path: &Path) -> Result<Self, FilesError> {
        let source = read(path)?;
        let holds_service = {
            let parsed = parse(source.text(), Notation::of(source.path(), source.text()));
            of_kind(&parsed.documents, Kind::Service).next().is_some()
        };
        Ok(if holds_service { Self { service: source, ..self } } else { Self { definition: source, ..self } })
    }

    /// Which of several services a file with a task definition or a service is for: by name, or by family. Of one service, any is.
    ///
    /// # Errors
    /// When it cannot be read, or is for none of them.
    pub fn meant_by(services: &[Self], path: &Path) -> Result<usize, FilesError> {
        let source = read(path)?;
        if services.len() == 1 {
            return Ok(0);
        }
        let parsed = parse(source.text(), Notation::of(source.path(), source.text()));
        let text = |kind, member: &str| of_kind(&parsed.documents, kind).find_map(Fields::of)?.string(member).literal().map(str::to_string);
        let (name, family) = (text(Kind::Service, "serviceName"), text(Kind::TaskDefinition, "family"));
        let is_meant = |sources: &Self| match &name {
            Some(name) => sources.name().as_ref() == Some(name),
            None => family.is_some() && sources.family() == family,
        };
        services.iter().position(is_meant).ok_or_else(|| FilesError::Definition {
            service: source.path().to_string(),
            wanted: name.or(family).unwrap_or_default(),
            found: "none of the services is of that name or runs that family".to_string(),
        })
    }

    /// The family that the service runs.
    pub fn family(&self) -> Option<String> {
        named_definition(&self.service).map(|wanted| family_and_revision(&wanted).0.to_string())
    }

    fn name(&self) -> Option<String> {
        let parsed = parse(self.service.text(), Notation::of(self.service.path(), self.service.text()));
        let node = of_kind(&parsed.documents, Kind::Service).next()?;
        Fields::of(node)?.string("serviceName").literal().map(str::to_string)
    }

    /// Whether both files say the same as those of another.
    pub fn is(&self, other: &Self) -> bool {
        self.service.text() == other.service.text() && self.definition.text() == other.definition.text()
    }

    /// The plan of the two.
    ///
    /// # Errors
    /// When they cannot be run here.
    pub fn plan(&self, options: &PlanOptions) -> Result<ServicePlan, FilesError> {
        Ok(plan_service(&self.service, &self.definition, options)?)
    }
}

fn read(path: &Path) -> Result<SourceFile, FilesError> {
    SourceFile::read_within(path, MOST_BYTES).map_err(|error| FilesError::Read { path: path.display().to_string(), error })
}

/// What the first service in a source runs.
fn named_definition(source: &SourceFile) -> Option<String> {
    let parsed = parse(source.text(), Notation::of(source.path(), source.text()));
    let node = of_kind(&parsed.documents, Kind::Service).next()?;
    Fields::of(node)?.string("taskDefinition").literal().map(str::to_string)
}

fn defines(source: &SourceFile, family: &str, revision: Option<u64>) -> bool {
    let parsed = parse(source.text(), Notation::of(source.path(), source.text()));
    of_kind(&parsed.documents, Kind::TaskDefinition).filter_map(Fields::of).any(|fields| {
        let number = fields.integer("revision").literal().and_then(|number| u64::try_from(number).ok());
        fields.string("family").literal() == Some(family) && number.zip(revision).is_none_or(|(one, other)| one == other)
    })
}

/// The JSON and YAML files in the folder of a file, itself among them.
fn beside(path: &Path) -> Vec<PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let is_document = |path: &PathBuf| {
        path.is_file()
            && path
                .extension()
                .and_then(|extension| extension.to_str())
                .is_some_and(|extension| ["json", "yaml", "yml"].contains(&extension))
    };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    // Named as the service is: without a folder where that has none.
    let named = entries.map(|entry| path.with_file_name(entry.file_name()));
    let mut paths: Vec<PathBuf> = named.filter(is_document).take(MOST_FILES).collect();
    paths.sort();
    paths
}
