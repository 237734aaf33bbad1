"""The measurements as one table, and how the times grow."""

import numpy as np


def exponent(sizes, times):
    """The k of time ∝ nᵏ, by least squares on logarithms; from n = 100 on, where a call's
    own cost has faded, if there are two such sizes."""
    points = [(n, t) for n, t in zip(sizes, times) if n >= 100]
    if len(points) < 2:
        points = list(zip(sizes, times))
    if len(points) < 2:
        return None
    n, t = np.log(np.array(points)).T
    return float(np.polyfit(n, t, 1)[0])


def shown(seconds):
    """Microseconds with three digits."""
    micro = seconds * 1e6
    return f"{micro:.3g}" if micro < 1000 else f"{micro:,.0f}"


def lines(results):
    """Markdown: for each operation its sizes, one below the other, and the growth."""
    yield "| operation | n | aimath µs | rival µs | | ratio | aimath ∝ | rival ∝ |"
    yield "| --- | ---: | ---: | ---: | --- | ---: | --- | --- |"
    for result in results:
        sizes = sorted(result["times"])
        growth = [exponent(sizes, [result["times"][n][side] for n in sizes]) for side in (0, 1)]
        for n in sizes:
            ours, theirs = result["times"][n]
            cells = [result["name"], f"{n:,}", shown(ours), shown(theirs), result["library"], f"{ours / theirs:.2f}"]
            cells += [f"n^{k:.2f}" if k is not None and n == sizes[-1] else "" for k in growth]
            yield "| " + " | ".join(cells) + " |"
