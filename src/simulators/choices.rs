//! Where AWS documents nothing: each such place with what was chosen, in one table.
//!
//! Answers hold the sentences on which they rest, and only these. `book/examples/choices.md` is made from the table.

/// A place where AWS is silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// The simulator that makes it.
    pub simulator: &'static str,
    /// Its name in the code.
    pub name: &'static str,
    /// What AWS leaves open, and what holds here.
    pub sentence: &'static str,
}

impl Choice {
    /// The sentence, as answers hold it.
    pub(crate) fn said(&self) -> String {
        self.sentence.to_string()
    }

    /// The sentence with the place of the input that needs it.
    pub(crate) fn about(&self, place: &str) -> String {
        format!("{} ({place})", self.sentence)
    }
}

/// Every choice, by simulator.
pub fn all() -> impl Iterator<Item = &'static Choice> {
    [lifecycle::ALL, placement::ALL, deployment::ALL, autoscaling::ALL, capacity::ALL, managed_scaling::ALL, policy::ALL]
        .into_iter()
        .flatten()
}

/// Gathers the sentences of the choices that an answer rests on.
#[derive(Debug, Default)]
pub(crate) struct Said(Vec<String>);

impl Said {
    /// Adds a choice once, where it applies.
    pub(crate) fn when(&mut self, applies: bool, choice: Choice) {
        if applies {
            self.add(choice.said());
        }
    }

    /// Adds a sentence once.
    pub(crate) fn add(&mut self, sentence: String) {
        if !self.0.contains(&sentence) {
            self.0.push(sentence);
        }
    }

    /// The sentences in the order in which they were added.
    pub(crate) fn into_sentences(self) -> Vec<String> {
        self.0
    }
}

impl FromIterator<String> for Said {
    fn from_iter<T: IntoIterator<Item = String>>(sentences: T) -> Self {
        let mut said = Self::default();
        sentences.into_iter().for_each(|sentence| said.add(sentence));
        said
    }
}

/// Declares the choices of a simulator, so that none can be made that is not in the table.
macro_rules! choices {
    ($module:ident, $simulator:literal, { $($name:ident: $sentence:literal,)* }) => {
        pub(crate) mod $module {
            use super::Choice;

            $(pub(crate) const $name: Choice = Choice { simulator: $simulator, name: stringify!($name), sentence: $sentence };)*

            pub(super) const ALL: &[Choice] = &[$($name),*];
        }
    };
}

choices!(lifecycle, "lifecycle", {
    DAYS: "AWS does not say how days are counted: a day is 24 hours here, and an image is older than N days one microsecond after N times 24 hours.",
    EARLY_IN_ARCHIVE: "The archive keeps images for at least 90 days; what a rule with a smaller countNumber does is not documented: it waits for 90 days here.",
    TIES: "AWS does not say which of two images pushed at one time is the newer: here it is the one later in the inventory.",
    UNKNOWN_CHILDREN: "describe-images does not say which images a manifest list holds, so none is kept for its list here; add the output of batch-get-image for the lists as another --images file.",
    CHILDREN_COUNT: "AWS does not say whether the images of a manifest list count for imageCountMoreThan: here each one does.",
    CHILDREN_GO: "What a manifest list holds may expire in the same run as the list, and move to the archive once the list moves or has moved; AWS only says that it cannot go before.",
    ARTIFACTS: "Reference artifacts go with their subject, in the same run and by its rule; that they are neither identified nor counted themselves is not documented.",
    ARTIFACT_WITHOUT_SUBJECT: "AWS does not say what becomes of a reference artifact whose subject is not in the inventory: here it is judged as an image of its own.",
    ACTIVATING: "AWS does not say which rules see an image that is being restored (ACTIVATING): here it is still in the archive.",
});

choices!(placement, "placement", {
    EQUAL_INSTANCES: "AWS does not document how it chooses among equal instances; here the first one of the input gets the task.",
    SEED: "`random` follows the seed: the same seed gives the same answer.",
    AFTER_RANDOM: "AWS does not document what a strategy after `random` is for; here `random` has chosen, and nothing is left to choose.",
    RUN_TASK_CALLS: "RunTask takes at most 10 tasks a call; this is the answer to as many calls as it needs, one after the other.",
    CHECK_ORDER: "AWS does not document in which order an instance is checked; here its status, the agent, required attributes, CPU, GPU, memory, ports, network interfaces and then the constraints as they are written, and the first that fails is the reason.",
    FAILURE_REASON: "AWS does not document which of several reasons it gives for a task that is not placed; here that of the instance that passed the most checks.",
    ABSENT_ATTRIBUTE: "AWS does not document what a condition on an attribute means for an instance without it; here it does not hold, and its negation does.",
    COUNT_OF_PLACED: "AWS does not document whether runningTasksCount counts tasks that were just placed; here it does.",
    SPREAD_WITHOUT_ATTRIBUTE: "AWS does not document how instances without the attribute are spread over; here they are a value of their own.",
    STATUS: "An instance that is not ACTIVE is no candidate; AWS gives no reason for it, here its status is the reason.",
    NETWORK_INTERFACES: "How many awsvpc tasks an instance can hold is not in the input, so it counts as no limit; an attribute ecslab.awsvpc-task-limit sets it.",
    ASSUMED_FREE: "An instance without remainingResources counts as free: all of its registeredResources remain.",
    ASSUMED_ACTIVE: "An instance without status counts as ACTIVE, and one without agentConnected as connected.",
    AND_OR: "AWS does not document whether `and` or `or` binds tighter; here `and` does. Put parentheses where they are mixed.",
    WHOLE_VALUE: "AWS does not document whether a regular expression must match the whole value; here it must, as with Java's String.matches.",
    DATE_ZONE: "AWS does not document the zone of a date that names none; here it is UTC, and a date alone is its midnight.",
    ATTRIBUTE_ORDER: "AWS does not document how attributes are ordered; here as numbers where both sides are numbers, else as text.",
    TASK_GROUP_OPERATORS: "AWS shows task:group with == only; here it takes !=, in, !in, =~ and !~ too, and the negated ones select instances that host no such task.",
    EQUAL_TASKS: "AWS does not document which of equal tasks is stopped; here the first one of the input.",
    SCALE_IN_CHAIN: "AWS documents scale-in for one strategy at a time; here several choose in their order, as they do when tasks are placed.",
    MORE_THAN_REGISTERED: "The tasks of the input take more than its instances say is taken; here a stopped task gives back no more than that.",
});

choices!(deployment, "deployment", {
    EARLY_STOPS: "AWS says that tasks down to the floor may be stopped early; here they are only when the ceiling leaves no room for new ones.",
    THROTTLE: "AWS publishes no formula for the launch throttle: here the pause starts at 10 seconds and doubles, up to 27 minutes.",
    FAILED_TASKS: "A failed task stops before its replacement starts, and once one task has reached RUNNING, tasks that do not still count as failed.",
    HOOKS_AT_ONCE: "Hooks of one stage run at the same time, and the stage waits for the slowest.",
    ALARM_IN_ROLLBACK: "AWS does not document what an alarm does to a rollback: here it goes on.",
    FOR_EVER: "ECS never gives up on a deployment without circuit breaker; here one in which only failures are to come ends as STUCK.",
    SIDE_BY_SIDE: "The percentages belong to rolling deployments: here the floor is the desired count and the ceiling twice that, one full set of tasks beside the other.",
    NO_BAKE_TIME: "AWS asks for bakeTimeInMinutes with BLUE_GREEN; without it, this deployment bakes for 0 minutes.",
    HOOKS_OF_ROLLING: "Lifecycle hooks belong to blue/green, linear and canary deployments: this rolling one runs none.",
});

choices!(autoscaling, "autoscaling", {
    MODEL: "Target tracking is a model: ceil(running x metric / target) at every data point. AWS publishes no formula, and its own alarms look at several data points.",
    AT_ONCE: "The desired count runs at once; a column `running` in the metrics tells otherwise. The metrics are what they are: they do not react to the capacity.",
    STEP_WAITS: "A step policy that asks to scale in waits for the target tracking policies too.",
    SHARED_COOLDOWN: "A cooldown counts from the last scaling in its direction, whichever policy caused it; where several policies agree to scale in, the largest capacity is taken.",
    OUT_BEFORE_IN: "The cooldown of a scale-out does not hold a scale-in back.",
    SCHEDULED_IN_DEPLOYMENT: "A deployment holds back policies that scale in, not scheduled actions.",
    RATE_START: "A rate without StartTime counts from the first data point; times in seconds count from 1970-01-01T00:00:00Z.",
    MISSING_STEP_DATA: "A data point without a value does not breach the alarm of a step policy, whatever its TreatMissingData says.",
});

choices!(capacity, "capacity", {
    ROUNDING: "AWS does not document how a remainder is rounded: here exact shares are rounded down, and what is left goes to the greatest fractions, first in the strategy among equals.",
    RUNNING: "AWS does not document how running tasks weigh in: here they fill the base, those beyond it count for the ratio, and none of them moves.",
});

choices!(managed_scaling, "managed-scaling", {
    ONE_STEP: "AWS does not publish how far one step goes: instances is the least number at which the reservation is not above the target, reached in one step.",
    RESTS_AT_ONE: "With a target below 100 and no task, the metric of an empty group (100) asks for an instance and that of a group with one (0) for none: here the group rests at one.",
});

choices!(policy, "policy", {
    NO_KEY_POLICY: "No key policy was given: within one account it is taken to leave the decision to identity policies.",
    NO_TRUST_POLICY: "No trust policy was given: within one account it is taken to leave the decision to identity policies.",
    OWNER: "The resource's ARN names no account: it is taken to be the caller's. Give aws:ResourceAccount for another.",
    SEVERAL_VALUES: "A key has several values, and its operator no ForAllValues or ForAnyValue: one value that matches is taken as a match.",
    ROLE_PATH: "The ARN of a role's session does not tell the path of the role: a role of its name with any path is taken to be its role, and aws:PrincipalArn is without one unless --context gives it.",
    NOT_PRINCIPAL: "AWS may hold the account, the role and the session against NotPrincipal one after the other, by service. Here a caller is excepted where its user, role or session is named; where only its account is, all of that account are.",
    UNIQUE_ID: "A principal that is a unique id or a canonical user never matches here: callers are told by their ARN.",
    VOID_VARIABLE: "AWS does not document what a negated element or condition with a variable without value means: here the statement does not match.",
    EMPTY_VALUE: "A key whose values are all empty counts as absent for Null and ForAllValues.",
});

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::path::Path;

    use super::all;

    #[test]
    fn every_choice_is_one_sentence_of_its_own() {
        let mut sentences = HashSet::new();
        for choice in all() {
            assert!(sentences.insert(choice.sentence), "{}", choice.name);
            assert!(choice.sentence.ends_with('.') && choice.sentence.len() > 40, "{}", choice.name);
        }
    }

    #[test]
    fn every_choice_is_made_somewhere() {
        fn read(folder: &Path, text: &mut String) {
            for entry in std::fs::read_dir(folder).expect("the source tree can be read") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    read(&path, text);
                } else if path.file_name().is_some_and(|name| name != "tests.rs") && !path.ends_with("simulators/choices.rs") {
                    text.push_str(&std::fs::read_to_string(&path).unwrap_or_default());
                }
            }
        }
        let mut text = String::new();
        read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/simulators"), &mut text);
        for choice in all() {
            let module = choice.simulator.replace('-', "_");
            assert!(text.contains(&format!("{module}::{}", choice.name)), "{module}::{} is never made", choice.name);
        }
    }
}
