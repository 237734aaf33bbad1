"""Press Tab and Shift+Tab where a reader might: `keys_test.py REPOSITORY`.

The places are taken from the code cells of the book, after each kind of sign that a name or an
argument can follow, with the rest of the cell behind the cursor and without it, and from calls
of the library's functions, room by room. After each place a cell is run, because what a key
breaks shows only there: one that lists the variables, and every twentieth time one that has to
be compiled. Five hundred places are tried; `cargo book fuzz kernel::keys` draws others and more
(`AIMATH_FUZZ_SEED`, `AIMATH_FUZZ_TIMES`; 250 times are all). The exit code says how many
checks failed.
"""

import itertools
import os
import random
import re
import sys
import time
from pathlib import Path

import nbformat
from book_kernel import BookKernel

# Signs that a name or an argument can follow; a letter stands for an unfinished word.
SIGNS = ["(", ",", ".", "::", "&", "=", "{", "|", "[", "+", "*", "!", "?", ">", " ", "a"]
SAMPLE = 500
# Seconds that no answer takes, however busy the machine is.
LONG = 20.0
HIDDEN = ("aimath_is_ready", "evcxr_", "self::", "crate::")

DEFINITIONS = """let m = array![[2.0, 1.0], [1.0, 3.0]];
let v = array![1.0, 2.0];
let n = 3_usize;
fn cube(x: f64) -> f64 { x * x * x }"""

UNFINISHED = [
    "let p = svd(&",
    "svd(&m",
    "norm_l2(",
    "norm_l2(&v",
    "fn f(v: &Array1<f64>) -> Array1<f64> { 2.0 * }",
    "fn my_norm(v: &Array1<f64>) -> f64 {\n    let s = v.iter().map(|x| x.",
    "for i in 0..v.le",
    "match svd(&m",
    "if norm_l2(&v) > nor",
    "let c = |x: f64| x * cub",
    "array![1.0, 2.0].",
    "show(\"a\", &",
    "plot::",
    "plot::se",
    "let x: Arr",
    "use aimath::",
    "m.dot(&",
    "vec![cube(",
    "println!(\"{}\", dot(&v, ",
    "struct P { a: f64 }\nlet p = P { a: nor",
]


def book_places(root: Path, seed: int) -> list[tuple[str, str, int]]:
    """Each place in the book's cells: the sign before it, the code, the cursor."""
    found = []
    for path in sorted((root / "notebooks/en").glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type != "code" or cell.source.startswith(":dep"):
                continue
            code = cell.source
            for cursor in range(1, len(code) + 1):
                before = code[:cursor]
                if before.endswith("::"):
                    sign = "::"
                elif before[-1].isalpha() and (cursor == len(code) or code[cursor].isalnum()):
                    sign = "a"
                else:
                    sign = before[-1]
                if sign in SIGNS:
                    found.append((sign, code, cursor))
    random.Random(seed).shuffle(found)
    return found


def calls(root: Path, seed: int) -> list[tuple[str, str, int]]:
    """A call of every function of every room, up to its first argument."""
    found = []
    for path in sorted((root / "crate/src").glob("*/**/*.rs")):
        room = path.relative_to(root / "crate/src").parts[0]
        for name in re.findall(r"^pub fn (\w+)", path.read_text(), re.MULTILINE):
            for code in (f"{name}(&", f"let a = aimath::{room}::{name}("):
                found.append((room, code, len(code)))
    random.Random(seed).shuffle(found)
    return found


def sample(places: list[tuple[str, str, int]], most: int) -> list[tuple[str, str, int]]:
    """As many of each kind as there is room for."""
    kinds: dict[str, list[tuple[str, str, int]]] = {}
    for place in places:
        kinds.setdefault(place[0], []).append(place)
    in_turn = itertools.chain.from_iterable(itertools.zip_longest(*kinds.values()))
    return [place for place in in_turn if place is not None][:most]


def helpful(kernel: BookKernel, check) -> None:
    """What a reader finds at some places."""
    expected = {
        "let p = svd(&": "m",
        "svd(": "&m",
        "norm_l2(&": "v",
        "let y = central_difference(": "cube",
        "norm_l": "norm_l1",
    }
    for code, first in expected.items():
        reply = kernel.complete(code, len(code)) or {"matches": []}
        matches = reply["matches"][:5]
        check(f"Tab after {code!r} offers {first!r} first", matches[:1] == [first], matches)
    for code, word in {
        "let x = ": "norm_l2",
        "plot::": "scatter",
        "m.": "dot",
        "fn f(v: &Array1<f64>) -> Array1<f64> { 2.0 * sca": "scale",
    }.items():
        reply = kernel.complete(code, len(code)) or {"matches": []}
        some = [match for match in reply["matches"] if match.startswith(word)]
        check(f"Tab after {code!r} offers {word!r}", bool(some), some[:3] or reply["matches"][:8])
    for code, cursor, word in [
        ("svd(&m)", 2, "singular"),
        ("svd(&m)", 5, "singular"),
        ("plot::scatter(", 9, "scatter"),
        ("plot::", 2, "plot"),
        ("plot::", 6, "plot"),
        ("array![1.0]", 3, "array"),
        ("array![1.0]", 6, "array"),
        ("m", 1, "f64"),
        ("println!(\"a\")", 4, "println"),
    ]:
        reply = kernel.inspect(code, cursor) or {}
        text = reply.get("data", {}).get("text/plain", "")
        check(
            f"Shift+Tab at {cursor} of {code!r} tells of {word!r}",
            word.lower() in text.lower(),
            text[:80],
        )


def main() -> int:
    """Press the keys."""
    root = Path(sys.argv[1]).resolve()
    seed = int(os.environ.get("AIMATH_FUZZ_SEED", "1"))
    most = SAMPLE * int(os.environ.get("AIMATH_FUZZ_TIMES", "1"))
    failed = 0

    def check(name: str, right: bool, saw: object = "") -> None:
        nonlocal failed
        failed += not right
        print(f"{'✓' if right else '✗'} {name}: {saw}", flush=True)

    book = sample(book_places(root, seed), most * 7 // 10)
    library = sample(calls(root, seed), most * 3 // 10)
    unfinished = [("unfinished", code, len(code)) for code in UNFINISHED]
    kernel = BookKernel(root)
    answered = empty = 0
    slowest, where = 0.0, ""
    try:
        kernel.head()
        kernel.run(DEFINITIONS)
        helpful(kernel, check)
        places = unfinished + library + book
        for number, (_, code, cursor) in enumerate(places):
            text = code if number % 2 else code[:cursor]
            start = time.monotonic()
            tab = kernel.complete(text, cursor)
            seconds = time.monotonic() - start
            shift = kernel.inspect(text, cursor)
            here = f"{code[max(0, cursor - 40) : cursor]!r}"
            for key, reply in (("Tab", tab), ("Shift+Tab", shift)):
                if reply is None or reply["status"] != "ok":
                    check(f"{key} after {here}", False, reply)
            if tab:
                answered += 1
                empty += not tab["matches"]
                hidden = [m for m in tab["matches"] if m.startswith(HIDDEN)]
                if hidden:
                    check(f"Tab after {here} shows nothing internal", False, hidden)
            if seconds > slowest:
                slowest, where = seconds, here
            if (wrong := alive(kernel, number)) is not None:
                check(f"a cell after the keys after {here}", False, wrong)
                break
        told = f"{answered} answers, {empty} of them empty, the slowest {slowest:.2f} s"
        check(f"{len(places)} places", answered == len(places), f"{told} after {where}")
        check("most places have an answer", 2 * empty < len(places), empty)
        check("no answer takes long", slowest < LONG, f"{slowest:.2f} s")
    finally:
        kernel.close()
    return min(failed, 100)


def alive(kernel: BookKernel, number: int) -> str | None:
    """Run a cell that needs a variable; what was wrong with it, if anything."""
    if number % 20 == 0:
        reply = kernel.run(f'println!("{{}}", n + {number});')
        return None if reply.stdout.strip() == str(3 + number) else reply.value or reply.status
    reply = kernel.run(":vars")
    listed = any("usize" in text for data in reply.shown for text in data.values())
    return None if listed else reply.value or reply.status


if __name__ == "__main__":
    sys.exit(main())
