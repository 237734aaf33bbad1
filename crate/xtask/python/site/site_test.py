"""Walk the web site as its readers would: `site_test.py REPOSITORY SITE CHROMIUM AXE
[--thorough]`.

Every page of every language is opened, at a desk in the light and on a phone in the dark: errors
of the console, requests that fail or leave the site, anything wider than the window, formulas
that are wrong, pictures without words, English on a page of another language. What takes ten
times as long is done on two pages of every language, and with `--thorough` on all: every figure
is drawn, a slider moves by keyboard, axe-core reads the page, here at the desk and there on the
phone. Every link has to lead somewhere, and the search has to find the glossary's terms. Exit
code 1, each complaint on a line, with screenshots in `.book/logs`, when something is not as it
should be, and when a language has no pages, figures or formulas to see.
"""

from __future__ import annotations

import functools
import http.server
import json
import re
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from links import broken_links

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
# Readers need these; the names of axe's groups of rules.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
SEARCH_GATE = 0.99
FIRST_GATE = 0.95
WORKERS = 2
PATIENCE = 180_000  # milliseconds
PLOT = '<figure class="plot"'
SAMPLE = 2
# Keeps the figures of a page still pictures.
STILL = "window.IntersectionObserver = class { observe() {} unobserve() {} disconnect() {} };"

LIVE = """
async () => {
    const all = [...document.querySelectorAll('figure.plot')];
    for (const figure of all) {
        figure.scrollIntoView({block: 'center', behavior: 'instant'});
        for (let i = 0; i < 3000 && !figure.dataset.state; i++)
            await new Promise(done => setTimeout(done, 20));
    }
    return all.map(figure => ({
        name: figure.dataset.figure,
        state: figure.dataset.state ?? 'waiting',
        drawn: !!figure.querySelector('.main-svg'),
        said: figure.querySelector('.plot-live')?.getAttribute('aria-label') ?? '',
        alt: figure.querySelector('img')?.alt ?? '',
        sliders: figure.querySelectorAll('input[type=range]').length,
    }));
}
"""
WIDE = """
() => {
    const limit = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= limit) return [];
    const inside = element => {
        for (let at = element.parentElement; at; at = at.parentElement)
            if (!['visible', ''].includes(getComputedStyle(at).overflowX)) return true;
        return false;
    };
    return [...document.querySelectorAll('article *')]
        .filter(one => one.getBoundingClientRect().right > limit + 1 && !inside(one))
        .slice(0, 3).map(one => one.outerHTML.slice(0, 120)).concat('the page');
}
"""
SEEN = r"""
() => {
    const count = which => document.querySelectorAll(which).length;
    const wrong = [];
    if (count('article details[open]')) wrong.push('something is unfolded');
    if (count('article img:not([alt]), article img[alt=""]')) wrong.push('a picture has no words');
    if (count('.katex-error, .problematic')) wrong.push('a formula or a reference is wrong');
    if ([...document.querySelectorAll('.output.text_html')].some(one => /\$[^$]*\\[a-z]+/i.test(one.innerText)))
        wrong.push('a formula beside a table is not typeset');
    return {
        wrong,
        figures: [...document.querySelectorAll('figure.plot')].map(one => [one.dataset.figure, one.querySelector('img')?.alt ?? '']),
        formulas: count('.katex'),
        theme: [...document.querySelectorAll('.back-to-top, .related-pages .context, .toc-title, .left-details')]
            .map(one => one.textContent).join(' '),
    };
}
"""
# Two frames later the page has the new width.
SETTLED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(aimath.reachable()))))"
AXE = """
async ([rules]) => {
    // What is hidden from everyone or belongs to a drawing with words of its own is left out.
    const context = {exclude: [['.katex-html'], ['.plot-live']]};
    const found = await axe.run(context, {runOnly: rules, resultTypes: ['violations']});
    return found.violations.map(one =>
        `${one.id} (${one.nodes.length}): ${one.nodes[0].html.slice(0, 160)}`);
}
"""


class Server(http.server.SimpleHTTPRequestHandler):
    """The site's files, without a log; a browser may keep them, and what it made of the scripts."""

    def end_headers(self) -> None:
        """What is sent holds for the whole walk."""
        self.send_header("Cache-Control", "max-age=3600")
        super().end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


def serve(site: Path) -> str:
    """The address under which this process serves the site."""
    handler = functools.partial(Server, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def languages(site: Path) -> list[str]:
    """The languages that the site speaks."""
    return sorted(folder.parent.name for folder in site.glob("*/documents.js"))


def watched(browser: Browser, complaints: list[str], address: str) -> Page:
    """A page that keeps what it complains about and where it asks for things."""
    page = browser.new_page(viewport=DESK)
    page.set_default_timeout(PATIENCE)

    def at() -> str:
        return page.url.removeprefix(address)

    def requested(url: str) -> None:
        if not url.startswith((address, "data:", "blob:", "about:")):
            complaints.append(f"{at()}: asks {url}")

    def said(kind: str, text: str) -> None:
        known = ("WebGL", "GPU stall", "willReadFrequently")  # of plotly's own making
        if kind in ("error", "warning") and not any(words in text for words in known):
            complaints.append(f"{at()}: the console says {text[:200]}")

    page.on("request", lambda request: requested(request.url))
    page.on("console", lambda message: said(message.type, message.text))
    page.on("pageerror", lambda error: complaints.append(f"{at()}: {error}"))
    # What a page asks for while the walk leaves it is not missing: that has a status of its own.
    page.on(
        "requestfailed",
        lambda request: "ERR_ABORTED" not in (request.failure or "")
        and complaints.append(f"{at()}: no {request.url}"),
    )
    page.on(
        "response",
        lambda answer: answer.status >= 400
        and complaints.append(f"{at()}: {answer.status} for {answer.url}"),
    )
    return page


def figures_live(page: Page) -> tuple[int, list[str]]:
    """Every figure is drawn, and its drawing has the words of its picture."""
    wrong = []
    seen = page.evaluate(LIVE)
    for figure in seen:
        name = figure["name"]
        if figure["state"] != "live" or not figure["drawn"]:
            wrong.append(f"the figure {name} is {figure['state']}")
        if figure["said"] != figure["alt"]:
            wrong.append(f"the drawing of {name} does not say what its picture says")
    return len(seen), wrong


def seen_at_once(page: Page, language: str) -> tuple[dict[str, int], list[str]]:
    """What a look at a page tells: how much there is, and what is wrong."""
    seen = page.evaluate(SEEN)
    wrong = list(seen["wrong"])
    for name, words in seen["figures"]:
        if len(words) < 40:
            wrong.append(f"the figure {name} has no words")
        elif language == "ko" and not re.search("[가-힣]", words):
            wrong.append(f"the words of the figure {name} are not Korean")
    said = set(re.findall("[A-Za-z]{3,}", seen["theme"])) - {"Furo"}
    if language != "en" and said:
        wrong.append(f"the theme speaks English: {sorted(said)}")
    return {"figures": len(seen["figures"]), "formulas": seen["formulas"]}, wrong


def keyboard(page: Page) -> list[str]:
    """The first figure with a slider moves by keyboard; its table opens and follows."""
    figure = page.locator("figure.plot:has(output)").first
    if not figure.count():
        return []
    slider = figure.locator("input[type=range]").last
    picture = "figure => figure.querySelector('.plot-live').innerHTML.length + " \
        "[...figure.querySelectorAll('.plot-live path')].map(p => p.getAttribute('d')).join()"

    def pressed(key: str, shown: str) -> tuple[str | None, str]:
        moves = slider.input_value() != shown
        page.keyboard.press(key)
        if moves:
            page.wait_for_function(
                "([figure, shown]) => figure.querySelector('.plot-live').dataset.shown === shown",
                arg=[figure.element_handle(), shown],
                timeout=10_000,
            )
        return figure.locator("output").text_content(), figure.evaluate(picture)

    slider.focus()
    try:
        before = pressed("Home", "0")
        after = pressed("End", slider.get_attribute("max") or "")
    except Exception:
        return ["the slider does not move by keyboard"]
    wrong = []
    if before[0] == after[0]:
        wrong.append("the slider's value stays as it was")
    if before[1] == after[1]:
        wrong.append("the slider moves and the drawing does not")
    summary = figure.locator("summary").first
    summary.focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(150)
    if not figure.locator("table td").count():
        wrong.append("the table of the figure's data is empty")
    page.keyboard.press("Enter")
    return wrong


def looked_at(page: Page, address: str, name: str, axe: str, closely: set[str]) -> tuple[dict[str, int], list[str]]:
    """A page at both widths; `closely` says at which of them axe reads it, its figures alive."""
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light")
    page.goto(f"{address}/{name}", wait_until="load")
    count, wrong = seen_at_once(page, name.split("/")[0])
    wrong += [f"at the desk too wide: {what}" for what in page.evaluate(WIDE)]
    if closely:
        count["live"], dead = figures_live(page)
        wrong += dead + keyboard(page)
        page.add_script_tag(path=axe)
    if "desk" in closely:
        wrong += [f"axe: {what}" for what in page.evaluate(AXE, [RULES])]
    # The phone is in the dark, so that both sets of colours are seen.
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(PHONE)
    page.evaluate(SETTLED)
    wrong += [f"on the phone too wide: {what}" for what in page.evaluate(WIDE)]
    if "phone" in closely:
        wrong += [f"axe, phone: {what}" for what in page.evaluate(AXE, [RULES])]
    return count, wrong


def walk(job: tuple[str, str, list[tuple[str, set[str]]], str, str]) -> tuple[list[str], dict[str, dict[str, int]]]:
    """Open a share of the pages; complaints, and what was seen in each language."""
    site, chromium, pages, axe, logs = job
    complaints: list[str] = []
    seen: dict[str, dict[str, int]] = {}
    address = serve(Path(site))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        alive, still = (watched(browser, complaints, address) for _ in range(2))
        still.add_init_script(STILL)
        for name, closely in pages:
            before = len(complaints)
            page = alive if closely else still
            count, wrong = looked_at(page, address, name, axe, closely)
            of_language = seen.setdefault(name.split("/")[0], {})
            for what, number in [("pages", 1), *count.items()]:
                of_language[what] = of_language.get(what, 0) + number
            complaints += [f"{name}: {what}" for what in wrong]
            if len(complaints) > before:
                page.screenshot(path=Path(logs) / f"site-{name.replace('/', '-')}.png")
        browser.close()
    return complaints, seen


def planned(site: Path, thorough: bool) -> list[tuple[str, set[str]]]:
    """All pages, the heavy ones first, each with the width at which it is looked at closely.

    Closely means every page when `thorough`, else the `SAMPLE` of each language that is soonest
    seen and has a figure; the widths take turns, and differ between the languages of a page.
    """
    plan = []
    for number, language in enumerate(languages(site)):
        pages = sorted((site / language).rglob("*.html"))
        drawn = [page for page in pages if PLOT in page.read_text(encoding="utf-8")]
        sample = sorted(drawn, key=lambda page: page.stat().st_size)[:SAMPLE]
        for turn, page in enumerate(pages if thorough else sample):
            plan.append((page, {("desk", "phone")[(turn + number) % 2]}))
        plan += [(page, set()) for page in pages if not thorough and page not in sample]
    plan.sort(key=lambda one: -one[0].stat().st_size)
    return [(str(page.relative_to(site)), closely) for page, closely in plan]


def terms(glossary: Path, column: int) -> list[str]:
    """The glossary's terms: alternatives apart, what stands in parentheses left out."""
    found = []
    for row in glossary.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in row.split("|")]
        if len(cells) < 4 or cells[1] in ("English", "") or set(cells[1]) <= set("-: "):
            continue
        text = re.sub(r"\([^)]*\)", "", cells[column])
        found += [part.strip() for part in re.split(r"[/,]", text) if part.strip()]
    return list(dict.fromkeys(found))


def flat(text: str) -> str:
    """Text as it is compared: small letters, no blanks, no punctuation."""
    return re.sub(r"[\W_]+", "", text.lower())


def holds(text: str, term: str) -> bool:
    """Whether a text has the term: in Korean anywhere, else where a word begins."""
    if re.search("[가-힣]", term):
        return flat(term) in flat(text)
    words = map(re.escape, re.findall(r"\w+", term.lower()))
    return bool(re.search(r"(?<!\w)" + r"[\W_]*".join(words), text.lower()))


def search_finds(page: Page, address: str, site: Path, language: str, asked: list[str]) -> list[str]:
    """For each term, how many of the places that hold it are found, and whether one is first."""
    text = (site / language / "documents.js").read_text(encoding="utf-8")
    documents = json.loads(text[text.index("(") + 1 : text.rindex(")")])
    held = {one["place"]: one["title"] + " " + one["text"] for one in documents}
    page.goto(f"{address}/{language}/search.html", wait_until="load")
    page.wait_for_function("() => !!window.aimath?.search")
    answers = page.evaluate(
        "asked => asked.map(term => aimath.search(term).map(one => one.place))", asked
    )
    share, first, missed = [], 0, []
    for term, found in zip(asked, answers):
        wanted = {place for place, text in held.items() if holds(text, term)}
        if not wanted:
            continue
        share.append(len(wanted & set(found)) / len(wanted))
        first += bool(found) and found[0] in wanted
        if share[-1] < 1:
            missed.append(term)
    recall, top = sum(share) / len(share), first / len(share)
    print(
        f"search, {language}: {len(share)} terms, {recall:.2%} of their places found, "
        f"{top:.2%} with such a place first",
        flush=True,
    )
    wrong = []
    if recall < SEARCH_GATE:
        wrong.append(f"the search in {language} finds {recall:.1%}; missed: {missed[:10]}")
    if top < FIRST_GATE:
        wrong.append(f"the search in {language} puts a wrong place first too often ({top:.1%})")
    # What a reader types reaches the list.
    page.fill("#book-query", asked[0])
    page.wait_for_selector("#book-found li a")
    return wrong


def by_the_way(browser: Browser, address: str, site: Path) -> list[str]:
    """What is tried once: the switch of language, no script, no server."""
    complaints: list[str] = []
    page = watched(browser, complaints, address)
    spoken = languages(site)
    chapter = "01-linear-algebra/1-1-vectors.html"
    # The link that a reader has at hand in the middle of a page: at a desk and on a phone.
    reached = ((DESK, ".sidebar-sticky"), (PHONE, ".mobile-header"))
    for size, bar in reached if len(spoken) > 1 else ():
        page.set_viewport_size(size)
        page.goto(f"{address}/en/{chapter}")
        page.evaluate("document.querySelectorAll('article section section')[3].scrollIntoView()")
        page.wait_for_timeout(300)
        page.locator(f"{bar} .book-language").first.click()
        page.wait_for_url(re.compile(r"/ko/.*#s01-"))
        mark = page.url.split("#")[1]
        if not page.locator(f"section[id='{mark}']").count():
            complaints.append(f"the switch of language leads to {mark}, which is not there")
    page.set_viewport_size(DESK)
    # The root leads to a language, and a file works without a server.
    page.goto(address)
    page.wait_for_url(re.compile(r"/(en|ko)/index\.html"))
    files = browser.new_page()
    problems: list[str] = []
    files.on("pageerror", lambda error: problems.append(str(error)))
    files.goto((site / "en" / chapter).as_uri())
    problems += figures_live(files)[1][:3]
    complaints += [f"opened as a file: {problem}" for problem in problems]
    still = browser.new_context(java_script_enabled=False).new_page()
    still.goto(f"{address}/en/{chapter}")
    picture = still.locator("figure.plot img").first
    picture.scroll_into_view_if_needed()
    if not picture.is_visible() or not still.locator(".katex-html").first.is_visible():
        complaints.append("without scripts a picture or a formula is missing")
    return complaints


def main(repository: Path, site: Path, chromium: str, axe: str, thorough: bool) -> int:
    """Try everything; complaints go to the standard error."""
    start = time.monotonic()
    logs = repository / ".book/logs"
    logs.mkdir(parents=True, exist_ok=True)
    complaints = broken_links(site)
    plan = planned(site, thorough)
    # Dealt out in turn, so that the workers end together.
    shares = [(str(site), chromium, plan[i::WORKERS], axe, str(logs)) for i in range(WORKERS)]
    total: dict[str, dict[str, int]] = {}
    with ProcessPoolExecutor(WORKERS) as pool:
        for wrong, seen in pool.map(walk, shares):
            complaints += wrong
            for language, count in seen.items():
                one = total.setdefault(language, {})
                for what, number in count.items():
                    one[what] = one.get(what, 0) + number
    for language in languages(site) or ["no language"]:
        one = total.get(language, {})
        print(f"{language}: " + ", ".join(f"{number} {what}" for what, number in one.items()), flush=True)
        missing = [what for what in ("pages", "figures", "formulas", "live") if not one.get(what)]
        complaints += [f"{language}: not one of the {what} was seen" for what in missing]
    address = serve(site)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = watched(browser, complaints, address)
        for language in languages(site):
            glossary = repository / "notebooks" / language / "glossary.md"
            if glossary.is_file():
                for own, column in ((language, 2), ("en", 1)):
                    asked = terms(glossary, column)
                    complaints += search_finds(page, address, site, own, asked)
        complaints += by_the_way(browser, address, site)
        browser.close()
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    print(
        f"links, and both widths, of {len(plan)} pages: {len(complaints)} complaints, "
        f"{time.monotonic() - start:.0f} s",
        flush=True,
    )
    return 1 if complaints else 0


if __name__ == "__main__":
    places = [Path(place).resolve() for place in sys.argv[1:3]]
    sys.exit(main(*places, *sys.argv[3:5], "--thorough" in sys.argv[5:]))
