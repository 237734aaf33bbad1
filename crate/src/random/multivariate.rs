//! Points from the normal distribution in several dimensions.
//!
//! A vector z of independent standard normal numbers has covariance I. For any
//! matrix A the vector x = μ + Aᵀz has mean μ and covariance
//!
//! E[(x − μ)(x − μ)ᵀ] = Aᵀ E[zzᵀ] A = AᵀA,
//!
//! so all it takes is an A with AᵀA = Σ. The singular value decomposition
//! Σ = V diag(s) Vᵀ (for a covariance U = V) gives A = diag(√s) Vᵀ: the cloud is
//! stretched by √sⱼ along the axes and then turned so that axis j points along
//! the j-th principal direction. Unlike a Cholesky factor it also exists when
//! some sⱼ are zero and the points fill only a line or a plane.

use super::RandomState;
use crate::check;
use crate::error::MathError;
use crate::linalg::svd;
use ndarray::{Array2, ArrayRef1, ArrayRef2, Axis};

impl RandomState {
    /// `n` points from the normal distribution in d dimensions, one a row: n × d.
    ///
    /// `mean` has d entries and `covariance` is d × d; on its diagonal stand the
    /// variances, in squared units of the coordinates. It may be singular.
    ///
    /// # Formula
    ///
    /// X = 1μᵀ + Z diag(√s) Vᵀ with Σ = V diag(s) Vᵀ and an n × d matrix Z of
    /// standard normal numbers, filled row by row.
    ///
    /// The signs of the singular vectors (and their directions, where singular
    /// values coincide) are a matter of convention, so the points can be those of
    /// NumPy mirrored along principal directions; their distribution is the same.
    /// Here the entry of largest magnitude of each vector is positive.
    ///
    /// # Errors
    ///
    /// - [`MathError::Empty`] for a covariance without entries,
    /// - [`MathError::NotFinite`] for NaN or infinite entries,
    /// - [`MathError::NotSquare`] for a covariance that is not square,
    /// - [`MathError::NotSymmetric`] if two mirrored entries differ by more than 1e-12 of
    ///   the largest entry,
    /// - [`MathError::ShapeMismatch`] unless `mean` has an entry for every row of it,
    /// - [`MathError::InvalidArgument`] if some combination of the coordinates would have a
    ///   negative variance,
    /// - [`MathError::OutOfRange`] if memory does not hold `n` vectors.
    ///
    /// # Source
    ///
    /// Guide §3.2; `np.random.multivariate_normal(mean, covariance, n)`.
    ///
    /// # Examples
    ///
    /// ```
    /// use aimath::prelude::*;
    ///
    /// // Variances 4 and 1, no correlation: the standard deviations are 2 and 1.
    /// let mut rng = RandomState::new(42);
    /// let x = rng.multivariate_normal(&array![10.0, 0.0], &array![[4.0, 0.0], [0.0, 1.0]], 1)?;
    /// assert!((x[[0, 0]] - (10.0 + 2.0 * 0.4967141530112327)).abs() < 1e-12);
    /// assert!((x[[0, 1]] - -0.13826430117118466).abs() < 1e-12);
    /// # Ok::<(), MathError>(())
    /// ```
    pub fn multivariate_normal(
        &mut self,
        mean: &ArrayRef1<f64>,
        covariance: &ArrayRef2<f64>,
        n: usize,
    ) -> Result<Array2<f64>, MathError> {
        const NAME: &str = "multivariate_normal";
        check::not_empty(NAME, "covariance", covariance)?;
        check::finite(NAME, "mean", mean)?;
        check::finite(NAME, "covariance", covariance)?;
        let d = check::symmetric(NAME, "covariance", covariance)?;
        if mean.len() != d {
            return Err(MathError::ShapeMismatch {
                operation: NAME,
                left: vec![mean.len()],
                right: vec![d, d],
                rule: "`mean` needs one entry for each row of `covariance`",
            });
        }

        check::table_memory(NAME, "n", n, d)?;
        let decomposition = svd(covariance)?;
        let v = decomposition.vt.t();
        check_semidefinite(covariance, &(&v * &decomposition.s).dot(&decomposition.vt))?;
        let factor = decomposition.vt * &decomposition.s.sqrt().insert_axis(Axis(1));
        Ok(self.randn2(n, d).dot(&factor) + mean)
    }
}

/// Compares Σ with V diag(s) Vᵀ. Singular values are never negative, so the two
/// differ exactly where Σ has a negative eigenvalue.
fn check_semidefinite(
    covariance: &ArrayRef2<f64>,
    with_positive_values: &ArrayRef2<f64>,
) -> Result<(), MathError> {
    let largest = covariance.iter().fold(0.0_f64, |m, c| m.max(c.abs()));
    let differs =
        covariance.iter().zip(with_positive_values).any(|(a, b)| (a - b).abs() > 1e-8 * largest);
    if !differs {
        return Ok(());
    }
    Err(MathError::InvalidArgument {
        operation: "multivariate_normal",
        argument: "covariance",
        reason: "has a negative eigenvalue, so some combination of the coordinates would have a \
                 negative variance; a covariance that was estimated from data never has"
            .to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_large_sample_has_the_mean_and_the_covariance() {
        let mean = array![1.0, -2.0, 0.5];
        let covariance = array![[2.0, 0.6, -0.3], [0.6, 1.0, 0.2], [-0.3, 0.2, 0.5]];
        let n = 100_000;
        let x = RandomState::new(4).multivariate_normal(&mean, &covariance, n).unwrap();
        let centre = x.mean_axis(Axis(0)).unwrap();
        let centred = &x - &centre;
        let found = centred.t().dot(&centred) / (n as f64 - 1.0);
        assert!((&centre - &mean).iter().all(|e| e.abs() < 0.02), "{centre}");
        assert!((&found - &covariance).iter().all(|e| e.abs() < 0.03), "{found}");
    }

    #[test]
    fn a_singular_covariance_keeps_the_points_on_their_line() {
        let covariance = array![[1.0, 2.0], [2.0, 4.0]];
        let x =
            RandomState::new(4).multivariate_normal(&array![0.0, 3.0], &covariance, 50).unwrap();
        assert!(x.rows().into_iter().all(|p| (p[1] - 3.0 - 2.0 * p[0]).abs() < 1e-6));
        let still =
            RandomState::new(4).multivariate_normal(&array![7.0], &array![[0.0]], 3).unwrap();
        assert_eq!(still, array![[7.0], [7.0], [7.0]]);
    }

    #[test]
    fn what_is_no_covariance_is_refused_before_anything_is_drawn() {
        let mut rng = RandomState::new(5);
        let zero = array![0.0, 0.0];
        for covariance in [
            array![[1.0, 2.0], [2.0, 1.0]],
            array![[-1.0, 0.0], [0.0, -1.0]],
            array![[1.0, 0.1], [0.2, 1.0]],
            array![[1.0, 0.0]],
            array![[1.0]],
            array![[]],
            array![[f64::NAN, 0.0], [0.0, 1.0]],
        ] {
            let error = rng.multivariate_normal(&zero, &covariance, 2).unwrap_err().to_string();
            assert!(error.starts_with("multivariate_normal: "), "{error}");
        }
        assert!(rng.multivariate_normal(&array![f64::INFINITY], &array![[1.0]], 1).is_err());
        assert_eq!(rng, RandomState::new(5));
    }
}
