//! What `docker build` is given: the files of a folder, and a Dockerfile that runs nothing.
//!
//! An image is put together from files and settings alone. A RUN would start a process, and this engine's builder can neither bound
//! what it writes nor how many processes it makes.

use std::path::{Component, Path, PathBuf};

use crate::runtime::ContextFile;

/// The largest context, in bytes, and the most files in it.
const LIMITS: (usize, usize) = (64 * 1024 * 1024, 2000);

/// A path of a script, below the workspace.
///
/// # Errors
/// Why it is not taken.
pub fn inside(folder: &Path, path: &str) -> Result<PathBuf, String> {
    let relative = Path::new(path);
    if !relative.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
        return Err(format!("{path} leads out of the workspace, and nothing outside of it is read"));
    }
    let joined = folder.join(relative);
    // A link may lead anywhere.
    match (joined.canonicalize(), folder.canonicalize()) {
        (Ok(real), Ok(root)) if real.starts_with(&root) => Ok(real),
        (Ok(_), Ok(_)) => Err(format!("{path} leads out of the workspace, and nothing outside of it is read")),
        _ => Err(format!("{path}: no such file or directory")),
    }
}

/// All files of a context, by path.
///
/// # Errors
/// What cannot be sent.
pub fn files(context: &Path) -> Result<Vec<ContextFile>, String> {
    let mut found = Vec::new();
    let mut bytes = 0;
    let mut folders = vec![context.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        for entry in entries.flatten() {
            let path = entry.path();
            let shown = path.strip_prefix(context).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            let metadata = std::fs::symlink_metadata(&path).map_err(|error| format!("{shown}: {error}"))?;
            if metadata.is_dir() {
                folders.push(path);
                continue;
            }
            if !metadata.is_file() {
                return Err(format!("{shown} is no plain file, and is not sent to a build here"));
            }
            bytes += usize::try_from(metadata.len()).unwrap_or(usize::MAX);
            if bytes > LIMITS.0 || found.len() == LIMITS.1 {
                return Err(format!("the build context has more than {} MiB or {} files", LIMITS.0 / 1024 / 1024, LIMITS.1));
            }
            let content = std::fs::read(&path).map_err(|error| format!("{shown}: {error}"))?;
            found.push(ContextFile { path: shown, bytes: content, executable: is_executable(&metadata) });
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}

#[cfg(unix)]
fn is_executable(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn is_executable(_metadata: &std::fs::Metadata) -> bool {
    false
}

/// Instructions that only say what an image holds.
const TAKEN: [&str; 15] = [
    "FROM",
    "COPY",
    "ENV",
    "LABEL",
    "CMD",
    "ENTRYPOINT",
    "EXPOSE",
    "USER",
    "WORKDIR",
    "VOLUME",
    "ARG",
    "HEALTHCHECK",
    "STOPSIGNAL",
    "SHELL",
    "MAINTAINER",
];

/// A Dockerfile with other names for its base images, as `rename` gives them.
///
/// # Errors
/// An instruction that is not taken, with its line, or what `rename` says.
pub fn dockerfile(text: &str, rename: &mut dyn FnMut(&str) -> Result<String, String>) -> Result<String, String> {
    let mut written = String::new();
    let mut stages: Vec<String> = Vec::new();
    let mut continued = false;
    for (line, number) in text.lines().zip(1..) {
        let at = |message: String| format!("line {number} of the Dockerfile: {message}");
        let trimmed = line.trim();
        let is_comment = trimmed.starts_with('#');
        if is_comment && stages.is_empty() && trimmed.replace(' ', "").to_lowercase().starts_with("#escape=") {
            return Err(at("another escape character is not taken here".to_string()));
        }
        if is_comment || trimmed.is_empty() || continued {
            continued = continued && (is_comment || trimmed.is_empty() || trimmed.ends_with('\\'));
            written.push_str(line);
            written.push('\n');
            continue;
        }
        continued = trimmed.ends_with('\\');
        let words: Vec<&str> = trimmed.split_whitespace().collect();
        let instruction = words[0].to_uppercase();
        if !TAKEN.contains(&instruction.as_str()) {
            let why = if instruction == "RUN" { ": a build runs nothing here" } else { "" };
            return Err(at(format!("{instruction} is not taken here{why}; {} are", TAKEN.join(", "))));
        }
        match instruction.as_str() {
            "FROM" => {
                let rest: Vec<&str> = words[1..].iter().copied().filter(|word| !word.starts_with("--")).collect();
                let (image, stage) = match rest.as_slice() {
                    _ if continued => return Err(at("write FROM on one line".to_string())),
                    [image] => (*image, None),
                    [image, keyword, stage] if keyword.eq_ignore_ascii_case("as") => (*image, Some(*stage)),
                    _ => return Err(at("write it as FROM image, or FROM image AS stage, on one line".to_string())),
                };
                if image.contains('$') {
                    return Err(at("a base image in a variable is not taken here: write its name".to_string()));
                }
                let renamed = if image == "scratch" || stages.iter().any(|known| known.eq_ignore_ascii_case(image)) {
                    image.to_string()
                } else {
                    rename(image).map_err(at)?
                };
                stages.push(stage.unwrap_or_default().to_string());
                written.push_str(&format!("FROM {renamed}{}\n", stage.map(|stage| format!(" AS {stage}")).unwrap_or_default()));
                continue;
            }
            "COPY" => {
                let from = words.iter().find_map(|word| word.strip_prefix("--from="));
                let is_stage = |name: &str| stages.iter().enumerate().any(|(index, stage)| stage == name || index.to_string() == name);
                if from.is_some_and(|name| !is_stage(name)) {
                    return Err(at("COPY --from takes a stage of this Dockerfile here".to_string()));
                }
            }
            _ => {}
        }
        written.push_str(line);
        written.push('\n');
    }
    if stages.is_empty() {
        return Err("the Dockerfile has no FROM".to_string());
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renamed(text: &str) -> Result<String, String> {
        dockerfile(text, &mut |image| if image == "none" { Err("no such image".to_string()) } else { Ok(format!("run/{image}")) })
    }

    #[test]
    fn base_images_get_other_names_and_nothing_else_changes() {
        for (text, expected) in [
            ("FROM web:v1\nCOPY . /", "FROM run/web:v1\nCOPY . /\n"),
            (
                "# a\nARG X=1\nfrom a as b\nLABEL x=$X \\\n  y=RUN \\\n# RUN\n  z=1\nFROM b\nCOPY --from=b /x /y\nFROM scratch",
                "# a\nARG X=1\nFROM run/a AS b\nLABEL x=$X \\\n  y=RUN \\\n# RUN\n  z=1\nFROM b\nCOPY --from=b /x /y\nFROM scratch\n",
            ),
        ] {
            assert_eq!(renamed(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_would_run_or_reach_out_is_refused_with_its_line() {
        for (text, says) in [
            ("FROM a\nRUN :(){ :|:& };:", "line 2 of the Dockerfile: RUN is not taken here: a build runs nothing"),
            ("FROM a\n\n  run x", "line 3"),
            ("FROM a\nADD http://x /", "ADD is not taken"),
            ("FROM a\nONBUILD RUN x", "ONBUILD is not taken"),
            ("FROM a\nCOPY --from=nginx /x /", "a stage of this Dockerfile"),
            ("ARG B=a\nFROM $B", "in a variable"),
            ("FROM \\\n a", "on one line"),
            ("FROM none", "line 1 of the Dockerfile: no such image"),
            ("# escape=`\nFROM a", "escape character"),
            ("", "no FROM"),
        ] {
            assert!(renamed(text).expect_err(text).contains(says), "{text}: {:?}", renamed(text));
        }
    }

    #[test]
    fn nothing_outside_of_the_workspace_is_read() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let folder = place.path().join("workspace");
        std::fs::create_dir_all(folder.join("app")).expect("makes folders");
        std::fs::write(folder.join("app/index.html"), "hello").expect("writes");
        std::fs::write(place.path().join("secret"), "x").expect("writes");
        assert!(inside(&folder, "app/index.html").is_ok() && inside(&folder, ".").is_ok() && inside(&folder, "./app").is_ok());
        for path in ["..", "../secret", "/etc/passwd", "app/../../secret", "none"] {
            assert!(inside(&folder, path).is_err(), "{path}");
        }
        let sent: Vec<String> = files(&folder).expect("sent").into_iter().map(|file| file.path).collect();
        assert_eq!(sent, ["app/index.html"]);
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(place.path().join("secret"), folder.join("link")).expect("links");
            assert!(inside(&folder, "link").is_err());
            assert!(files(&folder).expect_err("a link").contains("link is no plain file"));
        }
    }
}
