"""Densities, distribution functions and quantiles of whole arrays, beside SciPy.

`scipy.stats` checks and copies its arguments; its time is what a reader would wait.
"""

import numpy as np
from scipy import stats

from .row import ARRAYS, Row


def places(low, high):
    return lambda random, n: (random.uniform(low, high, n),)


def counts(random, n):
    return (random.integers(0, 101, n).astype(float),)


def chances(random, n):
    return (random.uniform(0.001, 0.999, n),)


def of(name, law, arrays, density="pdf"):
    methods = [(density, getattr(law, density), arrays), ("cdf", law.cdf, arrays), ("quantile", law.ppf, chances)]
    return [
        Row(f"{name} {what}", takes, method, np.sum, sizes=ARRAYS, library="SciPy", tolerance=1e-10)
        for what, method, takes in methods
    ]


DISTRIBUTIONS = [
    *of("normal", stats.norm(0.5, 2.0), places(-8, 9)),
    *of("t", stats.t(5), places(-8, 8)),
    *of("gamma", stats.gamma(2.5, scale=1 / 1.5), places(0, 8)),
    *of("beta", stats.beta(2.5, 1.5), places(0, 1)),
    *of("binomial", stats.binom(100, 0.3), counts, "pmf"),
]
