"""Run a first cell in a new kernel and say which folder it used.

Called by set-up: `prepare.py NOTEBOOK_FOLDER NOTE`. The launcher names the
kernel's folder after its process id; that number is written to NOTE. What the
compiler says meanwhile goes to standard output, as progress.
"""

import sys
from pathlib import Path

from jupyter_client.manager import KernelManager

from kernel_start import started

# Seconds for the library to compile: a minute on a good machine, and half an hour on a small one
# that serves others meanwhile.
PATIENCE = 2 * 3600
CELLS = [
    ':dep aimath = { path = "../../crate" }',
    "use aimath::prelude::*;",
    "let prepared = array![1.0, 2.0];",
    "prepared",
]


def show(message: dict) -> str | None:
    """Print a message as progress; the text of an error, if it is one."""
    content = message["content"]
    if message["msg_type"] == "stream":
        print(content["text"], end="", flush=True)
    if message["msg_type"] == "error":
        return f"{content['ename']}: {content['evalue']}"
    return None


def main(folder: Path, note: Path) -> int:
    """Start the kernel in `folder`, run the cells, leave the note."""
    manager = KernelManager(kernel_name="rust")
    errors: list[str] = []
    try:
        client = started(manager, PATIENCE, cwd=str(folder))
        for cell in CELLS:
            client.execute_interactive(
                cell,
                timeout=PATIENCE,
                output_hook=lambda m: errors.append(e) if (e := show(m)) else None,
            )
        note.write_text(str(manager.provisioner.pid))
        client.stop_channels()
    finally:
        manager.shutdown_kernel(now=True)
    if errors:
        print("\n".join(errors))
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
