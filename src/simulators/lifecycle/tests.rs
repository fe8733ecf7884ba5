//! The user guide's worked examples, the rule kinds, and what always holds.

use proptest::prelude::*;

use super::*;
use crate::model::{Fields, LifecyclePolicy};
use crate::simulators::instant::{Instant, days_as_micros};
use crate::source::SourceFile;
use crate::syntax::parse_json;

const NOW: i64 = 1_795_233_600_000_000;

fn now() -> Instant {
    Instant::from_epoch_micros(NOW)
}

fn days_ago(days: i64) -> Instant {
    Instant::from_epoch_micros(NOW - days_as_micros(days))
}

fn image<'a>(name: &'a str, tags: &[&'a str], days: i64) -> Image<'a> {
    Image { tags: tags.iter().map(|tag| Text::from(*tag)).collect(), ..Image::new(name, days_ago(days)) }
}

fn archived<'a>(name: &'a str, pushed: i64, archived: i64) -> Image<'a> {
    Image { storage_class: StorageClass::Archive, archived_at: Some(days_ago(archived)), ..image(name, &["v1"], pushed) }
}

fn policy(rules: &str) -> Policy {
    let source = SourceFile::new("policy.json", format!("{{\"rules\": [{rules}]}}"));
    let parsed = parse_json(source.text());
    assert!(LifecyclePolicy::read(Fields::of(&parsed.documents[0]).expect("an object")).rules.complete);
    read_policy(&source, &parsed.documents[0]).expect("a policy")
}

fn tagged(priority: i64, patterns: &str, count: &str) -> String {
    rule(priority, &format!("\"tagStatus\": \"tagged\", \"tagPatternList\": {patterns}, {count}"), "expire")
}

fn rule(priority: i64, selection: &str, action: &str) -> String {
    let target = if action == "transition" { ", \"targetStorageClass\": \"archive\"" } else { "" };
    format!("{{\"rulePriority\": {priority}, \"selection\": {{{selection}}}, \"action\": {{\"type\": \"{action}\"{target}}}}}")
}

fn newest(count: i64) -> String {
    format!("\"countType\": \"imageCountMoreThan\", \"countNumber\": {count}")
}

fn older(event: &str, days: i64) -> String {
    format!("\"countType\": \"sinceImage{event}\", \"countUnit\": \"days\", \"countNumber\": {days}")
}

/// The images that something happens to, by name, with the rule.
fn acted(rules: &[String], images: Vec<Image<'_>>) -> Vec<(String, i64)> {
    acted_in(rules, &Inventory { images, manifest_lists: Vec::new() })
}

fn acted_in(rules: &[String], inventory: &Inventory<'_>) -> Vec<(String, i64)> {
    let policy = policy(&rules.join(","));
    let preview = preview(&policy, inventory, now());
    preview.preview_results.iter().map(|result| (result.image_digest.to_string(), result.applied_rule_priority)).collect()
}

fn expected(list: &[(&str, i64)]) -> Vec<(String, i64)> {
    list.iter().map(|(name, priority)| ((*name).to_string(), *priority)).collect()
}

#[test]
fn the_worked_examples_of_the_user_guide_come_out_as_there() {
    let two = || vec![image("A", &["beta-1", "prod-1"], 10), image("B", &["beta-2", "prod-2"], 9), image("C", &["beta-3"], 8)];
    let prod = |priority| tagged(priority, "[\"prod*\"]", &newest(1));
    let beta = |priority| tagged(priority, "[\"beta*\"]", &newest(1));
    assert_eq!(acted(&[prod(1), beta(2)], two()), expected(&[("A", 1)]), "multiple rules A");
    assert_eq!(acted(&[beta(1), prod(2)], two()), expected(&[("A", 1), ("B", 1)]), "multiple rules B");

    let both = |count: &str| tagged(1, "[\"alpha*\", \"beta*\"]", count);
    let six = vec![
        image("A", &["alpha-1"], 12),
        image("B", &["beta-1"], 11),
        image("C", &["alpha-2", "beta-2"], 10),
        image("D", &["alpha-3"], 4),
        image("E", &["beta-3"], 3),
        image("F", &["alpha-4", "beta-4"], 2),
    ];
    assert_eq!(acted(&[both(&older("Pushed", 5))], six), expected(&[("C", 1)]), "multiple tags A");
    let three = vec![
        image("A", &["alpha-1", "beta-1", "gamma-1"], 10),
        image("B", &["alpha-2", "beta-2"], 9),
        image("C", &["alpha-3", "beta-3", "gamma-2"], 8),
    ];
    assert_eq!(acted(&[both(&newest(1))], three), expected(&[("A", 1), ("B", 1)]), "multiple tags B");

    let any = |priority| rule(priority, &format!("\"tagStatus\": \"any\", {}", newest(1)), "expire");
    let four = vec![image("A", &["alpha-1"], 4), image("B", &["beta-1"], 3), image("C", &[], 2), image("D", &["alpha-2"], 1)];
    assert_eq!(acted(&[any(1)], four), expected(&[("A", 1), ("B", 1), ("C", 1)]), "all images A");
    let five = vec![
        image("A", &["alpha-1", "beta-1"], 4),
        image("B", &[], 3),
        image("C", &["alpha-2"], 2),
        image("D", &["git hash"], 1),
        image("E", &[], 1),
    ];
    let rules =
        [tagged(1, "[\"alpha*\"]", &newest(1)), rule(2, &format!("\"tagStatus\": \"untagged\", {}", older("Pushed", 1)), "expire"), any(3)];
    assert_eq!(acted(&rules, five), expected(&[("A", 1), ("B", 2), ("D", 3)]), "all images B");
}

#[test]
fn the_explanation_says_who_identified_took_and_shielded() {
    let images = vec![image("A", &["beta-1", "prod-1"], 10), image("B", &["beta-2", "prod-2"], 9), image("C", &["beta-3"], 8)];
    let inventory = Inventory { images, manifest_lists: Vec::new() };
    let policy = policy(&[tagged(1, "[\"prod*\"]", &newest(1)), tagged(2, "[\"beta*\"]", &newest(1))].join(","));
    let answer = serde_json::to_value(preview(&policy, &inventory, now())).expect("serializes");
    assert_eq!(
        answer["explanation"],
        serde_json::json!([
            {"imageDigest": "A", "identifiedBy": [1, 2], "candidateOf": [1, 2], "shieldedBy": null},
            {"imageDigest": "B", "identifiedBy": [1, 2], "candidateOf": [2], "shieldedBy": 1},
        ])
    );
    assert_eq!(answer["summary"], serde_json::json!({"expiringImageTotalCount": 1, "transitioningImageTotalCounts": []}));
}

#[test]
fn a_pull_or_a_restore_makes_an_image_young_again() {
    let pulled = |pulled, activated, name| Image { pulled_at: pulled, activated_at: activated, ..image(name, &["v1"], 300) };
    let images = || {
        vec![
            pulled(None, None, "never pulled"),
            pulled(Some(days_ago(200)), None, "pulled long ago"),
            pulled(Some(days_ago(10)), None, "pulled lately"),
            pulled(Some(days_ago(200)), Some(days_ago(10)), "restored and not pulled since"),
            pulled(None, Some(days_ago(10)), "restored and never pulled"),
        ]
    };
    let transition = rule(1, &format!("\"tagStatus\": \"any\", {}", older("Pulled", 90)), "transition");
    assert_eq!(acted(&[transition], images()), expected(&[("never pulled", 1), ("pulled long ago", 1)]));
    let expire = rule(1, &format!("\"tagStatus\": \"any\", {}", older("Pushed", 90)), "expire");
    assert_eq!(acted(&[expire], images()), expected(&[("never pulled", 1), ("pulled long ago", 1), ("pulled lately", 1)]));
}

#[test]
fn each_storage_class_has_its_own_rules() {
    let rules = |days| {
        [
            rule(1, &format!("\"tagStatus\": \"any\", {}", older("Pushed", 90)), "transition"),
            rule(2, &format!("\"tagStatus\": \"any\", \"storageClass\": \"archive\", {}", older("Transitioned", days)), "expire"),
        ]
    };
    let images = || vec![archived("old", 900, 400), archived("new", 800, 100), image("active", &["v2"], 200), image("young", &["v3"], 5)];
    assert_eq!(acted(&rules(365), images()), expected(&[("old", 2), ("active", 1)]));
    assert_eq!(acted(&rules(30), vec![archived("early", 100, 60)]), [], "nothing leaves the archive before 90 days");
    let inventory = Inventory { images: images(), manifest_lists: Vec::new() };
    let policy = policy(&rules(365).join(","));
    let answer = serde_json::to_value(preview(&policy, &inventory, now())).expect("serializes");
    assert_eq!(answer["previewResults"][0]["storageClass"], "ARCHIVE");
    assert_eq!(answer["previewResults"][1]["action"], serde_json::json!({"type": "TRANSITION", "targetStorageClass": "ARCHIVE"}));
    assert_eq!(
        answer["summary"]["transitioningImageTotalCounts"],
        serde_json::json!([{"targetStorageClass": "ARCHIVE", "imageTotalCount": 1}])
    );
}

#[test]
fn days_are_over_when_the_last_of_their_microseconds_is() {
    let rules = [rule(1, &format!("\"tagStatus\": \"untagged\", {}", older("Pushed", 5)), "expire")];
    let at = |micros: i64| Image::new("A", Instant::from_epoch_micros(NOW - days_as_micros(5) + micros));
    assert_eq!(acted(&rules, vec![at(0)]), []);
    assert_eq!(acted(&rules, vec![at(-1)]), expected(&[("A", 1)]));
}

#[test]
fn what_a_manifest_list_holds_waits_for_the_list() {
    let list = |days| Image { is_manifest_list: true, ..image("list", &["v1"], days) };
    let inventory = |days| Inventory {
        images: vec![list(days), image("arm", &[], 50), image("amd", &[], 50), image("loose", &[], 50)],
        manifest_lists: vec![("list".into(), vec!["arm".into(), "amd".into(), "elsewhere".into()])],
    };
    let untagged = rule(1, &format!("\"tagStatus\": \"untagged\", {}", older("Pushed", 14)), "expire");
    let rules = [untagged.clone(), tagged(2, "[\"v*\"]", &older("Pushed", 60))];
    assert_eq!(acted_in(&rules, &inventory(50)), expected(&[("loose", 1)]));
    assert_eq!(acted_in(&rules, &inventory(90)), expected(&[("list", 2), ("arm", 1), ("amd", 1), ("loose", 1)]));
    let transition = rule(2, &format!("\"tagStatus\": \"any\", {}", older("Pulled", 60)), "transition");
    assert_eq!(acted_in(&[untagged, transition], &inventory(90)), expected(&[("list", 2), ("loose", 1)]), "an archived list still holds");
}

#[test]
fn reference_artifacts_go_with_their_subject() {
    let signature = |subject: &'static str, name: &'static str| Image { subject: Some(subject.into()), ..image(name, &[], 50) };
    let inventory = Inventory {
        images: vec![
            image("old", &["v1"], 90),
            image("new", &["v2"], 10),
            signature("old", "signature of old"),
            signature("signature of old", "signature of a signature"),
            signature("new", "signature of new"),
            signature("gone", "signature of nothing here"),
            signature("circle", "circle"),
        ],
        manifest_lists: Vec::new(),
    };
    let rules =
        [rule(1, &format!("\"tagStatus\": \"untagged\", {}", older("Pushed", 14)), "expire"), tagged(2, "[\"v*\"]", &older("Pushed", 60))];
    let gone = [("old", 2), ("signature of old", 2), ("signature of a signature", 2), ("signature of nothing here", 1), ("circle", 1)];
    assert_eq!(acted_in(&rules, &inventory), expected(&gone));
}

#[test]
fn an_artifact_without_its_subject_is_said_to_be_judged_by_itself() {
    let policy = policy(&tagged(1, "[\"v*\"]", &newest(1)));
    for (subject, expected) in [(Some("gone"), true), (Some("here"), false), (None, false)] {
        let artifact = Image { subject: subject.map(Text::from), ..image("artifact", &[], 3) };
        let inventory = Inventory { images: vec![image("here", &["v1"], 1), artifact], manifest_lists: Vec::new() };
        let choices = preview(&policy, &inventory, now()).choices;
        assert_eq!(choices.iter().any(|choice| choice.contains("subject is not in the inventory")), expected, "{subject:?}: {choices:?}");
    }
}

fn inventory(text: &str) -> Result<usize, String> {
    let sources = [SourceFile::new("images.json", text)];
    let policy =
        policy(&rule(1, &format!("\"tagStatus\": \"any\", \"storageClass\": \"archive\", {}", older("Transitioned", 90)), "expire"));
    read_inventory(&sources, &policy).map(|inventory| inventory.images.len()).map_err(|fault| fault.to_string())
}

#[test]
fn inventories_come_in_the_shapes_that_the_cli_prints() {
    let detail = |digest: &str| {
        format!("{{\"imageDigest\": \"{digest}\", \"imagePushedAt\": \"2026-11-01T00:00:00+01:00\", \"imageSizeInBytes\": 5}}")
    };
    let page = |digest: &str| format!("{{\"imageDetails\": [{}], \"nextToken\": \"x\"}}", detail(digest));
    for (text, images) in [
        (page("a"), 1),
        (format!("{}\n{}", page("a"), page("b")), 2),
        (format!("{}{}", page("a"), page("b")), 2),
        (format!("[{}, {}]", page("a"), page("b")), 2),
        (format!("[{}, {}]", detail("a"), detail("b")), 2),
        (format!("{}\n{}\n", detail("a"), detail("b")), 2),
        (format!("\u{feff}{}", page("a")), 1),
        ("{\"imageDetails\": []}".to_string(), 0),
        ("imageDetails:\n- imageDigest: a\n  imagePushedAt: '2026-11-01T00:00:00+01:00'\n---\nimageDetails: []\n".to_string(), 1),
    ] {
        // The notation of a name without an ending is told by the text.
        let sources = [SourceFile::new("-", text.as_str())];
        let read = read_inventory(&sources, &policy(&tagged(1, "[\"a\"]", &newest(1)))).map(|inventory| inventory.images.len());
        assert_eq!(read, Ok(images), "{text}");
    }
}

#[test]
fn bad_inventories_are_told_with_their_place() {
    for (text, says) in [
        ("{\"imageDetails\": [\n {\"imageDigest\": \"a\"}]}", "images.json:2:2: the image a has no imagePushedAt"),
        ("{\"imageDetails\": [{\"imagePushedAt\": 1}]}", "images.json:1:19: this image has no imageDigest"),
        (
            "{\"imageDetails\": [{\"imageDigest\": \"a\", \"imagePushedAt\": \"soon\"}]}",
            "images.json:1:57: imagePushedAt: \"soon\" is not a point in time",
        ),
        ("{\"imageDetails\": [{\"imageDigest\": \"a\", \"imagePushedAt\": 1795233600000}]}", "seconds, not milliseconds"),
        (
            "{\"imageDetails\": [{\"imageDigest\": \"a\", \"imagePushedAt\": 1}]}\n{\"imageDetails\": [{\"imageDigest\": \"a\", \"imagePushedAt\": 1}]}",
            "images.json:2:19: the image a is listed twice; it stands at images.json:1 already",
        ),
        ("{\"imageDetails\": [{\"imageDigest\": \"a\", \"imagePushedAt\": 1, \"imageStatus\": \"GONE\"}]}", "\"GONE\" is no imageStatus"),
        ("{\"imageDetails\": [{\"imageDigest\": \"a\", \"imagePushedAt\": 1, \"imageStatus\": \"ARCHIVED\"}]}", "has no lastArchivedAt"),
        (
            "[{\"imageDigest\": \"a\", \"imagePushedAt\": 1, \"repositoryName\": \"x\"}, {\"imageDigest\": \"b\", \"imagePushedAt\": 1, \"repositoryName\": \"y\"}]",
            "an image of the repository y among those of x",
        ),
        ("{\"imageDetails\": 5}", "expected a list of images, found a number"),
        (
            "{\"imageDetails\": [{\"imageDigest\": \"a\", \"imagePushedAt\": 1, \"imageTags\": [5]}]}",
            "imageTags holds a number where text is expected",
        ),
        ("{\"imageIds\": []}", "without imageDetails is no list of images"),
        ("{\"imageDetails\": []}\n{\"imageDetails\": [}", "images.json:2:19: "),
        ("", "there is no document here"),
    ] {
        let error = inventory(text).expect_err(text);
        assert!(error.contains(says), "{text}\n{error}");
    }
}

#[test]
fn batch_get_image_says_what_a_list_holds() {
    let text = r#"{"imageDetails": [{"imageDigest": "list", "imagePushedAt": 1, "imageTags": ["v1"]}, {"imageDigest": "arm", "imagePushedAt": 1}]}
        {"images": [{"imageId": {"imageDigest": "list"}, "imageManifest": "{\"manifests\": [{\"digest\": \"arm\"}]}"}], "failures": []}"#;
    let sources = [SourceFile::new("images.json", text)];
    let policy = policy(&rule(1, &format!("\"tagStatus\": \"untagged\", {}", older("Pushed", 1)), "expire"));
    let inventory = read_inventory(&sources, &policy).expect("an inventory");
    let preview = preview(&policy, &inventory, now());
    assert!(preview.preview_results.is_empty());
    assert_eq!(preview.explanation[0].held_by_manifest_list, Some("list"));
}

#[test]
fn values_that_are_filled_in_later_cannot_be_simulated() {
    let source = SourceFile::new(
        "p.json",
        "{\"rules\": [{\"rulePriority\": 1,\n\"selection\": {\"tagStatus\": \"any\", \"countType\": \"imageCountMoreThan\", \"countNumber\": \"${KEEP}\"}, \"action\": {\"type\": \"expire\"}}]}",
    );
    let fault = read_policy(&source, &parse_json(source.text()).documents[0]).expect_err("a placeholder");
    assert!(fault.to_string().starts_with("p.json:2:85: \"${KEEP}\" has no value yet"), "{fault}");
}

/// The algorithm as the user guide tells it: sets, one rule after the other.
fn by_definition(policy: &Policy, images: &[Image<'_>]) -> Vec<(usize, i64)> {
    let identified = |rule: &Rule| -> Vec<usize> {
        (0..images.len())
            .filter(|index| {
                let image = &images[*index];
                rule.storage_class == image.storage_class
                    && match &rule.tags {
                        TagSelection::Any => true,
                        TagSelection::Untagged => image.tags.is_empty(),
                        TagSelection::Tagged(patterns) => patterns.iter().all(|pattern| image.tags.iter().any(|tag| pattern.matches(tag))),
                    }
            })
            .collect()
    };
    let mut shielded: Vec<usize> = Vec::new();
    let mut marked = Vec::new();
    for rule in policy.rules() {
        let identified = identified(rule);
        let mut candidates = identified.clone();
        candidates.sort_by_key(|index| std::cmp::Reverse((images[*index].effective_push(), *index)));
        let candidates: Vec<usize> = match rule.limit {
            Limit::Newest(kept) => candidates.into_iter().skip(usize::try_from(kept).expect("positive")).collect(),
            Limit::OlderThan { days, .. } => candidates
                .into_iter()
                .filter(|index| now().micros_since(rule.counted_from(&images[*index])) > days_as_micros(days))
                .collect(),
        };
        marked.extend(candidates.iter().filter(|index| !shielded.contains(index)).map(|index| (*index, rule.priority)));
        shielded.extend(identified);
    }
    marked.sort_unstable();
    marked
}

fn any_image() -> impl Strategy<Value = (Vec<&'static str>, i64, Option<i64>, bool)> {
    let tags = proptest::sample::subsequence(vec!["a1", "a2", "b1", "b2", "c"], 0..=4);
    (tags, 0..200_i64, proptest::option::of(0..200_i64), proptest::bool::weighted(0.2))
}

fn any_rule() -> impl Strategy<Value = (u8, Vec<&'static str>, u8, i64)> {
    (0..3_u8, proptest::sample::subsequence(vec!["a*", "b*", "*1", "c"], 1..=3), 0..4_u8, 1..120_i64)
}

proptest! {
    #[test]
    fn it_agrees_with_the_definition_and_takes_no_image_twice(
        images in proptest::collection::vec(any_image(), 0..40),
        rules in proptest::collection::vec(any_rule(), 1..8),
    ) {
        let names: Vec<String> = (0..images.len()).map(|index| format!("image {index}")).collect();
        let images: Vec<Image<'_>> = images
            .iter()
            .zip(&names)
            .map(|((tags, pushed, pulled, is_archived), name)| Image {
                pulled_at: pulled.map(days_ago),
                archived_at: is_archived.then(|| days_ago(pushed / 2)),
                storage_class: if *is_archived { StorageClass::Archive } else { StorageClass::Standard },
                ..image(name, tags, *pushed)
            })
            .collect();
        let rules = (1..).zip(&rules).map(|(priority, (status, patterns, kind, number))| Rule {
            priority,
            tags: match status {
                0 => TagSelection::Any,
                1 => TagSelection::Untagged,
                _ => TagSelection::Tagged(patterns.iter().map(|pattern| TagPattern::pattern(pattern)).collect()),
            },
            storage_class: if *kind == 3 { StorageClass::Archive } else { StorageClass::Standard },
            limit: match kind {
                0 => Limit::Newest(number % 10 + 1),
                1 => Limit::OlderThan { days: *number, since: Since::Pushed },
                2 => Limit::OlderThan { days: *number, since: Since::Pulled },
                _ => Limit::OlderThan { days: *number + 90, since: Since::Transitioned },
            },
            action: if *kind == 2 { Action::Transition } else { Action::Expire },
        }).collect();
        let policy = Policy::new(rules).expect("a policy");
        let inventory = Inventory { images: images.clone(), manifest_lists: Vec::new() };
        let answer = preview(&policy, &inventory, now());
        let mut marked: Vec<(usize, i64)> = answer
            .preview_results
            .iter()
            .map(|result| (names.iter().position(|name| name == result.image_digest).expect("known"), result.applied_rule_priority))
            .collect();
        marked.sort_unstable();
        prop_assert_eq!(&marked, &by_definition(&policy, &images));
        prop_assert!(marked.windows(2).all(|pair| pair[0].0 != pair[1].0), "an image is taken at most once");
        for explanation in &answer.explanation {
            prop_assert_eq!(explanation.shielded_by.is_some(), marked.iter().all(|(index, _)| names[*index] != explanation.image_digest));
        }
    }

    #[test]
    fn both_readers_read_the_same(
        pushed in proptest::collection::vec(0..2_000_000_000_i64, 0..20),
        tags in proptest::collection::vec("[a-z\\\\\"é]{0,5}", 0..3),
    ) {
        let details: Vec<_> = pushed.iter().enumerate().map(|(index, pushed)| serde_json::json!({
            "imageDigest": format!("sha256:{index}"), "imagePushedAt": pushed, "imageTags": tags, "registryId": "1",
            "lastRecordedPullTime": "2026-11-01T00:00:00Z", "imageStatus": "ACTIVE", "subjectManifestDigest": null,
        })).collect();
        let json = serde_json::json!({"imageDetails": details}).to_string();
        let policy = policy(&tagged(1, "[\"a\"]", &newest(1)));
        let fast = [SourceFile::new("-", json.as_str())];
        // The list of images is not for the fast reader.
        let placed = [SourceFile::new("-", serde_json::Value::from(details).to_string())];
        let (fast, placed) = (read_inventory(&fast, &policy).expect("reads"), read_inventory(&placed, &policy));
        prop_assert_eq!(fast.images, placed.expect("reads").images);
    }
}
