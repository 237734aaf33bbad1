//! Special functions, accurate in the tails.
//!
//! statrs supplies ln Γ, from which a search for quantiles starts. The results themselves
//! need a relative error of 1e-12, which statrs does not reach (measured against 60-digit
//! arithmetic), so they are computed here:
//!
//! | wanted | in statrs 0.19 | here |
//! | --- | --- | --- |
//! | x^a e^(−x) / Γ(a+1) and its beta sister | differences of ln Γ, which lose the digits of their size: off by 2e-11 at a = 10⁴, 2e-9 at 10⁶ | Loader's deviance |
//! | incomplete gamma and beta integrals | the same digits lost; the smaller tail as 1 − the larger one; 0 below e^(−709); the beta integral stops after 140 steps, which is 1e-3 off at a + b = 10⁶ | series, continued fraction, quadrature |
//! | normal tails | erfc is off by up to 9e-11 from z = 1 on | the erfc of libm; beyond 37σ the continued fraction of Mills' ratio |
//! | logarithm of a tail | not there | everything is computed in logarithms |
//! | quantiles of gamma, beta and t | far down a tail the one for beta can be off by a factor of thousands | bracketed Newton on the logarithm of the tail |

pub(super) mod continued_fraction;
pub(crate) mod deviance;
pub(super) mod incomplete_beta;
pub(super) mod incomplete_gamma;
pub(super) mod normal_tail;
pub(super) mod quadrature;
pub(super) mod root;
pub(super) mod wichura;

/// ln √(2π).
pub(super) const LN_SQRT_2PI: f64 = 0.918_938_533_204_672_8;

/// Both tails of a distribution at one point, each with its logarithm, so that
/// neither loses digits to the other.
///
/// They are kept as they were found; what is asked for is made of that, and nothing else.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tails {
    found: Found,
    /// Whether what was found belongs to the mirrored distribution.
    mirrored: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Found {
    /// The logarithm of the lower tail.
    LnLower(f64),
    /// The upper tail, which is the smaller one.
    Upper { upper: f64, ln_upper: Option<f64> },
    /// All four.
    All { lower: f64, upper: f64, ln_lower: f64, ln_upper: f64 },
}

impl Tails {
    /// Everything lies above.
    pub const NOTHING_BELOW: Self = Self::of(Found::LnLower(f64::NEG_INFINITY));

    /// Everything lies below.
    pub const NOTHING_ABOVE: Self = Self::NOTHING_BELOW.swapped();

    /// What a NaN is answered with.
    pub const UNKNOWN: Self = Self::of(Found::Upper { upper: f64::NAN, ln_upper: Some(f64::NAN) });

    const fn of(found: Found) -> Self {
        Self { found, mirrored: false }
    }

    /// From the logarithm of the lower tail.
    pub fn from_ln_lower(ln_lower: f64) -> Self {
        // Rounding may leave a probability a hair above one.
        Self::of(Found::LnLower(ln_lower.min(0.0)))
    }

    /// From the logarithm of the upper tail.
    pub fn from_ln_upper(ln_upper: f64) -> Self {
        Self::from_ln_lower(ln_upper).swapped()
    }

    /// From an upper tail of ½ at most, and its logarithm where that is known better.
    pub const fn from_upper(upper: f64, ln_upper: Option<f64>) -> Self {
        Self::of(Found::Upper { upper, ln_upper })
    }

    /// From both tails and the logarithm of the lower one.
    pub fn from_both(lower: f64, upper: f64, ln_lower: f64) -> Self {
        let ln_upper = if lower < 0.5 { (-lower).ln_1p() } else { upper.ln() };
        Self::of(Found::All { lower, upper, ln_lower, ln_upper })
    }

    /// The same point of the mirrored distribution.
    pub const fn swapped(self) -> Self {
        Self { found: self.found, mirrored: !self.mirrored }
    }

    /// P(X ≤ x).
    pub fn lower(self) -> f64 {
        if self.mirrored { self.found.upper() } else { self.found.lower() }
    }

    /// P(X > x).
    pub fn upper(self) -> f64 {
        self.swapped().lower()
    }

    /// ln P(X ≤ x).
    pub fn ln_lower(self) -> f64 {
        if self.mirrored { self.found.ln_upper() } else { self.found.ln_lower() }
    }

    /// ln P(X > x).
    pub fn ln_upper(self) -> f64 {
        self.swapped().ln_lower()
    }
}

impl Found {
    fn lower(self) -> f64 {
        match self {
            Self::LnLower(ln_lower) => ln_lower.exp(),
            Self::Upper { upper, .. } => 1.0 - upper,
            Self::All { lower, .. } => lower,
        }
    }

    fn upper(self) -> f64 {
        match self {
            Self::LnLower(ln_lower) => -ln_lower.exp_m1(),
            Self::Upper { upper, .. } | Self::All { upper, .. } => upper,
        }
    }

    fn ln_lower(self) -> f64 {
        match self {
            Self::LnLower(ln_lower) | Self::All { ln_lower, .. } => ln_lower,
            Self::Upper { upper, .. } => (-upper).ln_1p(),
        }
    }

    fn ln_upper(self) -> f64 {
        match self {
            Self::LnLower(ln_lower) => {
                let lower = ln_lower.exp();
                if lower < 0.5 { (-lower).ln_1p() } else { self.upper().ln() }
            }
            Self::Upper { upper, ln_upper } => ln_upper.unwrap_or_else(|| upper.ln()),
            Self::All { ln_upper, .. } => ln_upper,
        }
    }
}
