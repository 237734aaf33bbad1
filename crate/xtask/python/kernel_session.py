"""A kernel, spoken to one cell at a time, with nothing it says lost.

jupyter_client brings the protocol; this file adds what a truthful run needs:

* a message is credited to the cell that caused it even when it arrives after that
  cell was declared finished;
* a cell has a deadline, also when it prints without end;
* the kernel's whole process tree is killed, because the process in which evcxr runs
  a cell goes on spinning when its parent dies.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from queue import Empty
from typing import IO, Any

import psutil
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

from kernel_start import started

# A cell that prints for ever must not fill the memory before its deadline.
LONGEST_STREAM = 1_000_000

OUTPUT_MESSAGES = {"stream", "display_data", "execute_result", "error"}


class KernelDied(Exception):
    """The kernel's own process ended."""

    def __init__(self, outputs: list[dict[str, Any]]) -> None:
        super().__init__("the kernel died")
        self.outputs = outputs


class TimedOut(Exception):
    """A cell was still running at its deadline."""

    def __init__(self, outputs: list[dict[str, Any]]) -> None:
        super().__init__("no answer from the kernel in time")
        self.outputs = outputs


@dataclass
class Result:
    """What one execution gave."""

    tag: int | None
    status: str = "running"
    outputs: list[dict[str, Any]] = field(default_factory=list)
    printed: int = 0
    taken: bool = False

    def add(self, message: dict[str, Any]) -> None:
        """Keep one output message in the shape of a notebook's output."""
        kind, content = message["msg_type"], message["content"]
        output: dict[str, Any] = {"output_type": kind}
        if kind == "stream":
            if self.printed > LONGEST_STREAM:
                return
            self.printed += len(content["text"])
            output.update(name=content["name"], text=content["text"])
        elif kind == "error":
            output.update(
                ename=content.get("ename", ""),
                evalue=content.get("evalue", ""),
                traceback=content.get("traceback", []),
            )
        else:
            output.update(data=content["data"], metadata=content.get("metadata", {}))
        self.outputs.append(output)

    def take_outputs(self) -> list[dict[str, Any]]:
        """Hand the outputs over; what arrives from now on is late."""
        outputs, self.outputs = self.outputs, []
        self.taken = True
        return outputs

    def looks_bad(self) -> bool:
        """Whether the kernel reported an error (the caller judges the rest)."""
        return self.status != "ok"


class KernelSession:
    """One kernel and the results of what it was asked to execute."""

    def __init__(self, kernel: str, env: dict[str, str], cwd: str) -> None:
        self.manager = KernelManager(kernel_name=kernel)
        self.env = env
        self.cwd = cwd
        self.client: BlockingKernelClient | None = None
        self.pid = 0
        # What the kernel's process itself prints is of interest only if it fails.
        self.log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (as long as the session)
        # evcxr builds cells in a temporary folder, which stays behind when it is killed.
        self.scratch = tempfile.mkdtemp(prefix="aimath-kernel-")
        self.results: dict[str, Result] = {}
        # The fewest threads that were counted.
        self.calm: int | None = None

    def start(self, timeout: float) -> None:
        """Start the kernel and wait until it answers."""
        # The kernelspec's own variables would win over the process's: set them there.
        spec = self.manager.kernel_spec
        if spec is None:
            raise RuntimeError(f"there is no kernel named {self.manager.kernel_name}")
        spec.env.update(self.env)
        # evcxr rewrites the kernelspec it finds under JUPYTER_PATH or in the user's own
        # folder when that is not of its version: show it a place that has none.
        env = {
            **os.environ,
            "JUPYTER_PATH": os.devnull,
            "TMPDIR": self.scratch,
            # The count of solved exercises begins at none, and the reader's own is left alone.
            "AIMATH_PROGRESS": os.path.join(self.scratch, "progress"),
        }
        self.client = started(
            self.manager,
            timeout,
            self._launched,
            cwd=self.cwd,
            env=env,
            stdout=self.log,
            stderr=self.log,
        )

    def _launched(self) -> None:
        """A process is there, which has to go with this session."""
        self.pid = int(getattr(self.manager.provisioner, "pid", 0) or 0)

    def execute(self, code: str, timeout: float, tag: int | None = None) -> Result:
        """Run `code` and wait for its end."""
        assert self.client is not None
        deadline = time.monotonic() + timeout
        message_id = self.client.execute(code, allow_stdin=False, stop_on_error=False)
        result = self.results[message_id] = Result(tag)
        idle = False
        while not idle:
            idle = self._next_message(message_id, 0.5)
            if not idle and time.monotonic() > deadline:
                raise TimedOut(result.take_outputs())
            if not idle and not self.manager.is_alive():
                raise KernelDied(result.take_outputs())
        result.status = self._reply_status(message_id)
        return result

    def settle(self, seconds: float) -> None:
        """Listen a little longer for messages that come after the kernel went idle."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self._next_message(None, left)

    def late_outputs(self) -> Iterator[tuple[int | None, list[dict[str, Any]]]]:
        """Outputs that arrived after their cell's own were taken."""
        for result in self.results.values():
            if result.outputs and result.taken:
                yield result.tag, result.take_outputs()

    def last_words(self) -> str:
        """The end of what the kernel's process printed on its own account."""
        self.log.seek(0)
        return self.log.read().decode(errors="replace").strip()[-2000:]

    def close(self) -> None:
        """Let the kernel end by itself, if it does so at once; then kill what is left."""
        if self.client is not None and self.manager.is_alive():
            self.client.shutdown()
            deadline = time.monotonic() + 3
            while time.monotonic() < deadline and self.manager.is_alive():
                time.sleep(0.02)
        self.kill()

    def kill(self) -> None:
        """Kill the kernel and every process that it started, and clear up."""
        self.abandon()
        if self.client is not None:
            self.client.stop_channels()
        if self.pid:
            self.manager.shutdown_kernel(now=True)
        self.manager.cleanup_resources()

    def abandon(self) -> None:
        """The same without a word to the kernel, so that any thread may do it."""
        for pid in self._tree():
            try:
                os.kill(pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                pass
        self.survivors()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def threads(self) -> int:
        """The threads of all processes that the kernel has started.

        What a cell had running may need a moment to end: as long as there are more than
        there were at the calmest moment so far, this looks again, for a second.
        """
        deadline = time.monotonic() + 1
        while True:
            count = self._count_threads()
            if self.calm is None or count <= self.calm or time.monotonic() > deadline:
                break
            time.sleep(0.05)
        self.calm = count if self.calm is None else min(self.calm, count)
        return count

    def _count_threads(self) -> int:
        count = 0
        try:
            started = psutil.Process(self.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return count
        for process in started:
            try:
                if process.status() != psutil.STATUS_ZOMBIE:
                    count += process.num_threads()
            except psutil.NoSuchProcess:
                continue
        return count

    def survivors(self) -> list[int]:
        """Processes of this kernel that are still alive (there should be none)."""
        for _ in range(20):
            left = self._tree()
            if not left:
                return []
            time.sleep(0.05)
        return left

    def _tree(self) -> list[int]:
        """The kernel's process, its descendants, and whoever shares its session.

        A process whose parent has died no longer descends from the kernel, but it
        still belongs to the session that the kernel opened.
        """
        if self.pid == 0:
            return []
        found: set[int] = set()
        try:
            kernel = psutil.Process(self.pid)
            found.update(child.pid for child in kernel.children(recursive=True))
            found.add(self.pid)
        except psutil.NoSuchProcess:
            pass
        for pid in psutil.pids():
            try:
                if self.pid in (os.getsid(pid), os.getpgid(pid)):
                    found.add(pid)
            except (ProcessLookupError, PermissionError):
                continue
        return [pid for pid in found if _is_running(pid)]

    def _next_message(self, awaited: str | None, wait: float) -> bool:
        """Handle one message; true when the awaited execution went idle."""
        assert self.client is not None
        try:
            message = self.client.get_iopub_msg(timeout=wait)
        except Empty:
            return False
        parent = message["parent_header"].get("msg_id")
        if message["msg_type"] == "status":
            idle = message["content"]["execution_state"] == "idle"
            return bool(idle and parent == awaited)
        if message["msg_type"] in OUTPUT_MESSAGES and parent in self.results:
            self.results[parent].add(message)
        return False

    def _reply_status(self, message_id: str) -> str:
        """The status in the kernel's answer to the execution."""
        assert self.client is not None
        for _ in range(100):
            try:
                reply = self.client.get_shell_msg(timeout=1)
            except Empty:
                if not self.manager.is_alive():
                    return "died"
                continue
            if reply["parent_header"].get("msg_id") == message_id:
                return str(reply["content"]["status"])
        return "no answer"


def _is_running(pid: int) -> bool:
    """Whether the process exists and is more than a zombie."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
