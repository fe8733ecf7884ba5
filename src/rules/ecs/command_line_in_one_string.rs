//! ECS204

use crate::lint::{Findings, declare_rule};
use crate::model::{List, TaskDefinition, Value, is_placeholder};
use crate::syntax::Change;

declare_rule! {
    /// `command` and `entryPoint` are lists of words, handed to the program as they are: no shell splits them. A whole
    /// command line in one item is taken for the name of one program, and the container ends with "no such file or
    /// directory". Where a shell is wanted, say so: `["sh", "-c", "npm run build && npm start"]`.
    ///
    /// It is right where the entry point ends in an option that takes a command line, such as `["sh", "-c"]`.
    COMMAND_LINE_IN_ONE_STRING {
        code: "ECS204",
        name: "command-line-in-one-string",
        severity: Warning,
        summary: "A whole command line stands in one item of `command`, and no shell splits it.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",
        verified: "2026-11-21",
        lesson: "task-definitions/anatomy",
        fails: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "node:24", "memory": 256, "command": ["npm start"]}]}"#,
        passes: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "node:24", "memory": 256, "command": ["npm", "start"]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for container in &task.container_definitions {
        let entry_point = &container.entry_point;
        if let Some(line) = command_line(entry_point) {
            report("entryPoint", entry_point, line, findings);
        }
        if entry_point.complete
            && !takes_command_line(entry_point)
            && let Some(line) = command_line(&container.command)
        {
            report("command", &container.command, line, findings);
        }
    }
}

fn report(name: &str, list: &List<Value<&str>>, line: Value<&str>, findings: &mut Findings<'_>) {
    let text = line.literal().unwrap_or_default();
    let words: Vec<&str> = text.split_whitespace().collect();
    let finding = findings.report(line.span(), format!("`{name}` is one item with spaces, taken for the name of one program"));
    if text.contains(['|', '&', ';', '>', '<', '$', '\'', '"', '\n']) {
        finding.help("start a shell for it: [\"sh\", \"-c\", \"...\"]");
        return;
    }
    let quoted: Vec<String> = words.iter().map(|word| format!("{word:?}")).collect();
    finding.help(format!("make each word an item: [{}]", quoted.join(", ")));
    if let Some(place) = list.place {
        finding.unsafe_fix(Change::set(place.value, words));
    }
}

/// The only item, where it is a command line.
fn command_line<'a>(items: &List<Value<&'a str>>) -> Option<Value<&'a str>> {
    let [only] = items.items.as_slice() else { return None };
    // A path below "Program Files" is one word for all its spaces.
    only.literal().filter(|text| items.complete && text.trim().contains(char::is_whitespace) && !text.contains('\\')).map(|_| *only)
}

/// Whether what follows may be one command line: `sh -c`, `python -c`, `cmd /c`, `powershell -Command`.
fn takes_command_line(entry_point: &List<Value<&str>>) -> bool {
    let Some(last) = entry_point.last() else { return false };
    last.literal().is_none_or(|last| {
        is_placeholder(last) || (last.starts_with('-') && last != "--") || matches!(last.to_ascii_lowercase().as_str(), "/c" | "/k")
    })
}

#[cfg(test)]
mod tests {
    use crate::lint::lint_source;
    use crate::source::SourceFile;

    #[test]
    fn only_command_lines_that_nothing_splits_are_found() {
        let cases = [
            (r#""command": ["npm start"]"#, true),
            (r#""command": ["npm", "run build"]"#, false),
            (r#""command": ["npm"]"#, false),
            (r#""command": []"#, false),
            (r#""entryPoint": ["sh", "-c"], "command": ["npm start"]"#, false),
            (r#""entryPoint": ["/bin/bash", "-ec"], "command": ["npm start"]"#, false),
            (r#""entryPoint": ["powershell", "-Command"], "command": ["New-Item a; Start-Service b"]"#, false),
            (r#""entryPoint": ["cmd", "/C"], "command": ["echo a"]"#, false),
            (r#""entryPoint": ["python", "-c"], "command": ["print('a b')"]"#, false),
            (r#""entryPoint": ["/docker-entrypoint.sh"], "command": ["npm start"]"#, true),
            (r#""entryPoint": ["sh -c"], "command": ["npm", "start"]"#, true),
            (r#""entryPoint": ["C:\\Program Files\\app.exe"]"#, false),
            (r#""entryPoint": "${ENTRY_POINT}", "command": ["npm start"]"#, false),
        ];
        for (members, expected) in cases {
            let text = format!(r#"{{"family": "a", "containerDefinitions": [{{"name": "a", "image": "a:1", "memory": 64, {members}}}]}}"#);
            let linted = lint_source(&SourceFile::new("a.json", text.as_str()), None).expect("a task definition");
            assert_eq!(linted.diagnostics.iter().any(|found| found.code == "ECS204"), expected, "{members}");
        }
    }
}
