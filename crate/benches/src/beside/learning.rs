//! Softmax, losses, attention, a gradient, an optimiser's step and an epoch.

use crate::{Case, Operation};
use aimath::calculus::Var;
use aimath::ndarray::Axis;
use aimath::prelude::*;

/// Neither side counts the seconds of an epoch's set-up twice: one pass, nothing to validate.
fn epoch() -> TrainSettings {
    TrainSettings { keep: Keep::Last, ..TrainSettings::new(32, 1) }
}

pub const OPERATIONS: &[Operation] = &[
    ("softmax", |x| {
        let z = x.matrix(0);
        Case::of(move || softmax_axis(&z, Axis(1)).unwrap(), |p| p.mapv(|p| p * p).sum())
    }),
    ("cross-entropy", |x| {
        let (z, labels) = (x.matrix(0), x.labels(1));
        Case::of(move || mean_cross_entropy_from_logits(&labels, &z).unwrap(), |loss| loss)
    }),
    ("attention", |x| {
        let [q, k, v] = [0, 1, 2].map(|i| x.matrix(i));
        let call = move || attention(&q, &k, &v, &Mask::All).unwrap();
        Case::of(call, |a| a.output.mapv(|o| o * o).sum())
    }),
    ("attention, blockwise", |x| {
        let [q, k, v] = [0, 1, 2].map(|i| x.matrix(i));
        let call = move || attention_blockwise(&q, &k, &v, &Mask::All).unwrap();
        Case::of(call, |a| a.output.mapv(|o| o * o).sum())
    }),
    ("attention, gradient", |x| {
        let [q, k, v, g] = [0, 1, 2, 3].map(|i| x.matrix(i));
        let forward = attention(&q, &k, &v, &Mask::All).unwrap();
        let call = move || attention_backward(&q, &k, &v, &forward, &g).unwrap();
        Case::of(call, |a| a.queries.mapv(|o| o * o).sum())
    }),
    ("gradient on the tape", |x| {
        let (inputs, labels) = (Var::constant(x.matrix(0)), x.labels(1));
        let [w1, b1, w2, b2] = [2, 3, 4, 5].map(|i| Var::parameter(x.matrix(i)));
        let last = w1.clone();
        let call = move || {
            let hidden = inputs.affine(&w1, &b1).unwrap().relu();
            let loss = hidden.affine(&w2, &b2).unwrap().cross_entropy(&labels).unwrap();
            loss.backward().unwrap();
        };
        Case::of(call, move |()| last.gradient().unwrap().mapv(|g| g * g).sum())
    }),
    // Adam's first step is the rate in each coordinate, whatever the gradient's size.
    ("Adam step", |x| {
        let (mut parameters, gradient) = (x.vector(0).to_vec(), x.vector(1).to_vec());
        let mut adam = Adam::new(0.001);
        let call = move || {
            adam.step(&mut parameters, &gradient, 1.0);
            parameters[0]
        };
        Case::of(call, |first| first)
    }),
    ("epoch of training", |x| {
        let examples = Examples::labelled(&x.matrix(0), &x.labels(1)).unwrap();
        let layers = [x.columns(0), 128, 64, 10];
        let mut random = RandomState::new(42);
        let untrained = Network::fully_connected(&layers, Activation::Relu, &mut random).unwrap();
        let call = move || {
            let mut network = untrained.clone();
            let (loss, adam) = (Loss::CrossEntropy, Adam::new(0.002));
            let mut random = RandomState::new(42);
            train(&mut network, loss, &examples, None, &adam, &epoch(), &mut random).unwrap()
        };
        Case::of(call, |run| f64::from(u8::from(run.steps > 0)))
    }),
];
