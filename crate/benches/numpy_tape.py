"""Times one training step's gradient beside the library and prints one table.

    python crate/benches/numpy_tape.py            # both, now
    python crate/benches/numpy_tape.py --no-run   # NumPy now, the library's last run

A network of 64-64-10 units with ReLU and cross-entropy, a batch of 64, forward
and backward, one thread, 64-bit numbers: the array tape and the same by hand
(`cargo bench -p aimath-benches --bench tape`), NumPy by hand, and PyTorch's
autograd where torch is installed. All of them must give the same gradients.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

# Before NumPy is loaded: one thread, as in the library.
for variable in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np  # noqa: E402

try:
    import torch
except ImportError:
    torch = None

ROOT = pathlib.Path(__file__).resolve().parents[2]
BATCH, INPUTS, HIDDEN, CLASSES = 64, 64, 64, 10


def network():
    """The numbers of src/tape.rs, from the same generator."""
    state = 1

    def matrix(rows, columns):
        nonlocal state
        values = []
        for _ in range(rows * columns):
            state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
            values.append((state >> 11) / 2**52 - 1.0)
        return np.array(values).reshape(rows, columns)

    x = matrix(BATCH, INPUTS)
    w1, b1 = matrix(INPUTS, HIDDEN) * 0.2, matrix(1, HIDDEN)
    w2, b2 = matrix(HIDDEN, CLASSES) * 0.2, matrix(1, CLASSES)
    return x, np.arange(BATCH) % CLASSES, w1, b1, w2, b2


def by_hand(x, labels, w1, b1, w2, b2):
    """Loss and gradients by the chain rule written out."""
    z1 = x @ w1 + b1
    h = np.maximum(z1, 0)
    logits = h @ w2 + b2
    logits -= logits.max(axis=1, keepdims=True)
    p = np.exp(logits)
    p /= p.sum(axis=1, keepdims=True)
    rows = np.arange(len(x))
    loss = -np.log(p[rows, labels]).mean()
    p[rows, labels] -= 1
    p /= len(x)
    gz = (p @ w2.T) * (z1 > 0)
    return loss, [x.T @ gz, gz.sum(axis=0, keepdims=True), h.T @ p, p.sum(axis=0, keepdims=True)]


def with_torch(x, labels, w1, b1, w2, b2):
    """A step of PyTorch's autograd, as a function without arguments."""
    torch.set_num_threads(1)
    x, labels = torch.from_numpy(x), torch.from_numpy(labels)
    parameters = [torch.tensor(p, requires_grad=True) for p in (w1, b1, w2, b2)]

    def step():
        for p in parameters:
            p.grad = None
        h = torch.relu(x @ parameters[0] + parameters[1])
        loss = torch.nn.functional.cross_entropy(h @ parameters[2] + parameters[3], labels)
        loss.backward()
        return [p.grad.numpy() for p in parameters]

    return step


def seconds(call):
    """Median over twenty samples of the time of one call, after a warm-up."""
    for _ in range(200):
        call()
    samples = []
    for _ in range(20):
        start = time.perf_counter()
        for _ in range(300):
            call()
        samples.append((time.perf_counter() - start) / 300)
    return float(np.median(samples))


def estimate(target, name):
    """The library's median in seconds, or None if it was not timed."""
    path = target / "criterion" / "network" / name / "new" / "estimates.json"
    if not path.exists():
        return None
    return json.loads(path.read_text())["median"]["point_estimate"] * 1e-9


def main():
    parser = argparse.ArgumentParser(description="Time a network's gradient beside NumPy and PyTorch.")
    parser.add_argument("--no-run", action="store_true", help="use the library's last estimates")
    parser.add_argument("--json", type=pathlib.Path, help="also write the table here")
    options = parser.parse_args()

    if not options.no_run:
        command = ["cargo", "bench", "-p", "aimath-benches", "--bench", "tape"]
        # Standard output is for the table.
        subprocess.run(command, cwd=ROOT, check=True, stdout=sys.stderr)
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))

    n = network()
    rows = [("aimath, tape", estimate(target, "tape")), ("aimath, by hand", estimate(target, "by hand"))]
    if rows[0][1] is None:
        sys.exit("no estimates under target/criterion: run without --no-run first")
    rows.append((f"NumPy {np.__version__}, by hand", seconds(lambda: by_hand(*n))))
    if torch is not None:
        step = with_torch(*n)
        for ours, theirs in zip(by_hand(*n)[1], step()):
            assert np.allclose(ours, theirs, rtol=0, atol=1e-14)
        rows.append((f"PyTorch {torch.__version__}, autograd", seconds(step)))

    print("Forward and backward, 64-64-10, batch 64, one thread, float64\n")
    print("| | µs (median) | tape / this |")
    print("| --- | ---: | ---: |")
    for name, time_ in rows:
        print(f"| {name} | {time_ * 1e6:.1f} | {rows[0][1] / time_:.2f} |")
    if options.json:
        options.json.write_text(json.dumps(dict(rows), indent=1) + "\n")


if __name__ == "__main__":
    main()
