"""QR, eigenvalues, the SVD and what stands on it, beside NumPy."""

import numpy as np

from .row import Row, positive, square, system


def covariances(x):
    """Principal components as NumPy has them: the SVD of the centred data, two kept."""
    _, s, vt = np.linalg.svd(x - x.mean(axis=0), full_matrices=False)
    return s[:2] ** 2 / (len(x) - 1), vt[:2]


def tall(random, n):
    return (random.normal(size=(n, 50)),)


def tall_system(random, n):
    return random.normal(size=(n, 50)), random.normal(size=n)


TALL = (100, 500, 2000)

DECOMPOSITIONS = [
    Row("QR", square, np.linalg.qr, lambda f: np.abs(np.diag(f.R)).sum()),
    Row("eigh", positive, np.linalg.eigh, lambda f: np.abs(f.eigenvalues).sum()),
    Row("eig", square, np.linalg.eig, lambda f: np.abs(f.eigenvalues).sum()),
    Row("eigenvalues", square, np.linalg.eigvals, lambda values: np.abs(values).sum()),
    Row("SVD", square, np.linalg.svd, lambda f: f.S.sum()),
    Row("SVD, 50 columns", tall, lambda a: np.linalg.svd(a, full_matrices=False), lambda f: f.S.sum(), sizes=TALL),
    Row("singular values", square, lambda a: np.linalg.svd(a, compute_uv=False), np.sum),
    Row("least squares", system, lambda a, b: np.linalg.lstsq(a, b), lambda f: f[0].sum(), tolerance=1e-6),
    Row("least squares, 50 columns", tall_system, lambda a, b: np.linalg.lstsq(a, b), lambda f: f[0].sum(), sizes=TALL),
    Row("PCA", square, covariances, lambda f: f[0].sum()),
    Row("PCA, 50 columns", tall, covariances, lambda f: f[0].sum(), sizes=TALL),
]
