//! `ecslab lint`

use std::io::Write;
use std::path::PathBuf;

use super::output::print_json;
use super::{Exit, Failure, Session};
use crate::diagnostics::{Diagnostic, LintReport, Severity, render_concise, render_full};
use crate::lint::{Collected, LintError, collect, find_rule, lint_source};
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
    let mut answer = Answer { files: Vec::new(), diagnostics: Vec::new(), frames: Vec::new(), failures: Vec::new() };
    let (standard_input, paths): (Vec<_>, Vec<_>) = arguments.paths.iter().cloned().partition(|path| path.as_os_str() == "-");
    if !standard_input.is_empty() {
        match SourceFile::read_from("-", std::io::stdin().lock()) {
            Ok(source) => answer.lint(&source, true, arguments),
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
    answer.print(arguments)
}

struct Answer {
    files: Vec<crate::diagnostics::ReportFile>,
    diagnostics: Vec<Diagnostic>,
    /// Rendered while the text is at hand.
    frames: Vec<String>,
    failures: Vec<String>,
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
                        LintError::Empty => format!("{} is empty: {error}", source.path()),
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
                linted.unknown.iter().map(|(index, unknown)| format!("{}: document {index} of the stream is {unknown}", source.path())),
            );
        }
        self.files.extend(linted.files);
        for diagnostic in linted.diagnostics {
            if !shown(&diagnostic, arguments) {
                continue;
            }
            match arguments.format {
                LintFormat::Full => self.frames.push(render_full(&diagnostic, source.text())),
                LintFormat::Concise => self.frames.push(render_concise(&diagnostic)),
                LintFormat::Json => {}
            }
            self.diagnostics.push(diagnostic);
        }
    }

    fn print(self, arguments: &Arguments) -> Result<Exit, Failure> {
        let failed = self.diagnostics.iter().any(|diagnostic| arguments.fail_on.reached_by(diagnostic.severity));
        let report = LintReport::new(self.files, self.diagnostics);
        match arguments.format {
            LintFormat::Json => print_json(&report)?,
            LintFormat::Full | LintFormat::Concise => {
                let mut stdout = anstream::stdout().lock();
                for frame in &self.frames {
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
    diagnostic.severity > Severity::Info || arguments.profile != Profile::Default
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
