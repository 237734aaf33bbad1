"""What the site's pages need beyond Sphinx, furo and myst-nb: formulas typeset while building,
the same targets in every language, and no search index of Sphinx's own."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging


FORMULA = re.compile(r"\$([^$<>]+)\$")


class Typesetter:
    """KaTeX in a Node that stays for the whole build."""

    def __init__(self, node: str, modules: str) -> None:
        script = Path(__file__).with_name("typeset.mjs")
        self.process = subprocess.Popen(
            [node, str(script), str(Path(modules) / "katex/dist/katex.mjs")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def html(self, formula: str, display: bool) -> str:
        """The formula as HTML with MathML inside; a formula that is wrong raises."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps({"formula": formula, "display": display}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline() or '{"error": "Node has ended"}')
        if "error" in answer:
            raise ValueError(answer["error"])
        return answer["html"]

    def close(self) -> None:
        """End it."""
        self.process.communicate(timeout=10)


def typeset(app: Sphinx, formula: str, display: bool, node: nodes.Node) -> str:
    """The HTML of a formula; one that is wrong is a warning, and ends the build."""
    if not hasattr(app, "typesetter"):
        names = ("AIMATH_SITE_NODE", "AIMATH_SITE_MODULES")
        app.typesetter = Typesetter(*(os.environ[name] for name in names))
    try:
        made = app.typesetter.html(formula, display)
    except ValueError as problem:
        said = f"the formula {formula!r} cannot be typeset: {problem}"
        logging.getLogger(__name__).warning(said, location=node)
        made = html.escape(formula)
    return f'<span class="formula">{made}</span>'


def visit_math(translator, node) -> None:
    """A formula, in a line or by itself."""
    display = isinstance(node, nodes.math_block)
    translator.body.append(typeset(translator.builder.app, node.astext(), display, node))
    raise nodes.SkipNode


def typeset_outputs(app: Sphinx, document: nodes.document, _name: str) -> None:
    """The formulas beside a table that a cell has shown: Jupyter finds them by their dollars."""
    for node in document.findall(nodes.raw):
        if "text_html" not in node["classes"] or "$" not in node.astext():
            continue
        said = FORMULA.sub(
            lambda found: typeset(app, html.unescape(found[1]), False, node), node.astext()
        )
        node.clear()
        node += nodes.Text(said)


def close(app: Sphinx, _problem: Exception | None) -> None:
    """The typesetter goes with the build."""
    if hasattr(app, "typesetter"):
        app.typesetter.close()


def name_sections(_app: Sphinx, document: nodes.document) -> None:
    """A section goes by its label, which is the same in every language."""
    for section in document.findall(nodes.section):
        labels = [name for name in section["ids"] if is_label(name)]
        section["ids"] = labels + [name for name in section["ids"] if name not in labels]


def is_label(name: str) -> bool:
    """Whether `cargo book site` made this name: s01-…, sf1-…."""
    head, _, rest = name.partition("-")
    return bool(rest) and head[:1] == "s" and head[-1:].isdigit() and len(head) == 3


def no_search(app: Sphinx) -> None:
    """The site has a search of its own."""
    app.builder.search = False


def setup(app: Sphinx) -> dict[str, bool]:
    """Register all of it."""
    renderers = (visit_math, None)
    app.add_html_math_renderer("typeset", inline_renderers=renderers, block_renderers=renderers)
    app.config.html_math_renderer = "typeset"
    app.connect("builder-inited", no_search)
    app.connect("doctree-read", name_sections, priority=100)
    app.connect("doctree-resolved", typeset_outputs)
    app.connect("build-finished", close)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
