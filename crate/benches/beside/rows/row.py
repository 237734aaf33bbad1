"""What a row of the table is."""

import dataclasses
from typing import Callable, Sequence

import numpy as np

# What a cell shows at once, an example, data.
SQUARE = (10, 100, 500, 1000)
ARRAYS = (100, 10_000, 100_000)


@dataclasses.dataclass(frozen=True)
class Row:
    """An operation under the name that it has in `src/beside`."""

    name: str
    # Makes the arrays for a size from a generator.
    arrays: Callable[[np.random.Generator, int], Sequence[np.ndarray]]
    # The rival: gets the arrays, gives its result.
    rival: Callable
    # Brings the result down to the number that the library's digest gives.
    digest: Callable = float
    sizes: tuple = SQUARE
    library: str = "NumPy"
    # A step that makes something once out of the arrays for the rival, untimed.
    prepare: Callable = lambda *arrays: arrays
    # How far the digests may lie apart, relatively.
    tolerance: float = 1e-8


def vector(random, n):
    return (random.uniform(-1, 1, n),)


def two_vectors(random, n):
    return random.uniform(-1, 1, n), random.uniform(-1, 1, n)


def square(random, n):
    return (random.uniform(-1, 1, (n, n)),)


def system(random, n):
    return random.uniform(-1, 1, (n, n)), random.uniform(-1, 1, n)


def positive(random, n):
    (a,) = square(random, n)
    return ((a + a.T) / 2 + n * np.eye(n),)


def probabilities(random, n):
    p = random.uniform(0.1, 1, n)
    return (p / p.sum(),)


def two_probabilities(random, n):
    return probabilities(random, n) + probabilities(random, n)
