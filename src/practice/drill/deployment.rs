//! Floor and ceiling of a deployment, and how it ends.

use super::draft::{Draft, Reasoned, single, typed};
use super::evidence::{list, number, proof, simulated, text};
use super::stream::Stream;
use super::{DrillKind, Level};
use crate::counted::counted;
use crate::course::{QuestionType, Simulation};
use crate::facts::{BREAKER_BOUNDS, BREAKER_DEFAULT_PERCENT};

pub(super) static KIND: DrillKind = DrillKind {
    id: "deployment",
    title: "Rolling deployments",
    trains: "Between which numbers of tasks does a deployment move, and how does it end?",
    levels: ["floor and ceiling", "how it ends", "when the circuit breaker fires, and how many tasks start first"],
    lesson: "deployments/rolling-updates",
    objectives: &["dva-c03/3.3", "soa-c03/3.1.5"],
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html",
    verified: "2026-11-21",
    draw,
};

struct Service {
    desired: u64,
    minimum: u64,
    maximum: u64,
    breaker: Option<bool>,
}

impl Service {
    fn json(&self) -> String {
        let breaker = self.breaker.map_or(String::new(), |rollback| {
            format!(",\n    \"deploymentCircuitBreaker\": {{\"enable\": true, \"rollback\": {rollback}}}")
        });
        format!(
            "{{\n  \"serviceName\": \"web\",\n  \"taskDefinition\": \"web:8\",\n  \"desiredCount\": {},\n  \"deploymentConfiguration\": {{\n    \
             \"minimumHealthyPercent\": {}, \"maximumPercent\": {}{breaker}\n  }}\n}}\n",
            self.desired, self.minimum, self.maximum
        )
    }

    fn run(&self, tasks: &str) -> Simulation {
        let scenario = format!("{{\"newTasks\": \"{tasks}\", \"startSeconds\": 20, \"healthySeconds\": 30}}");
        Simulation::Deployment { service: self.json(), scenario }
    }
}

fn draw(level: Level, stream: &mut Stream) -> Option<Draft> {
    match level.number() {
        1 => bounds(stream),
        2 => end(stream),
        _ if stream.coin() => threshold(stream),
        _ => first_step(stream),
    }
}

fn bounds_steps(service: &Service, floor: u64, ceiling: u64) -> Vec<String> {
    let Service { desired, minimum, maximum, .. } = service;
    let exact = |percent: &u64| format!("{}", (*desired * *percent) as f64 / 100.0);
    vec![
        format!(
            "The floor is `minimumHealthyPercent` of the desired count, rounded up: {minimum} % of {desired} = {}, so {floor}.",
            exact(minimum)
        ),
        format!("The ceiling is `maximumPercent` of it, rounded down: {maximum} % of {desired} = {}, so {ceiling}.", exact(maximum)),
    ]
}

fn bounds(stream: &mut Stream) -> Option<Draft> {
    let service = Service {
        desired: stream.between(3, 13),
        minimum: stream.pick([25, 33, 40, 50, 60, 66, 75, 80, 90]),
        maximum: stream.pick([110, 120, 125, 130, 133, 150, 175]),
        breaker: None,
    };
    let run = service.run("healthy");
    let answer = simulated(&run)?;
    let (floor, ceiling) = (number(&answer, "/floor")?, number(&answer, "/ceiling")?);
    let Service { desired, minimum, maximum, .. } = service;
    let told = |floor: u64, ceiling: u64| format!("at least {floor} healthy, at most {ceiling} in all");
    let (least, most) = (desired * minimum / 100, (desired * maximum).div_ceil(100));
    // Without a rounding there is nothing to get wrong.
    if (least, most) == (floor, ceiling) {
        return None;
    }
    let why = |text: &str| text.to_string();
    let wrong = [
        (
            told(least, most),
            why("Both are rounded the wrong way: the floor goes up and the ceiling down, so that neither percentage is ever passed."),
        ),
        (told(least, ceiling), why("The floor is rounded up: fewer healthy tasks would be less than the percentage.")),
        (told(floor, most), why("The ceiling is rounded down: one more task would be more than the percentage.")),
        (
            told(floor, desired + ceiling),
            why("`maximumPercent` is of the desired count and counts old and new tasks together; it is not added to it."),
        ),
        (
            told(desired, ceiling),
            why("The desired count is not the floor: `minimumHealthyPercent` lets the service go below it for a while."),
        ),
        (told(floor, desired), why("`maximumPercent` above 100 lets more tasks than the desired count run for a while.")),
    ];
    Some(Draft {
        stem: format!(
            "The service below runs {desired} healthy tasks when a new revision is deployed. Between which bounds does the deployment keep the number of tasks?"
        ),
        configuration: Some(service.json()),
        kind: QuestionType::Single,
        options: single(stream, (told(floor, ceiling), why("The floor is rounded up and the ceiling down.")), wrong)?,
        explanation: bounds_steps(&service, floor, ceiling),
        simulate: vec![proof(run, &answer, ["/floor".to_string(), "/ceiling".to_string()])],
        rules: Vec::new(),
    })
}

const OUTCOMES: [(&str, &str); 4] = [
    ("COMPLETED", "It completes: the new revision takes over."),
    ("ROLLED_BACK", "It fails, and the old revision comes back by itself."),
    ("FAILED", "It fails and stops there; nothing goes back by itself."),
    ("STUCK", "It goes on for ever and is neither COMPLETED nor FAILED."),
];

fn end(stream: &mut Stream) -> Option<Draft> {
    let blocked = stream.below(3) == 0;
    let desired = stream.between(2, 6);
    let service = Service {
        desired,
        minimum: if blocked { 100 } else { stream.pick([50, 75, 100]) },
        maximum: if blocked { stream.pick([100, 110, 120, 125, 150]) } else { stream.pick([150, 200]) },
        breaker: stream.pick([None, Some(false), Some(true)]),
    };
    let (behaviour, words) = stream.pick([
        ("healthy", "starts, passes its health check and stays"),
        ("crash", "stops before it reaches RUNNING"),
        ("unhealthy", "reaches RUNNING and then fails its health check"),
    ]);
    let run = service.run(behaviour);
    let answer = simulated(&run)?;
    let (floor, ceiling) = (number(&answer, "/floor")?, number(&answer, "/ceiling")?);
    let outcome = text(&answer, "/outcome")?;
    let explanation = text(&answer, "/explanation")?.to_string();
    let can_move = !(ceiling == desired && floor == desired);
    let why = |name: &str| why_of_end(name, outcome, behaviour, service.breaker, can_move);
    let right = OUTCOMES.iter().find(|(name, _)| *name == outcome)?;
    let wrong = OUTCOMES.iter().filter(|(name, _)| *name != outcome).map(|(name, text)| ((*text).to_string(), why(name)));
    let mut steps = bounds_steps(&service, floor, ceiling);
    steps.push(explanation);
    Some(Draft {
        stem: format!(
            "The service below runs {desired} healthy tasks of an earlier revision, whose deployment has completed. Now `web:8` is deployed, and every new task {words}. How does the deployment end?"
        ),
        configuration: Some(service.json()),
        kind: QuestionType::Single,
        options: single(stream, (right.1.to_string(), why(outcome)), wrong)?,
        explanation: steps,
        simulate: vec![proof(run, &answer, ["/outcome".to_string()])],
        rules: Vec::new(),
    })
}

fn why_of_end(name: &str, outcome: &str, behaviour: &str, breaker: Option<bool>, can_move: bool) -> String {
    let nothing_starts = "No new task can even start: floor and ceiling are both the desired count.";
    let text = match (name, outcome) {
        _ if !can_move && name == "STUCK" => "Floor and ceiling are both the desired count, so no task may stop and none may start.",
        _ if !can_move && name == "COMPLETED" => nothing_starts,
        _ if !can_move => "Where no new task starts, none fails, and the circuit breaker counts only failed tasks.",
        ("COMPLETED", "COMPLETED") => "The new tasks become healthy, and the old ones are stopped as they are replaced.",
        ("COMPLETED", _) => "No new task ever counts as healthy, so the new revision never takes over.",
        (_, "COMPLETED") if name == "STUCK" => "There is room to move between floor and ceiling, and the new tasks become healthy.",
        (_, "COMPLETED") => "No task fails, so there is nothing to count.",
        ("ROLLED_BACK", "ROLLED_BACK") => {
            "The circuit breaker counts the failed tasks, fires, and `rollback` brings the last completed deployment back."
        }
        ("FAILED", "FAILED") => "The circuit breaker fires, and without `rollback` the deployment ends there.",
        ("STUCK", "STUCK") => "Without the circuit breaker ECS replaces the failed tasks for ever.",
        ("ROLLED_BACK", "FAILED") => "The circuit breaker is on, but `rollback` is false.",
        ("FAILED", "ROLLED_BACK") => "The deployment fails, but `rollback` is true, so the old revision comes back.",
        ("STUCK", _) if behaviour == "crash" || behaviour == "unhealthy" => "The circuit breaker ends it once enough tasks have failed.",
        _ if breaker.is_none() => "There is no circuit breaker, and ECS never gives up by itself.",
        _ => "This is not what the circuit breaker does here.",
    };
    text.to_string()
}

fn threshold(stream: &mut Stream) -> Option<Draft> {
    let desired = match stream.below(4) {
        0 => stream.between(1, 5),
        1 => stream.between(401, 900),
        _ => stream.between(7, 160),
    };
    let service = Service { desired, minimum: 100, maximum: 200, breaker: Some(stream.coin()) };
    let run = service.run("crash");
    let answer = simulated(&run)?;
    let threshold = number(&answer, "/threshold")?;
    let half = desired.saturating_mul(BREAKER_DEFAULT_PERCENT);
    let (least, most) = BREAKER_BOUNDS;
    let why = |text: String| text;
    let wrong = [
        (half.div_ceil(100), why(format!("This is {BREAKER_DEFAULT_PERCENT} % without the bounds: at least {least}, at most {most}."))),
        (half / 100, why("This rounds down. A part of a task counts as one.".to_string())),
        (desired, why("This is the desired count. The threshold is half of it, within its bounds.".to_string())),
        (least, why(format!("{least} is only the lower bound; it holds for small services."))),
        (most, why(format!("{most} is only the upper bound; it holds for large services."))),
        (1, why("One failed task is no failed deployment.".to_string())),
    ];
    let exact = half as f64 / 100.0;
    let bounded = if half.div_ceil(100) == threshold {
        format!("That lies within {least} and {most}.")
    } else {
        format!("It is at least {least} and at most {most}, so {threshold}.")
    };
    Some(Draft {
        stem: format!(
            "Every new task of a deployment stops before it reaches RUNNING. The service wants {} and has the deployment circuit breaker with its default threshold. At how many failed tasks does the breaker fire? Type a number.",
            counted(desired, "task")
        ),
        configuration: None,
        kind: QuestionType::Text,
        options: typed(
            (threshold.to_string(), format!("Half of the desired count, rounded up, within {least} and {most}.")),
            wrong.map(|(number, why)| (number.to_string(), why)),
        )?,
        explanation: vec![
            format!(
                "The threshold is {BREAKER_DEFAULT_PERCENT} % of the desired count, rounded up: {BREAKER_DEFAULT_PERCENT} % of {desired} = {exact}, so {}.",
                half.div_ceil(100)
            ),
            bounded,
        ],
        simulate: vec![proof(run, &answer, ["/threshold".to_string()])],
        rules: Vec::new(),
    })
}

fn first_step(stream: &mut Stream) -> Option<Draft> {
    let service = Service {
        desired: stream.between(4, 12),
        minimum: stream.pick([50, 66, 75, 80, 100]),
        maximum: stream.pick([110, 120, 125, 133, 150, 175, 200]),
        breaker: None,
    };
    let run = service.run("healthy");
    let answer = simulated(&run)?;
    let (floor, ceiling) = (number(&answer, "/floor")?, number(&answer, "/ceiling")?);
    let desired = service.desired;
    let room = ceiling.checked_sub(desired)?;
    // The first entry that has new tasks. Without room above the old tasks some have stopped by then, and that is another question.
    let first = list(&answer, "/timeline").position(|entry| number(entry, "/new").is_some_and(|new| new > 0))?;
    let last = format!("/timeline/{first}/new");
    let started = number(&answer, &last)?;
    if room == 0 || started != room || started == desired {
        return None;
    }
    let exact = desired * service.maximum;
    let wrong: Vec<Reasoned> = vec![
        (desired.to_string(), "All at once would pass the ceiling: old and new tasks count together.".to_string()),
        (ceiling.to_string(), "The ceiling counts the old tasks too; only the room above them is free.".to_string()),
        (exact.div_ceil(100).saturating_sub(desired).to_string(), "This rounds the ceiling up. It is rounded down.".to_string()),
        ((desired - floor).to_string(), "This is what may stop, by the floor. What may start is decided by the ceiling.".to_string()),
        ("1".to_string(), "ECS does not go one by one: it uses all the room below the ceiling.".to_string()),
    ];
    let mut explanation = bounds_steps(&service, floor, ceiling);
    explanation.push(format!(
        "{} run, so {} can start beside them: {ceiling} - {desired} = {started}.",
        counted(desired, "old task"),
        counted(started, "new task")
    ));
    explanation.push("Old tasks are stopped down to the floor to make more room, and they count until they have stopped.".to_string());
    Some(Draft {
        stem: format!(
            "The service below runs {desired} healthy tasks when a new revision is deployed. How many new tasks does ECS start at once, before any old task has stopped? Type a number."
        ),
        configuration: Some(service.json()),
        kind: QuestionType::Text,
        options: typed((started.to_string(), "So many fit between what runs and the ceiling.".to_string()), wrong)?,
        explanation,
        simulate: vec![proof(run, &answer, [last, "/ceiling".to_string()])],
        rules: Vec::new(),
    })
}
