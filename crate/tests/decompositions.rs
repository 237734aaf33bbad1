//! How good the decompositions are, judged as LAPACK judges its own: a residual
//! divided by n·‖A‖·ε with ε = 2⁻⁵³, where a value near 1 is rounding alone.

use aimath::prelude::*;
use proptest::prelude::*;

#[path = "../src/seeded.rs"]
#[macro_use]
mod seeded;

const UNIT: f64 = f64::EPSILON / 2.0;

// ---- matrices -----------------------------------------------------------

/// Gaussian entries from a fixed seed (splitmix64 and Box–Muller).
fn gaussian(m: usize, n: usize, seed: u64) -> Array2<f64> {
    let mut state = seed;
    let mut uniform = move || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    };
    Array2::from_shape_simple_fn((m, n), || {
        let (u, v) = (1.0 - uniform(), uniform());
        (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    })
}

fn hilbert(n: usize) -> Array2<f64> {
    Array2::from_shape_fn((n, n), |(i, j)| 1.0 / (i + j + 1) as f64)
}

fn cycle(n: usize) -> Array2<f64> {
    Array2::from_shape_fn((n, n), |(i, j)| if i == (j + 1) % n { 1.0 } else { 0.0 })
}

/// Column j, row i, or both, scaled by powers of ten down to 10^(−range).
fn graded(m: usize, n: usize, rows: bool, columns: bool, range: f64) -> Array2<f64> {
    let mut a = gaussian(m, n, 77);
    for ((i, j), v) in a.indexed_iter_mut() {
        let down = if rows { i as f64 / m as f64 } else { 0.0 }
            + if columns { j as f64 / n as f64 } else { 0.0 };
        *v *= 10.0_f64.powf(-range * down);
    }
    a
}

/// Every shape and kind that is known to give trouble.
fn hard_rectangles() -> Vec<(String, Array2<f64>)> {
    let mut list = Vec::new();
    for n in [1, 2, 3, 8, 31, 32, 33, 100, 200] {
        list.push((format!("ones {n}"), Array2::ones((n, n))));
        list.push((format!("ones {n} tall"), Array2::ones((n + 7, n))));
        list.push((format!("cycle {n}"), cycle(n)));
        list.push((format!("identity {n}"), Array2::eye(n)));
        list.push((format!("zero {n}"), Array2::zeros((n, n))));
        list.push((format!("row {n}"), gaussian(1, n, 3)));
        list.push((format!("column {n}"), gaussian(n, 1, 4)));
        let half = (n / 2).max(1);
        let deficient = gaussian(n, half, 5).dot(&gaussian(half, n, 6));
        list.push((format!("deficient {n}"), deficient));
    }
    for n in [5, 12, 20, 60] {
        list.push((format!("hilbert {n}"), hilbert(n)));
    }
    for (rows, columns) in [(true, false), (false, true), (true, true)] {
        for (m, n) in [(10, 10), (40, 40), (90, 20), (20, 90), (200, 200)] {
            let name = format!("graded {rows} {columns} {m}x{n}");
            list.push((name.clone(), graded(m, n, rows, columns, 15.0)));
            list.push((name + " steeply", graded(m, n, rows, columns, 140.0)));
        }
    }
    let mut reversed = graded(30, 30, true, true, 12.0);
    reversed.invert_axis(Axis(0));
    reversed.invert_axis(Axis(1));
    list.push(("graded upwards".into(), reversed));
    for factor in [1e300, 1e-300, 1e-308] {
        list.push((format!("random times {factor:e}"), gaussian(9, 9, 8) * factor));
        list.push((format!("tall times {factor:e}"), gaussian(50, 9, 8) * factor));
    }
    list
}

fn random_rectangles() -> Vec<(String, Array2<f64>)> {
    [(1, 1), (2, 2), (3, 7), (7, 3), (10, 10), (33, 32), (64, 64), (65, 130), (150, 40), (200, 200)]
        .into_iter()
        .map(|(m, n)| (format!("random {m}x{n}"), gaussian(m, n, (m * 1000 + n) as u64)))
        .collect()
}

// ---- residuals ----------------------------------------------------------

/// A divided by its largest entry, and that entry.
fn unit(a: &Array2<f64>) -> (Array2<f64>, f64) {
    let largest = a.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
    if largest == 0.0 {
        return (a.clone(), 1.0);
    }
    (a.mapv(|v| v / largest), largest)
}

/// ‖A‖_F, or 1 for the zero matrix.
fn size_of(a: &Array2<f64>) -> f64 {
    let size = frobenius(a);
    if size > 0.0 { size } else { 1.0 }
}

fn frobenius(a: &Array2<f64>) -> f64 {
    a.iter().map(|v| v * v).sum::<f64>().sqrt()
}

/// ‖A − B·C‖/(max(m, n)·‖A‖·ε); B·C may be huge, so one factor is divided.
fn product_residual(a: &Array2<f64>, b: &Array2<f64>, c: &Array2<f64>) -> f64 {
    let (scaled, largest) = unit(a);
    let size = a.nrows().max(a.ncols()) as f64;
    let norm = size_of(&scaled);
    frobenius(&(&scaled - &b.dot(&c.mapv(|v| v / largest)))) / (size * norm * UNIT)
}

/// ‖QᵀQ − I‖/(n·ε)
fn orthogonality(q: &Array2<f64>) -> f64 {
    if q.is_empty() {
        return 0.0;
    }
    let gap = q.t().dot(q) - Array2::<f64>::eye(q.ncols());
    frobenius(&gap) / (q.nrows() as f64 * UNIT)
}

fn worst(limit: f64, cases: &[(String, Array2<f64>)], judge: impl Fn(&Array2<f64>) -> f64) {
    let mut worst = ("none", 0.0);
    for (name, a) in cases {
        let value = judge(a);
        assert!(value <= limit, "{name}: normalised residual {value}, allowed {limit}");
        if value > worst.1 {
            worst = (name, value);
        }
    }
    println!("worst {:.3} ({})", worst.1, worst.0);
}

// ---- QR -----------------------------------------------------------------

fn judge_qr(a: &Array2<f64>) -> f64 {
    let thin = qr(a).unwrap();
    let full = qr_full(a).unwrap();
    let (m, n) = a.dim();
    let k = m.min(n);
    assert_eq!((thin.q.dim(), thin.r.dim()), ((m, k), (k, n)));
    assert_eq!((full.q.dim(), full.r.dim()), ((m, m), (m, n)));
    for i in 0..k {
        assert!(thin.r[[i, i]] >= 0.0);
        assert!((0..i).all(|j| thin.r[[i, j]] == 0.0));
    }
    product_residual(a, &thin.q, &thin.r)
        .max(product_residual(a, &full.q, &full.r))
        .max(orthogonality(&thin.q))
        .max(orthogonality(&full.q))
}

#[test]
fn qr_is_backward_stable_on_random_matrices() {
    worst(10.0, &random_rectangles(), judge_qr);
}

#[test]
fn qr_is_backward_stable_on_hard_matrices() {
    worst(30.0, &hard_rectangles(), judge_qr);
}

// ---- SVD ----------------------------------------------------------------

fn judge_svd(a: &Array2<f64>) -> f64 {
    let (m, n) = a.dim();
    let k = m.min(n);
    let mut judged = 0.0_f64;
    let thin = svd(a).unwrap();
    let full = svd_full(a).unwrap();
    assert_eq!((thin.u.dim(), thin.s.len(), thin.vt.dim()), ((m, k), k, (k, n)));
    assert_eq!((full.u.dim(), full.s.len(), full.vt.dim()), ((m, m), k, (n, n)));
    let alone = singular_values(a).unwrap();
    for Svd { u, s, vt } in [thin, full] {
        assert!(s.iter().all(|&v| v >= 0.0) && s.windows(2).into_iter().all(|w| w[0] >= w[1]));
        let mut sigma = Array2::zeros((u.ncols(), vt.nrows()));
        sigma.diag_mut().assign(&s);
        for row in vt.rows() {
            let largest = row.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
            let first = row.iter().find(|v| v.abs() >= largest * (1.0 - 1e-10)).unwrap();
            assert!(*first > 0.0, "the sign convention");
        }
        let gap = (&alone - &s).iter().fold(0.0_f64, |m, v| m.max(v.abs()));
        judged = judged
            .max(product_residual(a, &u, &sigma.dot(&vt)))
            .max(orthogonality(&u))
            .max(orthogonality(&vt.t().to_owned()))
            .max(gap / s[0].max(f64::MIN_POSITIVE) / (k as f64 * UNIT));
    }
    judged
}

#[test]
fn svd_is_backward_stable_on_random_matrices() {
    worst(10.0, &random_rectangles(), judge_svd);
}

#[test]
fn svd_is_backward_stable_on_hard_matrices() {
    worst(30.0, &hard_rectangles(), judge_svd);
}

// ---- symmetric eigenvalues ------------------------------------------------

fn symmetric(a: &Array2<f64>) -> Array2<f64> {
    (a + &a.t()) / 2.0
}

fn judge_eigh(a: &Array2<f64>) -> f64 {
    let SymmetricEigen { values, vectors } = eigh(a).unwrap();
    assert!(values.windows(2).into_iter().all(|w| w[0] <= w[1]));
    let (scaled, largest) = unit(a);
    let gap = scaled.dot(&vectors) - &vectors * &values.mapv(|v| v / largest);
    let norm = size_of(&scaled);
    (frobenius(&gap) / (a.nrows() as f64 * norm * UNIT)).max(orthogonality(&vectors))
}

fn hard_symmetric() -> Vec<(String, Array2<f64>)> {
    let mut list: Vec<_> = hard_rectangles()
        .into_iter()
        .filter(|(_, a)| a.is_square())
        .map(|(name, a)| {
            let (scaled, largest) = unit(&a);
            (name, symmetric(&scaled) * largest)
        })
        .collect();
    // Wilkinson's W21+: pairs of eigenvalues that agree to 14 digits.
    list.push((
        "wilkinson".into(),
        Array2::from_shape_fn((21, 21), |(i, j)| match i.abs_diff(j) {
            0 => (i as f64 - 10.0).abs(),
            1 => 1.0,
            _ => 0.0,
        }),
    ));
    // Three different eigenvalues, each many times.
    let q = qr(&gaussian(60, 60, 9)).unwrap().q;
    let values = Array1::from_shape_fn(60, |i| [2.0, -1.0, 0.5][i % 3]);
    list.push(("repeated".into(), symmetric(&(&q * &values).dot(&q.t()))));
    list
}

#[test]
fn eigh_is_backward_stable_on_random_matrices() {
    let cases: Vec<_> = [1, 2, 3, 10, 33, 64, 100, 200]
        .map(|n| (format!("random {n}"), symmetric(&gaussian(n, n, n as u64))))
        .into();
    worst(10.0, &cases, judge_eigh);
}

#[test]
fn eigh_is_backward_stable_on_hard_matrices() {
    worst(30.0, &hard_symmetric(), judge_eigh);
}

// ---- general eigenvalues ----------------------------------------------------

fn judge_eig(a: &Array2<f64>) -> f64 {
    let n = a.nrows();
    let found = eig(a).unwrap();
    let alone = eigenvalues(a).unwrap();
    assert_eq!((found.values.len(), found.vectors.dim(), alone.len()), (n, (n, n), n));
    let (scaled, largest) = unit(a);
    let norm = size_of(&scaled);
    let complex = scaled.mapv(Complex64::from);
    let values = found.values.mapv(|v| v / largest);
    let gap = complex.dot(&found.vectors) - &found.vectors * &values;
    let residual = gap.iter().map(|v| v.norm_sqr()).sum::<f64>().sqrt();
    for i in 0..n {
        let length = found.vectors.column(i).iter().map(|v| v.norm_sqr()).sum::<f64>().sqrt();
        assert!((length - 1.0).abs() < 1e-13, "eigenvectors have length 1");
        if found.values[i].im > 0.0 {
            assert_eq!(found.values[i + 1], found.values[i].conj(), "pairs stand together");
            assert_eq!(found.vectors.column(i + 1), found.vectors.column(i).mapv(|v| v.conj()));
        } else if found.values[i].im < 0.0 {
            assert!(i > 0 && found.values[i - 1].im > 0.0);
        }
        assert!(i == 0 || values[i].norm() <= values[i - 1].norm() * (1.0 + 1e-9));
    }
    let trace: f64 = scaled.diag().sum();
    let sum: Complex64 = values.sum();
    let sum_alone: Complex64 = alone.mapv(|v| v / largest).sum();
    let drift = (sum - trace).norm().max((sum_alone - trace).norm());
    (residual / (n as f64 * norm * UNIT)).max(drift / (n as f64 * norm * UNIT))
}

fn hard_square() -> Vec<(String, Array2<f64>)> {
    let mut list: Vec<_> = hard_rectangles().into_iter().filter(|(_, a)| a.is_square()).collect();
    for n in [2, 5, 20, 100, 150] {
        let jordan = |value: f64| {
            Array2::from_shape_fn((n, n), |(i, j)| {
                if i == j {
                    value
                } else if j == i + 1 {
                    1.0
                } else {
                    0.0
                }
            })
        };
        let q = qr(&gaussian(n, n, 10)).unwrap().q;
        list.push((format!("jordan {n}"), jordan(3.0)));
        list.push((format!("nilpotent {n}"), jordan(0.0)));
        list.push((format!("hidden jordan {n}"), q.dot(&jordan(2.0)).dot(&q.t())));
        list.push((format!("hidden nilpotent {n}"), q.dot(&jordan(0.0)).dot(&q.t())));
        let mut triangle = gaussian(n, n, 11);
        for i in 0..n {
            for j in 0..i {
                triangle[[i, j]] = 0.0;
            }
        }
        list.push((format!("lower triangle {n}"), triangle.t().as_standard_layout().to_owned()));
        list.push((format!("triangle {n}"), triangle));
        let skew = gaussian(n, n, 12);
        list.push((format!("skew {n}"), &skew - &skew.t()));
        list.push((format!("orthogonal {n}"), q));
        // Frank's matrix: eigenvalues in pairs λ, 1/λ, the small ones delicate.
        list.push((
            format!("frank {n}"),
            Array2::from_shape_fn(
                (n, n),
                |(i, j)| {
                    if i > j + 1 { 0.0 } else { (n - i.max(j)) as f64 }
                },
            ),
        ));
    }
    list
}

#[test]
fn eig_is_backward_stable_on_random_matrices() {
    let cases: Vec<_> = [1, 2, 3, 4, 5, 10, 33, 64, 100, 129, 200, 300]
        .map(|n| (format!("random {n}"), gaussian(n, n, n as u64)))
        .into();
    worst(10.0, &cases, judge_eig);
}

#[test]
fn eig_is_backward_stable_on_hard_matrices() {
    worst(30.0, &hard_square(), judge_eig);
}

/// λ³ − 2·10⁻⁹λ = 0. Making rows and columns equally long multiplies the smallest entry by
/// thousands and moves the eigenvalue 0 by thousands of roundings of A.
#[test]
fn eig_is_backward_stable_where_balancing_is_harmful() {
    let a = array![[-2.0, 0.0, 2.0], [-2.0, 0.0, 2.0], [-2.0, 1e-9, 2.0]];
    assert!(judge_eig(&a) <= 10.0, "{}", judge_eig(&a));
    assert_eq!(eig(&a).unwrap().values, eigenvalues(&a).unwrap());
}

#[test]
fn eig_finds_the_roots_of_unity_in_every_cyclic_permutation() {
    for n in 1..=40 {
        let found = eigenvalues(&cycle(n)).unwrap();
        for k in 0..n {
            let root = Complex64::cis(std::f64::consts::TAU * k as f64 / n as f64);
            let near = found.iter().filter(|v| (**v - root).norm() < 1e-12).count();
            assert_eq!(near, 1, "n = {n}, root {k}");
        }
    }
}

// ---- small matrices of every kind -------------------------------------------

/// Entries among few values: ties, zeros and dependent rows on purpose.
fn small(square: bool, extreme: &'static [f64]) -> impl Strategy<Value = Array2<f64>> {
    (1_usize..7, 1_usize..7).prop_flat_map(move |(m, n)| {
        let n = if square { m } else { n };
        let entry = prop_oneof![
            4 => (-2_i32..3).prop_map(f64::from),
            1 => -1.0..1.0,
            1 => prop::sample::select(extreme),
        ];
        prop::collection::vec(entry, m * n)
            .prop_map(move |v| Array2::from_shape_vec((m, n), v).unwrap())
    })
}

properties! {
    cases = 1500;

    #[test]
    fn small_matrices_have_accurate_factors(a in small(false, &[1e-9, 1e-18, -1e9, 3.0, 0.1])) {
        prop_assert!(judge_qr(&a) <= 30.0);
        prop_assert!(judge_svd(&a) <= 30.0);
    }

    #[test]
    fn small_symmetric_matrices_have_accurate_eigenvectors(
        a in small(true, &[1e-9, 1e-18, -1e9, 3.0, 0.1]),
    ) {
        prop_assert!(judge_eigh(&symmetric(&a)) <= 30.0);
    }

    #[test]
    fn small_squares_have_accurate_eigenvectors(a in small(true, &[1e-9, 1e-3, 3.0, 0.1])) {
        prop_assert!(judge_eig(&a) <= 30.0);
    }
}

// ---- relative accuracy ------------------------------------------------------

/// Singular values that are 10⁻³⁰ of the largest still have their digits
/// (reference/graded_singular_values.py).
#[test]
fn small_singular_values_of_graded_matrices_keep_their_digits() {
    let text = include_str!("reference/graded_singular_values.json");
    let cases: serde_json::Value = serde_json::from_str(text).unwrap();
    let numbers = |value: &serde_json::Value| -> Vec<f64> {
        value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
    };
    let mut worst = 0.0_f64;
    for case in cases.as_array().unwrap() {
        let rows: Vec<Vec<f64>> = case["matrix"].as_array().unwrap().iter().map(numbers).collect();
        let shape = (rows.len(), rows[0].len());
        let a = Array2::from_shape_vec(shape, rows.concat()).unwrap();
        let exact = numbers(&case["singular_values"]);
        for found in [svd(&a).unwrap().s, singular_values(&a).unwrap()] {
            for (found, exact) in found.iter().zip(&exact) {
                let error = (found / exact - 1.0).abs();
                assert!(
                    error < 1e-13,
                    "{shape:?} {}: {found:e}, exactly {exact:e}",
                    case["row_step"]
                );
                worst = worst.max(error);
            }
        }
    }
    println!("worst relative error {worst:e}");
}
