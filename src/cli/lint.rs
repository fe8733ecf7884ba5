//! `ecslab lint`

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::output::print_json;
use super::waiting::Waiting;
use super::{Exit, Failure, Session};
use crate::diagnostics::{Diagnostic, LintReport, ReportFile, Severity, Summary, printable_line, render_concise, render_full};
use crate::lint::{Collected, DocumentName, LintError, collect, find_rule, in_order, lint_source, lint_together, pairs};
use crate::model::Kind;
use crate::source::{ReadError, SourceFile};

/// Check ECS, ECR and IAM documents against what AWS accepts and what is safe.
///
/// Kinds are found by content: task definitions, services, task sets, clusters, capacity providers, ECR repositories with their
/// policies, registry settings and lifecycle policies, IAM policies, trust policies and roles, as the AWS CLI takes them or as its
/// describe and get commands print them, and CloudFormation templates with any of these. Documents that are linted together are read together: a service is held
/// against the task definition that it names.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab lint task-definition.json\n  ecslab lint infra/ --format concise\n  \
    ecslab lint service.json task-definition.json\n  ecslab lint template.yaml --kind cloudformation --profile strict\n  \
    aws ecs describe-task-definition --task-definition web | ecslab lint -\n  ecslab lint policy.json --kind ecr-lifecycle-policy --fail-on warning\n  \
    aws iam get-account-authorization-details --filter Role | ecslab lint -")]
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
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    let mut answer = Answer::new(arguments);
    let (standard_input, paths): (Vec<_>, Vec<_>) = arguments.paths.iter().cloned().partition(|path| path.as_os_str() == "-");
    let mut piped = None;
    if !standard_input.is_empty() {
        match SourceFile::read_from("-", announced_stdin()) {
            Ok(source) => {
                answer.take(lint(&source, true, arguments))?;
                piped = Some(source);
            }
            Err(error) => answer.failures.push(format!("cannot read standard input: {error}")),
        }
    }
    let waiting = Waiting::start(!session.plain);
    let (files, errors) = collect(&paths);
    waiting.expect(files.len());
    answer.failures.extend(errors.into_iter().map(|(path, error)| cannot_read(&path, &error)));
    in_order(
        &files,
        |file| read_and_lint(file, arguments),
        |linted| {
            waiting.advance();
            waiting.aside(|| answer.take(linted))
        },
    )?;
    let paths: Vec<&Path> = piped.iter().map(|_| Path::new("-")).chain(files.iter().map(|file| file.path.as_path())).collect();
    let pairs = answer.pairs(&paths);
    // A pair of files is read once for all its families.
    for pair in pairs.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1)) {
        let (service, task) = (pair[0].0, pair[0].1);
        let families: Vec<&str> = pair.iter().map(|(_, _, family)| family.as_str()).collect();
        let read = |path: &Path| if path == Path::new("-") { None } else { SourceFile::read(path).ok() };
        let (services, tasks) = (read(paths[service]), read(paths[task]));
        let at_hand = |number: usize| piped.as_ref().filter(|_| paths[number] == Path::new("-"));
        // What went away in between was linted by itself.
        let (Some(services), Some(tasks)) = (services.as_ref().or(at_hand(service)), tasks.as_ref().or(at_hand(task))) else { continue };
        let found = lint_together(services, tasks, &families);
        waiting.aside(|| answer.add(service, found, services, arguments))?;
    }
    drop(waiting);
    answer.finish()
}

/// Standard input; on a terminal nobody would know that it is waited for.
fn announced_stdin() -> std::io::StdinLock<'static> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        // Without standard error there is nobody to tell.
        let _ = writeln!(std::io::stderr(), "reading a document from standard input; end it with Ctrl-D");
    }
    stdin.lock()
}

fn cannot_read(path: &Path, error: &dyn std::fmt::Display) -> String {
    format!("cannot read {}: {error}", printable_line(&path.display().to_string()))
}

/// What one file gives, rendered while its text is at hand.
#[derive(Default)]
struct FileAnswer {
    files: Vec<ReportFile>,
    findings: Findings,
    names: Vec<DocumentName>,
    failures: Vec<String>,
}

/// Findings as the format needs them, and how many there are.
#[derive(Default)]
struct Findings {
    diagnostics: Vec<Diagnostic>,
    frames: String,
    summary: Summary,
    failed: bool,
}

impl Findings {
    fn of(diagnostics: Vec<Diagnostic>, source: &SourceFile, arguments: &Arguments) -> Self {
        let mut findings = Self::default();
        for diagnostic in diagnostics.into_iter().filter(|diagnostic| shown(diagnostic, arguments)) {
            findings.summary.count(diagnostic.severity);
            findings.failed |= arguments.fail_on.reached_by(diagnostic.severity);
            match arguments.format {
                LintFormat::Full => findings.frames += &(render_full(&diagnostic, source.text()) + "\n\n"),
                LintFormat::Concise => findings.frames += &(render_concise(&diagnostic) + "\n"),
                LintFormat::Json => findings.diagnostics.push(diagnostic),
            }
        }
        findings
    }
}

fn read_and_lint(file: &Collected, arguments: &Arguments) -> FileAnswer {
    match SourceFile::read(&file.path) {
        Ok(source) => lint(&source, file.named, arguments),
        // It was there when its folder was searched.
        Err(ReadError::Io(error)) if !file.named && error.kind() == std::io::ErrorKind::NotFound => FileAnswer::default(),
        Err(error) => FileAnswer { failures: vec![cannot_read(&file.path, &error)], ..FileAnswer::default() },
    }
}

fn lint(source: &SourceFile, named: bool, arguments: &Arguments) -> FileAnswer {
    let path = printable_line(source.path());
    // In a walk, text of no kind of ours is none of our business, not even when it is broken.
    let linted = match lint_source(source, arguments.kind.filter(|_| named)) {
        Ok(linted) => linted,
        Err(_) if !named => return FileAnswer::default(),
        Err(error) => {
            let failure = match error {
                LintError::UnknownKind(unknown) => format!("{path} is {unknown}"),
                LintError::Empty => format!("{} is empty: {error}", if path == "-" { "standard input" } else { &path }),
            };
            return FileAnswer { failures: vec![failure], ..FileAnswer::default() };
        }
    };
    if !named && linted.files.iter().all(|file| file.kind.is_none()) && !Kind::is_hinted_in(source.text()) {
        return FileAnswer::default();
    }
    let unknown = linted.unknown.iter().filter(|_| named);
    FileAnswer {
        failures: unknown.map(|(index, what)| format!("{path}: document {} of the stream (counted from 1) is {what}", index + 1)).collect(),
        findings: Findings::of(linted.diagnostics, source, arguments),
        files: linted.files,
        names: linted.names,
    }
}

/// The whole answer. Text is printed file by file; JSON, which is one value, at the end.
struct Answer {
    format: LintFormat,
    stdout: std::io::BufWriter<anstream::AutoStream<std::io::StdoutLock<'static>>>,
    files: Vec<ReportFile>,
    /// By the number of the file, where the format needs them all.
    diagnostics: Vec<Vec<Diagnostic>>,
    /// By the number of the file.
    names: Vec<(usize, Vec<DocumentName>)>,
    failures: Vec<String>,
    summary: Summary,
    failed: bool,
    read: usize,
}

impl Answer {
    fn new(arguments: &Arguments) -> Self {
        Self {
            format: arguments.format,
            // Standard output alone writes line by line.
            stdout: std::io::BufWriter::with_capacity(64 * 1024, anstream::stdout().lock()),
            files: Vec::new(),
            diagnostics: Vec::new(),
            names: Vec::new(),
            failures: Vec::new(),
            summary: Summary::default(),
            failed: false,
            read: 0,
        }
    }

    /// Takes what the next file gives.
    fn take(&mut self, mut answer: FileAnswer) -> Result<(), Failure> {
        let number = self.read;
        self.read += 1;
        self.summary.files += usize::from(!answer.files.is_empty());
        self.failures.extend(answer.failures);
        if !answer.names.is_empty() {
            // Each file has one, as a rule, and there may be many files.
            answer.names.shrink_to_fit();
            self.names.push((number, answer.names));
        }
        if self.format == LintFormat::Json {
            self.files.extend(answer.files);
            self.diagnostics.push(Vec::new());
        }
        self.take_findings(number, answer.findings)
    }

    /// Takes what two files give together, which stands in the file of that number.
    fn add(&mut self, number: usize, found: Vec<Diagnostic>, source: &SourceFile, arguments: &Arguments) -> Result<(), Failure> {
        self.take_findings(number, Findings::of(found, source, arguments))
    }

    fn take_findings(&mut self, number: usize, findings: Findings) -> Result<(), Failure> {
        self.summary.add(findings.summary);
        self.failed |= findings.failed;
        if let Some(diagnostics) = self.diagnostics.get_mut(number) {
            diagnostics.extend(findings.diagnostics);
        }
        if !findings.frames.is_empty() {
            self.stdout.write_all(findings.frames.as_bytes())?;
            if std::io::stdout().is_terminal() {
                self.stdout.flush()?;
            }
        }
        Ok(())
    }

    /// The files, by their numbers, that are to be read together.
    fn pairs(&self, paths: &[&Path]) -> Vec<(usize, usize, String)> {
        let named: Vec<_> = self.names.iter().map(|(number, names)| (paths[*number], names.as_slice())).collect();
        pairs(&named).into_iter().map(|(service, task, family)| (self.names[service].0, self.names[task].0, family)).collect()
    }

    fn finish(mut self) -> Result<Exit, Failure> {
        match self.format {
            LintFormat::Json => {
                for diagnostics in &mut self.diagnostics {
                    diagnostics.sort_by(Diagnostic::order);
                }
                print_json(&LintReport::new(self.files, self.diagnostics.into_iter().flatten().collect()))?;
            }
            LintFormat::Full if self.failures.is_empty() || self.summary.files > 0 => {
                let passed_over = self.read.saturating_sub(self.summary.files + self.failures.len());
                writeln!(self.stdout, "{}", closing_line(self.summary, passed_over))?;
            }
            LintFormat::Full | LintFormat::Concise => {}
        }
        self.stdout.flush()?;
        for failure in &self.failures {
            Failure::usage(failure.clone()).print();
        }
        if !self.failures.is_empty() {
            return Ok(Exit::Usage);
        }
        Ok(if self.failed { Exit::Failed } else { Exit::Fine })
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

fn closing_line(summary: Summary, passed_over: usize) -> String {
    let counted = |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    let files = counted(summary.files, "file");
    let others = match passed_over {
        0 => String::new(),
        1 => "; 1 other holds no ECS or ECR document".to_string(),
        many => format!("; {many} others hold no ECS or ECR document"),
    };
    if summary.error + summary.warning + summary.info == 0 {
        return match (summary.files, passed_over) {
            (0, 0) => "no ECS or ECR document found".to_string(),
            (0, passed_over) => format!("no ECS or ECR document found in {}", counted(passed_over, "file")),
            _ => format!("{files} checked, no findings{others}"),
        };
    }
    let info = if summary.info > 0 { format!(", {} of advice", counted(summary.info, "piece")) } else { String::new() };
    format!("{files} checked: {}, {}{info}{others}", counted(summary.error, "error"), counted(summary.warning, "warning"))
}
