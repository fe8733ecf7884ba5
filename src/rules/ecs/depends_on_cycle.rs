//! ECS201

use std::collections::HashMap;

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};
use crate::source::Span;

declare_rule! {
    /// Containers wait for each other in a circle, so none of them can be the first to start, and the task never runs. A
    /// container that waits for itself is the smallest circle. `links` and `volumesFrom` make a container wait as `dependsOn`
    /// does, so they count too.
    DEPENDS_ON_CYCLE {
        code: "ECS201",
        name: "depends-on-cycle",
        severity: Error,
        summary: "Containers wait for each other in a circle.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html",
        verified: "2026-11-21",
        lesson: "fargate/containers",
        fails: r#"{"family": "web", "containerDefinitions": [
  {"name": "web", "image": "nginx:1.28", "memory": 128, "dependsOn": [{"containerName": "api", "condition": "START"}]},
  {"name": "api", "image": "busybox:1.37", "memory": 64, "dependsOn": [{"containerName": "web", "condition": "START"}]}]}"#,
        passes: r#"{"family": "web", "containerDefinitions": [
  {"name": "web", "image": "nginx:1.28", "memory": 128, "dependsOn": [{"containerName": "api", "condition": "START"}]},
  {"name": "api", "image": "busybox:1.37", "memory": 64}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let containers = &task.container_definitions;
    let mut index = HashMap::new();
    for (number, container) in containers.iter().enumerate() {
        if let Some(name) = container.name.literal() {
            index.entry(name).or_insert(number);
        }
    }
    let edges: Vec<Vec<(usize, Span)>> = containers
        .iter()
        .map(|container| {
            let waited_for = container.depends_on.iter().filter_map(|dependency| dependency.container_name);
            let shared = container.volumes_from.iter().filter_map(|source| source.source_container);
            let targets = waited_for.chain(shared).chain(container.links.iter().copied()).filter_map(|value| {
                // A link is `name` or `name:alias`.
                let name = value.literal()?.split(':').next()?;
                Some((*index.get(name)?, value.span()))
            });
            targets.collect()
        })
        .collect();
    for cycle in cycles(&edges) {
        let path: Vec<&str> = cycle.iter().map(|(from, _)| containers[*from].label()).collect();
        let message = match path.as_slice() {
            [alone] => format!("container \"{alone}\" waits for itself"),
            _ => format!("containers wait for each other: {} -> {}", path.join(" -> "), path[0]),
        };
        let Some(((_, closing), others)) = cycle.split_last() else { continue };
        let finding = findings.report(*closing, message);
        finding.help("remove one of these dependencies");
        for (from, span) in others {
            finding.related(*span, format!("\"{}\" waits here", containers[*from].label()));
        }
    }
}

/// Every circle that a walk along the edges runs into, as the nodes of the circle with the edge that leaves each.
///
/// The walk keeps its own stack: a document may hold more containers than the machine's stack has room for.
fn cycles(edges: &[Vec<(usize, Span)>]) -> Vec<Vec<(usize, Span)>> {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        No,
        OnPath,
        Done,
    }
    let mut seen = vec![Seen::No; edges.len()];
    let mut found = Vec::new();
    for start in 0..edges.len() {
        if seen[start] != Seen::No {
            continue;
        }
        seen[start] = Seen::OnPath;
        // A node, and how many of its edges are walked.
        let mut path = vec![(start, 0)];
        while let Some((node, walked)) = path.last_mut() {
            let node = *node;
            let Some((target, _)) = edges[node].get(*walked) else {
                seen[node] = Seen::Done;
                path.pop();
                continue;
            };
            *walked += 1;
            match seen[*target] {
                Seen::No => {
                    seen[*target] = Seen::OnPath;
                    path.push((*target, 0));
                }
                Seen::OnPath => {
                    let first = path.iter().position(|(on_path, _)| on_path == target).unwrap_or_default();
                    found.push(path[first..].iter().map(|(from, walked)| (*from, edges[*from][walked - 1].1)).collect());
                }
                Seen::Done => {}
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_circle_is_found_once() {
        let graph = |edges: &[&[usize]]| -> Vec<Vec<(usize, Span)>> {
            edges.iter().map(|targets| targets.iter().map(|target| (*target, Span::default())).collect()).collect()
        };
        let found = |edges: &[&[usize]]| -> Vec<Vec<usize>> {
            cycles(&graph(edges)).iter().map(|cycle| cycle.iter().map(|(node, _)| *node).collect()).collect()
        };
        assert_eq!(found(&[&[1], &[2], &[]]), Vec::<Vec<usize>>::new());
        assert_eq!(found(&[&[0]]), vec![vec![0]]);
        assert_eq!(found(&[&[1], &[2], &[0]]), vec![vec![0, 1, 2]]);
        assert_eq!(found(&[&[1], &[0], &[3], &[2, 0]]), vec![vec![0, 1], vec![2, 3]]);
        let chain: Vec<Vec<(usize, Span)>> = (0..100_000).map(|node| vec![((node + 1) % 100_000, Span::default())]).collect();
        assert_eq!(cycles(&chain).len(), 1);
    }
}
