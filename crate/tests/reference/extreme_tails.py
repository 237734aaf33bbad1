"""Tails of Student's t and of the beta distribution where one minus the other tail, t^2,
or the product of the parameters leaves the range of a double, by mpmath with 400 digits.

    python extreme_tails.py > extreme_tails.json     (needs mpmath)

Every argument is the exact value of the double that is written.
"""

import json
import math

from mpmath import beta, hyp2f1, log, mp, mpf, nstr

mp.dps = 400


def lower_beta(a, b, x, y):
    """I(x; a, b) from its hypergeometric series, with all its digits."""
    return x**a * y**b / (a * beta(a, b)) * hyp2f1(a + b, 1, a + 1, x)


def row(law, parameters, x, lower, upper):
    value = lambda v: float(nstr(v, 25))
    return {
        "law": law,
        "parameters": parameters,
        "x": x,
        "cdf": value(lower),
        "survival": value(upper),
        "ln_cdf": value(log(lower)),
        "ln_survival": value(log(upper)),
    }


rows = []
for freedom, t in [
    (0.001, 1e180), (1.0, 1e200), (1.0, 1e160), (2.0, 1e200), (10.0, 1e200), (1e8, 1e160),
    (0.01, 1e300), (3.0, 1e154), (3.0, 1e139), (3.0, 1e141), (5e-3, 1e-200), (1e-300, 1e300),
    (2.5, 1e-300), (40.0, 1e20),
]:
    n, s = mpf(freedom), mpf(t)
    x = n / (n + s * s)
    outside = lower_beta(n / 2, mpf(1) / 2, x, 1 - x) if x < 0.9 else (
        1 - lower_beta(mpf(1) / 2, n / 2, 1 - x, x)
    )
    rows.append(row("student_t", [freedom], t, 1 - outside / 2, outside / 2))

points = [
    (a, b, x)
    for a in [1e-300, 1e-100, 1e-10, 1e-3, 0.1, 0.24]
    for b in [1e-10, 0.01, 0.22813905127025527, 1.0, 3.5, 1e3]
    for x in [1e-200, 1e-5, 0.0004, 0.1955750741663308, 0.4, 0.7]
]
points += [
    (1.371316021235844e-10, 0.22813905127025527, 0.1955750741663308),
    (1e-49, 1e-40, 0.5), (1e-200, 3e-200, 0.5), (3e-308, 3e-308, 0.25),
    (1e5, 1e5, 1e-160), (1e5, 1e5, 1e-310), (6e4, 6e4, 0.4),
]
for a, b, x in points:
    p, q, s = mpf(a), mpf(b), mpf(x)
    lower, upper = lower_beta(p, q, s, 1 - s), lower_beta(q, p, 1 - s, s)
    assert abs(lower + upper - 1) < mpf(10) ** -300, (a, b, x)
    rows.append(row("beta", [a, b], x, lower, upper))

n, p, k = 1_000_000, 1e-159, 500_000
upper = lower_beta(mpf(k + 1), mpf(n - k), mpf(p), 1 - mpf(p))
rows.append(row("binomial", [n, p], k, 1 - upper, upper))

print(json.dumps(rows, indent=0).replace(",\n\"", ", \"").replace("{\n", "{").replace("\n}", "}"))
