use super::*;
use crate::registry::MutabilitySetting;

fn manifest(name: &str, children: &[&str]) -> Manifest {
    Manifest {
        digest: Digest::of(name.as_bytes()),
        media_type: "application/vnd.oci.image.manifest.v1+json".to_string(),
        artifact_media_type: None,
        blobs: if children.is_empty() { vec![(Digest::of(b"config"), 10), (Digest::of(b"layer"), 90)] } else { Vec::new() },
        children: children.iter().map(|child| Digest::of(child.as_bytes())).collect(),
        subject: None,
    }
}

fn at(seconds: i64) -> Instant {
    Instant::from_epoch_micros(seconds * 1_000_000)
}

fn repository(setting: MutabilitySetting) -> Repository {
    let tag_mutability = TagMutability { setting, exclusions: vec!["latest".to_string()] };
    Repository::new(RepositorySettings { name: "web".to_string(), tag_mutability, ..RepositorySettings::default() }, at(0))
}

fn put(repository: &mut Repository, name: &str, tag: Option<&str>, now: i64) -> Result<(), RegistryError> {
    repository.put(&manifest(name, &[]), tag, &RegistryId::default(), at(now))
}

fn by_tag(tag: &str) -> ImageId {
    ImageId { tag: Some(tag.to_string()), digest: None }
}

fn by_digest(name: &str) -> ImageId {
    ImageId { tag: None, digest: Some(Digest::of(name.as_bytes())) }
}

#[test]
fn a_tag_that_moves_leaves_an_untagged_image_behind() {
    let mut web = repository(MutabilitySetting::Mutable);
    put(&mut web, "one", Some("v1"), 1).expect("pushed");
    put(&mut web, "two", Some("v1"), 2).expect("pushed");
    assert_eq!(web.images[0].tags, [""; 0]);
    assert_eq!(web.image(&by_tag("v1")).map(|image| (&image.digest, image.size)), Some((&Digest::of(b"two"), 100)));
    put(&mut web, "one", Some("v0"), 3).expect("pushed");
    assert_eq!((web.images.len(), web.images[0].pushed_at), (2, at(1)), "an image that is there keeps its time");
}

#[test]
fn an_immutable_tag_stays_even_for_the_same_image() {
    let mut web = repository(MutabilitySetting::ImmutableWithExclusion);
    put(&mut web, "one", Some("v1"), 1).expect("pushed");
    put(&mut web, "one", Some("latest"), 1).expect("pushed");
    let before = web.clone();
    for name in ["one", "two"] {
        let error = put(&mut web, name, Some("v1"), 2).expect_err("refused");
        assert_eq!(
            error.to_string(),
            "The image tag 'v1' already exists in the 'web' repository and cannot be overwritten because the tag is immutable."
        );
        assert_eq!(web, before);
    }
    put(&mut web, "two", Some("latest"), 2).expect("an excluded tag moves");
    put(&mut web, "three", None, 3).expect("no tag is overwritten");
    assert_eq!(web.images.len(), 3);
}

#[test]
fn a_manifest_list_needs_its_images_and_holds_them() {
    let mut web = repository(MutabilitySetting::Mutable);
    let list = manifest("list", &["one", "two"]);
    put(&mut web, "one", None, 1).expect("pushed");
    let error = web.put(&list, Some("v1"), &RegistryId::default(), at(2)).expect_err("two is missing");
    assert!(error.to_string().contains(Digest::of(b"two").as_str()), "{error}");
    put(&mut web, "two", None, 2).expect("pushed");
    web.put(&list, Some("v1"), &RegistryId::default(), at(3)).expect("pushed");
    assert_eq!(web.image(&by_tag("v1")).map(|image| image.size), Some(100));
    assert_eq!(web.delete(&by_digest("one")), Err(DeleteFailure::ReferencedByManifestList(Digest::of(b"list"))));
    web.delete(&by_tag("v1")).expect("deleted");
    web.delete(&by_digest("one")).expect("nothing holds it now");
}

#[test]
fn deleting_by_tag_takes_the_image_with_its_last_tag_and_by_digest_all_at_once() {
    let mut web = repository(MutabilitySetting::Mutable);
    for tag in ["a", "b"] {
        put(&mut web, "one", Some(tag), 1).expect("pushed");
    }
    put(&mut web, "two", None, 2).expect("pushed");
    let one = Digest::of(b"one");
    let mismatch = ImageId { tag: Some("a".to_string()), digest: Some(Digest::of(b"two")) };
    assert_eq!(web.delete(&mismatch), Err(DeleteFailure::TagDoesNotMatchDigest));
    for missing in [by_tag("c"), by_digest("three"), ImageId::default()] {
        assert_eq!(web.delete(&missing), Err(DeleteFailure::NotFound));
    }
    assert_eq!(web.delete(&by_tag("a")), Ok(vec![ImageId { digest: Some(one.clone()), tag: Some("a".to_string()) }]));
    assert_eq!(web.images.len(), 2);
    assert_eq!(web.delete(&by_digest("one")), Ok(vec![ImageId { digest: Some(one), tag: Some("b".to_string()) }]));
    assert_eq!(web.delete(&by_digest("two")), Ok(vec![by_digest("two")]));
    assert!(web.images.is_empty());
}

#[test]
fn what_is_written_reads_as_the_same_repository() {
    let mut web = repository(MutabilitySetting::ImmutableWithExclusion);
    put(&mut web, "one", Some("v1"), 1).expect("pushed");
    web.pulled(&Digest::of(b"one"), at(5));
    web.lifecycle_policy = Some("{}".to_string());
    let text = serde_json::to_string(&web).expect("serializes");
    assert_eq!(serde_json::from_str::<Repository>(&text).expect("reads"), web);
}
