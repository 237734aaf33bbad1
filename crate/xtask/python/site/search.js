// The search: MiniSearch over words, and over pairs of letters where the script is Hangul,
// because a Korean word changes its ending with its place in the sentence.
(() => {
    const HANGUL = /[\uac00-\ud7a3]/;
    const pieces = text => text.normalize("NFC").toLowerCase().match(/[\uac00-\ud7a3]+|[^\s\uac00-\ud7a3\p{P}\p{S}]+/gu) ?? [];
    const tokenize = text => pieces(text).flatMap(piece => {
        const letters = [...piece];
        if (!HANGUL.test(piece) || letters.length < 3) return [piece];
        return letters.slice(1).map((letter, i) => letters[i] + letter);
    });
    const flat = text => text.normalize("NFC").toLowerCase().replace(/[\s\p{P}]+/gu, "");
    const form = document.querySelector(".book-search");
    const field = document.getElementById("book-query");
    const count = document.getElementById("book-count");
    const found = document.getElementById("book-found");
    let index, documents;

    // A letter alone of a Korean word is looked for at the beginning of pairs.
    const options = {
        tokenize, processTerm: term => term, combineWith: "AND",
        boost: { title: 4, text: 2, chapter: 1, code: 1 },
        prefix: term => !HANGUL.test(term) || term.length < 2,
        fuzzy: term => !HANGUL.test(term) && term.length > 4 ? 0.2 : false,
    };
    aimath.documents = given => {
        documents = given;
        index = new MiniSearch({ fields: ["title", "text", "code"], tokenize, processTerm: term => term });
        index.addAll(documents);
        run();
    };
    // The documents for a query, best first; those that hold the very words come before others.
    aimath.search = query => {
        const wanted = flat(query);
        return index.search(query, options)
            .map(({ id, score }) => {
                const one = documents[id];
                const literal = flat(one.title).includes(wanted) ? 8 : flat(one.text).includes(wanted) ? 4 : 1;
                return { ...one, score: score * literal };
            })
            .sort((a, b) => b.score - a.score);
    };

    // Some words around the first that was asked for.
    const around = (text, query) => {
        const lower = text.toLowerCase();
        const at = [query.trim().toLowerCase(), ...pieces(query)].map(word => lower.indexOf(word)).find(place => place >= 0) ?? 0;
        const start = Math.max(0, at - 60);
        return (start ? "… " : "") + text.slice(start, at + 140) + (at + 140 < text.length ? " …" : "");
    };
    const marked = (text, query) => {
        const words = [query.trim(), ...pieces(query)].filter(Boolean).sort((a, b) => b.length - a.length);
        const pattern = words.map(word => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
        if (!pattern) return [text];
        return text.split(new RegExp(`(${pattern})`, "giu")).map((part, i) => {
            if (i % 2 === 0) return part;
            const mark = document.createElement("mark");
            mark.textContent = part;
            return mark;
        });
    };
    const run = () => {
        const query = field.value.trim();
        const results = query && index ? aimath.search(query) : [];
        count.textContent = !query ? "" : results.length ? `${aimath.words.found}: ${results.length}` : aimath.words.nothing;
        found.replaceChildren(...results.slice(0, 50).map(one => {
            const item = document.createElement("li");
            const link = document.createElement("a");
            link.href = one.place;
            link.textContent = one.title;
            const chapter = document.createElement("small");
            chapter.textContent = one.chapter === one.title ? "" : one.chapter;
            const words = document.createElement("p");
            words.append(...marked(around(one.text, query), query));
            item.append(link, " ", chapter, words);
            return item;
        }));
    };
    field.value = new URLSearchParams(location.search).get("q") ?? "";
    let waiting;
    field.addEventListener("input", () => {
        clearTimeout(waiting);
        waiting = setTimeout(() => {
            history.replaceState(null, "", `?q=${encodeURIComponent(field.value)}`);
            run();
        }, 120);
    });
    form.addEventListener("submit", event => {
        event.preventDefault();
        run();
    });
})();
