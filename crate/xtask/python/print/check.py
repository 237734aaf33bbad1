"""Read a printed book back: `check.py`, with the job as JSON on standard input: `pdf`, `epub`,
`libraries`, and in `contains` what `make_book.py` answered.

On the PDF's pages stand all headings, all letters and all pictures, and nothing runs off the
page. In the EPUB every file is well formed and every link leads to something that is there.
"""

from __future__ import annotations

import json
import posixpath
import re
import sys
import unicodedata
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

job = json.load(sys.stdin)
sys.path.insert(0, job["libraries"])

import pypdfium2  # noqa: E402 (the folder of packages comes with the job)
import pypdfium2.raw as pdfium  # noqa: E402

MARGIN = 28  # points, a centimetre: a printer's own edge
XHTML = "{http://www.w3.org/1999/xhtml}"


def bare(said: str) -> str:
    """Without ligatures, blanks and hyphens at the ends of lines."""
    said = unicodedata.normalize("NFKC", re.sub("[\ufffe\xad\u200b]", "", said))
    return re.sub(r"\s+", "", said)


def pdf(path: Path, contains: dict[str, Any]) -> tuple[int, list[str]]:
    """The number of pages, and what is wrong."""
    wrong = []
    text = []
    pictures = 0
    document = pypdfium2.PdfDocument(path)
    for number, page in enumerate(document, 1):
        width, height = page.get_size()
        for thing in page.get_objects(max_depth=4):
            pictures += thing.type == pdfium.FPDF_PAGEOBJ_IMAGE
            if thing.type not in (pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_IMAGE):
                continue
            left, bottom, right, top = thing.get_bounds()
            if right <= left or top <= bottom:
                continue  # a blank
            if left < MARGIN or right > width - MARGIN or bottom < MARGIN or top > height - MARGIN:
                wrong.append(f"page {number}: something at {left:.0f}…{right:.0f}, {bottom:.0f}…{top:.0f} runs off")
        text.append(page.get_textpage().get_text_range())
    said = bare("".join(text))
    for heading in contains["headings"]:
        # A formula in a heading is set in letters of its own.
        for part in heading.split("\0"):
            if bare(part) not in said:
                wrong.append(f"the heading {heading!r} is on no page")
    missing = [letter for letter in bare(contains["letters"]) if letter not in said]
    if missing:
        wrong.append(f"no glyphs for {''.join(sorted(set(missing)))!r}")
    if pictures != contains["figures"]:
        wrong.append(f"{pictures} pictures on the pages for {contains['figures']} figures")
    if len(document) < len(contains["headings"]) / 10:
        wrong.append(f"only {len(document)} pages")
    return len(document), wrong


def epub(path: Path, contains: dict[str, Any]) -> list[str]:
    """What is wrong with the EPUB."""
    wrong = []
    book = zipfile.ZipFile(path)
    names = book.namelist()
    if names[0] != "mimetype" or book.read("mimetype") != b"application/epub+zip":
        wrong.append("it does not begin with its type")
    pages = {}
    for name in names:
        if name.endswith((".xhtml", ".opf", ".ncx", ".xml")):
            try:
                pages[name] = ElementTree.fromstring(book.read(name))
            except ElementTree.ParseError as problem:
                wrong.append(f"{name}: {problem}")
    named = {name: {e.get("id") for e in page.iter() if e.get("id")} for name, page in pages.items()}
    figures = 0
    headings = []
    for name, page in pages.items():
        if not name.endswith(".xhtml"):
            continue
        figures += sum(1 for _ in page.iter(f"{XHTML}figure"))
        headings += ["".join(e.itertext()) for n in range(1, 7) for e in page.iter(f"{XHTML}h{n}")]
        for element in page.iter():
            for attribute in ("href", "src"):
                target = element.get(attribute)
                if target is None or urlsplit(target).scheme:
                    continue
                file, _, anchor = unquote(target).partition("#")
                place = posixpath.normpath(posixpath.join(posixpath.dirname(name), file)) if file else name
                if place not in names:
                    wrong.append(f"{name}: {target} is not in the book")
                elif anchor and anchor not in named.get(place, set()):
                    wrong.append(f"{name}: {target} leads nowhere")
    said = bare("\n".join(headings))
    for heading in contains["headings"]:
        for part in heading.split("\0"):
            if bare(part) not in said:
                wrong.append(f"the heading {heading!r} is missing")
    if figures != contains["figures"]:
        wrong.append(f"{figures} figures for {contains['figures']}")
    return [f"EPUB: {what}" for what in wrong]


def main() -> None:
    """Both files; the answer is the number of pages."""
    pages, wrong = pdf(Path(job["pdf"]), job["contains"])
    wrong += epub(Path(job["epub"]), job["contains"])
    if wrong:
        raise SystemExit("\n".join(wrong[:40]))
    print(json.dumps({"pages": pages}))


if __name__ == "__main__":
    main()
