"""The two sides of a row, timed in turn.

A machine that others use too is slow for a while and then quick again. So what counts is
the processor's time, not the wall's; ours and the rival take turns in samples of a few
milliseconds; and of each the quickest sample is kept, the one that was disturbed the least.
"""

import dataclasses
import pathlib
import subprocess
import tempfile
import time

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[3]


class Library:
    """The program `src/beside`, which takes arrays and runs on demand."""

    def __enter__(self):
        command = ["cargo", "bench", "--quiet", "--package", "aimath-benches", "--bench", "beside"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self.folder = tempfile.TemporaryDirectory()
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()
        self.folder.cleanup()

    def ask(self, *words):
        self.process.stdin.write("\t".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit(f"the library's half of the benchmark ended at: {' '.join(map(str, words))}")
        return float(answer)

    def take(self, name, arrays):
        path = pathlib.Path(self.folder.name) / "arrays"
        with path.open("wb") as file:
            for array in arrays:
                array = np.atleast_2d(np.asarray(array, dtype="<f8"))
                np.array(array.shape, dtype="<u8").tofile(file)
                np.ascontiguousarray(array).tofile(file)
        return self.ask("take", name, path)

    def seconds(self, times):
        return self.ask("run", times) * 1e-9


@dataclasses.dataclass(frozen=True)
class Patience:
    """How long a sample lasts, how many there are, and how long a side may take in all."""

    sample: float
    rounds: int
    total: float


FULL = Patience(sample=0.02, rounds=9, total=4.0)
BRIEF = Patience(sample=0.003, rounds=5, total=0.4)


def seconds(call, arguments, times):
    start = time.thread_time()
    for _ in range(times):
        call(*arguments)
    return time.thread_time() - start


def measure(library, row, n, patience):
    """The least seconds of one call: the library's and the rival's."""
    arrays = row.arrays(np.random.default_rng(1), n)
    prepared = row.prepare(*arrays)
    # The first call of each is the warm-up, and gives the number that both must agree on.
    expected = float(row.digest(row.rival(*prepared)))
    found = library.take(row.name.removesuffix(", 50 columns"), arrays)
    if not abs(found - expected) <= row.tolerance * max(abs(expected), 1e-3):
        raise SystemExit(f"{row.name} at {n}: the library gives {found!r}, {row.library} {expected!r}")
    once = library.seconds(1), seconds(row.rival, prepared, 1)
    times = [max(1, int(patience.sample / max(one, 1e-7))) for one in once]
    rounds = int(min(patience.rounds, max(2.0, patience.total / max(once))))
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(library.seconds(times[0]) / times[0])
        theirs.append(seconds(row.rival, prepared, times[1]) / times[1])
    return min(ours), min(theirs)
