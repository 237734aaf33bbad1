"""Softmax, losses, attention and a gradient by hand in NumPy; training beside scikit-learn."""

import pathlib
import warnings

import numpy as np
import scipy.special
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from sklearn.neural_network._stochastic_optimizers import AdamOptimizer

from .row import Row, two_vectors

CLASSES, WIDTH = 10, 64
EXAMPLES, TOKENS = (32, 1024, 8192), (64, 256, 1024)


def logits(random, n):
    return random.normal(size=(n, CLASSES)), np.arange(n) % CLASSES


def cross_entropy(z, labels):
    shifted = z - z.max(axis=1, keepdims=True)
    chosen = shifted[np.arange(len(z)), labels]
    return (np.log(np.exp(shifted).sum(axis=1)) - chosen).mean()


def tokens(count):
    return lambda random, n: [random.normal(size=(n, WIDTH)) for _ in range(count)]


def plain(q, k, v):
    """Without temporaries; the division comes last and is of 64 columns only."""
    scores = (q / np.sqrt(WIDTH)) @ k.T
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    return scores @ v / scores.sum(axis=-1, keepdims=True)


def with_weights(q, k, v, g):
    """What the way back needs of the way there."""
    scores = q @ k.T / np.sqrt(WIDTH)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return q, k, v, weights @ v, weights, g


def attention_gradient(q, k, v, output, weights, g):
    scores = g @ v.T
    scores -= (g * output).sum(axis=-1, keepdims=True)
    scores *= weights
    scores *= 1.0 / np.sqrt(WIDTH)
    return scores @ k, scores.T @ q, weights.T @ g


def network(random, n):
    """Inputs, labels, and the parameters of 64-64-10 units."""
    hidden = random.normal(size=(WIDTH, WIDTH)) * 0.2, random.normal(size=(1, WIDTH))
    last = random.normal(size=(WIDTH, CLASSES)) * 0.2, random.normal(size=(1, CLASSES))
    return random.normal(size=(n, WIDTH)), np.arange(n) % CLASSES, *hidden, *last


def gradient(x, labels, w1, b1, w2, b2):
    """The chain rule written out."""
    z1 = x @ w1 + b1
    h = np.maximum(z1, 0)
    p = h @ w2 + b2
    p -= p.max(axis=1, keepdims=True)
    np.exp(p, out=p)
    p /= p.sum(axis=1, keepdims=True)
    p[np.arange(len(x)), labels] -= 1
    p /= len(x)
    gz = (p @ w2.T) * (z1 > 0)
    return x.T @ gz, gz.sum(axis=0, keepdims=True), h.T @ p, p.sum(axis=0, keepdims=True)


def adam(parameters, slope):
    values = parameters.copy()
    return AdamOptimizer([values], learning_rate_init=0.001), values, slope


def step(optimiser, values, slope):
    optimiser.update_params([values], [slope])
    return values[0]


def digits(random, n):
    """The first n handwritten digits of the book's own file."""
    table = np.loadtxt(pathlib.Path(__file__).parents[3] / "data/digits.csv", delimiter=",", skiprows=1)
    return table[:n, 1:] / 16.0, table[:n, 0].astype(int)


def epoch(images, labels):
    model = MLPClassifier(
        (128, 64), batch_size=32, learning_rate_init=0.002, alpha=0.0, max_iter=1, random_state=42,
    )
    with warnings.catch_warnings():
        # That one epoch is not enough is known.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(images, labels)


LEARNING = [
    Row("softmax", lambda random, n: logits(random, n)[:1], lambda z: scipy.special.softmax(z, axis=1),
        lambda p: (p * p).sum(), sizes=EXAMPLES, library="SciPy"),
    Row("cross-entropy", logits, cross_entropy, sizes=EXAMPLES),
    Row("attention", tokens(3), plain, lambda o: (o * o).sum(), sizes=TOKENS),
    Row("attention, blockwise", tokens(3), plain, lambda o: (o * o).sum(), sizes=TOKENS),
    Row("attention, gradient", tokens(4), attention_gradient, lambda g: (g[0] ** 2).sum(), sizes=TOKENS,
        prepare=with_weights),
    Row("gradient on the tape", network, gradient, lambda g: (g[0] ** 2).sum(), sizes=(16, 64, 256)),
    # scikit-learn adds its ε before the bias is taken out, the paper after.
    Row("Adam step", two_vectors, step, sizes=(100, 10_000, 100_000), library="scikit-learn", prepare=adam,
        tolerance=1e-6),
    Row("epoch of training", digits, epoch, lambda model: float(model.n_iter_ > 0), sizes=(180, 720, 1797),
        library="scikit-learn"),
]
