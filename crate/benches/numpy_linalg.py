"""Times NumPy on one thread beside the library and prints one table.

    python crate/benches/numpy_linalg.py            # both, now
    python crate/benches/numpy_linalg.py --no-run   # NumPy now, the library's last run
    python crate/benches/numpy_linalg.py solve      # only operations with this in their name

Runs `cargo bench -p aimath-benches` first and reads the estimates that it leaves
under target/criterion. Needs NumPy and nothing else.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

# Before NumPy is loaded: the kernel that suits the processor, whatever an older
# OpenBLAS needed, and one thread, as in the library.
for variable in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
    os.environ.pop(variable, None)
for variable in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
SIZES = [2, 10, 50, 100, 200, 500, 1000]

# The same names, in the same order, as in src/linalg.rs. `a` is general,
# `p` symmetric positive definite, `b` a right-hand side.
OPERATIONS = {
    "matmul": lambda a, p, b: a @ a,
    "solve": lambda a, p, b: np.linalg.solve(a, b),
    "inverse": lambda a, p, b: np.linalg.inv(a),
    "cholesky": lambda a, p, b: np.linalg.cholesky(p),
    "det": lambda a, p, b: np.linalg.det(a),
    "dot": lambda a, p, b: b @ b,
    "norm": lambda a, p, b: np.linalg.norm(b),
    "matvec": lambda a, p, b: a @ b,
    "covariance": lambda a, p, b: np.cov(a, rowvar=False),
    "qr": lambda a, p, b: np.linalg.qr(a),
    "eigh": lambda a, p, b: np.linalg.eigh(p),
    "eig": lambda a, p, b: np.linalg.eig(a),
    "eigenvalues": lambda a, p, b: np.linalg.eigvals(a),
    "svd": lambda a, p, b: np.linalg.svd(a),
    "singular values": lambda a, p, b: np.linalg.svd(a, compute_uv=False),
    "rank": lambda a, p, b: np.linalg.matrix_rank(a),
    "lstsq": lambda a, p, b: np.linalg.lstsq(a, b),
    "pca": lambda a, p, b: np.linalg.svd(a - a.mean(axis=0), full_matrices=False),
}


def matrices(n):
    """The matrices of src/linalg.rs, from the same generator."""
    state, values = 1, []
    for _ in range(n * n + n):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        values.append((state >> 11) / 2**52 - 1.0)
    a = np.array(values[: n * n]).reshape(n, n)
    return a, (a + a.T) / 2 + n * np.eye(n), np.array(values[n * n :])


def seconds(call, *arguments):
    """Median over ten samples of the time of one call, after a warm-up."""
    call(*arguments)
    start = time.perf_counter()
    call(*arguments)
    once = max(time.perf_counter() - start, 1e-7)
    repeats = max(1, int(0.04 / once))
    samples = []
    for _ in range(10):
        start = time.perf_counter()
        for _ in range(repeats):
            call(*arguments)
        samples.append((time.perf_counter() - start) / repeats)
    return float(np.median(samples))


def estimate(target, name, n):
    """The library's median in seconds, or None if it was not timed."""
    path = target / "criterion" / name / str(n) / "new" / "estimates.json"
    if not path.exists():
        return None
    return json.loads(path.read_text())["median"]["point_estimate"] * 1e-9


def exponent(rows, side):
    """The k of time ∝ nᵏ, fitted to n ≥ 50 by least squares on logarithms."""
    points = [(row["n"], row[side]) for row in rows if row["n"] >= 50]
    if len(points) < 2:
        return None
    n, seconds = np.log(np.array(points)).T
    return float(np.polyfit(n, seconds, 1)[0])


def bar(ratio):
    """The ratio as a bar on a logarithmic scale: a full cell for each doubling, to the
    right of the middle where the library is slower, to the left where it is faster."""
    cells = int(round(np.clip(np.log2(ratio), -4, 4)))
    return ("█" * -cells).rjust(4) + "│" + ("█" * cells).ljust(4)


def shown(value):
    """Seconds as microseconds with three digits."""
    return f"{value * 1e6:,.3g}" if value < 1e-3 else f"{value * 1e6:,.0f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("filter", nargs="?", default="", help="time operations with this in their name")
    parser.add_argument("--no-run", action="store_true", help="read the library's last run instead of timing it")
    parser.add_argument("--json", type=pathlib.Path, help="also write the numbers (seconds) to this file")
    options = parser.parse_args()
    names = [name for name in OPERATIONS if options.filter in name]
    if not names:
        sys.exit(f"no operation has {options.filter!r} in its name: {', '.join(OPERATIONS)}")

    if not options.no_run:
        command = ["cargo", "bench", "--quiet", "--package", "aimath-benches", "--bench", "linalg", "--"]
        command += ["--quiet"] + ([options.filter] if options.filter else [])
        # Standard output is for the table.
        subprocess.run(command, cwd=ROOT, check=True, stdout=sys.stderr)
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))

    inputs = {n: matrices(n) for n in SIZES}
    rows = []
    for name in names:
        for n in SIZES:
            ours = estimate(target, name, n)
            if ours is not None:
                rows.append({"operation": name, "n": n, "aimath": ours, "numpy": seconds(OPERATIONS[name], *inputs[n])})
    if not rows:
        sys.exit("no estimates under target/criterion: run without --no-run first")

    print(f"Microseconds per call (median), one thread, NumPy {np.__version__}\n")
    print("| operation | n | aimath | NumPy | aimath / NumPy | faster │ slower |")
    print("| --- | ---: | ---: | ---: | ---: | --- |")
    for row in rows:
        ratio = row["aimath"] / row["numpy"]
        cells = [row["operation"], row["n"], shown(row["aimath"]), shown(row["numpy"]), f"{ratio:.2f}", f"`{bar(ratio)}`"]
        print("| " + " | ".join(map(str, cells)) + " |")
    print("\nTime grows as nᵏ (fitted to n ≥ 50):\n")
    print("| operation | aimath | NumPy |")
    print("| --- | ---: | ---: |")
    for name in names:
        of_name = [row for row in rows if row["operation"] == name]
        ours, theirs = exponent(of_name, "aimath"), exponent(of_name, "numpy")
        if ours is not None:
            print(f"| {name} | {ours:.2f} | {theirs:.2f} |")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
