//! The container engine of the tests, and what to do where there is none.

use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use ecslab::runtime::{Engine, TestcontainersEngine};

/// Images that `tests/images/build` makes where they cannot be pulled.
pub const BUSYBOX: &str = "public.ecr.aws/docker/library/busybox:1.37";
/// See [`BUSYBOX`].
pub const NGINX: &str = "public.ecr.aws/docker/library/nginx:1.28";

/// The engine, with the images there. `None` says that the test is skipped: on standard error, and as a line of the file
/// `ECSLAB_SKIPPED_FILE`. With `CI=true` a missing engine is a failure instead, so that nothing is skipped unseen.
pub fn engine_for(test: &str) -> Option<&'static TestcontainersEngine> {
    static ENGINE: OnceLock<Result<TestcontainersEngine, String>> = OnceLock::new();
    let engine = ENGINE.get_or_init(|| {
        let engine = TestcontainersEngine::connect().map_err(|error| error.to_string())?;
        provide_images(&engine);
        Ok(engine)
    });
    match engine {
        Ok(engine) => Some(engine),
        Err(error) if std::env::var("CI").is_ok_and(|ci| ci == "true") => panic!("{test} needs a container engine: {error}"),
        Err(error) => {
            eprintln!("skipped: needs a container engine ({test}: {error})");
            if let Some(path) = std::env::var_os("ECSLAB_SKIPPED_FILE") {
                let file = std::fs::OpenOptions::new().create(true).append(true).open(path);
                writeln!(file.expect("ECSLAB_SKIPPED_FILE can be written"), "{test}: needs a container engine ({error})")
                    .expect("one line fits");
            }
            None
        }
    }
}

/// Builds the images that are missing; a lock keeps test processes from doing so at once.
fn provide_images(engine: &TestcontainersEngine) {
    let missing = || [BUSYBOX, NGINX].iter().any(|image| !engine.has_image(image).expect("the engine answers"));
    if !missing() {
        return;
    }
    let lock = std::fs::File::create(Path::new(env!("CARGO_TARGET_TMPDIR")).join("images.lock")).expect("the target folder can be written");
    lock.lock().expect("a file can be locked");
    if missing() {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/images/build");
        let status = Command::new(script).status().expect("tests/images/build starts");
        assert!(status.success(), "tests/images/build failed: {status}");
    }
}
