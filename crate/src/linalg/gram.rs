//! XᵀX with half the products.
//!
//! Entry (i, j) of XᵀX is the inner product of two columns of X, and entry (j, i) the same
//! one. Cut into halves,
//!
//! ```text
//! [X₁ X₂]ᵀ[X₁ X₂] = ⎡X₁ᵀX₁    ·  ⎤
//!                   ⎣X₂ᵀX₁  X₂ᵀX₂⎦
//! ```
//!
//! the block below is one product and the two on the diagonal are again of this kind; what
//! stands above is a copy. Small blocks on the diagonal are computed whole, because a
//! product of small matrices is slower than its count of operations says.

use super::kernels::{block, block_mut};
use super::matrix::mirror_lower;
use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayRef2, ArrayViewMut2};

/// Up to so many columns at once.
const SMALL: usize = 48;

/// XᵀX; each entry is the one that the whole product has.
pub(crate) fn gram(x: &ArrayRef2<f64>) -> Array2<f64> {
    let mut products = Array2::zeros((x.ncols(), x.ncols()));
    lower(x, products.view_mut());
    mirror_lower(&mut products);
    products
}

/// The lower triangle of XᵀX (and a little above the diagonal).
fn lower(x: &ArrayRef2<f64>, mut products: ArrayViewMut2<f64>) {
    let (n, p) = x.dim();
    if p <= SMALL {
        return general_mat_mul(1.0, &x.t(), x, 0.0, &mut products);
    }
    let half = p / 2;
    let (first, second) = (block(x, 0..n, 0..half), block(x, 0..n, half..p));
    lower(&first, block_mut(&mut products, 0..half, 0..half));
    general_mat_mul(1.0, &second.t(), &first, 0.0, &mut block_mut(&mut products, half..p, 0..half));
    lower(&second, block_mut(&mut products, half..p, half..p));
}

#[cfg(test)]
mod tests {
    use super::super::hard_cases::gaussian;
    use super::*;

    #[test]
    fn halves_give_what_the_whole_product_gives() {
        for (n, p) in [(0, 3), (3, 0), (1, 1), (7, 48), (5, 49), (300, 97), (40, 200)] {
            let x = gaussian(n, p, (1000 * n + p) as u64);
            let products = gram(&x);
            let whole = x.t().dot(&x);
            // The same products, added in an order that depends on neither i nor j.
            let bound = n as f64 * f64::EPSILON;
            for ((i, j), &entry) in products.indexed_iter() {
                let size = (whole[[i, i]] * whole[[j, j]]).sqrt();
                assert!((entry - whole[[i, j]]).abs() <= bound * size, "{n} × {p}: {i}, {j}");
            }
            assert_eq!(products, products.t());
        }
    }
}
