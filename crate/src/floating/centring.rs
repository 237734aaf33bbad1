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
use super::exponent::{exponent_above, exponent_of, times_power_of_two};
use ndarray::{Array1, Array2, ArrayRef1, ArrayRef2};
use std::borrow::Cow;

/// The mean of numbers to about 32 digits; 0 of none.
pub(crate) fn precise_mean(x: &ArrayRef1<f64>) -> DoubleDouble {
    let x = contiguous(x);
    let total = Total::of(&x, 1.0);
    if total.is_usable() {
        return total.mean(x.len());
    }
    // The sum leaves the range, the mean cannot.
    Total::of(&x, DOWN).mean(x.len())
}

/// The entries next to each other in memory, copied only if they are not already.
fn contiguous(x: &ArrayRef1<f64>) -> Cow<'_, [f64]> {
    x.as_slice().map_or_else(|| x.to_vec().into(), Cow::Borrowed)
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
    let x = x.as_standard_layout();
    let mut totals = Totals::new(x.ncols());
    for row in x.rows() {
        totals.add(row.as_slice().expect("rows of the standard layout are contiguous"), 1.0);
    }
    let mean = |(j, total): (usize, Total)| {
        if total.is_usable() { total.mean(x.nrows()) } else { precise_mean(&x.column(j)) }
    };
    totals.each(1.0).enumerate().map(mean).collect()
}

/// The columns less their means, and the means.
pub(crate) fn centred_columns(x: &ArrayRef2<f64>) -> (Array2<f64>, Vec<DoubleDouble>) {
    let means = precise_column_means(x);
    let [hi, lo]: [Array1<f64>; 2] =
        [means.iter().map(|mean| mean.hi).collect(), means.iter().map(|mean| mean.lo).collect()];
    let centred = (x.as_standard_layout().into_owned() - hi) - lo;
    (centred, means)
}

/// Brings sums of n entries of any size into range.
const DOWN: f64 = 5.421010862427522e-20; // 2⁻⁶⁴

/// So many sums run side by side that none waits for its own last addition.
const LANES: usize = 4;

/// Running sums in doubled precision, one for each place of a row, and the ends of what was
/// added.
struct Totals<Row> {
    hi: Row,
    lo: Row,
    smallest: Row,
    largest: Row,
}

impl Totals<Vec<f64>> {
    fn new(width: usize) -> Self {
        let [hi, lo] = [(); 2].map(|()| vec![0.0; width]);
        let (smallest, largest) = (vec![f64::INFINITY; width], vec![f64::NEG_INFINITY; width]);
        Self { hi, lo, smallest, largest }
    }
}

impl<Row: AsRef<[f64]> + AsMut<[f64]>> Totals<Row> {
    /// Adds a row whose entries are multiplied by a power of two first.
    #[inline]
    fn add(&mut self, row: &[f64], unit: f64) {
        let n = row.len();
        let [hi, lo, smallest, largest] =
            [&mut self.hi, &mut self.lo, &mut self.smallest, &mut self.largest]
                .map(|each| &mut each.as_mut()[..n]);
        for j in 0..n {
            let v = row[j];
            let (sum, lost) = two_sum(hi[j], v * unit);
            hi[j] = sum;
            lo[j] += lost;
            // (The minimum of the library asks about NaN as well.)
            smallest[j] = if v < smallest[j] { v } else { smallest[j] };
            largest[j] = if v > largest[j] { v } else { largest[j] };
        }
    }

    /// The sum of each place.
    fn each(&self, unit: f64) -> impl Iterator<Item = Total> {
        let ends = self.smallest.as_ref().iter().zip(self.largest.as_ref());
        let sums = self.hi.as_ref().iter().zip(self.lo.as_ref());
        sums.zip(ends).map(move |((&hi, &lo), (&smallest, &largest))| Total {
            sum: DoubleDouble { hi, lo },
            unit,
            smallest,
            largest,
        })
    }
}

/// A sum in doubled precision, in a given unit, and the ends of the data.
#[derive(Clone, Copy)]
struct Total {
    sum: DoubleDouble,
    unit: f64,
    smallest: f64,
    largest: f64,
}

impl Total {
    fn of(x: &[f64], unit: f64) -> Self {
        let mut lanes = Totals {
            hi: [0.0; LANES],
            lo: [0.0; LANES],
            smallest: [f64::INFINITY; LANES],
            largest: [f64::NEG_INFINITY; LANES],
        };
        let rows = x.chunks_exact(LANES);
        let rest = rows.remainder();
        for row in rows {
            lanes.add(row, unit);
        }
        lanes.add(rest, unit);
        let together = |one: Self, other: Self| Self {
            sum: DoubleDouble::new(one.sum.hi, one.sum.lo)
                + DoubleDouble::new(other.sum.hi, other.sum.lo),
            unit,
            smallest: one.smallest.min(other.smallest),
            largest: one.largest.max(other.largest),
        };
        lanes.each(unit).reduce(together).expect("there is more than one lane")
    }

    fn is_usable(&self) -> bool {
        self.sum.hi.is_finite() && self.sum.lo.is_finite()
    }

    fn mean(&self, n: usize) -> DoubleDouble {
        // A constant is its own mean, without the last rounding of sum / n.
        if n == 0 || self.smallest == self.largest {
            return DoubleDouble::from(if n == 0 { 0.0 } else { self.smallest });
        }
        let mean = DoubleDouble::new(self.sum.hi, self.sum.lo) / DoubleDouble::from(n as f64);
        // The mean lies between the ends, also where rounding leaves it a hair outside.
        let hi = (mean.hi / self.unit).clamp(self.smallest, self.largest);
        DoubleDouble { hi, lo: mean.lo / self.unit }
    }
}

/// Σ (x − mean)², in [`LANES`] pairs of sums.
fn squares(x: &[f64], mean: DoubleDouble) -> f64 {
    let mut sums = [0.0; 2 * LANES];
    let rows = x.chunks_exact(sums.len());
    let rest = rows.remainder();
    let mut add = |row: &[f64]| {
        for (sum, &v) in sums.iter_mut().zip(row) {
            let d = distance(v, mean);
            *sum += d * d;
        }
    };
    rows.for_each(&mut add);
    add(rest);
    let [a, b, c, d, e, f, g, h] = sums;
    ((a + e) + (b + f)) + ((c + g) + (d + h))
}

/// Σ d² as `sum` · 4^`exponent`, with the sum neither near overflow nor near zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct SumOfSquares {
    sum: f64,
    exponent: i32,
}

impl SumOfSquares {
    pub fn of(distances: &ArrayRef1<f64>) -> Self {
        let distances = contiguous(distances);
        Self::moderate(squares(&distances, DoubleDouble::default())).unwrap_or_else(|| {
            let exponent = exponent_of(distances.iter().fold(0.0_f64, |m, d| m.max(d.abs())));
            let scaled: Vec<f64> =
                distances.iter().map(|&d| times_power_of_two(d, -exponent)).collect();
            Self { sum: squares(&scaled, DoubleDouble::default()), exponent }
        })
    }

    /// Σ (x − x̄)²
    pub fn about_mean(x: &ArrayRef1<f64>) -> Self {
        Self::moderate(squares(&contiguous(x), precise_mean(x))).unwrap_or_else(|| {
            let (distances, exponent) = scaled_distances(x);
            let squares = Self::of(&distances);
            Self { exponent: squares.exponent + exponent, ..squares }
        })
    }

    /// A sum that was formed in the unit of the data, if no square that counts can have left
    /// the range: a power of two changes no digit, and another unit would give the same.
    fn moderate(sum: f64) -> Option<Self> {
        (1e-200..1e200).contains(&sum).then_some(Self { sum, exponent: 0 })
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
