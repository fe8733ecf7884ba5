//! The search against trying everything.

use std::collections::HashMap;

use proptest::prelude::*;

use super::condition::Conditions;
use super::environment::{Environment, Pin};
use super::solve::solve;
use super::template::Template;
use crate::syntax::parse_json;

/// Parameters `P0` to `P3`, each with these values, the first of them the default.
const VALUES: [&str; 3] = ["a", "b", "c"];
const PARAMETERS: usize = 4;

fn formula(conditions: usize) -> impl Strategy<Value = String> {
    let comparison = (0..PARAMETERS, 0..VALUES.len(), any::<bool>()).prop_map(|(parameter, value, turned)| {
        let (name, text) = (format!(r#"{{"Ref": "P{parameter}"}}"#), format!("\"{}\"", VALUES[value]));
        if turned { format!(r#"{{"Fn::Equals": [{text}, {name}]}}"#) } else { format!(r#"{{"Fn::Equals": [{name}, {text}]}}"#) }
    });
    let pair = (0..PARAMETERS, 0..PARAMETERS)
        .prop_map(|(one, other)| format!(r#"{{"Fn::Equals": [{{"Ref": "P{one}"}}, {{"Fn::Sub": "${{P{other}}}"}}]}}"#));
    let named = (0..conditions).prop_map(|number| format!(r#"{{"Condition": "C{number}"}}"#));
    let leaf = prop_oneof![4 => comparison, 1 => pair, 2 => named];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|item| format!(r#"{{"Fn::Not": [{item}]}}"#)),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|items| format!(r#"{{"Fn::And": [{}]}}"#, items.join(", "))),
            prop::collection::vec(inner, 2..4).prop_map(|items| format!(r#"{{"Fn::Or": [{}]}}"#, items.join(", "))),
        ]
    })
}

fn template(formulas: &[String]) -> String {
    let parameters: Vec<_> =
        (0..PARAMETERS).map(|number| format!(r#""P{number}": {{"Default": "a", "AllowedValues": ["a", "b", "c"]}}"#)).collect();
    let conditions: Vec<_> = formulas.iter().enumerate().map(|(number, formula)| format!(r#""C{number}": {formula}"#)).collect();
    format!(r#"{{"Parameters": {{{}}}, "Conditions": {{{}}}, "Resources": {{}}}}"#, parameters.join(", "), conditions.join(", "))
}

/// Evaluates plainly, with every parameter known.
fn oracle(
    formulas: &serde_json::Map<String, serde_json::Value>,
    node: &serde_json::Value,
    values: &HashMap<String, &str>,
    depth: usize,
) -> Option<bool> {
    let (name, argument) = node.as_object()?.iter().next()?;
    if depth > 12 {
        return None;
    }
    let text = |node: &serde_json::Value| -> Option<String> {
        if let Some(name) = node.get("Ref") {
            return Some(values[name.as_str()?].to_string());
        }
        match node.get("Fn::Sub") {
            Some(text) => Some(values[text.as_str()?.trim_matches(['$', '{', '}'])].to_string()),
            None => node.as_str().map(str::to_string),
        }
    };
    let items = argument.as_array();
    let of = |item: &serde_json::Value| oracle(formulas, item, values, depth + 1);
    match name.as_str() {
        "Condition" => of(formulas.get(argument.as_str()?)?),
        "Fn::Not" => of(&items?[0]).map(|value| !value),
        "Fn::Equals" => Some(text(&items?[0])? == text(&items?[1])?),
        "Fn::And" => items?.iter().map(of).try_fold(true, |all, value| Some(all & value?)),
        _ => items?.iter().map(of).try_fold(false, |any, value| Some(any | value?)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_solves_makes_the_targets_hold_and_what_can_be_solved_is(
        formulas in prop::collection::vec(formula(3), 3),
        targets in prop::collection::vec((0_usize..3, any::<bool>()), 1..3),
    ) {
        let text = template(&formulas);
        let parsed = parse_json(&text);
        prop_assert!(parsed.problems.is_empty(), "{}", text);
        let template = Template::read(&parsed.documents[0]);
        let names: Vec<String> = (0..3).map(|number| format!("C{number}")).collect();
        let targets: Vec<(&str, bool)> = targets.iter().map(|(number, value)| (names[*number].as_str(), *value)).collect();
        let wanted: Vec<(&str, bool)> =
            targets.iter().map(|(name, value)| (*template.conditions.get_key_value(name).expect("it is there").0, *value)).collect();
        let json: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
        let conditions = json["Conditions"].as_object().expect("an object");
        let holds = |values: &HashMap<String, &str>| {
            targets.iter().all(|(name, value)| oracle(conditions, &conditions[*name], values, 0) == Some(*value))
        };
        let solution = solve(&template, &wanted);
        if let Some(environment) = &solution {
            let values: HashMap<String, &str> = (0..PARAMETERS)
                .map(|number| {
                    let name = format!("P{number}");
                    let value = match environment.parameters.get(name.as_str()) {
                        Some(Pin::Text(text)) => text,
                        Some(Pin::Other) => "another",
                        None => "a",
                    };
                    (name, value)
                })
                .collect();
            prop_assert!(values.values().all(|value| VALUES.contains(value)), "{:?}", environment);
            // A circle is not known to the oracle, and may be decided without going round.
            let evaluated = targets.iter().map(|(name, _)| oracle(conditions, &conditions[*name], &values, 0));
            let differs = evaluated.zip(&targets).any(|(found, (_, value))| found.is_some_and(|found| found != *value));
            prop_assert!(!differs, "{} {:?} {:?}", text, targets, environment);
        }
        let all = (0..VALUES.len().pow(4)).map(|number| -> HashMap<String, &str> {
            (0..PARAMETERS).map(|index| (format!("P{index}"), VALUES[number / VALUES.len().pow(u32::try_from(index).expect("small")) % 3])).collect()
        });
        if solution.is_none() {
            for values in all {
                prop_assert!(!holds(&values), "{} {:?} is solved by {:?}", text, targets, values);
            }
        }
    }
}

fn holds(text: &str, condition: &str) -> Option<bool> {
    let parsed = parse_json(text);
    let template = Template::read(&parsed.documents[0]);
    let environment = Environment::default();
    Conditions::new(&template, &environment).holds(condition)
}

#[test]
fn conditions_have_three_values() {
    let with = |formula: &str| {
        format!(
            r#"{{"Parameters": {{"P": {{"Default": "a"}}, "N": {{"Type": "Number", "Default": 3}}, "S": {{"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/p"}}}},
                "Conditions": {{"C": {formula}, "Round": {{"Fn::Not": [{{"Condition": "Round"}}]}}}}, "Resources": {{}}}}"#
        )
    };
    let unknown = r#"{"Fn::Equals": [{"Fn::ImportValue": "x"}, "y"]}"#;
    let yes = r#"{"Fn::Equals": [{"Ref": "P"}, "a"]}"#;
    let cases = [
        (yes.to_string(), Some(true)),
        (r#"{"Fn::Equals": [{"Ref": "P"}, "b"]}"#.to_string(), Some(false)),
        (r#"{"Fn::Equals": [{"Ref": "N"}, 3]}"#.to_string(), Some(true)),
        (r#"{"Fn::Equals": [{"Ref": "N"}, "3"]}"#.to_string(), Some(true)),
        (r#"{"Fn::Equals": [true, "true"]}"#.to_string(), Some(true)),
        (r#"{"Fn::Equals": [{"Ref": "S"}, "/p"]}"#.to_string(), Some(false)),
        (r#"{"Fn::Equals": [{"Ref": "AWS::Region"}, "x"]}"#.to_string(), Some(false)),
        (r#"{"Fn::Equals": [{"Ref": "AWS::Region"}, {"Ref": "AWS::Partition"}]}"#.to_string(), None),
        (unknown.to_string(), None),
        (format!(r#"{{"Fn::And": [{unknown}, {{"Fn::Not": [{yes}]}}]}}"#), Some(false)),
        (format!(r#"{{"Fn::Or": [{unknown}, {yes}]}}"#), Some(true)),
        (format!(r#"{{"Fn::And": [{unknown}, {yes}]}}"#), None),
        (format!(r#"{{"Fn::Not": [{unknown}]}}"#), None),
        (r#"{"Condition": "Round"}"#.to_string(), None),
        // There is no `If` in conditions; this one would go round for ever.
        (r#"{"Fn::Equals": [{"Fn::If": ["C", "a", "b"]}, "a"]}"#.to_string(), None),
        (r#"{"Fn::Equals": ["a"]}"#.to_string(), None),
        (r#"{"Fn::Not": [1, 2]}"#.to_string(), None),
        ("12".to_string(), None),
    ];
    for (formula, expected) in cases {
        assert_eq!(holds(&with(&formula), "C"), expected, "{formula}");
    }
}

#[test]
fn a_conjunction_of_hundreds_of_parameters_is_solved_and_a_tangle_is_given_up() {
    let count = 300;
    let parameters: Vec<_> =
        (0..count).map(|number| format!(r#""P{number}": {{"Default": "no", "AllowedValues": ["no", "yes"]}}"#)).collect();
    let all: Vec<_> = (0..count).map(|number| format!(r#"{{"Fn::Equals": [{{"Ref": "P{number}"}}, "yes"]}}"#)).collect();
    // Pigeons: three values for each of many that must all differ.
    let tangle: Vec<_> = (0..count - 1)
        .flat_map(|one| {
            [format!(
                r#"{{"Fn::Or": [{{"Fn::Equals": [{{"Ref": "P{one}"}}, "yes"]}}, {{"Fn::Equals": [{{"Ref": "P{}"}}, "no"]}}]}}"#,
                one + 1
            )]
        })
        .chain([r#"{"Fn::Equals": ["a", "b"]}"#.to_string()])
        .collect();
    let text = format!(
        r#"{{"Parameters": {{{}}}, "Conditions": {{"All": {{"Fn::And": [{}]}}, "Tangle": {{"Fn::And": [{}]}}}}, "Resources": {{}}}}"#,
        parameters.join(", "),
        all.join(", "),
        tangle.join(", ")
    );
    let parsed = parse_json(&text);
    let template = Template::read(&parsed.documents[0]);
    assert_eq!(solve(&template, &[("All", true)]).map(|environment| environment.len()), Some(count));
    assert_eq!(solve(&template, &[("All", false)]), Some(Environment::default()));
    assert_eq!(solve(&template, &[("Tangle", true)]), None);
}
