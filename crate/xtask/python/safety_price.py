"""What it costs that no cell can lose a variable: `safety_price.py KERNEL`.

The process that runs the cells is spoken to as the kernel speaks to it, so that no compiler
stands between the figures and what they measure: a cell that does nothing takes as long as
loading it, the snapshot before it and the word that it is done. The last of these is beside
large variables, and a cell that writes to all of them pays for their copy.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CELLS = """use std::os::raw::c_void;
type Store = *mut c_void;
#[unsafe(no_mangle)]
pub extern "C" fn nothing(store: Store) -> Store { store }
#[unsafe(no_mangle)]
pub extern "C" fn grow(_: Store) -> Store {
    Box::into_raw(Box::new(vec![1.5_f64; 25_000_000])).cast()
}
#[unsafe(no_mangle)]
pub extern "C" fn write(store: Store) -> Store {
    let all = unsafe { &mut *store.cast::<Vec<f64>>() };
    for x in all.iter_mut() { *x += 1.0 }
    store
}
"""
# As the kernel starts that process.
TUNED = {"EVCXR_IS_RUNTIME": "1", "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}


def prices(kernel: Path, cells: int = 60) -> dict[str, float]:
    """Medians in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        source, library = Path(folder) / "cells.rs", Path(folder) / "libcells.so"
        source.write_text(CELLS)
        rustc = ["rustc", "--edition", "2024", "-O", "--crate-type", "cdylib"]
        subprocess.run([*rustc, source, "-o", library], check=True)
        process = subprocess.Popen(
            [kernel],
            env={**os.environ, **TUNED},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert process.stdin is not None and process.stdout is not None

        def run(cell: str) -> float:
            start = time.perf_counter()
            process.stdin.write(f"LOAD_AND_RUN {library} {cell}\n".encode())
            process.stdin.flush()
            for line in process.stdout:
                if line.strip() == b"EVCXR_EXECUTION_COMPLETE":
                    return time.perf_counter() - start
            raise RuntimeError("the process that runs the cells has ended")

        def median(cell: str, times: int) -> float:
            return statistics.median(run(cell) for _ in range(times))

        try:
            found = {"a cell that does nothing": median("nothing", cells)}
            run("grow")
            found["the same beside 200 MB of variables"] = median("nothing", cells)
            found["a cell that writes to all 200 MB"] = median("write", cells // 6)
        finally:
            process.stdin.close()
            process.wait()
        return found


if __name__ == "__main__":
    for what, seconds in prices(Path(sys.argv[1])).items():
        print(f"{what}: {1000 * seconds:.2f} ms")
