//! The companion book: what the command promises, what the pages hold, and what a browser makes of them.

#[cfg(feature = "book")]
mod browser;
#[cfg(feature = "book")]
mod quiz;
#[cfg(feature = "book")]
mod reading;
#[cfg(feature = "book")]
mod site;

use std::path::Path;
use std::process::{Command, Output};

/// A book that tests read and never change, built once.
#[cfg(feature = "book")]
fn shared_book() -> &'static Path {
    static BOOK: std::sync::LazyLock<std::path::PathBuf> = std::sync::LazyLock::new(|| {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("shared-book");
        let output = build(&root, &[]);
        assert!(output.status.success(), "{output:?}");
        root
    });
    &BOOK
}

fn build(destination: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ecslab"))
        .args(["book", "build", "--dest"])
        .arg(destination)
        .args(more)
        .output()
        .expect("the program can be run")
}

#[cfg(not(feature = "book"))]
#[test]
fn without_the_feature_the_command_says_what_is_missing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = build(&folder.path().join("book"), &[]);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("without the companion book"), "{output:?}");
    assert!(!folder.path().join("book").exists());
}
