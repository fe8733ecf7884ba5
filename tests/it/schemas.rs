//! The JSON Schemas say what the linter says of the form of a document.

use std::path::Path;

use serde_json::Value;

use crate::program::Place;

fn schema(place: &Place, kind: &str) -> jsonschema::Validator {
    let schema = place.json(&["schema", kind]);
    jsonschema::validator_for(&schema).unwrap_or_else(|error| panic!("{kind}: {error}"))
}

#[test]
fn correct_documents_are_valid_and_slips_are_not() {
    let place = Place::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures/correct");
    let document = |name: &str| -> Value {
        serde_json::from_str(&std::fs::read_to_string(folder.join(name)).expect("reads")).expect("a fixture is JSON")
    };
    let cases = [
        ("task-definition", "fargate-web.json", "/containerDefinitions/0/name", "/containerDefinitions/0"),
        ("service", "service-create.json", "/deploymentConfiguration/deploymentCircuitBreaker/enable", "/deploymentConfiguration"),
        ("task-set", "task-set.json", "/scale/unit", "/scale"),
        ("cluster", "cluster.json", "/settings/0/name", "/settings/0"),
        (
            "capacity-provider",
            "capacity-provider.json",
            "/autoScalingGroupProvider/managedScaling/targetCapacity",
            "/autoScalingGroupProvider",
        ),
        ("ecr-repository", "ecr-repository.json", "/imageTagMutability", ""),
        ("ecr-lifecycle-policy", "lifecycle-archive-and-expire.json", "/rules/0/selection/countNumber", "/rules/0/selection"),
    ];
    for (kind, file, value, object) in cases {
        let schema = schema(&place, kind);
        let correct = document(file);
        let errors: Vec<String> = schema.iter_errors(&correct).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{file}: {errors:?}");

        let mut wrong_type = correct.clone();
        *wrong_type.pointer_mut(value).unwrap_or_else(|| panic!("{file} has {value}")) = serde_json::json!([[]]);
        assert!(!schema.is_valid(&wrong_type), "{kind}: {value} takes anything");

        let mut unknown = correct.clone();
        let object = unknown.pointer_mut(object).and_then(Value::as_object_mut).expect("an object");
        object.insert("noSuchMember".to_string(), Value::Bool(true));
        assert!(!schema.is_valid(&unknown), "{kind}: an unknown member is valid");
    }
}

#[test]
fn the_forms_of_a_registry_are_named() {
    let place = Place::new();
    let ran = place.run(&["schema", "ecr-registry"]);
    assert!(ran.code == 2 && ran.stderr.contains("--part"), "{ran:?}");
    for part in ["scanning", "replication", "pull-through-cache-rule", "creation-template"] {
        assert_eq!(place.json(&["schema", "ecr-registry", "--part", part])["type"], "object");
    }
    assert_eq!(place.run(&["schema", "cluster", "--part", "scanning"]).code, 2);
}
