//! Finding log streams: of tasks on the engine, and of those that are gone.

use std::time::SystemTime;

use super::{Engine, EngineError, KeptStream, Label, LogEvents, LogPlan, LogRecord, LogStore, LogStream, RunOptions, RunningTask};

/// Which streams; what is `None` does not matter.
#[derive(Debug, Clone, Default)]
pub struct LogQuery {
    /// Beginning of the task's id.
    pub task: Option<String>,
    /// Log group.
    pub group: Option<String>,
    /// Log stream.
    pub stream: Option<String>,
    /// Name of the container.
    pub container: Option<String>,
}

/// A stream and where its events are.
#[derive(Debug, Clone)]
pub struct FoundLog {
    /// Whose it is.
    pub stream: LogStream,
    /// When its task was made, where that still is on the engine, else when it was kept.
    at: SystemTime,
    place: Place,
}

#[derive(Debug, Clone)]
enum Place {
    /// With the engine: the container's id and its log configuration.
    Engine { id: String, log: Option<LogPlan> },
    /// On disk.
    Kept(KeptStream),
}

/// Why logs could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LogQueryError {
    /// The engine fails.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The disk fails.
    #[error("kept logs cannot be read: {0}")]
    Store(#[from] std::io::Error),
}

impl LogQuery {
    /// The streams that match, those on the engine first. Where neither task nor group nor stream is said, those of the latest
    /// task. `engine` and `store` are left out where there is none.
    ///
    /// # Errors
    /// When engine or disk fail.
    pub fn find(&self, engine: Option<&dyn Engine>, store: Option<&LogStore>) -> Result<Vec<FoundLog>, LogQueryError> {
        let mut found = engine.map_or(Ok(Vec::new()), on_engine)?;
        for kept in store.map_or(Ok(Vec::new()), LogStore::streams)? {
            // What another process is removing right now is in both places.
            if !found.iter().any(|log| (&log.stream.task, &log.stream.container) == (&kept.stream.task, &kept.stream.container)) {
                found.push(FoundLog { stream: kept.stream.clone(), at: kept.kept_at, place: Place::Kept(kept) });
            }
        }
        let mut task = self.task.clone();
        if task.is_none() && self.group.is_none() && self.stream.is_none() {
            task = found.iter().max_by_key(|log| log.at).map(|log| log.stream.task.clone());
        }
        let says = |wanted: &Option<String>, has: Option<&String>| wanted.as_ref().is_none_or(|wanted| has == Some(wanted));
        found.retain(|FoundLog { stream, .. }| {
            task.as_ref().is_none_or(|task| stream.task.starts_with(task.as_str()))
                && says(&self.group, stream.log_group_name.as_ref())
                && says(&self.stream, stream.log_stream_name.as_ref())
                && says(&self.container, Some(&stream.container))
        });
        Ok(found)
    }
}

/// Streams of the containers on the engine: the latest task first, its containers in order.
fn on_engine(engine: &dyn Engine) -> Result<Vec<FoundLog>, LogQueryError> {
    let mut ids: Vec<String> = Vec::new();
    for container in engine.containers(Label::Task, None)? {
        if !ids.contains(&container.task) {
            ids.push(container.task);
        }
    }
    let mut found = Vec::new();
    for id in ids.iter().rev() {
        // One may end between the two questions.
        let Some(task) = RunningTask::adopt(engine, id, RunOptions::default())? else { continue };
        let at = task.describe().created_at;
        found.extend(task.log_streams().map(|(stream, log, id)| FoundLog {
            stream,
            at,
            place: Place::Engine { id: id.to_string(), log: log.cloned() },
        }));
    }
    Ok(found)
}

impl FoundLog {
    /// Whether its container is still on the engine.
    pub fn is_live(&self) -> bool {
        matches!(self.place, Place::Engine { .. })
    }

    /// Its events so far.
    ///
    /// # Errors
    /// When engine or disk fail; [`EngineError::NoSuchContainer`] when the container went away meanwhile.
    pub fn events(&self, engine: Option<&dyn Engine>, store: Option<&LogStore>) -> Result<LogEvents, LogQueryError> {
        match (&self.place, engine, store) {
            (Place::Engine { id, log }, Some(engine), _) => Ok(LogEvents::of(engine.records(id, false, None)?, log.as_ref(), engine.now())),
            (Place::Kept(kept), _, Some(store)) => Ok(LogEvents { events: store.events(kept)?, cut: kept.cut }),
            _ => Ok(LogEvents::default()),
        }
    }

    /// The lines that its container wrote and writes, beginning with the last `tail`; `None` for one that is gone.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn follow(
        &self,
        engine: &dyn Engine,
        tail: Option<usize>,
    ) -> Result<Option<Box<dyn Iterator<Item = LogRecord> + Send>>, EngineError> {
        match &self.place {
            Place::Engine { id, .. } => engine.records(id, true, tail).map(Some),
            Place::Kept(_) => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ContainerPlan, FakeEngine, Script, TaskPlan};
    use super::*;

    fn plan(family: &str) -> TaskPlan {
        let options =
            [("awslogs-group", "/lab"), ("awslogs-stream-prefix", "web")].map(|(key, value)| (key.to_string(), value.to_string()));
        let log = LogPlan { driver: "awslogs".to_string(), options: options.to_vec() };
        let web = ContainerPlan { name: "web".to_string(), essential: true, log: Some(log), ..ContainerPlan::default() };
        let beside = ContainerPlan { name: "beside".to_string(), ..ContainerPlan::default() };
        TaskPlan { family: family.to_string(), containers: vec![web, beside], ..TaskPlan::default() }
    }

    fn found(query: LogQuery, engine: &FakeEngine, store: &LogStore) -> Vec<(String, String, Vec<String>)> {
        let logs = query.find(Some(engine), Some(store)).expect("nothing fails");
        logs.iter()
            .map(|log| {
                let events = log.events(Some(engine), Some(store)).expect("nothing fails").events;
                let messages = events.into_iter().map(|event| event.message).collect();
                (log.stream.container.clone(), log.stream.log_stream_name.clone().unwrap_or_default(), messages)
            })
            .collect()
    }

    #[test]
    fn streams_are_found_while_the_task_runs_and_when_it_is_gone() {
        let home = tempfile::tempdir().expect("a folder");
        let store = LogStore::in_home(home.path());
        let engine = FakeEngine::new([("web", Script::default().writes("one\ntwo\n")), ("beside", Script::default().writes("three\n"))]);
        let options = || RunOptions { log_store: Some(store.clone()), ..RunOptions::default() };
        let gone = RunningTask::start(&engine, plan("gone"), options()).expect("it starts");
        let gone_id = gone.id().to_string();
        let stream = format!("web/web/{gone_id}");
        let expected = vec![
            ("web".to_string(), stream.clone(), vec!["one".to_string(), "two".to_string()]),
            ("beside".to_string(), String::new(), vec!["three".to_string()]),
        ];
        assert_eq!(found(LogQuery::default(), &engine, &store), expected, "while it runs");
        // Dropped, as when a check panics: what it wrote is kept all the same.
        drop(gone);
        let mut kept = found(LogQuery::default(), &engine, &store);
        kept.sort_by_key(|(container, ..)| container != "web");
        assert_eq!(kept, expected, "when it is gone");

        let live = RunningTask::start(&engine, plan("live"), options()).expect("it starts");
        let of_live = found(LogQuery { task: Some(live.id().to_string()), ..LogQuery::default() }, &engine, &store);
        assert!(of_live.len() == 2 && of_live[0].1.ends_with(live.id()), "{of_live:?}");
        // Made at the beginning of the engine's time, long before the other was kept.
        assert!(found(LogQuery::default(), &engine, &store).iter().all(|log| kept.contains(log)));
        for (query, count) in [
            (LogQuery { task: Some(gone_id[..10].to_string()), ..LogQuery::default() }, 2),
            (LogQuery { group: Some("/lab".to_string()), ..LogQuery::default() }, 2),
            (LogQuery { stream: Some(stream), ..LogQuery::default() }, 1),
            (LogQuery { container: Some("beside".to_string()), ..LogQuery::default() }, 1),
            (LogQuery { group: Some("/other".to_string()), ..LogQuery::default() }, 0),
        ] {
            assert_eq!(found(query.clone(), &engine, &store).len(), count, "{query:?}");
        }
        assert_eq!(LogQuery::default().find(None, Some(&store)).expect("nothing fails").len(), 2, "without an engine");
    }
}
