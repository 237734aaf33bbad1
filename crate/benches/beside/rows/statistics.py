"""Moments, entropies and random numbers beside NumPy, regressions beside scikit-learn."""

import numpy as np
import scipy.special
from sklearn import linear_model

from .row import ARRAYS, Row, probabilities, square, two_probabilities, vector

NUMBERS = (100, 10_000, 1_000_000)


def generator(shape):
    """NumPy's own generator of the same stream, which goes on from call to call."""
    return np.random.RandomState(42), shape.shape[1]


def blank(random, n):
    return (np.zeros((1, n)),)


def data(random, n):
    """Twenty columns, five of which matter."""
    x = random.normal(size=(n, 20))
    y = x[:, :5] @ np.array([3.0, -2.0, 1.0, 0.5, -0.5]) + random.normal(size=n)
    return x, y


def data_and_penalties(random, n):
    x, y = data(random, n)
    largest = np.abs((x - x.mean(axis=0)).T @ (y - y.mean())).max() / n
    return x, y, largest * np.logspace(0, -3, 50)


def regression(name, model, **options):
    def fit(x, y):
        return model.fit(x, y).coef_

    return Row(name, data, fit, np.sum, sizes=(100, 1000, 10_000), library="scikit-learn", **options)


def lasso_path(x, y, alphas):
    """Centred by hand: `lasso_path` knows no intercept."""
    x, y = x - x.mean(axis=0), y - y.mean()
    return linear_model.lasso_path(x, y, alphas=alphas)[1]


STATISTICS = [
    Row("variance", vector, lambda a: np.var(a, ddof=1), sizes=ARRAYS),
    Row("median", vector, np.median, sizes=ARRAYS),
    Row("covariance", square, lambda a: np.cov(a, rowvar=False), np.sum),
    Row("entropy", probabilities, lambda p: scipy.special.entr(p).sum(), sizes=ARRAYS, library="SciPy"),
    Row("KL divergence", two_probabilities, lambda p, q: scipy.special.rel_entr(p, q).sum(), sizes=ARRAYS, library="SciPy"),
    Row("rand", blank, lambda rng, n: rng.rand(n), np.sum, sizes=NUMBERS, prepare=generator),
    Row("randn", blank, lambda rng, n: rng.randn(n), np.sum, sizes=NUMBERS, prepare=generator),
]

REGRESSION = [
    regression("linear regression", linear_model.LinearRegression()),
    regression("ridge", linear_model.Ridge(alpha=1.0)),
    # Both stop on the gap; what a weight may differ by follows from it.
    regression("lasso", linear_model.Lasso(alpha=0.1, tol=1e-4), tolerance=1e-3),
    Row(
        "lasso path", data_and_penalties, lasso_path, np.sum,
        sizes=(100, 1000, 10_000), library="scikit-learn", tolerance=1e-3,
    ),
]
