//! Images, through the client that testcontainers uses.

use std::collections::HashMap;
use std::future::Future;
use std::time::{Duration, Instant};

use futures_util::{Stream, StreamExt};
use testcontainers::bollard::auth::DockerCredentials;
use testcontainers::bollard::body_full;
use testcontainers::bollard::errors::Error as DockerError;
use testcontainers::bollard::query_parameters::{
    BuildImageOptionsBuilder, CreateImageOptionsBuilder, ListImagesOptions, PushImageOptionsBuilder, RemoveImageOptions,
    TagImageOptionsBuilder,
};
use tokio_tar::{Builder, Header};

use super::{TestcontainersEngine, failed};
use crate::runtime::{BuildRequest, ContextFile, EngineError, ImageEngine, Login, Patience};

/// How often it is looked whether somebody asked to end.
const LOOK: Duration = Duration::from_millis(50);
/// Lines that are kept of what the engine says.
const MAX_LINES: usize = 1000;

impl TestcontainersEngine {
    /// Runs something that takes long; dropping it breaks it off.
    pub(super) fn patiently<T>(
        &self,
        what: &str,
        patience: &Patience,
        work: impl Future<Output = Result<T, EngineError>>,
    ) -> Result<T, EngineError> {
        let started = Instant::now();
        let over = async {
            while !patience.is_over() {
                tokio::time::sleep(LOOK.min(patience.until.saturating_duration_since(Instant::now()))).await;
            }
        };
        self.runtime.block_on(async {
            tokio::select! {
                result = work => result,
                () = over => Err(EngineError::TimedOut { what: what.to_string(), limit: started.elapsed() }),
            }
        })
    }
}

fn credentials(login: Option<&Login>) -> DockerCredentials {
    let login = login.cloned();
    // Without a password the header is there all the same: the engine demands it.
    let (username, password) = login.map_or((None, None), |login| (Some(login.user), Some(login.password)));
    DockerCredentials { username, password, ..DockerCredentials::default() }
}

/// Name and tag, or digest, as the API takes them apart.
fn split(name: &str) -> (&str, &str) {
    if let Some((name, digest)) = name.split_once('@') {
        return (name, digest);
    }
    match name.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, tag),
        _ => (name, "latest"),
    }
}

/// The error that a stream carries, without what the client puts around it.
pub(super) fn told(action: &'static str, error: &DockerError) -> EngineError {
    match error {
        DockerError::DockerStreamError { error } => EngineError::Failed { action, message: error.clone() },
        _ => failed(action, error),
    }
}

pub(super) async fn lines<T>(
    action: &'static str,
    stream: impl Stream<Item = Result<T, DockerError>>,
    line: impl Fn(T) -> Option<String>,
) -> Result<Vec<String>, EngineError> {
    let mut stream = std::pin::pin!(stream);
    let mut lines: Vec<String> = Vec::new();
    while let Some(said) = stream.next().await {
        let Some(line) = line(said.map_err(|error| told(action, &error))?) else { continue };
        // Each layer says the same.
        if lines.last() != Some(&line) && lines.len() < MAX_LINES {
            lines.push(line);
        }
    }
    Ok(lines)
}

async fn archive(files: &[ContextFile]) -> std::io::Result<Vec<u8>> {
    let mut builder = Builder::new_non_terminated(Vec::new());
    for file in files {
        let mut header = Header::new_gnu();
        header.set_size(file.bytes.len() as u64);
        header.set_mode(if file.executable { 0o755 } else { 0o644 });
        // Without times and owners the same files make the same layer.
        header.set_mtime(0);
        builder.append_data(&mut header, &file.path, file.bytes.as_slice()).await?;
    }
    builder.into_inner().await
}

impl ImageEngine for TestcontainersEngine {
    fn image_id(&self, image: &str) -> Result<Option<String>, EngineError> {
        match self.runtime.block_on(self.docker.inspect_image(image)) {
            Ok(found) => Ok(found.id),
            Err(DockerError::DockerResponseServerError { status_code: 404, .. }) => Ok(None),
            Err(error) => Err(failed("look for an image", &error)),
        }
    }

    fn image_names(&self) -> Result<Vec<String>, EngineError> {
        let listed = self.runtime.block_on(self.docker.list_images(None::<ListImagesOptions>));
        let images = listed.map_err(|error| failed("list images", &error))?;
        Ok(images.into_iter().flat_map(|image| image.repo_tags.into_iter().chain(image.repo_digests)).collect())
    }

    fn tag_image(&self, image: &str, name: &str) -> Result<(), EngineError> {
        let (repository, tag) = split(name);
        let options = TagImageOptionsBuilder::new().repo(repository).tag(tag).build();
        self.runtime.block_on(self.docker.tag_image(image, Some(options))).map_err(|error| failed("tag an image", &error))
    }

    fn remove_image(&self, name: &str) -> Result<(), EngineError> {
        match self.runtime.block_on(self.docker.remove_image(name, None::<RemoveImageOptions>, None)) {
            Ok(_) | Err(DockerError::DockerResponseServerError { status_code: 404, .. }) => Ok(()),
            Err(error) => Err(failed("remove an image", &error)),
        }
    }

    fn push_image(&self, name: &str, login: Option<&Login>, patience: &Patience) -> Result<Vec<String>, EngineError> {
        let (repository, tag) = split(name);
        let options = PushImageOptionsBuilder::new().tag(tag).build();
        let stream = self.docker.push_image(repository, Some(options), Some(credentials(login)));
        self.patiently(
            "the push",
            patience,
            lines("push an image", stream, |said| {
                said.status.filter(|_| said.progress_detail.is_none_or(|progress| progress.total.is_none()))
            }),
        )
    }

    fn pull_image(&self, name: &str, login: Option<&Login>, patience: &Patience) -> Result<Vec<String>, EngineError> {
        let (repository, reference) = split(name);
        let options = CreateImageOptionsBuilder::new().from_image(repository).tag(reference).build();
        let stream = self.docker.create_image(Some(options), None, Some(credentials(login)));
        let line = |said: testcontainers::bollard::models::CreateImageInfo| {
            let status = said.status.filter(|_| said.progress_detail.is_none_or(|progress| progress.total.is_none()))?;
            Some(match said.id {
                Some(id) => format!("{id}: {status}"),
                None => status,
            })
        };
        self.patiently("the pull", patience, lines("pull an image", stream, line))
    }

    fn build_image(&self, request: &BuildRequest, patience: &Patience) -> Result<Vec<String>, EngineError> {
        let packed = self.runtime.block_on(archive(&request.files));
        let packed = packed.map_err(|error| EngineError::Failed { action: "pack the build context", message: error.to_string() })?;
        let arguments: HashMap<String, String> = request.arguments.iter().cloned().collect();
        let options = BuildImageOptionsBuilder::new()
            .dockerfile(&request.dockerfile)
            .t(&request.name)
            .buildargs(&arguments)
            .networkmode("none")
            .rm(true)
            .forcerm(true)
            .build();
        let stream = self.docker.build_image(options, None, Some(body_full(packed.into())));
        let line = |said: testcontainers::bollard::models::BuildInfo| {
            let text = said.stream.or(said.status)?;
            Some(text.trim_end().to_string()).filter(|text| !text.is_empty())
        };
        self.patiently("the build", patience, lines("build an image", stream, line))
    }
}
