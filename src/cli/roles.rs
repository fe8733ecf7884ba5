//! `ecslab roles`

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::config::ConfigurationArguments;
use super::output::{Format, print_json};
use super::{Exit, Failure, Session};
use crate::diagnostics::{printable, printable_line};
use crate::lint::{LintError, RoleCheck, RoleName, RoleQuestion, RoleReport, TaskRoles, lint_source, report_roles, roles_elsewhere};
use crate::roles::{Key, RoleKind, is_account};
use crate::source::SourceFile;

/// Print what the two roles of a task must be allowed to do, as policies ready to paste, and check roles against it.
///
/// The execution role is what ECS itself uses: to pull images, to read secrets and files, to write logs. The task role is what the
/// application uses; of it the documents show ECS Exec, file systems with IAM and FireLens, and the application's own calls stand
/// in its code. Services, clusters and pull through caches among the files are read too, and so are templates.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab roles task-definition.json\n  \
    ecslab roles task-definition.json --kms-key arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab\n  \
    ecslab roles task-definition.json service.json cluster.json\n  \
    ecslab roles task-definition.json --region eu-central-1 --account 111122223333 --format json | jq .tasks[0].executionRole.policy\n  \
    aws iam get-account-authorization-details --filter Role LocalManagedPolicy > roles.json; ecslab roles --check task-definition.json roles.json\n  \
    ecslab roles --check task-definition.json --role web-execution=iam/web-execution.json\n\n\
    With --check, a role is looked for among the files, under --role, under [roles] of the configuration, and beside the task definition as\n\
    NAME.role.json or roles/NAME.json.\n\
    A role's document shows all its policies where it lists both inline and attached ones, as get-account-authorization-details and\n\
    templates do; what others do not show may be granted and is not reported. The exit code is 1 where something is missing.")]
pub struct Arguments {
    /// Task definitions and templates, with services, clusters, pull through caches and roles; - for standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Hold the roles against what they must hold.
    #[arg(long)]
    check: bool,
    /// The file with a role, by its name or ARN; repeated for more.
    #[arg(long, value_name = "ROLE=FILE", value_parser = parse_role)]
    role: Vec<(String, PathBuf)>,
    /// The ARN of a key of your own that encrypts secrets, parameters or files; repeated for more.
    #[arg(long, value_name = "ARN", value_parser = parse_key)]
    kms_key: Vec<String>,
    /// The account of the tasks, where the documents do not tell it.
    #[arg(long, value_name = "ACCOUNT", value_parser = parse_account)]
    account: Option<String>,
    /// The Region of the tasks, where the documents do not tell it.
    #[arg(long, value_name = "REGION", value_parser = parse_region)]
    region: Option<String>,
    /// Tasks are started with ECS Exec, whatever services among the files say.
    #[arg(long)]
    exec: bool,
    /// The prefix of a pull through cache, or ROOT; repeated for more.
    #[arg(long, value_name = "PREFIX")]
    cache_prefix: Vec<String>,
    /// text: policies with the reasons beside; json: all in one document.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    configuration: ConfigurationArguments,
}

#[derive(Serialize)]
struct Answer {
    version: u32,
    tasks: Vec<TaskRoles>,
}

fn parse_role(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((role, path)) if !role.is_empty() && !path.is_empty() => Ok((role.to_string(), PathBuf::from(path))),
        _ => Err("write ROLE=FILE, such as web-execution=iam/web-execution.json".to_string()),
    }
}

fn parse_key(text: &str) -> Result<String, String> {
    let parts: Vec<&str> = text.split(':').collect();
    match parts[..] {
        ["arn", _, "kms", _, _, resource] if resource.starts_with("key/") => Ok(text.to_string()),
        ["arn", _, "kms", _, _, resource] if resource.starts_with("alias/") => {
            Err("a policy names a key by its own ARN; that of an alias allows nothing on the key".to_string())
        }
        _ => {
            Err("write the ARN of the key, such as arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
                .to_string())
        }
    }
}

fn parse_account(text: &str) -> Result<String, String> {
    if is_account(text) { Ok(text.to_string()) } else { Err("an account is twelve digits".to_string()) }
}

fn parse_region(text: &str) -> Result<String, String> {
    let is_region =
        text.matches('-').count() >= 2 && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if is_region { Ok(text.to_string()) } else { Err("a Region is named such as eu-central-1".to_string()) }
}

/// Derives, checks and prints.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    let mut sources = arguments.files.iter().map(|path| read_document(path)).collect::<Result<Vec<_>, _>>()?;
    let told = Told::of(arguments)?;
    if arguments.check {
        for path in roles_elsewhere(&sources, &told.roles) {
            sources.push(read_document(&path)?);
        }
        for (role, path) in &arguments.role {
            let source = sources.iter().find(|source| Path::new(source.path()) == path);
            let Some(source) = source else {
                return Err(Failure::usage(format!("no task definition names the role {role}, or the files themselves define it")));
            };
            if !defines_role(source, role) {
                return Err(Failure::usage(format!("{} does not define the role {role}", printable_line(source.path())))
                    .help("Give what `aws iam get-account-authorization-details --filter Role` prints of it, or its create-role input."));
            }
        }
    } else if let Some((role, _)) = arguments.role.first() {
        return Err(Failure::usage(format!("--role {role}=... says where a role is, and nothing is checked")).help("Add --check."));
    }
    let question = RoleQuestion {
        account: arguments.account.clone(),
        region: arguments.region.clone(),
        kms_keys: arguments.kms_key.clone(),
        keys: told.keys,
        exec: arguments.exec,
        cache_prefixes: arguments.cache_prefix.clone(),
    };
    let mut tasks = report_roles(&sources, &question);
    if tasks.is_empty() {
        return Err(Failure::usage("there is no task definition in these files")
            .help("Give a task definition, or a CloudFormation template with AWS::ECS::TaskDefinition."));
    }
    if !arguments.check {
        tasks.iter_mut().for_each(|task| {
            task.execution_role.check = None;
            task.task_role.check = None;
        });
    }
    let checks: Vec<&RoleCheck> = tasks.iter().flat_map(TaskRoles::roles).filter_map(|(_, role)| role.check.as_ref()).collect();
    if arguments.check && checks.is_empty() {
        return Err(Failure::usage("none of the roles that these task definitions name is known")
            .help("Give a file with the role, such as what `aws iam get-account-authorization-details --filter Role LocalManagedPolicy` prints, or --role NAME=FILE."));
    }
    let failed = checks.iter().any(|check| !check.is_fine());
    match arguments.format {
        Format::Json => print_json(&Answer { version: 1, tasks })?,
        Format::Text => write_all(&tasks, arguments.check, session)?,
    }
    Ok(if failed { Exit::Failed } else { Exit::Fine })
}

/// What configurations and options say.
#[derive(Default)]
struct Told {
    /// The files of roles, by name or ARN.
    roles: BTreeMap<String, PathBuf>,
    /// What encrypts what.
    keys: Vec<(String, Key)>,
}

impl Told {
    fn of(arguments: &Arguments) -> Result<Self, Failure> {
        let configurations = arguments.configuration.source();
        let mut told = Self::default();
        for path in &arguments.files {
            // A document on standard input has the configuration of the working folder.
            let path = if path.as_os_str() == "-" { Path::new(".") } else { path };
            let settings = configurations.settings_for(path);
            let settings = settings.map_err(|faults| Failure::of_all(faults, "the configuration does not hold"))?;
            told.keys.extend(settings.keys().into_iter().filter(|key| !told.keys.contains(key)).collect::<Vec<_>>());
            told.roles.extend(settings.roles.into_iter().map(|role| (role.value.arn, role.value.path)));
        }
        told.roles.extend(arguments.role.iter().cloned());
        Ok(told)
    }
}

/// A file that holds documents of ours and parses.
fn read_document(path: &Path) -> Result<SourceFile, Failure> {
    let source = super::simulate::input::read(path)?;
    let shown = printable_line(source.path());
    match lint_source(&source, None) {
        Ok(linted) => match linted.diagnostics.iter().find(|found| found.code == crate::rules::document::INVALID_SYNTAX.code) {
            Some(broken) => Err(Failure::usage(format!("{shown}:{}:{}: {}", broken.start.line, broken.start.column, broken.message))
                .help("Mend the text; `ecslab lint` shows the place.")),
            None => Ok(source),
        },
        Err(LintError::UnknownKind(unknown)) => Err(Failure::usage(format!("{shown} is {unknown}"))),
        Err(LintError::Empty) => Err(Failure::usage(format!("{shown} is empty"))),
    }
}

/// Whether a file has a role of this name or ARN.
fn defines_role(source: &SourceFile, role: &str) -> bool {
    let wanted = RoleName::written(role, None);
    lint_source(source, None).is_ok_and(|linted| linted.roles.iter().any(|found| found.used_as.is_none() && found.means(&wanted)))
}

fn write_all(tasks: &[TaskRoles], is_check: bool, session: Session) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    for (index, task) in tasks.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        let name = task.resource.as_deref().or(task.family.as_deref()).unwrap_or("task definition");
        writeln!(out, "{} ({})", printable_line(name), printable_line(&task.path))?;
        for (kind, role) in task.roles() {
            writeln!(out)?;
            write_role(&mut out, kind, role, is_check, session)?;
        }
        if !task.open.is_empty() {
            writeln!(out, "\nNot known:")?;
            for open in &task.open {
                writeln!(out, "- {}", printable(open))?;
            }
        }
    }
    Ok(())
}

fn write_role(out: &mut impl Write, kind: RoleKind, role: &RoleReport, is_check: bool, session: Session) -> Result<(), Failure> {
    let named = role.role.as_deref().unwrap_or("none is named");
    writeln!(out, "{}: {}", kind.name(), printable_line(named))?;
    if is_check {
        return write_check(out, role, session);
    }
    match &role.policy {
        None => writeln!(out, "{}", nothing_needed(kind))?,
        Some(policy) => {
            for reason in &role.statements {
                writeln!(out, "# {}: {}", reason.sid, printable(&reason.because.join("; ")))?;
            }
            writeln!(out, "{}", printable(&pretty(policy)))?;
        }
    }
    for conditional in &role.conditional {
        writeln!(out, "# Only where {}: {}", conditional.only_where, printable(&conditional.because.join("; ")))?;
        writeln!(out, "{}", printable(&pretty(&conditional.statement)))?;
    }
    if role.has_placeholders {
        writeln!(out, "# Fill in the placeholders; --account, --region and --kms-key do it for you.")?;
    }
    Ok(())
}

fn nothing_needed(kind: RoleKind) -> &'static str {
    match kind {
        RoleKind::ExecutionRole => "# The documents need nothing of it.",
        RoleKind::TaskRole => "# The documents need nothing of it; what the application calls stands in its code.",
    }
}

fn pretty(value: &serde_json::Value) -> String {
    // A value of ours always has a text.
    serde_json::to_string_pretty(value).unwrap_or_default()
}

fn write_check(out: &mut impl Write, role: &RoleReport, session: Session) -> Result<(), Failure> {
    let (good, bad) = if session.plain { ("+", "-") } else { ("✓", "✗") };
    let Some(check) = &role.check else {
        let why = if role.role.is_some() { "not checked: its document is not known" } else { "nothing to check" };
        writeln!(out, "  {why}")?;
        return Ok(());
    };
    writeln!(out, "  in {}", printable_line(&check.path))?;
    if check.opens_to_tasks == Some(false) {
        writeln!(out, "  {bad} {} may not assume it", crate::facts::TASKS_PRINCIPAL)?;
    }
    for missing in &check.missing {
        writeln!(out, "  {bad} {} on {}", missing.actions.join(", "), printable_line(&missing.resource))?;
        let unless = missing.unless.map(|what| format!(" (unless {what})")).unwrap_or_default();
        writeln!(out, "      needed for {}{unless}", printable(&missing.because))?;
    }
    if check.is_fine() {
        let how = if check.is_complete { "it holds all that the documents need" } else { "nothing is certainly missing" };
        writeln!(out, "  {good} {how}")?;
    }
    if !check.is_complete {
        writeln!(out, "  Not all its policies are known; what is not known may grant anything.")?;
    }
    Ok(())
}
