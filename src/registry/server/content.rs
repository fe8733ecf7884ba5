//! Blobs, manifests and tags: what lies in the registry.

use std::fs::File;
use std::io::{self, Read};

use futures_util::stream;
use serde_json::json;

use super::answers::{not_allowed, refusal, status, with, with_digest};
use super::route::Page;
use super::{Service, on_disk};
use crate::http::{Bytes, Method, Request, Response, StatusCode, bytes_of, header, json as json_answer, streamed};
use crate::registry::{Digest, ImageId, MAX_MANIFEST_BYTES, RegistryError};

/// Bytes of a blob that are read at once.
const PIECE: usize = 64 * 1024;

/// HEAD and GET of a blob.
pub async fn blob(service: &Service, method: &Method, repository: &str, digest: Digest) -> Result<Response, RegistryError> {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return Ok(not_allowed());
    }
    let blobs = service.registry.blobs(repository)?;
    let wanted = digest.clone();
    let Some((file, size)) = on_disk(move || blobs.open(&wanted)).await? else {
        return Ok(refusal(StatusCode::NOT_FOUND, "BLOB_UNKNOWN", "blob unknown to registry"));
    };
    let response = if *method == Method::GET { Response::new(streamed(pieces(file))) } else { status(StatusCode::OK) };
    let response = with(response, header::CONTENT_TYPE, "application/octet-stream");
    Ok(with_digest(with(response, header::CONTENT_LENGTH, &size.to_string()), &digest))
}

/// A file, piece by piece.
fn pieces(file: File) -> impl stream::Stream<Item = io::Result<Bytes>> {
    stream::unfold(file, |mut file| async move {
        let read = tokio::task::spawn_blocking(move || {
            let mut piece = vec![0; PIECE];
            let count = file.read(&mut piece)?;
            piece.truncate(count);
            Ok::<_, io::Error>((piece, file))
        });
        match read.await.map_err(io::Error::other).flatten() {
            Ok((piece, _)) if piece.is_empty() => None,
            Ok((piece, file)) => Some((Ok(Bytes::from(piece)), file)),
            // What is missing breaks the connection off, so that nobody takes it for the whole.
            Err(_) => None,
        }
    })
}

/// HEAD, GET, PUT and DELETE of a manifest.
pub async fn manifest(service: &Service, request: Request, repository: String, reference: String) -> Result<Response, RegistryError> {
    let now = (service.clock)();
    let registry = service.registry.clone();
    match *request.method() {
        Method::GET | Method::HEAD => {
            let is_pull = request.method() == Method::GET;
            let (image, bytes) = on_disk(move || {
                let image = registry.image(&repository, &reference)?;
                let bytes = registry.manifest_bytes(&repository, &image.digest)?;
                if is_pull {
                    registry.record_pull(&repository, &image.digest, now)?;
                }
                Ok((image, bytes))
            })
            .await?;
            let length = bytes.len().to_string();
            let once = stream::once(async move { Ok::<_, io::Error>(Bytes::from(bytes)) });
            let response = if is_pull { Response::new(streamed(once)) } else { status(StatusCode::OK) };
            let response = with(with(response, header::CONTENT_TYPE, &image.media_type), header::CONTENT_LENGTH, &length);
            Ok(with_digest(response, &image.digest))
        }
        Method::PUT => {
            let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(str::to_string);
            let bytes = match bytes_of(request.into_body(), MAX_MANIFEST_BYTES).await {
                Ok(bytes) => bytes,
                Err(error) => return Err(RegistryError::InvalidManifest(error.to_string())),
            };
            let location = format!("/v2/{}{repository}/manifests/{reference}", service.prefix_on_the_wire());
            let manifest = on_disk(move || registry.put_manifest(&repository, &reference, content_type.as_deref(), &bytes, now)).await?;
            let response = with_digest(with(status(StatusCode::CREATED), header::LOCATION, &location), &manifest.digest);
            Ok(match &manifest.subject {
                Some(subject) => with(response, header::HeaderName::from_static("oci-subject"), subject.as_str()),
                None => response,
            })
        }
        Method::DELETE => {
            let id = ImageId::of_reference(&reference);
            let deleted = on_disk(move || registry.delete_images(&repository, &[id])).await?;
            Ok(match deleted.into_iter().next() {
                Some(Err(failure)) => {
                    let (code, reason) = failure.code_and_reason();
                    match code {
                        "ImageNotFound" => refusal(StatusCode::NOT_FOUND, "MANIFEST_UNKNOWN", &reason),
                        _ => refusal(StatusCode::FORBIDDEN, "DENIED", &reason),
                    }
                }
                _ => status(StatusCode::ACCEPTED),
            })
        }
        _ => Ok(not_allowed()),
    }
}

/// GET of the tags, by name.
pub async fn tags(service: &Service, method: &Method, repository: &str, page: Page) -> Result<Response, RegistryError> {
    if *method != Method::GET {
        return Ok(not_allowed());
    }
    let found = service.registry.repository(repository)?;
    let mut tags: Vec<String> = found.images.into_iter().flat_map(|image| image.tags).collect();
    tags.sort_unstable();
    if let Some(after) = &page.after {
        tags.retain(|tag| tag > after);
    }
    let more = page.count.is_some_and(|count| tags.len() > count);
    tags.truncate(page.count.unwrap_or(usize::MAX));
    let last = tags.last().cloned();
    let response = json_answer(StatusCode::OK, &json!({"name": repository, "tags": tags}));
    Ok(match (more, page.count, last) {
        (true, Some(count), Some(last)) => {
            let next = format!("</v2/{}{repository}/tags/list?n={count}&last={last}>; rel=\"next\"", service.prefix_on_the_wire());
            with(response, header::LINK, &next)
        }
        _ => response,
    })
}

impl Service {
    /// The prefix with its slash, or nothing.
    pub(super) fn prefix_on_the_wire(&self) -> String {
        self.prefix.as_ref().map(|prefix| format!("{prefix}/")).unwrap_or_default()
    }
}
