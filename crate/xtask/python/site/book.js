// What every page does: the language switch stays at the reader's place, and whatever scrolls
// sideways can be scrolled by keyboard.
(() => {
    // The theme says these in English only.
    const named = { ".theme-toggle": "theme", "#__navigation, .nav-overlay-icon": "navigation", "#__toc, .toc-overlay-icon": "contents" };
    for (const [which, word] of Object.entries(named))
        for (const one of document.querySelectorAll(which)) one.setAttribute(one.matches("label") ? "title" : "aria-label", aimath.words[word]);
    const skip = document.querySelector(".skip-to-content");
    if (skip) skip.textContent = aimath.words.skip;

    const label = /^sf?\d+-/;
    // The last heading above the middle of the window; its name is the same in every language.
    const here = () => {
        const places = [...document.querySelectorAll("section[id]")].filter(one => label.test(one.id));
        const above = places.filter(one => one.getBoundingClientRect().top < innerHeight / 3);
        return window.scrollY > 80 && above.length ? `#${above.at(-1).id}` : "";
    };
    // The links above the text scroll away with it: the bar of a phone and the column of a desk,
    // which stay, have them as well.
    for (const bar of document.querySelectorAll(".mobile-header .header-right, .sidebar-sticky .sidebar-scroll"))
        for (const link of [...document.querySelectorAll(".book-languages .book-language")].reverse()) {
            const twin = link.cloneNode(true);
            twin.classList.add("book-language-bar");
            bar.prepend(twin);
        }
    for (const link of document.querySelectorAll(".book-language")) {
        const plain = link.getAttribute("href");
        const turn = () => link.setAttribute("href", plain + (here() || location.search + location.hash));
        for (const event of ["pointerdown", "focus", "click"]) link.addEventListener(event, turn);
    }

    const scrolling = "pre, .formula .katex-display, .cell_output .output, .table-wrapper, .plot-table";
    const reachable = () => {
        for (const one of document.querySelectorAll(scrolling)) {
            const wide = one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== "visible";
            if (!wide) {
                if (one.dataset.scrolls) ["tabindex", "role", "aria-label", "data-scrolls"].forEach(a => one.removeAttribute(a));
                continue;
            }
            const words = aimath.words;
            const kind = one.matches("pre") ? words.code : one.matches(".katex-display") ? words.formula
                : one.matches(".table-wrapper, .plot-table") ? words.table : words.output;
            one.dataset.scrolls = "yes";
            one.tabIndex = 0;
            one.setAttribute("role", "group");
            one.setAttribute("aria-label", kind);
        }
    };
    aimath.reachable = reachable;
    let waiting;
    addEventListener("resize", () => {
        clearTimeout(waiting);
        waiting = setTimeout(reachable, 150);
    });
    addEventListener("load", reachable);
    document.addEventListener("toggle", reachable, true);
    reachable();
})();
