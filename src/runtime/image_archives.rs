//! Images as one file, for rooms without internet.

use std::io::{Read, Write};

use super::{EngineError, ImageEngine, Patience};

/// An engine that writes images into an archive and reads them from one, as `docker save` and `docker load` do.
pub trait ImageArchives: ImageEngine {
    /// Writes images into one archive, a tar; `written` is told how many bytes there are so far.
    ///
    /// # Errors
    /// In the engine's words, when `out` cannot be written, and [`EngineError::TimedOut`]; what was written then is no archive.
    fn save_images(
        &self,
        names: &[String],
        out: &mut (dyn Write + Send),
        patience: &Patience,
        written: &mut (dyn FnMut(u64) + Send),
    ) -> Result<(), EngineError>;

    /// Reads all images of an archive and gives what the engine said, line by line.
    ///
    /// # Errors
    /// In the engine's words, and [`EngineError::TimedOut`].
    fn load_images(&self, archive: Box<dyn Read + Send>, patience: &Patience) -> Result<Vec<String>, EngineError>;
}
