"""Links of the site that lead nowhere, and resources that it would ask another host for."""

from __future__ import annotations

import functools
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

# What a browser loads by itself, by element and attribute.
LOADED = {("script", "src"), ("img", "src"), ("link", "href"), ("iframe", "src"), ("source", "src")}


class Reader(HTMLParser):
    """The targets and the links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what is named and what is linked."""
        for name, value in attrs:
            if name == "id" or (tag == "a" and name == "name"):
                self.ids.add(value or "")
            elif name in ("href", "src") and tag != "use":
                self.links.append((tag, name, value or ""))


@functools.cache
def read(path: Path) -> Reader:
    """A page, read once."""
    reader = Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader


def broken_links(site: Path) -> list[str]:
    """A complaint for each link of the book's own pages that is wrong."""
    complaints = []
    own = [folder.parent for folder in site.glob("*/documents.js")]
    pages = [site / "index.html", *(path for folder in own for path in sorted(folder.rglob("*.html")))]
    for page in pages:
        for tag, name, address in read(page).links:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                if (tag, name) in LOADED and parts.scheme != "data":
                    complaints.append(f"{page.relative_to(site)}: loads {address}")
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            if target.is_dir():
                target /= "index.html"
            if not target.is_file():
                complaints.append(f"{page.relative_to(site)}: leads to {address}, which is not there")
            elif parts.fragment and target.suffix == ".html":
                if unquote(parts.fragment) not in read(target).ids:
                    complaints.append(f"{page.relative_to(site)}: {address} has no such place")
    return complaints
