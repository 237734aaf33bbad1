"""Measure what a learner waits for: `latency.py NOTEBOOK... --runs N [--json FILE]`.

Every notebook is run cell by cell in a real kernel, as JupyterLab would, first
with the book's settings (N times, medians are shown), then once in a plain
kernel without them. Prints one markdown table with the ratios, and beside it how
long Stop takes and what the snapshot before each cell costs. Those two have limits:
the exit code says whether they are kept.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import time
from pathlib import Path

import nbformat
import psutil
from jupyter_client.manager import KernelManager

from kernel_start import started
from safety_price import prices

# Seconds within which a cell that loops has ended after Stop was pressed.
STOP = 0.5
# Seconds that the safety of a cell may cost.
PRICE = 0.005
READING = 10.0  # seconds a reader spends on a page's opening


class Session:
    """One kernel, from its launch to its end."""

    def __init__(self, folder: Path, plain: bool) -> None:
        self.start = time.perf_counter()
        variables = dict(os.environ)
        if plain:
            variables["AIMATH_PLAIN"] = "1"
        self.manager = KernelManager(kernel_name="rust")
        self.client = started(self.manager, timeout=300, cwd=str(folder), env=variables)
        self.ready = self.elapsed()

    def elapsed(self) -> float:
        """Seconds since the launch."""
        return time.perf_counter() - self.start

    def run(self, code: str) -> tuple[float, bool]:
        """Run a cell; its seconds, and whether it showed a result."""
        shown = []
        begin = time.perf_counter()
        self.client.execute_interactive(
            code,
            timeout=600,
            output_hook=lambda m: shown.append(m["msg_type"]),
        )
        seconds = time.perf_counter() - begin
        return seconds, any(kind in ("execute_result", "display_data") for kind in shown)

    def stop(self) -> float:
        """Seconds from a press of Stop to the end of a cell that loops."""
        request = self.client.execute('println!("at work"); loop {}')
        start = 0.0
        while True:
            message = self.client.get_iopub_msg(timeout=60)
            if message["parent_header"].get("msg_id") != request:
                continue
            if message["msg_type"] == "stream" and start == 0.0:
                start = time.perf_counter()
                self.manager.interrupt_kernel()
            state = message["content"].get("execution_state")
            if message["msg_type"] == "status" and state == "idle":
                return time.perf_counter() - start

    def memory(self) -> float:
        """Resident megabytes of the kernel and the process that holds the variables."""
        kernel = psutil.Process(self.manager.provisioner.pid)
        every = [kernel, *kernel.children(recursive=True)]
        return sum(process.memory_info().rss for process in every) / 1e6

    def close(self) -> None:
        """End the kernel."""
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def cells(path: Path) -> list[str]:
    """The notebook's code cells that hold code."""
    notebook = nbformat.read(path, as_version=4)
    return [c.source for c in notebook.cells if c.cell_type == "code" and c.source.strip()]


def walk(path: Path, plain: bool) -> dict:
    """Run a whole notebook at once and time each part."""
    session = Session(path.parent, plain)
    try:
        result = {"ready": session.ready, "later": []}
        for code in cells(path):
            seconds, showed = session.run(code)
            if "first result" in result:
                result["later"].append(seconds)
            elif showed:
                result["first result"] = session.elapsed()
        result["memory"] = session.memory()
        return result
    finally:
        session.close()


def first_wait(path: Path) -> float:
    """The first cell's wait after the reader has read the page's opening."""
    session = Session(path.parent, plain=False)
    try:
        time.sleep(max(0.0, READING - session.elapsed()))
        waited = 0.0
        for code in cells(path):
            seconds, showed = session.run(code)
            waited += seconds
            if showed:
                break
        return waited
    finally:
        session.close()


def stops(path: Path, times: int) -> list[float]:
    """How long Stop takes, again and again in one kernel."""
    session = Session(path.parent, plain=False)
    try:
        for code in cells(path)[:3]:
            session.run(code)
        return [session.stop() for _ in range(times)]
    finally:
        session.close()


def percentile(values: list[float], share: float) -> float:
    """The smallest value that `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def summary(walks: list[dict]) -> dict[str, float]:
    """Medians over the runs, percentiles over all later cells."""
    later = [seconds for walk in walks for seconds in walk["later"]]
    middle = lambda name: statistics.median(walk[name] for walk in walks)  # noqa: E731
    return {
        "kernel ready (s)": middle("ready"),
        "launch to first result (s)": middle("first result"),
        "later cell, median (s)": statistics.median(later),
        "later cell, 95th percentile (s)": percentile(later, 0.95),
        "memory at the end (MB)": middle("memory"),
    }


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("notebooks", nargs="+", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--kernel", type=Path, required=True)
    parser.add_argument("--no-plain", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    chapter = options.notebooks[0]

    fast = [walk(p, plain=False) for _ in range(options.runs) for p in options.notebooks]
    ours = summary(fast)
    waits = [first_wait(chapter) for _ in range(options.runs)]
    stock = {} if options.no_plain else summary([walk(chapter, plain=True)])

    count = sum(len(cells(path)) for path in options.notebooks)
    cores, load = os.cpu_count(), os.getloadavg()[0]
    print(f"{count} code cells of {len(options.notebooks)} notebook(s), {options.runs} run(s); ")
    print(f"{platform.machine()}, {cores} cores, load {load:.1f}, {platform.system()}\n")
    print("| | with the book's settings | plain kernel | ratio |")
    print("| --- | ---: | ---: | ---: |")
    for name, value in ours.items():
        if name in stock:
            print(f"| {name} | {value:.2f} | {stock[name]:.2f} | {stock[name] / value:.1f} |")
        else:
            print(f"| {name} | {value:.2f} | | |")
    print(f"| first cell after 10 s of reading (s) | {statistics.median(waits):.2f} | | |")
    stopped, price = stops(chapter, 10), prices(options.kernel)
    middle = statistics.median(stopped)
    print(f"| Stop, a cell that loops (s; longest {max(stopped):.2f}) | {middle:.2f} | | |")
    for what, seconds in price.items():
        print(f"| safety: {what} (ms) | {1000 * seconds:.2f} | | |")
    if options.json:
        report = {"ours": ours, "first wait": waits, "plain": stock, "stop": stopped}
        options.json.write_text(json.dumps({**report, "price": price}, indent=1))
    dear = price["a cell that does nothing"]
    if middle > STOP:
        print(f"Stop takes {middle:.2f} s at the median, more than {STOP} s")
    if dear > PRICE:
        print(f"a cell's safety costs {1000 * dear:.1f} ms at the median, more than 5 ms")
    return int(middle > STOP) + int(dear > PRICE)


if __name__ == "__main__":
    sys.exit(main())
