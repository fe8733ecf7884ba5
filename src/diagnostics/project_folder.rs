//! Paths as tools on a code host know them: from the root of the repository.

use std::path::{Component, Path, PathBuf};

/// The folder that reports tell paths from, and the one that paths are named from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectFolder {
    root: PathBuf,
    working: PathBuf,
}

impl ProjectFolder {
    /// Both folders are absolute; `root` holds `working`.
    pub fn new(root: impl Into<PathBuf>, working: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), working: working.into() }
    }

    /// The repository that holds `working`, or `working` itself outside of one.
    pub fn around(working: &Path) -> Self {
        // In a worktree or a submodule `.git` is a file.
        let root = working.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(working);
        Self::new(root, working)
    }

    /// The path below the root, with slashes; as it is where it lies elsewhere. Standard input is `-`.
    pub fn path(&self, named: &str) -> String {
        match self.below(named) {
            Some(path) => path.join("/"),
            None => named.to_string(),
        }
    }

    /// A relative reference (RFC 3986) below the root, or an absolute URI elsewhere; the flag says whether it is relative.
    pub(super) fn uri(&self, named: &str) -> (String, bool) {
        if named == "-" {
            return ("stdin".to_string(), false);
        }
        match self.below(named) {
            Some(segments) => (segments.iter().map(|segment| encoded(segment)).collect::<Vec<_>>().join("/"), true),
            None => {
                let path = segments(&self.working.join(named));
                (format!("file:///{}", path.iter().map(|segment| encoded(segment)).collect::<Vec<_>>().join("/")), false)
            }
        }
    }

    /// The segments below the root.
    fn below(&self, named: &str) -> Option<Vec<String>> {
        if named == "-" {
            return None;
        }
        let path = segments(&self.working.join(named));
        let below = path.strip_prefix(segments(&self.root).as_slice())?;
        (!below.is_empty()).then(|| below.to_vec())
    }
}

/// The names on the way to an absolute path, with `.` and `..` taken out as they are written.
fn segments(path: &Path) -> Vec<String> {
    let mut segments = Vec::new();
    for component in path.components() {
        match component {
            Component::Normal(name) => segments.push(name.to_string_lossy().into_owned()),
            Component::ParentDir => drop(segments.pop()),
            Component::Prefix(prefix) => segments.push(prefix.as_os_str().to_string_lossy().into_owned()),
            Component::CurDir | Component::RootDir => {}
        }
    }
    segments
}

/// One segment of a URI: all but unreserved characters (RFC 3986, 2.3) is written as bytes.
fn encoded(segment: &str) -> String {
    let mut encoded = String::with_capacity(segment.len());
    for byte in segment.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_told_from_the_root_of_the_repository() {
        let folder = ProjectFolder::new("/repo", "/repo/deploy");
        let cases = [
            ("td.json", "deploy/td.json", "deploy/td.json", true),
            ("./a/../td.json", "deploy/td.json", "deploy/td.json", true),
            ("../infra/é 1#?.json", "infra/é 1#?.json", "infra/%C3%A9%201%23%3F.json", true),
            ("/repo/x:y%.json", "x:y%.json", "x%3Ay%25.json", true),
            ("../../other/td.json", "../../other/td.json", "file:///other/td.json", false),
            ("/repository/td.json", "/repository/td.json", "file:///repository/td.json", false),
            ("-", "-", "stdin", false),
        ];
        for (named, path, uri, is_relative) in cases {
            assert_eq!(folder.path(named), path, "{named}");
            assert_eq!(folder.uri(named), (uri.to_string(), is_relative), "{named}");
        }
    }

    #[test]
    fn a_repository_is_found_upwards_and_is_not_needed() {
        let outer = tempfile::tempdir().expect("a temporary folder");
        let inner = outer.path().join("repo/deploy");
        std::fs::create_dir_all(&inner).expect("folders");
        assert_eq!(ProjectFolder::around(&inner).path("td.json"), "td.json");
        std::fs::write(outer.path().join("repo/.git"), "gitdir: elsewhere").expect("writes");
        assert_eq!(ProjectFolder::around(&inner).path("td.json"), "deploy/td.json");
    }
}
