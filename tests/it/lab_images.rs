//! The images of the labs as one file, on a real engine.

use crate::engine::engine_for;
use crate::program::Place;

#[test]
fn images_go_into_one_file_and_come_out_of_it() {
    let Some(_engine) = engine_for("images_go_into_one_file_and_come_out_of_it") else { return };
    let place = Place::new();
    let listed = place.json(&["lab", "images", "list", "--format", "json"]);
    assert_eq!(listed["version"], 1);
    let images = listed["images"].as_array().expect("a list");
    assert!(images.len() >= 2 && images.iter().all(|image| image["here"] == true), "{images:?}");
    let pulled = place.run(&["lab", "images", "pull"]);
    assert_eq!((pulled.code, pulled.stdout.lines().count()), (0, images.len()), "all are here: {pulled:?}");

    let saved = place.run(&["lab", "images", "save", "room.tar"]);
    assert_eq!(saved.code, 0, "{saved:?}");
    let size = std::fs::metadata(place.path().join("room.tar")).expect("the file is there").len();
    assert!(size > 1024 * 1024, "{size}");
    let left: Vec<_> = std::fs::read_dir(place.path()).expect("reads").map(|entry| entry.expect("reads").file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with(".ecslab")), "{left:?}");

    let loaded = place.run(&["lab", "images", "load", "room.tar"]);
    assert_eq!(loaded.code, 0, "{loaded:?}");
    assert!(loaded.stdout.contains("All images of the labs are here."), "{loaded:?}");
}

#[test]
fn what_is_no_archive_is_refused_with_what_to_do() {
    let Some(_engine) = engine_for("what_is_no_archive_is_refused_with_what_to_do") else { return };
    let place = Place::new();
    place.write("broken.tar", "no archive at all");
    for (arguments, says) in [
        (["lab", "images", "load", "nowhere.tar"], "cannot read nowhere.tar"),
        (["lab", "images", "load", "."], "is no file"),
        (["lab", "images", "load", "broken.tar"], "ecslab lab images save"),
        (["lab", "images", "save", "nowhere/room.tar"], "cannot write nowhere/room.tar"),
    ] {
        let ran = place.run(&arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {ran:?}");
        assert!(ran.stderr.contains(says), "{ran:?}");
    }
}

#[test]
fn without_an_engine_there_is_nothing_to_list() {
    let place = Place::new();
    let output = place.command(&["lab", "images", "list"]).env("DOCKER_HOST", "unix:///nowhere/docker.sock").output().expect("runs");
    assert_eq!(output.status.code(), Some(3));
}
