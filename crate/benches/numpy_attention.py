"""Times attention of 1,024 tokens × 64 beside NumPy and prints one table.

    python crate/benches/numpy_attention.py            # both, now
    python crate/benches/numpy_attention.py --no-run   # NumPy now, the library's last run

One thread, 64-bit numbers, the same random inputs on both sides. NumPy is written
as it usually is: scores, softmax with the maximum subtracted, product with the
values; once plainly, once in place without temporaries. Both must give the
library's output.
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import time

# Before NumPy is loaded: one thread, as in the library.
for variable in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOKENS, WIDTH = 1024, 64


def inputs():
    """The numbers of src/attention.rs, from the same generator."""
    state, values = 1, []
    for _ in range(4 * TOKENS * WIDTH):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        values.append(((state >> 11) / 2**52 - 1.0) * np.sqrt(3.0))
    return np.array(values).reshape(4, TOKENS, WIDTH)


def plain(q, k, v):
    """As the formula is written."""
    scores = q @ k.T / np.sqrt(q.shape[-1])
    exponentials = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return weights @ v, weights


def in_place(q, k, v):
    """Without temporaries; the division comes last and is of 64 columns only."""
    scores = (q / np.sqrt(q.shape[-1])) @ k.T
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    return scores @ v / scores.sum(axis=-1, keepdims=True)


def backward(q, k, v, output, weights, g):
    """The gradients of q, k and v."""
    scale = 1.0 / np.sqrt(q.shape[-1])
    scores = g @ v.T
    scores -= (g * output).sum(axis=-1, keepdims=True)
    scores *= weights
    scores *= scale
    return scores @ k, scores.T @ q, weights.T @ g


def seconds(call):
    """Median over twenty calls, after a warm-up."""
    for _ in range(3):
        call()
    samples = []
    for _ in range(20):
        start = time.perf_counter()
        call()
        samples.append(time.perf_counter() - start)
    return float(np.median(samples))


def estimate(target, name):
    """The library's median in seconds, or None if it was not timed."""
    path = target / "criterion" / "attention" / name / "new" / "estimates.json"
    if not path.exists():
        return None
    return json.loads(path.read_text())["median"]["point_estimate"] * 1e-9


def main():
    parser = argparse.ArgumentParser(description="Time attention beside NumPy.")
    parser.add_argument("--no-run", action="store_true", help="use the library's last estimates")
    parser.add_argument("--json", type=pathlib.Path, help="also write the table here")
    options = parser.parse_args()

    q, k, v, g = inputs()
    output, weights = plain(q, k, v)
    assert np.allclose(output, in_place(q, k, v), rtol=0, atol=1e-13)
    if not options.no_run:
        command = ["cargo", "bench", "-p", "aimath-benches", "--bench", "attention"]
        run = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
        found = float(re.search(r"checksum (\S+)", run.stdout).group(1))
        assert abs(found - (output**2).sum()) <= 1e-12 * found, "the outputs differ"
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))

    names = ("whole", "blockwise", "causal", "whole backward", "blockwise backward")
    ours = {name: estimate(target, name) for name in names}
    if None in ours.values():
        sys.exit("no estimates under target/criterion: run without --no-run first")
    forward, tight = seconds(lambda: plain(q, k, v)), seconds(lambda: in_place(q, k, v))
    back = seconds(lambda: backward(q, k, v, output, weights, g))
    rows = [
        ("forward, whole matrix of weights", ours["whole"], forward),
        ("forward, blockwise", ours["blockwise"], tight),
        ("forward, blockwise, causal", ours["causal"], None),
        ("backward, whole", ours["whole backward"], back),
        ("backward, blockwise (weights computed anew)", ours["blockwise backward"], None),
    ]
    print(f"Attention, {TOKENS} tokens × {WIDTH}, one thread, float64, NumPy {np.__version__}\n")
    print("| | aimath, ms | NumPy, ms | aimath / NumPy |")
    print("| --- | ---: | ---: | ---: |")
    for name, mine, theirs in rows:
        other = f"{theirs * 1e3:.1f} | {mine / theirs:.2f}" if theirs else "— | —"
        print(f"| {name} | {mine * 1e3:.1f} | {other} |")
    print("\nNumPy: the formula as written beside the whole matrix, in place beside the blockwise pass.")
    if options.json:
        options.json.write_text(json.dumps({name: [mine, theirs] for name, mine, theirs in rows}, indent=1) + "\n")


if __name__ == "__main__":
    main()
