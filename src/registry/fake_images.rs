//! Images without an engine: names for contents, which are really pushed and pulled over HTTP.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::Digest;
use crate::runtime::{BuildRequest, EngineError, ImageEngine, Login, Patience};

const MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";

/// An engine that only knows names of images and what stands in for their content.
#[derive(Debug, Default)]
pub struct FakeImages {
    contents: Mutex<BTreeMap<String, String>>,
}

impl FakeImages {
    /// An engine with these images.
    pub fn with(names: &[&str]) -> Self {
        let contents = names.iter().map(|name| (full(name), format!("content of {name}"))).collect();
        Self { contents: Mutex::new(contents) }
    }

    fn contents(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, String>> {
        self.contents.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn content(&self, name: &str) -> Option<String> {
        self.contents().get(&full(name)).cloned()
    }
}

fn full(name: &str) -> String {
    let last = name.rsplit('/').next().unwrap_or(name);
    if last.contains([':', '@']) { name.to_string() } else { format!("{name}:latest") }
}

fn failed(action: &'static str, message: impl Into<String>) -> EngineError {
    EngineError::Failed { action, message: message.into() }
}

/// Host, repository and reference of a name.
fn parts(name: &str) -> (String, String, String) {
    let name = full(name);
    let (host, rest) = name.split_once('/').unwrap_or(("", &name));
    let (repository, reference) = rest.split_once('@').or_else(|| rest.rsplit_once(':')).unwrap_or((rest, "latest"));
    (host.to_string(), repository.to_string(), reference.to_string())
}

/// Asks a registry; an error as Docker tells it.
fn ask(action: &'static str, login: Option<&Login>, method: &str, url: &str, body: Vec<u8>) -> Result<Vec<u8>, EngineError> {
    let Some(login) = login else {
        return Err(failed(action, "no basic auth credentials"));
    };
    let pair = STANDARD.encode(format!("{}:{}", login.user, login.password));
    let request = ureq::http::Request::builder().method(method).uri(url);
    let request = request.header("authorization", format!("Basic {pair}")).header("content-type", MANIFEST).body(body);
    let request = request.map_err(|error| failed(action, error.to_string()))?;
    let config = ureq::Agent::config_builder().http_status_as_error(false).build();
    let mut response = ureq::Agent::new_with_config(config).run(request).map_err(|error| failed(action, error.to_string()))?;
    let bytes = response.body_mut().read_to_vec().map_err(|error| failed(action, error.to_string()))?;
    if response.status().is_success() {
        return Ok(bytes);
    }
    let told: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let error = &told["errors"][0];
    let code = error["code"].as_str().unwrap_or("unknown").to_lowercase().replace('_', " ");
    Err(failed(action, format!("{code}: {}", error["message"].as_str().unwrap_or_default())))
}

impl ImageEngine for FakeImages {
    fn image_id(&self, image: &str) -> Result<Option<String>, EngineError> {
        Ok(self.content(image).map(|content| Digest::of(content.as_bytes()).to_string()))
    }

    fn image_names(&self) -> Result<Vec<String>, EngineError> {
        Ok(self.contents().keys().cloned().collect())
    }

    fn tag_image(&self, image: &str, name: &str) -> Result<(), EngineError> {
        let content = self.content(image).ok_or_else(|| failed("tag an image", format!("No such image: {image}")))?;
        self.contents().insert(full(name), content);
        Ok(())
    }

    fn remove_image(&self, name: &str) -> Result<(), EngineError> {
        self.contents().remove(&full(name));
        Ok(())
    }

    fn push_image(&self, name: &str, login: Option<&Login>, _patience: &Patience) -> Result<Vec<String>, EngineError> {
        const ACTION: &str = "push an image";
        let (host, repository, reference) = parts(name);
        let Some(content) = self.content(name) else {
            return Err(failed(ACTION, format!("An image does not exist locally with the tag: {host}/{repository}")));
        };
        let base = format!("http://{host}/v2/{repository}");
        let mut descriptors = Vec::new();
        for blob in ["{}", &content] {
            let digest = Digest::of(blob.as_bytes());
            ask(ACTION, login, "POST", &format!("{base}/blobs/uploads/?digest={digest}"), blob.as_bytes().to_vec())?;
            descriptors.push(format!("{{\"digest\": \"{digest}\", \"size\": {}}}", blob.len()));
        }
        let manifest = format!("{{\"schemaVersion\": 2, \"config\": {}, \"layers\": [{}]}}", descriptors[0], descriptors[1]);
        let (digest, size) = (Digest::of(manifest.as_bytes()), manifest.len());
        ask(ACTION, login, "PUT", &format!("{base}/manifests/{reference}"), manifest.into_bytes())?;
        Ok(vec![
            format!("The push refers to repository [{host}/{repository}]"),
            "Pushed".to_string(),
            format!("{reference}: digest: {digest} size: {size}"),
        ])
    }

    fn pull_image(&self, name: &str, login: Option<&Login>, _patience: &Patience) -> Result<Vec<String>, EngineError> {
        const ACTION: &str = "pull an image";
        let (host, repository, reference) = parts(name);
        let base = format!("http://{host}/v2/{repository}");
        let manifest = ask(ACTION, login, "GET", &format!("{base}/manifests/{reference}"), Vec::new())?;
        let read: Value = serde_json::from_slice(&manifest).unwrap_or_default();
        let layer = read["layers"][0]["digest"].as_str().unwrap_or_default();
        let content = ask(ACTION, login, "GET", &format!("{base}/blobs/{layer}"), Vec::new())?;
        self.contents().insert(full(name), String::from_utf8_lossy(&content).into_owned());
        Ok(vec![format!("{reference}: Pulling from {repository}"), format!("Digest: {}", Digest::of(&manifest))])
    }

    fn build_image(&self, request: &BuildRequest, _patience: &Patience) -> Result<Vec<String>, EngineError> {
        let content: String =
            request.files.iter().map(|file| format!("{}: {}\n", file.path, String::from_utf8_lossy(&file.bytes))).collect();
        self.contents().insert(full(&request.name), content);
        Ok(vec![format!("Successfully tagged {}", request.name)])
    }
}
