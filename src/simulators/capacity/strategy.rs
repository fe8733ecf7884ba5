//! A strategy that ECS takes.

use crate::facts;

/// One item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StrategyItem {
    /// The capacity provider's name.
    pub capacity_provider: String,
    /// Its part of the tasks beyond the base, relative to the others.
    pub weight: i64,
    /// Tasks that it gets before any are shared out.
    pub base: i64,
}

/// Items that ECS takes together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strategy {
    items: Vec<StrategyItem>,
}

/// Why items are no strategy, with the item that is wrong, counted from 0, where it is one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StrategyError {
    /// Nothing to choose from.
    #[error("the strategy has no capacity provider")]
    Empty,
    /// Over the limit.
    #[error("the strategy has {0} capacity providers; ECS takes at most {max}", max = facts::MAX_STRATEGY_CAPACITY_PROVIDERS)]
    TooMany(usize),
    /// Out of range.
    #[error("weight {weight} is not in {}-{}", facts::CAPACITY_PROVIDER_WEIGHT.start(), facts::CAPACITY_PROVIDER_WEIGHT.end())]
    Weight {
        /// The item.
        item: usize,
        /// What it says.
        weight: i64,
    },
    /// Out of range.
    #[error("base {base} is not in {}-{}", facts::CAPACITY_PROVIDER_BASE.start(), facts::CAPACITY_PROVIDER_BASE.end())]
    Base {
        /// The item.
        item: usize,
        /// What it says.
        base: i64,
    },
    /// The second item with a base.
    #[error("{first} has a base already; only one capacity provider can have one")]
    SecondBase {
        /// The item.
        item: usize,
        /// The provider that has one.
        first: String,
    },
    /// The provider stands there already.
    #[error("{name} is in the strategy twice")]
    Repeated {
        /// The item.
        item: usize,
        /// The provider.
        name: String,
    },
    /// Fargate and an Auto Scaling group.
    #[error("{name} does not mix with {first}: a strategy is for Fargate or for Auto Scaling groups")]
    Mixed {
        /// The item.
        item: usize,
        /// Its provider.
        name: String,
        /// The first provider of the other sort.
        first: String,
    },
    /// Nothing can be shared out.
    #[error("every weight is 0, so no task beyond the base has a place; at least one must be above 0")]
    NoWeight,
}

impl StrategyError {
    /// The item that is wrong, counted from 0.
    pub fn item(&self) -> Option<usize> {
        match self {
            Self::Weight { item, .. }
            | Self::Base { item, .. }
            | Self::SecondBase { item, .. }
            | Self::Repeated { item, .. }
            | Self::Mixed { item, .. } => Some(*item),
            Self::Empty | Self::TooMany(_) | Self::NoWeight => None,
        }
    }
}

impl Strategy {
    /// A strategy of items in this order.
    ///
    /// # Errors
    /// When ECS would reject them.
    pub fn new(items: Vec<StrategyItem>) -> Result<Self, StrategyError> {
        if items.is_empty() {
            return Err(StrategyError::Empty);
        }
        if items.len() > facts::MAX_STRATEGY_CAPACITY_PROVIDERS {
            return Err(StrategyError::TooMany(items.len()));
        }
        let is_fargate = |item: &StrategyItem| facts::FARGATE_CAPACITY_PROVIDERS.contains(&item.capacity_provider.as_str());
        let mut with_base: Option<&StrategyItem> = None;
        for (index, item) in items.iter().enumerate() {
            if !facts::CAPACITY_PROVIDER_WEIGHT.contains(&item.weight) {
                return Err(StrategyError::Weight { item: index, weight: item.weight });
            }
            if !facts::CAPACITY_PROVIDER_BASE.contains(&item.base) {
                return Err(StrategyError::Base { item: index, base: item.base });
            }
            if items[..index].iter().any(|other| other.capacity_provider == item.capacity_provider) {
                return Err(StrategyError::Repeated { item: index, name: item.capacity_provider.clone() });
            }
            if is_fargate(item) != is_fargate(&items[0]) {
                let (name, first) = (item.capacity_provider.clone(), items[0].capacity_provider.clone());
                return Err(StrategyError::Mixed { item: index, name, first });
            }
            if item.base > 0 {
                if let Some(first) = with_base {
                    return Err(StrategyError::SecondBase { item: index, first: first.capacity_provider.clone() });
                }
                with_base = Some(item);
            }
        }
        if items.iter().all(|item| item.weight == 0) {
            return Err(StrategyError::NoWeight);
        }
        Ok(Self { items })
    }

    /// The items in the order of the text.
    pub fn items(&self) -> &[StrategyItem] {
        &self.items
    }
}
