"""Execute the cells of one notebook in a real kernel and report what came out.

The job arrives as one line of JSON on standard input; every event leaves as one
line of JSON on standard output.  Nothing is judged here: the caller sees all that
the kernel said, cell by cell, and decides.

Standard input stays open for as long as the caller lives.  When it closes, the
kernel is killed with everything it started, so that an interrupted run leaves
nothing behind.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any

from kernel_session import KernelDied, KernelSession, TimedOut

_emit_lock = threading.Lock()


def emit(event: str, **facts: Any) -> None:
    """Write one event as a line of JSON."""
    line = json.dumps({"event": event, **facts}, ensure_ascii=False)
    with _emit_lock:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def read_line() -> bytes:
    """The first line of standard input, taken past Python's buffer."""
    line = bytearray()
    while not line.endswith(b"\n"):
        block = os.read(0, 65536)
        if not block:
            break
        line += block
    return bytes(line)


def leave_when_the_caller_does(session: KernelSession) -> None:
    """Kill the kernel and leave as soon as standard input reaches its end."""

    def watch() -> None:
        while os.read(0, 4096):
            pass
        session.abandon()
        os._exit(3)

    threading.Thread(target=watch, daemon=True).start()


def execute(session: KernelSession, job: dict[str, Any]) -> str:
    """Run the steps of the job in order; return why the run ended."""
    for index, step in enumerate(job["steps"]):
        emit("start", step=index)
        # A lesson that panics on purpose keeps its variables, as a reader's session does.
        forgiving = step.get("keep_variables_on_panic", False) and job["strict"]
        if forgiving:
            session.execute(":preserve_vars_on_panic 1", timeout=60)
        try:
            result = session.execute(step["code"], timeout=step["timeout"], tag=index)
        except TimedOut as stopped:
            emit(
                "timeout", step=index, seconds=step["timeout"], outputs=stopped.outputs
            )
            return "timeout"
        except KernelDied as stopped:
            emit(
                "died", step=index, outputs=stopped.outputs, words=session.last_words()
            )
            return "died"
        # Standard error reaches us through another thread of the kernel: it may be late.
        session.settle(job["settle"])
        facts = {"threads": session.threads()} if job["counting"] else {}
        emit(
            "done",
            step=index,
            status=result.status,
            outputs=result.take_outputs(),
            **facts,
        )
        if forgiving:
            session.execute(":preserve_vars_on_panic 0", timeout=60)
        if (
            job["stop_at_failure"]
            and result.looks_bad()
            and not step.get("may_fail", False)
        ):
            return "stopped"
    return "finished"


def main() -> None:
    """Read the job, run it, and clear up whatever happens."""
    job = json.loads(read_line())
    session = KernelSession(job["kernel"], job["env"], job["cwd"])
    leave_when_the_caller_does(session)
    reason = "failed"
    try:
        session.start(timeout=job["start_timeout"])
        emit("kernel", pid=session.pid)
        if job["strict"]:
            session.execute(":preserve_vars_on_panic 0", timeout=60)
        reason = execute(session, job)
        if reason in ("finished", "stopped"):
            session.settle(job["settle_at_end"])
    except (TimedOut, KernelDied, RuntimeError, OSError) as problem:
        emit("broken", message=str(problem), words=session.last_words())
    finally:
        for tag, outputs in session.late_outputs():
            emit("late", step=tag, outputs=outputs)
        if reason in ("finished", "stopped"):
            session.close()
        else:
            session.kill()
        emit("closed", reason=reason, left=session.survivors())
        # The thread that watches standard input is still waiting: leave past it.
        os._exit(0)


if __name__ == "__main__":
    main()
