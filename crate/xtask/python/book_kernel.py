"""The book's kernel as its tests speak to it: `BookKernel(repository)`.

Requests are sent and their replies awaited with deadlines, so that a kernel that does not
answer is a failure and not a hang; every process of it can be listed at any time.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from queue import Empty
from typing import Any

import psutil
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

from kernel_start import started

DEP = ':dep aimath = { path = "../../crate" }'
HEAD = [DEP, "use aimath::prelude::*;"]


class Reply:
    """What one cell gave."""

    def __init__(self) -> None:
        self.stdout = ""
        self.stderr = ""
        self.shown: list[dict[str, Any]] = []
        self.error: dict[str, Any] | None = None
        self.status = "no answer"
        self.count: int | None = None
        self.seconds = 0.0

    @property
    def name(self) -> str:
        """The kind of error, if there was one."""
        return self.error["ename"] if self.error else ""

    @property
    def value(self) -> str:
        """The error's sentence, if there was one."""
        return self.error["evalue"] if self.error else ""


class BookKernel:
    """One kernel of the repository at `root`; at the port 0 Jupyter picks one."""

    def __init__(
        self, root: Path, language: str = "en", shell_port: int = 0, **variables: str
    ) -> None:
        self.manager = KernelManager(kernel_name="rust")
        self.manager._kernel_spec = KernelSpec(
            argv=[str(root / ".book/kernel/bin/aimath-kernel"), "{connection_file}"],
            display_name="Rust",
            language="rust",
            interrupt_mode="message",
        )
        folder = root / "notebooks" / language
        self.manager.shell_port = shell_port
        environment = {**os.environ, **variables}
        self.client = started(self.manager, timeout=300, cwd=str(folder), env=environment)
        self.pid: int = self.manager.provisioner.pid

    def head(self) -> None:
        """The two cells with which every chapter begins."""
        for cell in HEAD:
            reply = self.run(cell, timeout=300)
            if reply.status != "ok":
                raise RuntimeError(f"{cell}: {reply.value}")

    def wait_for_output(self, request: str, timeout: float) -> None:
        """Wait until a cell prints something."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            try:
                message = self.client.get_iopub_msg(timeout=0.2)
            except Empty:
                continue
            if message["parent_header"].get("msg_id") == request:
                if message["msg_type"] == "stream":
                    return
                if message["msg_type"] == "error":
                    raise RuntimeError(message["content"]["evalue"])
        raise RuntimeError("the cell printed nothing")

    def send(self, code: str) -> str:
        """Start a cell; the number of the request."""
        return self.client.execute(code, allow_stdin=False)

    def wait(self, request: str, timeout: float = 60) -> Reply:
        """Wait for a cell's end."""
        reply, start = Reply(), time.monotonic()
        deadline = start + timeout
        while time.monotonic() < deadline:
            try:
                message = self.client.get_iopub_msg(timeout=0.2)
            except Empty:
                continue
            if message["parent_header"].get("msg_id") != request:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "stream":
                name = content["name"]
                setattr(reply, name, getattr(reply, name) + content["text"])
            elif kind in ("execute_result", "display_data"):
                reply.shown.append(content["data"])
            elif kind == "error":
                reply.error = content
            elif kind == "status" and content["execution_state"] == "idle":
                break
        reply.seconds = time.monotonic() - start
        answer = self.answer(request, max(0.1, deadline - time.monotonic()))
        if answer:
            reply.status = answer["status"]
            reply.count = answer.get("execution_count")
        return reply

    def run(self, code: str, timeout: float = 60) -> Reply:
        """Run a cell to its end."""
        return self.wait(self.send(code), timeout)

    def answer(self, request: str, timeout: float) -> dict[str, Any] | None:
        """The content of the reply to a request on the shell; `None` if none comes."""
        deadline = time.monotonic() + timeout
        while (left := deadline - time.monotonic()) > 0:
            try:
                message = self.client.get_shell_msg(timeout=left)
            except Empty:
                return None
            if message["parent_header"].get("msg_id") == request:
                return message["content"]
        return None

    def complete(self, code: str, cursor: int, timeout: float = 30) -> dict[str, Any] | None:
        """Press Tab."""
        return self.answer(self.client.complete(code, cursor), timeout)

    def inspect(self, code: str, cursor: int, timeout: float = 30) -> dict[str, Any] | None:
        """Press Shift+Tab."""
        return self.answer(self.client.inspect(code, cursor), timeout)

    def stop(self) -> None:
        """Press Stop."""
        self.manager.interrupt_kernel()

    def processes(self) -> list[psutil.Process]:
        """Every process of this kernel that lives: its own, those below it, its session's."""
        found = []
        for process in psutil.process_iter():
            try:
                ours = process.pid == self.pid or os.getsid(process.pid) == self.pid
                if ours and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except (psutil.Error, ProcessLookupError, PermissionError):
                continue
        return found

    def gone(self, timeout: float = 5) -> bool:
        """Whether no process of it is left, soon."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if not self.processes():
                return True
            time.sleep(0.05)
        return False

    def shut_down(self) -> None:
        """Ask it to end, as Jupyter does."""
        self.client.shutdown()
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline and self.manager.is_alive():
            time.sleep(0.02)

    def close(self) -> None:
        """End it, whatever it takes."""
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        for process in self.processes():
            try:
                process.kill()
            except psutil.Error:
                continue
