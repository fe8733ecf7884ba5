//! A script that is ready to run: every command known, every variable set before it is used.

use std::collections::BTreeSet;

use super::invocation::{DockerCommand, Invocation, What, invocation};
use super::parse::parse;
use super::script::{Command, Part, Statement, StatementKind, Word};
use crate::source::{Fault, SourceFile, Span};

/// A statement that is ready to run.
#[derive(Debug)]
pub struct Ready<'s> {
    /// All of it.
    pub span: Span,
    /// What it does.
    pub action: Action<'s>,
}

/// What it does.
#[derive(Debug)]
pub enum Action<'s> {
    /// Sets a variable.
    Assign(&'s str, &'s Word),
    /// Runs a command.
    Run(Invocation<'s>),
    /// Logs in with the password that the first command prints.
    LogIn(Invocation<'s>, Invocation<'s>),
}

/// Reads a script's statements.
///
/// # Errors
/// As [`parse`].
pub fn statements(source: &SourceFile) -> Result<Vec<Statement>, Fault> {
    parse(source)
}

/// Checks statements, in order.
///
/// # Errors
/// The first thing that cannot be run, with its place.
pub fn ready<'s>(source: &SourceFile, statements: &'s [Statement]) -> Result<Vec<Ready<'s>>, Fault> {
    let mut checker = Checker { source, set: BTreeSet::new() };
    statements.iter().map(|statement| Ok(Ready { span: statement.span, action: checker.action(statement)? })).collect()
}

struct Checker<'a> {
    source: &'a SourceFile,
    set: BTreeSet<String>,
}

impl Checker<'_> {
    fn action<'s>(&mut self, statement: &'s Statement) -> Result<Action<'s>, Fault> {
        match &statement.kind {
            StatementKind::Assign { name, value } => {
                self.word(value)?;
                self.set.insert(name.clone());
                Ok(Action::Assign(name, value))
            }
            StatementKind::Run(command) => {
                // `$(aws ecr get-login --no-include-email)` runs what that prints.
                if let [word] = command.words.as_slice()
                    && let [Part::Output(inner)] = word.parts.as_slice()
                    && let Ok(get_login @ Invocation { what: What::EcrGetLogin, .. }) = invocation(self.source, inner)
                {
                    return Ok(Action::Run(get_login));
                }
                self.command(command).map(Action::Run)
            }
            StatementKind::Pipe(first, second) => {
                let (password, login) = (self.command(first)?, self.command(second)?);
                if !prints_password(&password) || !matches!(login.what, What::Docker(DockerCommand::Login)) {
                    return Err(Fault::at(self.source, statement.span, "this pipe is not taken here")
                        .help("One pipe is: `aws ecr get-login-password | docker login --username AWS --password-stdin SERVER`."));
                }
                if !login.has("--password-stdin") {
                    return Err(Fault::at(self.source, second.span, "docker login reads what is piped to it only with --password-stdin"));
                }
                Ok(Action::LogIn(password, login))
            }
        }
    }

    fn command<'s>(&self, command: &'s Command) -> Result<Invocation<'s>, Fault> {
        command.words.iter().try_for_each(|word| self.word(word))?;
        invocation(self.source, command)
    }

    /// Whatever a word is put together from can be had.
    fn word(&self, word: &Word) -> Result<(), Fault> {
        for part in &word.parts {
            match part {
                Part::Text(_) => {}
                Part::Variable(name, _) if self.set.contains(name) => {}
                Part::Variable(name, span) => {
                    return Err(Fault::at(self.source, *span, format!("{name} has no value here"))
                        .help(format!("Set it on a line before: {name}=value. Nothing of this machine's environment comes in.")));
                }
                Part::Output(command) => {
                    let inner = self.command(command)?;
                    if !prints_password(&inner) {
                        return Err(Fault::at(self.source, command.span, "only `$(aws ecr get-login-password)` is taken here"));
                    }
                }
            }
        }
        Ok(())
    }
}

fn prints_password(invocation: &Invocation<'_>) -> bool {
    matches!(invocation.what, What::Ecr(command) if command.name == "get-login-password")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<usize, Fault> {
        let source = SourceFile::new("push.sh", text);
        ready(&source, &statements(&source)?).map(|ready| ready.len())
    }

    #[test]
    fn what_labs_need_is_taken() {
        let text = "set -euo pipefail\nREGION=us-east-1\nexport HOST=111122223333.dkr.ecr.$REGION.amazonaws.com\n\
            aws ecr create-repository --repository-name web --image-tag-mutability IMMUTABLE --no-cli-pager\n\
            aws --region $REGION ecr describe-repositories --repository-names web api\n\
            aws ecr get-login-password --region ${REGION} | docker login --username AWS --password-stdin $HOST\n\
            docker login -u AWS -p $(aws ecr get-login-password) \"$HOST\"\nTOKEN=\"$(aws ecr get-login-password)\"\n\
            docker login -u AWS --password=$TOKEN $HOST\n$(aws ecr get-login --no-include-email --region us-east-1)\n\
            docker build -t web:v1 -f Dockerfile --build-arg A=1 .\ndocker tag web:v1 $HOST/web:v1\ndocker image push $HOST/web:v1\n\
            docker image rm web:v1\nsleep 13h\n\
            aws ecr batch-delete-image --repository-name web --image-ids imageTag=v1 imageTag=v2\n\
            aws ecr put-lifecycle-policy --cli-input-json file://put.json\ndocker logout $HOST\nset +e\n";
        assert_eq!(check(text).unwrap_or_else(|fault| panic!("{fault}: {:?}", fault.help)), 19);
    }

    #[test]
    fn what_is_not_run_is_refused_with_its_place_before_anything_runs() {
        for (text, line, column, says, help) in [
            ("ls", 1, 1, "ls is not run here", "aws ecr, docker and sleep"),
            ("\n  /bin/sh -c x", 2, 3, "/bin/sh is not run here", ""),
            ("aws s3 ls", 1, 5, "aws s3 is not run here", "aws ecr"),
            ("aws", 1, 1, "command of aws ecr is missing", ""),
            ("aws ecr create-repositories --repository-name web", 1, 9, "no command create-repositories", "create-repository"),
            ("aws ecr create-repository --repository web", 1, 27, "no option --repository", "--repository-name"),
            ("aws ecr create-repository --repository-name web --zzz", 1, 49, "no option --zzz", "--image-tag-mutability"),
            ("aws ecr create-repository", 1, 1, "misses what it requires: --repository-name", ""),
            ("aws ecr create-repository --repository-name", 1, 27, "--repository-name expects a value", ""),
            ("aws ecr create-repository --repository-name --tags", 1, 27, "expects a value", ""),
            ("aws ecr create-repository web --repository-name web", 1, 27, "web is none of them", ""),
            ("aws ecr describe-images --repository-name web --query x", 1, 47, "--query", ""),
            ("aws ecr delete-repository --repository-name web --force=true", 1, 49, "takes no value", ""),
            ("docker run busybox", 1, 8, "docker run is not run here", "build, login, logout, pull, push, rmi, tag"),
            ("docker push", 1, 1, "docker push needs NAME", ""),
            ("docker tag a b c", 1, 16, "c is none of them", ""),
            ("docker push --all-tags web", 1, 13, "no option --all-tags", ""),
            ("docker push $X", 1, 13, "X has no value here", "X=value"),
            ("X=$X", 1, 3, "X has no value here", ""),
            ("docker push $(docker build .)", 1, 15, "only `$(aws ecr get-login-password)`", ""),
            ("aws ecr get-login-password | docker login -u AWS x", 1, 30, "--password-stdin", ""),
            ("aws ecr get-login-password | docker push x", 1, 1, "this pipe is not taken", "get-login-password | docker login"),
            ("docker push x | docker login --password-stdin x", 1, 1, "this pipe is not taken", ""),
            ("set -x", 1, 1, "of `set`", ""),
            ("sleep", 1, 1, "sleep needs", ""),
        ] {
            let fault = check(text).expect_err(text);
            assert_eq!((fault.position.line, fault.position.column), (line, column), "{text}: {fault}");
            assert!(fault.message.contains(says), "{text}: {fault}");
            assert!(fault.help.as_deref().unwrap_or_default().contains(help), "{text}: {:?}", fault.help);
        }
    }
}
