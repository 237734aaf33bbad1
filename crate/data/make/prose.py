"""Makes ../prose-en.txt and ../prose-ko.txt: sentences of this book's own notebooks.

    python prose.py

Needs Python alone. A formula within a sentence becomes the letter x. Otherwise a sentence is
taken whole or not at all: one with a sign that is no letter, digit or common punctuation is
left out, and so is one that came before. A paragraph is a line.

The files are a snapshot: the book has been rewritten since, and its chapter 6 trains on
them. Making them anew changes the figures of that chapter, so do it on purpose.
"""

import json
import re
import unicodedata
from pathlib import Path

ROOT = Path(__file__).parents[3]
SIGNS = set(" .,;:!?'()-")


def plain(markdown: str) -> str:
    """Markdown without its marks; displays and code become a sign that no sentence may have."""
    text = re.sub(r"```.*?```", "\n\n", markdown, flags=re.S)
    text = re.sub(r"\$\$.*?\$\$", "□", text, flags=re.S)
    text = re.sub(r"`([a-zA-Z0-9]+)`", r"\1", text)
    text = re.sub(r"`[^`]*`", "□", text)
    text = re.sub(r"\$[^$]*\$", "x", text)
    text = re.sub(r"<[^>]*>", "", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = text.replace("**", "").replace("*", "")
    for curly, straight in (("“", "'"), ("”", "'"), ("‘", "'"), ("’", "'"), ('"', "'"), ("–", "-"), ("−", "-")):
        text = text.replace(curly, straight)
    return unicodedata.normalize("NFC", text)


def allowed(sentence: str, language: str) -> bool:
    for sign in sentence:
        latin = sign.isascii() and sign.isalnum()
        hangul = language == "ko" and "가" <= sign <= "힣"
        if not (sign in SIGNS or latin or hangul):
            return False
    return len(sentence) >= 20 if language == "en" else len(sentence) >= 10


def paragraphs(language: str) -> list[str]:
    lines, seen = [], set()
    for path in sorted((ROOT / "notebooks" / language).glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] != "markdown":
                continue
            for paragraph in re.split(r"\n\s*\n|\n(?=\s*[-*|#\d])", plain("".join(cell["source"]))):
                paragraph = " ".join(paragraph.split())
                if paragraph.startswith(("|", "#", "←")):
                    continue
                paragraph = re.sub(r"^(?:[-*]|\d+\.) ", "", paragraph)
                kept = []
                for sentence in re.split(r"(?<=[.!?]) (?=[A-Z가-힣'(])", paragraph):
                    if allowed(sentence, language) and sentence[-1] in ".!?:" and sentence not in seen:
                        seen.add(sentence)
                        kept.append(sentence)
                if kept:
                    lines.append(" ".join(kept))
    return lines


for language in ("en", "ko"):
    text = "\n".join(paragraphs(language)) + "\n"
    (Path(__file__).parents[1] / f"prose-{language}.txt").write_text(text, encoding="utf-8")
    print(f"prose-{language}.txt: {len(text)} characters, {len(set(text))} different")
