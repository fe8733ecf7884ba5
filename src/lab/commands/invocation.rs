//! A command with its options told apart, checked before anything runs.

use crate::facts::{CLI_GLOBAL_OPTIONS, ECR_COMMANDS, EcrCommand, EcrOptionKind};
use crate::lab::commands::script::{Command, Word};
use crate::source::{Fault, SourceFile, Span};

/// What is run, with its words sorted.
#[derive(Debug)]
pub struct Invocation<'s> {
    /// Which command.
    pub what: What,
    /// Each option with the words that it takes; as its long name.
    pub options: Vec<(&'static str, Vec<Value<'s>>)>,
    /// The other words.
    pub operands: Vec<&'s Word>,
}

/// A word that an option takes.
#[derive(Debug, Clone, Copy)]
pub struct Value<'s> {
    /// The word.
    pub word: &'s Word,
    /// Bytes of its beginning that are not part of the value: `--name=`.
    pub skip: usize,
}

/// Which command.
#[derive(Debug, Clone, Copy)]
pub enum What {
    /// One of `aws ecr`.
    Ecr(&'static EcrCommand),
    /// `aws ecr get-login`, which went with version 1 of the CLI.
    EcrGetLogin,
    /// One of `docker`.
    Docker(DockerCommand),
    /// `sleep`
    Sleep,
    /// `set -e` and the like: whether an error ends the script.
    Set(bool),
}

/// A command of `docker`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DockerCommand {
    Build,
    Login,
    Logout,
    Pull,
    Push,
    Remove,
    Tag,
}

/// How an option is written and what follows it.
struct Form {
    name: &'static str,
    short: Option<&'static str>,
    takes: Takes,
    /// `None` where it works here; else why not.
    refused: Option<&'static str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    Nothing,
    One,
    Many,
}

const fn form(name: &'static str, short: Option<&'static str>, takes: Takes) -> Form {
    Form { name, short, takes, refused: None }
}

const NOT_HERE: &str = "has no effect that a lab could check, and is not taken here";

/// Name, command, options, least and most operands, and how they are named.
type DockerForm = (&'static str, DockerCommand, &'static [Form], usize, usize, &'static str);

/// Source: <https://docs.docker.com/reference/cli/docker/>, checked 2026-11-24.
static DOCKER: [DockerForm; 7] = [
    (
        "build",
        DockerCommand::Build,
        &[
            form("--tag", Some("-t"), Takes::One),
            form("--file", Some("-f"), Takes::One),
            form("--build-arg", None, Takes::One),
            form("--quiet", Some("-q"), Takes::Nothing),
        ],
        1,
        1,
        "PATH",
    ),
    (
        "login",
        DockerCommand::Login,
        &[
            form("--username", Some("-u"), Takes::One),
            form("--password", Some("-p"), Takes::One),
            form("--password-stdin", None, Takes::Nothing),
        ],
        0,
        1,
        "[SERVER]",
    ),
    ("logout", DockerCommand::Logout, &[], 0, 1, "[SERVER]"),
    ("pull", DockerCommand::Pull, &[form("--quiet", Some("-q"), Takes::Nothing)], 1, 1, "NAME[:TAG|@DIGEST]"),
    ("push", DockerCommand::Push, &[form("--quiet", Some("-q"), Takes::Nothing)], 1, 1, "NAME[:TAG]"),
    ("rmi", DockerCommand::Remove, &[form("--force", Some("-f"), Takes::Nothing)], 1, 20, "IMAGE..."),
    ("tag", DockerCommand::Tag, &[], 2, 2, "SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]"),
];

/// Sorts the words of a command.
///
/// # Errors
/// A program, command or option that is not known or not run here, and what is missing, with its place.
pub fn invocation<'s>(source: &SourceFile, command: &'s Command) -> Result<Invocation<'s>, Fault> {
    let reader = Reader { source, command };
    match command.words[0].literal().as_deref() {
        Some("aws") => reader.aws(),
        Some("docker") => reader.docker(),
        Some("sleep") => reader.plain(What::Sleep, "sleep", 1),
        Some("set") => reader.set(),
        _ => {
            let message = format!("{} is not run here", source.slice(command.words[0].span));
            Err(Fault::at(source, command.words[0].span, message)
                .help("Scripts run aws ecr, docker and sleep; nothing else is started on this machine."))
        }
    }
}

struct Reader<'a, 's> {
    source: &'a SourceFile,
    command: &'s Command,
}

impl<'s> Reader<'_, 's> {
    fn fault(&self, span: Span, message: impl Into<String>) -> Fault {
        Fault::at(self.source, span, message)
    }

    fn aws(&self) -> Result<Invocation<'s>, Fault> {
        let globals: Vec<Form> = CLI_GLOBAL_OPTIONS
            .iter()
            .map(|(name, takes, allowed)| Form {
                name,
                short: None,
                takes: if *takes { Takes::One } else { Takes::Nothing },
                refused: (!allowed).then_some(NOT_HERE),
            })
            .collect();
        let words = &self.command.words;
        // Global options may stand before the service.
        let mut at = 1;
        let mut names = Vec::new();
        let mut before = Vec::new();
        while names.len() < 2 {
            let Some(word) = words.get(at) else {
                return Err(self.fault(self.command.span, "a command of aws ecr is missing, such as `aws ecr create-repository`"));
            };
            if word.beginning().starts_with("--") {
                at = self.option(&globals, "aws", at, &mut before)?;
            } else {
                names.push(word);
                at += 1;
            }
        }
        if names[0].literal().as_deref() != Some("ecr") {
            let message = format!("aws {} is not run here", self.source.slice(names[0].span));
            return Err(self.fault(names[0].span, message).help("Of the AWS CLI, scripts of labs run aws ecr."));
        }
        let name = names[1].literal().unwrap_or_default();
        if name == "get-login" {
            let operands = words[at..].iter().collect();
            return Ok(Invocation { what: What::EcrGetLogin, options: before, operands });
        }
        let Some(command) = ECR_COMMANDS.iter().find(|command| command.name == name) else {
            let known: Vec<&str> = ECR_COMMANDS.iter().map(|command| command.name).collect();
            return Err(self.unknown(names[1].span, "aws ecr has no command", self.source.slice(names[1].span), &known));
        };
        let own = command.options.iter().map(|option| {
            let takes = match option.kind {
                EcrOptionKind::Flag => Takes::Nothing,
                EcrOptionKind::Text | EcrOptionKind::Number | EcrOptionKind::Structure => Takes::One,
                EcrOptionKind::Texts | EcrOptionKind::Structures => Takes::Many,
            };
            form(option.name, None, takes)
        });
        let forms: Vec<Form> = own.chain(globals).collect();
        let title = format!("aws ecr {name}");
        let mut invocation = self.sort(What::Ecr(command), &forms, &title, at, 0, "")?;
        invocation.options.extend(before);
        let given = |name: &str| invocation.options.iter().any(|(option, _)| *option == name);
        let missing = command.options.iter().filter(|option| option.required && !given(option.name));
        let missing: Vec<&str> = missing.map(|option| option.name).collect();
        if !missing.is_empty() && !given("--cli-input-json") {
            let message = format!("{title} misses what it requires: {}", missing.join(", "));
            return Err(self.fault(self.command.span, message));
        }
        Ok(invocation)
    }

    fn docker(&self) -> Result<Invocation<'s>, Fault> {
        let words = &self.command.words;
        // `docker image push` is the long name of `docker push`.
        let long = words.get(1).and_then(Word::literal).as_deref() == Some("image");
        let at = if long { 2 } else { 1 };
        let Some(word) = words.get(at) else {
            return Err(self.fault(self.command.span, "a command of docker is missing, such as `docker push`"));
        };
        let name = word.literal().unwrap_or_default();
        let name = if long && name == "rm" { "rmi" } else { &name };
        let Some((name, command, forms, least, most, operands)) = DOCKER.iter().find(|(known, ..)| *known == name) else {
            let known: Vec<&str> = DOCKER.iter().map(|(name, ..)| *name).collect();
            let message = format!("docker {} is not run here", self.source.slice(word.span));
            return Err(self.fault(word.span, message).help(format!("Of Docker, scripts of labs run {}.", known.join(", "))));
        };
        let title = format!("docker {name}");
        let invocation = self.sort(What::Docker(*command), forms, &title, at + 1, *most, operands)?;
        if invocation.operands.len() < *least {
            return Err(self.fault(self.command.span, format!("{title} needs {operands}")));
        }
        Ok(invocation)
    }

    fn plain(&self, what: What, title: &str, operands: usize) -> Result<Invocation<'s>, Fault> {
        let invocation = self.sort(what, &[], title, 1, operands, "NUMBER[s|m|h|d]")?;
        if invocation.operands.len() < operands {
            return Err(self.fault(self.command.span, format!("{title} needs NUMBER[s|m|h|d]")));
        }
        Ok(invocation)
    }

    fn set(&self) -> Result<Invocation<'s>, Fault> {
        let flags = self.command.literals();
        let ends = match flags.iter().skip(1).map(String::as_str).collect::<Vec<_>>().as_slice() {
            ["-e" | "-eu" | "-ue"] | ["-euo" | "-eo", "pipefail"] => true,
            ["+e"] => false,
            _ => {
                return Err(self.fault(self.command.span, "of `set`, -e, -eu, -euo pipefail and +e are taken here"));
            }
        };
        Ok(Invocation { what: What::Set(ends), options: Vec::new(), operands: Vec::new() })
    }

    /// Tells options from operands, from the word at `at` on.
    fn sort(&self, what: What, forms: &[Form], title: &str, at: usize, most: usize, operands: &str) -> Result<Invocation<'s>, Fault> {
        let mut invocation = Invocation { what, options: Vec::new(), operands: Vec::new() };
        let words = &self.command.words;
        let mut at = at;
        while let Some(word) = words.get(at) {
            if word.beginning().len() > 1 && word.beginning().starts_with('-') {
                at = self.option(forms, title, at, &mut invocation.options)?;
                continue;
            }
            if invocation.operands.len() == most {
                let takes = if most == 0 { "takes options only".to_string() } else { format!("takes {operands} only") };
                return Err(self.fault(word.span, format!("{title} {takes}, and {} is none of them", self.source.slice(word.span))));
            }
            invocation.operands.push(word);
            at += 1;
        }
        Ok(invocation)
    }

    /// Reads the option at `at` and gives the place after what it takes.
    fn option(&self, forms: &[Form], title: &str, at: usize, options: &mut Vec<(&'static str, Vec<Value<'s>>)>) -> Result<usize, Fault> {
        let words = &self.command.words;
        let word = &words[at];
        let beginning = word.beginning();
        let name = beginning.split('=').next().unwrap_or_default();
        let negated = name.strip_prefix("--no-").map(|rest| format!("--{rest}"));
        let found = forms.iter().find(|form| {
            form.name == name || form.short == Some(name) || (form.takes == Takes::Nothing && negated.as_deref() == Some(form.name))
        });
        let Some(form) = found else {
            let known: Vec<&str> = forms.iter().filter(|form| form.refused.is_none()).map(|form| form.name).collect();
            return Err(self.unknown(word.span, &format!("{title} has no option"), name, &known));
        };
        if let Some(why) = form.refused {
            return Err(self.fault(word.span, format!("{name} {why}")));
        }
        let attached = (beginning.len() > name.len()).then(|| Value { word, skip: name.len() + 1 });
        let mut at = at + 1;
        let mut values: Vec<Value<'s>> = attached.into_iter().collect();
        match form.takes {
            Takes::Nothing if !values.is_empty() => return Err(self.fault(word.span, format!("{name} takes no value"))),
            // What is turned off is as if it were not there.
            Takes::Nothing if negated.as_deref() == Some(form.name) && form.name != name => return Ok(at),
            Takes::Nothing => {}
            Takes::One | Takes::Many => {
                let most = if form.takes == Takes::One { 1 } else { usize::MAX };
                while values.len() < most
                    && let Some(value) = words.get(at).filter(|value| !value.beginning().starts_with("--"))
                {
                    values.push(Value { word: value, skip: 0 });
                    at += 1;
                }
                if values.is_empty() {
                    return Err(self.fault(word.span, format!("{name} expects a value after it")));
                }
            }
        }
        options.push((form.name, values));
        Ok(at)
    }

    fn unknown(&self, span: Span, what: &str, name: &str, known: &[&str]) -> Fault {
        let close = known.iter().map(|each| (strsim::jaro_winkler(name, each), *each));
        let closest = close.max_by(|one, other| one.0.total_cmp(&other.0)).filter(|(likeness, _)| *likeness > 0.8);
        let fault = self.fault(span, format!("{what} {name}"));
        match closest {
            Some((_, name)) => fault.help(format!("Did you mean {name}?")),
            None => fault.help(format!("It has {}.", known.join(", "))),
        }
    }
}

impl<'s> Invocation<'s> {
    /// The words that an option takes, the last time that it stands there.
    pub fn option(&self, name: &str) -> Option<&[Value<'s>]> {
        self.options.iter().rev().find(|(option, _)| *option == name).map(|(_, values)| values.as_slice())
    }

    /// Whether an option stands there.
    pub fn has(&self, name: &str) -> bool {
        self.option(name).is_some()
    }
}
