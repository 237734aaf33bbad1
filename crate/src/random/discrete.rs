//! Whole numbers, orders and samples from a finite set.
//!
//! An integer from a range of m values is made of ⌈log₂ m⌉ random bits, tried
//! again until it falls inside; see [`RandomState::randint`].
//!
//! An order of n things is made by the shuffle of Fisher and Yates: the last
//! place receives one of the n things, the place before it one of the n − 1 that
//! remain, and so on. Each of the n! orders then has probability
//! 1/n · 1/(n − 1) · … · 1/2 = 1/n!.
//!
//! A weighted choice walks along the sums p₀, p₀ + p₁, …, 1 and takes the first
//! one above a uniform number: entry i owns an interval of length pᵢ.
//!
//! # Source
//!
//! D. E. Knuth, *The Art of Computer Programming*, volume 2, §3.4.2, algorithm P.

use super::RandomState;
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, ArrayRef1, ArrayRef2};

impl RandomState {
    /// A vector of `n` whole numbers from `low`, …, `high` − 1, all equally likely.
    ///
    /// # Formula
    ///
    /// x = low + k, where k keeps the low bits of a random word, just enough of
    /// them for high − low − 1, and words whose k is too large are thrown away
    /// (ranges of more than 2³² numbers use two words each). Taking a remainder
    /// instead would favour the small numbers.
    ///
    /// # Errors
    ///
    /// [`MathError::InvalidArgument`] unless `high` is above `low` (else there is no number
    /// to choose); [`MathError::OutOfRange`] if memory does not hold `n` numbers.
    ///
    /// # Source
    ///
    /// `np.random.randint(low, high, n)` with its default type, 64-bit integers.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let mut rng = RandomState::new(42);
    /// assert_eq!(rng.randint(0, 10, 5)?, array![6, 3, 7, 4, 6]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn randint(&mut self, low: i64, high: i64, n: usize) -> Result<Array1<i64>, MathError> {
        if high <= low {
            return Err(MathError::InvalidArgument {
                operation: "randint",
                argument: "high",
                reason: format!(
                    "is {high} and `low` is {low}, so the range low, …, high − 1 holds no number; \
                     `high` itself is never drawn and must be at least `low` + 1"
                ),
            });
        }
        check::memory("randint", "n", n)?;
        let largest = high.abs_diff(low) - 1;
        Ok(Array1::from_shape_simple_fn(n, || {
            low.wrapping_add_unsigned(self.below_or_equal(largest))
        }))
    }

    /// Puts the entries of a slice into a random order, in place.
    ///
    /// # Formula
    ///
    /// For i = n − 1, …, 1: swap entry i with entry j, j uniform on 0..=i.
    ///
    /// # Source
    ///
    /// `np.random.shuffle(values)`; the shuffle of Fisher and Yates.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let mut cards = vec!['a', 'b', 'c', 'd'];
    /// RandomState::new(42).shuffle(&mut cards);
    /// assert_eq!(cards, ['b', 'd', 'a', 'c']);
    /// ```
    pub fn shuffle<T>(&mut self, values: &mut [T]) {
        for i in (1..values.len()).rev() {
            values.swap(i, self.index_up_to(i));
        }
    }

    /// Puts the rows of a matrix into a random order, in place; each row stays whole.
    ///
    /// To shuffle inputs and targets together, draw one
    /// [`permutation`](Self::permutation) and select the rows of both with it.
    ///
    /// # Source
    ///
    /// `np.random.shuffle(a)` for a two-dimensional `a`.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let mut a = array![[1.0, 10.0], [2.0, 20.0], [3.0, 30.0], [4.0, 40.0]];
    /// RandomState::new(42).shuffle_rows(&mut a);
    /// assert_eq!(a, array![[2.0, 20.0], [4.0, 40.0], [1.0, 10.0], [3.0, 30.0]]);
    /// ```
    pub fn shuffle_rows(&mut self, a: &mut ArrayRef2<f64>) {
        for i in (1..a.nrows()).rev() {
            let j = self.index_up_to(i);
            for column in 0..a.ncols() {
                a.swap([i, column], [j, column]);
            }
        }
    }

    /// The numbers 0, …, `n` − 1 in a random order.
    ///
    /// # Source
    ///
    /// `np.random.permutation(n)`: a [`shuffle`](Self::shuffle) of 0, …, n − 1.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let order = RandomState::new(42).permutation(5);
    /// assert_eq!(order, [1, 4, 2, 0, 3]);
    ///
    /// // The same order for inputs and targets.
    /// let x = array![[0.0, 0.5], [1.0, 1.5], [2.0, 2.5], [3.0, 3.5], [4.0, 4.5]];
    /// let y = array![0.0, 10.0, 20.0, 30.0, 40.0];
    /// assert_eq!(x.select(Axis(0), &order).row(0), array![1.0, 1.5]);
    /// assert_eq!(y.select(Axis(0), &order)[0], 10.0);
    /// ```
    pub fn permutation(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        self.shuffle(&mut order);
        order
    }

    /// `size` of the numbers 0, …, `n` − 1, all equally likely.
    ///
    /// With `replace` a number can come up again, as when a ball goes back into
    /// the urn (the bootstrap draws so); without it the numbers are distinct.
    ///
    /// # Errors
    ///
    /// [`MathError::OutOfRange`] if there is nothing to choose from (`n` = 0 and `size` >
    /// 0), or memory does not hold the choice; [`MathError::InvalidArgument`] if more than
    /// `n` distinct numbers are wanted.
    ///
    /// # Source
    ///
    /// `np.random.choice(n, size, replace)`.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// assert_eq!(RandomState::new(42).choice(10, 5, true)?, [6, 3, 7, 4, 6]);
    /// assert_eq!(RandomState::new(42).choice(10, 5, false)?, [8, 1, 5, 0, 7]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn choice(
        &mut self,
        n: usize,
        size: usize,
        replace: bool,
    ) -> Result<Vec<usize>, MathError> {
        if size == 0 && (replace || n == 0) {
            return Ok(Vec::new());
        }
        if n == 0 {
            return Err(MathError::OutOfRange {
                operation: "choice",
                argument: "n",
                value: 0.0,
                expected: "at least 1 when something is to be chosen",
            });
        }
        check::memory("choice", "size", size)?;
        if replace {
            return Ok((0..size).map(|_| self.index_up_to(n - 1)).collect());
        }
        check_sample_size("choice", size, n)?;
        check::memory("choice", "n", n)?;
        // As NumPy does it, the whole order is drawn even if nothing of it is taken.
        let mut order = self.permutation(n);
        order.truncate(size);
        Ok(order)
    }

    /// `size` of the numbers 0, …, n − 1, where i has probability pᵢ.
    ///
    /// # Formula
    ///
    /// The smallest i with p₀ + … + pᵢ > u, u uniform on [0, 1). Without
    /// `replace`, the entries that are taken get probability zero, the others are
    /// scaled up to sum to 1, and the missing ones are drawn again.
    ///
    /// # Errors
    ///
    /// - [`MathError::Empty`] without weights,
    /// - [`MathError::NotFinite`] for NaN or infinite ones,
    /// - [`MathError::NotADistribution`] for weights that are negative or do not sum to 1
    ///   (within 1.5e-8),
    /// - [`MathError::InvalidArgument`] if more distinct numbers are wanted than have a
    ///   positive probability,
    /// - [`MathError::OutOfRange`] if memory does not hold `size` numbers.
    ///
    /// # Source
    ///
    /// Guide §3.1; `np.random.choice(n, size, replace, p)`.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// // The uniform numbers of seed 42 are 0.37, 0.95, 0.73, 0.60, …
    /// let p = array![0.5, 0.2, 0.3];
    /// assert_eq!(RandomState::new(42).choice_weighted(&p, 4, true)?, [0, 2, 2, 1]);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn choice_weighted(
        &mut self,
        p: &ArrayRef1<f64>,
        size: usize,
        replace: bool,
    ) -> Result<Vec<usize>, MathError> {
        check_weights(p)?;
        let mut p = p.to_owned();
        check::memory("choice_weighted", "size", size)?;
        if replace {
            let limits = cumulative(&p);
            return Ok((0..size).map(|_| self.interval(&limits)).collect());
        }
        check_sample_size("choice_weighted", size, p.iter().filter(|&&p| p > 0.0).count())?;
        let mut chosen: Vec<usize> = Vec::with_capacity(size);
        while chosen.len() < size {
            // One round draws as many as are missing and keeps the first of equal ones.
            let limits = cumulative(&p);
            let missing = size - chosen.len();
            for _ in 0..missing {
                let i = self.interval(&limits);
                if p[i] > 0.0 {
                    chosen.push(i);
                    p[i] = 0.0;
                }
            }
        }
        Ok(chosen)
    }

    /// A position in 0..=`largest`.
    fn index_up_to(&mut self, largest: usize) -> usize {
        // Neither conversion loses anything: usize has at most 64 bits, and the
        // answer is not above `largest`.
        self.below_or_equal(largest as u64) as usize
    }

    /// The interval of [0, 1) into which a uniform number falls, where `limits`
    /// are the intervals' right ends.
    fn interval(&mut self, limits: &[f64]) -> usize {
        let u = self.random_sample();
        limits.partition_point(|&limit| limit <= u)
    }
}

/// The sums p₀, p₀ + p₁, …, divided by the last of them.
fn cumulative(p: &Array1<f64>) -> Vec<f64> {
    let mut sum = 0.0;
    let mut limits: Vec<f64> = p
        .iter()
        .map(|p| {
            sum += p;
            sum
        })
        .collect();
    for limit in &mut limits {
        *limit /= sum;
    }
    limits
}

fn check_weights(p: &ArrayRef1<f64>) -> Result<(), MathError> {
    check::not_empty("choice_weighted", "p", p)?;
    check::finite("choice_weighted", "p", p)?;
    let sum = p.sum();
    let smallest = p.iter().copied().fold(f64::INFINITY, f64::min);
    if smallest < 0.0 || (sum - 1.0).abs() > f64::EPSILON.sqrt() {
        return Err(MathError::NotADistribution {
            operation: "choice_weighted",
            argument: "p",
            sum,
            smallest,
        });
    }
    Ok(())
}

fn check_sample_size(
    operation: &'static str,
    size: usize,
    available: usize,
) -> Result<(), MathError> {
    if size <= available {
        return Ok(());
    }
    Err(MathError::InvalidArgument {
        operation,
        argument: "size",
        reason: format!(
            "is {size}, but only {available} different numbers can be drawn; \
             ask for fewer or allow repetition with `replace` = true"
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, array};
    use proptest::prelude::*;

    properties! {
        #[test]
        fn integers_stay_inside_any_range(seed: u32, a: i64, b: i64) {
            prop_assume!(a != b);
            let (low, high) = (a.min(b), a.max(b));
            let drawn = RandomState::new(seed).randint(low, high, 20).unwrap();
            prop_assert!(drawn.iter().all(|x| (low..high).contains(x)));
        }

        #[test]
        fn a_permutation_holds_every_number_once(seed: u32, n in 0..200_usize) {
            let mut order = RandomState::new(seed).permutation(n);
            order.sort_unstable();
            prop_assert_eq!(order, (0..n).collect::<Vec<_>>());
        }

        #[test]
        fn a_sample_without_replacement_has_no_repetition(seed: u32, n in 1..40_usize, part in 0.0..=1.0) {
            let size = (part * n as f64) as usize;
            let weights: Array1<f64> = (1..=n).map(|i| i as f64).collect();
            let p = &weights / weights.sum();
            let mut rng = RandomState::new(seed);
            for mut sample in [rng.choice(n, size, false).unwrap(), rng.choice_weighted(&p, size, false).unwrap()] {
                prop_assert_eq!(sample.len(), size);
                prop_assert!(sample.iter().all(|&i| i < n));
                sample.sort_unstable();
                sample.dedup();
                prop_assert_eq!(sample.len(), size);
            }
        }
    }

    #[test]
    fn rows_are_shuffled_as_the_entries_of_a_vector_are() {
        let mut a = Array2::from_shape_fn((9, 3), |(i, j)| (10 * i + j) as f64);
        let before = a.clone();
        RandomState::new(2).shuffle_rows(&mut a);
        assert_eq!(a, before.select(ndarray::Axis(0), &RandomState::new(2).permutation(9)));
    }

    #[test]
    fn shuffling_at_most_one_thing_draws_nothing() {
        let mut rng = RandomState::new(5);
        rng.shuffle::<u8>(&mut []);
        rng.shuffle(&mut [1]);
        rng.shuffle_rows(&mut array![[1.0, 2.0]]);
        assert!(rng.permutation(0).is_empty());
        assert_eq!(rng.randint(4, 5, 3).unwrap(), array![4, 4, 4]);
        assert_eq!(rng, RandomState::new(5));
    }

    #[test]
    fn an_empty_range_is_refused() {
        let mut rng = RandomState::new(5);
        for (low, high) in [(3, 3), (4, 3), (i64::MAX, i64::MIN)] {
            let error = rng.randint(low, high, 1).unwrap_err().to_string();
            assert!(error.contains("`high` is"), "{error}");
        }
    }

    #[test]
    fn impossible_samples_are_refused() {
        let mut rng = RandomState::new(5);
        assert!(rng.choice(0, 0, false).unwrap().is_empty());
        assert!(rng.choice(0, 1, true).is_err());
        assert!(rng.choice(3, 4, false).is_err());
        assert!(rng.choice_weighted(&array![0.5, 0.5, 0.0], 3, false).is_err());
        for p in [array![], array![0.5, 0.6], array![1.5, -0.5], array![f64::NAN, 1.0]] {
            assert!(rng.choice_weighted(&p, 1, true).is_err(), "{p}");
        }
        assert_eq!(rng, RandomState::new(5));
    }

    #[test]
    fn an_entry_without_probability_is_never_chosen() {
        let p = array![0.0, 0.25, 0.0, 0.75, 0.0];
        let drawn = RandomState::new(5).choice_weighted(&p, 10_000, true).unwrap();
        assert!(drawn.iter().all(|&i| i == 1 || i == 3));
        let often = drawn.iter().filter(|&&i| i == 3).count();
        assert!(often.abs_diff(7_500) < 250, "{often}");
    }
}
