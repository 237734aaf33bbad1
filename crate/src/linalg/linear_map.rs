//! Linear maps: what they are, how one is refuted, and why they are matrices.
//!
//! A map L from ℝⁿ to ℝᵐ is linear when it respects the two operations of a vector
//! space,
//!
//! ```text
//! L(x + cy) = L(x) + c L(y)      for all vectors x, y and all numbers c
//! ```
//!
//! Every vector is a combination of the basis, x = x₁e₁ + … + xₙeₙ, so a linear map
//! is settled by what it does to n vectors:
//!
//! ```text
//! L(x) = x₁ L(e₁) + … + xₙ L(eₙ) = A x,   A = [L(e₁) … L(eₙ)]
//! ```
//!
//! The functions below take a map as a black box, a function that can only be called.
//! One call that breaks the rule refutes linearity for good; no number of calls that
//! keep it can prove it. So the answer of [`test_linearity`] is a counterexample or
//! "none found", never "proved".

use super::norms::norm_linf;
use crate::check;
use crate::error::MathError;
use ndarray::{Array1, Array2};

/// How far the two sides may be apart, relative to the largest number that took part.
const TOLERANCE: f64 = 1e-9;

/// How many pairs of vectors that only look random are tried after the simple ones.
const TRIALS: usize = 40;

/// Two vectors and a number for which a map breaks the rule of linearity.
#[derive(Clone, Debug, PartialEq)]
pub struct Counterexample {
    /// The first vector.
    pub x: Array1<f64>,
    /// The second vector.
    pub y: Array1<f64>,
    /// The number.
    pub c: f64,
    /// What the map makes of the combination: L(x + cy).
    pub together: Array1<f64>,
    /// The combination of what it makes of each: L(x) + c L(y).
    pub apart: Array1<f64>,
}

/// What a test of linearity found.
#[derive(Clone, Debug, PartialEq)]
pub enum Linearity {
    /// No counterexample among so many trials, which is evidence and no proof.
    NotRefuted {
        /// How many combinations x + cy were tried.
        trials: usize,
    },
    /// One counterexample, which is a proof that the map is not linear.
    Refuted(Counterexample),
}

impl Linearity {
    /// Whether a counterexample was found.
    pub fn is_refuted(&self) -> bool {
        matches!(self, Linearity::Refuted(_))
    }
}

/// Looks for a counterexample to the linearity of a map from ℝⁿ.
///
/// Simple vectors come first (zero, the basis, the vector of ones), so that the
/// counterexample can be checked by hand; then 40 pairs of vectors of different sizes
/// whose entries are spread without a pattern. The same map always gets the same
/// trials.
///
/// # Formula
///
/// L(x + cy) = L(x) + c L(y), up to 10⁻⁹ of the largest entry that takes part
///
/// # Errors
///
/// - [`MathError::InvalidArgument`] for `n` = 0, or a map that answers with no entries or
///   with vectors of different lengths,
/// - [`MathError::OutOfRange`] for more inputs than memory holds vectors of,
/// - [`MathError::NotFinite`] for a map that answers with NaN or infinities.
///
/// # Source
///
/// Foundations §2.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let turn = |x: &Array1<f64>| array![-x[1], x[0]];
/// assert!(!test_linearity(&turn, 2)?.is_refuted());
///
/// // A translation moves the origin: L(0 + 0) = 1, but L(0) + L(0) = 2.
/// let shift = |x: &Array1<f64>| array![x[0] + 1.0];
/// let Linearity::Refuted(found) = test_linearity(&shift, 1)? else { panic!() };
/// assert_eq!((found.together[0], found.apart[0]), (1.0, 2.0));
/// # Ok::<(), MathError>(())
/// ```
pub fn test_linearity(
    map: &dyn Fn(&Array1<f64>) -> Array1<f64>,
    n: usize,
) -> Result<Linearity, MathError> {
    const NAME: &str = "test_linearity";
    let map = BlackBox::new(NAME, map, n)?;
    let mut trials = 0;
    for (x, y, c) in trial_vectors(n) {
        let together = map.call(&(&x + &(&y * c)))?;
        let (of_x, of_y) = (map.call(&x)?, map.call(&y)?);
        let apart = &of_x + &(&of_y * c);
        trials += 1;
        let size = [&together, &of_x, &(&of_y * c)].map(|v| norm_linf(v));
        let size = size.into_iter().fold(0.0, f64::max);
        if norm_linf(&(&together - &apart)) > TOLERANCE * size {
            return Ok(Linearity::Refuted(Counterexample { x, y, c, together, apart }));
        }
    }
    Ok(Linearity::NotRefuted { trials })
}

/// The matrix of a linear map given as a black box: its columns are the images of the
/// basis.
///
/// n calls give the matrix. Some more calls test whether the map is what the matrix
/// says; a map that is not linear is refused with a counterexample.
///
/// # Formula
///
/// A = [L(e₁) … L(eₙ)], an m × n matrix
///
/// # Errors
///
/// Those of [`test_linearity`]; [`MathError::InvalidArgument`] for a map that is refuted as
/// not linear.
///
/// # Source
///
/// Foundations §2.2.
///
/// # Examples
///
/// ```
/// use aimath::prelude::*;
///
/// let map = |x: &Array1<f64>| array![x[0] + 2.0 * x[1], 3.0 * x[1], -x[0]];
/// assert_eq!(matrix_of(&map, 2)?, array![[1.0, 2.0], [0.0, 3.0], [-1.0, 0.0]]);
///
/// let square = |x: &Array1<f64>| x * x;
/// assert!(matrix_of(&square, 2).unwrap_err().to_string().contains("not linear"));
/// # Ok::<(), MathError>(())
/// ```
pub fn matrix_of(
    map: &dyn Fn(&Array1<f64>) -> Array1<f64>,
    n: usize,
) -> Result<Array2<f64>, MathError> {
    const NAME: &str = "matrix_of";
    let black_box = BlackBox::new(NAME, map, n)?;
    let a = columns(&black_box)?;
    if let Linearity::Refuted(found) = test_linearity(map, n)? {
        return Err(not_linear(NAME, "map", &found, msg!("`affine_map_of` allows for a shift")));
    }
    Ok(a)
}

/// A map that can only be called, with what is known about its answers.
pub(super) struct BlackBox<'a> {
    operation: &'static str,
    map: &'a dyn Fn(&Array1<f64>) -> Array1<f64>,
    inputs: usize,
    outputs: usize,
}

impl<'a> BlackBox<'a> {
    pub(super) fn new(
        operation: &'static str,
        map: &'a dyn Fn(&Array1<f64>) -> Array1<f64>,
        inputs: usize,
    ) -> Result<Self, MathError> {
        if inputs == 0 {
            return Err(MathError::InvalidArgument {
                operation,
                argument: "n",
                reason: "is 0; a map needs at least one input".to_string(),
            });
        }
        // Room for the basis and what becomes of it, n vectors of n entries.
        check::table_memory(operation, "n", inputs, inputs)?;
        let outputs = map(&Array1::zeros(inputs)).len();
        if outputs == 0 {
            return Err(MathError::InvalidArgument {
                operation,
                argument: "map",
                reason: "answers with a vector without entries; it needs at least one output"
                    .to_string(),
            });
        }
        Ok(Self { operation, map, inputs, outputs })
    }

    pub(super) fn call(&self, x: &Array1<f64>) -> Result<Array1<f64>, MathError> {
        let image = (self.map)(x);
        if image.len() != self.outputs {
            return Err(MathError::InvalidArgument {
                operation: self.operation,
                argument: "map",
                reason: format!(
                    "answers with {} entries for one vector and {} for another; a map from ℝⁿ to \
                     ℝᵐ always has the same m",
                    self.outputs,
                    image.len()
                ),
            });
        }
        check::finite(self.operation, "map", &image)?;
        Ok(image)
    }
}

/// The images of the basis, side by side.
pub(super) fn columns(map: &BlackBox) -> Result<Array2<f64>, MathError> {
    let mut a = Array2::zeros((map.outputs, map.inputs));
    for j in 0..map.inputs {
        let mut e = Array1::zeros(map.inputs);
        e[j] = 1.0;
        a.column_mut(j).assign(&map.call(&e)?);
    }
    Ok(a)
}

/// Vectors x, y and numbers c: simple ones first, then ones without a pattern.
fn trial_vectors(n: usize) -> Vec<(Array1<f64>, Array1<f64>, f64)> {
    let zero = Array1::<f64>::zeros(n);
    let ones = Array1::<f64>::ones(n);
    let basis = |j: usize| Array1::from_shape_fn(n, |i| if i == j { 1.0 } else { 0.0 });
    let mut list = vec![(zero.clone(), zero.clone(), 1.0)];
    // A few basis vectors are enough to be simple; the others mix all entries.
    for j in 0..n.min(4) {
        list.push((basis(j), basis(j), 1.0));
        list.push((zero.clone(), basis(j), -1.0));
        list.push((basis(j), basis((j + 1) % n), 1.0));
        list.push((basis(j), basis((j + 1) % n), -1.0));
    }
    list.push((ones.clone(), ones, 2.0));
    // The fractional parts of k²√2 are spread evenly over [0, 1) and keep no line.
    let mut k = 0.0_f64;
    let mut spread = || {
        k += 1.0;
        2.0 * (k * k * std::f64::consts::SQRT_2).fract() - 1.0
    };
    for trial in 0..TRIALS {
        let size = [1.0, 10.0, 0.1, 1000.0][trial % 4];
        let x = Array1::from_shape_simple_fn(n, || size * spread());
        let y = Array1::from_shape_simple_fn(n, || size * spread());
        list.push((x, y, 3.0 * spread()));
    }
    list
}

/// The refusal that carries its counterexample.
pub(super) fn not_linear(
    operation: &'static str,
    argument: &'static str,
    found: &Counterexample,
    remedy: &str,
) -> MathError {
    let Counterexample { x, y, c, together, apart } = found;
    MathError::InvalidArgument {
        operation,
        argument,
        reason: format!(
            "is not linear: for x = {}, y = {} and c = {} the image of x + cy is {}, but \
             L(x) + cL(y) is {}; {remedy}",
            brief(x),
            brief(y),
            short(*c),
            brief(together),
            brief(apart)
        ),
    }
}

/// A vector for a sentence, abridged if it is long.
fn brief(v: &Array1<f64>) -> String {
    let entries: Vec<String> = v.iter().take(4).map(|x| short(*x)).collect();
    let more = if v.len() > 4 { ", …" } else { "" };
    format!("({}{more})", entries.join(", "))
}

/// Up to four decimals.
fn short(x: f64) -> String {
    let rounded = (1e4 * x).round() / 1e4;
    if rounded == 0.0 { "0".to_string() } else { format!("{rounded}") }
}

#[cfg(test)]
mod tests {
    use super::super::{AffineMap, affine_map_of, commutator, compose, matvec};
    use super::*;
    use ndarray::array;
    use proptest::prelude::*;

    type Map = fn(&Array1<f64>) -> Array1<f64>;

    fn matrices() -> impl Strategy<Value = Array2<f64>> {
        (1_usize..7, 1_usize..7).prop_flat_map(|(m, n)| {
            prop::collection::vec(-10.0..10.0_f64, m * n)
                .prop_map(move |v| Array2::from_shape_vec((m, n), v).unwrap())
        })
    }

    properties! {
        #[test]
        fn every_matrix_is_found_again(a in matrices()) {
            let map = |x: &Array1<f64>| a.dot(x);
            prop_assert!(!test_linearity(&map, a.ncols()).unwrap().is_refuted());
            prop_assert_eq!(matrix_of(&map, a.ncols()).unwrap(), a);
        }

        #[test]
        fn every_affine_map_is_found_again(a in matrices(), shift in 0.5..5.0_f64) {
            let b = Array1::from_elem(a.nrows(), shift);
            let map = |x: &Array1<f64>| a.dot(x) + &b;
            prop_assert!(test_linearity(&map, a.ncols()).unwrap().is_refuted());
            let found = affine_map_of(&map, a.ncols()).unwrap();
            prop_assert!((&found.matrix - &a).iter().all(|gap| gap.abs() < 1e-13));
            prop_assert_eq!(found.shift, b);
        }
    }

    #[test]
    fn what_is_not_linear_is_refuted_with_numbers_that_check() {
        let list: [(usize, Map); 8] = [
            (2, |x| array![x[0] + 1.0, x[1]]),
            (2, |x| x * x),
            (2, |x| array![x.dot(x).sqrt()]),
            (2, |x| array![x[0] * x[1]]),
            (2, |x| x.mapv(f64::abs)),
            (1, |x| x.mapv(|v| v.max(0.0))),
            (2, |x| x.mapv(|v| v.sin())),
            // Respects multiples and not sums.
            (2, |x| {
                let square = x.dot(x);
                array![if square == 0.0 { 0.0 } else { x[0].powi(3) / square }]
            }),
        ];
        for (k, (n, map)) in list.into_iter().enumerate() {
            let Linearity::Refuted(found) = test_linearity(&map, n).unwrap() else {
                panic!("map {k} passed");
            };
            assert_eq!(found.together, map(&(&found.x + &(&found.y * found.c))), "map {k}");
            assert_eq!(found.apart, map(&found.x) + map(&found.y) * found.c, "map {k}");
            let sentence = matrix_of(&map, n).unwrap_err().to_string();
            assert!(sentence.contains("is not linear: for x = ("), "{sentence}");
        }
    }

    #[test]
    fn a_bend_far_out_is_found_by_the_large_trials() {
        let map = |x: &Array1<f64>| x.mapv(|v: f64| v.clamp(-50.0, 50.0));
        assert!(test_linearity(&map, 2).unwrap().is_refuted());
    }

    #[test]
    fn tiny_maps_are_judged_by_their_own_size() {
        let tiny = |x: &Array1<f64>| 1e-20 * x;
        assert!(!test_linearity(&tiny, 2).unwrap().is_refuted());
        let bent = |x: &Array1<f64>| x.mapv(|v| 1e-20 * v.abs());
        assert!(test_linearity(&bent, 2).unwrap().is_refuted());
    }

    #[test]
    fn composition_is_the_product_in_the_order_written() {
        let a = array![[1.0, 2.0, 0.0], [0.0, 1.0, -1.0]];
        let b = array![[1.0, 0.0], [2.0, 1.0], [0.0, 3.0]];
        let both = matrix_of(&|x| a.dot(&b.dot(x)), 2).unwrap();
        assert_eq!(compose(&a, &b).unwrap(), both);
        let error = compose(&a, &a).unwrap_err().to_string();
        assert!(error.contains("the inner map acts first"), "{error}");
        let first = AffineMap { matrix: b, shift: array![1.0, 2.0, 3.0] };
        let then = AffineMap { matrix: a, shift: array![5.0, 5.0] };
        let x = array![2.0, -1.0];
        let both = then.after(&first).unwrap().apply(&x).unwrap();
        assert_eq!(both, then.apply(&first.apply(&x).unwrap()).unwrap());
        assert_eq!(
            matvec(&then.matrix, &first.shift).unwrap() + &then.shift,
            then.after(&first).unwrap().shift
        );
        assert!(!then.is_linear(1e-12));
    }

    #[test]
    fn a_map_that_is_no_map_is_refused() {
        let uneven = |x: &Array1<f64>| Array1::zeros(if x[0] == 0.0 { 1 } else { 2 });
        assert!(test_linearity(&uneven, 1).unwrap_err().to_string().contains("entries"));
        assert!(affine_map_of(&uneven, 1).is_err());
        assert!(matrix_of(&|x| x.mapv(|v| 1.0 / v), 2).is_err());
        assert!(matrix_of(&|_| Array1::zeros(0), 2).is_err());
        assert!(matrix_of(&|x| x.clone(), 0).is_err());
        assert!(commutator(&array![[1.0]], &array![[1.0, 2.0], [3.0, 4.0]]).is_err());
    }
}
