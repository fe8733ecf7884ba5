//! `ecslab simulate capacity` and `managed-scaling` as commands.

use crate::program::Place;

fn example(name: &str) -> String {
    format!("{}/book/examples/capacity/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_example_is_drawn_and_exact() {
    let place = Place::new();
    let ran = place.run(&["simulate", "capacity", "--strategy", &example("service.json"), "--count", "12"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    insta::assert_snapshot!("capacity_text", ran.stdout);
    let ran = place.run(&["simulate", "capacity", "--strategy", &example("service.json"), "--count", "12", "--format", "json"]);
    insta::assert_snapshot!("capacity_json", ran.stdout);
    let ran = place.run(&["simulate", "managed-scaling", "--needed", "2", "--running", "3", "--target", "100"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    insta::assert_snapshot!("managed_scaling_text", ran.stdout);
    let ran = place.run(&["simulate", "managed-scaling", "--needed", "2", "--running", "3", "--target", "100", "--format", "json"]);
    insta::assert_snapshot!("managed_scaling_json", ran.stdout);
}

#[test]
fn a_strategy_is_written_in_every_way_that_the_cli_knows() {
    let place = Place::new();
    place.write("list.json", r#"[{"capacityProvider": "A", "weight": 1}, {"capacityProvider": "B", "weight": 4}]"#);
    let counts = |strategy: &[&str]| {
        let mut arguments = vec!["simulate", "capacity", "--format", "json", "--count", "10", "--strategy"];
        arguments.extend(strategy);
        place.json(&arguments)["placements"].clone()
    };
    let expected = serde_json::json!([{"capacityProvider": "A", "count": 2}, {"capacityProvider": "B", "count": 8}]);
    for strategy in [
        &["capacityProvider=A,weight=1", "capacityProvider=B,weight=4"][..],
        &["capacityProvider=A,weight=1", "--strategy", "capacityProvider=B,weight=4"],
        &[r#"[{"capacityProvider": "A", "weight": 1}, {"capacityProvider": "B", "weight": 4, "base": null}]"#],
        &["capacityProvider=A,weight=1 capacityProvider=B,weight=4"],
        &["list.json"],
        &["file://list.json"],
    ] {
        assert_eq!(counts(strategy), expected, "{strategy:?}");
    }
    let with_current = &["list.json", "--current", "A=2", "B=0"];
    assert_eq!(counts(with_current)[1]["count"], 10);
}

#[test]
fn what_ecs_would_reject_is_told_with_its_place() {
    let place = Place::new();
    place.write(
        "s.json",
        "[\n  {\"capacityProvider\": \"A\", \"weight\": 1, \"base\": 1},\n  {\"capacityProvider\": \"B\", \"base\": 1}\n]",
    );
    place.write("broken.json", "[{]");
    let many: Vec<String> = (0..21).map(|index| format!("capacityProvider=p{index},weight=1")).collect();
    let mut many: Vec<&str> = many.iter().map(String::as_str).collect();
    many.extend(["--count", "1"]);
    for (arguments, says) in [
        (&["s.json", "--count", "1"][..], &["s.json:3:37", "A has a base already"][..]),
        (&["broken.json", "--count", "1"], &["broken.json:1:3"]),
        (&["capacityProvider=A,weight=1001", "--count", "1"], &["--strategy:1:27", "weight 1001 is not in 0-1000"]),
        (&["capacityProvider=A,weight=1,base=-1", "--count", "1"], &["base -1 is not in 0-100000"]),
        (&["capacityProvider=A,weight=0", "--count", "1"], &["every weight is 0"]),
        (&["capacityProvider=A,weight=1", "capacityProvider=FARGATE,weight=1", "--count", "1"], &["FARGATE does not mix with A"]),
        (&["capacityProvider=A,weight=1", "capacityProvider=A,weight=1", "--count", "1"], &["A is in the strategy twice"]),
        (&["capacityProvider=A,wieght=1", "--count", "1"], &["wieght is no member"]),
        (&["weight=1", "--count", "1"], &["capacityProvider is missing"]),
        (&["[5]", "--count", "1"], &["--strategy:1:2", "found a number"]),
        (&["[]", "--count", "1"], &["no capacity provider"]),
        (&["nothing.json", "--count", "1"], &["cannot read nothing.json"]),
        (&["capacityProvider=A,weight=1", "--count", "-1"], &["--count", "from 0 to"]),
        (&["capacityProvider=A,weight=1", "--count", "1", "--current", "B=1"], &["no capacity provider B", "it has A"]),
        (&many, &["21 capacity providers", "at most 20"]),
    ] {
        let mut all = vec!["simulate", "capacity", "--strategy"];
        all.extend(arguments);
        let ran = place.run(&all);
        assert_eq!(ran.code, 2, "{ran:?}");
        for word in says {
            assert!(ran.stderr.contains(word), "expected {word:?} in {ran:?}");
        }
    }
    for (needed, running, target) in [("-1", "1", "100"), ("1", "-1", "100"), ("1", "1", "0"), ("1", "1", "101"), ("1.5", "1", "100")] {
        let ran = place.run(&["simulate", "managed-scaling", "--needed", needed, "--running", running, "--target", target]);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.stderr.contains("whole number"), "{ran:?}");
    }
}
