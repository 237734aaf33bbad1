"""Start a kernel and wait until it answers.

Jupyter picks ports that are free and tells the kernel, which listens there a moment later; by
then another program may have one of them. The book's kernel then ends with a status of its own,
and is started on other ports, as JupyterLab does for a reader.
"""

from __future__ import annotations

from typing import Any, Callable

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

# `PORT_TAKEN` of the kernel.
PORT_TAKEN = 98
STARTS = 5


def started(
    manager: KernelManager,
    timeout: float,
    launched: Callable[[], None] = lambda: None,
    **options: Any,
) -> BlockingKernelClient:
    """A client of the kernel once it is ready; `launched` is called for each new process."""
    manager.start_kernel(**options)
    start = 1
    while True:
        launched()
        client = manager.client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=timeout)
            return client
        except RuntimeError:
            client.stop_channels()
            if start == STARTS or manager.provisioner.process.poll() != PORT_TAKEN:
                raise
        manager.restart_kernel(now=True, newports=True)
        start += 1
