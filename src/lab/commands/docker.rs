//! The commands of Docker, as calls on the engine's images.

use super::CommandsError;
use super::aws::not_authorized;
use super::build_context::{dockerfile, files, inside};
use super::image_name::ImageName;
use super::invocation::{DockerCommand, Invocation};
use super::logins::{Source, missing_helper};
use super::run::{Done, Runner};
use crate::registry::{RegistryId, USER, Verdict};
use crate::runtime::{BuildRequest, EngineError, Login};

/// Runs a command.
///
/// # Errors
/// When registry or engine cannot be used; what Docker refuses is an output.
pub fn run(runner: &mut Runner<'_>, command: DockerCommand, invocation: &Invocation<'_>) -> Result<Done, CommandsError> {
    match command {
        DockerCommand::Login => log_in(runner, invocation, None),
        DockerCommand::Logout => log_out(runner, invocation),
        DockerCommand::Tag => tag(runner, invocation),
        DockerCommand::Push => push(runner, invocation),
        DockerCommand::Pull => pull(runner, invocation),
        DockerCommand::Remove => remove(runner, invocation),
        DockerCommand::Build => build(runner, invocation),
    }
}

/// `docker login`, with the password that is piped to it.
pub fn log_in(runner: &mut Runner<'_>, invocation: &Invocation<'_>, piped: Option<&str>) -> Result<Done, CommandsError> {
    let user = runner.option(invocation, "--username")?.unwrap_or_default();
    let given = runner.option(invocation, "--password")?;
    if given.is_some() && invocation.has("--password-stdin") {
        return Ok(Done::failed("--password and --password-stdin are mutually exclusive"));
    }
    if user.is_empty() && invocation.has("--password-stdin") {
        return Ok(Done::failed("Must provide --username with --password-stdin"));
    }
    let Some(password) = given.clone().or(piped.map(str::to_string)).filter(|_| !user.is_empty()) else {
        return Ok(Done::failed("Error: Cannot perform an interactive login from a non TTY device"));
    };
    let host = host(runner, invocation)?;
    let Some(id) = RegistryId::of_host(&host) else {
        return Ok(Done::failed(format!("{host} is no private registry of Amazon ECR, and no other registry is reached here")));
    };
    // A token holds for every registry of its Region, whoever's it is.
    let own = RegistryId { account: runner.account(), region: id.region.clone() };
    let now = runner.now();
    let verdict = if user == USER { runner.served(&own)?.registry.judge_token(&password, now) } else { Verdict::Foreign };
    let status = match verdict {
        Verdict::Valid => None,
        Verdict::Foreign => Some("400 Bad Request"),
        Verdict::Expired => Some("403 Forbidden"),
    };
    if let Some(status) = status {
        return Ok(Done::failed(format!("Error response from daemon: login attempt to https://{host}/v2/ failed with status: {status}")));
    }
    if let Err(message) = runner.logins.keep(&host, Login { user, password }) {
        return Ok(Done::failed(message));
    }
    let warning = if given.is_some() { "WARNING! Using --password via the CLI is insecure. Use --password-stdin.\n" } else { "" };
    Ok(Done::well(format!("{warning}Login Succeeded")))
}

fn log_out(runner: &mut Runner<'_>, invocation: &Invocation<'_>) -> Result<Done, CommandsError> {
    let host = host(runner, invocation)?;
    Ok(Done::well(if runner.logins.forget(&host) {
        format!("Removing login credentials for {host}")
    } else {
        format!("Not logged in to {host}")
    }))
}

/// The host that is logged in to; without one Docker means its own registry.
fn host(runner: &mut Runner<'_>, invocation: &Invocation<'_>) -> Result<String, CommandsError> {
    let server = match invocation.operands.first() {
        Some(word) => runner.expand(word)?,
        None => "https://index.docker.io/v1/".to_string(),
    };
    Ok(server.trim_start_matches("https://").trim_end_matches('/').to_string())
}

fn name(runner: &mut Runner<'_>, invocation: &Invocation<'_>, at: usize) -> Result<Result<ImageName, String>, CommandsError> {
    let text = match invocation.operands.get(at) {
        Some(word) => runner.expand(word)?,
        // As many operands as it needs are there, or the script is not run.
        None => String::new(),
    };
    Ok(ImageName::read(&text))
}

/// The name on the engine of what this run makes.
fn engine_name(runner: &mut Runner<'_>, name: &ImageName) -> Result<String, CommandsError> {
    let prefix = runner.images.prefix().to_string();
    if let Some(id) = name.registry.clone().filter(|id| id.account == runner.account()) {
        let address = runner.served(&id)?.server.address();
        return Ok(format!("{address}/{prefix}/{}{}", name.repository, name.reference));
    }
    // A port in a path would be a tag.
    Ok(format!("{prefix}/{}{}", name.path().replace(':', "-"), name.reference))
}

/// The image on the engine that a name means: one of this run, or one of this machine.
fn found(runner: &mut Runner<'_>, name: &ImageName) -> Result<Option<String>, CommandsError> {
    let own = engine_name(runner, name)?;
    if runner.images.engine().image_id(&own)?.is_some() {
        return Ok(Some(own));
    }
    let full = name.full();
    let on_machine = name.registry.is_none() && runner.images.engine().image_id(&full)?.is_some();
    Ok(on_machine.then_some(full))
}

fn tag(runner: &mut Runner<'_>, invocation: &Invocation<'_>) -> Result<Done, CommandsError> {
    let (source, target) = match (name(runner, invocation, 0)?, name(runner, invocation, 1)?) {
        (Ok(source), Ok(target)) if !target.is_digest() => (source, target),
        (Ok(_), Ok(_)) => return Ok(Done::failed("refusing to create a tag with a digest reference")),
        (Err(message), _) | (_, Err(message)) => return Ok(Done::failed(format!("Error parsing reference: {message}"))),
    };
    let Some(image) = found(runner, &source)? else {
        return Ok(Done::failed(format!("Error response from daemon: No such image: {}", source.full())));
    };
    let given = engine_name(runner, &target)?;
    runner.images.will_give(&given);
    answered(runner.images.engine().tag_image(&image, &given).map(|()| String::new()))
}

/// What the engine did, or its refusal as Docker prints it; that it cannot be asked is an error.
fn answered(result: Result<String, EngineError>) -> Result<Done, CommandsError> {
    match result {
        Ok(output) => Ok(Done::well(output)),
        Err(EngineError::Failed { message, .. }) => Ok(Done::failed(format!("Error response from daemon: {message}"))),
        Err(error) => Err(error.into()),
    }
}

/// The password for a host: nothing where none is known, or what Docker prints where a helper fails.
fn login(runner: &mut Runner<'_>, id: &RegistryId) -> Result<Result<Option<Login>, String>, CommandsError> {
    Ok(match runner.logins.source(&id.host()) {
        Source::Kept(login) => Ok(Some(login)),
        Source::Helper => {
            let own = RegistryId { account: runner.account(), region: id.region.clone() };
            Ok(Some(Login { user: USER.to_string(), password: runner.fresh_password(&own)? }))
        }
        Source::UnknownHelper(name) => Err(missing_helper(&name)),
        Source::None => Ok(None),
    })
}

fn push(runner: &mut Runner<'_>, invocation: &Invocation<'_>) -> Result<Done, CommandsError> {
    let target = match name(runner, invocation, 0)? {
        Ok(target) if !target.is_digest() => target,
        Ok(_) => return Ok(Done::failed("cannot push a digest reference")),
        Err(message) => return Ok(Done::failed(message)),
    };
    let mut output = if target.is_exact { String::new() } else { "Using default tag: latest\n".to_string() };
    output.push_str(&format!("The push refers to repository [{}]\n", target.path()));
    let Some(id) = target.registry.clone() else {
        return Ok(Done::failed(output + "denied: requested access to the resource is denied"));
    };
    let Some(image) = found(runner, &target)? else {
        return Ok(Done::failed(format!("{output}An image does not exist locally with the tag: {}", target.path())));
    };
    let login = match login(runner, &id)? {
        Ok(login) => login,
        Err(message) => return Ok(Done::failed(output + &message)),
    };
    if id.account != runner.account() {
        let denied = || not_authorized(&runner.account(), "InitiateLayerUpload", &id.repository_arn(&target.repository));
        let message = if login.is_some() { format!("denied: {}", denied()) } else { "no basic auth credentials".to_string() };
        return Ok(Done::failed(output + &message));
    }
    Ok(match runner.images.engine().push_image(&image, login.as_ref(), &runner.patience) {
        Ok(lines) => {
            // The engine says first what is pushed.
            let rest: Vec<String> = lines.into_iter().filter(|line| !line.starts_with("The push refers to")).collect();
            Done::well(output + &rest.join("\n"))
        }
        Err(EngineError::Failed { message, .. }) => Done::failed(output + &message),
        Err(error) => return Err(error.into()),
    })
}

fn pull(runner: &mut Runner<'_>, invocation: &Invocation<'_>) -> Result<Done, CommandsError> {
    let target = match name(runner, invocation, 0)? {
        Ok(target) => target,
        Err(message) => return Ok(Done::failed(message)),
    };
    let output = if target.is_exact { String::new() } else { "Using default tag: latest\n".to_string() };
    let Some(id) = target.registry.clone() else {
        return Ok(match found(runner, &target)? {
            Some(_) => Done::well(format!("{output}Status: Image is up to date for {}", target.full())),
            None => Done::failed(format!("{output}{} is not on this machine, and nothing is pulled from elsewhere here", target.full())),
        });
    };
    let login = match login(runner, &id)? {
        Ok(login) => login,
        Err(message) => return Ok(Done::failed(message)),
    };
    if id.account != runner.account() {
        let denied = || not_authorized(&runner.account(), "BatchGetImage", &id.repository_arn(&target.repository));
        let why = if login.is_some() { format!("denied: {}", denied()) } else { "no basic auth credentials".to_string() };
        return Ok(Done::failed(format!("{output}Error response from daemon: {why}")));
    }
    let given = engine_name(runner, &target)?;
    runner.images.will_give(&given);
    let pulled = runner.images.engine().pull_image(&given, login.as_ref(), &runner.patience);
    let done = answered(pulled.map(|lines| format!("{}\n{}", lines.join("\n"), target.full())))?;
    if done.ok {
        // An engine that knows the manifest from before asks for its digest only, which no registry takes for a pull.
        let (now, registry) = (runner.now(), runner.served(&id)?.registry.clone());
        if let Ok(image) = registry.image(&target.repository, target.reference.trim_start_matches([':', '@'])) {
            registry.record_pull(&target.repository, &image.digest, now)?;
        }
    }
    Ok(Done { output: output + &done.output, ok: done.ok })
}

fn remove(runner: &mut Runner<'_>, invocation: &Invocation<'_>) -> Result<Done, CommandsError> {
    let mut lines = Vec::new();
    let mut ok = true;
    for at in 0..invocation.operands.len() {
        let target = match name(runner, invocation, at)? {
            Ok(target) => target,
            Err(message) => return Ok(Done::failed(message)),
        };
        let given = engine_name(runner, &target)?;
        if runner.images.engine().image_id(&given)?.is_some() {
            let removed = answered(runner.images.engine().remove_image(&given).map(|()| format!("Untagged: {}", target.full())))?;
            ok &= removed.ok;
            lines.push(removed.output);
        } else {
            ok = false;
            let full = target.full();
            lines.push(match found(runner, &target)? {
                Some(_) => format!("{full} was there before this script, and is not removed here"),
                None => format!("Error response from daemon: No such image: {full}"),
            });
        }
    }
    Ok(Done { output: lines.join("\n"), ok })
}

fn build(runner: &mut Runner<'_>, invocation: &Invocation<'_>) -> Result<Done, CommandsError> {
    let request = match request(runner, invocation)? {
        Ok(request) => request,
        Err(message) => return Ok(Done::failed(format!("ERROR: failed to build: {message}"))),
    };
    Ok(match runner.images.engine().build_image(&request, &runner.patience) {
        Ok(lines) => Done::well(if invocation.has("--quiet") { lines.last().cloned().unwrap_or_default() } else { lines.join("\n") }),
        Err(EngineError::Failed { message, .. }) => Done::failed(format!("ERROR: failed to build: {message}")),
        Err(error) => return Err(error.into()),
    })
}

/// What is built; the inner error says what cannot.
fn request(runner: &mut Runner<'_>, invocation: &Invocation<'_>) -> Result<Result<BuildRequest, String>, CommandsError> {
    let path = match invocation.operands.first() {
        Some(word) => runner.expand(word)?,
        None => ".".to_string(),
    };
    let context = match inside(runner.folder, &path) {
        Ok(context) if context.is_dir() => context,
        Ok(_) => return Ok(Err(format!("{path} is no folder"))),
        Err(message) => return Ok(Err(message)),
    };
    // -f counts from the workspace, not from the context.
    let file = runner.option(invocation, "--file")?;
    let file = file.unwrap_or_else(|| format!("{}/Dockerfile", path.trim_end_matches('/')));
    let mut sent = match files(&context) {
        Ok(sent) => sent,
        Err(message) => return Ok(Err(message)),
    };
    let within = inside(runner.folder, &file).and_then(|file| {
        let relative = file.strip_prefix(&context).map_err(|_| format!("{} is not in the build context", file.display()))?;
        Ok(relative.to_string_lossy().replace('\\', "/"))
    });
    let within = match within {
        Ok(within) => within,
        Err(message) => return Ok(Err(format!("failed to read the Dockerfile: {message}"))),
    };
    let Some(found_file) = sent.iter_mut().find(|each| each.path == within) else {
        return Ok(Err(format!("failed to read the Dockerfile: {file}")));
    };
    let text = String::from_utf8_lossy(&found_file.bytes).into_owned();
    let renamed = {
        let mut failure = None;
        let renamed = dockerfile(&text, &mut |image| match base(runner, image) {
            Ok(result) => result,
            Err(error) => {
                failure = Some(error);
                Err(String::new())
            }
        });
        match failure {
            Some(error) => return Err(error),
            None => renamed,
        }
    };
    match renamed {
        Ok(text) => found_file.bytes = text.into_bytes(),
        Err(message) => return Ok(Err(message)),
    }
    let named = match runner.option(invocation, "--tag")? {
        Some(text) => ImageName::read(&text),
        None => return Ok(Err("give what is built a name: --tag NAME[:TAG]".to_string())),
    };
    let target = match named {
        Ok(target) if !target.is_digest() => target,
        Ok(_) => return Ok(Err("invalid reference format".to_string())),
        Err(message) => return Ok(Err(message)),
    };
    let name = engine_name(runner, &target)?;
    runner.images.will_give(&name);
    let mut arguments = Vec::new();
    for (_, values) in invocation.options.iter().filter(|(option, _)| *option == "--build-arg") {
        for value in values {
            let text = runner.value(value)?;
            match text.split_once('=') {
                Some((name, value)) => arguments.push((name.to_string(), value.to_string())),
                None => return Ok(Err(format!("write --build-arg {text}=value: nothing of this machine's environment comes in"))),
            }
        }
    }
    Ok(Ok(BuildRequest { files: sent, dockerfile: within, name, arguments }))
}

/// The name on the engine of a base image; one of this account's registry is pulled, as Docker does it.
fn base(runner: &mut Runner<'_>, image: &str) -> Result<Result<String, String>, CommandsError> {
    let name = match ImageName::read(image) {
        Ok(name) => name,
        Err(message) => return Ok(Err(message)),
    };
    if let Some(found) = found(runner, &name)? {
        return Ok(Ok(found));
    }
    let Some(id) = name.registry.clone().filter(|id| id.account == runner.account()) else {
        return Ok(Err(format!("{image} is not on this machine, and nothing is pulled from elsewhere here")));
    };
    let login = match login(runner, &id)? {
        Ok(login) => login,
        Err(message) => return Ok(Err(message)),
    };
    let given = engine_name(runner, &name)?;
    runner.images.will_give(&given);
    match runner.images.engine().pull_image(&given, login.as_ref(), &runner.patience) {
        Ok(_) => Ok(Ok(given)),
        Err(EngineError::Failed { message, .. }) => Ok(Err(message)),
        Err(error) => Err(error.into()),
    }
}
