//! The limit of a difference quotient, with an error that can be believed.
//!
//! One step fits all functions no better than one shoe. 6e-6 is excellent for sin at 1
//! and larger than the whole domain of ln to the left of 1e-6; at 1e4, where x allows
//! nothing smaller than 1e-12, it must not grow with x either, for sin still has a
//! period of 6. So the usual step is *checked*: half of it must give the same quotient,
//! up to rounding. If it does not, the whole ladder of steps is climbed down, each half
//! of the one before.
//!
//! On the ladder a quotient whose error is in even powers of h is improved as Richardson
//! did it: two neighbours give the limit without h², three without h⁴, and so on. Each
//! improved number comes with the disagreement of the two it was made of. The smallest
//! disagreement wins, provided that the finer steps, with the rounding they suffer from,
//! do not contradict it: seen from far away a narrow bump is perfectly flat.

use super::differences::Estimate;

/// A difference quotient at one step.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quotient {
    pub(super) value: f64,
    /// ε times the size of what was subtracted, divided as the value was.
    pub(super) rounding: f64,
}

impl Quotient {
    /// `None` where a value was not finite.
    pub(super) fn new(value: f64, rounding: f64) -> Option<Self> {
        (value.is_finite() && rounding.is_finite()).then_some(Self { value, rounding })
    }
}

/// The steps that make sense at a point.
#[derive(Debug, Clone, Copy)]
pub(super) struct Steps {
    /// The usual one.
    pub(super) usual: f64,
    /// Where the ladder starts.
    pub(super) largest: f64,
    /// Below this there is nothing but rounding.
    pub(super) smallest: f64,
    /// The quotient's kind.
    pub(super) kind: Kind,
}

/// How errors depend on the step.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kind {
    /// Rounding grows like 1/hᵖ as h shrinks: 1 for first derivatives, 2 for second.
    power: i32,
    /// Half the step divides the truncation by this …
    first: f64,
    /// … and its next term by so much more.
    growth: f64,
}

impl Kind {
    /// A central difference: errors h², h⁴, h⁶, …
    pub(super) const CENTRAL: Self = Self { power: 1, first: 4.0, growth: 4.0 };
    /// A second difference: the same errors, twice the rounding.
    pub(super) const SECOND: Self = Self { power: 2, first: 4.0, growth: 4.0 };
    /// A one-sided difference from three points: errors h², h³, h⁴, …
    pub(super) const ONE_SIDED: Self = Self { power: 1, first: 4.0, growth: 2.0 };
}

/// How many neighbours on the ladder are combined.
const COLUMNS: usize = 6;
/// So many of the finest steps tell how noisy f is, if it is noisier than rounding.
const NOISY: usize = 8;
/// Rounding is assumed to be up to so many ε: f is more than one operation.
const OPERATIONS: f64 = 16.0;

/// The quotient at the usual step where half the step agrees to a relative `agreement`,
/// else the best of the ladder.
pub(super) fn checked(
    quotient: &mut dyn FnMut(f64) -> Option<Quotient>,
    steps: Steps,
    agreement: f64,
) -> Option<Estimate> {
    let pair = (quotient(steps.usual), quotient(0.5 * steps.usual));
    let found = match pair {
        (Some(usual), Some(half)) => agreeing(usual, half, agreement),
        _ => None,
    };
    found.or_else(|| ladder(quotient, steps))
}

/// The quotient at a step, if that at half the step says the same.
pub(super) fn agreeing(usual: Quotient, half: Quotient, agreement: f64) -> Option<Estimate> {
    // The error falls to a quarter, so the difference is three quarters of it.
    let error = (usual.value - half.value).abs() * 4.0 / 3.0;
    let allowed = agreement * usual.value.abs() + OPERATIONS * usual.rounding;
    (error <= allowed).then_some(Estimate { value: usual.value, error: error + usual.rounding })
}

/// The best estimate that all steps of the ladder allow.
pub(super) fn ladder(
    quotient: &mut dyn FnMut(f64) -> Option<Quotient>,
    steps: Steps,
) -> Option<Estimate> {
    let rungs: Vec<_> = rungs(steps).map(|h| (h, quotient(h))).collect();
    best(&rungs, steps.kind)
}

/// The steps of the ladder, from the largest to the smallest.
pub(super) fn rungs(steps: Steps) -> impl Iterator<Item = f64> {
    // Half of an infinite step is infinite: such a ladder has no end, and no rung of use.
    std::iter::successors(Some(steps.largest), |h| Some(0.5 * h))
        .take_while(move |&h| h >= steps.smallest && h > 0.0 && h.is_finite())
}

/// The estimate with the smallest error among those that the finer steps do not refute.
pub(super) fn best(rungs: &[(f64, Option<Quotient>)], kind: Kind) -> Option<Estimate> {
    let weight = |h: f64| h.powi(kind.power);
    // For every step: how far it is from the next finer one, and what that says about
    // the rounding of f, as a number that does not depend on the step.
    let spread: Vec<f64> = (0..rungs.len())
        .map(|i| match (rungs[i], rungs.get(i + 1)) {
            ((h, Some(a)), Some((_, Some(b)))) => (a.value - b.value).abs() * weight(h),
            _ => 0.0,
        })
        .collect();
    let finest = rungs.len().saturating_sub(NOISY);
    let mut noise = spread[finest..].iter().fold(0.0_f64, |m, &s| m.max(s));
    // Once f no longer changes at all, its own grain is coarser than the step: the least
    // change that was seen is then the least that can be told.
    let changing = rungs.iter().rposition(|(_, q)| q.is_some_and(|q| q.value != 0.0));
    if let Some(last) = changing.filter(|&last| last + 1 < rungs.len()) {
        let changes = rungs[..=last].iter().filter_map(|(h, q)| q.map(|q| (h, q.value.abs())));
        let least = changes.filter(|(_, v)| *v > 0.0).map(|(h, v)| v * weight(*h));
        noise = noise.max(least.fold(f64::INFINITY, f64::min));
    }
    // What a step may be off, judged by itself and all finer ones.
    let mut worst = 0.0_f64;
    let mut doubt = vec![0.0; rungs.len()];
    for i in (0..rungs.len()).rev() {
        worst = worst.max(spread[i]);
        let rounding = rungs[i].1.map_or(0.0, |q| q.rounding);
        let scatter = if worst == 0.0 { 0.0 } else { worst / weight(rungs[i].0) };
        let grain = if noise == 0.0 { 0.0 } else { noise / weight(rungs[i].0) };
        doubt[i] = scatter.max(grain) + OPERATIONS * rounding;
    }
    let refuted = |j: usize, found: Estimate| {
        (j + 1..rungs.len()).any(|i| {
            rungs[i]
                .1
                .is_some_and(|q| (q.value - found.value).abs() > 4.0 * (found.error + doubt[i]))
        })
    };

    let mut candidates: Vec<(usize, Estimate)> = Vec::new();
    let mut previous: Vec<f64> = Vec::new();
    for (j, &(h, quotient)) in rungs.iter().enumerate() {
        let Some(quotient) = quotient else {
            // Outside the domain: the table starts again closer by.
            previous.clear();
            continue;
        };
        let rounding =
            2.0 * quotient.rounding.max(if noise == 0.0 { 0.0 } else { noise / weight(h) });
        let mut row = vec![quotient.value];
        let mut factor = kind.first;
        for k in 0..previous.len().min(COLUMNS) {
            let improved = row[k] + (row[k] - previous[k]) / (factor - 1.0);
            let gap = (improved - row[k]).abs().max((improved - previous[k]).abs());
            if (gap + rounding).is_finite() {
                candidates.push((j, Estimate { value: improved, error: gap + rounding }));
            }
            row.push(improved);
            factor *= kind.growth;
        }
        previous = row;
    }
    candidates.sort_by(|(_, a), (_, b)| a.error.total_cmp(&b.error));
    // An error as large as the answer is no answer, unless both are small beside f.
    let size = rungs.iter().filter_map(|(h, q)| q.map(|q| q.rounding * weight(*h)));
    let size = size.fold(0.0_f64, f64::max) / f64::EPSILON;
    let unit = rungs.first().map_or(1.0, |(h, _)| weight(10.0 * h));
    let told = |found: &Estimate| {
        found.error <= 0.01 * found.value.abs() || found.error <= 1e-4 * (size / unit)
    };
    let found = candidates.into_iter().find(|&(j, found)| !refuted(j, found));
    found.map(|(_, found)| found).filter(told)
}
