//! One factorisation, many right-hand sides; and singular values at the ends of the
//! range and of bidiagonal matrices, against values of fifty digits.

use aimath::prelude::*;
use ndarray::{Array1, Array2};

fn close(found: f64, exact: f64, relative: f64) {
    assert!((found / exact - 1.0).abs() <= relative, "{found:e}, exactly {exact:e}");
}

fn sample(n: usize) -> Array2<f64> {
    Array2::from_shape_fn((n, n), |(i, j)| {
        ((7 * i + 3 * j) % 11) as f64 / 11.0 - 0.4 + if i == j { 3.0 } else { 0.0 }
    })
}

/// Every factorisation of one matrix answers like the others, column by column.
#[test]
fn factorisations_are_equals() {
    for n in [1, 2, 7, 40] {
        let general = sample(n);
        let positive = general.t().dot(&general);
        let b = Array2::from_shape_fn((n, 3), |(i, j)| (i + 2 * j) as f64 - 1.0);
        let near = |found: &Array2<f64>, exact: &Array2<f64>| {
            let gap = (found - exact).iter().fold(0.0_f64, |m, v| m.max(v.abs()));
            let size = exact.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
            assert!(gap <= 1e-11 * size, "order {n}: {gap:e} of {size:e}");
        };
        for a in [&general, &positive] {
            let (l, q, s) = (lu(a).unwrap(), qr(a).unwrap(), svd(a).unwrap());
            let x = solve_matrix(a, &b).unwrap();
            let inverted = inverse(a).unwrap();
            near(&l.reconstruct().unwrap(), a);
            near(&q.reconstruct().unwrap(), a);
            near(&s.reconstruct().unwrap(), a);
            near(&l.solve_matrix(&b).unwrap(), &x);
            near(&q.solve_matrix(&b).unwrap(), &x);
            near(&s.solve_matrix(&b).unwrap(), &x);
            for (k, b) in b.columns().into_iter().enumerate() {
                let column = x.column(k).to_owned().insert_axis(ndarray::Axis(1));
                for answer in [l.solve(&b), q.solve(&b), s.solve(&b)] {
                    near(&answer.unwrap().insert_axis(ndarray::Axis(1)), &column);
                }
            }
            near(&l.inverse().unwrap(), &inverted);
            near(&q.inverse().unwrap(), &inverted);
            near(&s.inverse().unwrap(), &inverted);
            close(l.det().unwrap(), det(a).unwrap(), 1e-12);
            close(q.det().unwrap(), det(a).unwrap(), 1e-12);
            close(s.det().unwrap(), det(a).unwrap(), 1e-11);
            let log = slogdet(a).unwrap();
            for found in [l.slogdet(), q.slogdet(), s.slogdet()].map(Result::unwrap) {
                assert_eq!(found.sign, log.sign);
                assert!((found.ln_abs - log.ln_abs).abs() < 1e-11);
            }
        }
        let (c, e) = (cholesky(&positive).unwrap(), eigh(&positive).unwrap());
        let x = solve_matrix(&positive, &b).unwrap();
        near(&c.reconstruct().unwrap(), &positive);
        near(&e.reconstruct().unwrap(), &positive);
        near(&c.solve_matrix(&b).unwrap(), &x);
        near(&e.solve_matrix(&b).unwrap(), &x);
        near(&c.inverse().unwrap(), &inverse(&positive).unwrap());
        near(&e.inverse().unwrap(), &inverse(&positive).unwrap());
        let first = x.column(0).to_owned().insert_axis(ndarray::Axis(1));
        near(&e.solve(&b.column(0)).unwrap().insert_axis(ndarray::Axis(1)), &first);
        close(c.det().unwrap(), det(&positive).unwrap(), 1e-12);
        close(e.det().unwrap(), det(&positive).unwrap(), 1e-12);
        assert!((c.ln_det() - e.slogdet().ln_abs).abs() < 1e-11);
    }
}

/// Fields are public; what does not fit together is refused and does not panic.
#[test]
fn factors_that_do_not_fit_are_refused() {
    let a = sample(3);
    let b = array![1.0, 2.0, 3.0];
    let mut l = lu(&a).unwrap();
    l.p = vec![0, 0, 7];
    assert!(l.solve(&b).is_err() && l.det().is_err() && l.reconstruct().is_err());
    l.u = Array2::zeros((1, 3));
    assert!(l.solve(&b).is_err() && l.inverse().is_err() && l.slogdet().is_err());
    let mut q = qr(&a).unwrap();
    q.r = Array2::zeros((2, 3));
    assert!(q.solve(&b).is_err() && q.inverse().is_err() && q.det().is_err());
    assert!(qr(&array![[1.0, 2.0], [2.0, 4.0]]).unwrap().solve(&array![1.0, 1.0]).is_err());
    assert!(qr(&array![[1.0, 2.0]]).unwrap().solve(&array![1.0]).is_err());
    let mut c = cholesky(&a.t().dot(&a)).unwrap();
    c.l = Array2::zeros((3, 2));
    assert!(c.solve(&b).is_err() && c.inverse().is_err());
    let mut e = eigh(&a.t().dot(&a)).unwrap();
    e.values = array![1.0];
    assert!(e.solve(&b).is_err() && e.inverse().is_err());
    assert!(eigh(&array![[1.0, 1.0], [1.0, 1.0]]).unwrap().solve(&array![1.0, 1.0]).is_err());
    let mut s = svd(&a).unwrap();
    assert!(s.solve(&array![1.0]).is_err());
    s.u = Array2::zeros((3, 1));
    assert!(s.solve(&b).is_err() && s.inverse().is_err() && s.det().is_err());
}

#[test]
fn singular_values_keep_to_the_range() {
    for (large, small) in [(1.0, 1e-300), (1e300, 1e-300), (1.0, 5e-324), (1e308, 1e-308)] {
        let a = Array2::from_diag(&array![small, large]);
        assert_eq!(singular_values(&a).unwrap(), array![large, small]);
        assert_eq!(svd(&a).unwrap().s, array![large, small]);
    }
    // Neither diagonal nor bidiagonal: det = 2e-300, and the larger value is √2.
    for down in [1e-160, 1e-250, 1e-300] {
        let a = array![[1.0, 1.0, 0.0], [down, -down, 0.0], [0.0, 0.0, 1.0]];
        for s in [singular_values(&a).unwrap(), svd(&a).unwrap().s] {
            close(s[0], 2.0_f64.sqrt(), 1e-15);
            close(s[2], 2.0_f64.sqrt() * down, 1e-14);
        }
    }
    let factors = svd(&array![[1.0, 1.0], [1e-250, -1e-250]]).unwrap();
    let gap = factors.reconstruct().unwrap() - array![[1.0, 1.0], [1e-250, -1e-250]];
    assert!(gap.iter().all(|v| v.abs() < 1e-15));
    assert!(
        (factors.u.t().dot(&factors.u) - Array2::<f64>::eye(2)).iter().all(|v| v.abs() < 1e-15)
    );
}

/// Exact values by mpmath with 400 digits (`reference/bidiagonal_singular_values.py`).
#[test]
fn bidiagonal_matrices_have_all_their_singular_values() {
    let text = include_str!("reference/bidiagonal_singular_values.json");
    let cases: serde_json::Value = serde_json::from_str(text).unwrap();
    let numbers = |value: &serde_json::Value| -> Vec<f64> {
        value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
    };
    let mut count = 0;
    for case in cases.as_array().unwrap() {
        let (d, e) = (numbers(&case["diagonal"]), numbers(&case["beside"]));
        let exact = numbers(&case["singular_values"]);
        let n = d.len();
        let mut a = Array2::from_diag(&Array1::from(d));
        for i in 0..n - 1 {
            a[[i, i + 1]] = e[i];
        }
        let mut taller = Array2::zeros((n + 2, n));
        taller.slice_axis_mut(ndarray::Axis(0), (..n).into()).assign(&a);
        for b in [a.clone(), a.t().to_owned(), taller.clone(), taller.t().to_owned()] {
            let full = svd(&b).unwrap();
            for s in [&full.s, &singular_values(&b).unwrap()] {
                for (found, exact) in s.iter().zip(&exact) {
                    close(*found, *exact, 1e-13);
                    count += 1;
                }
            }
            let gap = full.reconstruct().unwrap() - &b;
            assert!(gap.iter().all(|v| v.abs() <= 1e-14 * exact[0]), "{}", case["name"]);
            let turned = full.vt.dot(&full.vt.t()) - Array2::<f64>::eye(full.vt.nrows());
            assert!(turned.iter().all(|v| v.abs() <= 1e-14));
        }
    }
    assert!(count > 300, "{count}");
}

/// NIST's Filip: a polynomial of degree ten on [−9, −3]. Its columns differ by less
/// than rounding in one direction, which `lstsq` leaves out as NumPy does, and says so.
#[test]
fn least_squares_says_what_it_left_out() {
    let x = Array1::<f64>::linspace(-8.8, -3.1, 82);
    let a = Array2::from_shape_fn((82, 11), |(i, j)| x[i].powi(j as i32));
    let fit = lstsq(&a, &x.mapv(|x: f64| (x + 6.0).sin())).unwrap();
    assert!(fit.rank < 11 && fit.condition > 1e14);
    let advice = fit.advice().unwrap();
    assert!(advice.contains(&format!("rank {} of 11", fit.rank)), "{advice}");
    assert!(lstsq(&sample(4), &Array1::ones(4)).unwrap().advice().is_none());
}
