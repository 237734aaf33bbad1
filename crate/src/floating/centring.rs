//! Data less their mean, with all their digits.
//!
//! The mean of data is rarely an f64: of 1 and 1 + ε it is 1 + ε/2. Taken off as the
//! nearest f64 it leaves up to half an ulp of the *mean* in every distance, and where the
//! data differ by a few ulps that is as much as the distances themselves. So the mean is
//! kept as an unevaluated sum hi + lo of two numbers, and
//!
//! ```text
//! dᵢ = (xᵢ − hi) − lo
//! ```
//!
//! is right to an ulp or two of dᵢ: where xᵢ and hi are close their difference is exact,
//! and where they are not, lo is far below it.
//!
//! Squares of distances are summed in units of a power of two near the largest, so that
//! none overflows or vanishes on the way to a variance that an f64 can hold.

use super::DoubleDouble;
use super::error_free::two_sum;
use super::exponent::{exponent_above, times_power_of_two};
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2};

/// The mean of numbers to about 32 digits; 0 of none.
pub(crate) fn precise_mean(x: &ArrayRef1<f64>) -> DoubleDouble {
    let mut total = Total::new();
    x.iter().for_each(|&v| total.add(v, 1.0));
    if total.is_usable() {
        return total.mean(x.len());
    }
    // The sum leaves the range, the mean cannot.
    let mut total = Total::new();
    x.iter().for_each(|&v| total.add(v, DOWN));
    total.mean(x.len())
}

/// x − x̄, each entry right to its last digits; infinite only where a distance itself is
/// beyond the largest f64.
pub(crate) fn distances(x: &ArrayRef1<f64>) -> Array1<f64> {
    let mean = precise_mean(x);
    x.mapv(|v| distance(v, mean))
}

/// [`distances`] as d · 2ᵏ: in that unit a distance beyond the largest f64 is finite,
/// and the mean of subnormal numbers has its digits.
pub(crate) fn scaled_distances(x: &ArrayRef1<f64>) -> (Array1<f64>, i32) {
    let k = exponent_above(x);
    (distances(&x.mapv(|v| times_power_of_two(v, -k))), k)
}

/// v − mean.
pub(crate) fn distance(v: f64, mean: DoubleDouble) -> f64 {
    (v - mean.hi) - mean.lo
}

/// [`precise_mean`] of every column.
pub(crate) fn precise_column_means(x: &ArrayRef2<f64>) -> Vec<DoubleDouble> {
    let mut totals = vec![Total::new(); x.ncols()];
    for row in x.rows() {
        totals.iter_mut().zip(row).for_each(|(total, &v)| total.add(v, 1.0));
    }
    let mean = |(j, total): (usize, Total)| {
        if total.is_usable() { total.mean(x.nrows()) } else { precise_mean(&x.column(j)) }
    };
    totals.into_iter().enumerate().map(mean).collect()
}

/// The columns less their means, and the means.
pub(crate) fn centred_columns(x: &ArrayRef2<f64>) -> (Array2<f64>, Vec<DoubleDouble>) {
    let means = precise_column_means(x);
    let mut centred = x.to_owned();
    for mut row in centred.rows_mut() {
        row.iter_mut().zip(&means).for_each(|(v, mean)| *v = distance(*v, *mean));
    }
    (centred, means)
}

/// Brings sums of n entries of any size into range.
const DOWN: f64 = 5.421010862427522e-20; // 2⁻⁶⁴

/// A running sum in doubled precision, in a given unit.
#[derive(Clone, Copy)]
struct Total {
    hi: f64,
    lo: f64,
    unit: f64,
    smallest: f64,
    largest: f64,
}

impl Total {
    fn new() -> Self {
        let (smallest, largest) = (f64::INFINITY, f64::NEG_INFINITY);
        Self { hi: 0.0, lo: 0.0, unit: 1.0, smallest, largest }
    }

    fn add(&mut self, v: f64, unit: f64) {
        let (sum, lost) = two_sum(self.hi, v * unit);
        let (lo, rest) = two_sum(self.lo, lost);
        self.hi = sum;
        self.lo = lo + rest;
        self.unit = unit;
        self.smallest = self.smallest.min(v);
        self.largest = self.largest.max(v);
    }

    fn is_usable(&self) -> bool {
        self.hi.is_finite() && self.lo.is_finite()
    }

    fn mean(&self, n: usize) -> DoubleDouble {
        // A constant is its own mean, without the last rounding of sum / n.
        if n == 0 || self.smallest == self.largest {
            return DoubleDouble::from(if n == 0 { 0.0 } else { self.smallest });
        }
        let mean = DoubleDouble::new(self.hi, self.lo) / DoubleDouble::from(n as f64);
        // The mean lies between the ends, also where rounding leaves it a hair outside.
        let hi = (mean.hi / self.unit).clamp(self.smallest, self.largest);
        DoubleDouble { hi, lo: mean.lo / self.unit }
    }
}

/// Σ d² as `sum` · 4^`exponent`, with the sum neither near overflow nor near zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct SumOfSquares {
    sum: f64,
    exponent: i32,
}

impl SumOfSquares {
    pub fn of(distances: &ArrayRef1<f64>) -> Self {
        let exponent = exponent_above(distances);
        let sum = distances.iter().map(|&d| times_power_of_two(d, -exponent).powi(2)).sum();
        Self { sum, exponent }
    }

    /// Σ (x − x̄)²
    pub fn about_mean(x: &ArrayRef1<f64>) -> Self {
        let (distances, exponent) = scaled_distances(x);
        let squares = Self::of(&distances);
        Self { exponent: squares.exponent + exponent, ..squares }
    }

    /// Σ d² / n; ∞ only where that is beyond the largest f64.
    pub fn over(self, n: f64) -> f64 {
        times_power_of_two(self.sum / n, 2 * self.exponent)
    }

    /// √(Σ d² / n).
    pub fn root_over(self, n: f64) -> f64 {
        times_power_of_two((self.sum / n).sqrt(), self.exponent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_mean_between_two_numbers_is_kept() {
        let x = array![1.0, 1.0 + f64::EPSILON];
        let mean = precise_mean(&x);
        assert_eq!((mean.hi, mean.lo.abs()), (1.0, f64::EPSILON / 2.0));
        assert_eq!(distances(&x), array![-f64::EPSILON / 2.0, f64::EPSILON / 2.0]);
        assert_eq!(SumOfSquares::about_mean(&x).over(2.0), 1.232_595_164_407_831e-32);
        let thirds = array![1e15, 1e15, 1e15 + 1.0];
        assert!((distances(&thirds)[2] - 2.0 / 3.0).abs() < 1e-15);
    }

    #[test]
    fn a_constant_has_distance_zero_from_its_mean() {
        for (c, n) in
            [(0.1, 10), (1e15 / 7.0, 1000), (1.6e12 + 0.3, 64), (f64::MAX, 7), (5e-324, 3)]
        {
            let x = Array1::from_elem(n, c);
            assert!(distances(&x).iter().all(|d| *d == 0.0), "{c}");
            let columns = centred_columns(&x.insert_axis(ndarray::Axis(1))).0;
            assert!(columns.iter().all(|d| *d == 0.0), "{c}");
        }
    }

    #[test]
    fn sums_beyond_the_range_have_means_within_it() {
        let m = f64::MAX;
        assert_eq!(precise_mean(&array![m, m, m, -m]).hi, m / 2.0);
        assert_eq!(precise_mean(&array![m, -m, 1e-16]).hi, 1e-16 / 3.0);
        assert_eq!(precise_mean(&array![1e308, -1e308]).hi, 0.0);
        assert_eq!(precise_mean(&Array1::zeros(0)).hi, 0.0);
        let both = centred_columns(&array![[m, 1.0], [m, 2.0], [-m, 6.0]]).1;
        assert_eq!((both[0].hi, both[1].hi), (m / 3.0, 3.0));
    }

    #[test]
    fn squares_keep_to_the_range() {
        let spread = |x: Array1<f64>| SumOfSquares::about_mean(&x);
        assert_eq!(spread(array![1e160, -1e160]).root_over(2.0), 1e160);
        assert_eq!(spread(array![f64::MAX, -f64::MAX]).root_over(2.0), f64::MAX);
        let quarter = spread(array![0.0, 0.0, 1.5e154, 1.5e154]).over(4.0);
        assert!((quarter / 5.625e307 - 1.0).abs() < 4e-16, "{quarter:e}");
        assert_eq!(spread(array![1e-323, -1e-323]).root_over(2.0), 1e-323);
        assert_eq!(spread(array![1e200, -1e200]).over(2.0), f64::INFINITY);
    }
}
