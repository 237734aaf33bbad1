"""Typeset notebooks as one PDF and one EPUB: `make_book.py`, with the job as JSON on standard
input: `notebooks`, `pdf`, `epub`, `libraries` (a folder of packages), `language`, `words`.

Pandoc reads the Markdown and the tables; in between, here, cells become one document with
chapters, numbered figures, links that stay inside and the solutions at the end; typst and
pandoc's EPUB writer set the same document.
"""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Callable
from urllib.parse import unquote

job = json.load(sys.stdin)
sys.path.insert(0, job["libraries"])

import pypandoc  # noqa: E402 (the folder of packages comes with the job)
import typst  # noqa: E402

HERE = Path(__file__).parent
FIGURE = "application/vnd.plotly.v1+json"
MARKDOWN = "gfm+tex_math_dollars-emoji"
SEPARATOR = "BOOKCELLENDSHERE"
SERIF = ["Libertinus Serif"]
MONO = ["DejaVu Sans Mono"]
# What has Hangul, the first that is installed; a name that is not would be a warning.
HANGUL = ["Noto Serif CJK KR", "Noto Serif KR", "AppleMyungjo", "Noto Sans CJK KR", "Noto Sans KR"]
HANGUL_MONO = ["Noto Sans Mono CJK KR", "Noto Sans CJK KR", "Noto Sans KR", "Apple SD Gothic Neo"]
HANGUL += ["Apple SD Gothic Neo", "NanumMyeongjo", "NanumGothic", "UnBatang"]
SYMBOLS = ["DejaVu Sans", "New Computer Modern Math"]

Node = dict[str, Any]
PANDOC = pypandoc.get_pandoc_path()
words = job["words"]


def pandoc(text: str, *options: str) -> str:
    """Run pandoc; what it warns of ends the work."""
    done = subprocess.run(
        [PANDOC, *options], input=text, capture_output=True, text=True, check=False
    )
    if done.returncode != 0 or done.stderr.strip():
        raise SystemExit(f"pandoc {' '.join(options)}: {done.stderr.strip()}")
    return done.stdout


def words_of(nodes: Any) -> str:
    """The plain text of a piece of the document."""
    if isinstance(nodes, list):
        return "".join(map(words_of, nodes))
    if not isinstance(nodes, dict):
        return ""
    if nodes["t"] in ("Space", "SoftBreak", "LineBreak"):
        return " "
    if nodes["t"] == "Str":
        return nodes["c"]
    if nodes["t"] in ("Code", "Math"):
        return nodes["c"][1]
    return words_of(nodes.get("c", []))


def walk(node: Any, change: Callable[[Node], Any]) -> Any:
    """A copy of the document; `change` answers with a node, with several, or with none."""
    if isinstance(node, list):
        found: list[Any] = []
        for one in node:
            new = walk(one, change)
            if isinstance(one, dict) and isinstance(new, list):
                found += new
            else:
                found.append(new)
        return found
    if isinstance(node, dict):
        if "c" in node:
            node = {**node, "c": walk(node["c"], change)}
        return change(node) if "t" in node else node
    return node


def text(said: str) -> list[Node]:
    """Words as inline nodes."""
    nodes: list[Node] = []
    for word in said.split():
        nodes += [{"t": "Space"}, {"t": "Str", "c": word}]
    return nodes[1:]


def attributes(name: str = "", *classes: str) -> list[Any]:
    return [name, list(classes), []]


# What pandoc calls otherwise than the typst of today.
SYMBOLS_RENAMED = {r"\bdot\.circle\b": "dot.o"}


def plain_formula(node: Node) -> Node:
    """A formula without the one command that pandoc does not read."""
    if node["t"] != "Math":
        return node
    kind, tex = node["c"]
    return {**node, "c": [kind, re.sub(r"\\surd(?![A-Za-z])", "{√}", tex)]}


# How the library writes a matrix, with columns that end at the right.
ARRAY = re.compile(r"\\left\[\\,\\begin\{array\}\{r+\}(.*?)\\end\{array\}\\,\\right\]", re.S)


def for_typst(node: Node) -> Any:
    """What pandoc would write for typst otherwise than it is meant: brackets that do not grow
    with their matrix, and a "Hint" that may stand alone at the foot of a page."""
    if node["t"] == "Math":
        kind, tex = node["c"]
        tex = ARRAY.sub(r"\\begin{bmatrix}\1\\end{bmatrix}", tex)
        if r"\left[\,\begin" in tex:
            raise SystemExit(f"a matrix whose brackets would not grow: {tex}")
        return {**node, "c": [kind, tex]}
    if node["t"] == "Para" and [one["t"] for one in node["c"]] == ["Strong"]:
        raw = lambda said: {"t": "RawBlock", "c": ["typst", said]}  # noqa: E731
        return [raw("#block(sticky: true)["), node, raw("]")]
    return node


def batch(pieces: list[str], reader: str, separator: str) -> list[list[Node]]:
    """Many pieces through one call of pandoc."""
    if not pieces:
        return []
    joined = f"\n\n{separator}\n\n".join(pieces)
    blocks = json.loads(pandoc(joined, "-f", reader, "-t", "json"))["blocks"]
    parts: list[list[Node]] = [[]]
    for block in blocks:
        if block["t"] in ("Para", "Plain") and words_of(block) == SEPARATOR:
            parts.append([])
        else:
            parts[-1].append(walk(block, plain_formula))
    if len(parts) != len(pieces):
        raise SystemExit(f"{len(pieces)} pieces became {len(parts)}")
    return parts


def is_sentence(tex: str) -> bool:
    """Whether a formula is a sentence beside a name: on paper it would have no place to break."""
    lengths = [len(re.sub(r"\\[A-Za-z]+|[\\{}$&]", "", row)) for row in tex.split(r"\\")]
    return max(lengths) > 95 and r"\text" in tex


def typeset(data: Node) -> str:
    """What pandoc is to read of an output; nothing where the plain text is better."""
    said = "".join(data.get("text/latex") or data.get("text/markdown") or "")
    return "" if "text/latex" in data and "text/plain" in data and is_sentence(said) else said


def spoken(found: re.Match[str]) -> str:
    """A formula beside a table, or its words if it is a sentence."""
    if not is_sentence(found[1]):
        return found[0]
    said = re.sub(r"\\text\{([^{}]*)\}", r"\1", found[1])
    return re.sub(r"\\(?=[\W_])|\\[A-Za-z]+|[{}]", "", said)


class Chapter:
    """One notebook."""

    def __init__(self, path: Path, pictures: Path) -> None:
        self.name = path.stem
        self.pictures = pictures
        self.figures = 0
        notebook = json.loads(path.read_text())
        self.cells = [c for c in notebook["cells"] if self.wanted(c)]
        for cell in self.cells:
            cell["source"] = "".join(cell["source"])
        self.anchors: dict[str, str] = {}
        self.exercises: list[tuple[str, list[Node], list[Node]]] = []
        self.blocks = self.read()

    @staticmethod
    def wanted(cell: Node) -> bool:
        """Whether a cell is for the reader of a printed page."""
        tags = cell["metadata"].get("tags", [])
        return not {"way", "notes", "check"} & set(tags)

    def read(self) -> list[Node]:
        """The chapter's blocks in their order, solutions put aside."""
        prose: list[str] = []
        tables: list[str] = []
        for cell in self.cells:
            if cell["cell_type"] == "markdown":
                prose.append(cell["source"])
            for output in cell.get("outputs", []):
                data = output.get("data", {})
                if FIGURE in data:
                    continue
                if "text/html" in data:
                    shown = "".join(data["text/html"])
                    tables.append(re.sub(r"\$([^$<>]+)\$", spoken, shown))
                elif said := typeset(data):
                    prose.append(said)
        self.prose = iter(batch(prose, MARKDOWN, SEPARATOR))
        self.tables = iter(batch(tables, "html+tex_math_dollars", f"<p>{SEPARATOR}</p>"))
        blocks: list[Node] = []
        exercise = ""
        for cell in self.cells:
            tags = cell["metadata"].get("tags", [])
            found = self.cell(cell)
            if "exercise-text" in tags:
                exercise = self.anchors_of(cell["id"], found)
                title = next(words_of(b) for b in found if b["t"] == "Header")
                self.exercises.append((exercise, text(title.split(" · ")[0]), []))
            elif "solution" in tags or "hint" in tags:
                if not self.exercises:
                    raise SystemExit(f"{self.name}, cell {cell['id']}: a solution of nothing")
                self.exercises[-1][2].extend(found)
                if "solution" in tags:
                    target = f"#{exercise}-solution"
                    link = {"t": "Link", "c": [attributes(), text(words["to_solution"]), [target, ""]]}
                    blocks.append({"t": "Para", "c": [link]})
                continue
            blocks += found
        return blocks

    def anchors_of(self, cell: str, blocks: list[Node]) -> str:
        return next(b["c"][1][0] for b in blocks if b["t"] == "Header")

    def cell(self, cell: Node) -> list[Node]:
        """The blocks of one cell."""
        if cell["cell_type"] == "markdown":
            return self.named(cell["id"], self.unfolded(next(self.prose)))
        blocks: list[Node] = []
        if cell["source"].strip():
            code = cell["source"].strip("\n")
            blocks.append({"t": "CodeBlock", "c": [attributes("", "rust"), code]})
        for output in cell.get("outputs", []):
            blocks += self.output(cell["id"], output)
        return blocks

    def output(self, cell: str, output: Node) -> list[Node]:
        kind = output["output_type"]
        if kind == "stream":
            return self.plain("".join(output["text"]))
        if kind == "error":
            return self.plain(output["evalue"] or "\n".join(output["traceback"]))
        data = output["data"]
        if FIGURE in data:
            return [self.figure(cell, data)]
        if "text/html" in data:
            return next(self.tables)
        if typeset(data):
            return next(self.prose)
        return self.plain("".join(data.get("text/plain", "")))

    @staticmethod
    def plain(said: str) -> list[Node]:
        said = re.sub(r"\x1b\[[0-9;]*m", "", said).strip("\n")
        return [{"t": "CodeBlock", "c": [attributes("", "text"), said]}] if said else []

    def figure(self, cell: str, data: Node) -> Node:
        """The still picture with its number and its title."""
        self.figures += 1
        picture = self.pictures / f"{self.name}-{cell}.png"
        picture.write_bytes(base64.b64decode("".join(data["image/png"])))
        title = data[FIGURE].get("layout", {}).get("title", {}).get("text", "")
        title = re.sub(r"<[^>]*>", " ", title)
        number = f"{self.name.split('-')[0].removeprefix('0')}.{self.figures}"
        caption = text(f"{words['figure'].replace('{number}', number)} {title}")
        image = {"t": "Image", "c": [attributes(), caption, [str(picture), ""]]}
        body = [{"t": "Plain", "c": [image]}]
        return {"t": "Figure", "c": [attributes(f"{self.name}-{cell}"), [None, [{"t": "Plain", "c": caption}]], body]}

    @staticmethod
    def unfolded(blocks: list[Node]) -> list[Node]:
        """Without the HTML that folds a hint or draws a key."""
        def change(node: Node) -> Any:
            if node["t"] == "RawInline" or node["t"] == "RawBlock":
                if node["c"][0] != "html":
                    return node
                summary = re.search(r"<summary>(.*?)</summary>", node["c"][1], re.S)
                if node["t"] == "RawBlock" and summary:
                    return {"t": "Para", "c": [{"t": "Strong", "c": text(summary[1])}]}
                return []
            return node

        return walk(blocks, change)

    def named(self, cell: str, blocks: list[Node]) -> list[Node]:
        """Headings with names that are the book's alone."""
        for block in blocks:
            if block["t"] == "Header":
                # As Jupyter names it: the words, with hyphens for blanks.
                own = f"{self.name}-{cell}" + (f"-{len(self.anchors)}" if len(blocks) > 1 and block is not blocks[0] else "")
                self.anchors[words_of(block["c"][2]).replace(" ", "-")] = own
                block["c"][1] = attributes(own)
        return blocks


def linked(chapters: list[Chapter], blocks: list[Node], chapter: Chapter) -> list[Node]:
    """The blocks with every link inside the book, or as plain words."""
    by_name = {one.name: one for one in chapters}
    lost: list[str] = []

    def change(node: Node) -> Any:
        if node["t"] != "Link":
            return node
        target = node["c"][2][0]
        if target.startswith(("http://", "https://", "mailto:")):
            return node
        file, _, anchor = unquote(target).partition("#")
        place = chapter if not file else by_name.get(Path(file).stem) if "/" not in file else None
        if target.startswith(f"#{chapter.name}-"):
            return node
        if place is None:
            return node["c"][1]
        if not anchor:
            inside = next(iter(place.anchors.values()))
        elif anchor in place.anchors:
            inside = place.anchors[anchor]
        else:
            lost.append(f"{chapter.name}: {target}")
            return node["c"][1]
        return {"t": "Link", "c": [node["c"][0], node["c"][1], [f"#{inside}", ""]]}

    found = walk(blocks, change)
    if lost:
        raise SystemExit("links that lead nowhere:\n" + "\n".join(lost))
    return found


def solutions(chapters: list[Chapter]) -> list[Node]:
    """The last chapter."""
    heading = {"t": "Header", "c": [1, attributes("solutions"), text(words["solutions"])]}
    blocks: list[Node] = [heading]
    for chapter in chapters:
        if not chapter.exercises:
            continue
        title = next(b["c"][2] for b in chapter.blocks if b["t"] == "Header")
        blocks.append({"t": "Header", "c": [2, attributes(f"solutions-{chapter.name}"), title]})
        for anchor, name, body in chapter.exercises:
            back = {"t": "Link", "c": [attributes(), name, [f"#{anchor}", ""]]}
            blocks.append({"t": "Header", "c": [3, attributes(f"{anchor}-solution"), [back]]})
            blocks += linked(chapters, body, chapter)
    return blocks if len(blocks) > 1 else []


def installed(names: list[str], families: set[str]) -> list[str]:
    """The first of these fonts that this machine has."""
    return [name for name in names if name in families][:1]


def pdf(document: str, folder: Path) -> None:
    """Set the document with typst; a warning is an error."""
    families = set(typst.Fonts().families())
    hangul = installed(HANGUL, families)
    if job["language"] == "ko" and not hangul:
        raise SystemExit(words["no_font"])
    serif = SERIF + hangul + [name for name in SYMBOLS if name in families]
    mono = MONO + installed(HANGUL_MONO, families)
    body = pandoc(document, "-f", "json", "-t", "typst", "--syntax-highlighting=idiomatic", "--wrap=none")
    for old, new in SYMBOLS_RENAMED.items():
        body = re.sub(old, new, body)
    quoted = lambda names: "(" + "".join(json.dumps(name) + "," for name in names) + ")"  # noqa: E731
    head = (HERE / "book.typ").read_text()
    for name, value in {
        "SERIF": quoted(serif),
        "MONO": quoted(mono),
        "MATH": quoted(["New Computer Modern Math", *hangul]),
        "LANGUAGE": json.dumps(job["language"]),
        "TITLE": json.dumps(words["title"], ensure_ascii=False),
        "SUBTITLE": json.dumps(words["subtitle"], ensure_ascii=False),
        "CONTENTS": json.dumps(words["contents"], ensure_ascii=False),
    }.items():
        head = head.replace(f"@{name}@", value)
    # Pandoc wraps figures in boxes as wide as the page says; pictures follow the column.
    source = folder / "book.typ"
    source.write_text(head + body.replace(f'image("{folder}/', 'image("'))
    content, warnings = typst.compile_with_warnings(str(source), root=str(folder))
    if warnings:
        raise SystemExit("typst warns: " + "\n".join(str(w.message) for w in warnings))
    Path(job["pdf"]).write_bytes(content)


def epub(document: str) -> None:
    """Set the document as EPUB 3 with MathML."""
    style = HERE / "book.css"
    pandoc(
        document, "-f", "json", "-t", "epub3", "--mathml", "--toc", "--toc-depth=2",
        "--split-level=1", f"--css={style}", "-o", job["epub"],
        "-M", f"title={words['title']}", "-M", f"lang={job['language']}",
        "-M", f"subtitle={words['subtitle']}", "--syntax-highlighting=pygments",
    )  # fmt: skip


def main() -> None:
    """Read, join, write twice."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        chapters = [Chapter(Path(path), folder) for path in job["notebooks"]]
        blocks: list[Node] = []
        for chapter in chapters:
            blocks += linked(chapters, chapter.blocks, chapter)
        blocks += solutions(chapters)
        version = json.loads(pandoc("", "-f", "gfm", "-t", "json"))["pandoc-api-version"]
        whole = {"pandoc-api-version": version, "meta": {}}
        for path in (job["pdf"], job["epub"]):
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        pdf(json.dumps({**whole, "blocks": walk(blocks, for_typst)}), folder)
        epub(json.dumps({**whole, "blocks": blocks}))
        # Formulas are set in letters of their own: what is looked for later is the rest.
        spoken = walk(blocks, lambda node: {"t": "Str", "c": "\0"} if node["t"] == "Math" else node)
        headings = [words_of(b["c"][2]) for b in spoken if b["t"] == "Header"]
        figures = sum(chapter.figures for chapter in chapters)
        letters = "".join(sorted(set(words_of(spoken)) - {"\0"}))
    print(json.dumps({"headings": headings, "figures": figures, "letters": letters}))


if __name__ == "__main__":
    main()
