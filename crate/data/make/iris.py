"""Makes ../iris.csv: Fisher's measurements of 150 irises, as scikit-learn ships them.

    pip install numpy==2.4.6 scikit-learn==1.9.1
    python iris.py
"""

from pathlib import Path

from sklearn.datasets import load_iris

iris = load_iris()
lines = ["species,sepal_length_cm,sepal_width_cm,petal_length_cm,petal_width_cm"]
for row, species in zip(iris.data, iris.target):
    lines.append(",".join([iris.target_names[species], *map(str, row.tolist())]))
(Path(__file__).parents[1] / "iris.csv").write_text("\n".join(lines) + "\n")
