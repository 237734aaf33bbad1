"""The library beside NumPy, SciPy and scikit-learn: one thread, one run, in turn.

    cargo book bench                    # every group
    cargo book bench --only vectors     # some groups, or operations with this in their name
    cargo book bench --brief            # fewer and smaller sizes

Prints one table and leaves it as JSON and as a picture. Needs what
crate/xtask/python/requirements-bench.txt names.
"""

import argparse
import json
import os
import pathlib
import platform
import sys

# Before NumPy is loaded: the kernel that suits the processor, whatever an older OpenBLAS
# needed, and one thread, as in the library.
for variable in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
    os.environ.pop(variable, None)
for variable in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[variable] = "1"

import numpy  # noqa: E402
import scipy  # noqa: E402
import sklearn  # noqa: E402

import clock  # noqa: E402
import drawing  # noqa: E402
import rows  # noqa: E402
import table  # noqa: E402

# The largest size of a brief run, in entries of a square matrix's side or of an array.
BRIEF_SIDE, BRIEF_ENTRIES = 250, 20_000


def chosen(only):
    """The groups that are named, and operations whose name contains a word."""
    words = [word.casefold() for word in only]
    picked = [
        (group, row)
        for group, of_group in rows.GROUPS.items()
        for row in of_group
        if not words or any(word == group or word in row.name.casefold() for word in words)
    ]
    if not picked:
        sys.exit(f"neither a group nor an operation: {', '.join(only)}; the groups are {', '.join(rows.GROUPS)}")
    return picked


def sizes(row, brief):
    if not brief:
        return row.sizes
    largest = BRIEF_SIDE if row.sizes == rows.row.SQUARE else BRIEF_ENTRIES
    return [n for n in row.sizes if n <= largest]


def machine():
    """The processor's name, and how busy it is."""
    names = [line.split(":", 1)[1].strip() for line in cpuinfo() if line.startswith("model name")]
    name = names[0] if names else platform.processor() or platform.machine()
    return f"{name}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"


def cpuinfo():
    path = pathlib.Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.exists() else []


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", default=[], help="groups, or words in operations' names")
    parser.add_argument("--brief", action="store_true", help="fewer and smaller sizes")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder for the JSON and the picture")
    options = parser.parse_args()
    picked = chosen(options.only)
    patience = clock.BRIEF if options.brief else clock.FULL
    before = machine()
    results = []
    with clock.Library() as library:
        for group, row in picked:
            print(f"{group}: {row.name}", file=sys.stderr, flush=True)
            times = {n: clock.measure(library, row, n, patience) for n in sizes(row, options.brief)}
            results.append({"group": group, "name": row.name, "library": row.library, "times": times})
    rivals = f"NumPy {numpy.__version__}, SciPy {scipy.__version__}, scikit-learn {sklearn.__version__}"
    about = f"{rivals}; one thread; {before} at the start, {os.getloadavg()[0]:.1f} at the end"
    print(f"Processor time, the least of several samples taken in turn; {about}\n")
    print("\n".join(table.lines(results)))
    options.out.mkdir(parents=True, exist_ok=True)
    picture = options.out / "beside.svg"
    drawing.draw(results, picture, about)
    (options.out / "beside.json").write_text(json.dumps({"about": about, "results": results}, indent=1) + "\n")
    print(f"\nDrawn: {picture}")


if __name__ == "__main__":
    main()
