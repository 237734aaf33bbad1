//! Five ways to add a list.
//!
//! Every addition rounds, and a rounding costs up to half a unit in the last
//! place of the *partial sum*, however small the summand. For n summands:
//!
//! ```text
//! naive      one after the other            |error| ≤ n·u·Σ|xᵢ|
//! pairwise   halves, recursively            |error| ≤ log₂n·u·Σ|xᵢ|
//! Kahan      carries the lost part along    |error| ≤ 2u·Σ|xᵢ|
//! Neumaier   also when the summand is the larger of the two
//! exact      keeps all lost parts           |error| ≤ u·|Σxᵢ|, rounded once
//! ```
//!
//! with u = 2⁻⁵³. None but the last helps when Σ|xᵢ| is much larger than |Σxᵢ|
//! and the lost parts themselves lose something: that ratio is the condition
//! number of the sum.

use super::error_free::two_sum;
use super::format::{FloatFormat, round_to};
use ndarray::ArrayRef1;

/// The same list added in five ways, the answer of [`compare_sums`].
#[derive(Debug, Clone, PartialEq)]
pub struct SumComparison {
    /// The correctly rounded sum.
    pub exact: f64,
    /// From left to right.
    pub naive: f64,
    /// By halves.
    pub pairwise: f64,
    /// With Kahan's compensation.
    pub kahan: f64,
    /// With Neumaier's compensation.
    pub neumaier: f64,
    /// Σ|xᵢ|/|Σxᵢ|: by how much the relative error of one rounding is magnified.
    pub condition: f64,
}

/// The sum from left to right, as a plain loop makes it.
///
/// # Formula
/// s ← fl(s + xᵢ)
///
/// # Source
/// Guide §4.1; Higham, Accuracy and Stability of Numerical Algorithms, §4.2.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(sum_naive(&Array1::from_elem(10, 0.1)), 0.9999999999999999);
/// ```
pub fn sum_naive(x: &ArrayRef1<f64>) -> f64 {
    x.iter().fold(0.0, |sum, value| sum + value)
}

/// The sum of two halves, each added in the same way; up to 8 entries in a loop.
///
/// # Formula
/// S(x₁…xₙ) = fl(S(x₁…xₘ) + S(xₘ₊₁…xₙ)), m = ⌊n/2⌋
///
/// # Source
/// Guide §4.1; Higham, Accuracy and Stability of Numerical Algorithms, §4.2.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let tenths = Array1::from_elem(1_000_000, 0.1);
/// assert!((sum_naive(&tenths) - 1e5).abs() > 1e-6);
/// assert!((sum_pairwise(&tenths) - 1e5).abs() < 1e-10);
/// ```
pub fn sum_pairwise(x: &ArrayRef1<f64>) -> f64 {
    fn add(x: &[f64]) -> f64 {
        if x.len() <= 8 {
            return x.iter().fold(0.0, |sum, value| sum + value);
        }
        let (left, right) = x.split_at(x.len() / 2);
        add(left) + add(right)
    }
    match x.as_slice() {
        Some(entries) => add(entries),
        None => add(&x.to_vec()),
    }
}

/// Kahan's sum: what an addition loses is taken off the next summand.
///
/// # Formula
/// y = xᵢ − c, t = fl(s + y), c = (t − s) − y, s = t. It misses what is lost
/// when a summand is larger than the sum so far; see [`sum_neumaier`].
///
/// # Source
/// Guide §4.1; Kahan, "Further remarks on reducing truncation errors" (1965).
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(sum_kahan(&Array1::from_elem(10, 0.1)), 1.0);
/// assert_eq!(sum_kahan(&array![1.0, 1e100, 1.0, -1e100]), 0.0); // should be 2
/// ```
pub fn sum_kahan(x: &ArrayRef1<f64>) -> f64 {
    let (mut sum, mut lost) = (0.0, 0.0);
    for value in x {
        let repaired = value - lost;
        let next: f64 = sum + repaired;
        lost = (next - sum) - repaired;
        sum = next;
    }
    // ∞ − ∞ in the compensation says nothing about the sum.
    if sum.is_finite() { sum } else { sum_naive(x) }
}

/// Neumaier's sum: the lost parts are collected, whichever summand lost them.
///
/// # Formula
/// s ← fl(s + xᵢ), c ← c + the exact error of that addition; the answer is s + c.
///
/// # Source
/// Guide §4.1; Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation
/// endlicher Summen" (1974).
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(sum_neumaier(&array![1.0, 1e100, 1.0, -1e100]), 2.0);
/// ```
pub fn sum_neumaier(x: &ArrayRef1<f64>) -> f64 {
    let (mut sum, mut lost) = (0.0, 0.0);
    for &value in x {
        let (next, error) = two_sum(sum, value);
        sum = next;
        lost += error;
    }
    let repaired = sum + lost;
    if repaired.is_finite() { repaired } else { sum_naive(x) }
}

/// The exact sum, rounded once: the f64 nearest to Σxᵢ.
///
/// # Formula
/// Keeps a list of numbers whose bits do not overlap and whose exact sum is that
/// of the entries so far; each new entry is added to all of them without error.
/// A partial sum may be beyond the largest number; the answer is ±∞ only where the
/// sum itself is.
///
/// # Source
/// Guide §4.1; Shewchuk, "Adaptive precision floating-point arithmetic and fast
/// robust geometric predicates" (1997).
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// assert_eq!(sum_exact(&array![1e100, 1.0, -1e100, 1e-100]), 1.0);
/// assert_eq!(sum_exact(&array![1e308, 1e308, -1e308]), 1e308);
/// ```
pub fn sum_exact(x: &ArrayRef1<f64>) -> f64 {
    let mut parts = Parts::default();
    for &value in x {
        parts.add(value);
        if !parts.are_finite() {
            return if x.iter().all(|v| v.is_finite()) { sum_scaled(x) } else { sum_naive(x) };
        }
    }
    round_parts(&parts.0)
}

/// Numbers from small to large whose bits do not overlap, as an exact sum.
#[derive(Default)]
struct Parts(Vec<f64>);

impl Parts {
    fn add(&mut self, value: f64) {
        let mut carried = value;
        let mut kept = 0;
        for i in 0..self.0.len() {
            let (sum, error) = two_sum(carried, self.0[i]);
            if error != 0.0 {
                self.0[kept] = error;
                kept += 1;
            }
            carried = sum;
        }
        self.0.truncate(kept);
        self.0.push(carried);
    }

    fn are_finite(&self) -> bool {
        self.0.last().is_none_or(|largest| largest.is_finite())
    }
}

/// The exact sum of finite numbers whose partial sums overflow.
fn sum_scaled(x: &ArrayRef1<f64>) -> f64 {
    // Numbers of at least 1 lose nothing when they are divided by 2⁶⁴; those below 1
    // cannot overflow and are summed for themselves.
    let scale = 2.0_f64.powi(64);
    let (mut large, mut small) = (Parts::default(), Parts::default());
    for &value in x {
        if value.abs() >= 1.0 { large.add(value / scale) } else { small.add(value) }
    }
    if round_parts(&large.0).abs() < 2.0_f64.powi(900) {
        for part in large.0 {
            small.add(part * scale);
        }
        return round_parts(&small.0);
    }
    // Beside 2⁹⁶⁴ the small ones can only decide a tie: their sign is enough.
    let side = round_parts(&small.0);
    if side != 0.0 {
        large.add(f64::MIN_POSITIVE.copysign(side));
    }
    round_parts(&large.0) * scale
}

/// The list added in all five ways, with its condition number.
///
/// # Formula
/// condition = Σ|xᵢ|/|Σxᵢ|; ∞ if the sum is 0 and the entries are not, 1 for a
/// list of zeros.
///
/// # Source
/// Guide §4.1; Higham, Accuracy and Stability of Numerical Algorithms, ch. 4.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let sums = compare_sums(&array![1e16, 1.0, 1.0, -1e16]);
/// assert_eq!((sums.exact, sums.naive, sums.neumaier), (2.0, 0.0, 2.0));
/// assert_eq!(sums.condition, 1e16 + 1.0);
/// ```
pub fn compare_sums(x: &ArrayRef1<f64>) -> SumComparison {
    let exact = sum_exact(x);
    let sizes = sum_exact(&x.mapv(f64::abs));
    SumComparison {
        exact,
        naive: sum_naive(x),
        pairwise: sum_pairwise(x),
        kahan: sum_kahan(x),
        neumaier: sum_neumaier(x),
        condition: match sizes {
            0.0 => 1.0,
            // The ratio may be a number where the sum of the sizes is not.
            f64::INFINITY if exact.is_finite() => {
                let scale = 2.0_f64.powi(-64);
                sum_exact(&x.mapv(|v| v.abs() * scale)) / (exact.abs() * scale)
            }
            _ => sizes / exact.abs(),
        },
    }
}

/// The sum from left to right with every number and every partial sum rounded
/// to a format.
///
/// # Formula
/// s ← round(s + round(xᵢ)). In 16 bits the sum stops growing as soon as a
/// summand is less than half a step of the sum.
///
/// # Source
/// Guide §4.1.
///
/// # Examples
/// ```
/// use aimath::prelude::*;
///
/// let ones = Array1::from_elem(5000, 1.0);
/// assert_eq!(sum_in(FloatFormat::F16, &ones), 2048.0); // and there it stays
/// assert_eq!(sum_in(FloatFormat::Bf16, &ones), 256.0);
/// assert_eq!(sum_in(FloatFormat::F32, &ones), 5000.0);
/// ```
pub fn sum_in(format: FloatFormat, x: &ArrayRef1<f64>) -> f64 {
    x.iter().fold(0.0, |sum, &value| round_to(format, sum + round_to(format, value)))
}

/// The f64 nearest to a sum of numbers whose bits do not overlap, small to large.
fn round_parts(parts: &[f64]) -> f64 {
    let Some((&largest, rest)) = parts.split_last() else {
        return 0.0;
    };
    let mut sum = largest;
    let mut error = 0.0;
    let mut below = rest.iter().rev();
    for &part in below.by_ref() {
        (sum, error) = two_sum(sum, part);
        if error != 0.0 {
            break;
        }
    }
    // Exactly half a step was rounded to even, but a smaller part of the same
    // sign says that it was more than half.
    if let Some(&next) = below.next() {
        let twice = 2.0 * error;
        let moved = sum + twice;
        if error != 0.0 && (error < 0.0) == (next < 0.0) && moved - sum == twice {
            return moved;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array1, Array2, array};
    use proptest::prelude::{prop_assert, prop_assert_eq};

    properties! {
        /// Whole numbers times a power of two can be added exactly as integers.
        #[test]
        fn the_exact_sum_is_the_integer_sum_rounded_once(
            parts in proptest::collection::vec((-(1_i64 << 53)..1_i64 << 53, 0..60_u32), 0..60),
        ) {
            let x: Array1<f64> = parts.iter().map(|&(m, e)| m as f64 * 2.0_f64.powi(e as i32)).collect();
            let whole: i128 = parts.iter().map(|&(m, e)| i128::from(m) << e).sum();
            prop_assert_eq!(sum_exact(&x), whole as f64);
        }

        #[test]
        fn errors_stay_within_their_bounds(x in proptest::collection::vec(-1e3..1e3_f64, 1..300)) {
            let x = Array1::from(x);
            let sums = compare_sums(&x);
            let sizes: f64 = x.iter().map(|v| v.abs()).sum();
            let u = f64::EPSILON / 2.0;
            prop_assert!((sums.naive - sums.exact).abs() <= x.len() as f64 * u * sizes * 1.01);
            prop_assert!((sums.pairwise - sums.exact).abs() <= 18.0 * u * sizes);
            prop_assert!((sums.kahan - sums.exact).abs() <= 2.1 * u * sizes + u * sums.exact.abs());
            prop_assert!((sums.neumaier - sums.exact).abs() <= 1.01 * u * sums.exact.abs() + 1e-25 * sizes);
        }
    }

    #[test]
    fn empty_lists_views_and_infinities_have_an_answer() {
        let empty = Array1::zeros(0);
        for sum in [sum_naive, sum_pairwise, sum_kahan, sum_neumaier, sum_exact] {
            assert_eq!(sum(&empty), 0.0);
            assert_eq!(sum(&array![1.0, f64::INFINITY, 2.0]), f64::INFINITY);
            assert!(sum(&array![f64::INFINITY, f64::NEG_INFINITY]).is_nan());
            assert!(sum(&array![1.0, f64::NAN]).is_nan());
            assert_eq!(sum(&array![1e308, 1e308]), f64::INFINITY);
            let table = Array2::from_shape_fn((20, 2), |(i, j)| (2 * i + j) as f64);
            assert_eq!(sum(&table.column(0)), 380.0);
        }
        assert_eq!(compare_sums(&empty).condition, 1.0);
        assert_eq!(compare_sums(&array![1.0, -1.0]).condition, f64::INFINITY);
    }

    #[test]
    fn a_partial_sum_beyond_the_largest_number_does_not_spoil_an_exact_one() {
        assert_eq!(sum_exact(&array![1e308, 1e308, -1e308]), 1e308);
        assert_eq!(sum_exact(&array![f64::MAX, f64::MAX, -f64::MAX, -f64::MAX, 1e-300]), 1e-300);
        assert_eq!(sum_exact(&array![f64::MAX, 3.0, f64::MAX, -f64::MAX, -f64::MAX, 0.25]), 3.25);
        // Half a step above the largest number is the first that rounds to ∞.
        let half = 2.0_f64.powi(970);
        assert_eq!(sum_exact(&array![f64::MAX, half, f64::MAX, -f64::MAX]), f64::INFINITY);
        assert_eq!(sum_exact(&array![f64::MAX, half, f64::MAX, -f64::MAX, -5e-324]), f64::MAX);
        let sums = compare_sums(&array![1e308, 1e308, -1e308]);
        assert_eq!((sums.exact, sums.condition), (1e308, 3.0));
    }

    #[test]
    fn a_tie_is_decided_by_the_smallest_part() {
        let half_step = 2.0_f64.powi(-53);
        assert_eq!(sum_exact(&array![1.0, half_step]), 1.0);
        assert_eq!(sum_exact(&array![1.0, half_step, 1e-100]), 1.0 + f64::EPSILON);
        assert_eq!(sum_exact(&array![1.0, half_step, -1e-100]), 1.0);
        assert_eq!(sum_exact(&array![-1.0, -half_step, -1e-100]), -1.0 - f64::EPSILON);
    }
}
