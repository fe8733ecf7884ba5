//! Finding the container engine.

use crate::runtime::Engine;

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

/// Connects to the engine that `DOCKER_HOST` or the platform names, and asks whether it answers.
#[cfg(feature = "containers")]
pub fn find_engine() -> Found {
    let connected = crate::runtime::TestcontainersEngine::connect().and_then(|engine| engine.version().map(|_| engine));
    match connected {
        Ok(engine) => Found::Engine(Box::new(engine)),
        Err(error) => Found::Missing(error.to_string()),
    }
}

/// Without the feature there is nothing to connect to.
#[cfg(not(feature = "containers"))]
pub fn find_engine() -> Found {
    Found::Missing("this ecslab was built without containers; build it with the feature `containers`".to_string())
}
