"use strict";
// Divides each slide into pages on which everything fits, then starts reveal.js.
//
// A slide that is too tall is never cut off or scrolled: it gets a smaller size within
// limits, its figure beside its text, or further pages below it. What is measured here is
// the reader's own fonts, so the same folder fits on every machine.

const SIZES = { large: 26, usual: 24, small: 22, least: 20 };
// For a single piece that has no page of its own at a usual size.
const LAST_RESORT = [18, 16];
// A formula or a table that has become smaller than this is hard to read at the back.
const READABLE = 0.75;
// A figure of more pixels across is not put beside its text while there is another way.
const ACROSS = 760;
// How far a figure may be pressed together, and how far it may grow.
const PRESS = 0.8;
const GROW = 1.25;
const INLINE = /^(A|B|CODE|EM|I|KBD|SPAN|STRONG|SUB|SUP)$/;
const FIGURES = JSON.parse(document.getElementById("figures").textContent);

window.MathJax = {
  tex: { inlineMath: [["$", "$"], ["\\(", "\\)"]] },
  svg: { fontCache: "none" },
  options: { enableMenu: false, enableAssistiveMml: false },
  startup: { typeset: false, ready: () => { MathJax.startup.defaultReady(); start(); } },
};

/** An element with a class and content. */
function make(tag, name, ...content) {
  const element = document.createElement(tag);
  element.className = name;
  element.append(...content);
  return element;
}

// ── pieces ────────────────────────────────────────────────────────────────

const isHeading = (piece) => /^H[1-6]$/.test(piece.firstElementChild?.tagName ?? "");
const isFigure = (piece) => piece.classList.contains("figure");
const isCode = (piece) => piece.classList.contains("code");

/** A block of prose as one piece for each of its paragraphs, lists, formulas … */
function pieces(block) {
  if (!block.classList.contains("prose")) return [block];
  const found = [];
  let line = null;
  for (const node of [...block.childNodes]) {
    const inline = node.nodeType === Node.TEXT_NODE || INLINE.test(node.tagName)
      || (node.tagName === "MJX-CONTAINER" && node.getAttribute("display") !== "true");
    if (node.nodeType === Node.COMMENT_NODE || (!line && inline && !node.textContent.trim() && !node.tagName)) continue;
    if (inline && line) {
      line.append(node);
      continue;
    }
    const piece = make("div", block.className, node);
    line = inline ? piece : null;
    found.push(piece);
  }
  return found;
}

/** Pieces that belong on one page: a heading with what follows, code with what it shows. */
function units(all) {
  const found = [];
  let glued = false;
  all.forEach((piece, index) => {
    if (glued) found.at(-1).push(piece);
    else found.push([piece]);
    const next = all[index + 1];
    const shown = next && /\b(figure|table|value|plain)\b/.test(next.className);
    glued = isHeading(piece) || (isCode(piece) && shown)
      || (piece.classList.contains("aside-code") && shown);
  });
  return found;
}

/** A piece in two, or nothing when it has no seam. */
function halves(piece) {
  const body = piece.querySelector("tbody");
  const list = piece.querySelector("ul, ol");
  const parts = body?.children.length > 1 ? body : list?.children.length > 1 ? list : null;
  if (parts) {
    const middle = Math.ceil(parts.children.length / 2);
    const other = piece.cloneNode(true);
    const twin = other.querySelector(body === parts ? "tbody" : "ul, ol");
    [...parts.children].slice(middle).forEach((row) => row.remove());
    [...twin.children].slice(0, middle).forEach((row) => row.remove());
    if (twin.tagName === "OL") twin.start = (parts.start || 1) + middle;
    return [piece, other];
  }
  const pre = piece.querySelector("pre");
  const lines = pre?.textContent.split("\n") ?? [];
  if (lines.length > 1 && !isCode(piece)) {
    const middle = Math.ceil(lines.length / 2);
    const other = piece.cloneNode(true);
    pre.textContent = lines.slice(0, middle).join("\n");
    other.querySelector("pre").textContent = lines.slice(middle).join("\n");
    return [piece, other];
  }
  return null;
}

// ── pages ─────────────────────────────────────────────────────────────────

const stage = make("section", "page");
// reveal.js hides every page but the current one, and what is hidden has no size.
stage.style.display = "block";

/** Formulas and tables that are wider than their place, made smaller within limits; tells how
 * small the smallest has become. */
function narrow(sheet) {
  // First all writing, then all reading: each change of hand costs a layout.
  let wide = [...sheet.querySelectorAll("mjx-container, table")];
  for (const one of wide) one.style.fontSize = "";
  const scales = new Map();
  for (let tries = 0; tries < 3 && wide.length > 0; tries += 1) {
    const asked = wide.map((one) => {
      const room = one.closest(".block").clientWidth;
      const width = (one.querySelector(":scope > svg") ?? one).getBoundingClientRect().width;
      return [one, room / width];
    });
    wide = asked.filter(([, ratio]) => ratio < 1).map(([one, ratio]) => {
      const least = one.tagName === "TABLE" ? 0.6 : 0.55;
      scales.set(one, Math.max(least, (scales.get(one) ?? 1) * 0.98 * ratio));
      return one;
    });
    for (const one of wide) one.style.fontSize = `${(one.tagName === "TABLE" ? 0.84 : 1) * scales.get(one)}em`;
  }
  return Math.min(1, ...scales.values());
}

/** What hangs over the edge of a sheet, as a list of words. */
function overflow(sheet) {
  const found = [];
  const edge = sheet.getBoundingClientRect();
  const scale = edge.width / sheet.clientWidth;
  for (const piece of sheet.querySelectorAll(".block")) {
    const box = piece.getBoundingClientRect();
    const over = Math.max(box.bottom - edge.bottom, box.right - edge.right, edge.top - box.top) / scale;
    if (over > 1.5) found.push(`${piece.className}: ${over.toFixed(0)} px beyond the sheet`);
    const inner = [...piece.querySelectorAll("table, pre, p, li, mjx-container > svg")].map((e) => e.getBoundingClientRect().right);
    const wide = (Math.max(0, ...inner) - box.right) / scale;
    if (wide > 1.5) found.push(`${piece.className}: ${wide.toFixed(0)} px too wide`);
  }
  return found;
}

/** Puts pieces on a sheet in the stage; tells whether they fit, and how small the smallest
 * formula or table is. */
function lay(all, beside, size) {
  const sheet = make("div", beside ? "sheet beside" : "sheet");
  sheet.style.fontSize = `${size}px`;
  for (const figure of all.filter(isFigure)) {
    const height = Number(figure.dataset.height);
    figure.style.minHeight = `${Math.min(height * PRESS, 600)}px`;
    figure.style.maxHeight = `${Math.min(height * GROW, 642)}px`;
    const width = Number(figure.dataset.width);
    figure.style.maxWidth = width ? `${width * GROW}px` : "";
  }
  if (beside) {
    const left = all.filter((piece) => !isFigure(piece));
    sheet.append(make("div", "column", ...left), make("div", "column", ...all.filter(isFigure)));
  } else {
    sheet.append(...all);
  }
  stage.replaceChildren(sheet);
  const smallest = narrow(sheet);
  return { sheet, smallest, fits: overflow(sheet).length === 0 };
}

// The height of a piece on a whole sheet and in a column, all measured at once: a layout of
// everything for each trial and each size would take a minute.
const HEIGHTS = new Map();
const MEASURED = SIZES.small;

/** Measures all pieces. */
function measure(all, place) {
  const sheet = make("div", "sheet measured", ...all);
  sheet.style.fontSize = `${MEASURED}px`;
  place.replaceChildren(sheet);
  for (const width of [1168, 488]) {
    sheet.style.width = `${width}px`;
    for (const piece of all) HEIGHTS.set(piece, [...HEIGHTS.get(piece) ?? [], piece.getBoundingClientRect().height]);
  }
  sheet.replaceChildren();
}

/** How full a sheet would be, by the heights alone; the sheet itself decides. */
function fullness(all, beside, size) {
  let [left, right] = [0, 0];
  for (const piece of all) {
    const figure = isFigure(piece);
    // Smaller letters make lines lower, and fewer.
    const measured = (HEIGHTS.get(piece)?.[beside ? 1 : 0] ?? 0) * (size / MEASURED) ** 2;
    const height = (figure ? Math.min(piece.dataset.height * PRESS, 600) : measured) + 0.55 * size;
    if (beside && figure) right += height;
    else left += height;
  }
  return Math.max(left, right) / 642;
}

/** The ways in which pieces may share a page, the best first. */
function ways(all) {
  const figures = all.filter(isFigure).length;
  if (figures === 0) return [[false, SIZES.large], [false, SIZES.usual], [false, SIZES.small], [false, SIZES.least]];
  const stacked = [[false, SIZES.usual], [false, SIZES.small]];
  if (figures > 1 || all.length === 1) return stacked;
  const words = all.filter((piece) => !isFigure(piece) && !isHeading(piece));
  const beside = [[true, SIZES.usual], [true, SIZES.small], [true, SIZES.least]];
  // A line above a figure looks better than a column of one line beside it.
  const short = words.reduce((sum, piece) => sum + piece.textContent.length, 0) < 120;
  const broad = Number(all.find(isFigure).dataset.width) > ACROSS;
  if (broad) return [...stacked, [false, SIZES.least], ...beside];
  return short ? [...stacked, ...beside] : [...beside, ...stacked];
}

/** Whether pieces seem to fit on one page. */
const fitting = (all) => ways(all).some(([beside, size]) => fullness(all, beside, size) <= 1.02);

/** The page of these pieces, or nothing when they do not fit on one. */
function page(all, choices = ways(all)) {
  let second = null;
  for (const [beside, size] of choices) {
    // What is too wide is made smaller on the sheet, and so lower than measured.
    if (fullness(all, beside, size) > 1.12) continue;
    const { sheet, smallest, fits } = lay(all, beside, size);
    if (fits && smallest >= READABLE) return sheet;
    if (fits) second ??= [beside, size];
  }
  return second && lay(all, ...second).sheet;
}

/** All pages that these pieces need. */
function paginate(all) {
  const whole = page(all);
  if (whole) return [whole];
  const sheets = [];
  const waiting = units(all);
  while (waiting.length > 0) {
    // As many as may fit by their heights, then one less until they do.
    let count = 1;
    while (count < waiting.length && fitting(waiting.slice(0, count + 1).flat())) count += 1;
    for (; count > 0; count -= 1) {
      const sheet = page(waiting.slice(0, count).flat());
      if (!sheet) continue;
      sheets.push(sheet);
      waiting.splice(0, count);
      break;
    }
    if (count === 0) sheets.push(...apart(waiting.shift(), waiting));
  }
  return sheets;
}

/** A unit that fits on no page: taken apart, and only then made smaller still. */
function apart(unit, waiting) {
  if (unit.length > 1) {
    const first = isHeading(unit[0]) && unit.length > 2 ? 2 : 1;
    waiting.unshift(unit.slice(0, first), unit.slice(first));
    return [];
  }
  const sheet = page(unit, LAST_RESORT.map((size) => [false, size]));
  if (sheet) return [sheet];
  const parts = halves(unit[0]);
  if (parts) {
    waiting.unshift([parts[0]], [parts[1]]);
    return [];
  }
  return [lay(unit, false, LAST_RESORT.at(-1)).sheet];
}

// ── the deck ──────────────────────────────────────────────────────────────

/** Turns every slide into its pages, and the minutes of a section into seconds a page. */
function build(source, slides) {
  const spans = [];
  let [chapter, section] = ["", ""];
  const articles = [...source.children].map((article) => {
    const notes = article.querySelector("aside.notes");
    notes?.remove();
    return { article, notes, all: [...article.children].flatMap(pieces) };
  });
  measure(articles.flatMap(({ all }) => all), source);
  performance.mark("measured");
  for (const { article, notes, all } of articles) {
    const headings = all.filter(isHeading).map((piece) => piece.firstElementChild);
    chapter = headings.find((h) => h.tagName === "H1")?.textContent ?? chapter;
    const title = headings.find((h) => h.tagName !== "H1")?.textContent;
    // What follows an exercise is about the section again.
    if (title && !article.dataset.cell.startsWith("ex-")) section = title;
    if (article.dataset.minutes || spans.length === 0) spans.push({ minutes: Number(article.dataset.minutes ?? 0), pages: [] });
    const made = paginate(all).map((sheet) => {
      if (sheet.childElementCount === 1 && /^H[1-2]$/.test(sheet.querySelector("h1, h2")?.tagName ?? "")) sheet.classList.add("opening");
      const one = make("section", "page", sheet, make("div", "foot", [chapter, title ?? section].filter(Boolean).join(" · ")));
      one.dataset.cell = article.dataset.cell;
      if (notes) one.append(notes.cloneNode(true));
      return one;
    });
    spans.at(-1).pages.push(...made);
    if (article.dataset.kind === "slide" || slides.childElementCount === 0) slides.append(make("section", "stack"));
    slides.lastElementChild.append(...made);
  }
  for (const { minutes, pages } of spans) {
    pages.forEach((one) => { one.dataset.timing = Math.round(minutes * 60 / pages.length); });
  }
}

/** Draws the figures of a page, after what is being drawn. */
function draw(current) {
  drawing = drawing.then(() => paint(current));
  return drawing;
}
let drawing = Promise.resolve();

/** Draws the figures of a page, and lets go of those elsewhere. */
async function paint(current) {
  // Somebody who turns pages quickly passes figures by.
  if (current !== Reveal.getCurrentSlide()) return;
  for (const drawn of document.querySelectorAll(".figure.js-plotly-plot")) {
    if (current.contains(drawn)) continue;
    Plotly.purge(drawn);
    // plotly leaves its mark, and who comes back would find the place empty.
    drawn.classList.remove("js-plotly-plot");
  }
  for (const place of current.querySelectorAll(".figure:not(.js-plotly-plot)")) {
    const { data, layout, frames } = structuredClone(FIGURES[place.dataset.figure]);
    Object.assign(layout, { width: place.clientWidth, height: place.clientHeight, autosize: false });
    await Plotly.newPlot(place, { data, layout, frames, config: { displayModeBar: false, displaylogo: false } });
  }
  current.dataset.drawn = "true";
}

/** A link inside the deck turns to the page that has its heading. */
function follow(event) {
  const target = event.target.closest('a[href^="#"]')?.getAttribute("href").slice(1);
  const place = target && document.getElementById(decodeURIComponent(target))?.closest("section.page");
  if (!place) return;
  event.preventDefault();
  const { h, v } = Reveal.getIndices(place);
  Reveal.slide(h, v);
}

async function start() {
  await MathJax.startup.promise;
  const source = document.getElementById("source");
  const slides = document.querySelector(".slides");
  const place = make("div", "reveal", make("div", "slides", stage));
  place.id = "stage";
  document.body.append(place);
  source.className = "sheet";
  await document.fonts.ready;
  performance.mark("loaded");
  await MathJax.typesetPromise([source]);
  performance.mark("typeset");
  build(source, slides);
  performance.mark("paginated");
  source.remove();
  place.remove();
  document.getElementById("wait").remove();
  for (const link of document.querySelectorAll('.page a[href^="http"]')) link.target = "_blank";
  slides.addEventListener("click", follow);
  await Reveal.initialize({
    width: 1280, height: 720, margin: 0, maxScale: 4, center: false, hash: true, transition: "none",
    backgroundTransition: "none", slideNumber: "c/t", navigationMode: "linear",
    // Without it the speaker view tells no time for a slide, whatever the slides say.
    defaultTiming: 0, plugins: [RevealNotes],
  });
  Reveal.on("slidechanged", ({ currentSlide }) => draw(currentSlide));
  await draw(Reveal.getCurrentSlide());
  document.body.dataset.ready = "true";
}
