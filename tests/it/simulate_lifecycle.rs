//! `ecslab simulate lifecycle` as a command.

use crate::program::Place;

const NOW: &str = "2026-11-21T00:00:00Z";

fn example(name: &str) -> String {
    format!("{}/book/examples/lifecycle/{name}", env!("CARGO_MANIFEST_DIR"))
}

const KEEP_ONE: &str = r#"{"rules": [{"rulePriority": 1,
  "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 1}, "action": {"type": "expire"}}]}"#;

fn page(digest: &str, pushed: &str) -> String {
    format!("{{\"imageDetails\": [{{\"imageDigest\": \"{digest}\", \"imagePushedAt\": {pushed}}}]}}")
}

#[test]
fn the_example_is_a_table_for_each_rule_and_the_shape_of_the_api() {
    let place = Place::new();
    let (policy, images) = (example("policy.json"), example("images.json"));
    let ran = place.run(&["simulate", "lifecycle", "--policy", &policy, "--images", &images, "--now", NOW]);
    assert_eq!(ran.code, 0, "{ran:?}");
    insta::assert_snapshot!("lifecycle_text", ran.stdout);
    let ran = place.run(&["simulate", "lifecycle", "--policy", &policy, "--images", &images, "--now", NOW, "--format", "json"]);
    insta::assert_snapshot!("lifecycle_json", ran.stdout);
    let plain = place.run(&["--plain", "simulate", "lifecycle", "--policy", &policy, "--images", &images, "--now", NOW]);
    assert!(plain.stdout.is_ascii(), "{plain:?}");
}

#[test]
fn pages_come_from_files_and_standard_input_and_times_are_repeated_as_given() {
    let place = Place::new();
    place.write("policy.json", KEEP_ONE).write("2.json", &page("b", "1700000000.5"));
    let answer = |images: &[&str], input: &str| -> serde_json::Value {
        let mut arguments = vec!["simulate", "lifecycle", "--policy", "policy.json", "--format", "json", "--now", "1800000000", "--images"];
        arguments.extend(images);
        let ran = place.run_with_input(&arguments, input);
        serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
    };
    let late = page("a", "\"2026-01-01T00:00:00Z\"");
    for (images, input) in [(&["-", "2.json"][..], late.clone()), (&["-"], format!("{late}\n{}", page("b", "1700000000.5")))] {
        let answer = answer(images, &input);
        assert_eq!(answer["version"], 1);
        assert_eq!(
            answer["previewResults"],
            serde_json::json!([{"imageDigest": "b", "imageTags": [], "imagePushedAt": 1_700_000_000.5, "storageClass": "STANDARD",
              "action": {"type": "EXPIRE"}, "appliedRulePriority": 1}])
        );
    }
    let whole = answer(&["-", "2.json"], &page("a", "1790000000"));
    assert_eq!(whole["previewResults"][0]["imageDigest"], "b");
}

#[test]
fn the_answer_of_get_lifecycle_policy_is_a_policy() {
    let place = Place::new();
    let answered = serde_json::json!({"registryId": "111122223333", "repositoryName": "web", "lifecyclePolicyText": KEEP_ONE});
    place.write("policy.json", &answered.to_string()).write("images.json", &page("a", "1"));
    let ran = place.run(&["simulate", "lifecycle", "--policy", "policy.json", "--images", "images.json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let broken = serde_json::json!({"lifecyclePolicyText": KEEP_ONE.replace("\"countNumber\": 1", "\"countNumber\": 0")});
    place.write("policy.json", &broken.to_string());
    let ran = place.run(&["simulate", "lifecycle", "--policy", "policy.json", "--images", "images.json"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("policy.json#lifecyclePolicyText"), "{ran:?}");
}

#[test]
fn bad_input_is_told_with_its_place() {
    let place = Place::new();
    place
        .write("policy.json", KEEP_ONE)
        .write("rejected.json", &KEEP_ONE.replace("\"any\"", "\"tagged\""))
        .write("open.json", &KEEP_ONE.replace("\"countNumber\": 1", "\"countNumber\": \"${KEEP}\""))
        .write("broken.json", "{\"rules\": [")
        .write("images.json", &page("a", "1"))
        .write("undated.json", "{\"imageDetails\": [\n  {\"imageDigest\": \"a\"}\n]}")
        .write("twice.json", &format!("{}\n{}", page("a", "1"), page("a", "1")))
        .write("cut.json", "{\"imageDetails\": [{\"imageDigest\": \"a\",")
        .write("other.json", "{\"repositories\": []}");
    for (policy, images, says) in [
        ("rejected.json", "images.json", &["ECR1", "rejected.json:2:", "would reject"][..]),
        ("open.json", "images.json", &["open.json:2:", "${KEEP}"]),
        ("broken.json", "images.json", &["broken.json:1:"]),
        ("missing.json", "images.json", &["cannot read missing.json"]),
        ("policy.json", "missing.json", &["cannot read missing.json"]),
        ("policy.json", "undated.json", &["undated.json:2:3: the image a has no imagePushedAt"]),
        ("policy.json", "twice.json", &["twice.json:2:19", "listed twice"]),
        ("policy.json", "cut.json", &["cut.json:1:"]),
        ("policy.json", "other.json", &["other.json:1:1", "describe-images"]),
    ] {
        let ran = place.run(&["simulate", "lifecycle", "--policy", policy, "--images", images, "--now", NOW]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
        for word in says {
            assert!(ran.stderr.contains(word), "expected {word:?} in {ran:?}");
        }
    }
    for now in ["yesterday", "2026-11-21", "1795233600000"] {
        let ran = place.run(&["simulate", "lifecycle", "--policy", "policy.json", "--images", "images.json", "--now", now]);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.stderr.contains("--now"), "{ran:?}");
    }
    let ran = place.run(&["simulate", "lifecycle", "--policy", "-", "--images", "-"]);
    assert_eq!(ran.code, 2, "{ran:?}");
}
