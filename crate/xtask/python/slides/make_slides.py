"""Make reveal.js slides of notebooks: `make_slides.py`, with the job as JSON on standard input:
`libraries` (a folder of packages), `language`, `words`, and for each of the `chapters` its
`notebook`, `folder` and `minutes`.

The slide tags say where a slide begins; what goes on it becomes blocks of HTML here, by
nbconvert's own filters. How many pages a slide needs is found in the browser (`slides.js`),
because only there the height of a formula or of a Korean line is known.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import nbformat
import plotly
from bs4 import BeautifulSoup
from nbconvert.filters import Highlight2HTML, ansi2html
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from pygments.formatters import HtmlFormatter

HERE = Path(__file__).parent
FIGURE = "application/vnd.plotly.v1+json"
# Longer code is for the notebook, where it can be scrolled and changed.
LONGEST_CODE = 14  # lines
# The same bytes as the npm packages reveal.js 5.2.1 and mathjax 3.2.2.
SCRIPTS = {
    "sphinx_revealjs/_static/revealjs/dist/reset.css": "1aa8e84c9cabcbfe4d95b19879fe48b9c2c5e6d54574cbe679bc22edb9fe12b6",
    "sphinx_revealjs/_static/revealjs/dist/reveal.css": "68f915a11ebf7203c0446576b7e952ff61c5dd02134a8a226ffaf62ed42136d2",
    "sphinx_revealjs/_static/revealjs/dist/reveal.js": "46538b52db48724192f59bf46f5e851a18e302777c46f4a34c32709d010d6a29",
    "sphinx_revealjs/_static/revealjs/plugin/notes/notes.js": "df1201d19d03241a2897d39c3d38768177df1cbd4bde06327b321cb83461ae89",
    "sphinx-mathjax-offline/static/mathjax/tex-svg-full.js": "a4354ff94fd868aea0cc6eaaa79a57fda0588646fc46ee3700a349ee0a11cbe6",
}

Cell = dict[str, Any]


def slide_type(cell: Cell) -> str:
    """How the cell stands to the one before: `-` goes on where that stopped."""
    return cell["metadata"].get("slideshow", {}).get("slide_type") or "-"


def prose(source: str) -> str:
    """Markdown as HTML, with links that lead somewhere inside the folder."""
    page = BeautifulSoup(markdown2html_mistune(source), "html.parser")
    for anchor in page.select("a.anchor-link"):
        anchor.decompose()
    for details in page.find_all("details"):
        if details.summary:
            details.summary.decompose()
        details.unwrap()
    for link in page.find_all("a"):
        target = link.get("href", "")
        # Other notebooks, the crate's source: not in this folder.
        if not target.startswith(("#", "http://", "https://")):
            link.unwrap()
    return str(page)


class Slides:
    """The blocks of a notebook, slide by slide."""

    def __init__(self, words: dict[str, str], minutes: dict[str, int]) -> None:
        self.words = words
        self.minutes = minutes
        self.highlight = Highlight2HTML(pygments_lexer="rust")
        self.figures: dict[str, Any] = {}

    def of(self, cells: list[Cell]) -> str:
        """All slides as one piece of HTML."""
        slides: list[dict[str, Any]] = []
        for cell in cells:
            kind = slide_type(cell)
            tags = cell["metadata"].get("tags", [])
            # That the stub fails its check is no news for a class.
            if kind == "skip" or "check" in tags:
                continue
            if kind == "notes":
                if slides:
                    slides[-1]["notes"].append(prose(cell["source"]))
                    if (minutes := self.minutes.get(cell["id"])) is not None:
                        slides[-1]["minutes"] = minutes
                continue
            if kind in ("slide", "subslide") or not slides:
                slides.append({"kind": kind, "id": cell["id"], "blocks": [], "notes": []})
            for block in self.blocks(cell):
                wrapped = "fragment" if kind == "fragment" else ""
                slides[-1]["blocks"].append(block.replace('class="block', f'class="{wrapped} block', 1))
        return "\n".join(self.slide(slide) for slide in slides if slide["blocks"])

    def slide(self, slide: dict[str, Any]) -> str:
        """One slide, before it is divided into pages."""
        minutes = slide.get("minutes")
        timed = f' data-minutes="{minutes}"' if minutes is not None else ""
        notes = "".join(slide["notes"])
        return (
            f'<article data-kind="{slide["kind"]}" data-cell="{slide["id"]}"{timed}>'
            + "".join(slide["blocks"])
            + (f'<aside class="notes">{notes}</aside>' if notes else "")
            + "</article>"
        )

    def blocks(self, cell: Cell) -> list[str]:
        """What a cell puts on a slide."""
        if cell["cell_type"] == "markdown":
            return [f'<div class="block prose">{prose(cell["source"])}</div>']
        if cell["cell_type"] != "code":
            return []
        blocks = [self.code(cell)] if cell["source"].strip() else []
        for number, output in enumerate(cell["outputs"]):
            blocks.append(self.output(f'{cell["id"]}-{number}', output))
        return [block for block in blocks if block]

    def code(self, cell: Cell) -> str:
        lines = cell["source"].strip("\n").count("\n") + 1
        if lines > LONGEST_CODE:
            said = self.words["left_out"].replace("{lines}", str(lines))
            return f'<div class="block aside-code">{html.escape(said)}</div>'
        return f'<div class="block code">{self.highlight(cell["source"])}</div>'

    def output(self, name: str, output: Cell) -> str:
        kind = output["output_type"]
        if kind == "stream":
            return self.plain(output["text"])
        if kind == "error":
            return self.plain(output["evalue"] or "\n".join(output["traceback"]))
        data = output["data"]
        if FIGURE in data:
            self.figures[name] = data[FIGURE]
            height = data[FIGURE].get("layout", {}).get("height") or 430
            width = data[FIGURE].get("layout", {}).get("width") or 0
            return (
                f'<div class="block figure" data-figure="{name}" data-height="{height}"'
                f' data-width="{width}" data-prevent-swipe></div>'
            )
        if "text/html" in data:
            return f'<div class="block table">{data["text/html"]}</div>'
        if "text/latex" in data:
            return f'<div class="block value">{html.escape(data["text/latex"], quote=False)}</div>'
        if "text/markdown" in data:
            return f'<div class="block prose">{prose(data["text/markdown"])}</div>'
        return self.plain(data.get("text/plain", ""))

    def plain(self, text: str) -> str:
        text = text.strip("\n")
        return f'<div class="block plain"><pre>{ansi2html(text)}</pre></div>' if text else ""


def copy_scripts(folder: Path, libraries: Path) -> None:
    """Put reveal.js, MathJax and plotly beside the slides."""
    for name, expected in SCRIPTS.items():
        content = (libraries / name).read_bytes()
        if hashlib.sha256(content).hexdigest() != expected:
            raise SystemExit(f"{name} is not the file that was pinned")
        (folder / Path(name).name).write_bytes(content)
    shutil.copy(Path(plotly.__file__).parent / "package_data/plotly.min.js", folder)
    shutil.copy(HERE / "slides.js", folder)
    # The colours of highlighted code stand behind the house's own rules.
    colours = HtmlFormatter(style="default").get_style_defs(".highlight")
    (folder / "slides.css").write_text((HERE / "slides.css").read_text() + colours + "\n")


def chapter(job: Cell, notebook: Path, folder: Path, minutes: dict[str, int]) -> int:
    """Write the folder of one notebook; how many slides it has."""
    cells = nbformat.read(notebook, as_version=4)["cells"]
    folder.mkdir(parents=True, exist_ok=True)
    copy_scripts(folder, Path(job["libraries"]))
    slides = Slides(job["words"], minutes)
    body = slides.of(cells)
    heading = re.search(r"^# (.*)", cells[0]["source"], re.MULTILINE)
    title = heading[1] if heading else notebook.stem
    page = (HERE / "page.html").read_text()
    # `</` ends a script wherever it stands.
    figures = json.dumps(slides.figures, ensure_ascii=False).replace("</", "<\\/")
    for name, text in {
        "language": html.escape(job["language"]),
        "title": html.escape(title),
        "wait": html.escape(job["words"]["wait"]),
        "figures": figures,
        "slides": body,
    }.items():
        page = page.replace("{{" + name + "}}", text)
    (folder / "index.html").write_text(page)
    return body.count("<article")


def main() -> None:
    """Write the folders of all notebooks of the job."""
    job = json.load(sys.stdin)
    made = {}
    for one in job["chapters"]:
        notebook = Path(one["notebook"])
        try:
            made[notebook.stem] = chapter(job, notebook, Path(one["folder"]), one["minutes"])
        except Exception as problem:
            raise RuntimeError(f"no slides of {notebook}") from problem
    print(json.dumps(made))


if __name__ == "__main__":
    main()
