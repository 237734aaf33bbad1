//! Matrices that are hard on algorithms, for the tests of this room.

use ndarray::{Array1, Array2};
use rand_mt::Mt64;

/// Independent standard normal entries (Box and Muller's transformation).
pub(crate) fn gaussian(rows: usize, columns: usize, seed: u64) -> Array2<f64> {
    let mut generator = Mt64::new(seed);
    // (0, 1], so that the logarithm is finite.
    let mut uniform = move || ((generator.next_u64() >> 11) + 1) as f64 / (1_u64 << 53) as f64;
    Array2::from_shape_simple_fn((rows, columns), move || {
        let (radius, turn) = (uniform(), uniform());
        (-2.0 * radius.ln()).sqrt() * (std::f64::consts::TAU * turn).cos()
    })
}

/// Square matrices of order n, each with its name.
pub(crate) fn square(n: usize) -> Vec<(&'static str, Array2<f64>)> {
    let random = gaussian(n, n, 17);
    let graded = |powers: f64, by_rows: bool, by_columns: bool| {
        Array2::from_shape_fn((n, n), |(i, j)| {
            let steps = usize::from(by_rows) * i + usize::from(by_columns) * j;
            random[[i, j]] * 10_f64.powf(-powers * steps as f64 / n as f64)
        })
    };
    let low = gaussian(n, n.div_ceil(3), 5).dot(&gaussian(n.div_ceil(3), n, 6));
    let diagonal = Array2::from_diag(&Array1::from_shape_fn(n, |i| 10_f64.powi(-(i as i32 % 30))));
    vec![
        ("random", random.clone()),
        ("graded by rows", graded(16.0, true, false)),
        ("graded by columns", graded(16.0, false, true)),
        ("graded both ways", graded(12.0, true, true)),
        ("diagonal over thirty powers of ten", diagonal),
        ("rank a third", low),
        ("all ones", Array2::ones((n, n))),
        ("zero", Array2::zeros((n, n))),
        ("Hilbert", hilbert(n)),
        ("identity", Array2::eye(n)),
        ("cyclic permutation", cyclic(n)),
        (
            "lower triangular",
            Array2::from_shape_fn((n, n), |(i, j)| if i >= j { random[[i, j]] } else { 0.0 }),
        ),
        ("entries near 1e300", &random * 1e300),
        ("entries near 1e-300", &random * 1e-300),
    ]
}

/// The Q of a Gaussian matrix.
pub(crate) fn orthogonal(n: usize) -> Array2<f64> {
    super::householder::factor(&mut gaussian(n, n, 10)).form(n)
}

/// Hᵢⱼ = 1/(i + j + 1) counted from zero: positive definite, condition number
/// about e^{3.5 n}.
pub(crate) fn hilbert(n: usize) -> Array2<f64> {
    Array2::from_shape_fn((n, n), |(i, j)| 1.0 / (i + j + 1) as f64)
}

/// Moves every axis to the next and the last to the first.
pub(crate) fn cyclic(n: usize) -> Array2<f64> {
    Array2::from_shape_fn((n, n), |(i, j)| f64::from(u8::from(i == (j + 1) % n)))
}
