"""Prove that errors teach: `mistakes_test.py REPOSITORY`.

In a real kernel of each language every cell of `crate/explain/mistakes.json`, a mistake of
somebody who comes from Python, is refused with the sentence that stands beside it, and a cell
that is right afterwards shows that nothing was lost. The exit code is the number of failures.
"""

import json
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from book_kernel import BookKernel, Reply

# What the cells of the table use.
SETUP = """let v = array![1.0, 2.0, 3.0];
let w = array![4.0, 5.0, 6.0];
let m = array![[2.0, 0.0], [1.0, 3.0]];
let k = vec![1.0_f64, 2.0];
let n = 3_usize;
let x = 2.0_f64;"""
COLOUR = re.compile("\x1b\\[[0-9;]*m")


def shown(reply: Reply) -> str:
    """What a refused cell shows, without colours."""
    return COLOUR.sub("", "\n".join(reply.error["traceback"])) if reply.error else ""


def failures(root: Path, language: str, table: list[dict[str, str]]) -> list[str]:
    """What is not explained as it should be, in one language."""
    found = []
    kernel = BookKernel(root, language)
    try:
        # Without the set-up cells the library's names say where they come from.
        lost = shown(kernel.run("let r = norm_l2(&1.0);", timeout=300))
        if "aimath::prelude" not in lost:
            found.append(f"a cell before the set-up cells is not told to run them:\n{lost}")
        kernel.head()
        kernel.run(SETUP)
        for entry in table:
            reply = kernel.run(entry["cell"])
            if entry[language] not in shown(reply):
                found.append(
                    f"{entry['mistake']}: {entry['cell']!r}\n"
                    f"  wanted: {entry[language]}\n  shown: {shown(reply) or reply.shown}"
                )
        after = kernel.run('println!("{v} {w} {n} {x}");')
        if after.stdout.strip() != "[1, 2, 3] [4, 5, 6] 3 2":
            found.append(f"the variables afterwards: {after.stdout} {after.value}")
    finally:
        kernel.close()
    return found


def main() -> int:
    """Make every mistake in both languages at once."""
    root = Path(sys.argv[1]).resolve()
    table = json.loads((root / "crate/explain/mistakes.json").read_text(encoding="utf-8"))
    languages = ("en", "ko")
    with ThreadPoolExecutor(len(languages)) as pool:
        both = list(pool.map(lambda language: failures(root, language, table), languages))
    for language, found in zip(languages, both, strict=True):
        for failure in found:
            print(f"✗ {language}, {failure}")
    count = sum(map(len, both))
    print(f"{len(languages) * len(table)} mistakes, {count} not explained as they should be")
    return count


if __name__ == "__main__":
    sys.exit(min(main(), 100))
