// A formula a line in, its HTML a line out: `typeset.mjs KATEX`.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { default: katex } = await import(pathToFileURL(process.argv[2]));
// What KaTeX would set in another way than LaTeX is an error, but for letters that its fonts lack
// (Hangul in \text, ½): the page's font has them.
const fromThePage = ["unknownSymbol", "unicodeTextInMathMode", "symbolNotInFont"];
const strict = code => (fromThePage.includes(code) ? "ignore" : "error");

// The library writes z⁽¹⁾ as z⁽^{1}⁾, which is two superscripts to KaTeX.
const oneSuperscript = formula => formula.replace(/⁽\^\{([^{}]*)\}⁾/g, "^{($1)}");

for await (const line of createInterface({ input: process.stdin })) {
    const { formula, display } = JSON.parse(line);
    let answer;
    try {
        answer = { html: katex.renderToString(oneSuperscript(formula), { displayMode: display, strict }) };
    } catch (problem) {
        answer = { error: problem.message };
    }
    process.stdout.write(JSON.stringify(answer) + "\n");
}
