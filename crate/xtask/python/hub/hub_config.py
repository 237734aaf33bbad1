"""JupyterHub for learners on one machine: each has a server of their own, and one kernel,
built once, serves them all. `many_learners.py` starts it and sets the variables."""

import os
from pathlib import Path

c = get_config()  # noqa: F821 (JupyterHub's)

folder = Path(os.environ["AIMATH_HUB"])
hub, proxy, public = os.environ["AIMATH_HUB_PORTS"].split()

c.JupyterHub.bind_url = f"http://127.0.0.1:{public}"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{hub}"
c.JupyterHub.db_url = f"sqlite:///{folder}/hub.sqlite"
c.JupyterHub.cookie_secret_file = str(folder / "cookie_secret")
c.JupyterHub.cleanup_servers = True

c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{proxy}"
c.ConfigurableHTTPProxy.command = os.environ["AIMATH_HUB_PROXY"].split("\n")
c.ConfigurableHTTPProxy.pid_file = str(folder / "proxy.pid")

# Anybody on this machine may be a learner: it listens on loopback alone.
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = f"{folder}/{{username}}"
c.Spawner.notebook_dir = f"{folder}/{{username}}"
c.Spawner.args = ["--allow-root"]
c.Spawner.start_timeout = 300
c.Spawner.http_timeout = 300
# Where `cargo book lab --setup-only` has registered the kernel.
c.Spawner.environment = {
    "JUPYTER_PATH": os.environ["AIMATH_HUB_KERNELS"],
    # Everybody counts the exercises that they have solved themselves.
    "AIMATH_PROGRESS": lambda spawner: f"{folder}/{spawner.user.name}/progress",
}

# The one that starts the servers and runs the cells in the learners' names.
c.JupyterHub.services = [{"name": "learners", "api_token": os.environ["AIMATH_HUB_TOKEN"]}]
c.JupyterHub.load_roles = [
    {
        "name": "learners",
        "services": ["learners"],
        "scopes": ["admin:users", "admin:servers", "access:servers"],
    }
]
