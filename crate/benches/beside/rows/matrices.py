"""Vectors, products and what elimination answers, beside NumPy."""

import numpy as np

from .row import ARRAYS, Row, positive, square, system, two_vectors, vector

ENTRIES = (10, *ARRAYS)

VECTORS = [
    Row("add", two_vectors, lambda a, b: a + b, np.sum, sizes=ENTRIES),
    Row("dot", two_vectors, lambda a, b: a @ b, sizes=ENTRIES),
    Row("norm, ℓ1", vector, lambda a: np.linalg.norm(a, 1), sizes=ENTRIES),
    Row("norm, ℓ2", vector, np.linalg.norm, sizes=ENTRIES),
    Row("cosine", two_vectors, lambda a, b: a @ b / (np.linalg.norm(a) * np.linalg.norm(b)), sizes=ENTRIES),
]

MATRICES = [
    Row("matvec", system, lambda a, b: a @ b, np.sum),
    Row("matmul", square, lambda a: a @ a, np.sum),
    Row("transpose", square, lambda a: a.T.copy(), lambda t: t[0].sum()),
    Row("solve", system, np.linalg.solve, np.sum),
    Row("inverse", square, np.linalg.inv, np.sum),
    # Beyond 300 rows the determinant of such a matrix leaves the range of numbers.
    Row("det", square, np.linalg.det, sizes=(10, 100, 250)),
    Row("Cholesky", positive, np.linalg.cholesky, np.sum),
    Row("rank", square, np.linalg.matrix_rank),
]
