//! The hooks of `.pre-commit-hooks.yaml`, run by pre-commit itself.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::program::Place;

const MANIFEST: &str = include_str!("../../.pre-commit-hooks.yaml");

const TASK_DEFINITION: &str = r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
 "executionRoleArn": "arn:aws:iam::111122223333:role/execution",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "logConfiguration": {"logDriver": "awslogs",
   "options": {"awslogs-group": "web", "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "web"}}}]}
"#;

/// pre-commit on PATH, or in an environment that `tests/pre_commit/install` makes. `None` says that the test is skipped, on record;
/// with `CI=true` it fails instead.
fn pre_commit_for(test: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    if let Some(found) = std::env::split_paths(&path).map(|folder| folder.join("pre-commit")).find(|program| works(program)) {
        return Some(found);
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pre-commit");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pre_commit/install");
    let why = match Command::new(script).arg(&folder).output() {
        Ok(output) if output.status.success() => return Some(folder.join("bin/pre-commit")),
        Ok(output) => String::from_utf8_lossy(&output.stderr).lines().last().unwrap_or("no reason given").to_string(),
        Err(error) => error.to_string(),
    };
    let why = format!("{test}: needs pre-commit, which python3, its venv and PyPI give ({why})");
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{why}");
    if let Some(record) = std::env::var_os("ECSLAB_SKIPPED_FILE") {
        let mut record = std::fs::OpenOptions::new().append(true).create(true).open(record).expect("the record can be written");
        writeln!(record, "{why}").expect("one line fits");
    }
    println!("skipped {why}");
    None
}

fn works(program: &Path) -> bool {
    program.is_file() && Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// A repository that uses the hooks of another one.
struct Repository<'p> {
    place: &'p Place,
    pre_commit: PathBuf,
}

impl Repository<'_> {
    /// Runs a program in a folder as a user does who has ecslab and pre-commit on PATH.
    fn run(&self, folder: &str, program: &str, arguments: &[&str]) -> Output {
        let mut path = vec![Path::new(env!("CARGO_BIN_EXE_ecslab")).parent().expect("it is in a folder").to_path_buf()];
        path.push(self.pre_commit.parent().expect("it is in a folder").to_path_buf());
        path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
        let mut command = Command::new(program);
        command.args(arguments).current_dir(self.place.path().join(folder)).env("PATH", std::env::join_paths(path).expect("plain paths"));
        command.env("HOME", self.place.path()).env("PRE_COMMIT_HOME", self.place.path().join("cache")).env("GIT_CONFIG_NOSYSTEM", "1");
        for (name, value) in [("GIT_AUTHOR_NAME", "A"), ("GIT_AUTHOR_EMAIL", "a@example.com")] {
            command.env(name, value).env(name.replace("AUTHOR", "COMMITTER"), value);
        }
        // A test that runs in a hook must not write into the repository of that hook.
        command.env_remove("GIT_DIR").env_remove("GIT_INDEX_FILE").env_remove("GIT_WORK_TREE");
        command.output().unwrap_or_else(|error| panic!("{program}: {error}"))
    }

    fn done(&self, folder: &str, program: &str, arguments: &[&str]) -> String {
        let output = self.run(folder, program, arguments);
        assert!(output.status.success(), "{program} {arguments:?}: {output:?}");
        String::from_utf8(output.stdout).expect("UTF-8").trim().to_string()
    }
}

#[test]
fn a_commit_with_a_finding_is_refused_and_the_mended_one_is_taken() {
    let Some(pre_commit) = pre_commit_for("a_commit_with_a_finding_is_refused_and_the_mended_one_is_taken") else { return };
    let place = Place::new();
    place.write("hooks/.pre-commit-hooks.yaml", MANIFEST);
    place
        .write("app/taskdef.json", &TASK_DEFINITION.replace("\"512\"", "\"4096\""))
        .write("app/package.json", r#"{"name": "shop", "dependencies": {}}"#)
        .write("app/chart/values.yaml", "image: {{ .Values.image }}\n")
        .write("app/empty.yaml", "")
        .write("app/notes.txt", "containerDefinitions: {");
    let repository = Repository { place: &place, pre_commit };
    repository.done("hooks", "pre-commit", &["validate-manifest", ".pre-commit-hooks.yaml"]);
    for folder in ["hooks", "app"] {
        repository.done(folder, "git", &["init", "--quiet"]);
        repository.done(folder, "git", &["add", "."]);
    }
    repository.done("hooks", "git", &["commit", "--quiet", "--message", "hooks"]);
    let revision = repository.done("hooks", "git", &["rev-parse", "HEAD"]);
    let hooks = place.path().join("hooks").display().to_string();
    place.write("app/.pre-commit-config.yaml", &format!("repos:\n- repo: {hooks}\n  rev: {revision}\n  hooks:\n  - id: ecslab-system\n"));
    repository.done("app", "git", &["add", "."]);
    repository.done("app", "pre-commit", &["install"]);

    let commit = ["commit", "--quiet", "--message", "task definition"];
    let refused = repository.run("app", "git", &commit);
    let said = format!("{}{}", String::from_utf8_lossy(&refused.stdout), String::from_utf8_lossy(&refused.stderr));
    assert!(!refused.status.success() && said.contains("error[ECS101]") && said.contains("taskdef.json:1:"), "{said}");
    assert!(said.contains("exit code: 1") && !said.contains("package.json") && !said.contains("values.yaml"), "{said}");

    place.write("app/taskdef.json", TASK_DEFINITION);
    repository.done("app", "git", &["add", "."]);
    repository.done("app", "git", &commit);
    let all = repository.done("app", "pre-commit", &["run", "--all-files", "--verbose"]);
    assert!(all.contains("Passed") && all.contains("1 file checked, no findings"), "{all}");
}

#[test]
fn both_hooks_look_at_the_names_that_teams_use() {
    let hooks: serde_yaml::Value = serde_yaml::from_str(MANIFEST).expect("YAML");
    let hooks = hooks.as_sequence().expect("a list");
    assert_eq!(hooks.iter().map(|hook| hook["id"].as_str()).collect::<Vec<_>>(), [Some("ecslab"), Some("ecslab-system")]);
    let names = [
        "task-definition.json",
        "deploy/task-definition-prod.json",
        "taskdef.json",
        "web.task-definition.yaml",
        "ecs-service.yml",
        "cfn/web.template",
        "template.yaml",
        "infra/ecs.template.json",
        "lifecycle-policy.json",
        "iam/task-role-policy.json",
    ];
    for hook in hooks {
        let files = regex::Regex::new(hook["files"].as_str().expect("a pattern")).expect("a regular expression");
        for name in names {
            assert!(files.is_match(name), "{name}");
        }
        for name in ["notes.txt", "main.tf", "template.yaml.bak", "json"] {
            assert!(!files.is_match(name), "{name}");
        }
    }
}
