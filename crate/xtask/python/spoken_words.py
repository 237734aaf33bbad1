"""The English that a page of a translated notebook shows, as a reader sees it in JupyterLab.

`cargo book check` reads the outputs in the file; this reads the page: every figure is made
live and its letters are taken from what is drawn, then the tables and the messages. What
`kept.md` lists stays English, and so does code: what a call of `source()` or the compiler
prints, names with an underscore, calls and macros.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

# The tags of cells whose outputs speak another language on purpose.
ELSEWHERE = {"both-languages", "expect-compile-error"}
# MathJax draws the backquotes of code in a message as an opening quotation mark.
CODE = re.compile(r"`[^`]*`|‘[^‘’]*[‘’]")
NAME = re.compile(r"[A-Za-z0-9_]+(?:(?:::|\.)[A-Za-z_][A-Za-z0-9_]*)*[(!]?")

SHOWN = """
async () => {
    const pause = () => new Promise(done => setTimeout(done, 50));
    const cells = [...document.querySelectorAll('.jp-Notebook .jp-Cell')];
    const shown = [];
    for (const cell of cells) {
        const texts = [];
        for (const figure of cell.querySelectorAll('.jp-RenderedPlotly')) {
            figure.querySelector('.plot-img')?.dispatchEvent(new MouseEvent('mouseenter'));
            for (let i = 0; i < 400 && !figure.querySelector('.main-svg'); i++) await pause();
            if (!figure.querySelector('.main-svg')) texts.push('a figure stays still');
            texts.push(...[...figure.querySelectorAll('text')].map(text => text.textContent));
        }
        for (const output of cell.querySelectorAll('.jp-OutputArea-output')) {
            if (output.matches('.jp-RenderedPlotly')) continue;
            const copy = output.cloneNode(true);
            copy.querySelectorAll('.jp-RenderedPlotly, code, style, script, svg')
                .forEach(one => one.remove());
            // The letters of a formula are no words: (Bᵀ)(Aᵀ) would read as one.
            // Signs stay: the :: of a path holds it together.
            copy.querySelectorAll('mi, mo, mn, sup, sub').forEach(one => {
                if (!one.matches('mo') || /[a-z]/i.test(one.textContent)) one.replaceWith(' ');
            });
            // Words of neighbouring cells of a table must not run into each other.
            copy.querySelectorAll('td, th, br, p, div, li').forEach(one => one.append(' '));
            texts.push(copy.textContent);
        }
        shown.push(texts);
    }
    return shown;
}
"""


def kept(table: Path) -> set[str]:
    """The words that the table of a language keeps."""
    rows = [line.split("|") for line in table.read_text().splitlines() if line.startswith("|")]
    return {word.strip() for row in rows for word in row[1].split(",")}


def words(texts: Iterable[str]) -> set[str]:
    """The words of three letters and more that are no code."""
    names = (name for text in texts for name in NAME.findall(CODE.sub(" ", text)))
    return {name for name in names if len(name) > 2 and name.isascii() and name.isalpha()}


def english(page: Page, cells: list[dict[str, Any]], allowed: set[str]) -> dict[str, list[str]]:
    """By the cell's id, the English words that the open notebook shows beyond those allowed."""
    shown = page.evaluate(SHOWN)
    assert len(shown) == len(cells), f"{len(shown)} of {len(cells)} cells are in the page"
    found = {}
    for cell, texts in zip(cells, shown):
        own = "source(" in "".join(cell["source"])
        if cell["cell_type"] != "code" or own or ELSEWHERE & set(cell["metadata"].get("tags", [])):
            continue
        left = sorted(words(texts) - allowed)
        if left:
            found[cell["id"]] = left
    return found
