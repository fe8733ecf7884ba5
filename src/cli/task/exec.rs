//! `ecslab task exec`

use std::io::{IsTerminal, Read, Write};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::Duration;

use super::super::{Exit, Failure, Session, engine};
use super::stop::chosen;
use crate::runtime::{ContainerPlan, ExecInput, ExecRequest, ExecStream, RunOptions, RunningTask, Status, TaskPlan};

/// Pieces of input on their way.
const PIECES_AHEAD: usize = 16;
/// How often the terminal is asked for its size.
const SIZE_INTERVAL: Duration = Duration::from_millis(250);

/// Run a command in a container of a running task, as root, with the variables of the container.
///
/// The exit code is that of the command.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab task exec 5f0c2a9be1d4 --container web -- cat /etc/hostname\n  \
    ecslab task exec 5f0c2a9be1d4 --interactive -- sh\n\n\
    `aws ecs execute-command` takes the command as one text (--command), is always interactive, and does not hand on its exit code. \
    It works through an agent in the container: the task must be started with enableExecuteCommand, and its task role must allow \
    the four actions of ssmmessages.")]
pub struct Arguments {
    /// Id of the task, or its beginning; `ecslab task list` shows ids.
    #[arg(value_name = "TASK_ID")]
    task: String,
    /// Name of the container; not needed where only one runs.
    #[arg(long, value_name = "NAME")]
    container: Option<String>,
    /// Connect standard input, and where that is a terminal, give the command one.
    #[arg(long, short)]
    interactive: bool,
    /// The command and its words.
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<String>,
}

/// Finds the container, runs the command and ends with its exit code.
pub fn run(arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    let engine = engine::connect()?;
    let ids = chosen(engine.as_ref(), Some(&arguments.task))?;
    let gone = || Failure::usage("the task has just ended").help("`ecslab task list` shows those that run.");
    let id = ids.first().ok_or_else(gone)?;
    let task = RunningTask::adopt(engine.as_ref(), id, RunOptions::default()).map_err(engine::failure)?.ok_or_else(gone)?;
    let container = container(&task, arguments.container.as_deref())?;
    for note in notes(task.plan(), container) {
        // Nothing can be done when standard error is closed.
        let _ = writeln!(anstream::stderr().lock(), "note: {note}");
    }
    let terminal = arguments.interactive && std::io::stdin().is_terminal();
    let request = ExecRequest {
        command: arguments.command.clone(),
        user: Some("0".to_string()),
        terminal: terminal.then(size),
        input: arguments.interactive,
    };
    let exit_code = {
        let _raw = terminal.then(RawTerminal::enter).transpose()?;
        let (sender, inputs) = sync_channel(PIECES_AHEAD);
        if arguments.interactive {
            read_input(sender.clone());
        }
        if terminal {
            watch_size(sender.clone());
        }
        drop(sender);
        // What cannot be printed any more is let go; the command runs to its end.
        let mut print = |stream: ExecStream, bytes: &[u8]| {
            let _ = match stream {
                ExecStream::Output => write(&mut std::io::stdout().lock(), bytes),
                ExecStream::Error => write(&mut std::io::stderr().lock(), bytes),
            };
        };
        task.attach(&container.name, &request, inputs, &mut print).map_err(engine::failure)?
    };
    Ok(Exit::Command(u8::try_from(exit_code).unwrap_or(u8::MAX)))
}

fn write(out: &mut impl Write, bytes: &[u8]) -> std::io::Result<()> {
    out.write_all(bytes)?;
    out.flush()
}

/// The container named, or the only one that runs.
fn container<'t>(task: &'t RunningTask<'_>, name: Option<&str>) -> Result<&'t ContainerPlan, Failure> {
    let runs = |name: &str| task.container(name).is_some_and(|state| state.status == Status::Running);
    let running: Vec<&ContainerPlan> = task.plan().containers.iter().filter(|container| runs(&container.name)).collect();
    let names = || running.iter().map(|container| container.name.as_str()).collect::<Vec<_>>().join(", ");
    match (name, &running[..]) {
        (_, []) => Err(Failure::usage("no container of the task runs")),
        (None, [only]) => Ok(only),
        (None, _) => Err(Failure::usage("several containers run").help(format!("Say which one: --container, one of {}.", names()))),
        (Some(name), _) => {
            running.iter().find(|container| container.name == name).copied().ok_or_else(|| {
                Failure::usage(format!("no container {name} runs in the task")).help(format!("Those that run: {}.", names()))
            })
        }
    }
}

/// Why ECS Exec would not work with this definition, or not well
/// (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html>).
fn notes(task: &TaskPlan, container: &ContainerPlan) -> Vec<&'static str> {
    let mut notes = Vec::new();
    if task.task_role.is_none() {
        notes.push("on AWS this needs a taskRoleArn, whose role allows ssmmessages to ECS Exec");
    }
    if container.readonly_root {
        notes.push("on AWS this does not work with readonlyRootFilesystem: the agent of ECS Exec writes files");
    }
    if !container.init {
        notes.push("for ECS Exec AWS recommends initProcessEnabled, which cleans up after the agent's processes");
    }
    notes
}

/// Rows and columns.
fn size() -> (u16, u16) {
    crossterm::terminal::size().map_or((24, 80), |(columns, rows)| (rows, columns))
}

/// The thread ends with the process: nothing can wake it from its reading.
fn read_input(inputs: SyncSender<ExecInput>) {
    std::thread::spawn(move || {
        let mut buffer = [0; 8 * 1024];
        let mut stdin = std::io::stdin().lock();
        while let Ok(count @ 1..) = stdin.read(&mut buffer) {
            if inputs.send(ExecInput::Bytes(buffer[..count].to_vec())).is_err() {
                return;
            }
        }
    });
}

fn watch_size(inputs: SyncSender<ExecInput>) {
    std::thread::spawn(move || {
        let mut known = size();
        loop {
            std::thread::sleep(SIZE_INTERVAL);
            let now = size();
            if now != known && inputs.send(ExecInput::Size(now)).is_err() {
                return;
            }
            known = now;
        }
    });
}

/// A terminal that hands on every key, until this value is dropped.
struct RawTerminal;

impl RawTerminal {
    fn enter() -> Result<Self, Failure> {
        crossterm::terminal::enable_raw_mode().map_err(|error| Failure::usage(format!("the terminal cannot be used: {error}")))?;
        Ok(Self)
    }
}

impl Drop for RawTerminal {
    fn drop(&mut self) {
        // The terminal is gone.
        let _ = crossterm::terminal::disable_raw_mode();
    }
}
