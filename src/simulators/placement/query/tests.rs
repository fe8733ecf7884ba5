//! The language by its examples, its mistakes and random text.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

struct Instance {
    attributes: BTreeMap<&'static str, &'static str>,
    version: Option<AgentVersion>,
}

impl Subject for Instance {
    fn agent_connected(&self) -> bool {
        true
    }

    fn agent_version(&self) -> Option<&AgentVersion> {
        self.version.as_ref()
    }

    fn ec2_instance_id(&self) -> &str {
        "i-1"
    }

    fn registered_at(&self) -> Option<jiff::Timestamp> {
        parse_date("2018-02-12T10:00:00Z")
    }

    fn running_tasks_count(&self) -> i64 {
        5
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).copied()
    }

    fn hosts_group(&self, is_wanted: &dyn Fn(&str) -> bool) -> bool {
        ["database", "service:web"].into_iter().any(is_wanted)
    }
}

fn instance() -> Instance {
    let attributes = [
        ("ecs.instance-type", "g2.2xlarge"),
        ("ecs.availability-zone", "us-east-1c"),
        ("stack", "prod"),
        ("disks", "10"),
        ("name", "a b"),
        ("flag", ""),
    ];
    Instance { attributes: attributes.into(), version: AgentVersion::parse("1.9.0") }
}

fn selects(expression: &str) -> bool {
    parse(expression).unwrap_or_else(|error| panic!("{expression}: {error}")).expression.selects(&instance())
}

#[test]
fn expressions_select() {
    for (expression, expected) in [
        // The guide's examples.
        ("attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d", true),
        ("not(task:group == database)", false),
        ("agentVersion < 1.14.5", true),
        ("registeredAt < 2018-02-13", true),
        // Subjects and operators.
        ("agentConnected == true", true),
        ("agentConnected != true", false),
        ("agentConnected in [true, false]", true),
        ("ec2InstanceId == i-1", true),
        ("ec2InstanceId in ['i-1', \"i-2\"]", true),
        ("ec2InstanceId !in [i-1]", false),
        ("ec2InstanceId ! in [i-2]", true),
        ("ec2InstanceId =~ i-.", true),
        ("ec2InstanceId !~ i", true),
        ("agentVersion >= 1.9", true),
        ("agentVersion != 1.9.0", false),
        ("registeredAt == 2018-02-12T10:00:00+00:00", true),
        ("registeredAt >= 2018-02-12T10:00:01", false),
        ("registeredAt <= '2018-02-12T10:00:00Z'", true),
        ("runningTasksCount > 4", true),
        ("runningTasksCount <= 4", false),
        ("attribute:stack exists", true),
        ("attribute:flag exists", true),
        ("attribute:none exists", false),
        ("attribute:none !exists", true),
        ("attribute:none == x", false),
        ("attribute:none != x", true),
        ("attribute:disks > 9", true),
        ("attribute:stack > alpha", true),
        ("attribute:name == 'a b'", true),
        ("task:group == service:web", true),
        ("task:group in [a, b]", false),
        ("task:group =~ service:.*", true),
        // Word aliases.
        ("attribute:stack equals prod", true),
        ("attribute:stack not_equals prod", false),
        ("runningTasksCount greater_than 5", false),
        ("runningTasksCount greater_than_equal 5", true),
        ("runningTasksCount less_than 5", false),
        ("runningTasksCount less_than_equal 5", true),
        ("attribute:stack not_exists", false),
        ("attribute:stack in [prod]", true),
        ("attribute:stack not_in [prod]", false),
        ("attribute:stack matches p.*", true),
        ("attribute:stack not_matches p.*", false),
        // Joining.
        ("attribute:stack==prod&&runningTasksCount<5", false),
        ("attribute:stack==prod||runningTasksCount<5", true),
        ("!(attribute:stack == dev)", true),
        ("!!attribute:stack exists", true),
        ("not attribute:stack == dev", true),
        ("NOT attribute:stack == dev AND runningTasksCount == 5", true),
        ("(attribute:stack =~ (prod|dev)) and (runningTasksCount == 5)", true),
        ("attribute:ecs.instance-type =~ g[2-3]\\.(2|8)xlarge && agentConnected == true", true),
        ("(attribute:ecs.instance-type =~ g2.*)", true),
        // `and` binds tighter: true or (false and false).
        ("attribute:stack == prod or attribute:stack == dev and runningTasksCount == 1", true),
        ("(attribute:stack == prod or attribute:stack == dev) and runningTasksCount == 1", false),
        ("attribute:stack == and", false),
    ] {
        assert_eq!(selects(expression), expected, "{expression}");
    }
}

#[test]
fn mistakes_are_reported_at_their_column() {
    let mut report = String::new();
    for expression in [
        "",
        "   ",
        "stack == prod",
        "ecs.os-type == linux",
        "agentversion < 1.2",
        "attribute: == x",
        "attribute:stack = prod",
        "attribute:stack == ",
        "attribute:stack prod",
        "attribute:stack",
        "attribute:stack == prod attribute:b == c",
        "attribute:stack == a b",
        "attribute:stack == [a, b]",
        "attribute:stack in a",
        "attribute:stack in []",
        "attribute:stack in [a",
        "attribute:stack in [a,",
        "attribute:stack in [a b]",
        "attribute:stack ! equals a",
        "attribute:stack == 'a",
        "(attribute:stack == a",
        "attribute:stack == a)",
        "(attribute:stack == a or",
        "attribute:stack == a & runningTasksCount == 1",
        "attribute:é == a and é",
        "ec2InstanceId > i-1",
        "ec2InstanceId exists",
        "agentVersion =~ 1.*",
        "agentVersion == latest",
        "agentConnected == yes",
        "runningTasksCount == many",
        "runningTasksCount in [1, 2]",
        "registeredAt < yesterday",
        "attribute:x =~ (?!t2).*",
        "attribute:x =~ t2.* and attribute:y =~ a*+",
        "attribute:x =~ [a",
        "attribute:x =~",
        "and",
    ] {
        let error = parse(expression).map(|parsed| parsed.expression).expect_err(expression);
        report.push_str(&format!("{}\n{error}\n{}\n\n", error.pointed(), error.help.as_deref().unwrap_or_default()));
    }
    insta::assert_snapshot!(report);
}

#[test]
fn mixed_and_or_is_a_choice_and_parentheses_are_not() {
    let choices = |text: &str| parse(text).expect(text).choices.len();
    assert_eq!(choices("task:group == a or task:group == b and task:group == c"), 1);
    assert_eq!(choices("task:group == a and task:group == b or task:group == c"), 1);
    assert_eq!(choices("task:group == a or (task:group == b and task:group == c)"), 0);
    assert_eq!(choices("(task:group == a or task:group == b) and task:group == c"), 0);
    assert_eq!(choices("task:group == a or task:group == b or task:group == c"), 0);
}

#[test]
fn deep_nesting_is_refused() {
    for open in ["(", "!", "not "] {
        let error = parse(&open.repeat(2000)).map(|_| ()).expect_err("too deep");
        assert!(error.message.contains("nested deeper"), "{error}");
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in r#"(attribute:|task:group|agentVersion|registeredAt|in|not|and|or|exists|[!=<>~&|()\[\],'" ]|[a-z0-9.é*+?\\-]{1,4}| ){0,24}"#) {
        if let Err(error) = parse(&text) {
            prop_assert!(error.column() <= text.chars().count() + 1);
            prop_assert!(error.pointed().lines().count() == 2);
        }
    }
}
