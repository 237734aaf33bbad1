"""Singular values of graded matrices to 17 digits, from 80-digit arithmetic.

Needs mpmath. Writes graded_singular_values.json beside this file: matrices with
entries that f64 holds exactly, and their singular values, descending.
"""

import json
import pathlib
import random

import mpmath

mpmath.mp.dps = 80
random.seed(1)


def matrix(m, n, row_step, column_step):
    """Well-conditioned integers scaled by powers of two along rows and columns."""
    return [
        [
            (random.randint(-64, 64) + (100 if i == j else 0))
            * 2.0 ** (-row_step * i - column_step * j)
            for j in range(n)
        ]
        for i in range(m)
    ]


def singular_values(a):
    s = mpmath.svd_r(mpmath.matrix(a), compute_uv=False)
    return sorted((float(v) for v in s), reverse=True)


cases = []
for m, n in [(2, 2), (5, 5), (8, 5), (5, 8), (12, 12)]:
    for row_step, column_step in [(0, 0), (0, 8), (8, 0), (4, 4), (-6, -6), (0, -9)]:
        a = matrix(m, n, row_step, column_step)
        cases.append({"rows": m, "row_step": row_step, "column_step": column_step,
                      "matrix": a, "singular_values": singular_values(a)})

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(cases) + "\n")
