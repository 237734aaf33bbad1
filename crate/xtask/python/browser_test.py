"""Open the book in JupyterLab as a reader would: `browser_test.py REPOSITORY CHROMIUM
PYTHON`, where PYTHON runs JupyterLab.

In each language every chapter's formulas are typeset and its figures are there; in a
translation no figure, table or message shows English that `kept.md` does not list, and no
tool bar of a figure covers what is drawn. In chapter 1 a slider moves a figure and an exercise
goes from "not yet" to "solved". Works on a copy of the notebooks, so nothing in the repository
changes.
Exit code 1 with a screenshot in `.book/logs` when something is not as it should be.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

import spoken_words

CHAPTER = "01-linear-algebra"
FIGURE = "application/vnd.plotly.v1+json"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 120_000  # milliseconds
COVERED = """() => {
  const covered = [];
  let count = 0;
  for (const plot of document.querySelectorAll(".js-plotly-plot")) {
    const buttons = [...plot.querySelectorAll(".modebar-btn")].map(one => one.getBoundingClientRect());
    count += buttons.length;
    const under = ({ left, right, top, bottom }) => buttons.some(button =>
      right > button.left + 3 && left < button.right - 3 && bottom > button.top + 3 && top < button.bottom - 3);
    const drawn = [...plot.querySelectorAll("text, .legend .legendpoints, .colorbar .cbfills")];
    const said = plot.querySelector(".gtitle")?.textContent ?? "a figure";
    for (const one of drawn.filter(one => under(one.getBoundingClientRect())))
      covered.push(`${said}: ${one.textContent || "a mark"}`);
  }
  return [count, covered];
}"""
OUTLINES = "all => all.map(path => path.getAttribute('d')).join()"


class Lab:
    """A JupyterLab on a copy of the notebooks, with settings of its own."""

    def __init__(self, repository: Path, folder: Path, python: str) -> None:
        book = folder / "book"
        shutil.copytree(repository / "notebooks", book / "notebooks")
        (book / "crate").symlink_to(repository / "crate")
        settings = folder / "settings/@jupyterlab/notebook-extension"
        settings.mkdir(parents=True)
        # All cells in the page, so that they can be counted.
        tracker = settings / "tracker.jupyterlab-settings"
        tracker.write_text('{"windowingMode": "none"}')
        variables = {
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_DATA_DIR": "data",
            "JUPYTER_RUNTIME_DIR": "runtime",
            "JUPYTERLAB_SETTINGS_DIR": "settings",
            "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
            "IPYTHONDIR": "ipython",
        }
        places = {name: str(folder / place) for name, place in variables.items()}
        self.notebooks = book / "notebooks"
        self.log = (folder / "lab.log").open("w+")
        self.server = subprocess.Popen(
            [python, "-m", "jupyter", "lab"]
            + ["--no-browser", "--allow-root", f"--ServerApp.root_dir={book}"]
            + ["--ServerApp.port=0", "--IdentityProvider.token=book"],
            env={**os.environ, **places},
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        self.address = self._address()

    def _address(self) -> str:
        """Where it listens, as its log says."""
        for _ in range(300):
            time.sleep(0.2)
            self.log.seek(0)
            found = re.search(r"http://127\.0\.0\.1:\d+", self.log.read())
            if found:
                return found[0]
        raise RuntimeError("JupyterLab did not say where it listens")

    def page(self, language: str, chapter: str) -> str:
        """The address of a chapter."""
        return f"{self.address}/doc/tree/notebooks/{language}/{chapter}.ipynb?token=book"

    def close(self) -> None:
        """Stop it and its kernels."""
        self.server.terminate()
        self.server.wait(30)


def cell(page: Page, text: str) -> Locator:
    """The code cell that contains this text."""
    return page.locator(".jp-CodeCell").filter(has_text=text).first


def run(page: Page, where: Locator) -> None:
    """Run a cell and wait until it has its number."""
    where.locator(".cm-content").first.click()
    page.keyboard.press("Control+Enter")
    prompt = where.locator(".jp-InputPrompt").first
    page.wait_for_timeout(200)
    for _ in range(PATIENCE // 200):
        if "*" not in (prompt.text_content() or "*"):
            return
        page.wait_for_timeout(200)
    raise AssertionError("a cell did not come to its end")


def slider_moves(page: Page) -> None:
    """The first figure with a slider shows something else further right."""
    figure = cell(page, "plot::dot_product(").locator(".jp-OutputArea-output:has(img)").first
    figure.scroll_into_view_if_needed()
    figure.hover()
    page.wait_for_selector(".js-plotly-plot .slider-group", timeout=PATIENCE)
    plot = page.locator(".js-plotly-plot:has(.slider-group)").first
    shown = plot.locator(".slider-label").first
    drawn = plot.locator(".cartesianlayer path.js-line")
    before = shown.text_content(), drawn.evaluate_all(OUTLINES)
    rail = plot.locator(".slider-rail-touch-rect").first.bounding_box()
    assert rail, "the slider has no rail"
    page.mouse.click(rail["x"] + 0.7 * rail["width"], rail["y"] + rail["height"] / 2)
    page.wait_for_timeout(1500)
    after = shown.text_content(), drawn.evaluate_all(OUTLINES)
    assert before != after, f"the slider did not move the figure: {before[0]!r}"


def tool_bars_cover(page: Page) -> list[str]:
    """What of the living figures lies under the tool bars that the pointer brings."""
    buttons, covered = page.evaluate(COVERED)
    assert buttons or not page.locator(".js-plotly-plot").count(), "no figure has a tool bar"
    return covered


def exercise_gets_solved(page: Page) -> str:
    """The stub is told apart from the solution; what the two checks say."""
    run(page, cell(page, ":dep aimath"))
    run(page, cell(page, "use aimath::prelude"))
    stub = cell(page, "fn my_sparse_dot(")
    check = cell(page, "exercise::chapter1::sparse_dot(")
    run(page, stub)
    run(page, check)
    output = check.locator(".jp-OutputArea").first
    refused = output.text_content() or ""
    assert "✗ 1.1" in refused, "the stub passes its check"
    stub.locator(".cm-content").first.click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(
        "fn my_sparse_dot(i: &[usize], a: &Array1<f64>, j: &[usize], b: &Array1<f64>) -> f64 {"
        " i.iter().zip(a).map(|(p, x)| j.iter().zip(b).filter(|(q, _)| *q == p)"
        ".map(|(_, y)| x * y).sum::<f64>()).sum() }"
    )
    run(page, stub)
    run(page, check)
    passed = output.text_content() or ""
    assert "✓ 1.1" in passed, "the solution does not pass"
    return f"{refused}\n{passed}"


def write(page: Page, where: Locator, code: str) -> None:
    """Replace a cell's code."""
    where.locator(".cm-content").first.click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(code)


def stop_and_tab_cost_nothing(page: Page) -> float:
    """Stop, pressed with the mouse, keeps a variable that the cell moved; Tab in a call names it.

    The seconds that Stop took.
    """
    number = page.locator(".jp-CodeCell").evaluate_all(
        "all => all.findIndex(cell => cell.textContent.includes('fn my_sparse_dot('))"
    )
    scratch = page.locator(".jp-CodeCell").nth(number)
    write(page, scratch, "let kept = array![[2.0, 1.0], [1.0, 3.0]];")
    run(page, scratch)
    write(page, scratch, 'let moved = kept;\nprintln!("at work");\nloop {}')
    page.keyboard.press("Control+Enter")
    output = scratch.locator(".jp-OutputArea").first
    output.get_by_text("at work").wait_for(timeout=PATIENCE)
    prompt = scratch.locator(".jp-InputPrompt").first
    assert "*" in (prompt.text_content() or ""), "the endless loop has ended"
    start = time.monotonic()
    page.locator('[data-command="notebook:interrupt-kernel"]').first.click()
    # As long as the busiest machine may take to draw it; the kernel's own time is measured
    # by `cargo book bench latency`.
    output.get_by_text("Stopped").first.wait_for(timeout=20_000)
    seconds = time.monotonic() - start
    page.wait_for_timeout(500)
    assert "*" not in (prompt.text_content() or ""), "the stopped cell has not ended"
    write(page, scratch, "svd(&")
    page.keyboard.press("Tab")
    offered = page.locator(".jp-Completer-item").first
    offered.wait_for(timeout=10_000)
    assert "kept" in (offered.text_content() or ""), f"offered first: {offered.text_content()!r}"
    page.keyboard.press("Escape")
    write(page, scratch, 'println!("kept: {kept}");')
    run(page, scratch)
    shown = scratch.locator(".jp-OutputArea").first.text_content() or ""
    assert "kept: [[2, 1]," in shown, f"after Stop the variable is {shown!r}"
    return seconds


def read(page: Page, lab: Lab, language: str, chapter: Path, our_kernel: bool) -> str:
    """Read a chapter in one language; a sentence about what was seen."""
    cells = json.loads(chapter.read_text())["cells"]
    drawn = sum(FIGURE in output.get("data", {}) for c in cells for output in c.get("outputs", []))
    prose = "".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    page.goto(lab.page(language, chapter.stem), timeout=PATIENCE)
    page.wait_for_selector(".jp-MarkdownOutput h1", timeout=PATIENCE)
    if "$" in prose:
        page.wait_for_selector(".jp-MarkdownOutput mjx-container", timeout=PATIENCE)
    page.wait_for_timeout(3000)
    formulas = page.locator("mjx-container").count()
    figures = page.locator(".jp-OutputArea-output img, .js-plotly-plot").count()
    wrong = page.locator("mjx-merror").count()
    least = prose.count("$$") // 2
    assert formulas >= least, f"only {formulas} formulas are typeset; {least} stand by themselves"
    assert wrong == 0, f"{wrong} formulas are wrong"
    assert figures >= drawn, f"only {figures} of {drawn} figures are there"
    seen = f"{formulas} formulas, {figures} figures"
    table = chapter.parent / "kept.md"
    allowed = spoken_words.kept(table) if language != "en" else set()
    if language != "en":
        left = spoken_words.english(page, cells, allowed)
        assert not left, f"English that kept.md does not list: {left}"
        # All figures are alive now.
        covered = tool_bars_cover(page)
        assert not covered, f"under a tool bar: {covered}"
        seen = f"{seen}, no English in what they show, nothing under a tool bar"
    if chapter.stem != CHAPTER:
        return seen
    slider_moves(page)
    said = exercise_gets_solved(page)
    left = spoken_words.words([said]) - allowed if language != "en" else set()
    assert not left, f"the exercise speaks English: {sorted(left)}"
    seen = f"{seen}, a slider moved, an exercise solved"
    if language == "en" and our_kernel:
        seconds = stop_and_tab_cost_nothing(page)
        seen = f"{seen}, Stop (after {seconds:.2f} s) and Tab cost nothing"
    return seen


def english_is_found(page: Page, lab: Lab, language: str) -> None:
    """The first figure of a translation, given an English title, does not pass."""
    chapter = min((lab.notebooks / language).glob("*.ipynb"))
    notebook = json.loads(chapter.read_text())
    outputs = (output for cell in notebook["cells"] for output in cell.get("outputs", []))
    figure = next(o["data"][FIGURE] for o in outputs if FIGURE in o.get("data", {}))
    figure["layout"]["title"]["text"] = "Eigenvectors keep their direction"
    spoilt = chapter.with_name("spoilt.ipynb")
    spoilt.write_text(json.dumps(notebook))
    page.goto(lab.page(language, spoilt.stem), timeout=PATIENCE)
    page.wait_for_selector(".jp-MarkdownOutput h1", timeout=PATIENCE)
    page.wait_for_timeout(3000)
    allowed = spoken_words.kept(lab.notebooks / language / "kept.md")
    found = spoken_words.english(page, notebook["cells"], allowed)
    assert any("Eigenvectors" in words for words in found.values()), "an English title passes"


def main(repository: Path, chromium: str, python: str) -> int:
    """Read the book in both languages."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        lab = Lab(repository, Path(folder), python)
        # Conda's is a stock one, in which Stop and Tab have their price.
        our_kernel = not (repository / ".book/kernel/bin/aimath-evcxr").is_symlink()
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        try:
            for chapter in sorted((repository / "notebooks").glob("*/*.ipynb")):
                language = chapter.parent.name
                page = browser.new_page(viewport={"width": 1200, "height": 1600})
                try:
                    seen = read(page, lab, language, chapter, our_kernel)
                    print(f"{language}/{chapter.stem}: {seen}", flush=True)
                except Exception:
                    logs = repository / ".book/logs"
                    logs.mkdir(parents=True, exist_ok=True)
                    page.screenshot(path=logs / f"browser-{language}-{chapter.stem}.png")
                    raise
                page.close()
            for table in sorted(lab.notebooks.glob("*/kept.md")):
                page = browser.new_page(viewport={"width": 1200, "height": 1600})
                english_is_found(page, lab, table.parent.name)
                print(f"{table.parent.name}: an English title would be found", flush=True)
                page.close()
        finally:
            browser.close()
            lab.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), *sys.argv[2:4]))
