"""Prove what the fast path must never break: `fast_path.py XTASK REPOSITORY`.

Makes a small book in a temporary folder: the repository's own kernel and
set-up around a library of a few lines, so that a build takes a second and the
time goes into what is tested. Each check says what it saw; the exit code is
the number of checks that failed.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

from kernel_start import started

HEAD = [':dep aimath = { path = "../../crate" }', "use aimath::prelude::*;"]
QUESTION = 'println!("{}", dot(&array![1.0, 2.0], &array![3.0, 4.0]).unwrap());'

# Stands in a kernel's folder when it went to the real cargo.
SEEDED = "crate/target/.aimath-seeded"

# Stands in it, too, when it compiled a cell.
TRACE = "ctx.d"

WORKSPACE = """[workspace]
members = ["crate"]
exclude = [".book"]
"""
MANIFEST = """[package]
name = "aimath"
version = "0.1.0"
edition = "2024"

[dependencies]
ndarray = { version = "0.17.2", default-features = false, features = ["std"] }
"""
# As much of the prelude as the kernel's warm-up uses.
LIBRARY = """pub use ndarray;
pub mod prelude {
    pub use ndarray::{Array1, array};
    pub trait Show {
        fn evcxr_display(&self) {}
    }
    impl Show for ((), ()) {}
    pub fn show(_: &str, _: &Array1<f64>) {}
    pub fn dot(a: &Array1<f64>, b: &Array1<f64>) -> Result<f64, String> {
        Ok(a.dot(b))
    }
}
"""


class Kernel:
    """A kernel of the copied repository."""

    def __init__(self, root: Path, **variables: str) -> None:
        self.manager = KernelManager(kernel_name="rust")
        self.manager._kernel_spec = KernelSpec(
            argv=[str(root / ".book/kernel/bin/aimath-kernel"), "{connection_file}"],
            display_name="Rust",
            language="rust",
        )
        folder = root / "notebooks/en"
        environment = {**os.environ, **variables}
        self.client = started(self.manager, timeout=300, cwd=str(folder), env=environment)

    @property
    def pid(self) -> int:
        """The kernel's process."""
        return self.manager.provisioner.pid

    def say(self, code: str) -> str:
        """What a cell prints, or its error."""
        said = []

        def keep(message: dict) -> None:
            content = message["content"]
            if message["msg_type"] == "stream" and content["name"] == "stdout":
                said.append(content["text"])
            if message["msg_type"] == "error":
                said.append(content["evalue"])

        self.client.execute_interactive(code, timeout=600, output_hook=keep)
        return "".join(said).strip()

    def ask(self, code: str = QUESTION) -> str:
        """The answer to the question, in a fresh session."""
        for cell in HEAD:
            self.say(cell)
        return self.say(code)

    def kill(self) -> None:
        """End it as a crash would."""
        os.kill(self.pid, signal.SIGKILL)
        self.manager.provisioner.process.wait()

    def close(self) -> None:
        """End it as Jupyter would."""
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def once(root: Path, **variables: str) -> str:
    """One kernel, one answer."""
    kernel = Kernel(root, **variables)
    try:
        return kernel.ask()
    finally:
        kernel.close()


def small_book(xtask: Path, repository: Path, root: Path) -> None:
    """A book with a tiny library, set up as a reader's would be."""
    files = {"Cargo.toml": WORKSPACE, "crate/Cargo.toml": MANIFEST, "crate/src/lib.rs": LIBRARY}
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    shutil.copy(repository / "Cargo.lock", root)
    (root / "notebooks/en").mkdir(parents=True)
    shutil.copytree(repository / "crate/xtask/python", root / "crate/xtask/python")
    # As in a conda environment, Python and the kernel are there already.
    prefix = root.with_name("conda")
    (prefix / "bin").mkdir(parents=True)
    (prefix / "bin/evcxr_jupyter").symlink_to(repository / ".book/kernel/bin/aimath-evcxr")
    python = prefix / "bin/python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    subprocess.run(
        [xtask, "lab", "--setup-only"],
        cwd=root,
        env={**os.environ, "CONDA_PREFIX": str(prefix)},
        check=True,
    )


def versions(lock: Path) -> set[tuple[str, str]]:
    """The packages from the registry that a lock file names."""
    found = re.findall(r'name = "(.+)"\nversion = "(.+)"\nsource = ', lock.read_text())
    return set(found)


def edit(root: Path) -> None:
    """Make `dot` wrong, keeping the file's size and time."""
    path = root / "crate/src/lib.rs"
    about = path.stat()
    path.write_text(path.read_text().replace("a.dot(b)", "-1.0    "))
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))


def main(xtask: Path, repository: Path) -> int:
    """Run every check on a small book."""
    failed = 0

    def check(name: str, saw: object, expected: object) -> None:
        nonlocal failed
        right = saw == expected
        failed += not right
        print(f"{'✓' if right else '✗'} {name}: {saw!r}", flush=True)

    # The small library below has not what the template names, and makes do without it.
    template = (repository / "crate/xtask/templates/shared.rs").read_text()
    whole = [path.read_text() for path in (repository / ".book/ready").glob("*/shared/lib.rs")]
    check("cells of the book share what most of them use", template in whole, True)
    # What set-up compiled beside the kernel's build is what the kernel then asked for.
    print_of_library = "crate/target/*/debug/.fingerprint/aimath-*/lib-aimath.json"
    times = {len(list(one.glob(print_of_library))) for one in (repository / ".book/ready").iterdir()}
    check("the library is compiled once", times, {1})

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve() / "book"
        root.mkdir()
        small_book(xtask, repository, root)

        built = set().union(*map(versions, (root / ".book/ready").glob("*/crate/Cargo.lock")))
        check("the library's packages were found", ("ndarray", "0.17.2") in built, True)
        shared = list((root / ".book/ready").glob("*/shared/libaimath_shared.*"))
        check("cells share one library", len(shared), 1)
        check("all have the tested versions", built - versions(root / "Cargo.lock"), set())

        read = {place.name for place in (root / ".book/ready").glob("*/sources/*")}
        check("types are told from outlines", {"aimath-0.1.0", "ndarray-0.17.2"} <= read, True)
        opening = Kernel(root)
        for cell in HEAD:
            opening.say(cell)
        traces = f".book/run/{opening.pid}/crate/target/**/{TRACE}"
        check("how every session begins is compiled at set-up", list(root.glob(traces)), [])
        check("and its cells answer", opening.say(QUESTION), "11")
        check("the reader's own is compiled now", len(list(root.glob(traces))), 1)
        opening.close()

        kernels = [Kernel(root), Kernel(root)]
        with ThreadPoolExecutor(2) as pool:
            both = list(pool.map(Kernel.ask, kernels))
        check("two kernels at once answer", both, ["11", "11"])
        runs = [root / f".book/run/{kernel.pid}" for kernel in kernels]
        whole = [(run / SEEDED).exists() for run in runs]
        check("neither needed cargo to build", whole, [False, False])
        said = kernels[1].say("let y = nonsense.sum();")
        check("a typing slip is told", "cannot find value `nonsense`" in said, True)
        check("and needed no cargo either", (runs[1] / SEEDED).exists(), False)

        kernels[0].kill()
        kernels[0].client.stop_channels()
        time.sleep(0.5)
        check("the kernel after a crash answers", once(root), "11")
        check("the crashed kernel's folder is gone", runs[0].exists(), False)
        check("the other kernel is untouched", kernels[1].say(QUESTION), "11")
        kernels[1].close()

        edit(root)
        check("an edit shows in the next kernel, whatever its time", once(root), "-1")
        moved = root.with_name("moved")
        root.rename(moved)
        check("a moved repository answers", once(moved), "-1")
        shutil.rmtree(moved / ".book/ready")
        shutil.rmtree(moved / ".book/std")
        check("without what was prepared it answers", once(moved), "-1")
        shutil.rmtree(moved / ".book/run")
        (moved / ".book/run").write_text("a full disk looks like this: no folder can be made")
        check("when nothing can be written it answers", once(moved), "-1")
        (moved / ".book/run").unlink()
        spaced = root.with_name("a space")
        moved.rename(spaced)
        check("below a folder with a space it answers", once(spaced), "-1")
    return failed


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()))
