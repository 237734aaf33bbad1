"""Makes random_state.json, what NumPy's legacy generator draws.

    pip install numpy==2.4.6
    python random_state.py
"""

import json
from pathlib import Path

import numpy as np

SEEDS = [0, 42, 2**32 - 1]
RANGES = [  # (low, high): masks that reject often, rarely and never; 32 and 64 bits
    (0, 1),
    (0, 2),
    (0, 10),
    (-5, 28),
    (0, 2**31 + 1),
    (0, 2**32 - 1),
    (0, 2**32),
    (-(2**31), 2**31 + 1),
    (0, 2**62 + 1),
    (-(2**63), 2**63 - 1),
]
MEAN = [1.0, -2.0, 0.5]
COVARIANCES = [  # the second leaves only a plane
    [[2.0, 0.6, -0.3], [0.6, 1.0, 0.2], [-0.3, 0.2, 0.5]],
    [[2.0, 1.0, 3.0], [1.0, 5.0, 6.0], [3.0, 6.0, 9.0]],
]
WEIGHTS = [0.1, 0.0, 0.2, 0.3, 0.05, 0.35]


def rng(seed):
    return np.random.RandomState(seed)


def checksum(values):
    """The sum of (i + 1) times the bits of value i, modulo 2**64: sensitive to each bit and to the order."""
    bits = values.view(np.uint64)
    return str(np.sum(np.arange(1, bits.size + 1, dtype=np.uint64) * bits, dtype=np.uint64))


def continued_shuffle(state, n):
    values = np.arange(n)
    state.shuffle(values)
    return values.tolist()


def shuffled_rows(state, rows, columns):
    a = np.arange(rows * columns, dtype=float).reshape(rows, columns)
    state.shuffle(a)
    return a.tolist()


def mixed(state):
    """Odd numbers of normal draws with everything else in between."""
    out = []
    out += state.randn(3).tolist()
    out += state.rand(2).tolist()
    out += state.randn(1).tolist()  # the kept one
    out += state.randint(0, 100, 3).astype(float).tolist()
    out += state.normal(5.0, 2.0, 3).tolist()
    out += state.permutation(4).astype(float).tolist()
    out += state.randn(2, 2).ravel().tolist()
    out += state.uniform(-1.0, 3.0, 2).tolist()
    out += state.choice(7, 3, replace=False).astype(float).tolist()
    out += state.randn(1).tolist()
    out += state.random_sample(1).tolist()
    out += state.randn(3, 1).ravel().tolist()
    return out


def long_stream(seed):
    """A million draws of each kind; the sums of blocks are for machines whose logarithm differs."""
    uniform = rng(seed).rand(1_000_000)
    state = rng(seed)
    normal = state.randn(1_000_001)
    return {
        "rand checksum": checksum(uniform),
        "randn checksum": checksum(normal),
        "randn block sums": normal[:-1].reshape(10, -1).sum(axis=1).tolist(),
        "randn last": normal[-3:].tolist(),
        "rand after randn": state.random_sample(),
        "randint checksum": checksum(rng(seed).randint(-1000, 1234, 1_000_000)),
        "permutation checksum": checksum(rng(seed).permutation(1_000_000)),
    }


def table(seed):
    return {
        "seed": seed,
        "words": [int(w) for w in rng(seed).randint(0, 2**32, 5, dtype=np.uint32)],
        "bytes": list(rng(seed).bytes(11)),
        "random_sample": rng(seed).random_sample(),
        "rand": rng(seed).rand(7).tolist(),
        "rand2": rng(seed).rand(3, 4).tolist(),
        "standard_normal": rng(seed).standard_normal(),
        "randn": rng(seed).randn(7).tolist(),
        "randn2": rng(seed).randn(3, 5).tolist(),
        "normal": rng(seed).normal(-2.5, 0.75, 7).tolist(),
        "uniform": rng(seed).uniform(-10.0, 20.0, 7).tolist(),
        # As text: JSON readers may round 64-bit integers.
        "randint": [
            {"low": str(low), "high": str(high), "drawn": [str(x) for x in rng(seed).randint(low, high, 12)]}
            for low, high in RANGES
        ],
        "shuffle": continued_shuffle(rng(seed), 11),
        "shuffle_rows": shuffled_rows(rng(seed), 6, 2),
        "permutation": rng(seed).permutation(20).tolist(),
        "choice, replace": rng(seed).choice(13, 9).tolist(),
        "choice, distinct": rng(seed).choice(13, 9, replace=False).tolist(),
        "weighted, replace": rng(seed).choice(6, 12, p=WEIGHTS).tolist(),
        "weighted, distinct": rng(seed).choice(6, 5, replace=False, p=WEIGHTS).tolist(),
        "multivariate_normal": [rng(seed).multivariate_normal(MEAN, c, 5).tolist() for c in COVARIANCES],
        "mixed": mixed(rng(seed)),
        "long": long_stream(seed),
    }


if __name__ == "__main__":
    result = {
        "made by": f"random_state.py with NumPy {np.__version__}",
        "weights": WEIGHTS,
        "mean": MEAN,
        "covariances": COVARIANCES,
        "tables": [table(seed) for seed in SEEDS],
    }
    head = json.dumps({k: v for k, v in result.items() if k != "tables"})[:-1]
    tables = ",\n".join(
        "{" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in t.items()) + "}" for t in result["tables"]
    )
    Path(__file__).with_suffix(".json").write_text(f'{head},\n"tables": [\n{tables}\n]}}\n')
