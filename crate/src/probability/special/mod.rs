//! Special functions, accurate in the tails.
//!
//! statrs supplies the inverses of erf and erfc and ln Γ, from which the searches for
//! quantiles start. The results themselves need a relative error of 1e-12, which
//! statrs does not reach (measured against 60-digit arithmetic), so they are computed
//! here:
//!
//! | wanted | why not from statrs 0.19 | here |
//! | --- | --- | --- |
//! | x^a e^(−x) / Γ(a+1) and its beta sister | differences of ln Γ lose the digits of their size: 1e-9 at a = 10⁶ | Loader's deviance |
//! | incomplete gamma and beta integrals | built on those differences; the small tail is 1 − the large one; 0 below e^(−709); 140 steps at most | series, continued fraction, quadrature |
//! | logarithm of a tail | not there | everything is computed in logarithms |
//! | normal tails | erfc errs by 1e-10 between 1σ and 4σ | gamma integral of shape ½; beyond 5σ the continued fraction of Mills' ratio |
//! | quantiles of gamma, beta and t | 1e-6 to 1e-10 in the tails; the iteration for beta has no end | bracketed Newton on the logarithm of the tail |

pub(crate) mod deviance;
pub(super) mod incomplete_beta;
pub(super) mod incomplete_gamma;
pub(super) mod normal_tail;
pub(super) mod quadrature;
pub(super) mod root;

/// ln √(2π).
pub(super) const LN_SQRT_2PI: f64 = 0.918_938_533_204_672_8;

/// Both tails of a distribution at one point, each with its logarithm, so that
/// neither loses digits to the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tails {
    pub lower: f64,
    pub upper: f64,
    pub ln_lower: f64,
    pub ln_upper: f64,
}

impl Tails {
    /// Everything lies above.
    pub const NOTHING_BELOW: Self =
        Self { lower: 0.0, upper: 1.0, ln_lower: f64::NEG_INFINITY, ln_upper: 0.0 };

    /// Everything lies below.
    pub const NOTHING_ABOVE: Self = Self::NOTHING_BELOW.swapped();

    /// What a NaN is answered with.
    pub const UNKNOWN: Self =
        Self { lower: f64::NAN, upper: f64::NAN, ln_lower: f64::NAN, ln_upper: f64::NAN };

    /// From the logarithm of the lower tail.
    pub fn from_ln_lower(ln_lower: f64) -> Self {
        // Rounding may leave a probability a hair above one.
        let ln_lower = ln_lower.min(0.0);
        let lower = ln_lower.exp();
        let upper = -ln_lower.exp_m1();
        let ln_upper = if lower < 0.5 { (-lower).ln_1p() } else { upper.ln() };
        Self { lower, upper, ln_lower, ln_upper }
    }

    /// From the logarithm of the upper tail.
    pub fn from_ln_upper(ln_upper: f64) -> Self {
        Self::from_ln_lower(ln_upper).swapped()
    }

    /// The same point of the mirrored distribution.
    pub const fn swapped(self) -> Self {
        Self {
            lower: self.upper,
            upper: self.lower,
            ln_lower: self.ln_upper,
            ln_upper: self.ln_lower,
        }
    }
}
