"""Unit tests of the site's Python parts: `test_pages.py NODE MODULES`."""

from __future__ import annotations

import sys
import tempfile
import unittest
from pathlib import Path

from links import broken_links
from pages import Typesetter, is_label

NODE, MODULES = "", ""


class Formulas(unittest.TestCase):
    """KaTeX in its Node."""

    def setUp(self) -> None:
        self.typesetter = Typesetter(NODE, MODULES)
        self.addCleanup(self.typesetter.close)

    def test_a_formula_has_html_and_mathml(self) -> None:
        html = self.typesetter.html(r"\frac{1}{2}", True)
        self.assertIn("katex-display", html)
        self.assertIn("<mfrac>", html)

    def test_a_formula_in_a_line_may_hold_korean(self) -> None:
        self.assertIn("평균", self.typesetter.html(r"\text{평균} = 3", False))

    def test_a_layers_number_is_one_superscript(self) -> None:
        self.assertIn("<msup>", self.typesetter.html("z⁽^{1}⁾ = 0", False))

    def test_a_wrong_formula_says_so_and_the_next_is_typeset(self) -> None:
        with self.assertRaisesRegex(ValueError, "nonsense"):
            self.typesetter.html(r"\nonsense", False)
        self.assertIn("katex", self.typesetter.html("x", False))


class Labels(unittest.TestCase):
    """The names that are the same in every language."""

    def test_labels_are_told_from_sphinxs_names(self) -> None:
        for name in ("s01-vec-title", "sf1-title", "s00-contents-2"):
            self.assertTrue(is_label(name), name)
        for name in ("id1", "set-theory", "s01", "vectors", "softmax-1", "sum-of-2"):
            self.assertFalse(is_label(name), name)


class Links(unittest.TestCase):
    """The judge of links."""

    def judged(self, html: str) -> list[str]:
        """The complaints about a site of this one page."""
        with tempfile.TemporaryDirectory() as folder:
            site = Path(folder)
            (site / "en").mkdir()
            (site / "en/documents.js").touch()
            (site / "index.html").write_text("<a href='en/a.html'>a</a>")
            (site / "en/a.html").write_text(html)
            return broken_links(site.resolve())

    def test_good_links_are_let_through(self) -> None:
        self.assertEqual(
            self.judged("<h1 id='x'></h1><a href='#x'></a><a href='../index.html'></a>"
                        "<a href='https://elsewhere.org'></a><img src='data:image/png;base64,'>"),
            [],
        )

    def test_bad_links_are_named(self) -> None:
        for html, complaint in (
            ("<a href='gone.html'></a>", "not there"),
            ("<a href='#gone'></a>", "no such place"),
            ("<script src='https://cdn.org/x.js'></script>", "loads https://cdn.org"),
            ("<link rel=stylesheet href='//cdn.org/x.css'>", "loads //cdn.org"),
        ):
            found = self.judged(html)
            self.assertEqual(len(found), 1, html)
            self.assertIn(complaint, found[0])


if __name__ == "__main__":
    NODE, MODULES = sys.argv[1:3]
    unittest.main(argv=sys.argv[:1])
