"""Prove that errors teach: `mistakes_test.py REPOSITORY`.

In a real kernel of each language every cell of `crate/explain/mistakes.json`, a mistake of
somebody who comes from Python, is refused with the sentence that stands beside it, and a cell
that is right afterwards shows that nothing was lost. The exit code is the number of failures.
"""

import json
import re
import sys
from pathlib import Path

from book_kernel import BookKernel

# What the cells of the table use.
SETUP = """let v = array![1.0, 2.0, 3.0];
let w = array![4.0, 5.0, 6.0];
let m = array![[2.0, 0.0], [1.0, 3.0]];
let k = vec![1.0_f64, 2.0];
let n = 3_usize;
let x = 2.0_f64;"""
COLOUR = re.compile("\x1b\\[[0-9;]*m")


def main() -> int:
    root = Path(sys.argv[1])
    table = json.loads((root / "crate/explain/mistakes.json").read_text(encoding="utf-8"))
    failures = 0
    for language in ("en", "ko"):
        kernel = BookKernel(root, language)
        try:
            # Without the set-up cells the library's names say where they come from.
            lost = kernel.run("let r = norm_l2(&1.0);")
            if "aimath::prelude" not in "\n".join(lost.error["traceback"] if lost.error else []):
                failures += 1
                print(f"✗ {language}: a cell before the set-up cells is not told to run them")
            kernel.head()
            kernel.run(SETUP)
            for entry in table:
                reply = kernel.run(entry["cell"])
                shown = COLOUR.sub("", "\n".join(reply.error["traceback"])) if reply.error else ""
                if entry[language] not in shown:
                    failures += 1
                    print(f"✗ {language}, {entry['mistake']}: {entry['cell']!r}")
                    print(f"  wanted: {entry[language]}\n  shown: {shown or reply.shown}")
            after = kernel.run('println!("{v} {w} {n} {x}");')
            if after.stdout.strip() != "[1, 2, 3] [4, 5, 6] 3 2":
                failures += 1
                print(f"✗ {language}: the variables afterwards: {after.stdout} {after.value}")
        finally:
            kernel.close()
    print(f"{2 * len(table)} mistakes, {failures} not explained as they should be")
    return failures


if __name__ == "__main__":
    sys.exit(min(main(), 100))
