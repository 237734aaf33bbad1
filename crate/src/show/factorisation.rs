//! The results of linear algebra, their parts named as in the formulas.

use super::{Show, Shown, show};
use crate::linalg::{
    AffineFunction, AffineMap, Cholesky, Counterexample, DistanceParabola, Eigen, LeastSquares,
    Linearity, LowRank, Lu, ParallelFactors, Pca, PowerIteration, Qr, Slogdet, Svd, SymmetricEigen,
};

/// The parts of a result with their labels, in the order given.
macro_rules! show_parts {
    ($($type:ty: $($label:literal $field:ident),+;)*) => {$(
        impl Show for $type {
            fn shown(&self) -> Shown {
                Shown::group(vec![$(show(tr!($label), &self.$field)),+])
            }
        }
    )*};
}
pub(super) use show_parts;

show_parts! {
    Lu: "L" l, "U" u, "p" p;
    Qr: "Q" q, "R" r;
    Cholesky: "L" l;
    SymmetricEigen: "λ" values, "Q" vectors;
    Eigen: "λ" values, "V" vectors;
    Svd: "U" u, "σ" s, "Vᵀ" vt;
    LeastSquares: "x" x, "‖Ax - b‖²" residual_sum, "rank" rank, "κ" condition,
        "σ" singular_values;
    LowRank: "Aₖ" approximation, "k" rank, "energy" explained_energy,
        "error_2" error_spectral, "error_F" error_frobenius;
    PowerIteration: "λ" value, "v" vector, "iterations" iterations;
    AffineMap: "A" matrix, "b" shift;
    AffineFunction: "a" slopes, "b" intercept;
    ParallelFactors: "s" s, "t" t;
    DistanceParabola: "‖y‖²" square, "x · y" half_linear, "‖x‖²" constant,
        "D/4" quarter_discriminant, "lowest at t" lowest_at, "lowest value" lowest;
    Counterexample: "x" x, "y" y, "c" c, "L(x + cy)" together, "L(x) + c L(y)" apart;
    Slogdet: "sign" sign, "ln|det|" ln_abs;
    Pca: "mean" mean, "components" components, "variance" explained_variance,
        "share" explained_variance_ratio, "σ" singular_values;
}

/// The counterexample, or how many trials found none.
impl Show for Linearity {
    fn shown(&self) -> Shown {
        match self {
            Linearity::Refuted(found) => found.shown(),
            Linearity::NotRefuted { trials } => {
                tr!("no counterexample in {trials} trials", trials).shown()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;

    #[test]
    fn every_result_shows_its_parts_by_name() -> Result<(), MathError> {
        let a = array![[4.0, 2.0], [2.0, 3.0]];
        let general = array![[0.0, -1.0], [1.0, 0.0]];
        for (shown, names) in [
            (lu(&a)?.shown(), "L U p"),
            (qr(&a)?.shown(), "Q R"),
            (cholesky(&a)?.shown(), "L"),
            (eigh(&a)?.shown(), "λ Q"),
            (eig(&general)?.shown(), "λ V"),
            (svd(&a)?.shown(), "U σ Vᵀ"),
        ] {
            let plain = shown.plain();
            for name in names.split(' ') {
                assert!(plain.contains(&format!("{name} = ")), "{plain}");
            }
            assert!(shown.latex().is_some());
        }
        assert!(eig(&general)?.shown().plain().contains("λ = (i, -i)"));
        Ok(())
    }
}
