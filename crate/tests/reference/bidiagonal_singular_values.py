"""Singular values of bidiagonal matrices by mpmath, whatever their range.

    pip install mpmath
    python crate/tests/reference/bidiagonal_singular_values.py > crate/tests/reference/bidiagonal_singular_values.json
"""

import json

from mpmath import mp, mpf

mp.dps = 400


def singular_values(d, e):
    """Bisection on the Sturm count of BᵀB, each to 40 digits."""
    n = len(d)
    d, e = [mpf(v) for v in d], [mpf(v) for v in e]
    diagonal = [d[i] ** 2 + (e[i - 1] ** 2 if i else 0) for i in range(n)]
    squares = [(d[i] * e[i]) ** 2 for i in range(n - 1)]

    def below(x):
        count, q = 0, mpf(1)
        for i in range(n):
            q = diagonal[i] - x - (squares[i - 1] / q if i else 0)
            if q == 0:
                q = mpf(10) ** -390
            count += q < 0
        return count

    top = max(diagonal) * 4
    values = []
    for k in range(n):
        low, high = mpf(10) ** -390, top
        while high / low > 1 + mpf(10) ** -40:
            middle = mp.sqrt(low * high)
            if below(middle) > k:
                high = middle
            else:
                low = middle
        values.append(float(mp.sqrt(high)))
    return values[::-1]


CASES = {
    "ones beside tens": ([1.0] * 12, [10.0] * 11),
    "graded downwards": ([10.0 ** (-8 * i) for i in range(12)], [10.0 ** (-8 * i) for i in range(11)]),
    "graded upwards": ([10.0 ** (-8 * i) for i in range(11, -1, -1)], [10.0 ** (-8 * i) for i in range(10, -1, -1)]),
    "graded both ways": (
        [1e-9, 1e-6, 1e-3, 1.0, 1e-3, 1e-6, 1e-9],
        [1e-5, 1e-2, 1.0, 1e-2, 1e-5, 1e-8],
    ),
    "constant": ([2.0] * 9, [1.0] * 8),
    "signs": ([3.0, -2.0, 1.0, -0.5], [1.0, -1.0, 4.0]),
}

print(
    json.dumps(
        [
            {"name": name, "diagonal": d, "beside": e, "singular_values": singular_values(d, e)}
            for name, (d, e) in CASES.items()
        ],
        indent=1,
    )
)
