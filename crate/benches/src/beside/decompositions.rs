//! QR, eigenvalues, the SVD and what stands on it. Signs are free, so the digests have none.

use crate::{Case, Operation};
use aimath::linalg::{eig, eigenvalues, eigh, lstsq, pca, qr, singular_values, svd};

pub const OPERATIONS: &[Operation] = &[
    ("QR", |x| {
        let a = x.matrix(0);
        Case::of(move || qr(&a).unwrap(), |f| f.r.diag().mapv(f64::abs).sum())
    }),
    ("eigh", |x| {
        let a = x.matrix(0);
        Case::of(move || eigh(&a).unwrap(), |f| f.values.mapv(f64::abs).sum())
    }),
    ("eig", |x| {
        let a = x.matrix(0);
        Case::of(move || eig(&a).unwrap(), |f| f.values.iter().map(|v| v.norm()).sum())
    }),
    ("eigenvalues", |x| {
        let a = x.matrix(0);
        Case::of(move || eigenvalues(&a).unwrap(), |values| values.iter().map(|v| v.norm()).sum())
    }),
    ("SVD", |x| {
        let a = x.matrix(0);
        Case::of(move || svd(&a).unwrap(), |f| f.s.sum())
    }),
    ("singular values", |x| {
        let a = x.matrix(0);
        Case::of(move || singular_values(&a).unwrap(), |s| s.sum())
    }),
    ("least squares", |x| {
        let (a, b) = (x.matrix(0), x.vector(1));
        Case::of(move || lstsq(&a, &b).unwrap(), |f| f.x.sum())
    }),
    ("PCA", |x| {
        let a = x.matrix(0);
        let k = 2.min(a.ncols());
        Case::of(move || pca(&a, k).unwrap(), |f| f.explained_variance.sum())
    }),
];
