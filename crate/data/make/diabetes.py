"""Makes ../diabetes.csv: 442 patients in the units in which they were measured (not scaled).

    pip install numpy==2.4.6 scikit-learn==1.9.1
    python diabetes.py
"""

from pathlib import Path

from sklearn.datasets import load_diabetes

diabetes = load_diabetes(scaled=False)
lines = [",".join([*diabetes.feature_names, "progression"])]
for row, progression in zip(diabetes.data, diabetes.target):
    lines.append(",".join(f"{value:.12g}" for value in [*row, progression]))
(Path(__file__).parents[1] / "diabetes.csv").write_text("\n".join(lines) + "\n")
