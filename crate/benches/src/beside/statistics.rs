//! Moments, entropies, random numbers and regressions.

use crate::{Case, Operation};
use aimath::prelude::*;

pub const OPERATIONS: &[Operation] = &[
    ("variance", |x| {
        let a = x.vector(0);
        Case::of(move || variance(&a, 1).unwrap(), |variance| variance)
    }),
    ("median", |x| {
        let a = x.vector(0);
        Case::of(move || median(&a).unwrap(), |median| median)
    }),
    ("covariance", |x| {
        let a = x.matrix(0);
        Case::of(move || covariance_matrix(&a).unwrap(), |c| c.sum())
    }),
    ("entropy", |x| {
        let p = x.vector(0);
        Case::of(move || entropy(&p).unwrap(), |nats| nats)
    }),
    ("KL divergence", |x| {
        let (p, q) = (x.vector(0), x.vector(1));
        Case::of(move || kl_divergence(&p, &q).unwrap(), |nats| nats)
    }),
    // The generators go on from call to call; their digest is of the first.
    ("rand", |x| {
        let n = x.columns(0);
        let mut rng = RandomState::new(42);
        Case::of(move || rng.rand(n), |u| u.sum())
    }),
    ("randn", |x| {
        let n = x.columns(0);
        let mut rng = RandomState::new(42);
        Case::of(move || rng.randn(n), |z| z.sum())
    }),
    ("linear regression", |x| {
        let (x, y) = (x.matrix(0), x.vector(1));
        Case::of(move || linear_regression(&x, &y).unwrap(), |f| f.weights.sum())
    }),
    ("ridge", |x| {
        let (x, y) = (x.matrix(0), x.vector(1));
        Case::of(move || ridge(&x, &y, 1.0).unwrap(), |f| f.weights.sum())
    }),
    ("lasso", |x| {
        let (x, y) = (x.matrix(0), x.vector(1));
        Case::of(move || lasso(&x, &y, 0.1).unwrap(), |f| f.weights.sum())
    }),
    ("lasso path", |x| {
        let (x, y, alphas) = (x.matrix(0), x.vector(1), x.vector(2));
        let settings = CoordinateSettings::default();
        let call = move || lasso_path(&x, &y, &alphas, &settings).unwrap();
        Case::of(call, |path| path.weights.sum())
    }),
];
