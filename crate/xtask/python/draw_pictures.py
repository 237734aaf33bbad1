"""Draw static pictures of plotly figures, one browser for all of them.

The job arrives as the first line of standard input, then one figure a line; for each
figure one line of JSON with the picture leaves on standard output, in the same order.
"""

from __future__ import annotations

import base64
import io
import json
import os
import sys
from typing import Any

import kaleido
from PIL import Image

# A figure that follows its column has no width of its own: the house's, as in `style.rs`.
WIDTH, HEIGHT = 680, 430
# Enough for lines, areas and heatmaps, and a few kilobytes a picture.
COLOURS = 64


def size(figure: dict[str, Any]) -> dict[str, Any]:
    """The picture's size: the figure's own, or the house's."""
    layout = figure.get("layout") or {}
    return {
        "format": "png",
        "width": layout.get("width") or WIDTH,
        "height": layout.get("height") or HEIGHT,
        "scale": 1,
    }


def compact(png: bytes) -> bytes:
    """The picture with few colours, the same bytes every time."""
    picture = Image.open(io.BytesIO(png)).convert("RGBA")
    opaque = picture.getchannel("A").getextrema() == (255, 255)
    if opaque:
        few = picture.convert("RGB").quantize(
            COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
        )
    else:
        few = picture.quantize(
            COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        )
    out = io.BytesIO()
    few.save(out, format="PNG", optimize=True)
    return out.getvalue()


def draw(figure: dict[str, Any]) -> bytes:
    """One figure as a small PNG."""
    # Frames are for motion; the picture shows where the motion starts.
    still = {key: figure[key] for key in ("data", "layout") if key in figure}
    return compact(kaleido.calc_fig_sync(still, opts=size(figure)))


def answer(out: Any, **facts: Any) -> None:
    """Write one event as a line of JSON."""
    out.write(json.dumps(facts) + "\n")
    out.flush()


def main() -> None:
    """Serve figures until the input ends."""
    # The browser's helpers may print: keep the way back for our answers alone.
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    job = json.loads(sys.stdin.readline())
    kaleido.start_sync_server(n=1, path=job["browser"], mathjax=False)
    try:
        for line in sys.stdin:
            try:
                picture = draw(json.loads(line))
            except Exception as problem:  # noqa: BLE001 (whatever the browser objects to)
                answer(
                    out, event="failed", message=f"{type(problem).__name__}: {problem}"
                )
            else:
                answer(
                    out, event="picture", png=base64.b64encode(picture).decode("ascii")
                )
    finally:
        kaleido.stop_sync_server()


if __name__ == "__main__":
    main()
