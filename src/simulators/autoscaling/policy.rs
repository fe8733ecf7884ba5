//! What Application Auto Scaling is told.

use super::Schedule;

/// `RegisterScalableTarget`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScalableTarget {
    /// The service: `service/CLUSTER/NAME`.
    pub resource_id: Option<String>,
    /// `MinCapacity`
    pub min: u64,
    /// `MaxCapacity`
    pub max: u64,
    /// `DynamicScalingInSuspended`
    pub in_suspended: bool,
    /// `DynamicScalingOutSuspended`
    pub out_suspended: bool,
    /// `ScheduledScalingSuspended`
    pub schedule_suspended: bool,
}

/// `PutScalingPolicy`
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// The column of the metrics that it looks at.
    pub column: usize,
    /// What it does.
    pub kind: PolicyKind,
}

/// `PolicyType`
#[derive(Debug, Clone, PartialEq)]
pub enum PolicyKind {
    /// `TargetTrackingScaling`
    TargetTracking(TargetTracking),
    /// `StepScaling`, with the alarm that runs it.
    Step(StepScaling, Alarm),
}

impl Policy {
    /// Seconds to wait after a scale-out.
    pub fn out_cooldown(&self) -> u64 {
        match &self.kind {
            PolicyKind::TargetTracking(tracking) => tracking.out_cooldown,
            PolicyKind::Step(step, _) => step.cooldown,
        }
    }

    /// Seconds to wait after a scale-in.
    pub fn in_cooldown(&self) -> u64 {
        match &self.kind {
            PolicyKind::TargetTracking(tracking) => tracking.in_cooldown,
            PolicyKind::Step(step, _) => step.cooldown,
        }
    }

    /// The value of the metric that the policy compares with.
    pub fn reference(&self) -> f64 {
        match &self.kind {
            PolicyKind::TargetTracking(tracking) => tracking.target,
            PolicyKind::Step(_, alarm) => alarm.threshold,
        }
    }
}

/// `TargetTrackingScalingPolicyConfiguration`
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TargetTracking {
    /// `TargetValue`, above 0.
    pub target: f64,
    /// `ScaleOutCooldown`
    pub out_cooldown: u64,
    /// `ScaleInCooldown`
    pub in_cooldown: u64,
    /// `DisableScaleIn`
    pub scale_in_disabled: bool,
}

/// `StepScalingPolicyConfiguration`
#[derive(Debug, Clone, PartialEq)]
pub struct StepScaling {
    /// `AdjustmentType`
    pub adjustment: AdjustmentType,
    /// `StepAdjustments`, in the order of their bounds, without gaps.
    pub steps: Vec<StepAdjustment>,
    /// `MinAdjustmentMagnitude`
    pub magnitude: u64,
    /// `Cooldown`
    pub cooldown: u64,
}

/// `AdjustmentType`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdjustmentType {
    /// Tasks more or fewer.
    ChangeInCapacity,
    /// Percent more or fewer.
    PercentChangeInCapacity,
    /// So many tasks.
    ExactCapacity,
}

/// `StepAdjustment`; bounds relate to the alarm's threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StepAdjustment {
    /// `MetricIntervalLowerBound`; none is without end.
    pub lower: Option<f64>,
    /// `MetricIntervalUpperBound`; none is without end.
    pub upper: Option<f64>,
    /// `ScalingAdjustment`
    pub adjustment: i64,
}

/// `PutMetricAlarm`, as far as a step policy needs it.
#[derive(Debug, Clone, PartialEq)]
pub struct Alarm {
    /// `AlarmName`
    pub name: String,
    /// `MetricName`
    pub metric: String,
    /// `Threshold`
    pub threshold: f64,
    /// `ComparisonOperator`
    pub comparison: Comparison,
    /// `EvaluationPeriods`: so many data points are looked at.
    pub periods: usize,
    /// `DatapointsToAlarm`: so many of them breach.
    pub datapoints: usize,
    /// Policies in `AlarmActions`.
    pub policies: Vec<String>,
}

/// `ComparisonOperator`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `GreaterThanThreshold`
    Greater,
    /// `GreaterThanOrEqualToThreshold`
    GreaterOrEqual,
    /// `LessThanThreshold`
    Less,
    /// `LessThanOrEqualToThreshold`
    LessOrEqual,
}

impl Alarm {
    /// Whether a value breaches.
    pub fn breaches(&self, value: f64) -> bool {
        match self.comparison {
            Comparison::Greater => value > self.threshold,
            Comparison::GreaterOrEqual => value >= self.threshold,
            Comparison::Less => value < self.threshold,
            Comparison::LessOrEqual => value <= self.threshold,
        }
    }

    /// Whether high values breach.
    pub fn is_above(&self) -> bool {
        matches!(self.comparison, Comparison::Greater | Comparison::GreaterOrEqual)
    }
}

/// `PutScheduledAction`
#[derive(Debug, Clone, PartialEq)]
pub struct ScheduledAction {
    /// Its name.
    pub name: String,
    /// When it runs.
    pub schedule: Schedule,
    /// `StartTime`, seconds since 1970.
    pub start: Option<i64>,
    /// `EndTime`
    pub end: Option<i64>,
    /// `ScalableTargetAction.MinCapacity`
    pub min: Option<u64>,
    /// `ScalableTargetAction.MaxCapacity`
    pub max: Option<u64>,
}
