"""Writes float16.json: f64 numbers and the patterns they round to.

float16 is NumPy's conversion from f64, checked here against exact rational
arithmetic; bfloat16, which NumPy does not have, is the exact arithmetic alone.

Made with NumPy 2.4.6. Run: python float16.py
"""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np


def nearest(x, exponent_bits, fraction_bits):
    """The pattern of the nearest number, ties to even, by comparing fractions."""
    bias = 2 ** (exponent_bits - 1) - 1

    def value(bits):
        field, fraction = divmod(bits, 2**fraction_bits)
        if field == 0:
            return Fraction(fraction, 2**fraction_bits) * Fraction(2) ** (1 - bias)
        return (1 + Fraction(fraction, 2**fraction_bits)) * Fraction(2) ** (field - bias)

    top = (2**exponent_bits - 1) << fraction_bits
    size = abs(Fraction(x))
    low, high = 0, top  # value(top) is where the next number would be
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if value(middle) <= size else (low, middle)
    below, above = size - value(low), value(high) - size
    bits = low if below < above or (below == above and low % 2 == 0) else high
    return bits + ((1 << (exponent_bits + fraction_bits)) if np.signbit(x) else 0)


rng = np.random.RandomState(1)
numbers = [1 + 2.0**-11 + 2.0**-40, 1 + 2.0**-11, 1 + 3 * 2.0**-11, 65519.99, 65520.0, 65504.0, 2.0**-25, 2.0**-24]
numbers += [0.1, 1 / 3, np.pi, 1e-5, 6e-8, 1e-8, 3e38, 3.4e38, 1e-40, 9e-41, 5e-324, -0.0, 1.7e308]
numbers += [1 + 2.0**-8 + 2.0**-45, (1 + 2.0**-8) * 2.0**-126, 1.5 * 2.0**-134]
numbers += (rng.randn(60) * 2.0 ** rng.randint(-28, 18, 60)).tolist()
numbers += (rng.randn(60) * 2.0 ** rng.randint(-140, 130, 60)).tolist()
with np.errstate(over="ignore"):
    half = [int(np.float64(v).astype(np.float16).view(np.uint16)) for v in numbers]
assert half == [nearest(v, 5, 10) for v in numbers]
rows = [[v, h, nearest(v, 8, 7)] for v, h in zip(numbers, half)]
Path(__file__).with_suffix(".json").write_text("[\n" + ",\n".join(json.dumps(r) for r in rows) + "\n]\n")
