//! Images as archives.

use std::io::{Read, Write};

use futures_util::{StreamExt, stream};
use hyper::body::Bytes;
use testcontainers::bollard::query_parameters::ImportImageOptionsBuilder;

use super::TestcontainersEngine;
use super::images::{lines, told};
use crate::runtime::{EngineError, ImageArchives, Patience};

/// An archive is handed on in pieces of this size.
const PIECE: usize = 256 * 1024;

impl ImageArchives for TestcontainersEngine {
    fn save_images(
        &self,
        names: &[String],
        out: &mut (dyn Write + Send),
        patience: &Patience,
        written: &mut (dyn FnMut(u64) + Send),
    ) -> Result<(), EngineError> {
        const ACTION: &str = "save images";
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let work = async {
            let mut pieces = std::pin::pin!(self.docker.export_images(&names));
            let mut all = 0;
            while let Some(piece) = pieces.next().await {
                let piece = piece.map_err(|error| told(ACTION, &error))?;
                out.write_all(&piece).map_err(|error| EngineError::Failed { action: ACTION, message: error.to_string() })?;
                all += piece.len() as u64;
                written(all);
            }
            Ok(())
        };
        self.patiently("saving images", patience, work)
    }

    fn load_images(&self, archive: Box<dyn Read + Send>, patience: &Patience) -> Result<Vec<String>, EngineError> {
        let pieces = stream::unfold(archive, |mut archive| async move {
            let mut piece = vec![0; PIECE];
            match archive.read(&mut piece) {
                Ok(0) => None,
                Ok(read) => {
                    piece.truncate(read);
                    Some((Ok(Bytes::from(piece)), archive))
                }
                Err(error) => Some((Err(error), archive)),
            }
        });
        let options = ImportImageOptionsBuilder::new().quiet(true).build();
        let said = self.docker.import_image_stream(options, pieces, None);
        self.patiently("loading images", patience, lines("load images", said, |said| said.stream.map(|line| line.trim_end().to_string())))
    }
}
