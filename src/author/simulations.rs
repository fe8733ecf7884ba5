//! Questions proved by simulators: the answer holds what the question claims.

use crate::course::SimulatorProof;
use crate::lab::answer;

/// What is wrong with a proof; `None` where it holds.
pub(super) fn problem(proof: &SimulatorProof) -> Option<String> {
    let answer = match answer(&proof.run) {
        Ok(answer) => answer,
        Err(error) => return Some(format!("cannot be simulated: {error}")),
    };
    if proof.expects.is_empty() {
        return Some("expects nothing".to_string());
    }
    proof.expects.iter().find_map(|(pointer, expected)| match answer.pointer(pointer) {
        Some(found) if found == expected => None,
        Some(found) => Some(format!("claims {expected} at {pointer}, but the simulator answers {found}")),
        None => Some(format!("claims {expected} at {pointer}, where the answer has nothing")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proof(yaml: &str) -> SimulatorProof {
        yaml_of(yaml).expect("a proof")
    }

    fn yaml_of(yaml: &str) -> Result<SimulatorProof, serde_yaml::Error> {
        serde_yaml::from_str(yaml)
    }

    const DEPLOYMENT: &str = "{simulator: deployment, service: '{\"desiredCount\": 2}', \
                              scenario: '{\"newTasks\": \"healthy\", \"startSeconds\": 1, \"healthySeconds\": 1}'}";

    #[test]
    fn every_simulator_can_prove() {
        for (run, pointer, value) in [
            (DEPLOYMENT, "/outcome", "COMPLETED"),
            ("{simulator: capacity, count: 5, strategy: '[{\"capacityProvider\": \"A\", \"weight\": 1}]'}", "/placements/0/count", "5"),
            ("{simulator: managed-scaling, needed: 2, running: 3, target: 100}", "/capacityProviderReservation", "66.7"),
            (
                "{simulator: policy, identity: ['{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}}'], \
                 action: ['ecr:GetAuthorizationToken']}",
                "/EvaluationResults/0/EvalDecision",
                "allowed",
            ),
            (
                "{simulator: lifecycle, now: '2026-11-24T00:00:00Z', images: '{\"imageDetails\": []}', policy: '{\"rules\": [{\"rulePriority\": 1, \
                 \"selection\": {\"tagStatus\": \"any\", \"countType\": \"imageCountMoreThan\", \"countNumber\": 1}, \"action\": {\"type\": \"expire\"}}]}'}",
                "/summary/expiringImageTotalCount",
                "0",
            ),
            (
                "{simulator: placement, cluster: '[]', request: '{\"taskDefinition\": {\"containerDefinitions\": [{\"name\": \"a\"}]}}'}",
                "/failures/0/task",
                "1",
            ),
            (
                "{simulator: autoscaling, target: '{\"MinCapacity\": 1, \"MaxCapacity\": 4}', policy: ['{\"PolicyName\": \"cpu\", \
                 \"PolicyType\": \"TargetTrackingScaling\", \"TargetTrackingScalingPolicyConfiguration\": {\"TargetValue\": 50, \
                 \"PredefinedMetricSpecification\": {\"PredefinedMetricType\": \"ECSServiceAverageCPUUtilization\"}}}'], metrics: \"time,cpu\\n0,100\\n\", running: 2}",
                "/desired/1/desired",
                "4",
            ),
        ] {
            let holds = proof(&format!("{{run: {run}, expects: {{{pointer}: {value}}}}}"));
            assert_eq!(problem(&holds), None, "{run}");
            let wrong = proof(&format!("{{run: {run}, expects: {{{pointer}: 77}}}}"));
            assert!(problem(&wrong).is_some_and(|problem| problem.contains("claims 77")), "{run}");
        }
    }

    #[test]
    fn what_proves_nothing_is_a_problem() {
        for (expects, says) in [("{}", "expects nothing"), ("{/nowhere: 1}", "where the answer has nothing")] {
            let problem = problem(&proof(&format!("{{run: {DEPLOYMENT}, expects: {expects}}}")));
            assert!(problem.is_some_and(|problem| problem.contains(says)), "{expects}");
        }
        let broken = DEPLOYMENT.replace("\"desiredCount\": 2", "\"desiredCount\": -2");
        let problem = problem(&proof(&format!("{{run: {broken}, expects: {{/outcome: COMPLETED}}}}")));
        assert!(problem.is_some_and(|problem| problem.contains("service:1:18: desiredCount is -2")));
        assert!(yaml_of(&format!("{{run: {}, expects: {{}}}}", DEPLOYMENT.replace("scenario", "scenery"))).is_err());
    }
}
