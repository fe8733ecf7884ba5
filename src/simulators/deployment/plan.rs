//! The steps of a deployment, one after the other.

use super::{DeploymentStrategy, Service};

/// A step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Replace tasks between floor and ceiling until the target revision has taken over.
    Roll,
    /// A lifecycle stage begins.
    Enter(&'static str),
    /// The hooks of the stage run.
    Hooks(&'static str),
    /// Start all tasks of the new revision and wait until they are healthy.
    ScaleUp,
    /// All test traffic goes to the new revision.
    TestTraffic,
    /// This share of the production traffic, in tenths of a percent, goes to the new revision.
    Shift(u64),
    /// Seconds in which only alarms matter.
    Bake(u64),
    /// Stop the revision that is not the target.
    CleanUp,
}

/// The steps of a service's deployment.
pub(super) fn steps(service: &Service) -> Vec<Step> {
    let bake = service.bake_minutes * 60;
    let (first, between) = match service.strategy {
        DeploymentStrategy::Rolling => {
            let mut steps = vec![Step::Roll];
            steps.extend((bake > 0).then_some(Step::Bake(bake)));
            return steps;
        }
        DeploymentStrategy::BlueGreen => (vec![1000], 0),
        DeploymentStrategy::Linear { step_tenths, bake_minutes } => {
            ((1..=1000_u64.div_ceil(step_tenths.max(1))).map(|step| (step * step_tenths).min(1000)).collect(), bake_minutes)
        }
        DeploymentStrategy::Canary { tenths, bake_minutes } => (if tenths < 1000 { vec![tenths, 1000] } else { vec![1000] }, bake_minutes),
    };
    let mut steps = Vec::new();
    let mut stage = |name: &'static str, work: &[Step]| {
        steps.push(Step::Enter(name));
        steps.extend_from_slice(work);
        steps.push(Step::Hooks(name));
    };
    stage("RECONCILE_SERVICE", &[]);
    stage("PRE_SCALE_UP", &[]);
    stage("SCALE_UP", &[Step::ScaleUp]);
    stage("POST_SCALE_UP", &[]);
    stage("TEST_TRAFFIC_SHIFT", &[Step::TestTraffic]);
    stage("POST_TEST_TRAFFIC_SHIFT", &[]);
    for share in first {
        stage("PRE_PRODUCTION_TRAFFIC_SHIFT", &[]);
        // No pause after the last step: the bake time of the deployment follows.
        let pause = if share < 1000 { Step::Bake(between * 60) } else { Step::Bake(0) };
        stage("PRODUCTION_TRAFFIC_SHIFT", &[Step::Shift(share), pause]);
    }
    stage("POST_PRODUCTION_TRAFFIC_SHIFT", &[]);
    stage("BAKE_TIME", &[Step::Bake(bake)]);
    stage("CLEAN_UP", &[Step::CleanUp]);
    steps
}

/// The steps back to the old revision.
pub(super) fn steps_back(strategy: DeploymentStrategy) -> Vec<Step> {
    match strategy {
        DeploymentStrategy::Rolling => vec![Step::Roll],
        // Back at once, whatever the steps were on the way there; old tasks that died or were cleaned up come back before.
        _ => vec![Step::ScaleUp, Step::Shift(0), Step::CleanUp],
    }
}
