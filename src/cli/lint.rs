//! `ecslab lint`

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use self::answer::Answer;
use self::fix::Fixing;
use self::format::{LintFormat, Style};
use self::write_baseline::write_baseline;
use super::config::ConfigurationArguments;
use super::waiting::Waiting;
use super::{Exit, Failure, Session};
use crate::lint::{FailOn, Held, Mend, MendRole, Profile, RulePattern, Run, Settings, SettingsOfFiles, Shown, cannot_read, collect};
use crate::model::Kind;
use crate::source::SourceFile;

mod answer;
mod fix;
mod format;
mod watch;
mod write_baseline;

/// Check ECS, ECR and IAM documents against what AWS accepts and what is safe.
///
/// Kinds are found by content: task definitions, services, task sets, clusters, capacity providers, ECR repositories with their
/// policies, registry settings and lifecycle policies, IAM policies, trust policies and roles, as the AWS CLI takes them or as its
/// describe and get commands print them, and CloudFormation templates with any of these. Documents that are linted together are read
/// together: a service is held against the task definition that it names.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab lint task-definition.json\n  ecslab lint infra/ --format concise\n  \
    ecslab lint service.json task-definition.json\n  ecslab lint template.yaml --kind cloudformation --profile strict\n  \
    aws ecs describe-task-definition --task-definition web | ecslab lint -\n  ecslab lint policy.json --kind ecr-lifecycle-policy --fail-on warning\n  \
    aws iam get-account-authorization-details --filter Role | ecslab lint -\n  \
    ecslab lint infra/ --write-baseline ecslab-baseline.json\n  ecslab lint infra/ --baseline ecslab-baseline.json\n  \
    ecslab lint infra/ --diff --unsafe-fixes\n  ecslab lint infra/ --fix\n  \
    ecslab lint --format sarif > ecslab.sarif\n  ecslab lint infra/ --watch")]
pub struct Arguments {
    /// Files, folders (searched for .json, .yaml, .yml and .template, honouring .gitignore), or - for standard input.
    #[arg(default_value = ".", value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How findings are printed.
    #[arg(long, value_enum, default_value_t)]
    format: LintFormat,
    /// Pass over files that hold no ECS or ECR document, as in a folder, even where they are named; hooks name all that changed.
    #[arg(long, conflicts_with = "kind")]
    skip_unknown: bool,
    /// Count findings by rule instead of showing each; JSON holds both.
    #[arg(long, conflicts_with = "write_baseline")]
    statistics: bool,
    /// Lint again whenever a file is saved; Ctrl-C ends it.
    #[arg(long, conflicts_with = "write_baseline")]
    watch: bool,
    /// Take every document as this kind instead of finding it by content.
    #[arg(long, value_parser = parse_kind, value_name = "KIND")]
    kind: Option<Kind>,
    /// Only these codes or prefixes (ECS1, ECR), separated by commas.
    #[arg(long, value_delimiter = ',', value_parser = parse_pattern, value_name = "CODES")]
    select: Vec<RulePattern>,
    /// Not these codes or prefixes.
    #[arg(long, value_delimiter = ',', value_parser = parse_pattern, value_name = "CODES")]
    ignore: Vec<RulePattern>,
    /// default shows errors and warnings; strict and exam show advice (info) too; fsbp what Security Hub has a control for.
    #[arg(long, value_parser = profiles(), value_name = "PROFILE")]
    profile: Option<Profile>,
    /// The least severity that makes the exit code 1 [default: error].
    #[arg(long, value_parser = severities(), value_name = "SEVERITY")]
    fail_on: Option<FailOn>,
    /// Show only findings that this file does not hold.
    #[arg(long, value_name = "FILE", conflicts_with = "write_baseline")]
    baseline: Option<PathBuf>,
    /// Write all findings to this file, so that from then on only new ones are shown.
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,
    /// Apply the fixes whose meaning is certain, then report what is left. Standard input is printed, mended.
    #[arg(long, conflicts_with = "write_baseline")]
    fix: bool,
    /// Apply the fixes that need a look too; with --diff, show them too.
    #[arg(long, conflicts_with = "write_baseline")]
    unsafe_fixes: bool,
    /// Show what fixes would change, and change nothing. The exit code is 1 where there is something to change.
    #[arg(long, conflicts_with = "write_baseline")]
    diff: bool,
    #[command(flatten)]
    configuration: ConfigurationArguments,
}

/// A kind by its name.
pub fn parse_kind(name: &str) -> Result<Kind, String> {
    Kind::from_name(name).ok_or_else(|| format!("the kinds are {}", Kind::ALL.map(Kind::name).join(", ")))
}

fn parse_pattern(text: &str) -> Result<RulePattern, String> {
    RulePattern::parse(text).map_err(|unknown| format!("{unknown}; {}", unknown.remedy()))
}

fn profiles() -> impl TypedValueParser<Value = Profile> {
    PossibleValuesParser::new(Profile::ALL.map(Profile::name)).try_map(|name| Profile::from_name(&name).ok_or("no such profile"))
}

fn severities() -> impl TypedValueParser<Value = FailOn> {
    PossibleValuesParser::new(FailOn::ALL.map(FailOn::name)).try_map(|name| FailOn::from_name(&name).ok_or("no such severity"))
}

/// Lints and prints.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    arguments.refuse_contradictions()?;
    if arguments.watch { watch::run(arguments, session) } else { lint(arguments, session) }
}

/// Lints all once.
fn lint(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    let (standard_input, paths): (Vec<_>, Vec<_>) = arguments.paths.iter().cloned().partition(|path| path.as_os_str() == "-");
    let searching = Waiting::start(!session.plain);
    let (mut files, errors) = collect(&paths);
    if arguments.skip_unknown {
        files.iter_mut().for_each(|file| file.named = false);
    }
    let configurations = arguments.configuration.source();
    let settings = SettingsOfFiles::find(&configurations, !standard_input.is_empty(), &files, |settings| arguments.change(settings));
    drop(searching);
    let settings = settings.map_err(|faults| Failure::of_all(faults, "nothing was linted"))?;
    let mut failures: Vec<_> = errors.into_iter().map(|(path, error)| cannot_read(&path, &error)).collect();
    let standard_input = if standard_input.is_empty() { None } else { read_standard_input(&mut failures) };
    let is_piped = standard_input.is_some();
    let fixing = arguments.fixing();
    let mend = |source, kind: Option<Kind>, settings: &Settings| match &fixing {
        Some(fixing) => fixing.mend(source, kind, settings),
        None => Ok(source),
    };
    let mend: Option<&Mend<'_>> = if fixing.is_some() { Some(&mend) } else { None };
    let mend_role = |source, shown: &Shown<'_>| match &fixing {
        Some(fixing) => fixing.mend_shown(source, None, shown),
        None => Ok(source),
    };
    let mend_role: Option<&MendRole<'_>> = if fixing.is_some() { Some(&mend_role) } else { None };
    let run = Run { standard_input, files: &files, kind: arguments.kind, settings: &settings, mend, mend_role };
    if let Some(file) = &arguments.write_baseline {
        return write_baseline(run, file, failures);
    }
    if let Some(fixing) = fixing.as_ref().filter(|_| arguments.diff) {
        return fixing.print_diffs(run, failures);
    }
    let style = Style { format: arguments.format, statistics: arguments.statistics };
    let mut answer = Answer::new(style, fixing.is_some() && is_piped);
    answer.failures = failures;
    let waiting = Waiting::start(!session.plain);
    waiting.expect(files.len());
    let gone = run.lint(
        |diagnostics, source, fails| style.render(diagnostics, source, fails),
        |file| {
            waiting.advance();
            waiting.aside(|| answer.take(file))
        },
    )?;
    drop(waiting);
    let exit = answer.finish(gone)?;
    if let Some(fixing) = &fixing {
        fixing.tell();
    }
    Ok(exit)
}

impl Arguments {
    /// Which fixes are asked for. Each option alone is enough: --unsafe-fixes need not stand beside --fix.
    fn fixing(&self) -> Option<Fixing> {
        (self.fix || self.unsafe_fixes || self.diff).then(|| Fixing::new(self.unsafe_fixes, self.diff))
    }

    /// What says two things at once.
    fn refuse_contradictions(&self) -> Result<(), Failure> {
        let format = self.format.to_possible_value().map(|value| value.get_name().to_string()).unwrap_or_default();
        if self.statistics && !self.format.is_text() && self.format != LintFormat::Json {
            let failure = Failure::usage(format!("--format {format} has no place for --statistics"));
            return Err(failure.help("The formats full, concise and json have."));
        }
        if self.watch && !self.format.is_text() {
            let failure = Failure::usage(format!("--watch cannot print --format {format}, which is one document"));
            return Err(failure.help("Watch with the formats full or concise."));
        }
        if self.watch && self.paths.iter().any(|path| path.as_os_str() == "-") {
            return Err(Failure::usage("--watch cannot watch standard input").help("Name files or folders."));
        }
        match self.select.iter().find(|pattern| self.ignore.contains(pattern)) {
            Some(both) => {
                Err(Failure::usage(format!("--select and --ignore both name {}", both.as_str())).help("leave it out of one of the two"))
            }
            None => Ok(()),
        }
    }

    /// What is said here wins over a configuration. Who selects wants to see what is selected, whatever the configuration ignores or
    /// selects for some paths.
    fn change(&self, settings: &mut Settings) {
        if !self.select.is_empty() {
            settings.select = Held::by_option("--select", self.select.clone());
            settings.ignore = Held::default();
            settings.paths.iter_mut().for_each(|paths| paths.value.select = None);
        }
        if !self.ignore.is_empty() {
            settings.ignore = Held::by_option("--ignore", self.ignore.clone());
        }
        if let Some(profile) = self.profile {
            settings.profile = Held::by_option("--profile", profile);
        }
        if let Some(fail_on) = self.fail_on {
            settings.fail_on = Held::by_option("--fail-on", fail_on);
        }
        if let Some(baseline) = &self.baseline {
            settings.baseline = Held::by_option("--baseline", Some(baseline.clone()));
        }
        if self.write_baseline.is_some() {
            settings.baseline = Held::by_option("--write-baseline", None);
        }
    }
}

fn read_standard_input(failures: &mut Vec<String>) -> Option<SourceFile> {
    let read = SourceFile::read_from("-", announced_stdin());
    read.map_err(|error| failures.push(format!("cannot read standard input: {error}"))).ok()
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
