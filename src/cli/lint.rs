//! `ecslab lint`

use std::io::Write;
use std::path::{Path, PathBuf};

use super::output::print_json;
use super::{Exit, Failure, Session};
use crate::diagnostics::{Diagnostic, LintReport, Severity, render_concise, render_full};
use crate::lint::{Collected, DocumentName, LintError, collect, find_rule, lint_source, lint_together, pairs};
use crate::model::Kind;
use crate::source::SourceFile;

/// Check ECS and ECR documents against what AWS accepts and what is safe.
///
/// Kinds are found by content: task definitions, services, task sets, clusters, capacity providers, ECR repositories, registry
/// settings and lifecycle policies; requests as the AWS CLI takes them or the output of its describe and get commands.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab lint task-definition.json\n  ecslab lint infra/ --format concise\n  \
    aws ecs describe-task-definition --task-definition web | ecslab lint -\n  ecslab lint policy.json --kind ecr-lifecycle-policy --fail-on warning")]
pub struct Arguments {
    /// Files, folders (searched for .json, .yaml and .yml, honouring .gitignore), or - for standard input.
    #[arg(default_value = ".", value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// full shows code frames, concise one line a finding.
    #[arg(long, value_enum, default_value_t)]
    format: LintFormat,
    /// Take every document as this kind instead of finding it by content.
    #[arg(long, value_parser = parse_kind, value_name = "KIND")]
    kind: Option<Kind>,
    /// Only these codes or prefixes (ECS1, ECR), separated by commas.
    #[arg(long, value_delimiter = ',', value_parser = parse_code, value_name = "CODES")]
    select: Vec<String>,
    /// Not these codes or prefixes.
    #[arg(long, value_delimiter = ',', value_parser = parse_code, value_name = "CODES")]
    ignore: Vec<String>,
    /// default shows errors and warnings; strict and exam show advice (info) too.
    #[arg(long, value_enum, default_value_t)]
    profile: Profile,
    /// The least severity that makes the exit code 1.
    #[arg(long, value_enum, default_value_t, value_name = "SEVERITY")]
    fail_on: FailOn,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum LintFormat {
    #[default]
    Full,
    Concise,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum Profile {
    #[default]
    Default,
    Strict,
    Exam,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum FailOn {
    #[default]
    Error,
    Warning,
    Info,
    Never,
}

impl FailOn {
    fn reached_by(self, severity: Severity) -> bool {
        match self {
            FailOn::Error => severity >= Severity::Error,
            FailOn::Warning => severity >= Severity::Warning,
            FailOn::Info => true,
            FailOn::Never => false,
        }
    }
}

/// A kind by its name.
pub fn parse_kind(name: &str) -> Result<Kind, String> {
    Kind::from_name(name).ok_or_else(|| format!("the kinds are {}", Kind::ALL.map(Kind::name).join(", ")))
}

fn parse_code(text: &str) -> Result<String, String> {
    let code = text.trim().to_ascii_uppercase();
    if let Some(rule) = find_rule(&code) {
        return Ok(rule.code.to_string());
    }
    if code.len() >= 3 && crate::lint::rules().iter().any(|rule| rule.code.starts_with(&code)) {
        return Ok(code);
    }
    Err(format!("no rule has the code, name or prefix {text}; `ecslab rules` lists them"))
}

/// Lints and prints.
pub fn run(arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    let mut answer = Answer::default();
    let (standard_input, paths): (Vec<_>, Vec<_>) = arguments.paths.iter().cloned().partition(|path| path.as_os_str() == "-");
    if !standard_input.is_empty() {
        match SourceFile::read_from("-", std::io::stdin().lock()) {
            Ok(source) => {
                answer.lint(&source, true, arguments);
                answer.standard_input = Some(source);
            }
            Err(error) => answer.failures.push(format!("cannot read standard input: {error}")),
        }
    }
    let (files, errors) = collect(&paths);
    answer.failures.extend(errors.into_iter().map(|(path, error)| format!("cannot read {}: {error}", path.display())));
    for Collected { path, named } in files {
        match SourceFile::read(&path) {
            Ok(source) => answer.lint(&source, named, arguments),
            Err(error) => answer.failures.push(format!("cannot read {}: {error}", path.display())),
        }
    }
    answer.lint_together(arguments);
    answer.print(arguments)
}

#[derive(Default)]
struct Answer {
    files: Vec<crate::diagnostics::ReportFile>,
    /// Each with its frame, rendered while the text is at hand.
    diagnostics: Vec<(Diagnostic, String)>,
    failures: Vec<String>,
    /// How the documents of each file are called, and call others.
    names: Vec<(PathBuf, Vec<DocumentName>)>,
    /// It cannot be read a second time.
    standard_input: Option<SourceFile>,
}

impl Answer {
    fn lint(&mut self, source: &SourceFile, named: bool, arguments: &Arguments) {
        // In a walk, text of no kind of ours is none of our business, not even when it is broken.
        let linted = match lint_source(source, arguments.kind.filter(|_| named)) {
            Ok(linted) => linted,
            Err(error) => {
                if named {
                    let what = match error {
                        LintError::UnknownKind(unknown) => format!("{} is {unknown}", source.path()),
                        LintError::Empty => {
                            format!("{} is empty: {error}", if source.path() == "-" { "standard input" } else { source.path() })
                        }
                    };
                    self.failures.push(what);
                }
                return;
            }
        };
        if !named && linted.files.iter().all(|file| file.kind.is_none()) && !Kind::is_hinted_in(source.text()) {
            return;
        }
        if named {
            self.failures.extend(
                linted.unknown.iter().map(|(index, unknown)| {
                    format!("{}: document {} of the stream (counted from 1) is {unknown}", source.path(), index + 1)
                }),
            );
        }
        self.files.extend(linted.files);
        if !linted.names.is_empty() {
            self.names.push((PathBuf::from(source.path()), linted.names));
        }
        self.add(linted.diagnostics, source, arguments);
    }

    /// Holds services against their task definitions in other files.
    fn lint_together(&mut self, arguments: &Arguments) {
        let files: Vec<_> = self.names.iter().map(|(path, names)| (path.as_path(), names.as_slice())).collect();
        let pairs =
            pairs(&files).into_iter().map(|(service, task, family)| (files[service].0.to_owned(), files[task].0.to_owned(), family));
        let pairs: Vec<_> = pairs.collect();
        let standard_input = self.standard_input.take();
        // Both were read a moment ago; one that has gone since has no more to say.
        let read = |path: &Path| match &standard_input {
            Some(source) if path.as_os_str() == "-" => Some(SourceFile::new("-", source.text())),
            _ => SourceFile::read(path).ok(),
        };
        for (service, task, family) in &pairs {
            if let (Some(service), Some(task)) = (read(service), read(task)) {
                self.add(lint_together(&service, &task, family), &service, arguments);
            }
        }
        if !pairs.is_empty() {
            // Files come in the order in which they are named, and the findings of each in theirs.
            let order: std::collections::HashMap<&str, usize> =
                self.files.iter().enumerate().rev().map(|(number, file)| (file.path.as_str(), number)).collect();
            self.diagnostics.sort_by(|(one, _), (other, _)| {
                let file = |diagnostic: &Diagnostic| order.get(diagnostic.path.as_str());
                file(one).cmp(&file(other)).then_with(|| one.order(other))
            });
        }
    }

    fn add(&mut self, diagnostics: Vec<Diagnostic>, source: &SourceFile, arguments: &Arguments) {
        for diagnostic in diagnostics.into_iter().filter(|diagnostic| shown(diagnostic, arguments)) {
            let frame = match arguments.format {
                LintFormat::Full => render_full(&diagnostic, source.text()),
                LintFormat::Concise => render_concise(&diagnostic),
                LintFormat::Json => String::new(),
            };
            self.diagnostics.push((diagnostic, frame));
        }
    }

    fn print(self, arguments: &Arguments) -> Result<Exit, Failure> {
        let failed = self.diagnostics.iter().any(|(diagnostic, _)| arguments.fail_on.reached_by(diagnostic.severity));
        let (diagnostics, frames): (Vec<_>, Vec<_>) = self.diagnostics.into_iter().unzip();
        let report = LintReport::new(self.files, diagnostics);
        match arguments.format {
            LintFormat::Json => print_json(&report)?,
            LintFormat::Full | LintFormat::Concise => {
                let mut stdout = anstream::stdout().lock();
                for frame in &frames {
                    writeln!(stdout, "{frame}")?;
                    if arguments.format == LintFormat::Full {
                        writeln!(stdout)?;
                    }
                }
                if arguments.format == LintFormat::Full && (self.failures.is_empty() || report.summary.files > 0) {
                    writeln!(stdout, "{}", closing_line(&report))?;
                }
                stdout.flush()?;
            }
        }
        for failure in &self.failures {
            Failure::usage(failure.clone()).print();
        }
        if !self.failures.is_empty() {
            return Ok(Exit::Usage);
        }
        Ok(if failed { Exit::Failed } else { Exit::Fine })
    }
}

fn shown(diagnostic: &Diagnostic, arguments: &Arguments) -> bool {
    let matches = |codes: &[String]| codes.iter().any(|code| diagnostic.code.starts_with(code.as_str()));
    if matches(&arguments.ignore) {
        return false;
    }
    if !arguments.select.is_empty() {
        return matches(&arguments.select);
    }
    // Who fails on advice wants to see it.
    diagnostic.severity > Severity::Info || arguments.profile != Profile::Default || arguments.fail_on == FailOn::Info
}

fn closing_line(report: &LintReport) -> String {
    let counted = |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    let summary = report.summary;
    let files = counted(summary.files, "file");
    if summary.error + summary.warning + summary.info == 0 {
        return if summary.files == 0 { "no ECS or ECR document found".to_string() } else { format!("{files} checked, no findings") };
    }
    let info = if summary.info > 0 { format!(", {} of advice", counted(summary.info, "piece")) } else { String::new() };
    format!("{files} checked: {}, {}{info}", counted(summary.error, "error"), counted(summary.warning, "warning"))
}
