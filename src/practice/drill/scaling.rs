//! How many tasks does service auto scaling want?

use super::draft::{Draft, Reasoned, single, typed};
use super::evidence::{number, proof, simulated, text};
use super::stream::Stream;
use super::{DrillKind, Level};
use crate::counted::counted;
use crate::course::{QuestionType, Simulation};

pub(super) static KIND: DrillKind = DrillKind {
    id: "scaling",
    title: "Service auto scaling",
    trains: "How many tasks does the service want after this value of the metric?",
    levels: ["target tracking", "steps by a number of tasks", "steps by percent, and the answer is typed"],
    lesson: "scaling/service-auto-scaling",
    objectives: &["saa-c03/3.2", "dva-c03/3.3"],
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html",
    verified: "2026-11-21",
    draw,
};

fn draw(level: Level, stream: &mut Stream) -> Option<Draft> {
    match level.number() {
        1 => target_tracking(stream),
        2 => steps(stream, false),
        _ => steps(stream, true),
    }
}

fn bounds(minimum: u64, maximum: u64) -> String {
    format!("{{\"MinCapacity\": {minimum}, \"MaxCapacity\": {maximum}}}")
}

fn target_tracking(stream: &mut Stream) -> Option<Draft> {
    let (running, target) = (stream.between(3, 12), stream.pick([40_u64, 50, 60, 70, 75]));
    let metric = stream.between(20, 98);
    // Scaling never leaves a service above its maximum.
    let (minimum, maximum) = (stream.between(1, 3), stream.between(10, 20).max(running));
    let configuration = format!(
        "{{\n  \"PolicyName\": \"cpu\",\n  \"PolicyType\": \"TargetTrackingScaling\",\n  \"TargetTrackingScalingPolicyConfiguration\": {{\n    \"TargetValue\": {target},\n    \
         \"PredefinedMetricSpecification\": {{\n      \"PredefinedMetricType\": \"ECSServiceAverageCPUUtilization\"\n    }}\n  }}\n}}\n"
    );
    let run = Simulation::Autoscaling {
        target: bounds(minimum, maximum),
        policy: vec![configuration.clone()],
        metrics: format!("time,cpu\n0,{metric}\n"),
        alarm: None,
        running: Some(running),
    };
    let answer = simulated(&run)?;
    let desired = number(&answer, "/desired/1/desired")?;
    // Without a change there is nothing to compute, and at a whole number nothing to round.
    if desired == running || (running * metric).is_multiple_of(target) {
        return None;
    }
    let exact = (running * metric) as f64 / target as f64;
    let asked = (running * metric).div_ceil(target);
    let by_points = if metric > target { running + (metric - target) / 10 } else { running.saturating_sub((target - metric) / 10).max(1) };
    let one = if metric > target { running + 1 } else { running - 1 };
    let wrong: Vec<Reasoned> = vec![
        (((running * metric) / target).max(1), "This rounds down. With so few tasks the metric would stay above the target."),
        (one, "Target tracking goes to what the target needs, not task by task."),
        ((running * target).div_ceil(metric), "This turns the fraction around: more load over the target means more tasks."),
        (asked.min(99), "This passes the bounds of the scalable target."),
        (if metric > target { maximum } else { minimum }, "Neither bound is a goal. The target says how many tasks are needed."),
        (by_points, "The distance in percentage points is no number of tasks: the ratio of metric and target counts."),
        (running, "The metric is off its target, so the count changes."),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, why)| (told(running, count), why.to_string()))
    .collect();
    let mut explanation = vec![
        "AWS publishes no formula. The model of this program brings the metric to its target: running x metric / target, rounded up."
            .to_string(),
        format!("{running} x {metric} / {target} = {}, so {asked}.", (exact * 100.0).round() / 100.0),
    ];
    if asked != desired {
        explanation.push(format!("The scalable target has from {minimum} to {maximum} tasks, so {desired}."));
    }
    Some(Draft {
        stem: format!(
            "A service runs {running} tasks, of at least {minimum} and at most {maximum}. Its average CPU utilization stays at {metric} %, and it has the policy below. To how many tasks does it go?"
        ),
        configuration: Some(configuration),
        kind: QuestionType::Single,
        options: single(
            stream,
            (told(running, desired), "So many tasks bring the metric to its target, as long as the bounds allow.".to_string()),
            wrong,
        )?,
        explanation,
        simulate: vec![proof(run, &answer, ["/desired/1/desired".to_string()])],
        rules: Vec::new(),
    })
}

fn told(running: u64, count: u64) -> String {
    match count.cmp(&running) {
        std::cmp::Ordering::Equal => format!("it stays at {count}"),
        std::cmp::Ordering::Greater => format!("out to {count}"),
        std::cmp::Ordering::Less => format!("in to {count}"),
    }
}

/// A step: from and to above the threshold, and its adjustment.
struct Step {
    lower: u64,
    upper: Option<u64>,
    adjustment: u64,
}

fn step_lines(steps: &[Step]) -> String {
    let line = |step: &Step| {
        let upper = step.upper.map_or(String::new(), |upper| format!(", \"MetricIntervalUpperBound\": {upper}"));
        format!("      {{\"MetricIntervalLowerBound\": {}{upper},\n       \"ScalingAdjustment\": {}}}", step.lower, step.adjustment)
    };
    steps.iter().map(line).collect::<Vec<_>>().join(",\n")
}

fn steps(stream: &mut Stream, by_percent: bool) -> Option<Draft> {
    let threshold = stream.pick([60_u64, 65, 70]);
    let (first, second) = (10, 20);
    let adjustments = if by_percent {
        stream.pick([[10, 25, 50], [10, 30, 60], [20, 40, 100], [15, 35, 75]])
    } else {
        stream.pick([[1, 2, 4], [1, 3, 5], [2, 3, 6], [2, 4, 5]])
    };
    let steps = [
        Step { lower: 0, upper: Some(first), adjustment: adjustments[0] },
        Step { lower: first, upper: Some(second), adjustment: adjustments[1] },
        Step { lower: second, upper: None, adjustment: adjustments[2] },
    ];
    let breach = stream.pick([0, 3, 7, 10, 10, 14, 18, 20, 20, 25]);
    let metric = threshold + breach;
    let (running, maximum) =
        if by_percent { (stream.between(3, 25), stream.between(20, 40)) } else { (stream.between(3, 10), stream.between(10, 16)) };
    let maximum = maximum.max(running);
    let magnitude = if by_percent { stream.pick([0, 2, 3]) } else { 0 };
    let kind = if by_percent { "PercentChangeInCapacity" } else { "ChangeInCapacity" };
    let least = if magnitude > 0 { format!("\n    \"MinAdjustmentMagnitude\": {magnitude},") } else { String::new() };
    let configuration = format!(
        "{{\n  \"PolicyName\": \"cpu-high\",\n  \"PolicyType\": \"StepScaling\",\n  \"StepScalingPolicyConfiguration\": {{\n    \"AdjustmentType\": \"{kind}\",{least}\n    \
         \"StepAdjustments\": [\n{}\n    ]\n  }}\n}}\n",
        step_lines(&steps)
    );
    let alarm = format!(
        "{{\"AlarmName\": \"high\", \"Namespace\": \"AWS/ECS\", \"MetricName\": \"CPUUtilization\", \"Threshold\": {threshold}, \
         \"ComparisonOperator\": \"GreaterThanOrEqualToThreshold\", \"EvaluationPeriods\": 1, \"Period\": 60, \"Statistic\": \"Average\", \"AlarmActions\": \
         [\"arn:aws:autoscaling:eu-central-1:111122223333:scalingPolicy:6d8972f3-efc8-437c-92d1-6270f29a66e7:resource/ecs/service/shop/web:policyName/cpu-high\"]}}"
    );
    let run = Simulation::Autoscaling {
        target: bounds(2, maximum),
        policy: vec![configuration.clone()],
        metrics: format!("time,CPUUtilization\n0,{metric}\n"),
        alarm: Some(vec![alarm]),
        running: Some(running),
    };
    let answer = simulated(&run)?;
    let desired = number(&answer, "/desired/1/desired")?;
    if desired <= running {
        return None;
    }
    let taken = steps.iter().rposition(|step| breach >= step.lower)?;
    let change = |adjustment: u64| if by_percent { (running * adjustment / 100).max(1).max(magnitude) } else { adjustment };
    let capped = |count: u64| count.min(maximum);
    let mut wrong = Vec::new();
    let mut add = |count: u64, why: &str| wrong.push((count.to_string(), why.to_string()));
    if running + change(steps[taken].adjustment) > maximum {
        add(running + change(steps[taken].adjustment), "This passes the maximum of the scalable target.");
    }
    if by_percent {
        let adjustment = steps[taken].adjustment;
        let rounded = running * adjustment / 100;
        if !(running * adjustment).is_multiple_of(100) && rounded > 0 {
            add(capped(running + rounded + 1), "This rounds the percentage up. A part of a task above one is dropped.");
        }
        if rounded < magnitude {
            add(capped(running + rounded.max(1)), "This leaves out `MinAdjustmentMagnitude`, the least change in tasks.");
        }
        add(running + adjustment, "This adds the number as tasks. `PercentChangeInCapacity` is a percentage of what runs.");
    } else {
        add(
            capped(running + running * steps[taken].adjustment / 100),
            "This reads the adjustment as percent. `ChangeInCapacity` adds tasks.",
        );
        add(steps[taken].adjustment, "This reads the adjustment as the new count. That would be `ExactCapacity`.");
    }
    if breach == steps[taken].lower && taken > 0 {
        add(
            capped(running + change(steps[taken - 1].adjustment)),
            "A value on the bound of two steps belongs to the higher one: above the threshold the lower bound is inclusive.",
        );
    }
    if taken + 1 < steps.len() {
        add(
            capped(running + change(steps[taken + 1].adjustment)),
            "This is the next step. Its lower bound, counted from the threshold, is not reached.",
        );
    }
    if taken != 2 {
        add(
            capped(running + change(steps[2].adjustment)),
            "This compares the bounds with the metric itself. They are counted from the alarm's threshold.",
        );
    }
    if taken > 0 {
        let sum = steps[..=taken].iter().map(|step| change(step.adjustment)).sum::<u64>();
        add(capped(running + sum), "This adds up all steps below. One step is taken, the one that the metric is in.");
        add(capped(running + change(steps[0].adjustment)), "This is the first step. The metric lies above its bounds.");
    }
    add(running, "The alarm breaches, so the policy acts.");
    let right = (
        desired.to_string(),
        "The step that the distance from the threshold lies in, within the bounds of the scalable target.".to_string(),
    );
    let upper = steps[taken].upper.map_or("and has no end".to_string(), |upper| format!("and ends before {upper}"));
    let mut explanation = vec![
        format!("The alarm's threshold is {threshold}, so the metric is {metric} - {threshold} = {breach} above it."),
        format!("The step that begins at {} {upper} covers that: its adjustment is {}.", steps[taken].lower, steps[taken].adjustment),
    ];
    if by_percent {
        let adjustment = steps[taken].adjustment;
        let exact = (running * adjustment) as f64 / 100.0;
        let least = if magnitude > 0 { format!(", and at least the `MinAdjustmentMagnitude` of {magnitude}") } else { String::new() };
        explanation.push(format!(
            "{adjustment} % of {running} is {exact}; above one it is rounded down, below one up{least}: {}.",
            change(adjustment)
        ));
    }
    explanation.push(format!("{running} + {} = {}.", change(steps[taken].adjustment), running + change(steps[taken].adjustment)));
    if running + change(steps[taken].adjustment) > maximum {
        explanation.push(format!("The scalable target has a maximum of {maximum}, so {desired}."));
    }
    let question = if by_percent { " Type a number." } else { "" };
    let reason = text(&answer, "/desired/1/reason")?;
    explanation.push(format!("In the words of the simulator: {reason}."));
    Some(Draft {
        stem: format!(
            "A service runs {}, of at least 2 and at most {maximum}. The alarm of the policy below goes off at a CPU utilization of {threshold} % or more, and the metric is at {metric} %. How many tasks does the service want then?{question}",
            counted(running, "task")
        ),
        configuration: Some(configuration),
        kind: if by_percent { QuestionType::Text } else { QuestionType::Single },
        options: if by_percent { typed(right, wrong)? } else { single(stream, right, wrong)? },
        explanation,
        simulate: vec![proof(run, &answer, ["/desired/1/desired".to_string()])],
        rules: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::Drill;
    use super::*;

    /// The numbers of a text, in order.
    fn numbers(text: &str) -> Vec<u64> {
        text.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
    }

    #[test]
    fn a_service_runs_within_the_bounds_of_its_scalable_target() {
        for (level, seed) in (1..=3).flat_map(|level| (0..400).map(move |seed| (level, seed))) {
            let level = Level::new(level).expect("a level");
            let Ok(drill) = Drill::make(&KIND, level, seed) else { continue };
            let [running, least, most, ..] = numbers(&drill.question.stem)[..] else { panic!("{}", drill.question.stem) };
            assert!((least..=most).contains(&running), "{}: {}", drill.address, drill.question.stem);
        }
    }
}
