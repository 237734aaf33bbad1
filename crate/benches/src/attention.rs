//! Attention of 1,024 tokens of width 64, whole and block by block, forward and
//! backward. `numpy_attention.py` sets NumPy beside them, on the same numbers.

use aimath::ndarray::Array2;
use aimath::nn::{
    Mask, attention, attention_backward, attention_blockwise, attention_blockwise_backward,
};
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::Duration;

const TOKENS: usize = 1024;
const WIDTH: usize = 64;

/// The same numbers as in `numpy_attention.py`: a linear congruential generator in
/// place of a library's, so that both sides agree. Uniform with variance 1.
fn inputs() -> [Array2<f64>; 4] {
    let mut state = 1_u64;
    let mut next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 11) as f64 / (1_u64 << 52) as f64 - 1.0) * 3.0_f64.sqrt()
    };
    [(); 4].map(|()| Array2::from_shape_simple_fn((TOKENS, WIDTH), &mut next))
}

fn attend(criterion: &mut Criterion) {
    let [q, k, v, g] = inputs();
    let whole = attention(&q, &k, &v, &Mask::All).unwrap();
    let blocks = attention_blockwise(&q, &k, &v, &Mask::All).unwrap();
    // Both ways must give the same output before their speed means anything.
    assert!((&whole.output - &blocks.output).iter().all(|gap| gap.abs() < 1e-13));
    // For the script to compare with NumPy's.
    println!("checksum {:.15e}", whole.output.iter().map(|o| o * o).sum::<f64>());
    let mut group = criterion.benchmark_group("attention");
    group.bench_function("whole", |bencher| {
        bencher.iter(|| black_box(attention(&q, &k, &v, &Mask::All)));
    });
    group.bench_function("blockwise", |bencher| {
        bencher.iter(|| black_box(attention_blockwise(&q, &k, &v, &Mask::All)));
    });
    group.bench_function("causal", |bencher| {
        bencher.iter(|| black_box(attention_blockwise(&q, &k, &v, &Mask::Causal)));
    });
    group.bench_function("whole backward", |bencher| {
        bencher.iter(|| black_box(attention_backward(&q, &k, &v, &whole, &g)));
    });
    group.bench_function("blockwise backward", |bencher| {
        bencher
            .iter(|| black_box(attention_blockwise_backward(&q, &k, &v, &Mask::All, &blocks, &g)));
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2))
        .without_plots();
    targets = attend
}
criterion_main!(benches);
