"""Learners who run a chapter at once on a JupyterHub of their own:

    many_learners.py REPOSITORY PROXY KERNELS NOTEBOOK OUT --users N --cells N

PROXY holds the packages of npm, KERNELS is the Jupyter folder that names the Rust kernel.
Each learner has a server, a copy of the notebook and a kernel; what their cells show is
saved in OUT as NAME.ipynb, for the caller to compare. Prints what a learner costs.
"""

import argparse
import json
import os
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import psutil
import requests
from jupyter_kernel_client import JupyterKernelClient

START = 300.0  # seconds for the hub, a server or a kernel to answer
CELL = 300.0  # seconds for a cell while the others' cells run


def free_ports(count: int) -> list[int]:
    """Ports that nothing listens on."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Hub:
    """A JupyterHub in a folder of its own."""

    def __init__(self, folder: Path, proxy: Path, kernels: Path) -> None:
        self.folder = folder
        self.token = secrets.token_hex(16)
        ports = free_ports(3)
        self.address = f"http://127.0.0.1:{ports[2]}"
        programs = Path(sys.executable).parent
        script = proxy / "node_modules/configurable-http-proxy/bin/configurable-http-proxy"
        variables = {
            "AIMATH_HUB": str(folder),
            "AIMATH_HUB_PORTS": " ".join(map(str, ports)),
            "AIMATH_HUB_PROXY": f"{programs / 'node'}\n{script}",
            "AIMATH_HUB_KERNELS": str(kernels),
            "AIMATH_HUB_TOKEN": self.token,
            "CONFIGPROXY_AUTH_TOKEN": secrets.token_hex(16),
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        }
        config = Path(__file__).with_name("hub_config.py")
        self.log = (folder / "hub.log").open("w")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", "--config", str(config)],
            cwd=folder,
            env={**os.environ, **variables},
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )

    def ask(self, method: str, path: str) -> requests.Response:
        """Ask the hub's own interface."""
        return requests.request(
            method,
            f"{self.address}/hub/api{path}",
            headers={"Authorization": f"token {self.token}"},
            timeout=START,
        )

    def wait(self) -> None:
        """Wait until it answers."""
        deadline = time.monotonic() + START
        while True:
            if self.process.poll() is not None:
                raise RuntimeError(f"the hub ended with {self.process.returncode}")
            try:
                if self.ask("GET", "").ok:
                    return
            except requests.ConnectionError:
                pass
            if time.monotonic() > deadline:
                raise RuntimeError("the hub does not answer")
            time.sleep(0.2)

    def serve(self, name: str) -> None:
        """Start a learner's server and wait until it is ready."""
        self.ask("POST", f"/users/{name}").raise_for_status()
        self.ask("POST", f"/users/{name}/server").raise_for_status()
        deadline = time.monotonic() + START
        while True:
            user = self.ask("GET", f"/users/{name}")
            user.raise_for_status()
            if user.json()["servers"].get("", {}).get("ready"):
                return
            if time.monotonic() > deadline:
                raise RuntimeError(f"the server of {name} does not start")
            time.sleep(0.2)

    def process_of(self, name: str) -> psutil.Process:
        """The learner's server: the hub's child that lives in the learner's folder."""
        home = str(self.folder / name)
        for child in psutil.Process(self.process.pid).children():
            if child.cwd() == home:
                return child
        raise RuntimeError(f"the server of {name} is gone")

    def close(self) -> None:
        """End it with everything that it started."""
        self.log.close()
        if self.process.poll() is not None:
            return
        every = psutil.Process(self.process.pid).children(recursive=True)
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        _, alive = psutil.wait_procs(every, timeout=10)
        for process in alive:
            process.kill()


def megabytes(process: psutil.Process) -> float:
    """Memory, with what is shared counted in shares where the system tells them."""
    info = process.memory_full_info()
    return getattr(info, "pss", info.rss) / 1e6


def seconds_used(process: psutil.Process) -> float:
    """Processor seconds of a process, its children and those that have ended."""
    every = [process, *process.children(recursive=True)]
    return sum(sum(one.cpu_times()[:4]) for one in every)


def learn(hub: Hub, name: str, notebook: Path, cells: int, out: Path) -> dict[str, float]:
    """One learner: a server, a kernel, the cells from the top; what it took."""
    start = time.monotonic()
    hub.serve(name)
    served = time.monotonic() - start
    server = hub.process_of(name)
    page = nbformat.read(notebook, as_version=4)
    code = [cell for cell in page.cells if cell.cell_type == "code"]
    # What is left of the book's own outputs would pass for the learner's.
    for cell in code:
        cell.outputs, cell.execution_count = [], None
    code = code[:cells]
    times = []
    # A server of a hub takes no token in an address.
    headers = {"Authorization": f"token {hub.token}"}
    address = f"{hub.address}/user/{name}"
    kernel = JupyterKernelClient(server_url=address, token=hub.token, headers=headers)
    # Beside the notebook, as Jupyter starts it.
    kernel.start(name="rust", path=f"notebooks/en/{notebook.name}", timeout=START)
    try:
        for cell in code:
            begin = time.monotonic()
            answer = kernel.execute(cell.source, timeout=CELL)
            times.append(time.monotonic() - begin)
            cell.outputs = [nbformat.from_dict(output) for output in answer["outputs"]]
            cell.execution_count = answer["execution_count"]
        took = {
            "server, s": served,
            "to the first result, s": time.monotonic() - start - sum(times) + sum(times[:3]),
            "a cell, s": statistics.median(times[3:]),
            "the slowest cell, s": max(times[3:]),
            "processor, s": seconds_used(server),
            "server, MB": megabytes(server),
            "kernel, MB": sum(map(megabytes, server.children(recursive=True))),
        }
    finally:
        kernel.stop()
    nbformat.write(page, out / f"{name}.ipynb")
    return took


def main() -> int:
    """Start the hub, let everybody learn at once, print the table."""
    parser = argparse.ArgumentParser()
    for place in ("repository", "proxy", "kernels", "notebook", "out"):
        parser.add_argument(place, type=Path)
    parser.add_argument("--users", type=int, required=True)
    parser.add_argument("--cells", type=int, required=True)
    wanted = parser.parse_args()
    names = [f"learner{i + 1}" for i in range(wanted.users)]
    shutil.rmtree(wanted.out, ignore_errors=True)
    wanted.out.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="aimath-hub-") as place:
        folder = Path(place)
        for name in names:
            pages = folder / name / "notebooks/en"
            pages.mkdir(parents=True)
            shutil.copy(wanted.notebook, pages)
            (folder / name / "crate").symlink_to(wanted.repository / "crate")
        hub = Hub(folder, wanted.proxy, wanted.kernels)
        try:
            hub.wait()
            with ThreadPoolExecutor(wanted.users) as pool:
                begun = [
                    pool.submit(learn, hub, name, wanted.notebook, wanted.cells, wanted.out)
                    for name in names
                ]
                took = [one.result() for one in begun]
        except Exception:
            print((folder / "hub.log").read_text()[-5000:], file=sys.stderr)
            raise
        finally:
            hub.close()
    print(json.dumps(took))
    return 0


if __name__ == "__main__":
    sys.exit(main())
