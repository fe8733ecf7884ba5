//! Commands with their standard streams.

use std::time::Duration;

use futures_util::StreamExt;
use testcontainers::bollard::Docker;
use testcontainers::bollard::container::LogOutput;
use testcontainers::bollard::exec::{CreateExecOptions, ResizeExecOptions, StartExecOptions, StartExecResults};
use tokio::io::AsyncWriteExt;
use tokio::sync::mpsc;

use super::super::{EngineError, ExecInput, ExecInputs, ExecRequest, ExecStream};
use super::{about, failed};

/// Pieces of input that wait to be sent.
const PIECES_AHEAD: usize = 16;

/// Runs a command to its end; gives its exit code.
pub(super) async fn attach(
    docker: &Docker,
    id: &str,
    request: &ExecRequest,
    inputs: ExecInputs,
    on_output: &mut dyn FnMut(ExecStream, &[u8]),
) -> Result<i64, EngineError> {
    let terminal = request.terminal.is_some();
    let options = CreateExecOptions {
        cmd: Some(request.command.clone()),
        user: request.user.clone(),
        tty: Some(terminal),
        attach_stdin: Some(request.input),
        attach_stdout: Some(true),
        attach_stderr: Some(true),
        ..Default::default()
    };
    let exec = docker.create_exec(id, options).await.map_err(|error| about(id, "run a command", &error))?.id;
    let start = StartExecOptions { tty: terminal, ..StartExecOptions::default() };
    let started = docker.start_exec(&exec, Some(start)).await.map_err(|error| about(id, "run a command", &error))?;
    let StartExecResults::Attached { mut output, mut input } = started else {
        return Err(EngineError::Failed { action: "run a command", message: "it was not attached".to_string() });
    };
    if let Some((height, width)) = request.terminal {
        // A command that has ended already has no terminal any more.
        let _ = docker.resize_exec(&exec, ResizeExecOptions { height, width }).await;
    }
    let mut inputs = handed_on(inputs);
    let mut open = request.input;
    loop {
        tokio::select! {
            chunk = output.next() => match chunk {
                Some(Ok(LogOutput::StdErr { message })) => on_output(ExecStream::Error, &message),
                Some(Ok(chunk)) => on_output(ExecStream::Output, &chunk.into_bytes()),
                Some(Err(error)) => return Err(failed("read a command's output", &error)),
                None => break,
            },
            piece = inputs.recv(), if open => match piece {
                // A command that does not read its input may end all the same.
                Some(ExecInput::Bytes(bytes)) => open = input.write_all(&bytes).await.is_ok() && input.flush().await.is_ok(),
                Some(ExecInput::Size((height, width))) => {
                    let _ = docker.resize_exec(&exec, ResizeExecOptions { height, width }).await;
                }
                None => {
                    open = false;
                    let _ = input.shutdown().await;
                }
            },
        }
    }
    loop {
        let seen = docker.inspect_exec(&exec).await.map_err(|error| failed("read an exit code", &error))?;
        if let (Some(exit_code), false) = (seen.exit_code, seen.running.unwrap_or(false)) {
            return Ok(exit_code);
        }
        // The output ends a moment before the engine has noted the exit code, and there is no event for it.
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// From a thread's channel to one that can be awaited. The thread ends with its next input once nobody waits any more.
fn handed_on(inputs: ExecInputs) -> mpsc::Receiver<ExecInput> {
    let (sender, receiver) = mpsc::channel(PIECES_AHEAD);
    std::thread::spawn(move || {
        for input in inputs {
            if sender.blocking_send(input).is_err() {
                return;
            }
        }
    });
    receiver
}
