use super::*;

fn at(seconds: i64) -> Instant {
    Instant::from_epoch_micros(seconds * 1_000_000)
}

fn settings(name: &str) -> RepositorySettings {
    RepositorySettings { name: name.to_string(), ..RepositorySettings::default() }
}

/// Puts a blob in and gives its descriptor.
fn blob(registry: &Registry, name: &str, content: &str) -> String {
    let blobs = registry.blobs(name).expect("the repository is there");
    let digest = Digest::of(content.as_bytes());
    let id = blobs.begin().expect("begins");
    blobs.append(&id, 0, content.as_bytes()).expect("appends");
    blobs.complete(&id, &digest).expect("completes");
    format!("{{\"digest\": \"{digest}\", \"size\": {}}}", content.len())
}

fn push(registry: &Registry, name: &str, content: &str, tag: &str, now: i64) -> Digest {
    let (config, shared, layer) = (blob(registry, name, "{}"), blob(registry, name, "shared"), blob(registry, name, content));
    let manifest = format!("{{\"schemaVersion\": 2, \"config\": {config}, \"layers\": [{shared}, {layer}]}}");
    registry.put_manifest(name, tag, None, manifest.as_bytes(), at(now)).expect("pushed").digest
}

#[test]
fn repositories_are_created_once_and_deleted_with_images_only_by_force() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let registry = Registry::open(home.path(), RegistryId::default()).expect("opens");
    for name in ["team/web", "team"] {
        registry.create(settings(name), at(1)).expect("created");
    }
    let error = registry.create(settings("team"), at(2)).expect_err("it is there");
    assert_eq!(error.to_string(), "The repository with name 'team' already exists in the registry with id '111122223333'");
    push(&registry, "team", "layer", "v1", 3);
    assert_eq!(registry.delete("team", false).expect_err("not empty").exception(), "RepositoryNotEmptyException");
    registry.delete("team", true).expect("deleted");
    let error = registry.repository("team").expect_err("gone");
    assert_eq!(error.to_string(), "The repository with name 'team' does not exist in the registry with id '111122223333'");
    let names: Vec<String> = registry.repositories().expect("reads").iter().map(|each| each.name().to_string()).collect();
    assert_eq!(names, ["team/web"]);
}

#[test]
fn what_no_image_needs_goes_with_the_last_that_needed_it() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let registry = Registry::open(home.path(), RegistryId::default()).expect("opens");
    registry.create(settings("web"), at(0)).expect("created");
    let one = push(&registry, "web", "one", "v1", 1);
    let two = push(&registry, "web", "two", "v2", 2);
    let blobs = registry.blobs("web").expect("there");
    let there = |content: &str| blobs.size(&Digest::of(content.as_bytes())).is_some();
    registry.delete_images("web", &[ImageId { digest: Some(one.clone()), tag: None }]).expect("deleted");
    assert!(there("shared") && there("two") && !there("one") && blobs.size(&one).is_none());
    registry.delete_images("web", &[ImageId::of_reference("v2")]).expect("deleted");
    assert!(!there("shared") && !there("two") && blobs.size(&two).is_none());
}

#[test]
fn a_manifest_without_its_layers_is_refused_and_changes_nothing() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let registry = Registry::open(home.path(), RegistryId::default()).expect("opens");
    registry.create(settings("web"), at(0)).expect("created");
    let config = blob(&registry, "web", "{}");
    let missing = Digest::of(b"missing");
    let manifest = format!("{{\"schemaVersion\": 2, \"config\": {config}, \"layers\": [{{\"digest\": \"{missing}\", \"size\": 7}}]}}");
    let put = |reference: &str| registry.put_manifest("web", reference, None, manifest.as_bytes(), at(1));
    let error = put("v1").expect_err("a layer is missing");
    assert!(error.exception() == "LayersNotFoundException" && error.to_string().contains(missing.as_str()), "{error}");
    assert!(matches!(put(missing.as_str()), Err(RegistryError::WrongDigest { .. })));
    assert!(matches!(put("not a tag"), Err(RegistryError::InvalidParameter { .. })));
    assert!(registry.repository("web").expect("there").images.is_empty());
}

#[test]
fn what_a_kill_left_is_swept_and_images_stay_whole() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let registry = Registry::open(home.path(), RegistryId::default()).expect("opens");
    registry.create(settings("web"), at(0)).expect("created");
    let digest = push(&registry, "web", "layer", "v1", 1);
    blob(&registry, "web", "pushed, but its manifest never came");
    let blobs = registry.blobs("web").expect("there");
    let upload = blobs.begin().expect("begins");
    blobs.append(&upload, 0, b"half of").expect("appends");
    // A document that was being replaced, and a repository that was being deleted.
    let folder = registry.folder_of("web");
    std::fs::write(folder.join(".tmpAbc"), "{\"half\":").expect("writes");
    std::fs::create_dir_all(registry.folder_of("gone").join("blobs")).expect("makes a folder");
    registry.sweep().expect("sweeps");
    assert!(blobs.received(&upload).is_err());
    assert_eq!(files(&folder.join("blobs")).len(), 4, "manifest, configuration and two layers");
    assert!(!registry.folder_of("gone").exists());
    assert_eq!(registry.image("web", "v1").expect("there").digest, digest);
    registry.manifest_bytes("web", &digest).expect("there");
}

#[test]
fn many_at_once_lose_nothing() {
    let home = tempfile::tempdir().expect("a temporary folder");
    Registry::open(home.path(), RegistryId::default()).expect("opens").create(settings("web"), at(0)).expect("created");
    std::thread::scope(|scope| {
        for thread in 0..4 {
            // Each opens it for itself, as processes do.
            let registry = Registry::open(home.path(), RegistryId::default()).expect("opens");
            scope.spawn(move || {
                for number in 0..10 {
                    push(&registry, "web", &format!("{thread}-{number}"), &format!("v{thread}-{number}"), number);
                }
            });
        }
    });
    let registry = Registry::open(home.path(), RegistryId::default()).expect("opens");
    assert_eq!(registry.repository("web").expect("there").images.len(), 40);
    let token = registry.issue_token(at(0), Duration::from_secs(10));
    assert_eq!(registry.judge_token(&token, at(9)), Verdict::Valid);
}
