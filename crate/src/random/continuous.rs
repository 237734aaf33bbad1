//! Numbers from an interval and from the normal distribution.
//!
//! **Uniform.** A double has 53 bits of precision, a word has 32. Two words give
//! a = the upper 27 bits of the first and b = the upper 26 bits of the second, and
//!
//! u = (a · 2²⁶ + b) / 2⁵³
//!
//! is a multiple of 2⁻⁵³ in [0, 1), each of them equally likely.
//!
//! **Normal.** The polar method of Marsaglia turns two uniform numbers into two
//! normal ones. A point (x₁, x₂) is thrown into the square [−1, 1)² until it
//! falls inside the unit circle. Then r² = x₁² + x₂² is uniform on (0, 1), and
//! the angle of the point is uniform and independent of it. √(−2 ln r²) is
//! distributed like the length of a plane vector with two independent standard
//! normal coordinates, so stretching the point to that length,
//!
//! (x₁, x₂) · √(−2 ln r²) / r = (x₁, x₂) · √(−2 ln r² / r²),
//!
//! gives two of them. NumPy hands out the one from x₂ first and keeps the one
//! from x₁ for the next request, whatever else is drawn in between.
//!
//! # Source
//!
//! G. Marsaglia and T. A. Bray, "A convenient method for generating normal
//! variables", SIAM Review 6 (1964).

use super::RandomState;
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, Array2};
use ndarray_rand::rand::RngCore;

impl RandomState {
    /// One number from the uniform distribution on [0, 1).
    ///
    /// # Formula
    ///
    /// u = (a · 2²⁶ + b) / 2⁵³ with 27 random bits a and 26 random bits b.
    ///
    /// # Source
    ///
    /// `np.random.random_sample()`.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// assert_eq!(RandomState::new(42).random_sample(), 0.3745401188473625);
    /// ```
    pub fn random_sample(&mut self) -> f64 {
        let a = f64::from(self.next_u32() >> 5);
        let b = f64::from(self.next_u32() >> 6);
        (a * 67_108_864.0 + b) / 9_007_199_254_740_992.0
    }

    /// A vector of `n` numbers from the uniform distribution on [0, 1).
    ///
    /// # Source
    ///
    /// `np.random.rand(n)`; each entry is a [`random_sample`](Self::random_sample).
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let u = RandomState::new(42).rand(2);
    /// assert_eq!(u, array![0.3745401188473625, 0.9507143064099162]);
    /// ```
    pub fn rand(&mut self, n: usize) -> Array1<f64> {
        Array1::from_shape_simple_fn(n, || self.random_sample())
    }

    /// A matrix of numbers from the uniform distribution on [0, 1), filled row by row.
    ///
    /// # Source
    ///
    /// `np.random.rand(rows, columns)`.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let u = RandomState::new(42).rand2(3, 2);
    /// assert_eq!(u.row(0), array![0.3745401188473625, 0.9507143064099162]);
    /// ```
    pub fn rand2(&mut self, rows: usize, columns: usize) -> Array2<f64> {
        Array2::from_shape_simple_fn((rows, columns), || self.random_sample())
    }

    /// A vector of `n` numbers from the uniform distribution on [`low`, `high`).
    ///
    /// # Formula
    ///
    /// x = low + (high − low) · u with u uniform on [0, 1). Rounding can make x
    /// equal to `high`; with `low = high` every entry is that number.
    ///
    /// # Errors
    ///
    /// [`MathError::NotFinite`] for a bound, or a distance between both, that is NaN or
    /// infinite; [`MathError::OutOfRange`] if `high` is below `low`, or memory does not
    /// hold `n` numbers.
    ///
    /// # Source
    ///
    /// `np.random.uniform(low, high, n)`.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// // −1 + 2 · 0.3745401188473625
    /// let x = RandomState::new(42).uniform(-1.0, 1.0, 1)?;
    /// assert_eq!(x[0], -0.250919762305275);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn uniform(&mut self, low: f64, high: f64, n: usize) -> Result<Array1<f64>, MathError> {
        check::finite_number("uniform", "low", low)?;
        check::finite_number("uniform", "high", high)?;
        let width = high - low;
        if width < 0.0 {
            return Err(MathError::OutOfRange {
                operation: "uniform",
                argument: "high",
                value: high,
                expected: "at least as large as `low`",
            });
        }
        check::finite_number("uniform", "high − low", width)?;
        check::memory("uniform", "n", n)?;
        Ok(Array1::from_shape_simple_fn(n, || low + width * self.random_sample()))
    }

    /// One number from the standard normal distribution (mean 0, variance 1).
    ///
    /// # Source
    ///
    /// `np.random.standard_normal()`; the method is explained at [`randn`](Self::randn).
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// assert_eq!(RandomState::new(42).standard_normal(), 0.4967141530112327);
    /// ```
    pub fn standard_normal(&mut self) -> f64 {
        if let Some(spare) = self.spare_normal.take() {
            return spare;
        }
        loop {
            let x1 = 2.0 * self.random_sample() - 1.0;
            let x2 = 2.0 * self.random_sample() - 1.0;
            let r2 = x1 * x1 + x2 * x2;
            if 0.0 < r2 && r2 < 1.0 {
                let stretch = (-2.0 * r2.ln() / r2).sqrt();
                self.spare_normal = Some(stretch * x1);
                return stretch * x2;
            }
        }
    }

    /// What as many calls of [`standard_normal`](Self::standard_normal) would give, faster.
    ///
    /// First points are thrown until some hundred lie in the circle: each is written down
    /// and kept by counting it, so that no processor has to guess which will be. Then they
    /// are stretched, one after the other, none waiting for the one before.
    fn fill_normal<'a>(&mut self, mut places: impl ExactSizeIterator<Item = &'a mut f64>) {
        const POINTS: usize = 128;
        if places.len() > 0
            && let Some(spare) = self.spare_normal.take()
        {
            places.next().into_iter().for_each(|place| *place = spare);
        }
        let mut points = [(0.0, 0.0, 0.0); POINTS];
        while places.len() >= 2 {
            let wanted = (places.len() / 2).min(POINTS);
            let mut inside = 0;
            while inside < wanted {
                let x1 = 2.0 * self.random_sample() - 1.0;
                let x2 = 2.0 * self.random_sample() - 1.0;
                let r2 = x1 * x1 + x2 * x2;
                points[inside] = (x1, x2, r2);
                inside += usize::from(0.0 < r2 && r2 < 1.0);
            }
            for (x1, x2, r2) in &points[..wanted] {
                let stretch = (-2.0 * f64::ln(*r2) / r2).sqrt();
                for (x, place) in [x2, x1].into_iter().zip(places.by_ref()) {
                    *place = stretch * x;
                }
            }
        }
        places.for_each(|place| *place = self.standard_normal());
    }

    /// A vector of `n` numbers from the standard normal distribution.
    ///
    /// # Formula
    ///
    /// For a point (x₁, x₂) thrown into the unit circle, with r² = x₁² + x₂²,
    /// the two numbers x₂ · √(−2 ln r² / r²) and x₁ · √(−2 ln r² / r²). They come
    /// in pairs: after an odd number of draws one is kept, and it is the first
    /// of the next request for a normal number.
    ///
    /// # Source
    ///
    /// Guide §1.3; `np.random.randn(n)`; Marsaglia and Bray (1964).
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let mut rng = RandomState::new(42);
    /// let first = rng.randn(1);
    /// rng.rand(10); // the kept number waits while others are drawn
    /// let second = rng.randn(1);
    /// assert_eq!(RandomState::new(42).randn(2), array![first[0], second[0]]);
    /// ```
    pub fn randn(&mut self, n: usize) -> Array1<f64> {
        let mut z = Array1::zeros(n);
        self.fill_normal(z.iter_mut());
        z
    }

    /// A matrix of numbers from the standard normal distribution, filled row by row.
    ///
    /// # Source
    ///
    /// Guide §1.3 and §2.2 (a cloud of points, the weights of a layer);
    /// `np.random.randn(rows, columns)`.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// let weights = RandomState::new(42).randn2(4, 3) * 0.1;
    /// assert_eq!(weights[[0, 0]], 0.04967141530112327);
    /// ```
    pub fn randn2(&mut self, rows: usize, columns: usize) -> Array2<f64> {
        let mut z = Array2::zeros((rows, columns));
        self.fill_normal(z.iter_mut());
        z
    }

    /// A vector of `n` numbers from the normal distribution with the given mean
    /// and standard deviation.
    ///
    /// # Formula
    ///
    /// x = mean + std · z with z standard normal. `std` is the standard
    /// deviation σ, in the units of x, not the variance σ²; with `std = 0` every
    /// entry is the mean.
    ///
    /// # Errors
    ///
    /// [`MathError::NotFinite`] for a `mean` or `std` that is NaN or infinite;
    /// [`MathError::OutOfRange`] for a negative `std`, or if memory does not hold `n`
    /// numbers.
    ///
    /// # Source
    ///
    /// Guide §3.2; `np.random.normal(mean, std, n)`.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// // 100 + 15 · 0.4967141530112327
    /// let x = RandomState::new(42).normal(100.0, 15.0, 1)?;
    /// assert!((x[0] - 107.4507122951685).abs() < 1e-12);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn normal(&mut self, mean: f64, std: f64, n: usize) -> Result<Array1<f64>, MathError> {
        check::finite_number("normal", "mean", mean)?;
        check::finite_number("normal", "std", std)?;
        if std < 0.0 {
            return Err(MathError::OutOfRange {
                operation: "normal",
                argument: "std",
                value: std,
                expected: "zero or positive",
            });
        }
        check::memory("normal", "n", n)?;
        Ok(Array1::from_shape_simple_fn(n, || mean + std * self.standard_normal()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uniform_numbers_lie_in_the_half_open_interval_and_fill_it() {
        let u = RandomState::new(0).rand(100_000);
        assert!(u.iter().all(|&u| (0.0..1.0).contains(&u)));
        assert!((u.sum() / 1e5 - 0.5).abs() < 0.005);
        let inside = RandomState::new(0).uniform(-3.0, 5.0, 10_000).unwrap();
        assert!(inside.iter().all(|&x| (-3.0..5.0).contains(&x)));
    }

    #[test]
    fn many_normal_numbers_are_the_same_as_one_after_the_other() {
        let (mut many, mut one) = (RandomState::new(9), RandomState::new(9));
        for n in [0, 1, 2, 3, 0, 255, 256, 257, 1000] {
            let expected: Array1<f64> = (0..n).map(|_| one.standard_normal()).collect();
            assert_eq!(many.randn(n), expected, "{n}");
            assert_eq!(many, one, "{n}");
        }
    }

    #[test]
    fn normal_numbers_have_the_moments_of_the_bell_curve() {
        let z = RandomState::new(0).randn(200_000);
        let moment = |k: i32| z.iter().map(|z| z.powi(k)).sum::<f64>() / 2e5;
        assert!(moment(1).abs() < 0.01, "{}", moment(1));
        assert!((moment(2) - 1.0).abs() < 0.02, "{}", moment(2));
        assert!(moment(3).abs() < 0.05, "{}", moment(3));
        assert!((moment(4) - 3.0).abs() < 0.1, "{}", moment(4));
    }

    #[test]
    fn a_matrix_is_the_vector_wrapped_into_rows() {
        let flat = RandomState::new(9).randn(15);
        let wrapped = RandomState::new(9).randn2(5, 3);
        assert_eq!(wrapped.into_shape_with_order(15).unwrap(), flat);
    }

    #[test]
    fn no_numbers_are_drawn_for_an_empty_request() {
        let mut rng = RandomState::new(5);
        assert_eq!(rng.rand(0).len() + rng.randn(0).len(), 0);
        assert_eq!(rng.randn2(0, 3).dim(), (0, 3));
        assert_eq!(rng, RandomState::new(5));
    }

    #[test]
    fn parameters_that_make_no_distribution_are_refused_before_anything_is_drawn() {
        let mut rng = RandomState::new(5);
        for (low, high) in
            [(1.0, 0.0), (f64::NAN, 1.0), (0.0, f64::INFINITY), (-f64::MAX, f64::MAX)]
        {
            let error = rng.uniform(low, high, 3).unwrap_err().to_string();
            assert!(error.starts_with("uniform: "), "{error}");
        }
        for (mean, std) in [(0.0, -1.0), (f64::NAN, 1.0), (0.0, f64::INFINITY)] {
            let error = rng.normal(mean, std, 3).unwrap_err().to_string();
            assert!(error.starts_with("normal: "), "{error}");
        }
        for error in [
            rng.uniform(0.0, 1.0, usize::MAX).unwrap_err(),
            rng.normal(0.0, 1.0, usize::MAX).unwrap_err(),
            rng.randint(0, 2, usize::MAX).unwrap_err(),
        ] {
            assert!(error.to_string().contains("`n` is 1.8446744073709552e19"), "{error}");
        }
        assert!(rng.choice(2, usize::MAX, true).unwrap_err().to_string().contains("`size` is"));
        assert_eq!(rng, RandomState::new(5));
    }

    #[test]
    fn a_distribution_without_width_gives_its_one_value() {
        let mut rng = RandomState::new(5);
        assert_eq!(rng.uniform(2.5, 2.5, 2).unwrap(), ndarray::array![2.5, 2.5]);
        assert_eq!(rng.normal(-1.5, 0.0, 2).unwrap(), ndarray::array![-1.5, -1.5]);
    }
}
