"""Makes ../digits.csv: 1,797 handwritten digits of 8 × 8 pixels, as scikit-learn ships them.

    pip install numpy==2.4.6 scikit-learn==1.9.1
    python digits.py
"""

from pathlib import Path

from sklearn.datasets import load_digits

digits = load_digits()
header = ["label"] + [f"pixel_{row}_{column}" for row in range(8) for column in range(8)]
lines = [",".join(header)]
for image, label in zip(digits.data.astype(int), digits.target):
    lines.append(",".join(map(str, [label, *image])))
(Path(__file__).parents[1] / "digits.csv").write_text("\n".join(lines) + "\n")
