// The living figures: plotly draws one when it comes near the window, in place of its still
// picture. The slider and the play button are the page's own, so that keyboard, finger and
// screen reader all reach them. Without this script the still picture stays.
(() => {
    const words = aimath.words;
    const narrow = () => matchMedia("(max-width: 40em)").matches;
    const reduced = matchMedia("(prefers-reduced-motion: reduce)");
    const waiting = new Map();
    let plotly;

    const script = source => new Promise((done, fail) => {
        const element = document.createElement("script");
        element.src = source;
        element.onload = done;
        element.onerror = () => fail(new Error(`${source} cannot be read`));
        document.head.append(element);
    });
    // Each figure's file calls this with its name; it works from a folder without a server.
    aimath.figure = (name, figure) => waiting.get(name)(figure);
    const read = name => new Promise((done, fail) => {
        waiting.set(name, done);
        script(`${aimath.top}figures/${aimath.language}/${name}.js`).catch(fail);
    });
    const plain = text => {
        const box = document.createElement("div");
        box.innerHTML = String(text ?? "").replaceAll("<br>", ", ");
        return box.textContent.trim();
    };
    const make = (tag, options = {}, ...inside) => {
        const element = Object.assign(document.createElement(tag), options);
        element.append(...inside);
        return element;
    };

    // On a phone the title and the line below it are the page's own, since a drawing breaks no line.
    const noted = layout => layout?.annotations?.find(one => one.name === "note")?.text;
    const titled = layout => layout?.title?.text;
    const unnoted = annotations => annotations?.filter(one => one.name !== "note");
    const still = frame => {
        if (!frame.layout) return frame;
        const { title: _title, annotations, ...layout } = frame.layout;
        return { ...frame, layout: annotations ? { ...layout, annotations: unnoted(annotations) } : layout };
    };

    // Panels beside one another have no room on a phone: there they stand below one another, each
    // with what stands in it. Answers with the figure so changed, or with the same figure.
    const stacked = figure => {
        const { layout } = figure;
        const across = layout => Object.keys(layout).filter(key => /^(xaxis|scene)\d*$/.test(key))
            .map(key => [key, key.startsWith("scene") ? layout[key].domain?.x : layout[key].domain])
            .filter(([, domain]) => domain).sort(([, a], [, b]) => a[0] - b[0]);
        const panels = across(layout);
        if (!narrow() || panels.length < 2 || panels.some(([, domain], i) => i && domain[0] < panels[i - 1][1][1])) return figure;
        const count = panels.length, gap = 84;
        const { t = 64, b = 58 } = layout.margin ?? {};
        const high = layout.height - t - b - (figure.frames?.length ? 78 : 0);
        const each = Math.max(180, 0.8 * high), whole = count * each + (count - 1) * gap;
        const floor = i => (count - 1 - i) * (each + gap) / whole;
        const slice = i => [floor(i), Math.min(1, floor(i) + each / whole)];
        const at = x => panels.findIndex(([, [from, to]]) => x >= from - 0.02 && x <= to + 0.02);
        const moved = annotations => annotations?.map(one => {
            const i = one.name === "note" || one.xref !== "paper" ? -1 : at(one.x);
            if (i < 0) return one;
            const [from, to] = panels[i][1], [low, top] = slice(i);
            return { ...one, x: (one.x - from) / (to - from), y: one.yref === "paper" ? low + one.y * (top - low) : one.y };
        });
        const below = { ...layout, height: layout.height + whole - high, annotations: moved(layout.annotations) };
        panels.forEach(([key], i) => {
            if (key.startsWith("scene")) below[key] = { ...layout[key], domain: { x: [0, 1], y: slice(i) } };
            else {
                const upright = key.replace("x", "y");
                below[key] = { ...layout[key], domain: [0, 1] };
                below[upright] = { ...layout[upright], domain: slice(i) };
            }
        });
        const data = figure.data.map(trace => {
            const i = trace.colorbar?.x === undefined ? -1 : at(trace.colorbar.x - 0.01);
            if (i < 0) return trace;
            const [low, top] = slice(i);
            return { ...trace, colorbar: { ...trace.colorbar, x: 1.01, y: (low + top) / 2, len: top - low } };
        });
        const frames = figure.frames?.map(frame => frame.layout?.annotations
            ? { ...frame, layout: { ...frame.layout, annotations: moved(frame.layout.annotations) } } : frame);
        return { ...figure, data, layout: below, frames };
    };

    // Plotly's own slider and buttons go, and the room below the axes that they took.
    const bare = (layout, sliders) => {
        const { sliders: _sliders, updatemenus: _menus, ...rest } = layout;
        if (sliders) {
            const room = 78;
            rest.height -= room;
            rest.margin = { ...rest.margin, b: Math.max(rest.margin.b - room, 16) };
        }
        if (narrow()) {
            delete rest.width;
            rest.autosize = true;
            const top = rest.margin?.t ?? 100, room = noted(rest) ? 62 : titled(rest) ? 40 : 0;
            rest.margin = { ...rest.margin, l: Math.min(rest.margin.l, 44), r: Math.min(rest.margin.r, 12), t: Math.max(top - room, 12) };
            rest.height -= top - rest.margin.t;
            rest.annotations = unnoted(rest.annotations);
            delete rest.title;
            // A legend at the side would take a third of the width: below the axes there is room.
            const { legend = {}, margin } = rest;
            if (legend.orientation !== "h") {
                const across = { orientation: "h", x: 0, xanchor: "left", yanchor: "top" };
                rest.legend = { ...legend, ...across, y: -56 / (rest.height - margin.t - (margin.b ?? 80)) };
            }
        }
        // A Korean page's generic font draws ‖ as wide as a syllable; these come before it.
        const family = '"Open Sans", verdana, arial, "DejaVu Sans", "Segoe UI Symbol", sans-serif';
        rest.font = { ...rest.font, family };
        // A finger that moves over a flat figure moves the page.
        if (matchMedia("(pointer: coarse)").matches) rest.dragmode = false;
        return rest;
    };

    const slide = (plot, figure, after) => {
        const [slider] = figure.layout.sliders;
        const prefix = plain(slider.currentvalue?.prefix).replace(/\s*[=:]?$/, "");
        const labels = slider.steps.map(step => plain(step.label));
        const shown = make("output");
        const range = make("input", { type: "range", min: 0, max: labels.length - 1, step: 1, value: slider.active ?? 0 });
        const say = () => {
            const now = labels[range.value];
            shown.textContent = prefix ? `${prefix} = ${now}` : now;
            range.setAttribute("aria-valuetext", now);
        };
        range.setAttribute("aria-label", prefix || plain(figure.layout.title?.text));
        const show = async () => {
            say();
            const [names, how] = slider.steps[range.value].args;
            await Plotly.animate(plot, names, how);
            plot.dataset.shown = range.value;
            after(names);
        };
        const menu = figure.layout.updatemenus?.[0]?.buttons?.[0]?.args?.[1];
        const pause = Math.max(menu?.frame?.duration ?? 300, reduced.matches ? 1000 : 0);
        const button = make("button", { type: "button", className: "plot-play", textContent: "▶" });
        let playing;
        const stop = () => {
            clearInterval(playing);
            playing = undefined;
            button.textContent = "▶";
            button.setAttribute("aria-label", words.play);
        };
        button.addEventListener("click", () => {
            if (playing) return stop();
            if (+range.value === labels.length - 1) range.value = 0;
            button.textContent = "❚❚";
            button.setAttribute("aria-label", words.pause);
            playing = setInterval(() => {
                if (+range.value === labels.length - 1) return stop();
                range.value = +range.value + 1;
                show();
            }, pause);
        });
        range.addEventListener("input", () => {
            stop();
            show();
        });
        stop();
        say();
        return make("div", { className: "plot-controls" }, button, range, shown);
    };

    // A figure in space turns by a slider as well as by the pointer.
    const turn = (plot, scene) => {
        const eye = plot.layout[scene].camera?.eye ?? { x: 1.25, y: 1.25, z: 1.25 };
        const far = Math.hypot(eye.x, eye.y);
        const start = Math.round((Math.atan2(eye.y, eye.x) * 180 / Math.PI + 360) % 360);
        const range = make("input", { type: "range", min: start - 180, max: start + 180, step: 10, value: start });
        range.setAttribute("aria-label", words.turn);
        range.addEventListener("input", () => {
            const angle = range.value * Math.PI / 180;
            Plotly.relayout(plot, { [`${scene}.camera.eye`]: { x: far * Math.cos(angle), y: far * Math.sin(angle), z: eye.z } });
        });
        return make("div", { className: "plot-controls" }, range, make("span", { textContent: words.turn }));
    };

    // ── The data as a table ──
    const most = 200;
    const short = value => typeof value === "number" ? String(Number(value.toPrecision(6))) : plain(value);
    const list = value => Array.isArray(value) ? value : value && ArrayBuffer.isView(value) ? [...value] : [];
    // What is only drawn to look at is left out, unless a figure has nothing else.
    const tables = plot => [false, true].map(all => tabled(plot, all)).find(found => found.length) ?? [];
    const tabled = (plot, all) => plot.data.flatMap((trace, index) => {
        const name = plain(trace.name) || `${words.trace} ${index + 1}`;
        const z = list(trace.z);
        if (Array.isArray(z[0]) || ArrayBuffer.isView(z[0])) {
            const across = list(trace.x);
            const flat = across.length === z[0].length && !Array.isArray(across[0]);
            const head = ["", ...list(z[0]).map((_, i) => flat ? across[i] : i + 1)];
            const up = list(trace.y);
            const rows = z.map((row, i) => [up.length === z.length && !Array.isArray(up[0]) ? up[i] : i + 1, ...list(row)]);
            return [{ name, head, rows }];
        }
        const columns = ["x", "y", "z", "text"].filter(side => list(trace[side]).length);
        if (!columns.length || !all && trace.hoverinfo === "skip" && !trace.name && !list(trace.text).length) return [];
        const long = Math.max(...columns.map(side => list(trace[side]).length));
        const rows = Array.from({ length: long }, (_, i) => columns.map(side => list(trace[side])[i]));
        return [{ name, head: columns, rows }];
    });
    const quoted = value => {
        const text = value === null || value === undefined ? "" : typeof value === "number" ? String(value) : plain(value);
        return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    };
    const csv = all => all.map(one => [[one.name], one.head, ...one.rows].map(row => row.map(quoted).join(",")).join("\r\n")).join("\r\n\r\n");
    const tabulate = (plot, place, name) => {
        const all = tables(plot);
        const shown = all.map(({ name, head, rows }) => {
            const line = (tag, cells) => make("tr", {}, ...cells.map(cell => make(tag, { textContent: cell === null || cell === undefined ? "" : short(cell) })));
            const table = make("table", {}, make("caption", { textContent: name }),
                make("thead", {}, line("th", head)), make("tbody", {}, ...rows.slice(0, most).map(row => line("td", row))));
            for (const cell of table.tHead.rows[0].cells) cell.scope = "col";
            const wide = make("div", { className: "plot-table" }, table);
            if (rows.length > most) wide.append(make("p", { textContent: `${words.more_rows} ${most} / ${rows.length}.` }));
            return wide;
        });
        const save = make("a", { download: `${name}.csv`, textContent: words.save });
        save.href = URL.createObjectURL(new Blob(["\ufeff", csv(all)], { type: "text/csv" }));
        place.replaceChildren(save, ...shown);
        aimath.reachable();
    };

    const draw = async element => {
        const name = element.dataset.figure;
        const picture = element.querySelector("img");
        plotly ??= script(`${aimath.top}lib/plotly.min.js`);
        const [drawn] = await Promise.all([read(name), plotly]);
        const figure = stacked(drawn);
        const phone = narrow();
        const frames = (figure.frames ?? []).map(frame => phone ? still(frame) : frame);
        const plot = make("div", { className: "plot-live" });
        plot.setAttribute("role", "img");
        plot.setAttribute("aria-label", picture.alt);
        picture.before(plot);
        await Plotly.newPlot(plot, figure.data, bare(figure.layout, frames.length > 0), { responsive: true, displayModeBar: false, showTips: false });
        picture.hidden = true;
        const title = make("div", { className: "plot-title", innerHTML: titled(figure.layout) ?? "" });
        const note = make("div", { className: "plot-note", innerHTML: noted(figure.layout) ?? "" });
        if (phone) plot.before(title, note);
        const data = element.querySelector("details");
        const place = make("div");
        data.append(place);
        const fill = () => data.open && tabulate(plot, place, name);
        data.addEventListener("toggle", fill);
        if (frames.length) {
            await Plotly.addFrames(plot, frames);
            plot.after(slide(plot, figure, names => {
                const said = figure.frames.filter(frame => names.includes(frame.name)).map(frame => frame.layout);
                note.innerHTML = said.map(noted).find(Boolean) ?? note.innerHTML;
                title.innerHTML = said.map(titled).find(Boolean) ?? title.innerHTML;
                fill();
            }));
        }
        for (const scene of Object.keys(plot.layout).filter(key => /^scene\d*$/.test(key))) plot.after(turn(plot, scene));
        fill();
        element.dataset.state = "live";
    };

    const near = new IntersectionObserver(entries => {
        for (const { isIntersecting, target } of entries) {
            if (!isIntersecting) continue;
            near.unobserve(target);
            draw(target).catch(problem => {
                target.dataset.state = "still";
                console.error(`the figure ${target.dataset.figure} stays a still picture:`, problem);
            });
        }
    }, { rootMargin: "800px 0px" });
    document.querySelectorAll("figure.plot").forEach(element => near.observe(element));
})();
