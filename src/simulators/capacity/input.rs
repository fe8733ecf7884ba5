//! A strategy as `--capacity-provider-strategy` takes it.

use super::{Strategy, StrategyItem};
use crate::source::{Fault, SourceFile, Span};
use crate::syntax::{Data, Node};

const FORM: &str = "write it as capacityProvider=FARGATE,weight=1,base=1, or as JSON [{\"capacityProvider\": \"FARGATE\", \"weight\": 1}]";
/// Where documents of ECS hold a strategy.
const HOLDERS: [&str; 2] = ["capacityProviderStrategy", "defaultCapacityProviderStrategy"];

/// An item and where it stands, so that what is wrong with it has a place.
struct Placed {
    item: StrategyItem,
    whole: Span,
    name: Span,
    weight: Option<Span>,
    base: Option<Span>,
}

/// Reads a list of items, one item, or a document that holds a `capacityProviderStrategy`.
///
/// # Errors
/// What ECS would reject, with its place.
pub fn read_strategy(source: &SourceFile, node: &Node<'_>) -> Result<Strategy, Fault> {
    let held = HOLDERS.iter().find_map(|name| node.get(name)).map_or(node, |member| &member.value);
    let items = match &held.data {
        Data::Array(items) => items.as_slice(),
        Data::Object(_) => std::slice::from_ref(held),
        _ => return Err(Fault::at(source, held.span, format!("expected a strategy, found {}", held.type_name())).help(FORM)),
    };
    let placed = items.iter().map(|item| read_item(source, item)).collect::<Result<Vec<_>, _>>()?;
    checked(placed.into_iter().map(|placed| (source, placed)).collect(), (source, held.span))
}

/// Reads items in the shorthand of the AWS CLI, one source each.
///
/// # Errors
/// What does not parse or ECS would reject, with its place.
pub fn read_shorthand(sources: &[SourceFile]) -> Result<Strategy, Fault> {
    let Some(first) = sources.first() else {
        return Err(Fault::at(&SourceFile::new("--strategy", ""), Span::default(), "the strategy has no capacity provider").help(FORM));
    };
    let placed = sources.iter().map(|source| Ok((source, read_words(source)?))).collect::<Result<Vec<_>, Fault>>()?;
    checked(placed, (first, Span::new(0, first.text().len())))
}

fn checked(placed: Vec<(&SourceFile, Placed)>, whole: (&SourceFile, Span)) -> Result<Strategy, Fault> {
    let items = placed.iter().map(|(_, placed)| placed.item.clone()).collect();
    Strategy::new(items).map_err(|error| {
        use super::StrategyError::{Base, SecondBase, Weight};
        let (source, span) = match error.item().and_then(|item| placed.get(item)) {
            None => whole,
            Some((source, placed)) => {
                let span = match &error {
                    Weight { .. } => placed.weight.unwrap_or(placed.whole),
                    Base { .. } | SecondBase { .. } => placed.base.unwrap_or(placed.whole),
                    _ => placed.name,
                };
                (*source, span)
            }
        };
        Fault::at(source, span, error.to_string())
    })
}

fn read_item(source: &SourceFile, node: &Node<'_>) -> Result<Placed, Fault> {
    if !matches!(node.data, Data::Object(_)) {
        return Err(Fault::at(source, node.span, format!("expected a strategy item, found {}", node.type_name())).help(FORM));
    }
    let mut reading = Reading::default();
    for member in node.members().iter().filter(|member| member.value.data != Data::Null) {
        let text = match &member.value.data {
            Data::String(text) | Data::Number(text) => text,
            _ => return Err(Fault::at(source, member.value.span, format!("{} holds {}", member.key, member.value.type_name())).help(FORM)),
        };
        reading.take(source, &member.key, member.key_span, text, member.value.span)?;
    }
    reading.finish(source, node.span)
}

fn read_words(source: &SourceFile) -> Result<Placed, Fault> {
    let mut reading = Reading::default();
    let mut at = 0;
    for word in source.text().split(',') {
        let span = Span::new(at, at + word.len());
        let Some((key, value)) = word.split_once('=') else {
            return Err(Fault::at(source, span, format!("{word:?} is no key=value")).help(FORM));
        };
        let value_span = Span::new(at + key.len() + 1, at + word.len());
        reading.take(source, key.trim(), span, value.trim(), value_span)?;
        at += word.len() + 1;
    }
    reading.finish(source, Span::new(0, source.text().len()))
}

#[derive(Default)]
struct Reading {
    name: Option<(String, Span)>,
    weight: Option<(i64, Span)>,
    base: Option<(i64, Span)>,
}

impl Reading {
    fn take(&mut self, source: &SourceFile, key: &str, key_span: Span, value: &str, span: Span) -> Result<(), Fault> {
        let number = || value.parse::<i64>().map_err(|_| Fault::at(source, span, format!("{key} {value:?} is no whole number")));
        match key {
            "capacityProvider" if value.is_empty() => return Err(Fault::at(source, span, "capacityProvider is empty")),
            "capacityProvider" => self.name = Some((value.to_string(), span)),
            "weight" => self.weight = Some((number()?, span)),
            "base" => self.base = Some((number()?, span)),
            _ => return Err(Fault::at(source, key_span, format!("{key} is no member of a strategy item")).help(FORM)),
        }
        Ok(())
    }

    fn finish(self, source: &SourceFile, whole: Span) -> Result<Placed, Fault> {
        let Some((capacity_provider, name)) = self.name else {
            return Err(Fault::at(source, whole, "capacityProvider is missing").help(FORM));
        };
        // Both are 0 where the API gets none.
        let (weight, base) = (self.weight.map_or(0, |(weight, _)| weight), self.base.map_or(0, |(base, _)| base));
        let (weight_span, base_span) = (self.weight.map(|(_, span)| span), self.base.map(|(_, span)| span));
        Ok(Placed { item: StrategyItem { capacity_provider, weight, base }, whole, name, weight: weight_span, base: base_span })
    }
}
