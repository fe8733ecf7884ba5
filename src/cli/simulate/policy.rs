//! `ecslab simulate policy`

use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::super::output::{Format, print_json};
use super::super::{Exit, Failure, Session};
use super::input;
use crate::diagnostics::printable;
use crate::simulators::policy::{
    Caller, Context, EvaluationResult, Outcome, Policies, Policy, PolicyType, Request, StatementPlace, evaluate, policies,
};

/// Decide whether IAM policies allow actions on resources, and say which statement decided.
///
/// Policies are documents, lists of documents, or what the AWS CLI prints (get-policy-version, get-role-policy, get-role,
/// get-repository-policy). The accounts of caller and resource decide whether one side or both must allow.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  ecslab simulate policy --identity execution-role.json --action ecr:GetAuthorizationToken --action ecr:BatchGetImage\n  \
    ecslab simulate policy --identity role.json --boundary boundary.json --action ecs:RunTask \\\n    \
    --resource arn:aws:ecs:eu-central-1:111122223333:task-definition/web:3 --context ecs:cluster=arn:aws:ecs:eu-central-1:111122223333:cluster/prod\n  \
    ecslab simulate policy --resource-policy trust.json --caller ecs-tasks.amazonaws.com --action sts:AssumeRole \\\n    \
    --context aws:SourceAccount=111122223333 --context aws:SourceArn=arn:aws:ecs:eu-central-1:111122223333:task/prod/1\n\n\
    A denied request is an answer: the exit code is 0. Organisation policies are not simulated."
)]
pub struct Arguments {
    /// A policy of the caller: its own, or of its groups.
    #[arg(long, value_name = "FILE")]
    identity: Vec<PathBuf>,
    /// The policy of the resource: of a repository, a bucket, a key, or a role's trust policy.
    #[arg(long, value_name = "FILE")]
    resource_policy: Vec<PathBuf>,
    /// The caller's permissions boundary.
    #[arg(long, value_name = "FILE")]
    boundary: Vec<PathBuf>,
    /// A policy that was given when the session began.
    #[arg(long, value_name = "FILE")]
    session: Vec<PathBuf>,
    /// An action, such as ecr:BatchGetImage.
    #[arg(long, value_name = "ACTION", required = true)]
    action: Vec<String>,
    /// The ARN of a resource; * without one.
    #[arg(long, value_name = "ARN")]
    resource: Vec<String>,
    /// A condition key with a value; repeated for several values of one key.
    #[arg(long, value_name = "KEY=VALUE", value_parser = parse_context)]
    context: Vec<(String, String)>,
    /// The ARN of the user, role or session that asks, a service such as ecs-tasks.amazonaws.com, or anonymous.
    #[arg(long, value_name = "ARN")]
    caller: Option<String>,
    /// text or json: the shape of simulate-custom-policy, with an explanation.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct Answer {
    version: u32,
    #[serde(rename = "EvaluationResults")]
    results: Vec<EvaluationResult>,
}

/// Simulates and prints.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    let policies = read_policies(arguments)?;
    let context: Context = arguments.context.iter().map(|(key, value)| (key, value.as_str())).collect();
    let caller = caller(arguments, &context)?;
    arguments.action.iter().try_for_each(|action| check_action(action))?;
    arguments.resource.iter().try_for_each(|resource| check_resource(resource))?;
    let everything = ["*".to_string()];
    let resources = if arguments.resource.is_empty() { &everything[..] } else { &arguments.resource };
    let mut results = Vec::new();
    for action in &arguments.action {
        for resource in resources {
            let request = Request::new(action, resource, caller.clone(), context.clone());
            results.push(EvaluationResult::of(&request, &policies, &evaluate(&request, &policies)));
        }
    }
    match arguments.format {
        Format::Json => print_json(&Answer { version: 1, results })?,
        Format::Text => {
            let mut stdout = anstream::stdout().lock();
            for (index, result) in results.iter().enumerate() {
                if index > 0 {
                    writeln!(stdout)?;
                }
                write_result(&mut stdout, result, session)?;
            }
        }
    }
    Ok(Exit::Fine)
}

fn read_policies(arguments: &Arguments) -> Result<Policies, Failure> {
    let files = [
        (PolicyType::Identity, &arguments.identity),
        (PolicyType::Resource, &arguments.resource_policy),
        (PolicyType::Boundary, &arguments.boundary),
        (PolicyType::Session, &arguments.session),
    ];
    if arguments.identity.is_empty() && arguments.resource_policy.is_empty() {
        return Err(Failure::usage("no policy could allow anything").help("Give --identity, --resource-policy, or both."));
    }
    let mut list: Vec<Policy> = Vec::new();
    for (kind, paths) in files {
        for path in paths {
            list.extend(read_file(path, kind)?);
        }
    }
    Ok(Policies::new(list))
}

fn read_file(path: &Path, kind: PolicyType) -> Result<Vec<Policy>, Failure> {
    let source = input::read(path)?;
    let document = input::document(&source)?;
    Ok(policies(&source, &document, kind)?)
}

/// Who asks: needed as soon as a policy names principals.
fn caller(arguments: &Arguments, context: &Context) -> Result<Option<Caller>, Failure> {
    let from_context = match context.get("aws:PrincipalArn") {
        Some([arn]) => Some(arn.as_str()),
        _ => None,
    };
    match arguments.caller.as_deref().or(from_context) {
        Some(text) => Caller::parse(text).map(Some).map_err(Failure::usage),
        None if arguments.resource_policy.is_empty() => Ok(None),
        None => Err(Failure::usage("--resource-policy needs --caller: its Principal is compared with who asks")
            .help("Give the ARN of a user, role or session, a service such as ecs-tasks.amazonaws.com, or anonymous.")),
    }
}

fn parse_context(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if key.contains(':') => Ok((key.to_string(), value.to_string())),
        Some((key, _)) => Err(format!("the key \"{key}\" names no service; write it as aws:SourceArn=VALUE")),
        None => Err("write KEY=VALUE, such as aws:SourceAccount=111122223333".to_string()),
    }
}

fn check_action(action: &str) -> Result<(), Failure> {
    let wrong = match action.split_once(':') {
        _ if action.contains(['*', '?']) => "has a wildcard",
        Some((service, name)) if !service.is_empty() && !name.is_empty() && !name.contains(':') => return Ok(()),
        _ => "is not of the form service:Action",
    };
    Err(Failure::usage(format!("the action \"{action}\" {wrong}"))
        .help("Name one action, such as ecr:BatchGetImage; repeat --action for more."))
}

fn check_resource(resource: &str) -> Result<(), Failure> {
    if resource == "*" || (resource.starts_with("arn:") && resource.matches(':').count() >= 5) {
        return Ok(());
    }
    Err(Failure::usage(format!("the resource \"{resource}\" is no ARN and not *"))
        .help("ARNs have six parts, such as arn:aws:ecr:eu-central-1:111122223333:repository/web."))
}

fn write_result(out: &mut impl Write, result: &EvaluationResult, session: Session) -> Result<(), Failure> {
    let explanation = &result.explanation;
    let (mark, plain_mark, decision) = outcome(result.eval_decision);
    let mark = if session.plain { plain_mark } else { mark };
    writeln!(out, "{mark} {decision}  {} on {}", printable(&result.eval_action_name), printable(&result.eval_resource_name))?;
    writeln!(out, "  Why: {}.", explanation.reason)?;
    if explanation.policies.len() > 1 {
        let says: Vec<String> =
            explanation.policies.iter().map(|(kind, said)| format!("{} {}", type_name(*kind), outcome(*said).2)).collect();
        writeln!(out, "  Each by itself: {}.", says.join(", "))?;
    }
    for place in &explanation.decided_by {
        writeln!(out, "  Decided by {}", statement(place))?;
    }
    if !result.missing_context_values.is_empty() {
        writeln!(out, "  Not in the request: {}", printable(&result.missing_context_values.join(", ")))?;
    }
    for almost in &explanation.almost_matched {
        writeln!(out, "  Almost: {}", statement(&almost.place))?;
        for failed in &almost.failed {
            writeln!(out, "    {}", printable(&failed.message))?;
        }
    }
    for note in &explanation.notes {
        writeln!(out, "  Note: {}", printable(note))?;
    }
    for choice in &explanation.choices {
        writeln!(out, "  Choice, AWS documents nothing: {}", printable(choice))?;
    }
    Ok(())
}

fn outcome(outcome: Outcome) -> (&'static str, &'static str, &'static str) {
    match outcome {
        Outcome::Allowed => ("✓", "+", "allowed"),
        Outcome::ExplicitDeny => ("✗", "-", "explicitDeny"),
        Outcome::ImplicitDeny => ("✗", "-", "implicitDeny"),
    }
}

fn type_name(kind: PolicyType) -> &'static str {
    match kind {
        PolicyType::Identity => "identity",
        PolicyType::Resource => "resource",
        PolicyType::Boundary => "boundary",
        PolicyType::Session => "session",
    }
}

fn statement(place: &StatementPlace) -> String {
    let sid = place.sid.as_ref().map(|sid| format!(" \"{sid}\"")).unwrap_or_default();
    printable(&format!("{}:{}:{}{sid} ({:?}, {})", place.path, place.start.line, place.start.column, place.effect, place.source_policy_id))
        .into_owned()
}
