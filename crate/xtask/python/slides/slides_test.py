"""Look at every slide of every deck in a real browser: `slides_test.py FOLDER CHROMIUM [--turn]`,
where FOLDER holds the decks of one language, `CHAPTER/index.html`.

At 1280 × 720 nothing hangs over the edge of its slide, every formula is typeset, every figure has
its room, nobody else is asked for anything, no script complains. Dividing the slides is what
takes the time; all pages of a deck are then looked at in one layout. One deck is turned page by
page: its figures are drawn, a slider and a play button move one, and the speaker view shows the
notes; with `--turn` every deck is turned. Exit code 1 with the list of what is not so; the
screenshot of each such slide stands beside its deck.
"""

import re
import sys
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
PATIENCE = 300_000  # milliseconds
SIZE = {"width": 1280, "height": 720}
# What is wrong with a slide that is shown; `drawn` says whether its figures are.
JUDGE = """
window.judge = (slide, drawn) => {
  const sheet = slide.querySelector(".sheet");
  const wrong = overflow(sheet);
  for (const figure of slide.querySelectorAll(".figure")) {
    if (figure.clientHeight < 200 || figure.clientWidth < 300) wrong.push(`figure ${figure.dataset.figure} is too small`);
    if (!drawn) continue;
    if (!figure.querySelector(".svg-container, .main-svg")) wrong.push(`figure ${figure.dataset.figure} is not drawn`);
    else if (figure.scrollHeight > figure.clientHeight + 1 || figure.scrollWidth > figure.clientWidth + 1)
      wrong.push(`figure ${figure.dataset.figure} is larger than its place`);
  }
  for (const problem of slide.querySelectorAll("mjx-merror, [data-mml-node=merror]"))
    wrong.push(`formula: ${problem.textContent || problem.getAttribute("title")}`);
  if (/\\$\\$|\\\\(frac|mathbf|sum)\\b/.test(sheet.innerText)) wrong.push("a formula that is not typeset");
  // Fragments are not shown yet, and still there.
  if (!sheet.textContent.trim() && !sheet.querySelector("svg")) wrong.push("an empty slide");
  const { h, v } = Reveal.getIndices(slide);
  return wrong.length > 0 ? [{ cell: slide.dataset.cell, h, v, wrong }] : [];
};
window.counted = (slides, found) =>
  ({ pages: slides.length, figures: Object.keys(FIGURES).length, formulas: document.querySelectorAll("mjx-container").length, found });
"""
# Turned inside the page: a call for every slide would take longer than the slides.
TURN = """async () => {
  const slides = Reveal.getSlides(), found = [];
  for (const slide of slides) {
    const { h, v } = Reveal.getIndices(slide);
    Reveal.slide(h, v);
    await draw(slide);
    found.push(...judge(slide, true));
  }
  return counted(slides, found);
}"""
# All pages shown at once are one layout; turned, each would be one. A page that is made too tall
# has to be found, or the looking is worth nothing.
LOOK = """() => {
  const slides = Reveal.getSlides();
  const style = document.createElement("style");
  style.textContent = ".reveal .slides section { display: block !important; }";
  document.head.append(style);
  const found = slides.flatMap((slide) => judge(slide, false));
  const tall = document.createElement("div");
  tall.className = "block";
  tall.style.height = "721px";
  slides.at(-1).querySelector(".sheet").append(tall);
  const sees = judge(slides.at(-1), false).some(({ wrong }) => wrong.some((what) => what.includes("beyond the sheet")));
  tall.remove();
  style.remove();
  return { ...counted(slides, found), blind: !sees };
}"""
OUTLINES = "all => all.map(path => path.getAttribute('d') || path.getAttribute('style')).join()"


def opened(browser: Browser, deck: Path, problems: list[str], draws: bool) -> Page:
    """A deck that is ready, watched from its first request; unless it `draws`, without plotly."""
    page = browser.new_page(viewport=SIZE)
    page.set_default_timeout(PATIENCE)

    def watched(request) -> None:
        if not request.url.startswith((deck.parent.as_uri(), "data:", "blob:", "about:")):
            problems.append(f"asks for {request.url}")

    page.on("request", watched)
    page.on("pageerror", lambda error: problems.append(f"script: {error}"))
    page.on(
        "console",
        lambda said: problems.append(f"console: {said.text}")
        # Of plotly's own making, and none of the reader's business.
        if said.type in ("error", "warning")
        and not any(known in said.text for known in ("GPU stall", "willReadFrequently"))
        else None,
    )
    if not draws:
        # Reading plotly takes as long as setting the formulas of a short deck.
        page.add_init_script("window.Plotly = { newPlot: async () => {}, purge: () => {} };")
        page.route("**/plotly.min.js", lambda route: route.fulfill(body=""))
    page.goto(deck.as_uri(), wait_until="commit")
    page.wait_for_selector("body[data-ready]", state="attached")
    page.evaluate(f"() => {{ {JUDGE} }}")
    return page


def used(page: Page) -> list[str]:
    """Whether a figure moves under its slider and its button, at another zoom as well."""
    wrong = []
    place = page.evaluate(
        """() => { const f = document.querySelector('.figure[data-figure]');
        for (const figure of document.querySelectorAll('.page .figure')) {
          const { layout, frames } = FIGURES[figure.dataset.figure];
          if (layout.sliders?.length && layout.updatemenus?.length && frames?.length > 4)
            return { name: figure.dataset.figure, ...Reveal.getIndices(figure.closest('section.page')) };
        } return null; }"""
    )
    if place is None:
        return ["no figure with a slider and a play button"]
    page.set_viewport_size({"width": 1600, "height": 900})
    # Seen before: whoever turns back finds the figure again.
    page.evaluate("async ({h, v}) => { Reveal.slide(h, v); await draw(Reveal.getCurrentSlide()) }", place)
    figure = page.locator(f'.figure[data-figure="{place["name"]}"]')

    def outlines() -> str:
        return figure.locator(".main-svg path, .main-svg image").evaluate_all(OUTLINES)

    def moves(act, what: str) -> None:
        before = outlines()
        act()
        end = time.monotonic() + 30
        while outlines() == before:
            if time.monotonic() > end:
                wrong.append(f"{place['name']}: {what} moves nothing")
                return
            time.sleep(0.1)

    rail = figure.locator(".slider-rail-touch-rect").bounding_box()
    moves(
        lambda: page.mouse.click(rail["x"] + 0.8 * rail["width"], rail["y"] + rail["height"] / 2),
        "the slider",
    )
    moves(lambda: figure.locator(".updatemenu-button").first.click(), "the play button")
    page.set_viewport_size(SIZE)
    return wrong


def told(page: Page) -> list[str]:
    """Whether the speaker view shows the notes of the slide, and the time that is left for it."""
    place = page.evaluate(
        """() => { const slide = Reveal.getSlides().find(s => s.querySelector('aside.notes') && Number(s.dataset.timing) > 0);
        return slide && { ...Reveal.getIndices(slide), said: slide.querySelector('aside.notes').textContent.trim() } }"""
    )
    if place is None:
        return ["no slide has notes and minutes"]
    page.evaluate("({h, v}) => Reveal.slide(h, v)", place)
    with page.expect_popup() as popup:
        page.keyboard.press("s")
    speaker = popup.value
    notes = speaker.locator(".speaker-controls-notes .value")
    notes.wait_for(state="attached")
    end = time.monotonic() + PATIENCE / 1000
    wanted = place["said"].splitlines()[0]
    while wanted not in notes.inner_text():
        if time.monotonic() > end:
            return [f"the speaker view does not show {wanted!r}"]
        time.sleep(0.2)
    pacing = speaker.locator(".pacing")
    while not pacing.is_visible() or not re.search("[1-9]", pacing.inner_text()):
        if time.monotonic() > end:
            return ["the speaker view does not show the time that is left for a slide"]
        time.sleep(0.2)
    speaker.close()
    return []


def moving(deck: Path) -> bool:
    """Whether a deck has enough figures to try them, one of them with a slider."""
    text = deck.read_text(encoding="utf-8")
    return text.count(" data-figure=") > 10 and '"sliders"' in text


def main(folder: Path, chromium: str, turn_all: bool) -> int:
    """Every deck, and how many slides were seen."""
    decks = sorted(folder.glob("*/index.html"))
    # The smallest deck that has what is tried.
    tried = min((deck for deck in decks if moving(deck)), key=lambda deck: deck.stat().st_size, default=None)
    failures = 0
    seen_formulas = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for deck in decks:
            name = f"{folder.name}/{deck.parent.name}"
            problems: list[str] = []
            turned = turn_all or deck == tried
            page = opened(browser, deck, problems, turned)
            seen = page.evaluate(LOOK)
            if seen["blind"]:
                problems.append("a slide that is too tall would not be found")
            if turned:
                seen["found"] += page.evaluate(TURN)["found"]
            if seen["pages"] < 10:
                problems.append(f"only {seen['pages']} slides")
            seen_formulas += seen["formulas"]
            for place in seen["found"]:
                problems.append(f"{place['cell']}: {'; '.join(place['wrong'])}")
                page.evaluate("({h, v}) => Reveal.slide(h, v)", place)
                page.screenshot(path=deck.parent / f"{place['cell']}.png")
            if deck == tried:
                problems += used(page) + told(page)
            page.close()
            how = "turned" if turned else "seen"
            print(f"{name}: {seen['pages']} slides {how}, {seen['figures']} figures", flush=True)
            for problem in problems:
                print(f"  {problem}", flush=True)
            failures += len(problems)
        browser.close()
    if tried is None:
        print(f"no figure and no speaker view tried among {len(decks)} decks")
        failures += 1
    if not seen_formulas:
        print(f"not one formula in {len(decks)} decks")
        failures += 1
    return min(failures, 1)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), sys.argv[2], "--turn" in sys.argv[3:]))
