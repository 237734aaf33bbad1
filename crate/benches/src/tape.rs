//! Forward and backward through a network of 64-64-10 units with ReLU and
//! cross-entropy, for a batch of 64 examples: on the array tape, and written
//! out by hand in plain matrices. `numpy_tape.py` sets NumPy and PyTorch beside
//! them, on the same numbers.

use aimath::calculus::Var;
use aimath::ndarray::{Array2, Axis};
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::Duration;

const BATCH: usize = 64;
const INPUTS: usize = 64;
const HIDDEN: usize = 64;
const CLASSES: usize = 10;

/// Data and parameters.
struct Network {
    x: Array2<f64>,
    labels: Vec<usize>,
    w1: Array2<f64>,
    b1: Array2<f64>,
    w2: Array2<f64>,
    b2: Array2<f64>,
}

/// The same numbers as in `numpy_tape.py`: a linear congruential generator in
/// place of a library's, so that both sides agree.
fn network() -> Network {
    let mut state = 1_u64;
    let mut next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    };
    let mut matrix = |rows, columns| Array2::from_shape_simple_fn((rows, columns), &mut next);
    Network {
        x: matrix(BATCH, INPUTS),
        w1: matrix(INPUTS, HIDDEN) * 0.2,
        b1: matrix(1, HIDDEN),
        w2: matrix(HIDDEN, CLASSES) * 0.2,
        b2: matrix(1, CLASSES),
        labels: (0..BATCH).map(|i| i % CLASSES).collect(),
    }
}

/// The gradients of W₁, b₁, W₂, b₂ by the chain rule written out.
fn by_hand(n: &Network) -> [Array2<f64>; 4] {
    let z1 = n.x.dot(&n.w1) + &n.b1;
    let h = z1.mapv(|z| z.max(0.0));
    let mut g = h.dot(&n.w2) + &n.b2;
    for (mut row, &label) in g.rows_mut().into_iter().zip(&n.labels) {
        let peak = row.fold(f64::NEG_INFINITY, |m, &a| m.max(a));
        row.mapv_inplace(|a| (a - peak).exp());
        let total = row.sum();
        row /= total;
        row[label] -= 1.0;
    }
    g /= BATCH as f64;
    let w2 = h.t().dot(&g);
    let b2 = g.sum_axis(Axis(0)).insert_axis(Axis(0));
    let mut gz = g.dot(&n.w2.t());
    gz.zip_mut_with(&z1, |g, &z| {
        if z <= 0.0 {
            *g = 0.0;
        }
    });
    let w1 = n.x.t().dot(&gz);
    let b1 = gz.sum_axis(Axis(0)).insert_axis(Axis(0));
    [w1, b1, w2, b2]
}

fn tape(criterion: &mut Criterion) {
    let n = network();
    let x = Var::constant(n.x.clone());
    let [w1, b1, w2, b2] = [&n.w1, &n.b1, &n.w2, &n.b2].map(|p| Var::parameter(p.clone()));
    let step = || {
        let hidden = x.affine(&w1, &b1).unwrap().relu();
        let loss = hidden.affine(&w2, &b2).unwrap().cross_entropy(&n.labels).unwrap();
        loss.backward().unwrap();
        loss
    };
    // Both ways must give the same gradients before their speed means anything.
    step();
    for (hand, parameter) in by_hand(&n).iter().zip([&w1, &b1, &w2, &b2]) {
        let gap = hand - &parameter.gradient().unwrap();
        assert!(gap.iter().all(|d| d.abs() < 1e-14));
    }
    let mut group = criterion.benchmark_group("network");
    group.bench_function("tape", |bencher| bencher.iter(|| black_box(step())));
    group.bench_function("by hand", |bencher| {
        bencher.iter(|| black_box(by_hand(black_box(&n))));
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .without_plots();
    targets = tape
}
criterion_main!(benches);
