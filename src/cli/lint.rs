//! `ecslab lint`

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};

use self::answer::Answer;
use self::fix::{Fixing, print_diffs};
use self::format::LintFormat;
use super::waiting::Waiting;
use super::{Exit, Failure, Session};
use crate::lint::{FailOn, Mend, Profile, RulePattern, Run, Settings, cannot_read, collect};
use crate::model::Kind;
use crate::source::SourceFile;

mod answer;
mod fix;
mod format;

/// Check ECS and ECR documents against what AWS accepts and what is safe.
///
/// Kinds are found by content: task definitions, services, task sets, clusters, capacity providers, ECR repositories with their
/// policies, registry settings and lifecycle policies, as the AWS CLI takes them or as its describe and get commands print them,
/// and CloudFormation templates with any of these. Documents that are linted together are read together: a service is held
/// against the task definition that it names.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab lint task-definition.json\n  ecslab lint infra/ --format concise\n  \
    ecslab lint service.json task-definition.json\n  ecslab lint template.yaml --kind cloudformation --profile strict\n  \
    aws ecs describe-task-definition --task-definition web | ecslab lint -\n  ecslab lint policy.json --kind ecr-lifecycle-policy --fail-on warning\n  \
    ecslab lint infra/ --diff --unsafe-fixes\n  ecslab lint infra/ --fix")]
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
    #[arg(long, value_delimiter = ',', value_parser = parse_pattern, value_name = "CODES")]
    select: Vec<RulePattern>,
    /// Not these codes or prefixes.
    #[arg(long, value_delimiter = ',', value_parser = parse_pattern, value_name = "CODES")]
    ignore: Vec<RulePattern>,
    /// default shows errors and warnings; strict and exam show advice (info) too.
    #[arg(long, value_parser = profiles(), default_value = "default")]
    profile: Profile,
    /// The least severity that makes the exit code 1.
    #[arg(long, value_parser = severities(), default_value = "error", value_name = "SEVERITY")]
    fail_on: FailOn,
    /// Apply the fixes whose meaning is certain, then report what is left. Standard input is printed, mended.
    #[arg(long)]
    fix: bool,
    /// Apply those that need a look too (with --diff: show them too).
    #[arg(long)]
    unsafe_fixes: bool,
    /// Show what fixes would change, and change nothing. The exit code is 1 where there is something to change.
    #[arg(long)]
    diff: bool,
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
    let settings = settings(arguments);
    let fixing = Fixing::new(arguments.unsafe_fixes, &settings);
    if arguments.diff {
        return print_diffs(&arguments.paths, arguments.kind, &fixing);
    }
    let fixes = arguments.fix || arguments.unsafe_fixes;
    let is_piped = arguments.paths.iter().any(|path| path.as_os_str() == "-");
    let mut answer = Answer::new(arguments.format, fixes && is_piped);
    let (standard_input, paths): (Vec<_>, Vec<_>) = arguments.paths.iter().cloned().partition(|path| path.as_os_str() == "-");
    let standard_input = if standard_input.is_empty() { None } else { read_standard_input(&mut answer.failures) };
    let waiting = Waiting::start(!session.plain);
    let (files, errors) = collect(&paths);
    waiting.expect(files.len());
    answer.failures.extend(errors.into_iter().map(|(path, error)| cannot_read(&path, &error)));
    let mend = |source, kind| fixing.mend(source, kind);
    let mend: Option<&Mend<'_>> = if fixes { Some(&mend) } else { None };
    Run { standard_input, files: &files, kind: arguments.kind, settings: &settings, mend }.lint(
        |diagnostics, source| arguments.format.render(diagnostics, source),
        |file| {
            waiting.advance();
            waiting.aside(|| answer.take(file))
        },
    )?;
    drop(waiting);
    let exit = answer.finish()?;
    if fixes {
        fixing.tell();
    }
    Ok(exit)
}

fn settings(arguments: &Arguments) -> Settings {
    Settings { select: arguments.select.clone(), ignore: arguments.ignore.clone(), profile: arguments.profile, fail_on: arguments.fail_on }
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
