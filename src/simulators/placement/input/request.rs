//! `run-task`, `create-service` and `describe-services`

use super::reader::Reader;
use super::{needs, place_in_text};
use crate::facts::{BUILT_IN_ATTRIBUTES, MAX_EXPRESSION_LENGTH, MAX_PLACEMENT_CONSTRAINTS, MAX_PLACEMENT_STRATEGIES, SPREAD_FIELDS};
use crate::simulators::placement::query::{self, Field};
use crate::simulators::placement::{BinpackBy, Cluster, Constraint, Request, RequestKind, SpreadBy, Strategy};
use crate::source::{Fault, SourceFile, Span};
use crate::syntax::{Data, Node};

/// Larger counts are refused, so that no number in a file takes all memory.
const MAX_TASKS: i64 = 1_000_000;
const REQUEST_KEYS: [&str; 12] = [
    "capacityProviderStrategy",
    "count",
    "desiredCount",
    "group",
    "launchType",
    "overrides",
    "placementConstraints",
    "placementStrategy",
    "schedulingStrategy",
    "serviceName",
    "tags",
    "taskDefinition",
];

/// Where a request's task definition is.
#[derive(Debug, Clone, Copy)]
pub enum Definition<'a> {
    /// In the request itself.
    Here(&'a Node<'a>),
    /// In a file: the path as it is written, and where.
    File(&'a str, Span),
}

/// Finds the `taskDefinition` of a request.
///
/// # Errors
/// When it is missing or neither an object nor a path.
pub fn definition<'a>(source: &'a SourceFile, node: &'a Node<'a>) -> Result<Definition<'a>, Fault> {
    let reader = unwrap(source, node)?;
    match reader.get("taskDefinition") {
        Some(node) => match &node.data {
            Data::Object(_) => Ok(Definition::Here(node)),
            Data::String(path) if !path.is_empty() => Ok(Definition::File(path, node.span)),
            _ => Err(reader.fault(node.span, format!("`taskDefinition` is {}, not an object or a path", node.type_name()))),
        },
        None => Err(reader
            .fault(reader.node.span, "`taskDefinition` is missing")
            .help("give the task definition as an object or as the path of a file")),
    }
}

/// The request inside the output of `describe-services` with one service, or of `create-service`.
fn unwrap<'a>(source: &'a SourceFile, node: &'a Node<'a>) -> Result<Reader<'a>, Fault> {
    let reader = Reader::new(source, node, "the request")?;
    if let Some(service) = reader.object("service")? {
        return Ok(service);
    }
    match reader.objects("services")?.as_slice() {
        [] => Ok(reader),
        [service] => Ok(*service),
        several => Err(reader.fault(several[1].node.span, format!("{} services; one is expected", several.len()))),
    }
}

/// Reads a request with its task definition, which may be wrapped as `describe-task-definition` prints it.
///
/// # Errors
/// At the first value that cannot be used: expressions are checked, and attributes against the cluster.
pub fn read_request(request: (&SourceFile, &Node<'_>), definition: (&SourceFile, &Node<'_>), cluster: &Cluster) -> Result<Request, Fault> {
    let reader = unwrap(request.0, request.1)?;
    reader.refuse_misspelt(&REQUEST_KEYS)?;
    refuse_fargate(&reader)?;
    let mut definition = Reader::new(definition.0, definition.1, "the task definition")?;
    if let Some(inner) = definition.object("taskDefinition")? {
        definition = inner;
    }
    let kind = kind(&reader)?;
    let overrides = reader.object("overrides")?;
    let needs = needs::read(&definition, overrides.as_ref())?;
    let mut choices = Vec::new();
    let mut constraints = constraints(&definition, false, cluster, &mut choices)?;
    constraints.extend(self::constraints(&reader, true, cluster, &mut choices)?);
    if constraints.len() > MAX_PLACEMENT_CONSTRAINTS {
        let message =
            format!("{} constraints with those of the task definition; at most {MAX_PLACEMENT_CONSTRAINTS} are allowed", constraints.len());
        return Err(reader.fault(reader.get("placementConstraints").map_or(reader.node.span, |node| node.span), message));
    }
    if kind == RequestKind::Daemon && !constraints.iter().any(|constraint| matches!(constraint, Constraint::DistinctInstance)) {
        constraints.push(Constraint::DistinctInstance);
    }
    Ok(Request {
        kind,
        count: count(&reader, kind)?,
        group: group(&reader, &definition)?,
        needs,
        constraints,
        strategies: strategies(&reader, kind, cluster)?,
        choices,
    })
}

fn refuse_fargate(reader: &Reader<'_>) -> Result<(), Fault> {
    let mut names = vec![reader.text("launchType")?];
    for item in reader.objects("capacityProviderStrategy")? {
        names.push(item.text("capacityProvider")?);
    }
    match names.into_iter().flatten().find(|(name, _)| name.starts_with("FARGATE")) {
        Some((name, span)) => Err(reader
            .fault(span, format!("`{name}`: Fargate has no container instances to place tasks on"))
            .help("placement is for EC2 capacity")),
        None => Ok(()),
    }
}

fn kind(reader: &Reader<'_>) -> Result<RequestKind, Fault> {
    let strategy = reader.text("schedulingStrategy")?;
    match strategy {
        Some(("DAEMON", _)) => Ok(RequestKind::Daemon),
        None | Some(("REPLICA", _)) if reader.get("serviceName").is_some() => Ok(RequestKind::Replica),
        None => Ok(RequestKind::RunTask),
        Some(("REPLICA", _)) => Err(reader.fault(reader.node.span, "`serviceName` is missing")),
        Some((other, span)) => Err(reader.fault(span, format!("`schedulingStrategy` is `{other}`; it is REPLICA or DAEMON"))),
    }
}

fn count(reader: &Reader<'_>, kind: RequestKind) -> Result<usize, Fault> {
    let (name, default, least) = match kind {
        RequestKind::RunTask => ("count", 1, 1),
        RequestKind::Replica => ("desiredCount", 1, 0),
        RequestKind::Daemon => return Ok(0),
    };
    let other = if kind == RequestKind::RunTask { "desiredCount" } else { "count" };
    if let Some(member) = reader.node.get(other) {
        let whose = if kind == RequestKind::RunTask {
            "a service, and the request has no `serviceName`"
        } else {
            "RunTask; a service has `desiredCount`"
        };
        return Err(reader.fault(member.key_span, format!("`{other}` is of {whose}")));
    }
    let Some((count, span)) = reader.count(name)? else { return Ok(default) };
    if !(least..=MAX_TASKS).contains(&count) {
        return Err(reader.fault(span, format!("`{name}` is {count}; it is {least} to {MAX_TASKS} here")));
    }
    // In the range above, so it fits.
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

fn group(reader: &Reader<'_>, definition: &Reader<'_>) -> Result<String, Fault> {
    if let Some((name, _)) = reader.text("serviceName")? {
        return Ok(format!("service:{name}"));
    }
    if let Some((group, _)) = reader.text("group")? {
        return Ok(group.to_string());
    }
    Ok(format!("family:{}", definition.text("family")?.map_or("task", |(family, _)| family)))
}

fn constraints(reader: &Reader<'_>, is_request: bool, cluster: &Cluster, choices: &mut Vec<String>) -> Result<Vec<Constraint>, Fault> {
    let mut constraints = Vec::new();
    for item in reader.objects("placementConstraints")? {
        let (kind, span) = item.required_text("type")?;
        let expression = item.text("expression")?;
        constraints.push(match (kind, expression) {
            ("distinctInstance", None) if is_request => Constraint::DistinctInstance,
            ("distinctInstance", None) => {
                return Err(item.fault(span, "a task definition cannot have `distinctInstance`").help("put it into the request"));
            }
            ("distinctInstance", Some((_, span))) => return Err(item.fault(span, "`distinctInstance` takes no expression")),
            ("memberOf", Some((text, span))) => Constraint::MemberOf(expression_of(&item, text, span, cluster, choices)?),
            ("memberOf", None) => return Err(item.fault(item.node.span, "`memberOf` without `expression`")),
            _ => return Err(item.fault(span, format!("`{kind}` is no constraint")).help("constraints are memberOf and distinctInstance")),
        });
    }
    Ok(constraints)
}

fn expression_of(
    item: &Reader<'_>,
    text: &str,
    span: Span,
    cluster: &Cluster,
    choices: &mut Vec<String>,
) -> Result<query::Expression, Fault> {
    let length = text.chars().count();
    if length > MAX_EXPRESSION_LENGTH {
        return Err(item.fault(span, format!("the expression has {length} characters; at most {MAX_EXPRESSION_LENGTH} are allowed")));
    }
    let parsed = query::parse(text).map_err(|error| place_in_text::fault(item.source, span, &error))?;
    for condition in parsed.expression.conditions() {
        if let Field::Attribute(name) = &condition.field
            && let Some(help) = unknown_built_in(name, cluster)
        {
            return Err(place_in_text::fault(item.source, span, &query::unknown_attribute(text, name, help)));
        }
    }
    for choice in parsed.choices {
        if !choices.contains(&choice) {
            choices.push(choice);
        }
    }
    Ok(parsed.expression)
}

/// What to do about a name that begins as AWS's own do, but is none and no instance has it.
fn unknown_built_in(name: &str, cluster: &Cluster) -> Option<String> {
    if !name.starts_with("ecs.") || BUILT_IN_ATTRIBUTES.contains(&name) || has_attribute(cluster, name) {
        return None;
    }
    let near = BUILT_IN_ATTRIBUTES.into_iter().find(|known| strsim::damerau_levenshtein(known, name) <= 3);
    Some(near.map_or_else(|| format!("AWS's own are {}", BUILT_IN_ATTRIBUTES.join(", ")), |near| format!("did you mean `{near}`?")))
}

fn has_attribute(cluster: &Cluster, name: &str) -> bool {
    cluster.instances.iter().any(|instance| instance.attributes.contains_key(name))
}

fn strategies(reader: &Reader<'_>, kind: RequestKind, cluster: &Cluster) -> Result<Vec<Strategy>, Fault> {
    let items = reader.objects("placementStrategy")?;
    if let (RequestKind::Daemon, Some(first)) = (kind, items.first()) {
        return Err(first.fault(first.node.span, "a daemon takes no `placementStrategy`: it places one task on each instance"));
    }
    if let Some(extra) = items.get(MAX_PLACEMENT_STRATEGIES) {
        return Err(extra.fault(extra.node.span, format!("{} strategies; at most {MAX_PLACEMENT_STRATEGIES} are allowed", items.len())));
    }
    items.iter().map(|item| strategy(item, cluster)).collect()
}

fn strategy(item: &Reader<'_>, cluster: &Cluster) -> Result<Strategy, Fault> {
    let (kind, span) = item.required_text("type")?;
    match kind {
        "random" => match item.text("field")? {
            Some((field, span)) if !field.is_empty() => Err(item.fault(span, "`random` takes no `field`")),
            _ => Ok(Strategy::Random),
        },
        "binpack" => match item.required_text("field")? {
            (field, _) if field.eq_ignore_ascii_case("cpu") => Ok(Strategy::Binpack(BinpackBy::Cpu)),
            (field, _) if field.eq_ignore_ascii_case("memory") => Ok(Strategy::Binpack(BinpackBy::Memory)),
            (field, span) => Err(item.fault(span, format!("`binpack` cannot use `{field}`")).help("its fields are cpu and memory")),
        },
        "spread" => {
            let (field, span) = item.required_text("field")?;
            if SPREAD_FIELDS.iter().any(|known| known.eq_ignore_ascii_case(field)) {
                return Ok(Strategy::Spread(SpreadBy::Instance));
            }
            let Some(name) = field.strip_prefix("attribute:").filter(|name| !name.is_empty()) else {
                let help = "its fields are instanceId, host and attribute:NAME, such as attribute:ecs.availability-zone";
                return Err(item.fault(span, format!("`spread` cannot use `{field}`")).help(help));
            };
            if !cluster.instances.is_empty() && !has_attribute(cluster, name) {
                let fault = item.fault(span, format!("unknown attribute: no instance of the cluster has `{name}`"));
                return Err(fault.help(
                    unknown_built_in(name, cluster).unwrap_or_else(|| "put the attribute on the instances, or spread over another".into()),
                ));
            }
            Ok(Strategy::Spread(SpreadBy::Attribute(name.to_string())))
        }
        _ => Err(item.fault(span, format!("`{kind}` is no strategy")).help("strategies are binpack, spread and random")),
    }
}
