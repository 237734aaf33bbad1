"""The same numbers as a picture: one panel for each operation, both sides against n."""

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402

from table import exponent  # noqa: E402

COLUMNS = 6
# Okabe and Ito's, which the colour-blind tell apart.
OURS, THEIRS = "#0072B2", "#D55E00"


def draw(results, path, title):
    rows = -(-len(results) // COLUMNS)
    figure, panels = plt.subplots(
        rows, COLUMNS, figsize=(3.0 * COLUMNS, 2.5 * rows + 0.8), squeeze=False, layout="constrained"
    )
    figure.suptitle(title)
    for panel, result in zip(panels.flat, results):
        sizes = sorted(result["times"])
        for side, name, colour, marker in ((0, "aimath", OURS, "o"), (1, result["library"], THEIRS, "s")):
            times = [result["times"][n][side] for n in sizes]
            growth = exponent(sizes, times)
            label = name if growth is None else f"{name}, n^{growth:.1f}"
            panel.loglog(sizes, [t * 1e6 for t in times], marker=marker, color=colour, label=label)
        panel.set_title(result["name"], fontsize=10)
        panel.legend(fontsize=7, frameon=False)
        panel.tick_params(which="both", labelsize=7)
        panel.grid(alpha=0.3)
    for panel in panels.flat[len(results) :]:
        panel.set_axis_off()
    for panel in panels[-1]:
        panel.set_xlabel("n", fontsize=8)
    for panel in panels[:, 0]:
        panel.set_ylabel("µs", fontsize=8)
    figure.savefig(path)
    plt.close(figure)
