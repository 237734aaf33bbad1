//! Linear algebra at n = 2 … 1000. Each estimate is left as JSON in
//! `target/criterion/<operation>/<n>/new/estimates.json`, in nanoseconds;
//! `numpy_linalg.py` reads them and sets NumPy beside them.
//!
//! To time one more operation, add a line to `OPERATIONS` here and one to
//! `OPERATIONS` in `numpy_linalg.py`, under the same name.

use aimath::linalg::{
    cholesky, covariance_matrix, det, dot, eig, eigenvalues, eigh, inverse, lstsq, matmul, matvec,
    norm_l2, pca, qr, rank, singular_values, solve, svd,
};
use aimath::ndarray::{Array1, Array2};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::Duration;

const SIZES: [usize; 7] = [2, 10, 50, 100, 200, 500, 1000];

/// What every operation gets.
struct Input {
    /// Entries between −1 and 1.
    a: Array2<f64>,
    /// Symmetric positive definite.
    positive: Array2<f64>,
    /// A right-hand side.
    b: Array1<f64>,
}

/// A name and a call.
type Operation = (&'static str, fn(&Input));

/// `unwrap` and `black_box` keep the work from being skipped.
const OPERATIONS: &[Operation] = &[
    ("matmul", |x| drop(black_box(matmul(&x.a, &x.a).unwrap()))),
    ("solve", |x| drop(black_box(solve(&x.a, &x.b).unwrap()))),
    ("inverse", |x| drop(black_box(inverse(&x.a).unwrap()))),
    ("cholesky", |x| drop(black_box(cholesky(&x.positive).unwrap()))),
    ("det", |x| {
        let _ = black_box(det(&x.a).unwrap());
    }),
    ("dot", |x| {
        let _ = black_box(dot(&x.b, &x.b).unwrap());
    }),
    ("norm", |x| {
        let _ = black_box(norm_l2(&x.b));
    }),
    ("matvec", |x| drop(black_box(matvec(&x.a, &x.b).unwrap()))),
    ("covariance", |x| drop(black_box(covariance_matrix(&x.a).unwrap()))),
    ("qr", |x| drop(black_box(qr(&x.a).unwrap()))),
    ("eigh", |x| drop(black_box(eigh(&x.positive).unwrap()))),
    ("eig", |x| drop(black_box(eig(&x.a).unwrap()))),
    ("eigenvalues", |x| drop(black_box(eigenvalues(&x.a).unwrap()))),
    ("svd", |x| drop(black_box(svd(&x.a).unwrap()))),
    ("singular values", |x| drop(black_box(singular_values(&x.a).unwrap()))),
    ("rank", |x| {
        let _ = black_box(rank(&x.a).unwrap());
    }),
    ("lstsq", |x| drop(black_box(lstsq(&x.a, &x.b).unwrap()))),
    ("pca", |x| drop(black_box(pca(&x.a, 2.min(x.a.ncols())).unwrap()))),
];

/// What takes seconds at the largest sizes is timed up to this one.
const LARGEST: &[(&str, usize)] = &[
    ("eigh", 500),
    ("eig", 500),
    ("eigenvalues", 500),
    ("svd", 500),
    ("singular values", 500),
    ("rank", 500),
    ("lstsq", 500),
    ("pca", 500),
];

/// The same well-conditioned matrices as in `numpy_linalg.py`: a linear
/// congruential generator in place of a library's, so that both sides agree.
fn input(n: usize) -> Input {
    let mut state = 1_u64;
    let mut next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    };
    let a = Array2::from_shape_simple_fn((n, n), &mut next);
    let b = Array1::from_shape_simple_fn(n, &mut next);
    let positive = (&a + &a.t()) / 2.0 + Array2::<f64>::eye(n) * n as f64;
    Input { a, positive, b }
}

fn linalg(criterion: &mut Criterion) {
    for &(name, call) in OPERATIONS {
        let mut group = criterion.benchmark_group(name);
        let largest = LARGEST.iter().find(|(of, _)| *of == name).map_or(1000, |&(_, n)| n);
        for n in SIZES.into_iter().filter(|&n| n <= largest) {
            let input = input(n);
            group.bench_with_input(BenchmarkId::from_parameter(n), &input, |bencher, input| {
                bencher.iter(|| call(black_box(input)));
            });
        }
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_millis(400))
        .without_plots();
    targets = linalg
}
criterion_main!(benches);
