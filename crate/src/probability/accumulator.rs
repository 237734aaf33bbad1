//! Mean and variance in one pass, for data that do not fit into memory or arrive
//! one by one.
//!
//! Keeping Σx and Σx² would lead to the formula that loses digits. Keep the mean
//! and the mean squared distance from it instead, and correct both with each number
//! (Welford):
//!
//! ```text
//! δ = x − m,   m' = m + δ/n,   V' = V + (δ (x − m') − V)/n
//! ```
//!
//! The mean of 1 and 1 + ε is no f64, so m is kept as a sum of two numbers; and V is kept
//! rather than the sum of squares, because it overflows only where the variance does.
//!
//! Two such summaries of two parts of the data merge into that of the whole (Chan,
//! Golub and LeVeque), so that the parts can be worked on side by side.

use super::moments::enough;
use crate::check;
use crate::error::MathError;
use crate::floating::two_sum;
use ndarray::ArrayRef1;

/// A running summary of numbers.
///
/// # Source
///
/// B. Welford, Technometrics 4 (1962); T. Chan, G. Golub and R. LeVeque, The American
/// Statistician 37 (1983).
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let mut first = Accumulator::of(&array![1.0, 2.0])?;
/// first.merge(&Accumulator::of(&array![3.0, 4.0])?);
/// assert_eq!((first.count, first.mean, first.variance(0)?), (4, 2.5, 1.25));
/// # Ok::<(), MathError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Accumulator {
    /// How many numbers were seen.
    pub count: u64,
    /// Their mean (0 if there were none).
    pub mean: f64,
    /// Sum of their squared distances from the mean (∞ where no f64 can hold it; the
    /// variance then still can).
    pub squares: f64,
    /// The smallest (∞ if there were none).
    pub smallest: f64,
    /// The largest (−∞ if there were none).
    pub largest: f64,
    /// What `mean` misses of the mean.
    mean_rest: f64,
    /// The mean squared distance from the mean.
    mean_square: f64,
}

impl Accumulator {
    /// Nothing seen yet.
    pub fn new() -> Self {
        Self {
            count: 0,
            mean: 0.0,
            squares: 0.0,
            smallest: f64::INFINITY,
            largest: f64::NEG_INFINITY,
            mean_rest: 0.0,
            mean_square: 0.0,
        }
    }

    /// The summary of an array.
    ///
    /// # Errors
    ///
    /// [`MathError::NotFinite`] for NaN or infinite entries.
    pub fn of(x: &ArrayRef1<f64>) -> Result<Self, MathError> {
        check::finite("Accumulator::of", "x", x)?;
        let mut summary = Self::new();
        x.iter().for_each(|&value| summary.add(value));
        Ok(summary)
    }

    /// Takes one more number in.
    ///
    /// # Errors
    ///
    /// [`MathError::NotFinite`] for a number that is NaN or infinite. The summary then
    /// stays as it was.
    pub fn push(&mut self, x: f64) -> Result<(), MathError> {
        check::finite_number("Accumulator::push", "x", x)?;
        self.add(x);
        Ok(())
    }

    fn add(&mut self, x: f64) {
        self.count += 1;
        let n = self.count as f64;
        let step = self.share_of_distance(x, 1.0 / n, n);
        self.move_mean(step);
        let left = self.share_of_distance(x, 1.0, 1.0);
        self.mean_square = or_infinite(self.mean_square + (step * left - self.mean_square / n));
        self.squares = self.mean_square * n;
        self.smallest = self.smallest.min(x);
        self.largest = self.largest.max(x);
    }

    /// (x − mean)/n; the distance itself may be beyond the largest f64.
    fn share_of_distance(&self, x: f64, share: f64, n: f64) -> f64 {
        let distance = (x - self.mean) - self.mean_rest;
        if distance.is_finite() { distance / n } else { x * share - self.mean * share }
    }

    fn move_mean(&mut self, step: f64) {
        let (mean, lost) = two_sum(self.mean, step);
        (self.mean, self.mean_rest) = two_sum(mean, self.mean_rest + lost);
    }

    /// Takes in all that another summary has seen.
    pub fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            *self = *other;
            return;
        }
        let total = self.count as f64 + other.count as f64;
        let (own, others) = (self.count as f64 / total, other.count as f64 / total);
        // Both shares are below 1, so neither product overflows before the variance does.
        let apart = (other.mean - self.mean) + (other.mean_rest - self.mean_rest);
        let (step, rest) = if apart.is_finite() {
            (apart * others, apart * own)
        } else {
            let share = |part: f64| other.mean * part - self.mean * part;
            (share(others), share(own))
        };
        self.move_mean(step);
        let apart = own * self.mean_square + others * other.mean_square + step * rest;
        self.mean_square = or_infinite(apart);
        self.count += other.count;
        self.squares = self.mean_square * total;
        self.smallest = self.smallest.min(other.smallest);
        self.largest = self.largest.max(other.largest);
    }

    /// Σ (xᵢ − x̄)² / (n − ddof).
    ///
    /// # Errors
    ///
    /// [`MathError::Empty`] before the first number; [`MathError::InvalidArgument`] unless
    /// more than `ddof` were seen; [`MathError::Overflow`] for a variance beyond the
    /// largest f64.
    pub fn variance(&self, ddof: usize) -> Result<f64, MathError> {
        const NAME: &str = "Accumulator::variance";
        enough(NAME, usize::try_from(self.count).unwrap_or(usize::MAX), ddof)?;
        let n = self.count as f64;
        let variance = self.mean_square * (n / (n - ddof as f64));
        if variance.is_finite() {
            Ok(variance)
        } else {
            Err(MathError::Overflow { operation: NAME })
        }
    }
}

/// A sum of squares that passed the largest f64 stays there: ∞ − ∞ would forget that it did.
fn or_infinite(mean_square: f64) -> f64 {
    if mean_square.is_nan() { f64::INFINITY } else { mean_square }
}

impl Default for Accumulator {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::floating::DoubleDouble;
    use crate::random::RandomState;
    use ndarray::Axis;
    use proptest::prelude::any;

    /// Both orders of work against the same sums in doubled precision.
    fn check(n: usize, at: f64, shift: f64, seed: u32) {
        let x = RandomState::new(seed).randn(n) + shift;
        let cut = (at * n as f64) as usize;
        let (first, second) = x.view().split_at(Axis(0), cut);
        let mut merged = Accumulator::of(&first).unwrap();
        merged.merge(&Accumulator::of(&second).unwrap());
        let whole = Accumulator::of(&x).unwrap();

        let size = DoubleDouble::from(n as f64);
        let sum = x.iter().fold(DoubleDouble::default(), |sum, &v| sum + DoubleDouble::from(v));
        let mean = sum / size;
        let squares = x.iter().fold(DoubleDouble::default(), |sum, &v| {
            let distance = DoubleDouble::from(v) - mean;
            sum + distance * distance
        });
        let (mean, squares) = (mean.to_f64(), squares.to_f64());

        // A step rounds the mean once, and n steps and the merging follow each other.
        let steps = (n + 2) as f64;
        let largest = x.iter().fold(0.0_f64, |largest, v| largest.max(v.abs()));
        let mean_error = steps * f64::EPSILON * largest;
        // The condition number of Σ(x − x̄)² is κ = √(1 + n x̄²/S) (Chan, Golub and LeVeque),
        // and the error n κ ε S; the square of the mean's own error comes on top, and is all
        // there is where the numbers differ by units in the last place.
        let condition = squares.hypot(mean * (n as f64 * squares).sqrt());
        let squares_error =
            steps * f64::EPSILON * condition + steps * (f64::EPSILON * largest).powi(2);
        for summary in [merged, whole] {
            assert_eq!(summary.count, n as u64);
            assert!((summary.mean - mean).abs() <= mean_error, "{summary:?}, exactly {mean}");
            let gap = (summary.squares - squares).abs();
            assert!(
                gap <= squares_error,
                "{summary:?}, exactly {squares}: {gap} > {squares_error}"
            );
        }
    }

    properties! {
        #[test]
        fn any_split_merges_to_the_summary_of_the_whole(
            n in 1_usize..300, at in 0.0_f64..1.0, shift in -1e8_f64..1e8, seed in any::<u32>(),
        ) {
            check(n, at, shift, seed);
        }
    }

    #[test]
    fn two_numbers_far_from_zero_merge_to_their_summary() {
        // The two differ by so little that their variance has seven digits.
        check(2, 0.0, 90527699.12870345, 2221612201);
    }

    #[test]
    fn an_empty_summary_is_neutral_and_has_no_variance() {
        let mut summary = Accumulator::default();
        assert!(summary.variance(0).is_err() && summary.push(f64::NAN).is_err());
        summary.merge(&Accumulator::new());
        summary.push(3.0).unwrap();
        summary.merge(&Accumulator::new());
        assert_eq!((summary.count, summary.mean, summary.variance(0).unwrap()), (1, 3.0, 0.0));
        assert!(summary.variance(1).is_err());
    }

    #[test]
    fn a_mean_between_two_numbers_and_a_sum_beyond_the_range_are_no_obstacle() {
        let variance = |x: &[f64]| {
            let x = ndarray::aview1(x);
            Accumulator::of(&x).unwrap().variance(0).unwrap()
        };
        assert_eq!(variance(&[1.0, 1.0 + f64::EPSILON]), 1.232_595_164_407_831e-32);
        assert_eq!(variance(&[1.6e18, 1.6e18 + 256.0]), 16384.0);
        let large = variance(&[0.0, 0.0, 1.5e154, 1.5e154]);
        assert!((large / 5.625e307 - 1.0).abs() < 1e-15, "{large:e}");
        // Squared, an outlier alone would overflow; its share of the mean does not.
        let outlier: Vec<f64> = (0..1000).map(|i| if i == 500 { 2e155 } else { 0.0 }).collect();
        assert!((variance(&outlier) / (4e307 * 0.999) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn summaries_near_the_largest_number_merge() {
        let of = |x: &[f64]| Accumulator::of(&ndarray::aview1(x)).unwrap();
        let mut summary = Accumulator::new();
        summary.merge(&of(&[1e160, 1e160]));
        assert_eq!((summary.mean, summary.squares, summary.variance(0)), (1e160, 0.0, Ok(0.0)));
        let both = of(&[1e308, -1e308]);
        assert_eq!(both.mean, 0.0);
        assert_eq!(
            both.variance(0),
            Err(MathError::Overflow { operation: "Accumulator::variance" })
        );
        let mut halves = of(&[f64::MAX]);
        halves.merge(&of(&[-f64::MAX]));
        assert_eq!(halves.mean, 0.0);
        let mut ulps = of(&[1.6e18]);
        ulps.merge(&of(&[1.6e18 + 256.0]));
        assert_eq!(ulps.variance(0), Ok(16384.0));
    }
}
