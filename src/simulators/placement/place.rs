//! Placing the tasks of a request, one after the other.

use super::candidates::Candidates;
use super::choices::Met;
use super::eligibility::{State, states};
use super::outcome::{Outcome, Placement, Rejection, Unplaced, loads};
use super::{Cluster, Request, RequestKind, RunningTask, choices};

/// Places what the request still needs: all of `RunTask`'s tasks, and of a service those that it does not have yet.
///
/// `seed` matters to the strategy `random` only. A service that has more tasks than it wants is a case for [`super::scale_in`].
pub fn place(cluster: &Cluster, tasks: &[RunningTask], request: &Request, seed: u64) -> Outcome {
    let mut states = states(cluster, tasks, request);
    let strategies = request.effective_strategies();
    let mut candidates = Candidates::new(&strategies, &states);
    let mut rejections: Vec<Option<Rejection>> = Vec::with_capacity(states.len());
    for (index, state) in states.iter().enumerate() {
        let reason = state.rejects(request);
        if reason.is_none() {
            candidates.insert(index, state);
        }
        rejections.push(reason.map(|reason| Rejection { since: 1, reason }));
    }
    let before = loads(&states);
    let wanted = wanted(request, &states, &rejections);
    let mut random = fastrand::Rng::with_seed(seed);
    let mut placements = Vec::new();
    let mut equal_last = false;
    for task in 1..=wanted {
        let Some(pick) = candidates.pick(&mut random) else { break };
        candidates.take(pick.instance, &states[pick.instance]);
        let state = &mut states[pick.instance];
        state.take(request);
        match state.rejects(request) {
            Some(reason) => rejections[pick.instance] = Some(Rejection { since: task + 1, reason }),
            None => candidates.insert(pick.instance, state),
        }
        equal_last |= pick.equal > 1;
        placements.push(Placement { task, instance: pick.instance, key: pick.key, equal: pick.equal, candidates: pick.candidates });
    }
    let unplaced =
        (placements.len() < wanted).then(|| Unplaced { first: placements.len() + 1, last: wanted, closest: closest(&rejections) });
    let met = Met {
        equals: equal_last,
        several_reasons: states.iter().any(|state| state.fails_several_checks(request)),
        several_failures: unplaced.is_some() && differ(&rejections),
    };
    Outcome {
        instances: cluster.instances.iter().map(|instance| (instance.id.clone(), instance.arn.clone())).collect(),
        placements,
        rejections,
        unplaced,
        stopped: Vec::new(),
        before,
        after: loads(&states),
        explanation: choices::explain(request, &strategies, wanted, &states),
        choices: choices::made(cluster, request, &strategies, met).into_sentences(),
        strategies,
    }
}

fn wanted(request: &Request, states: &[State<'_>], rejections: &[Option<Rejection>]) -> usize {
    let existing: i64 = states.iter().map(|state| state.group_tasks).sum();
    match request.kind {
        RequestKind::RunTask => request.count,
        RequestKind::Replica => request.count.saturating_sub(usize::try_from(existing).unwrap_or(0)),
        RequestKind::Daemon => rejections.iter().filter(|rejection| rejection.is_none()).count(),
    }
}

fn differ(rejections: &[Option<Rejection>]) -> bool {
    let mut reasons = rejections.iter().flatten().map(|rejection| &rejection.reason);
    reasons.next().is_some_and(|first| reasons.any(|reason| reason != first))
}

/// The instance that passed the most checks, the first such one.
fn closest(rejections: &[Option<Rejection>]) -> Option<usize> {
    let known = rejections.iter().enumerate().filter_map(|(index, rejection)| Some((index, rejection.as_ref()?)));
    // `max_by` would keep the last of equals.
    known.rev().max_by(|(_, left), (_, right)| left.reason.checked().cmp(&right.reason.checked())).map(|(index, _)| index)
}
