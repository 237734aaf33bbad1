"""Trains the digits' network of chapter 6 here and in scikit-learn; prints one table.

    cargo book bench digits

Both sides: the same 1,438 images to learn from and 359 to be tested on, layers
64-128-64-10 with ReLU, Adam at 0.002, batches of 32, 40 epochs, the same weight
decay, a tenth of the images for validation and the best epoch's weights kept, five
seeds. The library lets the rate fall along a cosine; scikit-learn's Adam has a
constant one. A second row lets scikit-learn learn from all 1,438 images instead.

Needs what crate/xtask/python/requirements-bench.txt names.
"""

import json
import pathlib
import subprocess
import time
import warnings

import numpy as np

import sklearn
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

ROOT = pathlib.Path(__file__).resolve().parents[2]
SEEDS = [42, 0, 1, 2, 3]
EPOCHS, BATCH = 40, 32


def images():
    """The book's own file, split as `Examples::split(0.8, 42)` does."""
    table = np.loadtxt(ROOT / "crate/data/digits.csv", delimiter=",", skiprows=1)
    x, y = table[:, 1:] / 16.0, table[:, 0].astype(int)
    order = np.random.RandomState(42).permutation(len(y))
    first = round(0.8 * len(y))
    return x[order[:first]], y[order[:first]], x[order[first:]], y[order[first:]]


def theirs(known, labels, test, truth, validated):
    """Accuracies and seconds of scikit-learn, seed by seed."""
    found = []
    for seed in SEEDS:
        # scikit-learn divides its alpha by the size of the batch.
        network = MLPClassifier(
            (128, 64), batch_size=BATCH, learning_rate_init=0.002, alpha=1e-4 * BATCH, max_iter=EPOCHS,
            n_iter_no_change=EPOCHS, tol=0.0, early_stopping=validated, random_state=seed,
        )
        start = time.perf_counter()
        with warnings.catch_warnings():
            # That all epochs were used is what was asked for.
            warnings.simplefilter("ignore", ConvergenceWarning)
            network.fit(known, labels)
        found.append((network.score(test, truth), time.perf_counter() - start))
    return found


def main():
    command = ["cargo", "bench", "--quiet", "--package", "aimath-benches", "--bench", "digits"]
    lines = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    ours = [json.loads(line) for line in lines.splitlines() if line.startswith("{")]
    ours = [(run["accuracy"], run["seconds"]) for run in ours]
    data = images()
    rows = [
        ("aimath", ours),
        (f"scikit-learn {sklearn.__version__}", theirs(*data, True)),
        ("scikit-learn, all images, last epoch", theirs(*data, False)),
    ]
    print(f"Digits, 64-128-64-10, {EPOCHS} epochs, {len(SEEDS)} seeds\n")
    print("| network | test accuracy: mean | least | seed 42 | seconds (median) |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, runs in rows:
        accuracy = 100.0 * np.array([run[0] for run in runs])
        seconds = np.median([run[1] for run in runs])
        print(f"| {name} | {accuracy.mean():.2f} % | {accuracy.min():.2f} % | {accuracy[0]:.2f} % | {seconds:.2f} |")


if __name__ == "__main__":
    main()
