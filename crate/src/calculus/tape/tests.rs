//! Every operation's gradient against central differences, on random shapes
//! with ones among them, and the promises about repeated backward passes.

use super::Var;
use crate::error::MathError;
use ndarray::{Array2, Axis, array};
use proptest::prelude::*;

/// Sum of the result times fixed weights that differ from entry to entry, so
/// that a gradient in the wrong place shows.
fn weighted_sum(y: &Var) -> Var {
    let (rows, columns) = y.shape();
    let weights =
        Array2::from_shape_fn((rows, columns), |(i, j)| ((3 * i + 7 * j) as f64 * 0.9 + 0.4).sin());
    y.mul(&Var::constant(weights)).unwrap().sum()
}

/// Compares the gradient for every input with central differences.
fn check(inputs: &[Array2<f64>], f: impl Fn(&[Var]) -> Result<Var, MathError>) {
    let variables: Vec<Var> = inputs.iter().cloned().map(Var::parameter).collect();
    let loss = weighted_sum(&f(&variables).unwrap());
    if loss.backward().is_err() {
        panic!("no gradient: {loss:?}");
    }
    let value = |inputs: &[Array2<f64>]| {
        let constants: Vec<Var> = inputs.iter().cloned().map(Var::constant).collect();
        weighted_sum(&f(&constants).unwrap()).item().unwrap()
    };
    for (k, variable) in variables.iter().enumerate() {
        let gradient = variable.gradient().unwrap();
        assert_eq!(gradient.dim(), inputs[k].dim());
        for (index, &exact) in gradient.indexed_iter() {
            let h = 6e-6;
            let mut moved = inputs.to_vec();
            moved[k][index] += h;
            let right = value(&moved);
            moved[k][index] -= 2.0 * h;
            let left = value(&moved);
            let slope = (right - left) / (2.0 * h);
            assert!(
                (slope - exact).abs() <= 1e-6 * (1.0 + exact.abs() + right.abs()),
                "input {k} at {index:?}: tape {exact}, differences {slope}"
            );
        }
    }
}

/// A matrix whose entries keep away from corners and poles.
fn matrix(rows: usize, columns: usize) -> impl Strategy<Value = Array2<f64>> {
    let entry = prop_oneof![-2.0..-0.2, 0.2..2.0];
    prop::collection::vec(entry, rows * columns)
        .prop_map(move |entries| Array2::from_shape_vec((rows, columns), entries).unwrap())
}

/// One matrix of a random shape, lengths of one included.
fn one() -> impl Strategy<Value = Array2<f64>> {
    (1_usize..4, 1_usize..5).prop_flat_map(|(rows, columns)| matrix(rows, columns))
}

/// Two matrices whose shapes can be stretched to fit.
fn two() -> impl Strategy<Value = [Array2<f64>; 2]> {
    (1_usize..4, 1_usize..5, 0_u8..16).prop_flat_map(|(rows, columns, ones)| {
        let length = |bit: u8, full: usize| if ones & bit == 0 { full } else { 1 };
        let left = matrix(length(1, rows), length(2, columns));
        let right = matrix(length(4, rows), length(8, columns));
        (left, right).prop_map(|(left, right)| [left, right])
    })
}

properties! {
    cases = 48;

    #[test]
    fn arithmetic_with_stretching(pair in two()) {
        check(&pair, |v| v[0].add(&v[1]));
        check(&pair, |v| v[0].sub(&v[1]));
        check(&pair, |v| v[0].mul(&v[1]));
        check(&pair, |v| v[0].div(&v[1]));
        // The same matrix on both sides, and one used again later.
        check(&pair, |v| v[0].mul(&v[0])?.add(&v[1].mul(&v[0])?));
    }

    #[test]
    fn arithmetic_with_numbers(a in one()) {
        check(std::slice::from_ref(&a), |v| Ok(2.0 * &v[0] - 1.0));
        check(std::slice::from_ref(&a), |v| Ok(1.0 - &v[0] * 3.0));
        check(std::slice::from_ref(&a), |v| Ok((&v[0] + 4.0) / 2.0));
        check(std::slice::from_ref(&a), |v| Ok(3.0 / &v[0]));
        check(std::slice::from_ref(&a), |v| Ok(0.5 + -&v[0]));
    }

    #[test]
    fn elementwise_functions(a in one()) {
        let functions: [fn(&Var) -> Var; 15] = [
            Var::exp, Var::recip, Var::square, Var::abs, Var::sin, Var::cos, Var::relu,
            Var::sigmoid, Var::tanh, Var::gelu, Var::softplus,
            |v| v.leaky_relu(0.1), |v| v.powi(3), |v| v.powi(-2), |v| v.square().powf(1.3),
        ];
        for u in functions {
            check(std::slice::from_ref(&a), |v| Ok(u(&v[0])));
        }
        let positive = a.mapv(f64::abs);
        check(std::slice::from_ref(&positive), |v| Ok(v[0].ln()));
        check(&[positive], |v| Ok(v[0].sqrt()));
        let mask = a.mapv(|a| a > 1.0);
        check(&[a], move |v| v[0].square().masked_fill(&mask, 7.0));
    }

    #[test]
    fn products(
        (a, b) in (1_usize..4, 1_usize..4, 1_usize..4)
            .prop_flat_map(|(m, k, n)| (matrix(m, k), matrix(k, n)))
    ) {
        check(&[a.clone(), b.clone()], |v| v[0].matmul(&v[1]));
        check(&[a.clone(), b.clone()], |v| v[1].transpose().matmul(&v[0].transpose()));
        check(std::slice::from_ref(&a), |v| v[0].matmul(&v[0].transpose()));
        let bias = b.sum_axis(Axis(0)).insert_axis(Axis(0));
        check(&[a, b, bias], |v| v[0].affine(&v[1], &v[2]));
    }

    #[test]
    fn rearrangements(a in one(), pick in any::<prop::sample::Index>()) {
        let (rows, columns) = a.dim();
        check(std::slice::from_ref(&a), |v| Ok(v[0].square().transpose()));
        check(std::slice::from_ref(&a), |v| v[0].transpose().reshape(1, rows * columns));
        check(std::slice::from_ref(&a), |v| v[0].reshape(rows * columns, 1)?.reshape(columns, rows));
        let (top, left) = (pick.index(rows), pick.index(columns));
        check(std::slice::from_ref(&a), |v| v[0].square().slice(top..rows, 0..left + 1));
        check(std::slice::from_ref(&a), |v| v[0].gather_rows(&[top, 0, top]));
        let labels: Vec<usize> = (0..rows).map(|i| (left + i) % columns).collect();
        check(std::slice::from_ref(&a), |v| v[0].pick(&labels));
        for axis in [Axis(0), Axis(1)] {
            check(std::slice::from_ref(&a), |v| {
                Var::concatenate(axis, &[&v[0], &v[0].square(), &v[0]])
            });
        }
    }

    #[test]
    fn reductions_and_softmax(a in one()) {
        check(std::slice::from_ref(&a), |v| Ok(v[0].square().sum()));
        check(std::slice::from_ref(&a), |v| Ok(v[0].square().mean()));
        for axis in [Axis(0), Axis(1)] {
            check(std::slice::from_ref(&a), |v| v[0].square().sum_axis(axis));
            check(std::slice::from_ref(&a), |v| v[0].square().mean_axis(axis));
            check(std::slice::from_ref(&a), |v| v[0].softmax(axis));
            check(std::slice::from_ref(&a), |v| v[0].log_softmax(axis));
            check(std::slice::from_ref(&a), |v| v[0].log_sum_exp(axis));
            check(std::slice::from_ref(&a), |v| v[0].transpose().softmax(axis));
        }
    }

    #[test]
    fn losses(a in one(), shift in 0_usize..5) {
        let (rows, columns) = a.dim();
        let labels: Vec<usize> = (0..rows).map(|i| (i + shift) % columns).collect();
        check(std::slice::from_ref(&a), |v| v[0].cross_entropy(&labels));
        check(std::slice::from_ref(&a), |v| v[0].transpose().transpose().cross_entropy(&labels));
        let target = a.mapv(|a| a * a);
        check(&[a], |v| v[0].mse(&target));
    }
}

#[test]
fn attention_and_layer_norm_as_a_whole() {
    let wave = |rows, columns, phase: f64| {
        Array2::from_shape_fn((rows, columns), |(i, j)| ((i * 5 + j * 3) as f64 + phase).sin())
    };
    let inputs = [wave(4, 6, 0.1), wave(4, 6, 0.7), wave(4, 6, 1.9), wave(1, 6, 2.3)];
    let future = Array2::from_shape_fn((4, 4), |(i, j)| j > i);
    check(&inputs, |v| {
        let mut heads = Vec::new();
        for head in 0..2 {
            let columns = 3 * head..3 * head + 3;
            let q = v[0].slice(0..4, columns.clone())?;
            let k = v[1].slice(0..4, columns.clone())?;
            let scores = q.matmul(&k.transpose())? / 3.0_f64.sqrt();
            let weights = scores.masked_fill(&future, f64::NEG_INFINITY)?.softmax(Axis(1))?;
            heads.push(weights.matmul(&v[2].slice(0..4, columns)?)?);
        }
        let joined = Var::concatenate(Axis(1), &[&heads[0], &heads[1]])?.add(&v[2])?;
        let centred = joined.sub(&joined.mean_axis(Axis(1))?)?;
        let spread = (centred.square().mean_axis(Axis(1))? + 1e-5).sqrt();
        centred.div(&spread)?.mul(&v[3])
    });
}

#[test]
fn cross_entropy_is_log_softmax_and_pick() {
    let logits = array![[1.0, -2.0, 0.5], [300.0, -400.0, 299.0]];
    let (a, b) = (Var::parameter(logits.clone()), Var::parameter(logits));
    let direct = a.cross_entropy(&[2, 0]).unwrap();
    let composed = -b.log_softmax(Axis(1)).unwrap().pick(&[2, 0]).unwrap().mean();
    assert!((direct.item().unwrap() - composed.item().unwrap()).abs() < 1e-15);
    direct.backward().unwrap();
    composed.backward().unwrap();
    let gap = a.gradient().unwrap() - b.gradient().unwrap();
    assert!(gap.iter().all(|d| d.abs() < 1e-15));
}

#[test]
fn backward_replaces_and_backward_accumulate_adds() {
    let w = Var::parameter(array![[1.0, 2.0]]);
    let hidden = w.square().keep_gradient();
    let loss = hidden.mul(&hidden).unwrap().sum(); // w⁴, gradient 4w³
    let once = array![[4.0, 32.0]];
    for _ in 0..3 {
        loss.backward().unwrap();
        assert_eq!(w.gradient().unwrap(), once);
        assert_eq!(hidden.gradient().unwrap(), array![[2.0, 8.0]]);
    }
    loss.backward_accumulate().unwrap();
    assert_eq!(w.gradient().unwrap(), &once * 2.0);
    assert_eq!(hidden.gradient().unwrap(), array![[2.0, 8.0]]);
    // Another loss leaves parameters that it does not depend on alone.
    let v = Var::parameter(array![[3.0]]);
    v.square().backward().unwrap();
    assert_eq!(w.gradient().unwrap(), &once * 2.0);
    w.clear_gradient();
    assert!(w.gradient().is_err());
}

#[test]
fn a_parameter_changed_after_the_forward_pass_does_not_falsify_the_gradient() {
    let (a, b) = (Var::parameter(array![[2.0]]), Var::parameter(array![[5.0]]));
    let product = a.matmul(&b).unwrap();
    b.set_value(array![[-1.0]]).unwrap();
    product.backward().unwrap();
    assert_eq!(a.gradient().unwrap(), array![[5.0]]);
    assert!(product.set_value(array![[1.0]]).is_err());
    assert!(a.set_value(array![[1.0, 2.0]]).is_err());
}

#[test]
fn constants_carry_no_tape() {
    let x = Var::constant(array![[1.0, 2.0]]);
    let y = x.square().sum();
    assert!(y.backward().is_err());
    assert!(x.gradient().is_err());
    let w = Var::parameter(array![[2.0]]);
    let frozen = w.square().detach();
    let loss = frozen.mul(&w).unwrap();
    loss.backward().unwrap();
    assert_eq!(w.gradient().unwrap(), array![[4.0]]);
}

#[test]
fn misuse_is_an_error_that_names_the_remedy() {
    let a = Var::parameter(array![[1.0, 2.0], [3.0, 4.0]]);
    let b = Var::parameter(array![[1.0, 2.0, 3.0]]);
    assert!(a.add(&b).is_err() && a.sub(&b).is_err() && a.mul(&b).is_err() && a.div(&b).is_err());
    assert!(a.matmul(&b).is_err());
    assert!(b.affine(&a, &b).is_err() && a.affine(&a, &b).is_err());
    assert!(a.reshape(3, 2).is_err());
    assert!(a.slice(0..3, 0..1).is_err());
    #[expect(clippy::reversed_empty_ranges, reason = "that is the mistake under test")]
    let reversed = a.slice(0..1, 2..1);
    assert!(reversed.is_err());
    assert!(a.gather_rows(&[2]).is_err());
    assert!(a.pick(&[0]).is_err() && a.pick(&[0, 2]).is_err());
    assert!(Var::concatenate(Axis(0), &[]).is_err());
    assert!(Var::concatenate(Axis(0), &[&a, &b]).is_err());
    assert!(Var::concatenate(Axis(2), &[&a]).is_err());
    assert!(a.sum_axis(Axis(2)).is_err() && a.softmax(Axis(5)).is_err());
    assert!(a.cross_entropy(&[0]).is_err() && a.cross_entropy(&[0, 2]).is_err());
    assert!(a.mse(&array![[1.0, 2.0]]).is_err());
    assert!(a.masked_fill(&array![[true]], 0.0).is_err());
    assert!(a.backward_from(&array![[1.0]]).is_err());
    let error = a.backward().unwrap_err().to_string();
    assert!(error.contains("sum() or mean()"), "{error}");
    let error = a.square().gradient().unwrap_err().to_string();
    assert!(error.contains("keep_gradient"), "{error}");
    let error = Var::parameter(array![[-1.0]]).ln().backward().unwrap_err();
    assert!(matches!(error, MathError::NotFinite { .. }));
    assert!(a.square().update(&mut |_, _| {}).is_err());
    assert!(a.update(&mut |_, _| {}).is_err());
}

#[test]
fn softmax_refuses_a_line_without_weight_and_nan() {
    let infinity = f64::INFINITY;
    for row in [[-infinity, -infinity], [f64::NAN, 1.0], [1.0, f64::NAN], [infinity, 0.0]] {
        let x = Var::parameter(array![[0.0, 0.0], row]);
        assert!(x.softmax(Axis(1)).is_err() && x.log_softmax(Axis(1)).is_err());
        assert!(x.log_sum_exp(Axis(1)).is_err() && x.cross_entropy(&[0, 0]).is_err());
    }
    // A single masked position is fine, gradient included.
    let x = Var::parameter(array![[1.0, -infinity]]);
    let y = x.softmax(Axis(1)).unwrap();
    y.square().sum().backward().unwrap();
    assert_eq!(x.gradient().unwrap(), array![[0.0, 0.0]]);
}

#[test]
fn empty_matrices_go_through() {
    let a = Var::parameter(Array2::zeros((0, 3)));
    let row = Var::parameter(array![[1.0, 2.0, 3.0]]);
    let loss = a.add(&row).unwrap().sum();
    loss.backward().unwrap();
    assert_eq!(row.gradient().unwrap(), array![[0.0, 0.0, 0.0]]);
    assert_eq!(a.gradient().unwrap().dim(), (0, 3));
    assert_eq!(a.mean().item().unwrap(), 0.0);
    assert_eq!(a.softmax(Axis(1)).unwrap().shape(), (0, 3));
    assert_eq!(a.matmul(&row.transpose()).unwrap().shape(), (0, 1));
    assert!(a.cross_entropy(&[]).is_err());
}

#[test]
fn a_tape_of_a_hundred_thousand_steps_does_not_overflow_the_stack() {
    let w = Var::parameter(array![[1.0]]);
    let mut y = w.clone();
    for _ in 0..100_000 {
        y = y + 1.0;
    }
    y.backward().unwrap();
    assert_eq!(w.gradient().unwrap(), array![[1.0]]);
}

#[test]
fn a_mask_stops_infinite_and_undefined_derivatives() {
    let mask = array![[true, false]];
    let gradient = |f: &dyn Fn(&Var) -> Var, x: [f64; 2]| {
        let x = Var::parameter(array![x]);
        f(&x).masked_fill(&mask, 0.0).unwrap().sum().backward().unwrap();
        x.gradient().unwrap()
    };
    assert_eq!(gradient(&Var::sqrt, [-1.0, 4.0]), array![[0.0, 0.25]]);
    assert_eq!(gradient(&Var::sqrt, [0.0, 4.0]), array![[0.0, 0.25]]);
    assert_eq!(gradient(&Var::ln, [0.0, 4.0]), array![[0.0, 0.25]]);
    assert_eq!(gradient(&Var::recip, [0.0, 2.0]), array![[0.0, -0.25]]);
    assert_eq!(gradient(&Var::cos, [f64::INFINITY, 0.0]), array![[0.0, -0.0]]);
    let bottom = Var::constant(array![[0.0, 2.0]]);
    assert_eq!(gradient(&|x| x.div(&bottom).unwrap(), [0.0, 1.0]), array![[0.0, 0.5]]);
    let wide = Var::constant(array![[f64::INFINITY, 2.0]]);
    assert_eq!(gradient(&|x| x.mul(&wide).unwrap(), [0.0, 1.0]), array![[0.0, 2.0]]);
}

#[test]
fn a_gradient_that_is_not_finite_is_an_error_that_says_so() {
    let x = Var::parameter(array![[0.0, 0.0]]);
    let error = x.square().sum().sqrt().backward().unwrap_err().to_string();
    assert!(error.contains("no finite gradient for a parameter of shape (1, 2)"), "{error}");
    let x = Var::parameter(array![[0.0]]);
    x.mul(&x.powf(0.5)).unwrap().sum().backward().unwrap(); // x^1.5
    assert_eq!(x.gradient().unwrap(), array![[0.0]]);
    assert!(x.sqrt().backward().is_err());
    let x = Var::parameter(array![[1e200]]);
    assert!((x.mul(&x).unwrap() / 1e308).mul(&x).is_ok());
}

#[test]
fn saturated_slopes_and_sure_predictions_keep_their_digits() {
    // 50-digit values: 1/cosh²(20), and e⁻⁴⁰/(1 + e⁻⁴⁰) = 4.2483542552915890e-18.
    let near = |found: f64, exact: f64| {
        assert!((found / exact - 1.0).abs() < 1e-14, "{found:e} against {exact:e}");
    };
    for (x, exact) in [(20.0, 1.699_341_702_116_635_5e-17), (5.0, 0.000_181_583_230_943_806_6)] {
        for x in [x, -x] {
            let v = Var::parameter(array![[x]]);
            v.tanh().sum().backward().unwrap();
            near(v.gradient().unwrap()[[0, 0]], exact);
        }
    }
    let small = 4.248_354_255_291_589e-18;
    let z = Var::parameter(array![[40.0, 0.0]]);
    let check = |loss: &Var, value: f64, gradient: f64| {
        near(loss.item().unwrap(), value);
        loss.backward().unwrap();
        let g = z.gradient().unwrap();
        near(g[[0, 0]], -gradient);
        near(g[[0, 1]], gradient);
    };
    check(&z.cross_entropy(&[0]).unwrap(), small, small);
    check(&-z.log_softmax(Axis(1)).unwrap().pick(&[0]).unwrap().sum(), small, small);
    // p₀ falls as fast as p₁ = σ(−40) grows: the slope is p₀p₁.
    check(&(1.0 * z.softmax(Axis(1)).unwrap().pick(&[1]).unwrap().sum()), small, small);
    let two = Var::parameter(array![[40.0, 0.0]]);
    two.softmax(Axis(1)).unwrap().pick(&[0]).unwrap().sum().backward().unwrap();
    near(two.gradient().unwrap()[[0, 0]], small);
    near(two.gradient().unwrap()[[0, 1]], -small);
    let sum = Var::constant(array![[0.0, -50.0]]).log_sum_exp(Axis(1)).unwrap();
    near(sum.item().unwrap(), (-50.0_f64).exp());
}

#[test]
fn a_number_divides_once() {
    let x = Var::parameter(array![[49.0, 1e-320]]);
    assert_eq!((&x / 49.0).value()[[0, 0]], 1.0);
    assert!(((&x / 1e-310).value()[[0, 1]] / 1e-10 - 1.0).abs() < 1e-3); // subnormal numbers
    assert_eq!(Var::constant(array![[1.0; 49]]).mean().item().unwrap(), 1.0);
}

#[test]
fn an_update_may_look_at_the_parameter_that_it_changes() {
    let x = Var::parameter(array![[1.0, 2.0]]);
    x.square().sum().backward().unwrap();
    let z = x.clone();
    x.update(&mut |v, g| {
        v[0] -= 0.1 * z.shape().0 as f64;
        v[1] -= z.gradient().unwrap()[[0, 1]] - g[1] + z.value()[[0, 1]];
    })
    .unwrap();
    assert_eq!(x.value(), array![[0.9, 0.0]]);
    // In another memory order the entries still go row by row.
    let t = Var::parameter(array![[1.0, 2.0], [3.0, 4.0]].reversed_axes());
    t.square().sum().backward().unwrap();
    t.update(&mut |v, g| {
        assert_eq!((&*v, g), (&[1.0, 3.0, 2.0, 4.0][..], &[2.0, 6.0, 4.0, 8.0][..]));
        v[1] = 30.0;
    })
    .unwrap();
    assert_eq!(t.value(), array![[1.0, 30.0], [2.0, 4.0]]);
}

#[test]
fn parts_without_entries_are_joined_and_parted() {
    for (axis, empty) in [(Axis(0), (0, 3)), (Axis(1), (2, 0))] {
        let a = Var::parameter(Array2::zeros(empty));
        let b = Var::parameter(Array2::ones((2, 3)));
        for parts in [[&a, &b], [&b, &a]] {
            let joined = Var::concatenate(axis, &parts).unwrap();
            joined.square().sum().backward().unwrap();
            assert_eq!(a.gradient().unwrap().dim(), empty);
            assert_eq!(b.gradient().unwrap(), Array2::from_elem((2, 3), 2.0));
        }
    }
}
