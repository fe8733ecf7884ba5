//! Which line of a task definition does AWS refuse?

use super::draft::{Draft, Reasoned, option};
use super::evidence::{errors, linted};
use super::stream::Stream;
use super::wording::sentence;
use super::{DrillKind, Level};
use crate::course::{AnswerOption, QuestionType};
use crate::diagnostics::Diagnostic;

pub(super) static KIND: DrillKind = DrillKind {
    id: "rejected-line",
    title: "The rejected line",
    trains: "Which line of this task definition does AWS refuse?",
    levels: ["one value that is wrong by itself", "limits, and what Fargate does not have", "two containers and a volume that must agree"],
    lesson: "task-definitions/anatomy",
    objectives: &["dva-c03/3.3", "saa-c03/2.1"],
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",
    verified: "2026-11-21",
    draw,
};

/// A line that can be chosen: its name, its text, and why it is right as it is.
#[derive(Debug, Clone)]
struct Line {
    name: &'static str,
    text: String,
    fine: &'static str,
}

/// A way to break a document: the line, what it becomes, and lines that somebody might as well hold responsible.
struct Defect {
    line: &'static str,
    becomes: &'static str,
    beside: &'static [&'static str],
}

/// `PORT` in a text is the container's port.
const LEVEL_1: &[Defect] = &[
    Defect { line: "network", becomes: "\"networkMode\": \"bridge\",", beside: &["fargate", "ports"] },
    Defect { line: "network", becomes: "\"networkMode\": \"host\",", beside: &["fargate", "ports"] },
    Defect { line: "ports", becomes: "\"portMappings\": [{\"containerPort\": PORT, \"hostPort\": 80}],", beside: &["network"] },
    Defect { line: "memory", becomes: "\"memory\": 1024, \"memoryReservation\": 2048,", beside: &["size"] },
    Defect { line: "memory", becomes: "\"memory\": 8192, \"memoryReservation\": 512,", beside: &["size"] },
    Defect { line: "essential", becomes: "\"essential\": false,", beside: &["name"] },
    Defect { line: "size", becomes: "\"cpu\": \"512\", \"memory\": \"8192\",", beside: &["fargate", "memory"] },
    Defect { line: "size", becomes: "\"cpu\": \"1024\", \"memory\": \"1024\",", beside: &["fargate", "memory"] },
    Defect { line: "size", becomes: "\"cpu\": \"1000\", \"memory\": \"4096\",", beside: &["fargate", "memory"] },
    Defect { line: "ulimits", becomes: "\"ulimits\": [{\"name\": \"nofile\", \"softLimit\": 8192, \"hardLimit\": 4096}],", beside: &[] },
    Defect {
        line: "driver",
        becomes: "\"logConfiguration\": {\"logDriver\": \"json-file\", \"options\": {",
        beside: &["fargate", "options", "prefix"],
    },
    Defect {
        line: "driver",
        becomes: "\"logConfiguration\": {\"logDriver\": \"syslog\", \"options\": {",
        beside: &["fargate", "options", "prefix"],
    },
];

const LEVEL_2: &[Defect] = &[
    Defect { line: "health", becomes: "\"interval\": 3, \"timeout\": 5, \"retries\": 3},", beside: &["command"] },
    Defect { line: "health", becomes: "\"interval\": 30, \"timeout\": 90, \"retries\": 3},", beside: &["command"] },
    Defect { line: "health", becomes: "\"interval\": 30, \"timeout\": 5, \"retries\": 12},", beside: &["command"] },
    Defect { line: "stop", becomes: "\"stopTimeout\": 300,", beside: &["fargate"] },
    Defect { line: "storage", becomes: "\"ephemeralStorage\": {\"sizeInGiB\": 20},", beside: &["fargate"] },
    Defect { line: "storage", becomes: "\"ephemeralStorage\": {\"sizeInGiB\": 250},", beside: &["fargate"] },
    Defect { line: "restart", becomes: "\"restartPolicy\": {\"enabled\": true, \"restartAttemptPeriod\": 30},", beside: &["essential"] },
    Defect { line: "linux", becomes: "\"linuxParameters\": {\"capabilities\": {\"add\": [\"NET_ADMIN\"]}},", beside: &["fargate"] },
    Defect { line: "linux", becomes: "\"linuxParameters\": {\"sharedMemorySize\": 256},", beside: &["fargate"] },
    Defect { line: "root", becomes: "\"privileged\": true,", beside: &["fargate"] },
    Defect { line: "options", becomes: "\"awslogs-group\": \"/shop/web\",", beside: &["driver", "prefix"] },
    Defect { line: "ports", becomes: "\"portMappings\": [{\"containerPort\": PORT, \"hostPort\": 80}],", beside: &["network"] },
    Defect { line: "size", becomes: "\"cpu\": \"2048\", \"memory\": \"3072\",", beside: &["fargate", "memory"] },
];

const LEVEL_3: &[Defect] = &[
    Defect {
        line: "depends",
        becomes: "\"dependsOn\": [{\"containerName\": \"migrate\", \"condition\": \"HEALTHY\"}],",
        beside: &["other", "not-essential"],
    },
    Defect {
        line: "depends",
        becomes: "\"dependsOn\": [{\"containerName\": \"migration\", \"condition\": \"SUCCESS\"}],",
        beside: &["other"],
    },
    Defect { line: "not-essential", becomes: "\"essential\": true,", beside: &["depends"] },
    Defect { line: "other", becomes: "\"name\": \"web\",", beside: &["name", "depends"] },
    Defect {
        line: "mount",
        becomes: "\"mountPoints\": [{\"sourceVolume\": \"media\", \"containerPath\": \"/data\"}],",
        beside: &["volume", "other-mount"],
    },
    Defect {
        line: "other-mount",
        becomes: "\"mountPoints\": [{\"sourceVolume\": \"media\", \"containerPath\": \"/in\"}],",
        beside: &["volume", "mount"],
    },
    Defect { line: "secret", becomes: "\"secrets\": [{\"name\": \"MODE\", \"valueFrom\": \"/shop/database\"}],", beside: &["environment"] },
    Defect { line: "transit", becomes: "\"transitEncryption\": \"DISABLED\",", beside: &["access-point"] },
    Defect {
        line: "file-system",
        becomes: "\"fileSystemId\": \"fs-0a1b2c3d4e5f67890\", \"rootDirectory\": \"/shop\",",
        beside: &["access-point"],
    },
    Defect { line: "memory", becomes: "\"memory\": 8192, \"memoryReservation\": 512,", beside: &["size"] },
    Defect { line: "ports", becomes: "\"portMappings\": [{\"containerPort\": PORT, \"hostPort\": 80}],", beside: &["network"] },
];

/// A document: lines that can be chosen have a name, the others only hold it together.
fn document(stream: &mut Stream, level: Level) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut add = |depth: usize, name: &'static str, text: String, fine: &'static str| {
        lines.push(Line { name, text: format!("{}{text}", "  ".repeat(depth)), fine });
    };
    let fixed = str::to_string;
    let (cpu, memory) = stream.pick([("512", "4096"), ("1024", "4096"), ("1024", "6144"), ("2048", "4096"), ("2048", "8192")]);
    let port = stream.pick([3000, 8000, 8080]);
    add(0, "", fixed("{"), "");
    add(1, "family", fixed("\"family\": \"shop-web\","), "A family has letters, digits, hyphens and underscores.");
    add(
        1,
        "fargate",
        fixed("\"requiresCompatibilities\": [\"FARGATE\"],"),
        "FARGATE is one of the values, and the rest of the document must then keep to Fargate.",
    );
    add(1, "network", fixed("\"networkMode\": \"awsvpc\","), "awsvpc is the network mode that Fargate needs.");
    add(1, "size", format!("\"cpu\": \"{cpu}\", \"memory\": \"{memory}\","), "This is one of the pairs that Fargate has.");
    if level.number() == 2 {
        add(1, "storage", fixed("\"ephemeralStorage\": {\"sizeInGiB\": 50},"), "Ephemeral storage may have from 21 to 200 GiB.");
    }
    add(
        1,
        "role",
        fixed("\"executionRoleArn\": \"arn:aws:iam::111122223333:role/shop-web-execution\","),
        "The ARN of a role, which Fargate needs to write logs and read secrets.",
    );
    if level.number() == 3 {
        add(1, "", fixed("\"volumes\": [{"), "");
        add(2, "volume", fixed("\"name\": \"data\","), "The containers mount a volume of this name.");
        add(2, "", fixed("\"efsVolumeConfiguration\": {"), "");
        add(
            3,
            "file-system",
            fixed("\"fileSystemId\": \"fs-0a1b2c3d4e5f67890\", \"rootDirectory\": \"/\","),
            "With an access point the root directory is / or left out.",
        );
        add(
            3,
            "transit",
            fixed("\"transitEncryption\": \"ENABLED\","),
            "Access points and IAM authorization need transit encryption, and here it is on.",
        );
        add(
            3,
            "access-point",
            fixed("\"authorizationConfig\": {\"accessPointId\": \"fsap-0a1b2c3d4e5f67890\","),
            "An access point is fine with transit encryption.",
        );
        add(4, "", fixed("\"iam\": \"ENABLED\"}"), "");
        add(2, "", fixed("}"), "");
        add(1, "", fixed("}],"), "");
    }
    add(1, "", fixed("\"containerDefinitions\": [{"), "");
    if level.number() == 3 {
        add(2, "other", fixed("\"name\": \"migrate\","), "Each container has a name of its own.");
        add(
            2,
            "other-image",
            fixed("\"image\": \"111122223333.dkr.ecr.eu-west-1.amazonaws.com/migrate:7\","),
            "An image in ECR with its tag.",
        );
        add(2, "not-essential", fixed("\"essential\": false,"), "A container that others wait for with SUCCESS must not be essential.");
        add(
            2,
            "other-mount",
            fixed("\"mountPoints\": [{\"sourceVolume\": \"data\", \"containerPath\": \"/in\"}],"),
            "The volume of this name is declared.",
        );
        add(2, "", fixed("\"command\": [\"migrate\", \"--all\"]"), "");
        add(1, "", fixed("}, {"), "");
    }
    add(2, "name", fixed("\"name\": \"web\","), "Each container has a name of its own.");
    add(2, "image", fixed("\"image\": \"111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:42\","), "An image in ECR with its tag.");
    add(2, "essential", fixed("\"essential\": true,"), "A task definition needs at least one essential container, and this is one.");
    add(
        2,
        "memory",
        fixed("\"memory\": 1024, \"memoryReservation\": 512,"),
        "The reservation is below the limit, and the limit below the task's memory.",
    );
    add(
        2,
        "ports",
        format!("\"portMappings\": [{{\"containerPort\": {port}, \"hostPort\": {port}}}],"),
        "In awsvpc mode hostPort equals containerPort, or is left out.",
    );
    match level.number() {
        1 => add(
            2,
            "ulimits",
            fixed("\"ulimits\": [{\"name\": \"nofile\", \"softLimit\": 1024, \"hardLimit\": 4096}],"),
            "The soft limit does not exceed the hard one.",
        ),
        2 => {
            add(2, "root", fixed("\"privileged\": false,"), "Not privileged is what Fargate asks for.");
            add(2, "stop", fixed("\"stopTimeout\": 90,"), "On Fargate a container may have up to 120 seconds to stop.");
            add(
                2,
                "restart",
                fixed("\"restartPolicy\": {\"enabled\": true, \"restartAttemptPeriod\": 120},"),
                "The period lies between 60 and 1800 seconds, and an essential container may have a restart policy.",
            );
            add(
                2,
                "linux",
                fixed("\"linuxParameters\": {\"capabilities\": {\"add\": [\"SYS_PTRACE\"]}},"),
                "SYS_PTRACE is the capability that Fargate lets a container add.",
            );
            add(
                2,
                "command",
                fixed("\"healthCheck\": {\"command\": [\"CMD-SHELL\", \"test -e /tmp/ready\"],"),
                "The command begins with CMD or CMD-SHELL.",
            );
            add(
                3,
                "health",
                fixed("\"interval\": 30, \"timeout\": 5, \"retries\": 3},"),
                "Interval, timeout and retries lie within their bounds.",
            );
        }
        _ => {
            add(
                2,
                "depends",
                fixed("\"dependsOn\": [{\"containerName\": \"migrate\", \"condition\": \"SUCCESS\"}],"),
                "The container exists and is not essential, so it may end with success.",
            );
            add(
                2,
                "mount",
                fixed("\"mountPoints\": [{\"sourceVolume\": \"data\", \"containerPath\": \"/data\"}],"),
                "The volume of this name is declared.",
            );
            add(
                2,
                "environment",
                fixed("\"environment\": [{\"name\": \"MODE\", \"value\": \"production\"}],"),
                "A variable with a name that no other has.",
            );
            add(
                2,
                "secret",
                fixed("\"secrets\": [{\"name\": \"DATABASE\", \"valueFrom\": \"/shop/database\"}],"),
                "A secret with the name of a parameter, and an execution role is there.",
            );
        }
    }
    add(
        2,
        "driver",
        fixed("\"logConfiguration\": {\"logDriver\": \"awslogs\", \"options\": {"),
        "awslogs is one of the log drivers that Fargate has.",
    );
    add(3, "options", fixed("\"awslogs-group\": \"/shop/web\", \"awslogs-region\": \"eu-west-1\","), "awslogs needs a group and a region.");
    add(3, "prefix", fixed("\"awslogs-stream-prefix\": \"web\"}}"), "On Fargate awslogs needs a stream prefix, and this is one.");
    add(1, "", fixed("}]"), "");
    add(0, "", fixed("}"), "");
    lines
}

fn joined(lines: &[Line]) -> String {
    lines.iter().map(|line| format!("{}\n", line.text)).collect()
}

fn draw(level: Level, stream: &mut Stream) -> Option<Draft> {
    let mut lines = document(stream, level);
    let defects = [LEVEL_1, LEVEL_2, LEVEL_3][usize::from(level.number()) - 1];
    let defect = &defects[usize::try_from(stream.below(defects.len() as u64)).ok()?];
    let at = lines.iter().position(|line| line.name == defect.line)?;
    let sound = joined(&lines);
    let port: String = lines
        .iter()
        .find(|line| line.name == "ports")?
        .text
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    let indent: String = lines[at].text.chars().take_while(|c| *c == ' ').collect();
    lines[at].text = format!(
        "{indent}{}",
        defect.becomes.replace("PORT", &port).trim_end_matches(if lines[at].text.ends_with(',') { '\0' } else { ',' })
    );
    let broken = joined(&lines);
    let found = errors(&broken)?;
    // What AWS refuses has a code of the band 1; the document must be right but for that.
    let [error] = &found[..] else { return None };
    if error.code.chars().nth(3).is_none_or(|band| band != '1') || !errors(&sound)?.is_empty() {
        return None;
    }
    let right = error.start.line;
    let mut others: Vec<usize> = (1..=lines.len())
        .filter(|number| {
            let line = &lines[number - 1];
            *number != right && *number != at + 1 && !line.name.is_empty() && !defect.beside.contains(&line.name)
        })
        .collect();
    stream.shuffle(&mut others);
    others.truncate(3);
    let mut numbers = others;
    numbers.push(right);
    numbers.sort_unstable();
    let shown = |number: usize| (format!("line {number}: `{}`", shortened(&lines[number - 1].text)), number);
    let options: Vec<AnswerOption> = numbers
        .into_iter()
        .map(shown)
        .map(|(text, number)| if number == right { option(text, true, why(error).1) } else { option(text, false, lines[number - 1].fine) })
        .collect();
    let mut explanation = vec![format!("Line {right}: {}", why(error).1)];
    explanation.extend(error.help.as_deref().map(sentence));
    explanation.extend(error.aws_message.map(|message| format!("AWS says: {message}")));
    explanation.push(format!("More about it: `ecslab explain {}`", error.code));
    Some(Draft {
        stem: "One line of this task definition makes AWS refuse it. Which one?".to_string(),
        configuration: Some(broken.clone()),
        kind: QuestionType::Single,
        options: (options.len() == 4).then_some(options)?,
        explanation,
        simulate: Vec::new(),
        rules: vec![linted(broken, &found)],
    })
}

fn why(error: &Diagnostic) -> Reasoned {
    (error.code.to_string(), sentence(&error.message))
}

/// So much of a line stands beside its number on 80 columns.
const LONGEST: usize = 62;

/// A line without its indentation and the comma at its end, and not longer than an option should be.
fn shortened(line: &str) -> String {
    let text = line.trim().trim_end_matches(',');
    if text.chars().count() <= LONGEST { text.to_string() } else { format!("{}...", text.chars().take(LONGEST - 3).collect::<String>()) }
}
