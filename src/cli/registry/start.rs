//! `ecslab registry start`

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::super::output::Format;
use super::super::{Exit, Failure, Session};
use crate::registry::{Registry, RegistryError, RepositorySettings};

/// Serve the registry on 127.0.0.1 until Ctrl-C or `ecslab registry stop`.
///
/// Docker takes 127.0.0.1 without TLS. Repositories must exist, as in ECR: name what create-repository takes. One that exists gets
/// the settings of the file; its images stay.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab registry start --repository create-repository.json\n  \
    ecslab registry start --repository web.json --repository api.json --port 0 --format json\n  \
    ecslab registry start --token-lifetime 1m")]
pub struct Arguments {
    /// What create-repository takes (--cli-input-json), as JSON or YAML; may be given several times.
    #[arg(long = "repository", value_name = "FILE")]
    repositories: Vec<PathBuf>,
    /// Port of 127.0.0.1; 0 for a free one.
    #[arg(long, value_name = "PORT", default_value_t = 5055)]
    port: u16,
    /// How long passwords hold (60s, 30m, 12h); those printed before keep their time.
    #[arg(long, value_name = "TIME", default_value = "12h", value_parser = parse_lifetime)]
    token_lifetime: Duration,
    /// text or json: one object once it listens.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Reads a time with its unit.
pub fn parse_lifetime(text: &str) -> Result<Duration, String> {
    let form = || "write it as 60s, 30m or 12h; at least 1s".to_string();
    let unit_at = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(unit_at);
    let factor: u64 = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => return Err(form()),
    };
    let number: u64 = number.parse().map_err(|_| form())?;
    // A year: what holds longer is no expiring token.
    let seconds = number.saturating_mul(factor).min(365 * 24 * 3600);
    if seconds == 0 { Err(form()) } else { Ok(Duration::from_secs(seconds)) }
}

/// Creates the repositories and serves until asked to stop.
#[cfg(feature = "containers")]
pub fn run(arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    use std::sync::Arc;

    use super::super::interrupt::on_interrupt;
    use crate::registry::RegistryServer;

    let settings = arguments.repositories.iter().map(|path| settings(path)).collect::<Result<Vec<_>, _>>()?;
    let registry = super::open()?;
    let server = RegistryServer::start(&registry, arguments.port, Arc::new(super::now), None)?;
    registry.set_token_lifetime(arguments.token_lifetime)?;
    for each in settings {
        provide(&registry, each)?;
    }
    on_interrupt(server.stopper())?;
    tell(&registry, server.address(), arguments.format)?;
    server.wait();
    Ok(Exit::Fine)
}

/// Says that this build serves none.
#[cfg(not(feature = "containers"))]
pub fn run(_arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    Err(without_server())
}

/// What a build without a server says.
#[cfg(not(feature = "containers"))]
pub fn without_server() -> Failure {
    let failure = Failure::new(Exit::Missing, "this ecslab was built without containers, and serves no registry");
    failure.help("Build it with the feature: cargo install --path . --features containers.")
}

/// Reads what `create-repository` takes; errors as `ecslab lint` shows them end it.
#[cfg_attr(not(feature = "containers"), expect(dead_code, reason = "nothing is served"))]
fn settings(path: &Path) -> Result<RepositorySettings, Failure> {
    use super::super::simulate::input;
    use super::super::simulate::lifecycle::refuse_errors;
    use crate::model::Kind;

    let source = input::read(path)?;
    refuse_errors(&source, Kind::EcrRepository, "repository")?;
    let node = input::document(&source)?;
    Ok(RepositorySettings::read(&source, &node)?)
}

/// Creates a repository, or gives one that exists these settings.
#[cfg_attr(not(feature = "containers"), expect(dead_code, reason = "nothing is served"))]
fn provide(registry: &Registry, settings: RepositorySettings) -> Result<(), Failure> {
    match registry.create(settings.clone(), super::now()) {
        Err(RegistryError::RepositoryAlreadyExists { .. }) => {
            let name = settings.name.clone();
            registry.change(&name, |repository| {
                repository.settings = settings;
                Ok(())
            })?;
        }
        created => drop(created?),
    }
    Ok(())
}

/// Says where it listens, and what to type.
#[cfg(feature = "containers")]
fn tell(registry: &Registry, address: std::net::SocketAddr, format: Format) -> Result<(), Failure> {
    use std::io::Write;

    use super::super::output::print_json;

    let repositories = registry.repositories()?;
    if format == Format::Json {
        let names: Vec<&str> = repositories.iter().map(|each| each.name()).collect();
        let host = registry.id().host();
        return print_json(&serde_json::json!({"version": 1, "address": address, "registry": host, "repositories": names}));
    }
    let mut stdout = anstream::stdout().lock();
    writeln!(stdout, "{address} is {}", registry.id().host())?;
    for each in &repositories {
        writeln!(stdout, "  {address}/{}  {}", each.name(), each.settings.tag_mutability.setting.name())?;
    }
    if repositories.is_empty() {
        writeln!(stdout, "  no repositories yet, and Docker cannot create them: --repository FILE does")?;
    }
    writeln!(stdout, "log in with: ecslab registry password | docker login --username AWS --password-stdin {address}")?;
    writeln!(stdout, "Ctrl-C stops it; what is pushed stays in {}", registry.folder().display())?;
    stdout.flush()?;
    Ok(())
}

#[cfg(feature = "containers")]
impl From<crate::registry::ServeError> for Failure {
    fn from(error: crate::registry::ServeError) -> Self {
        use crate::registry::ServeError;

        let message = error.to_string();
        match error {
            ServeError::Served(_) => Self::usage(message).help("Use that one, or `ecslab registry stop` first."),
            ServeError::Port { .. } => Self::new(Exit::Missing, message).help("Take another one: --port 0 picks a free one."),
            ServeError::Registry(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lifetimes_are_numbers_with_a_unit() {
        for (text, seconds) in [("60s", 60), ("30m", 1800), ("12h", 43_200), ("99999999999999h", 31_536_000)] {
            assert_eq!(parse_lifetime(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for text in ["", "12", "0s", "-1h", "1d", "h"] {
            assert!(parse_lifetime(text).is_err(), "{text}");
        }
    }
}
