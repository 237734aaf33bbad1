//! The ellipse of a normal distribution in the plane.
//!
//! The points at one Mahalanobis distance r from the mean form an ellipse whose axes are
//! the eigenvectors of Σ, with the lengths r√λ. A draw falls inside with probability
//! 1 − e^(−r²/2).

use super::distribution::probability;
use super::multivariate_normal::MultivariateNormal;
use crate::check;
use crate::error::MathError;
use crate::linalg::eigh;
use ndarray::{Array1, Array2, Axis};

/// The ellipse that holds a given share of a bivariate normal distribution.
#[derive(Debug, Clone, PartialEq)]
pub struct Ellipse {
    /// Centre.
    pub centre: Array1<f64>,
    /// Half the length of the long and of the short axis.
    pub half_axes: Array1<f64>,
    /// Directions of the axes, one unit vector per column.
    pub directions: Array2<f64>,
    /// Points of the outline, one per row; the last equals the first.
    pub outline: Array2<f64>,
}

impl MultivariateNormal {
    /// For two dimensions: the ellipse that a draw falls into with probability `share`,
    /// with `points` points on its outline.
    ///
    /// # Formula
    ///
    /// (x − μ)ᵀΣ⁻¹(x − μ) = r² with r² = −2 ln(1 − share); half axes r√λ along the
    /// eigenvectors of Σ
    ///
    /// # Errors
    ///
    /// [`MathError::OutOfRange`] unless there are two dimensions, the share is in [0, 1),
    /// and the points are at least 4 and no more than memory holds.
    pub fn ellipse(&self, share: f64, points: usize) -> Result<Ellipse, MathError> {
        const NAME: &str = "MultivariateNormal::ellipse";
        probability(NAME, "share", share)?;
        let refused = |argument, value, expected| {
            Err(MathError::OutOfRange { operation: NAME, argument, value, expected })
        };
        if self.dimension() != 2 {
            return refused("the dimension", self.dimension() as f64, "2");
        }
        if share == 1.0 {
            return refused("share", share, "below 1 (the whole plane has no outline)");
        }
        if points < 4 {
            return refused("points", points as f64, "at least 4");
        }
        check::table_memory(NAME, "points", points, 2)?;
        let radius = (-2.0 * (-share).ln_1p()).sqrt();
        // The long axis first, whatever the order of the eigenvalues.
        let eigen = eigh(&self.covariance)?;
        let order = if eigen.values[0] >= eigen.values[1] { [0, 1] } else { [1, 0] };
        let half_axes = eigen.values.select(Axis(0), &order).mapv(|value| radius * value.sqrt());
        let directions = eigen.vectors.select(Axis(1), &order);
        let outline = Array2::from_shape_fn((points, 2), |(k, i)| {
            let (sin, cos) =
                (std::f64::consts::TAU * (k % (points - 1)) as f64 / (points - 1) as f64).sin_cos();
            self.mean[i]
                + half_axes[0] * cos * directions[[i, 0]]
                + half_axes[1] * sin * directions[[i, 1]]
        });
        Ok(Ellipse { centre: self.mean.clone(), half_axes, directions, outline })
    }
}
