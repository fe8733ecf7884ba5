//! What a container engine must do with images, for scripts that push and pull.
//!
//! [`ImageEngine`] is synchronous and object-safe, as [`Engine`](super::Engine) is, and beside it: what runs tasks needs none of this.

use std::time::{Duration, Instant};

use super::{Cancel, EngineError};

/// User and password for one registry; never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// `AWS`, in a registry of ECR.
    pub user: String,
    /// A token.
    pub password: String,
}

impl std::fmt::Debug for Login {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Login({})", self.user)
    }
}

/// How long something may take, and who may end it sooner.
#[derive(Debug, Clone)]
pub struct Patience {
    /// When it ends.
    pub until: Instant,
    /// Asked once, it ends at once.
    pub cancel: Cancel,
}

impl Patience {
    /// So long from now.
    pub fn of(time: Duration, cancel: Cancel) -> Self {
        // What lies beyond what the clock can tell never comes.
        let until = Instant::now().checked_add(time).unwrap_or_else(|| Instant::now() + Duration::from_secs(3600));
        Self { until, cancel }
    }

    /// Whether it has ended.
    pub fn is_over(&self) -> bool {
        self.cancel.asked() || Instant::now() >= self.until
    }
}

/// A file of a build context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContextFile {
    /// With `/`, relative to the context.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// Whether it may be executed.
    pub executable: bool,
}

/// What a build is made of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BuildRequest {
    /// All files, the Dockerfile among them.
    pub files: Vec<ContextFile>,
    /// Which of them is the Dockerfile.
    pub dockerfile: String,
    /// The name of what is built.
    pub name: String,
    /// Values of `ARG`s.
    pub arguments: Vec<(String, String)>,
}

/// Images of a container engine.
pub trait ImageEngine: Send + Sync {
    /// The engine's id of an image; `None` where it is not on this machine.
    ///
    /// # Errors
    /// When the engine cannot be asked.
    fn image_id(&self, image: &str) -> Result<Option<String>, EngineError>;

    /// Names of all images.
    ///
    /// # Errors
    /// When the engine cannot be asked.
    fn image_names(&self) -> Result<Vec<String>, EngineError>;

    /// Gives an image another name.
    ///
    /// # Errors
    /// In the engine's words.
    fn tag_image(&self, image: &str, name: &str) -> Result<(), EngineError>;

    /// Takes a name away, and the image with its last one.
    ///
    /// # Errors
    /// When the engine cannot; that there is no such name is none.
    fn remove_image(&self, name: &str) -> Result<(), EngineError>;

    /// Pushes a name and gives what the engine said, line by line.
    ///
    /// # Errors
    /// [`EngineError::Failed`] in the words of engine and registry; [`EngineError::TimedOut`].
    fn push_image(&self, name: &str, login: Option<&Login>, patience: &Patience) -> Result<Vec<String>, EngineError>;

    /// Pulls a name and gives what the engine said, line by line.
    ///
    /// # Errors
    /// As [`push_image`](Self::push_image).
    fn pull_image(&self, name: &str, login: Option<&Login>, patience: &Patience) -> Result<Vec<String>, EngineError>;

    /// Builds an image and gives what the engine said, line by line. No base image is pulled.
    ///
    /// # Errors
    /// As [`push_image`](Self::push_image).
    fn build_image(&self, request: &BuildRequest, patience: &Patience) -> Result<Vec<String>, EngineError>;
}
