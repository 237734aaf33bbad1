"""Writes network.safetensors with Python's own library, for `safetensors.rs` to read.

    python crate/tests/reference/safetensors.py           # needs NumPy, safetensors
    python crate/tests/reference/safetensors.py FILE      # prints what FILE holds

The second form is for a file that `Network::save` wrote.
"""

import json
import pathlib
import sys

# This script has the library's name; without its folder on the path the library is found.
sys.path.pop(0)

import numpy as np  # noqa: E402
from safetensors import safe_open  # noqa: E402
from safetensors.numpy import save_file  # noqa: E402

if len(sys.argv) > 1:
    with safe_open(sys.argv[1], "numpy") as file:
        print(json.dumps({"metadata": file.metadata(), **{k: file.get_tensor(k).tolist() for k in file.keys()}}))
    sys.exit()

tensors = {
    "0.weight": np.array([[1.0, 1.0], [1.0, -1.0]]),
    "0.bias": np.array([0.0, 0.1]),
    "2.weight": np.array([[1.0, 0.0], [0.0, 1 / 3]]),
    "2.bias": np.array([0.0, 3.0]),
}
layers = [{"kind": "dense"}, {"kind": "ReLU"}, {"kind": "dense"}]
path = pathlib.Path(__file__).with_name("network.safetensors")
save_file(tensors, path, {"layers": json.dumps(layers)})
