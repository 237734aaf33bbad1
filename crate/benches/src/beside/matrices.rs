//! Vectors, products and what elimination answers.

use crate::{Case, Operation};
use aimath::linalg::{
    add, cholesky, cosine_similarity, det, dot, inverse, matmul, matvec, norm_l1, norm_l2, rank,
    solve, transpose,
};

pub const OPERATIONS: &[Operation] = &[
    ("add", |x| {
        let (a, b) = (x.vector(0), x.vector(1));
        Case::of(move || add(&a, &b).unwrap(), |sum| sum.sum())
    }),
    ("dot", |x| {
        let (a, b) = (x.vector(0), x.vector(1));
        Case::of(move || dot(&a, &b).unwrap(), |product| product)
    }),
    ("norm, ℓ1", |x| {
        let a = x.vector(0);
        Case::of(move || norm_l1(&a), |norm| norm)
    }),
    ("norm, ℓ2", |x| {
        let a = x.vector(0);
        Case::of(move || norm_l2(&a), |norm| norm)
    }),
    ("cosine", |x| {
        let (a, b) = (x.vector(0), x.vector(1));
        Case::of(move || cosine_similarity(&a, &b).unwrap(), |cosine| cosine)
    }),
    ("matvec", |x| {
        let (a, b) = (x.matrix(0), x.vector(1));
        Case::of(move || matvec(&a, &b).unwrap(), |product| product.sum())
    }),
    ("matmul", |x| {
        let a = x.matrix(0);
        Case::of(move || matmul(&a, &a).unwrap(), |product| product.sum())
    }),
    ("transpose", |x| {
        let a = x.matrix(0);
        Case::of(move || transpose(&a), |flipped| flipped.row(0).sum())
    }),
    ("solve", |x| {
        let (a, b) = (x.matrix(0), x.vector(1));
        Case::of(move || solve(&a, &b).unwrap(), |solution| solution.sum())
    }),
    ("inverse", |x| {
        let a = x.matrix(0);
        Case::of(move || inverse(&a).unwrap(), |inverse| inverse.sum())
    }),
    ("det", |x| {
        let a = x.matrix(0);
        Case::of(move || det(&a).unwrap(), |det| det)
    }),
    ("Cholesky", |x| {
        let a = x.matrix(0);
        Case::of(move || cholesky(&a).unwrap(), |factor| factor.l.sum())
    }),
    ("rank", |x| {
        let a = x.matrix(0);
        Case::of(move || rank(&a).unwrap(), |rank| rank as f64)
    }),
];
