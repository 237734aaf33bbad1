//! The chain rule for vector functions: the matrix of a composition is a product.
//!
//! Near a, f is f(a) + J_f h; near f(a), g is g(f(a)) + J_g k. Put k = J_f h into the
//! second and the composition is g(f(a)) + J_g J_f h. The last map's matrix stands on
//! the left, because matrices act on what stands to their right.

use super::jacobian;
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, Array2, ArrayRef1};

/// A map from vectors to vectors.
pub type VectorMap<'a> = &'a dyn Fn(&Array1<f64>) -> Array1<f64>;

/// The Jacobians along a chain of maps, and that of the whole.
#[derive(Debug, Clone, PartialEq)]
pub struct JacobianChain {
    /// x, f₁(x), f₂(f₁(x)), …: where each Jacobian is taken, and the result at the end.
    pub points: Vec<Array1<f64>>,
    /// J₁, J₂, …, J_k, the first map's first.
    pub jacobians: Vec<Array2<f64>>,
    /// J_k ⋯ J₂ J₁.
    pub product: Array2<f64>,
    /// The Jacobian of f_k ∘ … ∘ f₁ in one piece, by differences.
    pub direct: Array2<f64>,
}

impl JacobianChain {
    /// The largest difference between the product and the direct Jacobian; NaN when
    /// fields set by hand differ in shape.
    pub fn gap(&self) -> f64 {
        if self.product.dim() != self.direct.dim() {
            return f64::NAN;
        }
        (&self.product - &self.direct).iter().fold(0.0_f64, |m, d| m.max(d.abs()))
    }
}

/// Takes the Jacobians of maps that are applied one after another, multiplies them,
/// and takes that of the composition for comparison.
///
/// # Formula
/// J_{g∘f}(x) = J_g(f(x)) J_f(x); for k maps J_k(x_{k−1}) ⋯ J₂(x₁) J₁(x)
///
/// # Errors
/// [`MathError::Empty`] without a map; those of [`jacobian`], for any map of the chain.
///
/// # Source
/// Foundations §3.3, theorem 5.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// // f(x, y) = (xy, x + y), then g(u, v) = u + v²: xy + (x + y)².
/// fn f(x: &Array1<f64>) -> Array1<f64> {
///     array![x[0] * x[1], x[0] + x[1]]
/// }
/// fn g(u: &Array1<f64>) -> Array1<f64> {
///     array![u[0] + u[1] * u[1]]
/// }
/// let chain = jacobian_chain(&[&f, &g], &array![1.0, 2.0])?;
/// // J_g = (1, 6), J_f = [[2, 1], [1, 1]], product (8, 7).
/// assert!((&chain.product - &array![[8.0, 7.0]]).iter().all(|d| d.abs() < 1e-8));
/// assert!(chain.gap() < 1e-8);
/// # Ok::<(), MathError>(())
/// ```
pub fn jacobian_chain(
    maps: &[VectorMap<'_>],
    x: &ArrayRef1<f64>,
) -> Result<JacobianChain, MathError> {
    let operation = "jacobian_chain";
    if maps.is_empty() {
        return Err(MathError::Empty { operation, argument: "maps" });
    }
    check::not_empty(operation, "x", x)?;
    check::finite(operation, "x", x)?;
    let behalf =
        check::on_behalf_of(operation, &[("f", "maps"), ("f(x)", msg!("the value of a map"))]);
    let mut points = vec![x.to_owned()];
    let mut jacobians: Vec<Array2<f64>> = Vec::new();
    let mut product = Array2::eye(x.len());
    let mut point = x.to_owned();
    for map in maps {
        let own = jacobian(map, &point).map_err(&behalf)?;
        product = own.dot(&product);
        jacobians.push(own);
        point = map(&point);
        points.push(point.clone());
    }
    let whole = |x: &Array1<f64>| maps.iter().fold(x.clone(), |x, map| map(&x));
    let direct = jacobian(&whole, x).map_err(&behalf)?;
    Ok(JacobianChain { points, jacobians, product, direct })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::RandomState;
    use ndarray::array;

    #[test]
    fn random_chains_of_every_shape_obey_the_rule() {
        let mut random = RandomState::new(7);
        for sizes in [[2, 2, 2], [1, 4, 1], [3, 1, 5], [5, 3, 2]] {
            let w = random.randn2(sizes[1], sizes[0]);
            let v = random.randn2(sizes[2], sizes[1]);
            let f = |x: &Array1<f64>| w.dot(x).mapv(f64::tanh);
            let g = |y: &Array1<f64>| v.dot(y).mapv(f64::sin);
            let chain = jacobian_chain(&[&f, &g], &random.randn(sizes[0])).unwrap();
            assert_eq!(chain.product.dim(), (sizes[2], sizes[0]));
            assert!(chain.gap() < 1e-8, "{sizes:?}: {}", chain.gap());
        }
    }

    #[test]
    fn maps_that_cannot_follow_each_other_are_errors() {
        assert!(jacobian_chain(&[], &array![1.0]).is_err());
        let ln = |x: &Array1<f64>| x.mapv(f64::ln);
        let shift = |x: &Array1<f64>| x - 5.0;
        assert!(jacobian_chain(&[&shift, &ln], &array![1.0]).is_err());
    }
}
