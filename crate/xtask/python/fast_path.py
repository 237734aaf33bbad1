"""Prove what the fast path must never break: `fast_path.py REPOSITORY`.

Works on a copy of the repository in a temporary folder, which is at the same
time the test that a moved repository still works. Each check says what it saw;
the exit code is the number of checks that failed.
"""

import os
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

HEAD = [':dep aimath = { path = "../../crate" }', "use aimath::prelude::*;"]
QUESTION = "println!(\"{}\", dot(&array![1.0, 2.0], &array![3.0, 4.0]).unwrap());"


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
        self.manager.start_kernel(cwd=str(folder), env={**os.environ, **variables})
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=300)

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


def copy(repository: Path, root: Path) -> None:
    """The parts of the repository that a kernel needs."""
    for name in ["Cargo.toml", "Cargo.lock"]:
        shutil.copy2(repository / name, root / name)
    quiet = shutil.ignore_patterns("target", "*.ipynb")
    for name in ["crate", "notebooks"]:
        shutil.copytree(repository / name, root / name, ignore=quiet)
    (root / "notebooks/en").mkdir(exist_ok=True)
    book = root / ".book"
    book.mkdir()
    for name in ["kernel", "std", "ready"]:
        subprocess.run(["cp", "-a", repository / ".book" / name, book / name], check=True)
    settings = book / "run/.cargo"
    settings.mkdir(parents=True)
    shutil.copy2(repository / ".book/run/.cargo/config.toml", settings)
    for name in ["tools/cargo", "tools/rustup", "home/bin/cargo"]:
        link = book / "kernel" / name
        link.unlink()
        link.symlink_to(book / "kernel/bin/aimath-kernel")


def edit(root: Path) -> None:
    """Make `dot` wrong for the question, keeping the file's time."""
    path = root / "crate/src/linalg/vector.rs"
    text, about = path.read_text(), path.stat()
    head = text[text.index("pub fn dot(") :].split("{", 1)[0] + "{\n"
    path.write_text(text.replace(head, head + "    if a.len() == 2 {\n        return Ok(-1.0);\n    }\n"))
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))


def main(repository: Path) -> int:
    """Run every check on a copy."""
    failed = 0

    def check(name: str, saw: object, expected: object) -> None:
        nonlocal failed
        right = saw == expected
        failed += not right
        print(f"{'✓' if right else '✗'} {name}: {saw!r}", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve() / "book"
        root.mkdir()
        copy(repository, root)
        check("a moved repository answers", once(root), "11")
        with ThreadPoolExecutor(2) as pool:
            both = list(pool.map(lambda _: once(root), range(2)))
        check("two kernels at once answer", both, ["11", "11"])
        crashed = Kernel(root)
        crashed.ask()
        crashed.kill()
        crashed.client.stop_channels()
        time.sleep(0.5)
        check("the kernel after a crash answers", once(root), "11")
        left = [p.name for p in (root / ".book/run").iterdir() if p.name == str(crashed.pid)]
        check("the crashed kernel's folder is gone", left, [])
        edit(root)
        check("an edit shows in the next kernel, whatever its time", once(root), "-1")
        shutil.rmtree(root / ".book/ready")
        shutil.rmtree(root / ".book/std")
        check("without what was prepared it still answers", once(root), "-1")
    return failed


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
