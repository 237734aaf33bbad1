"""Makes ../photograph.pgm: the face of Chelsea the cat, 128 × 128 pixels in 256 greys.

    pip install numpy==2.4.6 pillow==13.0.0 scikit-image==0.26.0
    python photograph.py

The photograph is cut to the square around the face, turned to grey with the
weights 0.299, 0.587, 0.114 for red, green and blue, made smaller with a Lanczos
filter, and stretched so that its darkest pixel is 0 and its brightest 255.
"""

from pathlib import Path

import numpy as np
from PIL import Image
from skimage import data

face = Image.fromarray(data.chelsea()).crop((95, 0, 395, 300)).convert("L")
small = np.asarray(face.resize((128, 128), Image.Resampling.LANCZOS), dtype=float)
greys = np.rint(255 * (small - small.min()) / (small.max() - small.min())).astype(int)

lines = ["P2", "# Chelsea the cat, by Stefan van der Walt, CC0", "128 128", "255"]
lines += [" ".join(map(str, row)) for row in greys]
(Path(__file__).parents[1] / "photograph.pgm").write_text("\n".join(lines) + "\n")
