//! Item analysis: how hard a question is for a class, and whether it tells those who know from those who do not.
//!
//! Only first attempts count. `p` is the share of right ones. Discrimination compares who was right here with how the same learners did
//! on all their other questions (the *rest score*, so that the item is not correlated with itself):
//!
//! - from [`POINT_BISERIAL_FROM`] learners on, the corrected item-total point-biserial correlation,
//!   r = (M1 − M0) / s · √(p (1 − p)), with the mean rest scores of those right and wrong and the standard deviation (÷ n) of all;
//! - from [`JUDGED_FROM`] learners on, the upper-lower index D = p(upper) − p(lower) of the 27 % with the highest and the lowest rest
//!   scores (Kelley, "The selection of upper and lower groups for the validation of test items", 1939); learners who tie at the edge of a
//!   group share its last places;
//! - below that, none: chance would decide.
//!
//! The words follow Ebel ("Measuring Educational Achievement", 1965): below 0 look at the key, below 0.2 weak, below 0.3 fair, else good.

use serde::Serialize;

/// Fewer learners say nothing about a question.
const JUDGED_FROM: usize = 10;
/// From here on the correlation is steady enough.
const POINT_BISERIAL_FROM: usize = 30;
/// The share of each of the two groups.
const GROUP: f64 = 0.27;

/// What the first attempts at a question say.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemStatistics {
    /// Learners who tried it.
    pub n: usize,
    /// The share that was right.
    pub p: f64,
    /// How well it tells learners apart; none where there are too few, or all gave the same answer.
    pub discrimination: Option<Discrimination>,
    /// What to make of it.
    pub verdict: Verdict,
}

/// How well a question tells learners apart: from -1 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Discrimination {
    /// The number.
    pub value: f64,
    /// How it was found.
    pub method: Method,
    /// Learners who have a rest score.
    pub n: usize,
}

/// How discrimination is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Corrected item-total point-biserial correlation.
    PointBiserial,
    /// Upper-lower index of the outer 27 %.
    UpperLower,
}

impl Method {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::PointBiserial => "point-biserial",
            Self::UpperLower => "upper-lower",
        }
    }
}

/// What to make of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Not enough learners to judge it.
    TooFew,
    /// All were right.
    AllRight,
    /// All were wrong.
    AllWrong,
    /// The better learners are wrong more often: look at the key and the wording.
    Negative,
    /// It hardly tells learners apart.
    Weak,
    /// It does so somewhat.
    Fair,
    /// It does so well.
    Good,
}

impl Verdict {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::TooFew => "too few learners to judge",
            Self::AllRight => "all right",
            Self::AllWrong => "all wrong",
            Self::Negative => "negative: look at the key and the wording",
            Self::Weak => "weak",
            Self::Fair => "fair",
            Self::Good => "good",
        }
    }
}

/// First attempts at one question: whether each was right, and the learner's rest score from 0 to 1, if there were other questions.
pub fn analyse_item(attempts: &[(bool, Option<f64>)]) -> ItemStatistics {
    let n = attempts.len();
    let right = attempts.iter().filter(|(right, _)| *right).count();
    let p = if n == 0 { 0.0 } else { right as f64 / n as f64 };
    let scored: Vec<(f64, f64)> = attempts.iter().filter_map(|(right, rest)| Some((f64::from(u8::from(*right)), (*rest)?))).collect();
    let value = match scored.len() {
        count if count < JUDGED_FROM => None,
        count if count < POINT_BISERIAL_FROM => upper_lower(&scored).map(|value| (value, Method::UpperLower)),
        _ => point_biserial(&scored).map(|value| (value, Method::PointBiserial)),
    };
    let discrimination = value.map(|(value, method)| Discrimination { value, method, n: scored.len() });
    let verdict = match discrimination {
        _ if n < JUDGED_FROM => Verdict::TooFew,
        _ if right == n => Verdict::AllRight,
        _ if right == 0 => Verdict::AllWrong,
        None => Verdict::TooFew,
        Some(found) if found.value < 0.0 => Verdict::Negative,
        Some(found) if found.value < 0.2 => Verdict::Weak,
        Some(found) if found.value < 0.3 => Verdict::Fair,
        Some(_) => Verdict::Good,
    };
    ItemStatistics { n, p, discrimination, verdict }
}

/// None where either does not vary.
fn point_biserial(scored: &[(f64, f64)]) -> Option<f64> {
    let n = scored.len() as f64;
    let mean = |values: &mut dyn Iterator<Item = f64>| {
        let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
        if count > 0.0 { Some(sum / count) } else { None }
    };
    let right = mean(&mut scored.iter().filter(|(item, _)| *item > 0.5).map(|(_, rest)| *rest))?;
    let wrong = mean(&mut scored.iter().filter(|(item, _)| *item < 0.5).map(|(_, rest)| *rest))?;
    let all = mean(&mut scored.iter().map(|(_, rest)| *rest))?;
    let p = scored.iter().map(|(item, _)| item).sum::<f64>() / n;
    let deviation = (scored.iter().map(|(_, rest)| (rest - all).powi(2)).sum::<f64>() / n).sqrt();
    (deviation > 1e-9).then(|| (right - wrong) / deviation * (p * (1.0 - p)).sqrt())
}

/// None where all rest scores are the same: then there is no upper group.
fn upper_lower(scored: &[(f64, f64)]) -> Option<f64> {
    let places = ((scored.len() as f64) * GROUP).round().max(1.0);
    let mut sorted = scored.to_vec();
    sorted.sort_by(|a, b| a.1.total_cmp(&b.1));
    let (lowest, highest) = (sorted.first()?.1, sorted.last()?.1);
    if highest - lowest < 1e-9 {
        return None;
    }
    let lower = share_right(sorted.iter(), places);
    let upper = share_right(sorted.iter().rev(), places);
    Some(upper - lower)
}

/// The share right among the first learners; those who tie at the edge share the last places evenly.
fn share_right<'a>(sorted: impl Iterator<Item = &'a (f64, f64)> + Clone, places: f64) -> f64 {
    let edge = sorted.clone().nth(places as usize - 1).map_or(0.0, |(_, rest)| *rest);
    let ties = |rest: f64| (rest - edge).abs() < 1e-9;
    let inside: Vec<f64> = sorted.clone().take_while(|(_, rest)| !ties(*rest)).map(|(item, _)| *item).collect();
    let at_edge: Vec<f64> = sorted.filter(|(_, rest)| ties(*rest)).map(|(item, _)| *item).collect();
    let left = places - inside.len() as f64;
    (inside.iter().sum::<f64>() + left * at_edge.iter().sum::<f64>() / at_edge.len() as f64) / places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempts(rows: &[(bool, f64)], times: usize) -> Vec<(bool, Option<f64>)> {
        rows.iter().flat_map(|(right, rest)| std::iter::repeat_n((*right, Some(*rest)), times)).collect()
    }

    /// By hand. Rest scores 0.2 0.4 0.6 0.8, wrong wrong right right, ten times: M1 = 0.7, M0 = 0.3, mean 0.5,
    /// s = √((0.09 + 0.01 + 0.01 + 0.09) / 4) = √0.05 = 0.223607; r = 0.4 / 0.223607 · √0.25 = 0.894427.
    #[test]
    fn the_point_biserial_is_as_computed_by_hand() {
        let found = analyse_item(&attempts(&[(false, 0.2), (false, 0.4), (true, 0.6), (true, 0.8)], 10));
        let discrimination = found.discrimination.expect("enough learners");
        assert_eq!((found.n, found.p, discrimination.method, found.verdict), (40, 0.5, Method::PointBiserial, Verdict::Good));
        assert!((discrimination.value - 0.894_427).abs() < 1e-6, "{discrimination:?}");
        let turned = analyse_item(&attempts(&[(true, 0.2), (true, 0.4), (false, 0.6), (false, 0.8)], 10));
        assert!(turned.discrimination.is_some_and(|found| (found.value + 0.894_427).abs() < 1e-6));
        assert_eq!(turned.verdict, Verdict::Negative);
    }

    /// By hand. Eleven learners, 27 % are 2.97, so 3: the highest 1.0 0.9 0.8 are right right wrong (2/3); the lowest 0.0 and 0.1 are wrong
    /// and right, and two tie at 0.2 for the third place, one of them right: (0 + 1 + 0.5) / 3 = 0.5. D = 2/3 − 1/2 = 0.166667.
    #[test]
    fn the_upper_lower_index_is_as_computed_by_hand_and_ties_share() {
        let mut rows = vec![
            (true, 1.0),
            (true, 0.9),
            (false, 0.8),
            (true, 0.7),
            (true, 0.6),
            (false, 0.5),
            (true, 0.4),
            (true, 0.2),
            (false, 0.2),
            (true, 0.1),
            (false, 0.0),
        ];
        for _ in 0..2 {
            let found = analyse_item(&attempts(&rows, 1));
            let discrimination = found.discrimination.expect("enough learners");
            assert_eq!((discrimination.method, discrimination.n, found.verdict), (Method::UpperLower, 11, Verdict::Weak));
            assert!((discrimination.value - 1.0 / 6.0).abs() < 1e-9, "{discrimination:?}");
            rows.reverse();
        }
    }

    #[test]
    fn what_chance_would_decide_is_not_judged() {
        type Attempts = Vec<(bool, Option<f64>)>;
        let cases: [(Attempts, Verdict); 6] = [
            (Vec::new(), Verdict::TooFew),
            (attempts(&[(true, 0.9), (false, 0.1), (true, 0.8)], 3), Verdict::TooFew),
            (attempts(&[(true, 0.9), (true, 0.1)], 10), Verdict::AllRight),
            (attempts(&[(false, 0.9), (false, 0.1)], 20), Verdict::AllWrong),
            // All learners are alike elsewhere.
            (attempts(&[(true, 0.5), (false, 0.5)], 8), Verdict::TooFew),
            // Nobody answered anything else.
            ([(true, None), (false, None)].repeat(20), Verdict::TooFew),
        ];
        for (rows, verdict) in cases {
            let found = analyse_item(&rows);
            assert_eq!(found.verdict, verdict, "{rows:?}");
            assert!(found.p.is_finite() && found.discrimination.is_none_or(|found| found.value.is_finite()));
        }
    }
}
