"""Writes bounded.json: SciPy's bounded scalar minimisation on small functions.

    python crate/tests/reference/bounded.py     # needs SciPy
"""

import json
import math
import pathlib

import scipy
from scipy.optimize import minimize_scalar

CASES = {
    "quartic": (lambda x: (x - 1.0) ** 4 - x, 0.0, 3.0),
    "cosine": (math.cos, 2.0, 5.0),
    "kink": (lambda x: abs(x - 0.3), -1.0, 1.0),
    "slope": (lambda x: 2.0 * x, -1.0, 2.0),
    "flat": (lambda x: 1.0, 0.0, 1.0),
    "wall": (lambda x: math.inf if x < 0.2 else x * x, 0.0, 1.0),
}

table = {"_made_with": f"SciPy {scipy.__version__}"}
for name, (f, lower, upper) in CASES.items():
    result = minimize_scalar(f, bounds=(lower, upper), method="bounded")
    table[name] = {
        "lower": lower,
        "upper": upper,
        "x": float(result.x),
        "iterations": int(result.nit),
    }
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(table, indent=2) + "\n")
