//! Finding the container engine, and saying what to do when there is none.

use super::{Exit, Failure};
use crate::runtime::{Engine, EngineError};

/// What became of the search.
pub enum Found {
    /// An engine that answered.
    Engine(Box<dyn Engine>),
    /// None, and why.
    Missing(String),
}

impl Found {
    /// The engine, or why there is none.
    pub fn as_result(&self) -> Result<&dyn Engine, &str> {
        match self {
            Found::Engine(engine) => Ok(engine.as_ref()),
            Found::Missing(why) => Err(why),
        }
    }

    /// Why there is none.
    pub fn why(&self) -> Option<&str> {
        match self {
            Found::Engine(_) => None,
            Found::Missing(why) => Some(why),
        }
    }
}

/// Looks for the engine, for commands that go on without one.
pub fn find_engine() -> Found {
    match open() {
        Ok(engine) => Found::Engine(engine),
        Err(error) => Found::Missing(error.to_string()),
    }
}

/// Connects to the engine, for commands that cannot do without.
///
/// # Errors
/// When none answers, or this build has no client for one.
pub fn connect() -> Result<Box<dyn Engine>, Failure> {
    open().map_err(failure)
}

/// Connects to the engine that `DOCKER_HOST` or the platform names; one that does not answer is an error.
#[cfg(feature = "containers")]
fn open() -> Result<Box<dyn Engine>, EngineError> {
    crate::runtime::TestcontainersEngine::connect().map(|engine| Box::new(engine) as Box<dyn Engine>)
}

/// Without the feature there is nothing to connect to.
#[cfg(not(feature = "containers"))]
fn open() -> Result<Box<dyn Engine>, EngineError> {
    Err(EngineError::Unreachable("this ecslab was built without containers; build it with the feature `containers`".to_string()))
}

/// An engine's error as people see it.
pub fn failure(error: EngineError) -> Failure {
    let failure = Failure::new(Exit::Missing, error.to_string());
    match error {
        // Without the feature, no engine would help; the message says what does.
        EngineError::Unreachable(_) if !cfg!(feature = "containers") => failure,
        EngineError::Unreachable(_) => failure.help(
            "Start Docker, or install it (on Debian: apt-get install docker.io); DOCKER_HOST says where it listens. `ecslab doctor` tells more.",
        ),
        EngineError::MissingImages(images) => {
            let pulls: String = images.iter().map(|image| format!("\n  docker pull {image}")).collect();
            failure.help(format!(
                "Nothing is pulled unasked. Pull what is missing:{pulls}\nWithout a registry, tests/images/build in ecslab's sources builds the images of the labs; --image NAME=LOCAL runs another one."
            ))
        }
        EngineError::PortTaken(port) => {
            failure.help(format!("Stop what listens on port {port}, or let the engine pick free ports: --ports dynamic."))
        }
        _ => failure.help("What was started is removed, or carries ecslab's label: `ecslab clean` removes the rest."),
    }
}
