//! Scaling as a whole: tables of courses, and what holds for all of them.

use proptest::prelude::*;

use super::*;
use crate::source::{Fault, SourceFile};
use crate::syntax::{Notation, parse};

fn tracking(name: &str, column: usize, target: f64, cooldown: u64) -> Policy {
    let tracking = TargetTracking { target, out_cooldown: cooldown, in_cooldown: cooldown, scale_in_disabled: false };
    Policy { name: name.to_string(), column, kind: PolicyKind::TargetTracking(tracking) }
}

fn step(column: usize, comparison: Comparison, threshold: f64, adjustment: i64, cooldown: u64) -> Policy {
    let above = matches!(comparison, Comparison::Greater | Comparison::GreaterOrEqual);
    let steps = vec![StepAdjustment { lower: above.then_some(0.0), upper: (!above).then_some(0.0), adjustment }];
    let scaling = StepScaling { adjustment: AdjustmentType::ChangeInCapacity, steps, magnitude: 0, cooldown };
    let alarm = Alarm { name: "alarm".into(), metric: "m".into(), threshold, comparison, periods: 1, datapoints: 1, policies: vec![] };
    Policy { name: "step".to_string(), column, kind: PolicyKind::Step(scaling, alarm) }
}

/// A course from 2 to 10 tasks, with a data point each minute.
fn course(policies: Vec<Policy>, running: u64, rows: &[&[Option<f64>]]) -> Course {
    let columns = rows.first().map_or(0, |row| row.len());
    Course {
        target: ScalableTarget { resource_id: None, min: 2, max: 10, in_suspended: false, out_suspended: false, schedule_suspended: false },
        inputs: Inputs { policies, actions: Vec::new() },
        metrics: Metrics {
            names: (0..columns).map(|column| format!("m{column}")).collect(),
            times: (0..rows.len()).map(|row| row as i64 * 60).collect(),
            rows: rows.iter().map(|row| row.to_vec()).collect(),
            running: None,
            dated: false,
        },
        running: Some(running),
        deployments: Vec::new(),
    }
}

/// The desired counts after the data points.
fn counts(course: &Course) -> Vec<u64> {
    simulate(course).expect("a simulation").desired.iter().skip(1).map(|entry| entry.desired).collect()
}

fn one(policy: Policy, running: u64, values: &[f64]) -> Vec<u64> {
    let rows: Vec<[Option<f64>; 1]> = values.iter().map(|value| [Some(*value)]).collect();
    counts(&course(vec![policy], running, &rows.iter().map(|row| &row[..]).collect::<Vec<_>>()))
}

#[test]
fn target_tracking_follows_its_model() {
    for (running, values, expected) in [
        (4, vec![60.0], vec![4]),
        (4, vec![61.0], vec![5]),
        (4, vec![90.0], vec![6]),
        (4, vec![500.0], vec![10]),
        (4, vec![44.0], vec![3]),
        (4, vec![46.0], vec![4]),
        (4, vec![0.0], vec![2]),
    ] {
        assert_eq!(one(tracking("cpu", 0, 60.0, 0), running, &values), expected, "{running} at {values:?}");
    }
}

#[test]
fn a_cooldown_lets_only_a_larger_scale_out_through() {
    assert_eq!(one(tracking("cpu", 0, 60.0, 300), 4, &[90.0, 90.0, 120.0, 90.0]), [6, 6, 8, 8]);
    let out = || step(0, Comparison::GreaterOrEqual, 50.0, 2, 150);
    assert_eq!(one(out(), 2, &[50.0, 60.0, 60.0, 60.0]), [4, 4, 4, 6], "after 150 s it adds again");
}

#[test]
fn a_scale_in_waits_for_its_cooldown_and_a_scale_out_ends_it() {
    let cpu = || tracking("cpu", 0, 60.0, 150);
    assert_eq!(one(cpu(), 10, &[30.0, 30.0, 30.0, 30.0]), [5, 5, 5, 3]);
    assert_eq!(one(cpu(), 10, &[30.0, 90.0, 30.0]), [5, 8, 4]);
}

#[test]
fn any_policy_scales_out_and_all_must_agree_to_scale_in() {
    let policies = || vec![tracking("cpu", 0, 50.0, 0), tracking("requests", 1, 100.0, 0)];
    for (row, expected) in [
        ([Some(100.0), Some(10.0)], 8),
        ([Some(100.0), Some(150.0)], 8),
        ([Some(25.0), Some(100.0)], 4),
        ([Some(25.0), Some(75.0)], 3),
        ([Some(25.0), None], 4),
        ([None, None], 4),
        ([Some(100.0), None], 8),
    ] {
        assert_eq!(counts(&course(policies(), 4, &[&row])), [expected], "{row:?}");
    }
    let mut policies = policies();
    let PolicyKind::TargetTracking(requests) = &mut policies[1].kind else { unreachable!("it is tracking") };
    requests.scale_in_disabled = true;
    assert_eq!(counts(&course(policies, 4, &[&[Some(25.0), Some(100.0)]])), [2], "one that may not scale in is not asked");
}

#[test]
fn suspended_scaling_and_deployments_hold_back() {
    let policy = || vec![tracking("cpu", 0, 50.0, 0)];
    let mut deployed = course(policy(), 8, &[&[Some(25.0)], &[Some(100.0)], &[Some(25.0)], &[Some(25.0)]]);
    deployed.deployments = vec![(0, 180)];
    assert_eq!(counts(&deployed), [8, 10, 10, 5], "scale-out goes on, scale-in comes after");
    let mut suspended = course(policy(), 8, &[&[Some(25.0)], &[Some(100.0)]]);
    suspended.target.in_suspended = true;
    assert_eq!(counts(&suspended), [8, 10]);
    suspended.target = ScalableTarget { in_suspended: false, out_suspended: true, ..suspended.target };
    assert_eq!(counts(&suspended), [4, 4]);
}

#[test]
fn scheduled_actions_set_the_limits() {
    let mut scheduled = course(vec![tracking("cpu", 0, 50.0, 0)], 4, &[&[Some(50.0)], &[Some(50.0)], &[Some(25.0)]]);
    let action = |name: &str, schedule: &str, min, max| ScheduledAction {
        name: name.to_string(),
        schedule: Schedule::parse(schedule).expect(schedule),
        start: None,
        end: None,
        min,
        max,
    };
    scheduled.inputs.actions = vec![
        action("more", "at(1970-01-01T00:00:30)", Some(6), None),
        action("less", "at(1970-01-01T00:01:30)", Some(1), Some(3)),
        action("wrong", "at(1970-01-01T00:01:40)", Some(5), None),
    ];
    let simulation = simulate(&scheduled).expect("a simulation");
    let course: Vec<(i64, u64)> = simulation.desired.iter().map(|entry| (entry.t, entry.desired)).collect();
    assert_eq!(course, [(0, 4), (0, 4), (30, 6), (60, 6), (90, 3), (100, 3), (120, 2)]);
    scheduled.target.schedule_suspended = true;
    assert_eq!(simulate(&scheduled).expect("a simulation").desired.iter().map(|entry| entry.desired).max(), Some(4));
}

#[test]
fn an_alarm_looks_at_its_data_points() {
    let mut policy = step(0, Comparison::Greater, 50.0, 1, 0);
    let PolicyKind::Step(_, alarm) = &mut policy.kind else { unreachable!("it is a step policy") };
    (alarm.periods, alarm.datapoints) = (3, 2);
    assert_eq!(one(policy, 4, &[60.0, 40.0, 60.0, 60.0, 40.0]), [4, 4, 5, 6, 6]);
}

#[test]
fn the_running_count_is_where_tracking_starts() {
    let mut measured = course(vec![tracking("cpu", 0, 50.0, 0)], 6, &[&[Some(100.0)]]);
    measured.metrics.running = Some(vec![Some(4)]);
    assert_eq!(counts(&measured), [8], "two of the six tasks do not run yet");
}

fn read(target: &str, policy: &str, alarms: &str, metrics: &str) -> Result<Inputs, Fault> {
    let files = [("target.json", target), ("policy.json", policy), ("alarm.json", alarms), ("metrics.csv", metrics)];
    let files = files.map(|(path, text)| SourceFile::new(path, text));
    let node = |index: usize| parse(files[index].text(), Notation::Json).documents.remove(0);
    let target = read_target(&files[0], &node(0))?;
    let metrics = if files[3].text().starts_with(['[', '{']) { read_json(&files[3], &node(3))? } else { read_csv(&files[3])? };
    let alarms = read_alarms(&files[2], &node(2))?;
    let mut inputs = Inputs::default();
    read_policies(&files[1], &node(1), &target, &metrics, &alarms, &mut inputs)?;
    Ok(inputs)
}

const TARGET: &str = r#"{"MinCapacity": 1, "MaxCapacity": 4}"#;
const CPU: &str = r#"{"PolicyName": "p", "PolicyType": "TargetTrackingScaling", "TargetTrackingScalingPolicyConfiguration": {"TargetValue": 50, "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}}}"#;
const ALARM: &str = r#"{"AlarmName": "a", "MetricName": "m", "Threshold": 5, "ComparisonOperator": "GreaterThanThreshold"}"#;

fn steps(steps: &str) -> String {
    format!(
        r#"{{"PolicyName": "p", "PolicyType": "StepScaling", "StepScalingPolicyConfiguration": {{"AdjustmentType": "ChangeInCapacity", "StepAdjustments": [{steps}]}}}}"#
    )
}

#[test]
fn bad_input_is_told_with_its_place() {
    let good = "time,cpu\n0,1\n";
    let one = steps(r#"{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}"#);
    for (target, policy, alarm, metrics, expected) in [
        ("{}", CPU, ALARM, good, "target.json:1:1: MinCapacity is missing"),
        (r#"{"MinCapacity": -1, "MaxCapacity": 4}"#, CPU, ALARM, good, "target.json:1:17: MinCapacity is -1, not within 0 to 10000"),
        (r#"{"MinCapacity": 5, "MaxCapacity": 4}"#, CPU, ALARM, good, "target.json:1:17: MinCapacity is 5, more than MaxCapacity 4"),
        (
            r#"{"MinCapacity": 1, "MaxCapacity": 4, "ServiceNamespace": "ec2"}"#,
            CPU,
            ALARM,
            good,
            "target.json:1:58: ServiceNamespace is \"ec2\"",
        ),
        (TARGET, r#"{"PolicyType": "StepScaling"}"#, ALARM, good, "policy.json:1:1: PolicyName is missing"),
        (
            TARGET,
            r#"{"PolicyName": "p", "PolicyType": "PredictiveScaling"}"#,
            ALARM,
            good,
            "policy.json:1:35: predictive scaling is not simulated: its forecasts are AWS's own",
        ),
        (TARGET, r#"{"PolicyName": "p"}"#, ALARM, good, "policy.json:1:1: StepScalingPolicyConfiguration is missing"),
        (TARGET, CPU, ALARM, "time,a,b\n0,1,2\n", "policy.json:1:1: the metrics have no column for the policy \"p\""),
        (TARGET, &one, r#"{"MetricAlarms": []}"#, good, "policy.json:1:1: the step policy \"p\" has no alarm"),
        (TARGET, &steps(""), ALARM, good, "policy.json:1:84: StepAdjustments is missing"),
        (
            TARGET,
            &steps(r#"{"ScalingAdjustment": 1}"#),
            ALARM,
            good,
            "policy.json:1:143: a step without bounds: it needs a lower or an upper one",
        ),
        (
            TARGET,
            &steps(r#"{"MetricIntervalLowerBound": 0, "MetricIntervalUpperBound": 9, "ScalingAdjustment": 1}"#),
            ALARM,
            good,
            "policy.json:1:142: the highest step has a positive upper bound: one without an upper bound must follow",
        ),
        (
            TARGET,
            &steps(
                r#"{"MetricIntervalLowerBound": 0, "MetricIntervalUpperBound": 9, "ScalingAdjustment": 1}, {"MetricIntervalLowerBound": 10, "ScalingAdjustment": 1}"#,
            ),
            ALARM,
            good,
            "policy.json:1:142: the steps leave a gap between 9 and 10",
        ),
        (
            TARGET,
            &steps(r#"{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}, {"MetricIntervalLowerBound": 10, "ScalingAdjustment": 1}"#),
            ALARM,
            good,
            "policy.json:1:142: two steps overlap",
        ),
        (TARGET, CPU, ALARM, "", "metrics.csv:1:1: there are no metrics"),
        (TARGET, CPU, ALARM, "cpu\n1\n", "metrics.csv:1:1: the header begins with \"cpu\", not with \"time\""),
        (TARGET, CPU, ALARM, "time,cpu\n", "metrics.csv:1:1: there are no data points"),
        (TARGET, CPU, ALARM, "time,cpu\n0,x\n", "metrics.csv:2:3: \"x\" is not a number"),
        (TARGET, CPU, ALARM, "time,cpu\n0,1,2\n", "metrics.csv:2:1: 3 cells under a header of 2"),
        (TARGET, CPU, ALARM, "time,cpu\n60,1\n60,2\n", "metrics.csv:3:1: \"60\" does not come after the time before it"),
        (TARGET, CPU, ALARM, "time,cpu\nsoon,1\n", "metrics.csv:2:1: \"soon\" is no time"),
        (
            TARGET,
            CPU,
            ALARM,
            "time,cpu\n0,1\n2026-11-21T08:00:00Z,2\n",
            "metrics.csv:3:1: \"2026-11-21T08:00:00Z\" follows times of another form; use seconds or dates, not both",
        ),
        (
            TARGET,
            r#"{"ScheduledActionName": "s", "Schedule": "daily", "ScalableTargetAction": {"MinCapacity": 1}}"#,
            ALARM,
            good,
            "policy.json:1:42: \"daily\" is neither at(...), rate(...) nor cron(...)",
        ),
        (
            TARGET,
            r#"{"ScheduledActionName": "s", "Schedule": "rate(1 hour)", "ScalableTargetAction": {}}"#,
            ALARM,
            good,
            "policy.json:1:82: neither MinCapacity nor MaxCapacity",
        ),
    ] {
        let fault = read(target, policy, alarm, metrics).expect_err(expected);
        assert_eq!(fault.to_string(), expected);
    }
}

#[test]
fn metrics_in_every_form_are_the_same() {
    let forms = [
        "time,cpu\n2026-11-21T08:00:00Z,1\n2026-11-21T08:01:00Z,\n2026-11-21T08:02:00Z,3\n",
        r#"[{"time": "2026-11-21T08:00:00Z", "cpu": 1}, {"time": "2026-11-21T08:01:00Z", "cpu": null}, {"time": "2026-11-21T08:02:00Z", "cpu": 3}]"#,
    ];
    let of = |text: &str| {
        let source = SourceFile::new("m", text);
        if text.starts_with(['[', '{']) { read_json(&source, &parse(text, Notation::Json).documents[0]) } else { read_csv(&source) }
            .expect("metrics")
    };
    assert_eq!(of(forms[0]), of(forms[1]));
    assert_eq!(of(forms[0]).rows, [vec![Some(1.0)], vec![None], vec![Some(3.0)]]);
    let printed = of(
        r#"{"MetricDataResults": [{"Id": "m1", "Label": "cpu", "Timestamps": ["2026-11-21T08:02:00+00:00", "2026-11-21T08:00:00+00:00"], "Values": [3.0, 1.0]}]}"#,
    );
    assert_eq!(printed.rows, [vec![Some(1.0)], vec![Some(3.0)]]);
    assert_eq!(printed.window("2026-11-21T08:01:00Z..90"), Ok((60, 90)));
    assert!(printed.window("5").is_err() && printed.window("9..5").is_err());
}

#[test]
fn a_drawing_is_whole_xml_whatever_the_names() {
    let mut named = course(vec![tracking("cpu", 0, 50.0, 0)], 4, &[&[Some(100.0)], &[None], &[Some(-5.0)]]);
    named.metrics.names[0] = "<script>&\"\u{1b}".to_string();
    named.deployments = vec![(-50, 60)];
    let svg = draw_svg(&named, &simulate(&named).expect("a simulation"));
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"), "{svg}");
    assert!(svg.contains("&lt;script&gt;&amp;&quot;") && !svg.contains(['\u{1b}']) && !svg.contains("NaN"), "{svg}");
    assert_eq!(svg.matches('<').count(), svg.matches('>').count());
}

fn any_course() -> impl Strategy<Value = Course> {
    let policy = (any::<bool>(), 0..2_usize, 1..100_u32, 0..400_u64, -5..5_i64, any::<bool>());
    let cell = prop::option::weighted(0.8, 0..200_u32);
    let rows = prop::collection::vec((cell.clone(), cell), 1..30);
    let limits = (0..10_u64, 0..10_u64);
    (prop::collection::vec(policy, 0..4), rows, limits, 0..25_u64, (any::<bool>(), any::<bool>()), (0..600_i64, 1..900_i64)).prop_map(
        |(policies, rows, (min, more), running, (no_in, no_out), (from, long))| {
            let policies = policies.into_iter().enumerate().map(|(index, (tracks, column, value, cooldown, adjustment, above))| {
                let mut policy = if tracks {
                    tracking("t", column, value.into(), cooldown)
                } else {
                    step(column, if above { Comparison::Greater } else { Comparison::Less }, value.into(), adjustment, cooldown)
                };
                policy.name = index.to_string();
                policy
            });
            let rows: Vec<[Option<f64>; 2]> = rows.into_iter().map(|(one, two)| [one.map(f64::from), two.map(f64::from)]).collect();
            let mut course = course(policies.collect(), running, &rows.iter().map(|row| &row[..]).collect::<Vec<_>>());
            course.target = ScalableTarget {
                resource_id: None,
                min,
                max: min + more,
                in_suspended: no_in,
                out_suspended: no_out,
                schedule_suspended: false,
            };
            course.deployments = vec![(from, from + long)];
            course
        },
    )
}

proptest! {
    #[test]
    fn the_desired_count_stays_within_its_limits_and_moves_only_when_it_may(course in any_course()) {
        let simulation = simulate(&course).expect("a simulation");
        prop_assert_eq!(&simulation, &simulate(&course).expect("a simulation"));
        let data = simulation.desired.len() - course.metrics.times.len();
        for entry in &simulation.desired[data..] {
            prop_assert!((course.target.min..=course.target.max).contains(&entry.desired));
        }
        for (index, two) in simulation.desired[data - 1..].windows(2).enumerate() {
            let (before, after) = (two[0].desired, two[1].desired);
            prop_assert!(after <= before || !course.target.out_suspended);
            if after < before {
                prop_assert!(!course.target.in_suspended);
                let (from, to) = course.deployments[0];
                prop_assert!(!(from..to).contains(&two[1].t), "{:?}", simulation);
                let tracked = course.inputs.policies.iter().filter(|policy| matches!(policy.kind, PolicyKind::TargetTracking(_)));
                for policy in tracked {
                    prop_assert!(course.metrics.rows[index][policy.column].is_some(), "never on missing data");
                }
            }
        }
        prop_assert!(!draw_svg(&course, &simulation).contains("NaN"));
    }
}
