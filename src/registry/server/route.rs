//! Which thing of the registry a path means.

use crate::registry::Digest;

/// A path below `/v2`.
#[derive(Debug, PartialEq, Eq)]
pub struct Route {
    /// Name of the repository, without the prefix; empty for the base.
    pub repository: String,
    /// What of it.
    pub target: Target,
}

/// What of a repository.
#[derive(Debug, PartialEq, Eq)]
pub enum Target {
    /// The base, by which a client finds out what this is.
    Base,
    /// A blob.
    Blob(Digest),
    /// A manifest by tag or digest.
    Manifest(String),
    /// The tags.
    Tags(Page),
    /// All uploads: a new one begins here; with a digest, whole.
    Uploads {
        /// `digest` of the query.
        digest: Option<Digest>,
    },
    /// An upload under way.
    Upload {
        /// Its id.
        id: String,
        /// `digest` of the query, with which it ends.
        digest: Option<Digest>,
    },
}

/// Which part of a list.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// At most so many.
    pub count: Option<usize>,
    /// Those after this one.
    pub after: Option<String>,
}

impl Route {
    /// Reads a path; `None` where there is no such thing, whatever the registry holds.
    pub fn of(path: &str, query: Option<&str>, prefix: Option<&str>) -> Option<Self> {
        if matches!(path, "" | "/") {
            return Some(Self { repository: String::new(), target: Target::Base });
        }
        let path = path.strip_prefix('/')?;
        let path = match prefix {
            Some(prefix) => path.strip_prefix(prefix)?.strip_prefix('/')?,
            None => path,
        };
        let digest = || parameter(query, "digest").and_then(|text| Digest::parse(&text));
        let (rest, last) = path.rsplit_once('/')?;
        let (repository, target) = if let Some(repository) = rest.strip_suffix("/blobs/uploads") {
            let target = match last {
                "" => Target::Uploads { digest: digest() },
                id => Target::Upload { id: id.to_string(), digest: digest() },
            };
            (repository, target)
        } else if let Some(repository) = path.strip_suffix("/blobs/uploads") {
            (repository, Target::Uploads { digest: digest() })
        } else if let Some(repository) = rest.strip_suffix("/blobs") {
            (repository, Target::Blob(Digest::parse(last)?))
        } else if let Some(repository) = rest.strip_suffix("/manifests") {
            (repository, Target::Manifest(last.to_string()))
        } else {
            let page = Page { count: parameter(query, "n").and_then(|count| count.parse().ok()), after: parameter(query, "last") };
            (path.strip_suffix("/tags/list")?, Target::Tags(page))
        };
        Some(Self { repository: repository.to_string(), target })
    }
}

/// A parameter of the query; what is asked for here needs no escapes but that of the colon.
fn parameter(query: Option<&str>, name: &str) -> Option<String> {
    let pair = query?.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name)?;
    Some(pair.1.replace("%3A", ":").replace("%3a", ":"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_mean_what_the_specification_says() {
        let digest = Digest::of(b"x");
        let some = |repository: &str, target: Target| Some(Route { repository: repository.to_string(), target });
        let upload = |digest: Option<&Digest>| Target::Upload { id: "7f".to_string(), digest: digest.cloned() };
        let escaped = format!("digest={}", digest.as_str().replace(':', "%3A"));
        for (path, query, expected) in [
            ("", None, some("", Target::Base)),
            ("/", None, some("", Target::Base)),
            ("/team/web/manifests/v1", None, some("team/web", Target::Manifest("v1".to_string()))),
            ("/web/blobs/uploads/", None, some("web", Target::Uploads { digest: None })),
            ("/web/blobs/uploads", Some("mount=x&from=y"), some("web", Target::Uploads { digest: None })),
            ("/web/blobs/uploads/7f", None, some("web", upload(None))),
            ("/web/blobs/uploads/7f", Some(escaped.as_str()), some("web", upload(Some(&digest)))),
            ("/web/tags/list", Some("n=2&last=v1"), some("web", Target::Tags(Page { count: Some(2), after: Some("v1".to_string()) }))),
            ("/web/blobs/sha256:x", None, None),
            ("/web", None, None),
            ("/_catalog", None, None),
            ("x", None, None),
        ] {
            assert_eq!(Route::of(path, query, None), expected, "{path}");
        }
        assert_eq!(Route::of("/run-1/web/manifests/v1", None, Some("run-1")), some("web", Target::Manifest("v1".to_string())));
        assert_eq!(Route::of("/web/manifests/v1", None, Some("run-1")), None);
    }
}
