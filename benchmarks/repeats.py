"""How often words that were said before are known again, how often others are, and what it costs.

    python benchmarks/repeats.py --texts FOLDER [--count 100000] [--json]

FOLDER holds CSV files whose column `reviewbody` or `TEXT` has texts that different people wrote; they are
taken whole and in sentences. Each is edited as people do who pass words on; the edits stand in EDITS. Of the
sentences `--count` texts are made and heard one after the other, a tenth of them repeats. Seconds are CPU of
one thread. docs/measures/curation.md.
"""

import argparse
import csv
import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

from opencc import OpenCC

from content.text.alike import KnownTexts, keys_of, letters_of, says_enough

AT_ONCE = 8192  # texts whose keys are made together
LETTERS_A_WORD = 15  # one word in so many letters is changed
EMOJI = "😋🥰👍🍅✨🔥"
TRADITIONAL = OpenCC("s2t")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    options = parser.parse_args()
    figures = repeats(options.texts, options.count)
    if options.json:
        print(json.dumps(figures, indent=1))
    else:
        print("\n".join(f"{name:52s} {value}" for name, value in figures.items()))


def repeats(folder: Path, count: int) -> dict[str, Any]:
    whole = list(_texts(folder))
    sentences = [part for text in whole for part in re.split(r"[。！？!?~\n]+", text)]
    figures: dict[str, Any] = {}
    for name, texts in (("whole texts", whole), ("sentences", sentences)):
        distinct = list(dict.fromkeys(text for text in texts if says_enough(letters_of(text))))
        figures |= _right(name, distinct)
    return figures | _cost(sentences, count) if count else figures


# -- how right -----------------------------------------------------------------------------------


def _swapped(text: str, random: Random) -> str:
    """One word of two letters in LETTERS_A_WORD is another word."""
    letters = list(text)
    for _ in range(max(1, len(text) // LETTERS_A_WORD)):
        at = random.randrange(max(1, len(letters) - 1))
        letters[at : at + 2] = random.choice(("真棒", "小店", "今天", "味道", "我家", "推荐"))
    return "".join(letters)


def _decked(text: str, random: Random) -> str:
    """An emoji behind every sign, and at both ends."""
    return random.choice(EMOJI) + re.sub(r"([，。！、])", lambda _: random.choice(EMOJI), text) + "👍👍"


EDITS: dict[str, Callable[[str, Random], str]] = {
    "as it is": lambda text, _: text,
    "other punctuation": lambda text, _: re.sub(r"[，。！、,.!]", "~ ", text) + "!!!",
    "emoji": _decked,
    "traditional": lambda text, _: TRADITIONAL.convert(text),
    "a tenth more behind it": lambda text, _: text + "大家快来看看吧"[: max(2, len(text) // 10)],
    "some words changed": _swapped,
    "all of it": lambda text, random: TRADITIONAL.convert(_decked(_swapped(text, random), random)),
}


def _right(name: str, originals: Sequence[str]) -> dict[str, Any]:
    heard, called = KnownTexts(), 0
    for n, letters, keys in _keyed(originals):
        first = heard.repeated_by(letters, keys)
        called += first is not None
        heard.add(str(n), letters, keys)
    figures: dict[str, Any] = {f"{name}: called a repeat of another": f"{called} of {len(originals)}"}
    for edit, change in EDITS.items():
        random = Random(7)  # noqa: S311 - no secret
        edited = [change(text, random) for text in originals]
        recognised = sum(heard.repeated_by(letters, keys) == str(n) for n, letters, keys in _keyed(edited))
        figures[f"{name}, {edit}: found"] = round(recognised / max(1, len(originals)), 4)
    return figures


def _keyed(texts: Sequence[str]) -> Iterator[tuple[int, str, list[int]]]:
    letters = [letters_of(text) for text in texts]
    for n, (mine, keys) in enumerate(zip(letters, keys_of(letters), strict=True)):
        yield n, mine, keys.tolist()


# -- what it costs -------------------------------------------------------------------------------


def _cost(sentences: Sequence[str], count: int) -> dict[str, Any]:
    """Texts of one to five sentences, a tenth of them repeats."""
    random = Random(5)  # noqa: S311 - no secret
    parts = [part for part in sentences if len(part) > 5]
    texts = ["，".join(random.choices(parts, k=random.randint(1, 5))) for _ in range(count)]
    for n in range(0, len(texts), 10):
        texts[n] = _swapped(random.choice(texts), random)
    heard, repeats, at = KnownTexts(), 0, time.process_time()
    for start in range(0, count, AT_ONCE):
        for n, letters, keys in _keyed(texts[start : start + AT_ONCE]):
            if says_enough(letters):
                if heard.repeated_by(letters, keys) is None:
                    heard.add(str(start + n), letters, keys)
                else:
                    repeats += 1
    spent = time.process_time() - at
    return {
        "texts heard": count,
        "letters each": round(sum(map(len, texts)) / count, 1),
        "repeats among them": repeats,
        "seconds": round(spent, 2),
    }


def _texts(folder: Path) -> Iterator[str]:
    for file in sorted(folder.rglob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as table:
            for row in csv.DictReader(table):
                if text := row.get("reviewbody") or row.get("TEXT"):
                    yield text


if __name__ == "__main__":
    main()
