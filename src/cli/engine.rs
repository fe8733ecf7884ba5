//! Reaching the container engine, and saying what to do when there is none.

use super::{Exit, Failure};
use crate::runtime::{Engine, EngineError, ImageArchives};

/// Connects to the engine.
///
/// # Errors
/// When none answers, or this build has no client for one.
#[cfg(feature = "containers")]
pub fn connect() -> Result<Box<dyn Engine>, Failure> {
    crate::runtime::TestcontainersEngine::connect().map(|engine| Box::new(engine) as Box<dyn Engine>).map_err(failure)
}

/// Connects to the engine for its images.
///
/// # Errors
/// As [`connect`].
#[cfg(feature = "containers")]
pub fn connect_images() -> Result<Box<dyn ImageArchives>, Failure> {
    crate::runtime::TestcontainersEngine::connect().map(|engine| Box::new(engine) as Box<dyn ImageArchives>).map_err(failure)
}

/// As [`connect`] in such a build.
///
/// # Errors
/// Always.
#[cfg(not(feature = "containers"))]
pub fn connect_images() -> Result<Box<dyn ImageArchives>, Failure> {
    Err(without_client())
}

/// Says that this build has no client for an engine.
///
/// # Errors
/// Always.
#[cfg(not(feature = "containers"))]
pub fn connect() -> Result<Box<dyn Engine>, Failure> {
    Err(without_client())
}

#[cfg(not(feature = "containers"))]
fn without_client() -> Failure {
    let failure = Failure::new(Exit::Missing, "this ecslab was built without containers");
    failure.help("Build it with the feature: cargo install --path . --features containers.")
}

/// An engine's error as people see it.
pub fn failure(error: EngineError) -> Failure {
    let failure = Failure::new(Exit::Missing, error.to_string());
    match error {
        // Without the feature, no engine would help; the message says what does.
        EngineError::Unreachable(_) if !cfg!(feature = "containers") => failure,
        EngineError::Forbidden(_) => {
            failure.help("Join the group that owns its socket (usually: sudo usermod -aG docker $USER), and log in again.")
        }
        EngineError::Unreachable(_) if std::env::var_os("DOCKER_HOST").is_some_and(|host| !host.is_empty()) => failure
            .help("DOCKER_HOST is set and names the engine that did not answer: mend it, or unset it to reach the engine of this machine."),
        EngineError::Unreachable(_) => {
            failure.help("Start Docker, or install it (on Debian, as root: apt-get install docker.io); DOCKER_HOST says where it listens.")
        }
        EngineError::MissingImages(images) => {
            let pulls: String = images.iter().map(|image| format!("\n  docker pull {image}")).collect();
            failure.help(format!(
                "Nothing is pulled unasked. Pull what is missing (`ecslab task run --pull` does it):{pulls}\nWithout a registry, tests/images/build in ecslab's sources builds the images of the labs; --image NAME=LOCAL runs another one."
            ))
        }
        EngineError::PortTaken(port) => {
            failure.help(format!("Stop what listens on port {port}, or let the engine pick free ports: --ports dynamic."))
        }
        _ => failure.help("What was started is removed, or carries ecslab's label: `ecslab clean` removes the rest."),
    }
}
