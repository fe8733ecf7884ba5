//! Uploads of blobs: in one piece or several.

use http_body_util::BodyExt;

use super::answers::{failure, not_allowed, refusal, status, with, with_digest};
use super::{Service, on_disk};
use crate::http::{Body, Method, Request, Response, StatusCode, header};
use crate::registry::{Blobs, Digest, RegistryError};

/// Bytes that are gathered before they are written.
const PIECE: usize = 256 * 1024;

/// POST: an upload begins; with a digest, all of it is in the body. A layer is never mounted from another repository, as in ECR
/// unless an account setting allows it.
pub async fn begin(service: &Service, request: Request, repository: String, digest: Option<Digest>) -> Result<Response, RegistryError> {
    if request.method() != Method::POST {
        return Ok(not_allowed());
    }
    let blobs = service.registry.blobs(&repository)?;
    let beginning = blobs.clone();
    let id = on_disk(move || beginning.begin()).await?;
    match digest {
        None => Ok(under_way(service, StatusCode::ACCEPTED, &repository, &id, 0)),
        Some(digest) => {
            receive(&blobs, &id, 0, request.into_body()).await?;
            complete(service, blobs, &repository, id, digest).await
        }
    }
}

/// PATCH, PUT, GET and DELETE of an upload under way.
pub async fn go_on(
    service: &Service,
    request: Request,
    repository: String,
    id: String,
    digest: Option<Digest>,
) -> Result<Response, RegistryError> {
    let blobs = service.registry.blobs(&repository)?;
    let has = blobs.received(&id)?;
    match *request.method() {
        Method::GET => Ok(under_way(service, StatusCode::NO_CONTENT, &repository, &id, has)),
        Method::PATCH | Method::PUT => {
            let range = request.headers().get(header::CONTENT_RANGE).and_then(|value| value.to_str().ok());
            let start = range.and_then(|range| range.trim_start_matches("bytes ").split('-').next()?.parse().ok());
            if start.is_some_and(|start: u64| start != has) {
                return Ok(out_of_order(service, &repository, &id, has));
            }
            if *request.method() == Method::PATCH {
                let has = receive(&blobs, &id, has, request.into_body()).await?;
                return Ok(under_way(service, StatusCode::ACCEPTED, &repository, &id, has));
            }
            let Some(digest) = digest else {
                return Ok(refusal(StatusCode::BAD_REQUEST, "DIGEST_INVALID", "the upload ends with ?digest=sha256:..."));
            };
            receive(&blobs, &id, has, request.into_body()).await?;
            complete(service, blobs, &repository, id, digest).await
        }
        Method::DELETE => {
            blobs.cancel(&id);
            Ok(status(StatusCode::NO_CONTENT))
        }
        _ => Ok(not_allowed()),
    }
}

/// Writes a body to an upload and gives its new end.
async fn receive(blobs: &Blobs, id: &str, mut offset: u64, mut body: Body) -> Result<u64, RegistryError> {
    let mut gathered = Vec::new();
    loop {
        let frame = body.frame().await;
        let ended = frame.is_none();
        match frame {
            Some(Ok(frame)) => gathered.extend_from_slice(frame.data_ref().map_or(&[][..], |data| data)),
            // The client went away, or sends more than it may: what came so far stays for another try.
            Some(Err(_)) => return Err(RegistryError::WrongOffset { has: offset }),
            None => {}
        }
        if gathered.len() >= PIECE || (ended && !gathered.is_empty()) {
            let (blobs, id, piece) = (blobs.clone(), id.to_string(), std::mem::take(&mut gathered));
            offset = on_disk(move || blobs.append(&id, offset, &piece)).await?;
        }
        if ended {
            return Ok(offset);
        }
    }
}

async fn complete(service: &Service, blobs: Blobs, repository: &str, id: String, digest: Digest) -> Result<Response, RegistryError> {
    let expected = digest.clone();
    on_disk(move || blobs.complete(&id, &expected)).await?;
    let location = format!("/v2/{}{repository}/blobs/{digest}", service.prefix_on_the_wire());
    Ok(with_digest(with(status(StatusCode::CREATED), header::LOCATION, &location), &digest))
}

fn under_way(service: &Service, code: StatusCode, repository: &str, id: &str, has: u64) -> Response {
    progress(service, status(code), repository, id, has)
}

fn out_of_order(service: &Service, repository: &str, id: &str, has: u64) -> Response {
    progress(service, failure(&RegistryError::WrongOffset { has }), repository, id, has)
}

/// Says where an upload goes on.
fn progress(service: &Service, response: Response, repository: &str, id: &str, has: u64) -> Response {
    let location = format!("/v2/{}{repository}/blobs/uploads/{id}", service.prefix_on_the_wire());
    let response = with(response, header::LOCATION, &location);
    let response = with(response, header::RANGE, &format!("0-{}", has.saturating_sub(1)));
    with(response, header::HeaderName::from_static("docker-upload-uuid"), id)
}
